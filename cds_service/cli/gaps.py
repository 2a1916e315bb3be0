"""Shows who is in which scenario, and who in none."""

from __future__ import annotations

from collections.abc import Mapping

import typer

from cds_service.analysis.gaps import Gaps
from cds_service.domain.facts import FactDefinition
from cds_service.evaluation.wording import say_criterion


def show_gaps(gaps: Gaps, facts: Mapping[str, FactDefinition]) -> None:
    """Print a line for each combination of values that a patient can have; scenarios by their numbers."""
    numbers = {name: number for number, name in enumerate(gaps.scenarios, start=1)}
    typer.echo("")
    for name, number in numbers.items():
        typer.echo(f"{number:>3}  {name}")
    whom = say_criterion(gaps.gate, facts[gaps.gate.fact]) if gaps.gate else "anybody"
    typer.echo(f"\npossible patients ({whom}), by {', '.join(gaps.axes)}:")
    widths = [max(len(cell.values[place]) for cell in gaps.cells) for place in range(len(gaps.axes))]
    for cell in gaps.cells:
        values = "  ".join(value.ljust(width) for value, width in zip(cell.values, widths, strict=True))
        inside = " ".join(str(numbers[each]) for each in cell.scenarios) or "nobody is in any scenario"
        outside = "; somebody is in none" if cell.scenarios and cell.outside is not None else ""
        typer.echo(f"  {values}  {inside}{outside}")
    nowhere = sum(not cell.scenarios for cell in gaps.cells)
    somewhere = sum(cell.outside is not None for cell in gaps.cells) - nowhere
    typer.echo(
        f"{len(gaps.cells)} kinds of patient: in {nowhere} nobody is in any scenario, "
        f"in {somewhere} more somebody is in none"
    )
