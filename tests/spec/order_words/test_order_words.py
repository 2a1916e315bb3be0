"""What orders say in words, row by row: whether a warning stays, or the words say otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pytest
import yaml

from cds_service.domain.facts import FactSheet
from cds_service.evaluation.conclusions import Indicator, conclude
from cds_service.evaluation.orders import OrderedStudy, assess
from cds_service.extraction.orders import extract_order_facts
from cds_service.extraction.sheet import ExtractionSettings, extract_facts
from cds_service.fhir.record import PatientRecord
from tests.spec.vignettes import patients_d
from tests.spec.vignettes.groups import VIGNETTES
from tests.spec.vignettes.vignette import Vignette
from tests.support.chart import Raw, order
from tests.support.knowledge import shipped_knowledge
from tests.unit.extraction.facts import record_of

HERE: Final = Path(__file__).parent
PET, CORE = "pet-ct-skull-base-to-mid-thigh", "us-guided-core-biopsy-axillary-node"
US, MAMMOGRAM = "us-breast", "mammography-diagnostic"
BASES: Final = {each.id: each for each in VIGNETTES if each.id in {"A01", "B01", "C01", "D01", "E01"}}


@dataclass(frozen=True)
class Table:
    """A table of texts: the chart they are read with, the study ordered, and where the order says them."""

    vignette: Vignette
    chart: tuple[Raw, ...]
    study: str
    as_reason: bool = False


def without(vignette: str, *names: str) -> tuple[Raw, ...]:
    """Give the chart of a vignette without the resources of this type, or with this in their id."""
    chart = BASES[vignette].chart
    return tuple(each for each in chart if not any(_is_called(each, name) for name in names))


def _is_called(resource: Raw, name: str) -> bool:
    return resource["resourceType"] == name or name in str(resource.get("id"))


A, B, C, D, E = (BASES[each] for each in sorted(BASES))
NO_REVIEW = (patients_d.WOMAN, *patients_d.CANCER, *patients_d.EXAM, *patients_d.STAGING, *patients_d.LABS)
TABLES: Final = {
    "reasons_early_stage": Table(D, D.chart, PET, as_reason=True),
    "notes_early_stage": Table(D, D.chart, PET),
    "notes_without_review": Table(D, NO_REVIEW, PET),
    "notes_restaging": Table(A, without("A01", "CarePlan", "chemotherapy"), PET),
    "notes_before_therapy": Table(B, without("B01", "CarePlan"), CORE),
    "notes_node_on_imaging": Table(C, C.chart, MAMMOGRAM),
    "notes_margins": Table(E, without("E01", "margins", "specimen"), US),
    "notes_after_lumpectomy": Table(E, E.chart, US),
}


def rows() -> Iterator[tuple[str, str, bool]]:
    for name in TABLES:
        said = yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))
        yield from ((name, text, True) for text in said["warned"])
        yield from ((name, text, False) for text in said["not_warned"])


@cache
def charted(name: str) -> tuple[PatientRecord, FactSheet]:
    table = TABLES[name]
    record = record_of(table.chart)
    today = table.vignette.today
    return record, extract_facts(record, shipped_knowledge(), today, ExtractionSettings())


@pytest.mark.parametrize(("table", "text", "warned"), list(rows()))
def test_a_warning_stays_where_the_words_say_nothing_else(table: str, text: str, *, warned: bool) -> None:
    knowledge, base = shipped_knowledge(), TABLES[table]
    record, sheet = charted(table)
    ordered = order(base.study, reason=text) if base.as_reason else order(base.study, note=text)
    drafted = {base.study: ordered}
    today = base.vignette.today
    said = extract_order_facts(ordered, drafted, None, record, sheet, knowledge, today)
    study = OrderedStudy(
        "ServiceRequest/draft", knowledge.catalogue.procedures[base.study], drafted=frozenset(drafted)
    )

    conclusion = conclude(assess(knowledge, sheet.adding(said), study), knowledge)

    assert (conclusion.indicator is Indicator.WARNING) is warned


def test_every_table_is_read() -> None:
    assert {each.stem for each in HERE.glob("*.yaml")} == set(TABLES)
