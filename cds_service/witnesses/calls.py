"""Writes a fact sheet as a chart and the hook call of an EHR that holds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from cds_service.adapters.memory import InMemoryChart
from cds_service.domain.facts import FactSheet, NotRecorded
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.needs import DataNeed
from cds_service.hooks.prefetch import render_templates
from cds_service.witnesses.axilla import write_axilla
from cds_service.witnesses.disease import write_disease
from cds_service.witnesses.findings import write_findings
from cds_service.witnesses.orders import write_beside, write_order
from cds_service.witnesses.person import write_person
from cds_service.witnesses.resources import PATIENT, Raw
from cds_service.witnesses.staging import write_staging
from cds_service.witnesses.treatment import write_treatment
from cds_service.witnesses.wanted import Wanted

ASKS_FOR_ASSESSMENT: Final = "org.imaging-cds.assessment"
HOOK: Final = "order-sign"
_INSTANCE: Final = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class Call:
    """A chart, the drafts, and the request that an EHR would send about them."""

    chart: tuple[Raw, ...]
    drafts: tuple[Raw, ...]
    request: Raw

    @property
    def bundle(self) -> Raw:
        """The chart as one FHIR Bundle."""
        return {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [{"resource": each} for each in self.chart],
        }


def write_call(
    sheet: FactSheet, study: str, knowledge: KnowledgeBase, needs: Sequence[DataNeed], today: date
) -> Call:
    """Write the call about an order for a study.

    What the sheet does not have recorded the chart is silent on; needs that a fact which is not read lives in
    are left out of the prefetch.

    Raises:
        NotExpressible: no code says what a fact of the sheet does.
    """
    wanted = Wanted(sheet, knowledge, today)
    chart = tuple(_write_chart(wanted))
    drafts = (write_order(wanted, study), *write_beside(wanted, study))
    unread = {need for name in sheet for need in _unread(sheet, name, knowledge)}
    templates = render_templates([each for each in needs if each.name not in unread])
    return Call(chart, drafts, _request(chart, drafts, templates))


def _write_chart(wanted: Wanted) -> Iterable[Raw]:
    for write in (write_person, write_disease, write_staging, write_axilla, write_treatment, write_findings):
        yield from write(wanted)


def _unread(sheet: FactSheet, name: str, knowledge: KnowledgeBase) -> frozenset[str]:
    fact = sheet[name]
    return knowledge.facts[name].sources if fact == NotRecorded(searched=False) else frozenset()


def _request(chart: Sequence[Raw], drafts: Sequence[Raw], templates: Mapping[str, str]) -> dict[str, Any]:
    return {
        "hook": HOOK,
        "hookInstance": _INSTANCE,
        "context": {
            "userId": "Practitioner/witness",
            "patientId": PATIENT,
            "draftOrders": {
                "resourceType": "Bundle",
                "type": "collection",
                "entry": [{"resource": each} for each in drafts],
            },
        },
        "prefetch": InMemoryChart(chart).prefetch(templates, {"patientId": PATIENT}),
        "extension": {ASKS_FOR_ASSESSMENT: True},
    }
