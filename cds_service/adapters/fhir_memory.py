"""The chart in memory as a source to complete a prefetch from, for demonstrations and tests."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from cds_service.adapters.fhir_scopes import covers, parse_scope
from cds_service.adapters.memory import InMemoryChart
from cds_service.advice.completion import Completion, OpenSearch, add_fetched, open_searches
from cds_service.domain.needs import DataNeed
from cds_service.fhir.record import Issue
from cds_service.hooks.prefetch import write_query
from cds_service.hooks.request import HookRequest


class MemoryChartSource:
    """A `ChartSource` without a network; searches for the `failing` resource types fail."""

    def __init__(self, chart: InMemoryChart, *, failing: Collection[str] = ()) -> None:
        self._chart = chart
        self._failing = frozenset(failing)

    async def complete(self, request: HookRequest, needs: Sequence[DataNeed], within: float) -> Completion:
        """Read what these needs lack, as a server would answer it; without any time nothing is read."""
        searches = open_searches(request.prefetch, needs) if request.fhir_server else ()
        fetched: dict[str, msgspec.Raw] = {}
        issues: list[Issue] = []
        for search in searches:
            answer = self._answer(request, search) if within > 0 else "there was no time to read it"
            if isinstance(answer, str):
                issues.append(Issue(search.key, "", answer))
            else:
                fetched[search.key] = answer
        return add_fetched(request.prefetch, fetched, issues)

    def _answer(self, request: HookRequest, search: OpenSearch) -> msgspec.Raw | str:
        """Give the answer, or why there is none."""
        grants = parse_scope(request.authorization.scope) if request.authorization else None
        if not covers(grants, search.resource_type, search.parameters):
            return "the granted scope does not cover it"
        if search.resource_type in self._failing:
            return "the search failed"
        patient_id = request.patient_id.removeprefix("Patient/")
        found = self._chart.answer(write_query(search.resource_type, search.parameters, patient_id))
        return "the chart has no such resource" if found is None else msgspec.Raw(msgspec.json.encode(found))
