"""Reads `sources.yaml`: the documents behind every line, and who reviewed them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from types import MappingProxyType
from typing import Final

from cds_service.domain.scenarios import Review, SourceDocument
from cds_service.knowledge.problems import Place, ProblemLog
from cds_service.knowledge.text.shapes import Address, AnyWord, Count, Day, Either, MapOf, Prose, Shape
from cds_service.knowledge.text.strict_yaml import Node, Text
from cds_service.knowledge.text.tables import Table, as_count, as_text

_REVIEWED: Final = Shape(required={"by": Prose(says="who"), "on": Day(says="when")})
REVIEW: Final = Either((_REVIEWED, AnyWord(("none",))), says="who reviewed it, and when; or `none`")
_DOCUMENT: Final = Shape(
    required={
        "title": Prose(),
        "publisher": Prose(),
        "sections": MapOf(Count(), says="each section that may be cited, and how many items it has"),
    },
    optional={
        "url": Address(says="where it is published"),
        "reviewed": REVIEW,
        "guideline": Prose(80, says="whose ratings it states, such as `ACR`; left out for a site's own"),
        "licence": Prose(200, says="on what terms it is used"),
        "funding": Prose(200, says="who paid for it; left out where it is not stated"),
        "released": Day(says="when it was first published"),
        "revised": Day(says="when it was last revised"),
    },
)
SOURCES: Final = Shape(
    required={"documents": MapOf(_DOCUMENT, says="each source by the name that citations use")},
    says="the documents that every rating and criterion cites",
)


def read_review(table: Table, key: str) -> Review | None:
    """Give who reviewed and when; `none` says that nobody has."""
    node = table.node(key)
    if node is None or (isinstance(node, Text) and node.text == "none"):
        return None
    inner = Table(node, table.log, _REVIEWED)
    day = inner.day("on")
    return Review(inner.prose("by"), day) if day != date.min else None


def read_sources(node: Node, log: ProblemLog) -> Iterable[tuple[Place, SourceDocument]]:
    """Give each source document with the line that names it."""
    for key, inner in Table(node, log, SOURCES).named_tables("documents"):
        sections = {
            section.text: as_count(count, log)
            for section, value in inner.entries("sections")
            if (count := as_text(value, log))
        }
        document = SourceDocument(
            id=key.text,
            title=inner.prose("title"),
            publisher=inner.prose("publisher"),
            reviewed=read_review(inner, "reviewed"),
            sections=MappingProxyType(sections),
            url=inner.address("url"),
            guideline=inner.prose("guideline"),
            licence=inner.prose("licence"),
            funding=inner.prose("funding"),
            released=_day(inner, "released"),
            revised=_day(inner, "revised"),
        )
        yield key.place, document


def _day(table: Table, key: str) -> date | None:
    return table.day(key) if key in table else None
