"""The shipped report phrases, compiled once, and what a report says by them in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from cds_service.extraction.report_findings import ReportFact, ReportKind
from cds_service.extraction.report_phrases import ReportPhrases, compile_report_phrases
from cds_service.extraction.report_text import read_report

_NAMES = {
    ReportFact.AXILLARY_NODES: "nodes",
    ReportFact.NODE_CLIP: "clip",
    ReportFact.NODE_BIOPSY: "biopsy",
    ReportFact.INVASIVE_MARGINS: "invasive margins",
    ReportFact.IN_SITU_MARGINS: "in-situ margins",
    ReportFact.MARGINS: "margins",
}
_KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@cache
def shipped_lists() -> Mapping[str, tuple[str, ...]]:
    """Read the lists of `report_phrases.yaml` as they are written."""
    path = next(_KNOWLEDGE.glob("*report_phrases.yaml"))
    lists = yaml.safe_load(path.read_text(encoding="utf-8"))["phrases"]
    return MappingProxyType({name: tuple(texts) for name, texts in lists.items()})


@cache
def shipped_report_phrases() -> ReportPhrases:
    """Compile the lists of `report_phrases.yaml`."""
    return compile_report_phrases(shipped_lists())


def read_in_words(text: str, kind: ReportKind) -> set[str]:
    """Read a report and give its findings as `nodes suspicious left`."""
    found = read_report(text, kind, shipped_report_phrases())
    return {
        " ".join([_NAMES[each.what], each.value, *([each.side.value] if each.side else [])]) for each in found
    }
