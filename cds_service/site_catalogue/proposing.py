"""Proposes which study an orderable is, by its codes and by its name, with a confidence and the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final, Self

from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.procedures import Catalogue
from cds_service.domain.terms import Side
from cds_service.fhir.order_identity import Contradictory, Identified, Open, OrderVocabulary, identify
from cds_service.fhir.order_words import OrderWords
from cds_service.site_catalogue.catalogue_file import Orderable
from cds_service.site_catalogue.meaning import CONTRAST, Meaning, spell_out, understand

AGREE: Final = 95
NAMED_IN_FULL: Final = 90
NARROWED: Final = 85
BY_NAME: Final = 80
BY_CODE: Final = 75
GUESSED: Final = 60
ONE_WORD_UNKNOWN: Final = 45
TWO_WORDS_UNKNOWN: Final = 30
DISAGREE: Final = 25
"""How sure a proposal is, in percent: our own scale, which orders the list for whoever confirms it."""

_UNKNOWN_WORDS: Final = {0: BY_NAME, 1: ONE_WORD_UNKNOWN, 2: TWO_WORDS_UNKNOWN}


@dataclass(frozen=True, slots=True)
class Proposal:
    """The study that an orderable seems to be; `procedure` is empty where none is like it."""

    orderable: Orderable
    procedure: str = ""
    side: Side | None = None
    confidence: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Guess:
    procedure: str
    confidence: int
    why: str


@dataclass(frozen=True, slots=True)
class Proposer:
    """What orderables are compared with: the catalogue's codes and names, and what these mean."""

    vocabulary: OrderVocabulary
    meanings: Mapping[frozenset[str], frozenset[str]]
    """The words that tell studies apart, with the studies (or open ones) that are named by them."""

    @classmethod
    def of(cls, knowledge: KnowledgeBase) -> Self:
        """Take the studies of the knowledge."""
        catalogue = knowledge.catalogue
        found: dict[frozenset[str], set[str]] = defaultdict(set)
        for text, procedure in catalogue.by_text.items():
            meaning = understand(text)
            if not meaning.unknown:
                found[meaning.words].add(procedure)
        for words, procedure in _combined(catalogue):
            found.setdefault(words, {procedure})
        found.pop(frozenset(), None)
        meanings = {words: frozenset(studies) for words, studies in found.items()}
        return cls(OrderVocabulary.of(catalogue, knowledge.value_sets), meanings)

    def propose(self, orderable: Orderable) -> Proposal:
        """Propose the study of one orderable."""
        meaning = understand(orderable.name)
        coded, by_code, side = self._by_code(orderable)
        named = self._by_name(orderable.name, meaning)
        if by_code is None and coded:
            return Proposal(orderable, why=coded)
        guess = self._settle(by_code, named) if by_code else named
        if guess is None:
            return Proposal(orderable, why=self._why_not(meaning))
        return Proposal(orderable, guess.procedure, meaning.side or side, guess.confidence, guess.why)

    def _by_code(self, orderable: Orderable) -> tuple[str, str | None, Side | None]:
        """Give what the codes say in words, the study they name, and its side."""
        if not orderable.codings:
            return "", None, None
        identity = identify(OrderWords(orderable.codings, spell_out(orderable.name)), self.vocabulary)
        match identity:
            case (
                Identified(procedure=study, side=side, text_only=False)
                | Open(procedure=study, side=side, text_only=False)
            ):
                return f"its codes name `{study}`", study, side
            case Contradictory(procedures=studies):
                named = ", ".join(f"`{each}`" for each in studies)
                return f"its codes name studies that are not one: {named}", None, None
            case _:
                return "", None, None

    def _by_name(self, name: str, meaning: Meaning) -> _Guess | None:
        exact = identify(OrderWords(text=name), self.vocabulary)
        if isinstance(exact, Identified | Open):
            return _Guess(exact.procedure, NAMED_IN_FULL, f"its name is one of `{exact.procedure}`")
        studies = self._meant(meaning.words)
        if len(studies) != 1 or len(meaning.unknown) not in _UNKNOWN_WORDS:
            return None
        (study,) = studies
        confidence = _UNKNOWN_WORDS[len(meaning.unknown)]
        if meaning.guessed:
            confidence = min(confidence, GUESSED)
        return _Guess(study, confidence, f"its name means `{study}`{_doubts(meaning)}")

    def _meant(self, words: frozenset[str]) -> frozenset[str]:
        """Give the studies of a meaning; contrast counts only where it tells studies apart."""
        plain = words - CONTRAST
        told_apart = any(plain | {each} in self.meanings for each in CONTRAST)
        return self.meanings.get(words if told_apart else plain, frozenset())

    def _why_not(self, meaning: Meaning) -> str:
        studies = sorted(self._meant(meaning.words))
        if len(studies) > 1 and not meaning.unknown:
            return f"its name could be {' or '.join(f'`{each}`' for each in studies)}"
        return "nothing in the catalogue is like it"

    def _settle(self, coded: str, named: _Guess | None) -> _Guess:
        """Bring the codes and the name together."""
        by_code = f"its codes name `{coded}`"
        if named is None:
            return _Guess(coded, BY_CODE, f"{by_code}, its name was not understood")
        if named.procedure == coded:
            return _Guess(coded, AGREE, f"{by_code}, and {named.why}")
        if named.procedure in self._could_be(coded):
            return _Guess(named.procedure, NARROWED, f"{by_code}, which {named.why} tells apart")
        if coded in self._parts(named.procedure):
            return _Guess(named.procedure, NARROWED, f"{by_code}, a part of that study, and {named.why}")
        if coded in self._could_be(named.procedure):
            return _Guess(coded, NARROWED, f"{by_code}, and {named.why}, which leaves it open")
        return _Guess(coded, DISAGREE, f"{by_code}, but {named.why}")

    def _parts(self, procedure: str) -> frozenset[str]:
        """Give the studies that are ordered together as this one."""
        combinations = self.vocabulary.catalogue.combinations
        return frozenset(part for each in combinations if each.procedure == procedure for part in each.parts)

    def _could_be(self, procedure: str) -> tuple[str, ...]:
        left_open = self.vocabulary.catalogue.open_procedures.get(procedure)
        return left_open.could_be if left_open else ()


def _doubts(meaning: Meaning) -> str:
    """Say what of a name was not understood, or read as if it were spelled right."""
    unknown = ", ".join(f"`{each}`" for each in meaning.unknown)
    guessed = ", ".join(f"`{written}` read as `{word}`" for written, word in meaning.guessed)
    return (f", but for {unknown}" if unknown else "") + (f", with {guessed}" if guessed else "")


def _combined(catalogue: Catalogue) -> Iterator[tuple[frozenset[str], str]]:
    """Give what the name of several studies in one means: a mammogram with tomosynthesis."""
    for each in catalogue.combinations:
        parts = [catalogue.procedures[part] for part in sorted(each.parts)]
        meanings = ({understand(text).words for text in part.text} for part in parts)
        for words in product(*meanings):
            yield frozenset().union(*words), each.procedure
