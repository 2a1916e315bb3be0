"""Stage, T, N and M in the words of an order, as far as they say that the cancer is no early one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cds_service.extraction.chart import Chart
from cds_service.extraction.order_words.disease import STATUS
from cds_service.extraction.order_words.said import OrderText, Said, doubt, say
from cds_service.extraction.stage_groups import ALL_N, ALL_T, groups_of, letters_of
from cds_service.extraction.words.assertions import assertion_of
from cds_service.extraction.words.mention import Assertion, Mention
from cds_service.extraction.words.sentences import Sentence
from cds_service.extraction.words.trees import tree_of

_STAGE: Final = "breast_cancer.clinical_stage"
_T: Final = "breast_cancer.clinical_t"
_INFLAMMATORY: Final = "breast_cancer.inflammatory"
_EARLIEST: Final = "IA"
_EARLY: Final = frozenset({"0", "IA", "IB", "IIA"})
_PATHOLOGIC: Final = "p"
_AFTER_THERAPY: Final = "y"
_ROMAN: Final = {"1": "I", "2": "II", "3": "III", "4": "IV"}

_GROUP: Final = re.compile(
    r"\bstage (?:: )?(?:group )?(?P<first>(?:iv|i{1,3}|[1-4]) ?[abc]?)(?!\w)"
    r"(?: (?P<last>(?:(?:or|to|vs) (?:iv|i{1,3}|[1-4])|iv|i{1,3}) ?[abc]?)(?!\w))?"
    r"|(?<![\w.])(?P<bare>i{2,3}[abc])(?!\w)"
)
_NUMBER: Final = re.compile(r"(?P<number>iv|i{1,3}|[1-4]) ?(?P<letter>[abc])?$")
_ONE: Final = r"[yra]{0,2}[cp]?[tnm](?:is|x|[0-4](?:mi|[a-d])?)"
_RUN: Final = re.compile(rf"(?<![\w.]){_ONE}(?: ?,? ?{_ONE})*(?!\w)")
_CATEGORY: Final = re.compile(
    r"(?P<prefix>[yra]{0,2}[cp]?)(?P<axis>[tnm])(?P<value>is|[0-4])(?P<part>mi|[a-d])?"
)
_ALONE: Final = re.compile(r"[tnm][0-4]")
_OF_CANCER: Final = re.compile(
    r"\b(?:breast|cancer|carcinoma|ca|idc|ilc|tumou?r|disease|dcis|stag\w+|her2|er|grade|triple)\b"
)
_IMAGE_OR_SPINE: Final = re.compile(
    r"\b(?:weighted|signal|hyperintens\w*|hypointens\w*|flair|mri|sequences?|vertebra\w*|spin\w+|level|fractures?|thyro\w*|tsh|free"
    r"|lesions?|pain)\b"
)
"""Beside these a bare T2 or T4 is an image, a vertebra or a hormone."""


def say_stages(chart: Chart, order: OrderText) -> Iterator[Said]:
    """Give a stage that may be past early stage; one that is early adds nothing to what the chart says."""
    others = tree_of(chart.knowledge.phrases["other-disease"])
    for place, told in order.said:
        for sentence in told.parts:
            if not next(others.find(sentence.text), None):
                yield from _groups(chart, order, place, sentence)
                yield from _categories(chart, order, place, sentence)


def _groups(chart: Chart, order: OrderText, place: str, sentence: Sentence) -> Iterator[Said]:
    for found in _GROUP.finditer(sentence.text):
        named = {_name(each) for each in found.groupdict().values() if each}
        groups = frozenset(group for each in named for group in letters_of(each))
        says = f"stage {' or '.join(sorted(named))}"
        yield from _of_stage(chart, order, place, groups, says, _judge(found, sentence))


def _name(written: str) -> str:
    found = _NUMBER.search(written)
    if found is None:
        return ""
    return _ROMAN.get(found["number"], found["number"].upper()) + (found["letter"] or "").upper()


def _categories(chart: Chart, order: OrderText, place: str, sentence: Sentence) -> Iterator[Said]:
    for run in _RUN.finditer(sentence.text):
        found = list(_before_therapy(run[0]))
        if not found or (_ALONE.fullmatch(run[0]) and not _speaks_of_cancer(run, sentence)):
            continue
        spoken = _judge(run, sentence)
        if spoken is Assertion.AFFIRMED and _PATHOLOGIC in found[0]["prefix"]:
            spoken = Assertion.DOUBTED  # of a specimen that the chart may not know, or of another cancer
        values = {_value(each) for each in found}
        t, n, m = ({each[:2] for each in values if each[0] == axis} for axis in "TNM")
        groups = groups_of(t or ALL_T, n or ALL_N, m or {"M0"})
        yield from _of_stage(chart, order, place, groups, f"TNM {run[0]}", spoken)
        if spoken is Assertion.AFFIRMED:
            yield from _of_values(order, place, values)


def _before_therapy(run: str) -> Iterator[re.Match[str]]:
    """Give the categories that are not of a stage after therapy; a prefix holds for those behind it."""
    prefix = ""
    for category in _CATEGORY.finditer(run):
        prefix = category["prefix"] or prefix
        if _AFTER_THERAPY not in prefix:
            yield category


def _of_values(order: OrderText, place: str, values: set[str]) -> Iterator[Said]:
    """Give what single categories say besides the stage."""
    if any(each.startswith("T4") for each in values):
        yield say(order, place, _T, "T4", "T4")
    if "T4d" in values:
        yield say(order, place, _INFLAMMATORY, "yes", "T4d")


def _of_stage(  # noqa: PLR0917  # where it is said, what, and how
    chart: Chart, order: OrderText, place: str, groups: frozenset[str], says: str, spoken: Assertion
) -> Iterator[Said]:
    if not groups or _EARLIEST in groups or groups <= _EARLY:
        return
    if spoken is Assertion.AFFIRMED:
        yield say(order, place, _STAGE, groups, says)
        if groups == {"IV"}:
            yield say(order, place, STATUS, "present", says)
    elif spoken is Assertion.DOUBTED:
        yield doubt(chart, order, place, _STAGE, groups, f"{says}, not certain")


def _judge(found: re.Match[str], sentence: Sentence) -> Assertion:
    text = sentence.text
    before, after = text[: found.start()], text[found.end() :]
    return assertion_of(Mention(found[0], before, after, is_asked=sentence.is_asked))


def _speaks_of_cancer(found: re.Match[str], sentence: Sentence) -> bool:
    around = sentence.text[: found.start()] + sentence.text[found.end() :]
    return bool(_OF_CANCER.search(around)) and not _IMAGE_OR_SPINE.search(around)


def _value(category: re.Match[str]) -> str:
    """Give a category as the facts call it: `T4d` keeps its letter, by which the cancer is inflammatory."""
    value = category["axis"].upper() + category["value"]
    return value + "d" if value == "T4" and category["part"] == "d" else value
