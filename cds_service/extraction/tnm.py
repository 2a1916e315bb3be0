"""TNM categories and stage groups as codes or strings, with what their prefixes say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from cds_service.domain.terms import SHORT_NAMES
from cds_service.extraction.chart import Chart
from cds_service.fhir.elements import Answer

_CATEGORY: Final = re.compile(
    r"(?P<prefix>[yra]{0,2}[cp]?)\s*(?P<axis>[TNM])\s*(?P<value>is|X|[0-4](?:mic?|[a-d])?)\s*(?:\(.*\))?",
    re.IGNORECASE,
)
_GROUP: Final = re.compile(
    r"(?P<prefix>[yra]{0,2}[cp]?)\s*(?:stage|group)?\s*(?P<value>0|[1-4]|I{1,3}|IV)\s*(?P<letter>[A-C])?\d?",
    re.IGNORECASE,
)
_ROMAN: Final = {"0": "0", "1": "I", "2": "II", "3": "III", "4": "IV"}
_SPELLED_SYSTEMS: Final = frozenset({SHORT_NAMES["ajcc"], SHORT_NAMES["uicc"]})
_BASES: Final = frozenset({"clinical", "pathologic", "post-neoadjuvant"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a recorded value says: `T1c`, `N1mi`, `M0`, `IIA`, `II`; its basis where the value names one."""

    axis: str
    exact: str
    basis: str = ""
    is_recurrent: bool = False


def read_value(chart: Chart, answer: Answer, axis: str) -> Reading | None:
    """Read an answer to a question about this axis: by its codes, else by strings that are categories."""
    readings = [*_coded(chart, answer), *_spelled(answer, axis)]
    fitting = [each for each in readings if each.axis == axis]
    if not fitting:
        return None
    # Several codings of one value: the most exact one counts, with a basis if any of them names it.
    best = max(fitting, key=lambda each: (len(each.exact), bool(each.basis)))
    basis = best.basis or next((each.basis for each in fitting if each.basis), "")
    return Reading(axis, best.exact, basis, any(each.is_recurrent for each in fitting))


def _coded(chart: Chart, answer: Answer) -> list[Reading]:
    found = chart.look_up(answer.concept, "tnm-values")
    return [
        Reading(said["axis"], said["value"], said["basis"] if said["basis"] in _BASES else "")
        for said in (entry.properties for _, entry in found)
    ]


def _spelled(answer: Answer, axis: str) -> list[Reading]:
    concept = answer.concept
    texts = [code.code for code in concept.codes if code.system in _SPELLED_SYSTEMS] if concept else []
    if not texts:
        texts = [each for each in (answer.words, concept.text if concept else "") if each]
    return [reading for each in texts if (reading := read_string(each, axis))]


def read_string(text: str, axis: str) -> Reading | None:
    """Read `cT2`, `ypN0(sn)`, `M0`, or for stage groups `IIA`, `c3A`, `Stage 2`; else nothing."""
    shape = (_GROUP if axis == "stage" else _CATEGORY).fullmatch(text.strip())
    if shape is None:
        return None
    prefix = shape["prefix"].lower()
    basis = "clinical" if prefix.endswith("c") else "pathologic" if prefix.endswith("p") else ""
    if "y" in prefix:
        basis = "post-neoadjuvant"
    if axis == "stage":
        number = _ROMAN.get(shape["value"], shape["value"].upper())
        exact = number + (shape["letter"] or "").upper()
        return Reading("stage", exact, basis, "r" in prefix)
    named = shape["axis"].upper()
    value = shape["value"].lower().replace("mic", "mi").replace("x", "X")
    return Reading(named, named + value, basis, "r" in prefix)
