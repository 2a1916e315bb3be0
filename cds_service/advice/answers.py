"""What an answer to a search holds: a whole result, one page of it, a failure, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from cds_service.fhir.raw import has_failure, member, objects, resource_type, text

_TYPES_OF_RESULTS: Final = frozenset({"", "searchset"})


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search result; `next_page` is the address of the following one, empty on the last."""

    content: msgspec.Raw = field(repr=False)
    matches: int
    total: int
    next_page: str = field(repr=False)
    failed: bool

    @property
    def is_whole(self) -> bool:
        """Whether this page alone is the result: it reports no failure and nothing is said to follow."""
        return not self.failed and not self.next_page and self.total <= self.matches


def decode(content: msgspec.Raw | bytes) -> Any:  # noqa: ANN401  # JSON has no narrower type
    """Give the JSON; none for null and for what is no JSON."""
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def kind_of(content: msgspec.Raw | bytes) -> str:
    """Give the resource type, `list` for a bare list of resources, nothing for what is neither."""
    found = decode(content)
    if isinstance(found, list):
        return "list"
    return resource_type(found) if isinstance(found, Mapping) else ""


def read_page(content: msgspec.Raw | bytes) -> Page | None:
    """Read a page of a search result; nothing where it is something else."""
    bundle = _glance_at(content)
    if bundle is None or bundle.resource_type != "Bundle" or text(bundle.type) not in _TYPES_OF_RESULTS:
        return None
    entries = bundle.entry or []
    onward = [each for each in objects(bundle.link) if text(each.get("relation")) == "next"]
    return Page(
        content=content if isinstance(content, msgspec.Raw) else msgspec.Raw(content),
        matches=sum(_is_match(each) for each in entries),
        total=bundle.total if isinstance(bundle.total, int) else 0,
        # A page that goes on at an address that cannot be read goes on all the same.
        next_page=next((text(each.get("url")) or "#" for each in onward), ""),
        failed=any(_reports_failure(each.resource) for each in entries),
    )


def join_pages(pages: Sequence[Page]) -> msgspec.Raw | None:
    """Give the one Bundle that holds the entries of all pages; nothing where a page has no list of them."""
    if len(pages) == 1:
        return pages[0].content
    try:
        held = [msgspec.json.decode(page.content, type=_Entries) for page in pages]
    except msgspec.ValidationError:
        return None
    entries = [each for page in held for each in page.entry or []]
    bundle: dict[str, object] = {"resourceType": "Bundle", "type": "searchset"}
    return msgspec.Raw(msgspec.json.encode(bundle | ({"entry": entries} if entries else {})))


class _Entries(msgspec.Struct, frozen=True):
    """The entries of a Bundle, each left as the server wrote it."""

    entry: list[msgspec.Raw] | None = None


class _Resource(msgspec.Struct, frozen=True):
    """What tells a remark of the server from a resource of the chart."""

    resource_type: Any = msgspec.field(default=None, name="resourceType")
    issue: Any = None


class _Entry(msgspec.Struct, frozen=True):
    resource: _Resource | None = None
    search: Any = None


class _Bundle(msgspec.Struct, frozen=True):
    """A glance at a Bundle; its resources are passed over, which takes a fraction of reading them."""

    resource_type: Any = msgspec.field(default=None, name="resourceType")
    type: Any = None
    total: Any = None
    link: Any = None
    entry: list[_Entry] | None = None


def _glance_at(content: msgspec.Raw | bytes) -> _Bundle | None:
    try:
        return msgspec.json.decode(content, type=_Bundle)
    except msgspec.ValidationError:
        return _look_closely(decode(content))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _look_closely(content: object) -> _Bundle | None:
    """Give the same of a Bundle in which something is of a wrong shape."""
    if not isinstance(content, Mapping):
        return None
    entries = []
    for each in objects(content.get("entry")):
        held = member(each, "resource")
        entries.append(_Entry(_Resource(resource_type(held), held.get("issue")), each.get("search")))
    return _Bundle(
        resource_type(content), content.get("type"), content.get("total"), content.get("link"), entries
    )


def _reports_failure(resource: _Resource | None) -> bool:
    return resource is not None and _is_remark(resource) and has_failure(resource.issue)


def _is_match(entry: _Entry) -> bool:
    mode = text(next(objects(entry.search), {}).get("mode"))
    return not _is_remark(entry.resource) and mode != "include"


def _is_remark(resource: _Resource | None) -> bool:
    return resource is not None and resource.resource_type == "OperationOutcome"
