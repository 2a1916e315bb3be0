"""What a chart is to say: the facts of a sheet, and the days on which its events fall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cds_service.domain.facts import FactSheet, NotRecorded, Recorded
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.quantities import Interval
from cds_service.domain.terms import Side

CANCER_SIDE: Final = Side.LEFT
OTHER_SIDE: Final = Side.RIGHT

_SINCE_SURGERY: Final = 40
_COURSE: Final = 105
_TO_SURGERY: Final = 30
_STAGING: Final = 35
"""Days: since surgery where the sheet does not count them, a course of therapy, from its end to surgery, from
the diagnosis to the first treatment."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A fact sheet to be written as a chart that is read on the day `today`."""

    sheet: FactSheet
    knowledge: KnowledgeBase
    today: date

    def value(self, name: str) -> str:
        """Give the value of a choice; nothing where the sheet has none."""
        fact = self.sheet[name]
        return (fact.value or "") if isinstance(fact, Recorded) else ""

    def amount(self, name: str) -> float | None:
        """Give a measure in its unit; none where the sheet has none."""
        fact = self.sheet[name]
        if isinstance(fact, NotRecorded) or not isinstance(fact.possible, Interval):
            return None
        return float(fact.possible.low)

    @property
    def is_operated(self) -> bool:
        """Whether the breast was operated on."""
        return self.value("breast_surgery.kind") not in ("", "none")

    @property
    def was_treated_before(self) -> bool:
        """Whether therapy before surgery has begun."""
        return self.value("neoadjuvant_therapy.phase") in ("ongoing", "completed")

    @property
    def operated_on(self) -> date:
        """The day of the operation, if there is one."""
        days = self.amount("breast_surgery.days_before_study")
        return self.today - timedelta(days=_SINCE_SURGERY if days is None else int(days))

    @property
    def last_dose(self) -> date:
        """The day of the last dose of therapy before surgery, if there was one."""
        if self.is_operated:
            return self.operated_on - timedelta(days=_TO_SURGERY)
        since = 7 if self.value("neoadjuvant_therapy.phase") == "ongoing" else _TO_SURGERY + 5
        return self.today - timedelta(days=since)

    @property
    def first_dose(self) -> date:
        """The day of the first dose of therapy before surgery, if there was one."""
        return self.last_dose - timedelta(days=_COURSE)

    @property
    def diagnosed(self) -> date:
        """The day of the diagnosis, some weeks before any treatment."""
        if self.was_treated_before:
            return self.first_dose - timedelta(days=_STAGING)
        treated = self.operated_on if self.is_operated else self.today
        return treated - timedelta(days=_STAGING)

    def after_diagnosis(self, days: int) -> date:
        """Give a day of the time between diagnosis and treatment."""
        return self.diagnosed + timedelta(days=days)

    def after_surgery(self, days: int) -> date:
        """Give a day after the operation that is not yet to come."""
        return min(self.operated_on + timedelta(days=days), self.today)
