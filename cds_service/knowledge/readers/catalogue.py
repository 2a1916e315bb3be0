"""Reads all studies and indexes them by code and by name, so that each leads to one study."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from types import MappingProxyType
from typing import Final

from cds_service.domain.procedures import Catalogue, Combination, OpenProcedure, Procedure, ProcedureCode
from cds_service.domain.terms import Code
from cds_service.knowledge.files import FileKind, KnowledgeFile
from cds_service.knowledge.problems import Place, ProblemLog
from cds_service.knowledge.readers.definitions import REPLACE_OR_RENAME, Definitions
from cds_service.knowledge.readers.studies import (
    Shelf,
    is_open,
    read_combinations,
    read_open_study,
    read_study,
)
from cds_service.knowledge.text.strict_yaml import Node

_WORD: Final = re.compile(r"[^\W_]+")


def read_catalogue(files: Iterable[tuple[KnowledgeFile, Node]], shelf: Shelf) -> Catalogue:
    """Give the catalogue that the files of `procedures/` make."""
    log = shelf.words.log
    studies: Definitions[Procedure | OpenProcedure] = Definitions("procedure", log, REPLACE_OR_RENAME)
    combined: list[Combination] = []
    for file, node in files:
        place = Place(file.name)
        if file.kind is FileKind.COMBINATIONS:
            combined.extend(read_combinations(node, shelf.words))
        elif studies.is_taken(file.id, place):
            continue
        elif is_open(node):
            studies.add(file.id, place, read_open_study(node, file.id, shelf))
        else:
            studies.add(file.id, place, read_study(node, file.id, shelf))
    _check_references(studies, combined, log)
    every = studies.things
    return Catalogue(
        procedures=MappingProxyType({k: v for k, v in every.items() if isinstance(v, Procedure)}),
        open_procedures=MappingProxyType({k: v for k, v in every.items() if isinstance(v, OpenProcedure)}),
        combinations=tuple(combined),
        by_code=_index_codes(shelf.codes, log),
        by_text=_index_names(shelf.names, log),
    )


def _index_codes(
    codes: Iterable[tuple[Place, str, ProcedureCode]], log: ProblemLog
) -> Mapping[Code, tuple[tuple[str, ProcedureCode], ...]]:
    by_code: dict[Code, list[tuple[Place, str, ProcedureCode]]] = defaultdict(list)
    for entry in codes:
        by_code[entry[2].code].append(entry)
    for code, entries in by_code.items():
        for (_, one, first), (place, other, second) in combinations(entries, 2):
            if one == other:
                log.note(place, f"the code `{code}` for the second time in `{one}`", "keep one of them")
            elif not _told_apart(first, second):
                found = f"the code `{code}` orders both `{one}` and `{other}`"
                log.note(place, found, "keep one of them, or give one `needs` and the other `unless`")
    return MappingProxyType(
        {code: tuple((name, entry) for _, name, entry in entries) for code, entries in by_code.items()}
    )


def _told_apart(one: ProcedureCode, other: ProcedureCode) -> bool:
    return bool((one.needs and one.needs == other.unless) or (one.unless and one.unless == other.needs))


def _index_names(names: Iterable[tuple[Place, str, str]], log: ProblemLog) -> Mapping[str, str]:
    by_text: dict[str, str] = {}
    # Orders are matched without case and punctuation, so names that differ only there are one name.
    plain: Definitions[str] = Definitions("name", log)
    for place, procedure, text in names:
        bare = " ".join(_WORD.findall(text.lower()))
        if text in by_text or plain.get(bare) != procedure:
            plain.add(bare, place, procedure)
        by_text.setdefault(text, procedure)
    return MappingProxyType(by_text)


def _check_references(
    studies: Definitions[Procedure | OpenProcedure], combined: Iterable[Combination], log: ProblemLog
) -> None:
    for place, study in studies:
        match study:
            case Procedure():
                _check_orderable(place, study, log)
                named: tuple[str, ...] = (study.close_to,)
            case OpenProcedure():
                named = study.could_be
        _check_studies(place, named, studies, log)
    places = {study.id: place for place, study in studies}
    for each in combined:
        if each.procedure in places:
            _check_studies(places[each.procedure], (each.procedure, *sorted(each.parts)), studies, log)


def _check_studies(
    place: Place, names: Iterable[str], studies: Definitions[Procedure | OpenProcedure], log: ProblemLog
) -> None:
    for name in names:
        if isinstance(studies.get(name), OpenProcedure):
            found = f"`{name}` is named as a study, though it leaves the study open"
            log.note(place, found, "name one of the studies it could be")


def _check_orderable(place: Place, study: Procedure, log: ProblemLog) -> None:
    own = {each.code for each in study.codes}
    for each in study.order_as:
        if each.code not in own:
            found = f"`{study.id}` is ordered as `{each.code}`, which is none of its codes"
            log.note(place, found, "add it to `codes` too")
