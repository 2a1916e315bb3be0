"""Joins what several folders say of one thing: codes, phrases, first choices, links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from cds_service.domain.procedures import ProtocolLink
from cds_service.domain.scenarios import Scenario, Status
from cds_service.knowledge.files import FileKind
from cds_service.knowledge.laying import Laid
from cds_service.knowledge.pages import Pages
from cds_service.knowledge.problems import Place, ProblemLog, suggest
from cds_service.knowledge.readers.definitions import Definitions
from cds_service.knowledge.readers.entries import Page, read_first_choice
from cds_service.knowledge.readers.order_codes import LocalCode, read_order_codes
from cds_service.knowledge.readers.phrases import read_phrases
from cds_service.knowledge.readers.value_sets import CodeFile, join_codes, read_value_set
from cds_service.knowledge.readers.vocabulary import Vocabulary

_BASE: Final = 0


def join_value_sets(laid: Laid, log: ProblemLog) -> Mapping[str, tuple[CodeFile, int]]:
    """Give each value set, with the folder that began it; a later file of the same name adds to it."""
    found: dict[str, tuple[CodeFile, int]] = {}
    for file in laid.pages.files:
        if file.kind is not FileKind.VALUE_SET:
            continue
        read = read_value_set(file.name, file.id, file.content, log)
        if file.id in found:
            earlier, root = found[file.id]
            joined = join_codes(earlier, read, log, replaced=(file.root, file.id) in laid.replaced)
            found[file.id] = (joined, root)
        else:
            found[file.id] = (read, file.root)
    return found


def join_phrases(pages: Pages, log: ProblemLog) -> Mapping[str, tuple[str, ...]]:
    """Give each list of phrases; a later folder adds to the lists that there are."""
    found: Definitions[tuple[str, ...]] = Definitions("list of phrases", log)
    added: dict[str, tuple[str, ...]] = {}
    for file, node in pages.of(FileKind.PHRASES, FileKind.REPORT_PHRASES):
        for place, (name, texts) in read_phrases(node, log):
            if file.root == _BASE:
                found.add(name, place, texts)
            else:
                _check_phrases(place, name, texts, {**found.things, **added}, log)
                added[name] = (*added.get(name, found.things.get(name, ())), *texts)
    return {**found.things, **added}


def _check_phrases(
    place: Place, name: str, texts: tuple[str, ...], known: Mapping[str, tuple[str, ...]], log: ProblemLog
) -> None:
    if name not in known:
        remedy = suggest(name, known, "add to a list that `phrases.yaml` of the base has")
        log.note(place, f"nothing reads the list of phrases `{name}`", remedy)
    for text in texts:
        if text in known.get(name, ()):
            log.note(place, f"`{text}` is among the phrases `{name}` already", "remove it here")


def gather_local_codes(pages: Pages, words: Vocabulary) -> Mapping[str, list[LocalCode]]:
    """Give each study's confirmed codes of site catalogues."""
    found: dict[str, list[LocalCode]] = defaultdict(list)
    for file in pages.files:
        if file.kind is FileKind.ORDER_CODES:
            for each in read_order_codes(file.name, file.content, words):
                found[each.procedure].append(each)
    return found


def gather_links(laid: Laid, words: Vocabulary) -> Mapping[str, ProtocolLink]:
    """Give the protocol link of each study that has one; of several folders the last one's counts."""
    return {
        words.procedure(text): link for _, about in sorted(laid.abouts.items()) for text, link in about.links
    }


def choose_locally(scenarios: Definitions[Scenario], laid: Laid, words: Vocabulary) -> Mapping[str, Place]:
    """Put the first choices of later folders in the place of the scenarios' own, and give their lines."""
    places: dict[str, Place] = {}
    for root, about in sorted(laid.abouts.items()):
        for choice in about.choices if root != _BASE else ():
            id_ = words.scenario(choice.scenario)
            scenario = scenarios.get(id_)
            if scenario is None:
                continue
            if scenario.status is not Status.ACTIVE:
                found = f"a first choice for `{id_}`, which does not rate"
                words.log.note(choice.scenario.place, found, "remove it")
                continue
            page = Page(scenario.document, words)
            first = tuple(read_first_choice(each, page, scenario.ratings) for each in choice.nodes)
            scenarios.amend(id_, replace(scenario, first_choice=first))
            places[id_] = choice.scenario.place
    return places
