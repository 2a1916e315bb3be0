"""This cancer and its dates: diagnosis, first systemic dose, first definitive operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cds_service.domain.truth import Truth
from cds_service.extraction.care_plans import plans_of
from cds_service.extraction.chart import Chart
from cds_service.extraction.operations import (
    Operation,
    first_definitive,
    operations_on_axilla,
    operations_on_breast,
)
from cds_service.extraction.primaries import Disease, read_disease
from cds_service.extraction.treatments import Treatment, treatments_of
from cds_service.fhir.dates import Day, earliest_of, latest_of

LOOKBACK: Final = 120
"""Findings up to so many days before the diagnosis belong to it; older ones do not."""
SYMPTOMS_BEFORE: Final = 60
"""Symptoms and laboratory results older than so many days before the diagnosis say nothing of this cancer."""
_THERAPY_BEFORE: Final = 7
"""Therapy that began more than so many days before the diagnosis was for something else."""
_OUTDATED: Final = 365
"""Where the diagnosis has no date, nothing older than so many days is believed to be of this cancer."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One breast cancer with what was done about it; its dates are anchors for everything else.

    `first_dose` is of systemic therapy for this cancer, `operated_on` the first definitive operation on the
    breast. Either is none where it was not done or has no date.
    """

    today: Day
    disease: Disease
    on_breast: tuple[Operation, ...]
    on_axilla: tuple[Operation, ...]
    treatments: tuple[Treatment, ...]
    first_dose: Day | None
    operated_on: Day | None

    @property
    def treatment_began(self) -> Day | None:
        """The day of the first treatment of any kind, where it is known."""
        return earliest_of(self.first_dose, self.operated_on)

    @property
    def was_treated(self) -> bool:
        """Whether there was any treatment, dated or not."""
        return bool(self.on_breast or self.on_axilla) or any(each.has_begun for each in self.treatments)

    @property
    def last_dose(self) -> Day | None:
        """The last known day of systemic therapy before surgery."""
        before = [each for each in self.treatments if each.has_begun and self.is_before_surgery(each.began)]
        return latest_of(*(each.last_given(self.today) for each in before))

    def is_initial(self, on: Day | None) -> bool:
        """Whether a finding of that day surely tells of the cancer before any treatment.

        A finding without a date does so only where there was no treatment.
        """
        if self.is_outdated(on, LOOKBACK):
            return False
        if on is None:
            return not self.was_treated
        began = self.treatment_began
        return began is None or on.is_after(began) is Truth.FALSE

    def is_outdated(self, on: Day | None, margin: int) -> bool:
        """Whether a day surely lies more than `margin` days before the diagnosis, or long ago without one."""
        if self.disease.diagnosed:
            return self.disease.is_before(on, margin)
        return bool(on and on.is_before(self.today.shifted(-_OUTDATED)) is Truth.TRUE)

    def is_since_surgery(self, on: Day | None) -> bool:
        """Whether a day surely lies on or after the operation on the breast."""
        return bool(on and self.operated_on and on.is_before(self.operated_on) is Truth.FALSE)

    def is_before_surgery(self, on: Day | None) -> bool:
        """Whether a day surely lies before the operation on the breast, or there was none."""
        if not any(not each.is_diagnostic for each in self.on_breast):
            return True
        return bool(on and self.operated_on and on.is_before(self.operated_on) is Truth.TRUE)


def read_episode(chart: Chart) -> Episode:
    """Find the cancer in question, then what was done about it and when."""
    disease = read_disease(chart)
    on_breast = operations_on_breast(chart, disease)
    recorded = (*treatments_of(chart, disease), *plans_of(chart, disease))
    treatments = tuple(each for each in recorded if not disease.is_before(each.began, _THERAPY_BEFORE))
    return Episode(
        today=chart.today,
        disease=disease,
        on_breast=on_breast,
        on_axilla=operations_on_axilla(chart, disease),
        treatments=treatments,
        first_dose=earliest_of(*(each.began for each in treatments if each.has_begun)),
        operated_on=first_definitive(on_breast),
    )
