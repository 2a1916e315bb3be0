"""Reads `about.yaml`: who answers for a folder of knowledge, and what it changes in the folders before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from cds_service.domain.layers import ChangeKind, Layer, LayerChange
from cds_service.domain.procedures import ProtocolLink
from cds_service.knowledge.files import FileKind
from cds_service.knowledge.problems import Place, ProblemLog
from cds_service.knowledge.readers.entries import FIRST_CHOICE
from cds_service.knowledge.text.shapes import (
    Address,
    AnyWord,
    Count,
    Day,
    Either,
    ListOf,
    NameOf,
    Names,
    Prose,
    Shape,
)
from cds_service.knowledge.text.strict_yaml import Node, Text
from cds_service.knowledge.text.tables import Table, as_day

_WHAT: Final = {
    "scenario": FileKind.SCENARIO,
    "procedure": FileKind.PROCEDURE,
    "value_set": FileKind.VALUE_SET,
}
_SCENARIO: Final = NameOf(Names.SCENARIO)
_PROCEDURE: Final = NameOf(Names.PROCEDURE)
_BECAUSE: Final = Prose(300, says="the reason, which pages and cards print")
_RETIRED: Final = Shape(
    required={"because": _BECAUSE},
    optional={"scenario": _SCENARIO, "procedure": _PROCEDURE},
    one_of=("scenario", "procedure"),
)
_REPLACED: Final = Shape(
    required={"because": _BECAUSE},
    optional={"scenario": _SCENARIO, "procedure": _PROCEDURE, "value_set": NameOf(Names.VALUE_SET)},
    one_of=("scenario", "procedure", "value_set"),
)
_CHOSEN: Final = Shape(
    required={
        "scenario": _SCENARIO,
        "choose": ListOf(FIRST_CHOICE, says="studies that the scenario rates usually appropriate"),
        "because": _BECAUSE,
    }
)
_LINK: Final = Shape(
    required={
        "procedure": _PROCEDURE,
        "label": Prose(80, says="what the link is called"),
        "url": Address(says="where the protocol is kept"),
    }
)
ABOUT: Final = Shape(
    required={
        "about": Prose(120, says="the name of this knowledge; for an overlay that of the site"),
        "developer": Prose(200, says="who put the sources into these files, and answers for them"),
        "review_every_months": Count(says="after how many months a reviewed file is due again"),
    },
    optional={
        "funding": Prose(200, says="who paid for it; left out where it is not stated"),
        "licence": Prose(200, says="on what terms it may be used"),
        "released": Either((Day(), AnyWord(("none",))), says="when it was released; `none` before that"),
        "revised": Day(says="when it was last revised"),
        "retired": ListOf(_RETIRED, says="what no longer counts here"),
        "replaced": ListOf(_REPLACED, says="what a file of this folder, of the same name, stands for"),
        "first_choices": ListOf(_CHOSEN, says="other first choices for scenarios of earlier folders"),
        "protocol_links": ListOf(_LINK, says="where the site keeps its protocols"),
    },
    says="who answers for this folder, and what it changes",
)
_OF_OVERLAYS: Final = ("retired", "replaced", "first_choices", "protocol_links")


@dataclass(frozen=True, slots=True)
class Change:
    """Something of an earlier folder that is retired or replaced, and the line that says so."""

    kind: ChangeKind
    file_kind: FileKind
    id: str
    because: str
    place: Place


@dataclass(frozen=True, slots=True)
class LocalChoice:
    """Other first choices for a scenario; the nodes are read once the scenario has been."""

    scenario: Text
    nodes: tuple[Node, ...]
    because: str


@dataclass(frozen=True, slots=True)
class About:
    """What a folder says of itself."""

    layer: Layer
    changes: tuple[Change, ...] = ()
    choices: tuple[LocalChoice, ...] = ()
    links: tuple[tuple[Text, ProtocolLink], ...] = ()

    @property
    def described(self) -> tuple[LayerChange, ...]:
        """The changes as the layer tells them."""
        words = {kind: what.replace("_", " ") for what, kind in _WHAT.items()}
        made = (LayerChange(each.kind, words[each.file_kind], each.id, each.because) for each in self.changes)
        chosen = (
            LayerChange(ChangeKind.FIRST_CHOICE, "scenario", each.scenario.text, each.because)
            for each in self.choices
        )
        return (*made, *chosen)


def read_about(node: Node, log: ProblemLog, *, is_base: bool) -> About:
    """Give what a folder says of itself; the first one has nothing under it that it could change."""
    table = Table(node, log, ABOUT)
    if is_base:
        for key in _OF_OVERLAYS:
            if key in table:
                found = f"`{key}` in the first folder, which has nothing under it"
                log.note(table.at(key), found, "change the files themselves, or lay this folder over another")
    changes = (*_read_changes(table, ChangeKind.RETIRED), *_read_changes(table, ChangeKind.REPLACED))
    about = About(
        Layer(
            name=table.prose("about"),
            developer=table.prose("developer"),
            review_every_months=table.count("review_every_months"),
            funding=table.prose("funding"),
            licence=table.prose("licence"),
            released=_read_release(table),
            revised=table.day("revised") if "revised" in table else None,
        ),
        changes,
        tuple(_read_choices(table)),
        tuple(_read_links(table)),
    )
    _check_once(about, log)
    return about


def _read_release(table: Table) -> date | None:
    text = table.text("released")
    return None if text is None or text.text == "none" else as_day(text, table.log)


def _read_changes(table: Table, kind: ChangeKind) -> Iterable[Change]:
    for entry in table.tables(kind.value):
        named = [(file_kind, text) for key, file_kind in _WHAT.items() if (text := _name(entry, key))]
        because = entry.prose("because")
        if len(named) == 1:
            ((file_kind, text),) = named
            yield Change(kind, file_kind, text.text, because, text.place)
        elif not entry.meant:
            words = " or ".join(f"`{each}`" for each in entry.one_of)
            entry.log.note(entry.place, f"{len(named)} things {kind.value} in one entry", f"name one {words}")


def _name(entry: Table, key: str) -> Text | None:
    return entry.text(key) if key in entry else None


def _read_choices(table: Table) -> Iterable[LocalChoice]:
    for entry in table.tables("first_choices"):
        scenario = entry.text("scenario")
        because = entry.prose("because")
        if scenario is not None:
            yield LocalChoice(scenario, entry.items("choose"), because)


def _read_links(table: Table) -> Iterable[tuple[Text, ProtocolLink]]:
    for entry in table.tables("protocol_links"):
        procedure = entry.text("procedure")
        link = ProtocolLink(entry.prose("label"), entry.address("url"))
        if procedure is not None:
            yield procedure, link


def _check_once(about: About, log: ProblemLog) -> None:
    """Check that nothing is changed twice: the later line would silently win."""
    seen: set[tuple[str, str]] = set()
    named = [(each.file_kind.value, each.id, each.place) for each in about.changes]
    named += [("choice", each.scenario.text, each.scenario.place) for each in about.choices]
    named += [("link", text.text, text.place) for text, _ in about.links]
    for what, name, place in named:
        if (what, name) in seen:
            log.note(place, f"`{name}` is changed for the second time", "keep one of the entries")
        seen.add((what, name))
