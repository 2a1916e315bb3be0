"""What an answer to a search or a read holds and is worth: the one place that tells answers apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final

import msgspec

from cds_service.fhir.raw import Raw, has_failure, member, objects, resource_type, text
from cds_service.fhir.releases import r4_type

_RESULTS: Final = frozenset({"", "searchset", "collection", "batch-response", "transaction-response"})
"""The types of Bundle that hold what was found; others hold versions, requests, messages or documents."""

_DEEPEST: Final = 4
"""Bundles inside Bundles that are looked into: a batch holds results, and nothing holds much more."""

MOST: Final = 10_000
"""Resources that one answer may hold; where there are more, it is not gone through to the end."""


class Supply(Enum):
    """In what state the answer to a search came."""

    ABSENT = "the client left it out"
    NULL = "the client has nothing"
    FAILED = "the search failed"
    UNREADABLE = "it is no answer to this search"
    PAGED = "the result goes on where it was not read"
    WHOLE = "it is complete, and may be empty"


@dataclass(frozen=True, slots=True)
class Held:
    """A resource of an answer, and the address it came under."""

    resource: Raw = field(repr=False)
    full_url: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its state, and the resources that can be told from it whatever its state.

    `next_page` is the address at which a result goes on; empty where it does not, or does not say where.
    """

    supply: Supply
    resources: tuple[Held, ...] = ()
    next_page: str = field(default="", repr=False)

    @property
    def tells_anything(self) -> bool:
        """Whether anything follows from it: a resource, or that there is none."""
        return bool(self.resources) or self.supply is Supply.WHOLE


def read_answer(value: object, searched: str) -> Answer:
    """Read the answer to a search for this resource type, or to the read of a Patient.

    The value is JSON (`msgspec.Raw` or bytes), or its objects; none where there is no answer. Whatever it is,
    reading it never fails. Only an answer that is `WHOLE` says what does not exist.
    """
    if value is None:
        return Answer(Supply.ABSENT)
    content, is_json = _decode(value)
    if content is None:
        return Answer(Supply.NULL if is_json else Supply.UNREADABLE)
    look = _Look()
    for each in look.few(content if isinstance(content, list) else [content]):
        look.take(each)
    supply = _worth(content, look, searched)
    goes_on_at = _next_page(content) if supply is Supply.PAGED else ""
    return Answer(supply, tuple(look.held), goes_on_at)


def join_pages(pages: Sequence[msgspec.Raw]) -> msgspec.Raw | None:
    """Give the one Bundle that holds the entries of all pages, and the largest total that any of them states.

    Nothing where a page has no list of entries. Entries stay as the server wrote them. What an earlier page
    held already is left out: it counts once, and something else may have slipped past in its place.
    """
    if len(pages) == 1:
        return pages[0]
    entries: list[msgspec.Raw] = []
    total = 0
    seen: set[tuple[str, str]] = set()
    try:
        for page in (msgspec.json.decode(each, type=_Page) for each in pages):
            named = [(each, msgspec.json.decode(each, type=_Entry).name) for each in page.entry or []]
            entries += [each for each, name in named if name not in seen]
            seen |= {name for _, name in named if all(name)}
            total = max(total, _total(page.total))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    joined: dict[str, object] = {"resourceType": "Bundle", "type": "searchset"}
    joined |= {"total": total} if total else {}
    return msgspec.Raw(msgspec.json.encode(joined | ({"entry": entries} if entries else {})))


class _Page(msgspec.Struct, frozen=True):
    total: Any = None
    entry: list[msgspec.Raw] | None = None


class _Named(msgspec.Struct, frozen=True, rename="camel"):
    resource_type: str = ""
    id: str = ""


class _Entry(msgspec.Struct, frozen=True):
    resource: _Named = _Named()

    @property
    def name(self) -> tuple[str, str]:
        """By what the same resource is known on another page; empty parts where it is not."""
        return self.resource.resource_type, self.resource.id


@dataclass(slots=True)
class _Look:
    """What was seen on the way through an answer; `kinds` are the R4 types of what was found in it."""

    held: list[Held] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    parts: int = 0
    bundles: int = 0
    remarks: int = 0
    failed: bool = False
    flawed: bool = False
    goes_on: bool = False

    def few(self, parts: list[object]) -> list[object]:
        """Give these parts if they can be gone through in no time; none where there are too many in all."""
        self.parts += len(parts)
        if self.parts > MOST:
            self.flawed = True
            return []
        return parts

    def take(self, resource: object, full_url: str = "", *, included: bool = False, depth: int = 0) -> None:
        """Take a resource, or those inside a Bundle; a server's remark is none."""
        kind = resource_type(resource) if isinstance(resource, Mapping) else ""
        if not isinstance(resource, Mapping) or not kind or depth > _DEEPEST:
            self.flawed = True
        elif kind == "Bundle":
            self._take_bundle(resource, depth)
        elif kind == "OperationOutcome":
            self.remarks += 1
            self.failed |= has_failure(resource.get("issue"))
        else:
            self.held.append(Held(resource, full_url))
            self.kinds |= set() if included else {r4_type(resource)}

    def _take_bundle(self, bundle: Raw, depth: int) -> None:
        self.bundles += 1
        entries = bundle.get("entry")
        if text(bundle.get("type")).lower() not in _RESULTS or not isinstance(entries, list | Mapping | None):
            self.flawed = True
            return
        matches = 0
        for entry in self.few(entries if isinstance(entries, list) else list(objects(entries))):
            if not isinstance(entry, Mapping) or _is_refused(entry):
                self.flawed |= not isinstance(entry, Mapping)
                self.failed |= isinstance(entry, Mapping)
                continue
            found, full_url = entry.get("resource"), text(entry.get("fullUrl"))
            included = text(member(entry, "search").get("mode")) == "include"
            self.take(found, full_url, included=included, depth=depth + 1)
            matches += not included and resource_type(member(entry, "resource")) != "OperationOutcome"
        # INVARIANT: what is announced and was not sent may be anything, so it never counts as not existing.
        self.goes_on |= any(True for _ in _onward(bundle)) or _total(bundle.get("total")) > matches


def _worth(content: object, look: _Look, searched: str) -> Supply:
    """Say in what state an answer is, by the worst that was seen in it."""
    is_bare = not look.bundles
    if look.failed or (is_bare and look.remarks and not look.held):
        return Supply.FAILED
    if content == []:
        return Supply.NULL
    # One resource answers a read; as the answer to a search it may be one of many.
    is_one_of_many = is_bare and not isinstance(content, list) and searched != "Patient"
    if look.flawed or is_one_of_many:
        return Supply.UNREADABLE
    if look.goes_on:
        return Supply.PAGED
    # Resources of other types alone are the answer to another search; none at all is none to a read.
    lacks_all = searched not in look.kinds and (look.kinds or searched == "Patient")
    return Supply.UNREADABLE if lacks_all else Supply.WHOLE


def _is_refused(entry: Raw) -> bool:
    """Whether an entry of a batch tells that its part failed."""
    status = str(member(entry, "response").get("status") or "")
    return bool(status) and not status.startswith("2")


def _decode(value: object) -> tuple[Any, bool]:
    """Give the JSON that a value holds, and whether it holds any."""
    if not isinstance(value, bytes | bytearray | memoryview | msgspec.Raw):
        return (value, True) if isinstance(value, Mapping | list) else (None, False)
    try:
        return msgspec.json.decode(value), True
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None, False


def _onward(bundle: Raw) -> Iterator[str]:
    """Give where each `next` link leads; `#` stands for an address that cannot be read, and leads nowhere."""
    links = objects(bundle.get("link"))
    return (text(each.get("url")) or "#" for each in links if text(each.get("relation")).lower() == "next")


def _next_page(content: object) -> str:
    """Give where a Bundle goes on; nothing for a list of several."""
    return next(_onward(content), "") if isinstance(content, Mapping) else ""


def _total(value: object) -> int:
    """Give the number of matches that a Bundle states, none for what is no number."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value[:9])
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
