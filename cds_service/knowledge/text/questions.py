"""Questions that a new file puts to its author, and that must be answered before the file is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cds_service.knowledge.problems import ProblemLog
from cds_service.knowledge.text.strict_yaml import Entries, Items, Node, Text, compose

MARK: Final = "(?)"
"""What a value begins with that is still a question: `title: (?) the patients, in a few words`."""


def compose_answered(file: str, content: bytes, log: ProblemLog) -> Node | None:
    """Give the document of a file; nothing where it cannot be read, or still asks something."""
    node = compose(file, content, log)
    if node is None:
        return None
    questions = tuple(_questions(node))
    for text in questions:
        asked = " ".join(text.text.removeprefix(MARK).split())
        log.note(text.place, f"not answered yet: {asked}", "write the answer in its place")
    return None if questions else node


def _questions(node: Node) -> Iterator[Text]:
    match node:
        case Text():
            if node.text.startswith(MARK):
                yield node
        case Items():
            for each in node.items:
                yield from _questions(each)
        case Entries():
            for key, value in node.entries:
                yield from _questions(key)
                yield from _questions(value)
