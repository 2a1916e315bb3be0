"""All facts of a patient, each read by the module of its theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from cds_service.domain.facts import Fact, FactDefinition, FactSheet, NotRecorded, Recorded
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.extraction.allergies import read_allergies
from cds_service.extraction.axilla import read_axilla
from cds_service.extraction.chart import Chart, open_chart
from cds_service.extraction.conditions import read_diagnosis
from cds_service.extraction.episode import Episode, read_episode
from cds_service.extraction.labs import read_liver_tests
from cds_service.extraction.margins import read_margins
from cds_service.extraction.metastasis import read_metastasis
from cds_service.extraction.nodes import read_nodes
from cds_service.extraction.patients import read_patient
from cds_service.extraction.report_texts import ReportTexts, read_texts
from cds_service.extraction.sizes import read_size
from cds_service.extraction.stage_statements import read_statements
from cds_service.extraction.staging import read_staging
from cds_service.extraction.studies import past_studies
from cds_service.extraction.surgery import read_surgery
from cds_service.extraction.symptoms import read_symptoms
from cds_service.extraction.therapy import read_therapy
from cds_service.extraction.worded_nodes import with_words
from cds_service.fhir.record import PatientRecord


@dataclass(frozen=True, slots=True)
class ExtractionSettings:
    """What a site decides about reading charts.

    `alp_mild_multiple`: the multiple of the upper limit up to which an alkaline phosphatase that alone is
    raised counts as mildly raised. The sources give no number, so without a setting the degree stays open.
    `read_report_text`: also read what no code states, but the words of a report do.
    """

    alp_mild_multiple: Decimal | None = None
    read_report_text: bool = True


def extract_facts(
    record: PatientRecord, knowledge: KnowledgeBase, as_of: date, settings: ExtractionSettings
) -> FactSheet:
    """Give every fact of the chart as it stands on a day; those of orders are read from orders."""
    chart = open_chart(record, knowledge, as_of)
    found = _read(chart, read_episode(chart), settings)
    of_chart = {name: each for name, each in knowledge.facts.items() if each.sources}
    return FactSheet(
        MappingProxyType({name: found.get(name) or _silent(each, record) for name, each in of_chart.items()})
    )


def _read(chart: Chart, episode: Episode, settings: ExtractionSettings) -> Mapping[str, Recorded | None]:
    statements = read_statements(chart, episode)
    coded = past_studies(chart)
    texts = read_texts(chart, episode, coded) if settings.read_report_text else ReportTexts()
    studies = with_words(coded, texts, episode)
    return {
        **read_patient(chart),
        **read_diagnosis(chart, episode, statements),
        **read_metastasis(chart, statements),
        **read_staging(episode, statements),
        **read_size(chart, episode, statements),
        **read_axilla(chart, episode, statements, studies),
        **read_nodes(chart, episode, statements, studies, texts),
        **read_therapy(chart, episode, statements),
        **read_surgery(chart, episode, studies),
        **read_margins(chart, episode, texts),
        **read_symptoms(chart, episode),
        **read_liver_tests(chart, episode, settings.alp_mild_multiple),
        **read_allergies(chart),
    }


def _silent(definition: FactDefinition, record: PatientRecord) -> Fact:
    # INVARIANT: that nothing was found means something only if every place it could be was read.
    return NotRecorded(searched=definition.sources <= record.searched)
