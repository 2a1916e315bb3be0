"""Reads `phrases.yaml`: the words by which orders and charts say a thing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cds_service.knowledge.problems import Place, ProblemLog
from cds_service.knowledge.text.shapes import ListOf, MapOf, Prose, Shape
from cds_service.knowledge.text.strict_yaml import Node, Text
from cds_service.knowledge.text.tables import Table, as_prose

PHRASES: Final = Shape(
    required={"phrases": MapOf(ListOf(Prose()), says="each list of phrases, in lower case")},
    says="what the text of an order may say",
)


def read_phrases(node: Node, log: ProblemLog) -> Iterable[tuple[Place, tuple[str, tuple[str, ...]]]]:
    """Give each named list of phrases with the line that names it."""
    for key, texts in Table(node, log, PHRASES).named_texts("phrases"):
        yield key.place, (key.text, tuple(lower_case(text, log) for text in texts))


def lower_case(text: Text, log: ProblemLog) -> str:
    """Give a phrase as orders are matched against it: in lower case."""
    if text.text != text.text.lower():
        log.note(text.place, f"`{text.text}` is not in lower case", f"write `{text.text.lower()}`")
    return as_prose(text, log)
