"""Reads the few findings that scenarios need from the text of radiology and pathology reports."""

from __future__ import annotations

from cds_service.extraction.report_biopsies import read_biopsies
from cds_service.extraction.report_findings import ReportFinding, ReportKind, weigh
from cds_service.extraction.report_layout import lay_out
from cds_service.extraction.report_margins import read_margins
from cds_service.extraction.report_nodes import read_clips, read_nodes
from cds_service.extraction.report_phrases import ReportPhrases


def read_report(text: str, kind: ReportKind, phrases: ReportPhrases) -> tuple[ReportFinding, ...]:
    """Give what a report says, weighed, in the order of the text; nothing where it is silent or open.

    Any text is accepted, and the time is linear in its length. What is doubted, planned, past, said of
    another site, or said in the history, indication or comparison is no finding.
    """
    sentences = lay_out(text, phrases)
    match kind:
        case ReportKind.IMAGING:
            found = (
                *read_nodes(sentences, phrases),
                *read_clips(sentences, phrases),
                *read_biopsies(sentences, phrases, kind),
            )
        case ReportKind.PATHOLOGY:
            found = (
                *read_margins(sentences, phrases),
                *read_biopsies(sentences, phrases, kind),
                *read_clips(sentences, phrases),
            )
    return tuple(sorted(weigh(found), key=lambda each: (each.sentence_span, each.what.value, each.value)))
