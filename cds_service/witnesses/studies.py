"""Chooses the code by which a study is ordered or reported."""

from __future__ import annotations

from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.procedures import ProcedureCode
from cds_service.domain.terms import Side
from cds_service.witnesses.resources import NotExpressible, Raw


def study_code(knowledge: KnowledgeBase, study: str, side: Side | None, site: str = "") -> Raw:
    """Give the study as a CodeableConcept, in words where it has no code; `site` stands beside it.

    Raises:
        NotExpressible: no code names the study and nothing else.
    """
    catalogue = knowledge.catalogue
    own = [
        each
        for each in catalogue.procedures[study].codes
        if {name for name, entry in catalogue.by_code[each.code] if _fits(entry, site)} == {study}
    ]
    fitting = [each for each in own if side and each.side is side] + [each for each in own if not each.side]
    words = catalogue.procedures[study].text
    if not fitting and not own and words:
        return {"text": words[0]}
    if not fitting:
        raise NotExpressible(f"no code orders `{study}` by itself")
    return _coded(fitting[0])


def _fits(code: ProcedureCode, site: str) -> bool:
    """Whether a code means its study where this body site, or none, stands beside it."""
    return code.needs in ("", site) and (not code.unless or code.unless != site)


def _coded(code: ProcedureCode) -> Raw:
    display = {"display": code.display} if code.display else {}
    return {"coding": [{"system": code.code.system, "code": code.code.code} | display]}
