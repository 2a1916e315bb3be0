"""Reads from the EHR's FHIR server what the prefetch of a call lacks, within one budget of time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, assert_never

import httpx
import msgspec

from cds_service.adapters.destinations import checked_transports
from cds_service.adapters.fhir_addresses import (
    FhirBase,
    address_of,
    find_allowed,
    follow,
    is_patient_id,
    parse_allowed,
)
from cds_service.adapters.fhir_exchange import TOO_LATE, Exchange, Limits, Unread
from cds_service.adapters.fhir_scopes import Grant, covers, parse_scope
from cds_service.advice.completion import Completion, OpenSearch, add_fetched, open_searches
from cds_service.advice.ports import HARD_LIMIT
from cds_service.domain.needs import DataNeed, Parameters
from cds_service.fhir.answers import Answer, Supply, join_pages, read_answer
from cds_service.fhir.record import Issue
from cds_service.hooks.request import HookRequest

_LOG: Final = logging.getLogger("cds_service")
_TO_CLEAN_UP: Final = 0.05
"""Seconds that closing connections may take once the answer is due."""


class FhirServers:
    """The FHIR servers that a site lets this service read; a `ChartSource`.

    `allowed` are base URLs, or origins for every base URL under them; without any nothing is ever called.
    Each call has its own connections: nothing of one patient's call is at hand in the next. Unless the site
    knows better (`heed_scope=False`), a search that the granted scope does not cover is not made. Servers in
    the site's own network are read only with `private_network`; `authorities` is a file of certificates that
    vouch for servers besides the usual ones.
    """

    def __init__(
        self,
        allowed: Sequence[str],
        limits: Limits | None = None,
        *,
        heed_scope: bool = True,
        private_network: bool = False,
        authorities: Path | None = None,
        open_transport: Callable[[], httpx.AsyncBaseTransport] | None = None,
    ) -> None:
        self._allowed = parse_allowed(allowed)
        self._limits = limits or Limits()
        self._heed_scope = heed_scope
        self._open_transport = open_transport or checked_transports(
            self._limits.at_once, private_network=private_network, authorities=authorities
        )

    async def complete(self, request: HookRequest, needs: Sequence[DataNeed], within: float) -> Completion:
        """Read what these needs lack, taking no longer than `within` seconds and the budget."""
        searches = open_searches(request.prefetch, needs)
        if not searches or not request.fhir_server:
            return Completion(request.prefetch)
        base = find_allowed(request.fhir_server, self._allowed)
        if base is None:
            return _nothing(request, "the FHIR server of the call is none that this service may read")
        patient_id = _patient_id(request.patient_id)
        if not is_patient_id(patient_id):
            return _nothing(request, "the patient's id cannot stand in an address")
        if not _is_granted_for(patient_id, request):
            return _nothing(request, "the access that was granted is for another patient")
        seconds = time_allowed(within, self._limits)
        transport = self._open_transport()
        try:
            granted = request.authorization
            token = granted.access_token if granted else ""
            deadline = asyncio.get_running_loop().time() + seconds
            exchange = Exchange(transport, token, self._limits, deadline)
            grants = parse_scope(granted.scope) if granted and self._heed_scope else None
            reads = _Reads(exchange, base, patient_id, grants)
            fetched, issues = await _read_all(reads, searches)
        except Unread as hurdle:
            return _nothing(request, str(hurdle))
        finally:
            await _close(transport)
        _tell(issues)
        return add_fetched(request.prefetch, fetched, issues)


def time_allowed(within: float, limits: Limits) -> float:
    """Give the seconds that all reads of one call may take."""
    return min(within, limits.budget, HARD_LIMIT)


@dataclass(frozen=True, slots=True)
class _Reads:
    """The reads of one call: which server, which patient, and what was granted."""

    exchange: Exchange
    base: FhirBase
    patient_id: str
    grants: tuple[Grant, ...] | None

    async def answer(self, search: OpenSearch) -> msgspec.Raw:
        """Give the whole answer to a search.

        Raises:
            Unread: it could not be had whole; part of a result is none, for what is absent from it may exist.
        """
        if not covers(self.grants, search.resource_type, search.parameters):
            raise Unread("the granted scope does not cover it")
        if search.first_page is not None and search.next_page:
            # The link may be good for the client alone, or for a while: then the search is made anew.
            with contextlib.suppress(Unread):
                return await self._go_on(self._address(search, search.parameters), search, search.first_page)
        return _joined(await self._search(search, search.parameters))

    def _address(self, search: OpenSearch, parameters: Parameters) -> str:
        return address_of(self.base, search.resource_type, parameters, self.patient_id)

    async def _search(self, search: OpenSearch, parameters: Parameters) -> list[msgspec.Raw]:
        """Make a search whole; one that the server refuses is made alternative by alternative."""
        address = self._address(search, parameters)
        try:
            body = await self.exchange.get(address)
        except Unread as refusal:
            pieces = _split(parameters)
            if not refusal.asked_wrongly or not pieces:
                raise
        else:
            return [await self._go_on(address, search, msgspec.Raw(body))]
        # When the first alternative alone is refused as well, the list was not the reason.
        first = await self._search(search, pieces[0])
        try:
            async with asyncio.TaskGroup() as group:
                others = [group.create_task(self._search(search, piece)) for piece in pieces[1:]]
        except ExceptionGroup as several:
            raise several.exceptions[0] from None
        return [*first, *(result for each in others for result in each.result())]

    async def _go_on(self, address: str, search: OpenSearch, first: msgspec.Raw) -> msgspec.Raw:
        """Give the whole result whose first page is at this address."""
        pages, visited = [first], {address}
        answer = _read_page(first, search)
        while answer.next_page:
            if len(pages) == self.exchange.limits.pages:
                raise Unread("the result has more pages than this service reads")
            following = follow(self.base, address, answer.next_page)
            if following is None:
                raise Unread("the result goes on at another address")
            if following in visited:
                raise Unread("the result goes on in a circle")
            address = following
            visited.add(address)
            pages.append(msgspec.Raw(await self.exchange.get(address)))
            answer = _read_page(pages[-1], search)
        whole = _joined(pages)
        if len(pages) > 1:
            answer = read_answer(whole, search.resource_type)
        if answer.supply is not Supply.WHOLE:
            raise Unread("the result is longer than what was sent")
        return whole


def _patient_id(reference: str) -> str:
    return reference.removeprefix("Patient/")


def _is_granted_for(patient_id: str, request: HookRequest) -> bool:
    """Whether the access is for this patient; where the EHR does not say so it need not be."""
    granted = request.authorization
    return granted is None or _patient_id(granted.patient) in ("", patient_id)


async def _read_all(
    reads: _Reads, searches: Sequence[OpenSearch]
) -> tuple[Mapping[str, msgspec.Raw], Sequence[Issue]]:
    """Make all searches at once; give the answers that came in time, and why others did not.

    INVARIANT: this returns at the deadline and the time to clean up, whatever the server does.
    """
    seconds = max(0.0, reads.exchange.deadline - asyncio.get_running_loop().time())
    tasks = {each.key: asyncio.create_task(reads.answer(each)) for each in searches}
    try:
        done, _ = await asyncio.wait(tasks.values(), timeout=seconds)
    finally:
        late = [each for each in tasks.values() if each.cancel()]
        if late:
            await asyncio.wait(late, timeout=_TO_CLEAN_UP)
    fetched: dict[str, msgspec.Raw] = {}
    issues: list[Issue] = []
    for key, task in tasks.items():
        if task not in done:
            issues.append(Issue(key, "", TOO_LATE))
            continue
        try:
            fetched[key] = task.result()
        except Unread as failure:
            issues.append(Issue(key, "", str(failure)))
    return fetched, issues


async def _close(transport: httpx.AsyncBaseTransport) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_TO_CLEAN_UP):
            await transport.aclose()


def _read_page(page: msgspec.Raw, search: OpenSearch) -> Answer:
    """Read a page, which may be all of a result or a part of it."""
    answer = read_answer(page, search.resource_type)
    match answer.supply:
        case Supply.PAGED | Supply.WHOLE:
            return answer
        case Supply.FAILED:
            raise Unread("the FHIR server reports a failed search")
        case Supply.ABSENT | Supply.NULL | Supply.UNREADABLE:
            raise Unread(
                "the answer is no such patient" if search.is_read else "the answer is no search result"
            )
        case _:
            assert_never(answer.supply)


def _joined(pages: Sequence[msgspec.Raw]) -> msgspec.Raw:
    joined = join_pages(pages)
    if joined is None:
        raise Unread("the pages of the answer do not fit together")
    return joined


def _split(parameters: Parameters) -> list[Parameters]:
    """Give the same search once for each alternative of its first list; nothing where it has no list."""
    for place, (name, tokens) in enumerate(parameters):
        if len(tokens) > 1:
            return [(*parameters[:place], (name, (token,)), *parameters[place + 1 :]) for token in tokens]
    return []


def _nothing(request: HookRequest, because: str) -> Completion:
    issue = Issue("", "", because)
    _tell([issue])
    return add_fetched(request.prefetch, {}, [issue])


def _tell(issues: Sequence[Issue]) -> None:
    """Tell the site what was not read and why: keys and reasons, which are this service's own words."""
    if issues:
        reasons = Counter(each.what for each in issues)
        told = "; ".join(f"{reason} ({number})" for reason, number in reasons.items())
        keys = ", ".join(each.need for each in issues if each.need) or "anything"
        _LOG.warning("could not read %s from the FHIR server: %s", keys, told)
