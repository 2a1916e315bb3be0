"""What a service brings to every call: its knowledge, and what follows from it once and for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.needs import DataNeed
from cds_service.extraction.bindings import needs_for
from cds_service.extraction.report_phrases import compile_report_phrases
from cds_service.extraction.sheet import ExtractionSettings
from cds_service.fhir.order_identity import OrderVocabulary


@dataclass(frozen=True, slots=True)
class Practice:
    """Knowledge in force, the data it needs, the words of orders, and how the site reads charts."""

    knowledge: KnowledgeBase
    needs: tuple[DataNeed, ...]
    vocabulary: OrderVocabulary
    reading: ExtractionSettings

    @classmethod
    def of(cls, knowledge: KnowledgeBase, reading: ExtractionSettings) -> Self:
        """Derive everything from the knowledge."""
        compile_report_phrases(knowledge.phrases)  # here, so that no call waits for it
        vocabulary = OrderVocabulary.of(knowledge.catalogue, knowledge.value_sets)
        return cls(knowledge, needs_for(knowledge.value_sets), vocabulary, reading)
