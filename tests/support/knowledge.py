"""The shipped knowledge, loaded once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.knowledge.compiler import load_knowledge

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@cache
def shipped_knowledge() -> KnowledgeBase:
    """Load the knowledge in `knowledge/`."""
    return load_knowledge([KNOWLEDGE])
