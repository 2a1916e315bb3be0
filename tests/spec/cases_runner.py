"""The shipped cases, and what runs them."""

from __future__ import annotations

from functools import cache

from cds_service.casework.runner import AS_IF, Outcome, differences, report, run, say_conclusion, say_offer
from cds_service.knowledge.cases import CaseFile, check_cases
from tests.support.knowledge import KNOWLEDGE, shipped_knowledge

__all__ = ("AS_IF", "Outcome", "differences", "report", "run", "say_conclusion", "say_offer", "shipped_cases")


@cache
def shipped_cases() -> tuple[CaseFile, ...]:
    """Read the cases beside the shipped scenarios; a problem in one is a failure, never a smaller set."""
    files, problems = check_cases([KNOWLEDGE], shipped_knowledge())
    assert not problems, "\n".join(str(problem) for problem in problems)
    return files
