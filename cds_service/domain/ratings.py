"""Appropriateness ratings and the one place that says what each leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Rating(Enum):
    """The three categories of the ACR Appropriateness Criteria."""

    USUALLY_APPROPRIATE = "usually-appropriate"
    MAY_BE_APPROPRIATE = "may-be-appropriate"
    USUALLY_NOT_APPROPRIATE = "usually-not-appropriate"


@dataclass(frozen=True, slots=True)
class OverrideReason:
    """A reason a clinician can give for not following a card."""

    system: str
    code: str
    display: str


@dataclass(frozen=True, slots=True)
class RadiationLevel:
    """An ACR relative radiation level: its symbol and the adult effective dose range in words."""

    symbol: str
    says: str


@dataclass(frozen=True, slots=True)
class Policy:
    """Card policy of `ratings.yaml`: words, limits and reasons."""

    words: Mapping[Rating, str]
    questions_at_most: int
    override_reasons: tuple[OverrideReason, ...]
    radiation: Mapping[str, RadiationLevel]
    topic_system: str
