"""TNM categories and stage groups as codes or strings, with what their prefixes say."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from cds_service.domain.terms import SHORT_NAMES
from cds_service.extraction.chart import Chart
from cds_service.extraction.stage_words import Category, categories_in, category_of, group_in, roman
from cds_service.fhir.elements import Answer

_GROUP: Final = re.compile(
    r"(?P<prefix>[yra]{0,2}[cp]?)\s*(?:stage|group)?\s*(?P<value>0|[1-4]|I{1,3}|IV)\s*(?P<letter>[A-C])?",
    re.IGNORECASE,
)
"""The whole of a code or text; a further digit (`IIIC1`) makes it a group of another organ."""
_BY_NEEDLE: Final = "(f)"
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
    """Read the T, N and M inside a text, such as one that names the stage group too.

    Nothing where two of an axis differ, or where anything is negated or doubted.
    """
    found = categories_in(" ; ".join(_texts(answer)))
    # A prefix before T holds for the others unless they have their own.
    return tuple(_reading(each, otherwise=found[0].prefix) for each in found)


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
    if axis == "stage":
        shape = _GROUP.fullmatch(text.strip())
        return _grouped(shape) if shape else _read_worded_group(text)
    category = category_of(text)
    return _reading(category) if category else None


def _reading(category: Category, otherwise: str = "") -> Reading:
    prefix = category.prefix or otherwise
    by_needle = category.axis == "N" and _BY_NEEDLE in category.suffix.lower()
    return Reading(category.axis, category.axis + category.value, _basis(prefix), "r" in prefix, by_needle)


def _grouped(shape: re.Match[str]) -> Reading:
    prefix = shape["prefix"].lower()
    exact = roman(shape["value"]) + (shape["letter"] or "").upper()
    return Reading("stage", exact, _basis(prefix), "r" in prefix)


def _basis(prefix: str) -> str:
    """Say what the letters before a category mean: y after therapy, a autopsy, c clinical, p pathologic."""
    if "y" in prefix:
        return "post-neoadjuvant"
    if "a" in prefix:
        return "autopsy"
    return "clinical" if prefix.endswith("c") else "pathologic" if prefix.endswith("p") else ""


def _read_worded_group(text: str) -> Reading | None:
    """Read `Clinical stage IA (cT1c, cN0, cM0)` or `Stage IIB, AJCC 8th edition`; no prognostic group."""
    group = group_in(text)
    if group is None:
        return None
    categories = categories_in(text)
    prefixes = {group.prefix, *(each.prefix for each in categories if each.axis == "T")} - {""}
    bases = {group.basis, *map(_basis, prefixes)} - {""}
    if len(bases) > 1:
        return None
    return Reading("stage", group.value, next(iter(bases), ""), any("r" in each for each in prefixes))
