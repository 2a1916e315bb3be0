"""Symptoms by kind, and how many kinds have to be denied before none is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cds_service.domain.facts import Evidence
from cds_service.domain.terms import Side
from cds_service.extraction.words.mention import Assertion
from cds_service.extraction.words.phrases import Phrases, Told, assertions
from cds_service.extraction.words.trees import join
from cds_service.fhir.dates import Day

BONE_PAIN: Final = "bone-pain"
LESIONS: Final = "lesions"
PERHAPS: Final = "signs-perhaps"
"""What may be a sign of metastasis, and often is of something else."""
VAGUE: Final = "complaints-perhaps"
"""The same, but too vague to be looked for on problem lists."""
UNCERTAIN: Final = frozenset({PERHAPS, VAGUE})
_LOCAL: Final = "complaints-local"
COMPLAINTS: Final = (
    BONE_PAIN,
    "skeletal-symptoms",
    "lung-symptoms",
    "liver-symptoms",
    "nerve-symptoms",
    "general-symptoms",
)
OF_METASTASIS: Final = (*COMPLAINTS, LESIONS)
"""Kinds of signs and symptoms of metastasis, as the lists of phrases name them."""
IN_BREAST: Final = ("breast-lump", "breast-symptoms", "breast-soreness", "breast-pain-or-swelling")
"""Kinds of symptoms of the operated breast, as the lists of phrases name them."""

EXAMINED: Final = "examined"
"""An examination without a lump, and "asymptomatic", are more than one symptom denied."""
KIND_OF: Final = {
    "bone": BONE_PAIN,
    "back": "skeletal-symptoms",
    "cough": "lung-symptoms",
    "dyspnoea": "lung-symptoms",
    "lung": "lung-symptoms",
    "jaundice": "liver-symptoms",
    "headache": "nerve-symptoms",
    "seizure": "nerve-symptoms",
    "weight-loss": "general-symptoms",
    "lump": "breast-lump",
    "discharge": "breast-symptoms",
    "skin": "breast-symptoms",
    "pain": "breast-soreness",
    EXAMINED: EXAMINED,
}
"""The kind of each symptom that the value sets are about."""
OF_HEALING: Final = frozenset({"breast-soreness", "breast-pain-or-swelling"})
_FIRST_ASKED: Final = frozenset({BONE_PAIN, "breast-lump"})
_NO_KIND_OF_ITS_OWN: Final = frozenset({"skeletal-symptoms", LESIONS})
"""More of bone, and what imaging finds: to deny it is no second kind."""
NO_FULL_REVIEW: Final = {
    "distant_metastasis.symptoms": "the symptoms denied are not bone pain and one of another kind",
    "breast.symptoms": "the symptoms denied are not a lump and one of another kind",
}
"""Why a few denied symptoms leave open whether there are any."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """A symptom that was found, or asked for and denied; one that is not `is_certain` may be none."""

    is_present: bool
    about: str
    on: Day | None
    side: Side | None
    evidence: Evidence
    is_certain: bool = True


def is_full_review(denied: Iterable[str]) -> bool:
    """Whether denying symptoms of these kinds amounts to a review: bone pain or a lump, and another kind."""
    kinds = {*denied} - _NO_KIND_OF_ITS_OWN
    return EXAMINED in kinds or (len(kinds) > 1 and bool(kinds & _FIRST_ASKED))


def words_of_reviews(phrases: Mapping[str, Phrases]) -> Phrases:
    """Give every phrase that a list of denied symptoms may hold."""
    names = (*OF_METASTASIS, *IN_BREAST, PERHAPS, VAGUE, "reviewed-too", "beside-symptoms")
    return join(phrases[each] for each in names)


def kinds_told(
    told: Told, kinds: Iterable[str], phrases: Mapping[str, Phrases]
) -> Iterator[tuple[str, Assertion]]:
    """Give the kinds of symptoms that words speak of, with every way in which they do."""
    items = words_of_reviews(phrases)
    # A vague complaint is one only where nothing names it better, and nothing says that it is local.
    named = (*OF_METASTASIS, *IN_BREAST, PERHAPS, "reviewed-too", _LOCAL)
    for kind in kinds:
        unless = join(phrases[each] for each in named) if kind == VAGUE else ()
        yield from ((kind, each) for each in assertions(told, phrases[kind], among=items, unless=unless))
