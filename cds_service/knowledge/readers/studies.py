"""Reads the files of `procedures/`: studies, orders that leave the study open, and combinations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cds_service.domain.knowledge_base import ValueSet
from cds_service.domain.procedures import (
    Combination,
    OpenProcedure,
    Procedure,
    ProcedureCode,
    ProcedureKind,
    ProtocolLink,
)
from cds_service.domain.ratings import RadiationLevel
from cds_service.domain.terms import Code, Side
from cds_service.knowledge.problems import Place, listing, suggest
from cds_service.knowledge.readers.order_codes import LocalCode
from cds_service.knowledge.readers.vocabulary import Vocabulary
from cds_service.knowledge.text.codes import read_code
from cds_service.knowledge.text.shapes import (
    AnyWord,
    CitedAt,
    ListOf,
    NameOf,
    Names,
    Prose,
    Scalar,
    Shape,
    words_of,
)
from cds_service.knowledge.text.strict_yaml import Entries, Node
from cds_service.knowledge.text.tables import Table, as_lower_case, as_prose

_CODE: Final = Shape(
    required={
        "system": NameOf(Names.CODE_SYSTEM, says="the code system, by its short name"),
        "code": Scalar(says="the code; in quotes if it is a number"),
    },
    optional={
        "display": Prose(says="the words of the code system, where they may be copied"),
        "side": AnyWord(words_of(Side), says="the side that the code names"),
        "needs": Scalar(says="the body site that must be named for a shared code to mean this study"),
        "unless": Scalar(says="the body site that must not be named"),
        "verified": Prose(says="where the code was seen with this meaning"),
    },
)
_PROTOCOL: Final = Shape(required={"text": Prose(), "at": CitedAt(says="`document#section/item`")})
_NAME: Final = Prose(120, says="the canonical name of the study")
_CODES: Final = ListOf(_CODE, says="the codes that order it")
_TEXT: Final = ListOf(Prose(), says="names in free text, in lower case")
STUDY: Final = Shape(
    required={
        "procedure": Scalar(says="the id: the file's name without `.yaml`"),
        "name": _NAME,
        "says": Prose(120, says="the study in a sentence: `axillary ultrasound`"),
        "kind": AnyWord(words_of(ProcedureKind), says="only imaging and biopsies are rated"),
    },
    optional={
        "radiation": NameOf(Names.RADIATION_LEVEL, says="the ACR relative radiation level"),
        "radiation_source": Prose(says="where the level is stated"),
        "close_to": NameOf(Names.PROCEDURE, says="the rated study that it resembles"),
        "value_sets": ListOf(NameOf(Names.VALUE_SET), says="value sets whose codes order it"),
        "codes": _CODES,
        "order_as": ListOf(_CODE, says="the codes to order it by when it is offered"),
        "text": _TEXT,
        "protocol": ListOf(_PROTOCOL, says="how the source wants it done"),
    },
    says="a study that can be ordered",
)
OPEN_STUDY: Final = Shape(
    required={
        "open": Scalar(says="the id: the file's name without `.yaml`"),
        "name": _NAME,
        "could_be": ListOf(NameOf(Names.PROCEDURE), says="the studies it could be"),
        "ask": Prose(says="the question that settles which"),
    },
    optional={"codes": _CODES, "text": _TEXT},
    says="an order that leaves the study open",
)
_COMBINATION: Final = Shape(
    required={
        "procedure": NameOf(Names.PROCEDURE),
        "parts": ListOf(NameOf(Names.PROCEDURE), says="the studies that make it up"),
    }
)
COMBINATIONS: Final = Shape(
    required={"combinations": ListOf(_COMBINATION)}, says="studies that are ordered as several"
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What studies refer to, and where each of their codes and names was read."""

    words: Vocabulary
    value_sets: Mapping[str, ValueSet]
    radiation: Mapping[str, RadiationLevel]
    local_codes: Mapping[str, Sequence[LocalCode]] = field(default_factory=dict)
    links: Mapping[str, ProtocolLink] = field(default_factory=dict)
    codes: list[tuple[Place, str, ProcedureCode]] = field(default_factory=list)
    names: list[tuple[Place, str, str]] = field(default_factory=list)


def is_open(node: Node) -> bool:
    """Whether a file describes an order that leaves the study open."""
    return isinstance(node, Entries) and any(key.text == "open" for key, _ in node.entries)


def read_study(node: Node, procedure_id: str, shelf: Shelf) -> Procedure:
    """Give the study of a file with this name."""
    table = Table(node, shelf.words.log, STUDY)
    _check_id(table, "procedure", procedure_id)
    _check_protocol(table, shelf.words)
    kind = table.choice("kind", ProcedureKind)
    local = _local_codes(procedure_id, shelf)
    codes = (*_read_codes(table, "codes", shelf), *_codes_of_value_sets(table, shelf), *local)
    order_as = (*local, *_read_codes(table, "order_as", shelf))
    _shelve(table, procedure_id, codes, shelf)
    return Procedure(
        id=procedure_id,
        name=table.prose("name"),
        says=table.prose("says"),
        kind=kind,
        radiation=_read_radiation(table, kind, shelf),
        close_to=shelf.words.procedure(table.text("close_to")),
        codes=tuple(code for _, code in codes),
        order_as=tuple(code for _, code in order_as),
        text=_read_names(table, procedure_id, shelf),
        protocol_link=shelf.links.get(procedure_id),
    )


def read_open_study(node: Node, procedure_id: str, shelf: Shelf) -> OpenProcedure:
    """Give the open order of a file with this name."""
    table = Table(node, shelf.words.log, OPEN_STUDY)
    _check_id(table, "open", procedure_id)
    codes = (*_read_codes(table, "codes", shelf), *_local_codes(procedure_id, shelf))
    _shelve(table, procedure_id, codes, shelf)
    return OpenProcedure(
        id=procedure_id,
        name=table.prose("name"),
        could_be=shelf.words.ordered(table.texts("could_be")),
        ask=table.prose("ask"),
        codes=tuple(code for _, code in codes),
        text=_read_names(table, procedure_id, shelf),
    )


def read_combinations(node: Node, words: Vocabulary) -> Iterable[Combination]:
    """Give each study that is ordered as several."""
    for table in Table(node, words.log, COMBINATIONS).tables("combinations"):
        parts = frozenset(words.ordered(table.texts("parts")))
        if "parts" in table and len(parts) <= 1:
            words.log.note(table.at("parts"), "a combination of fewer than two parts", "name them all")
        yield Combination(words.procedure(table.text("procedure")), parts)


def _check_id(table: Table, key: str, procedure_id: str) -> None:
    given = table.text(key)
    if given and given.text != procedure_id:
        found = f"the id `{given.text}` in the file of `{procedure_id}`"
        table.log.note(given.place, found, "let the id be the file's name")


def _check_protocol(table: Table, words: Vocabulary) -> None:
    for inner in table.tables("protocol"):
        inner.prose("text")
        at = inner.text("at")
        if at and "#" not in at.text:
            words.log.note(at.place, f"`{at.text}` names no document", "write `document#section/item`")
        else:
            words.citation(at, "")


def _read_radiation(table: Table, kind: ProcedureKind, shelf: Shelf) -> str:
    text = table.text("radiation")
    if ("radiation" in table) != ("radiation_source" in table):
        table.log.note(table.place, "a radiation level and its source go together", "give both or neither")
    if text is None:
        return ""
    if kind.is_companion:
        table.log.note(text.place, f"a radiation level on a `{kind.value}`", "remove it")
    if shelf.radiation and text.text not in shelf.radiation:
        remedy = f"use one of {listing(shelf.radiation)}"
        table.log.note(text.place, f"unknown radiation level `{text.text}`", remedy)
    table.prose("radiation_source")
    return text.text


def _read_codes(table: Table, key: str, shelf: Shelf) -> list[tuple[Place, ProcedureCode]]:
    found: list[tuple[Place, ProcedureCode]] = []
    for inner in table.tables(key):
        code, system = inner.text("code"), inner.text("system")
        known = read_code(code.place, system.text, code.text, inner.log) if system and code else None
        if code and known:
            inner.prose("verified")
            found.append((code.place, _code(inner, known, shelf)))
    return found


def _code(table: Table, code: Code, shelf: Shelf) -> ProcedureCode:
    return ProcedureCode(
        code=code,
        display=table.prose("display"),
        side=table.choice("side", Side) if "side" in table else None,
        needs=_read_site(table, "needs", shelf),
        unless=_read_site(table, "unless", shelf),
    )


def _read_site(table: Table, key: str, shelf: Shelf) -> str:
    """Give a body site by its short name: `axilla` is what the value set `axilla-site` lists."""
    text = table.text(key)
    sites = [name.removesuffix("-site") for name in shelf.value_sets if name.endswith("-site")]
    if text and text.text not in sites:
        remedy = suggest(text.text, sites, "add its value set, whose name ends in `-site`")
        table.log.note(text.place, f"unknown body site `{text.text}`", remedy)
    return text.text if text else ""


def _local_codes(procedure_id: str, shelf: Shelf) -> list[tuple[Place, ProcedureCode]]:
    return [(each.place, each.code) for each in shelf.local_codes.get(procedure_id, ())]


def _codes_of_value_sets(table: Table, shelf: Shelf) -> list[tuple[Place, ProcedureCode]]:
    found: list[tuple[Place, ProcedureCode]] = []
    for text in table.texts("value_sets"):
        value_set = shelf.value_sets.get(shelf.words.value_set(text))
        for entry in value_set.entries.values() if value_set else ():
            side = entry.properties.get("side")
            needs = entry.properties.get("needs", "")
            code = ProcedureCode(entry.code, entry.display, Side(side) if side else None, needs)
            found.append((text.place, code))
    return found


def _shelve(
    table: Table, procedure_id: str, codes: Iterable[tuple[Place, ProcedureCode]], shelf: Shelf
) -> None:
    shelf.codes.extend((place, procedure_id, code) for place, code in codes)
    if not any(key in table for key in ("codes", "text", "value_sets")):
        table.log.note(table.place, "a study that no order can name", "give `codes`, `value_sets` or `text`")


def _read_names(table: Table, procedure_id: str, shelf: Shelf) -> tuple[str, ...]:
    texts = table.texts("text")
    shelf.names.extend((text.place, procedure_id, text.text) for text in texts)
    return tuple(as_prose(as_lower_case(text, table.log), table.log) for text in texts)
