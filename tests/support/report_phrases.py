"""The shipped report phrases, compiled once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from cds_service.extraction.report_phrases import ReportPhrases, compile_report_phrases

_KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@cache
def shipped_report_phrases() -> ReportPhrases:
    """Compile the lists of `report_phrases.yaml`."""
    path = next(_KNOWLEDGE.glob("*report_phrases.yaml"))
    lists = yaml.safe_load(path.read_text(encoding="utf-8"))["phrases"]
    return compile_report_phrases({name: tuple(texts) for name, texts in lists.items()})
