"""TNM categories and stage groups as codes or strings, with what their prefixes say."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
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
_WORDED_GROUP: Final = re.compile(
    r"(?:(?:clinical|anatomic|anatomical|pathologic|pathological)\W+){0,2}stage(?:\s+group)?\W+"
    r"(?P<value>0|[1-4]|IV|I{1,3})\s*(?P<letter>[A-C])?(?P<rest>(?:\W.*)?)",
    re.IGNORECASE | re.DOTALL,
)
_BESIDE_GROUP: Final = re.compile(
    r"(?:\W|\d|\b(?:ajcc|uicc|tnm|v\d+|7th|8th|edition|ed|version|breast|cancer|clinical|anatomic|anatomical"
    r"|pathologic|pathological|stage|staging|group|left|right)\b)*",
    re.IGNORECASE,
)
_CATEGORIES: Final = re.compile(
    r"(?<![A-Za-z0-9])(?P<T>[yra]{0,2}[cp]?T(?:is|X|[0-4](?:mi|[a-d])?))(?:\([^()]*\))?[\s,;/]*"
    r"(?P<N>[yra]{0,2}[cp]?N(?:X|[0-3](?:mi|[a-c])?)(?:\([^()]*\))?)"
    r"(?:[\s,;/]*(?P<M>[yra]{0,2}[cp]?M(?:X|[01]))(?:\([^()]*\))?)?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
"""T and N, and M if it is there, as they stand together in a text: `cT1c, cN0, cM0`, `pT2N1`."""
_PROGNOSTIC: Final = re.compile(r"prognostic|\b(?:ER|PR|HER-?2)\b|\bG[1-3X]\b|\bgrade\b", re.IGNORECASE)
"""Grade and receptors beside a group make it a prognostic group, which is not the anatomic one."""
_BY_NEEDLE: Final = "(f)"
_ROMAN: Final = {"0": "0", "1": "I", "2": "II", "3": "III", "4": "IV"}
_SPELLED_SYSTEMS: Final = frozenset({SHORT_NAMES["ajcc"], SHORT_NAMES["uicc"]})
_BASES: Final = frozenset({"clinical", "pathologic", "post-neoadjuvant"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a recorded value says: `T1c`, `N1mi`, `M0`, `IIA`, `II`; its basis where the value names one.

    `is_by_needle`: the suffix (f), by which the AJCC marks nodes that a needle biopsy has proven. `rivals`
    are values that other codings of the same answer give and that cannot be meant by this one.
    """

    axis: str
    exact: str
    basis: str = ""
    is_recurrent: bool = False
    is_by_needle: bool = False
    rivals: tuple[str, ...] = ()


def read_value(chart: Chart, answer: Answer, axis: str) -> Reading | None:
    """Read an answer to a question about this axis: by its codes, else by strings that are categories."""
    readings = [*_coded(chart, answer), *_spelled(answer, axis)]
    fitting = [each for each in readings if each.axis == axis]
    if not fitting:
        return None
    # Several codings of one value: the most exact one counts, with a basis if any of them names it.
    best = max(fitting, key=lambda each: (len(each.exact), bool(each.basis)))
    basis = best.basis or next((each.basis for each in fitting if each.basis), "")
    rivals = {
        each.exact for each in fitting if not (_fits(each.exact, best.exact) or each.exact.endswith("X"))
    }
    return replace(
        best,
        basis=basis,
        is_recurrent=any(each.is_recurrent for each in fitting),
        rivals=tuple(sorted(rivals)),
    )


def _fits(less: str, exact: str) -> bool:
    """Whether a value is the same as a more exact one but for what it leaves out: `III` and `IIIA`."""
    return exact == less or (exact.startswith(less) and not exact.removeprefix(less).startswith(("I", "V")))


def read_categories(answer: Answer) -> tuple[Reading, ...]:
    """Read the T, N and M that stand together inside a text, such as one that names the stage group too."""
    found = next((shape for each in _texts(answer) if (shape := _CATEGORIES.search(each))), None)
    if found is None:
        return ()
    readings = [read_string(found[axis], axis) for axis in ("T", "N", "M") if found[axis]]
    first = readings[0].basis if readings[0] else ""
    # A prefix before T holds for the others unless they have their own.
    return tuple(replace(each, basis=each.basis or first) for each in readings if each)


def _texts(answer: Answer) -> list[str]:
    return [each for each in (answer.words, answer.concept.text if answer.concept else "") if each]


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
        texts = _texts(answer)
    return [reading for each in texts if (reading := read_string(each, axis))]


def read_string(text: str, axis: str) -> Reading | None:
    """Read `cT2`, `ypN0(sn)`, `M0`, or for stage groups `IIA`, `c3A`, `Stage 2`; else nothing."""
    shape = (_GROUP if axis == "stage" else _CATEGORY).fullmatch(text.strip())
    if shape is None:
        return _read_worded_group(text.strip()) if axis == "stage" else None
    prefix = shape["prefix"].lower()
    basis = "clinical" if prefix.endswith("c") else "pathologic" if prefix.endswith("p") else ""
    if "y" in prefix:
        basis = "post-neoadjuvant"
    if axis == "stage":
        return Reading("stage", _group(shape), basis, "r" in prefix)
    named = shape["axis"].upper()
    value = shape["value"].lower().replace("mic", "mi").replace("x", "X")
    by_needle = named == "N" and _BY_NEEDLE in text.lower()
    return Reading(named, named + value, basis, "r" in prefix, by_needle)


def _read_worded_group(text: str) -> Reading | None:
    """Read `Clinical stage IA (cT1c, cN0, cM0)` or `Stage IIB, AJCC 8th edition`; no prognostic group."""
    shape = _WORDED_GROUP.fullmatch(text)
    if shape is None or _PROGNOSTIC.search(text):
        return None
    inside = _CATEGORIES.search(text)
    beside = _CATEGORIES.sub("", shape["rest"])
    if not _BESIDE_GROUP.fullmatch(beside):
        return None
    category = read_string(inside["T"], "T") if inside else None
    worded = {
        "clinical" if "clinical" in text.lower() else "",
        "pathologic" if "pathologic" in text.lower() else "",
    }
    bases = {*worded, category.basis if category else ""} - {""}
    if len(bases) > 1:
        return None
    return Reading(
        "stage", _group(shape), next(iter(bases), ""), category is not None and category.is_recurrent
    )


def _group(shape: re.Match[str]) -> str:
    number = _ROMAN.get(shape["value"], shape["value"].upper())
    return number + (shape["letter"] or "").upper()
