"""Days on the command line."""

from __future__ import annotations

from datetime import date

from cds_service.cli.refusals import refuse


def read_day(text: str, option: str) -> date:
    """Read a day, as 2026-06-01."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse(f"`{option} {text}` is no date: write it as 2026-06-01")
