"""`cds-service diff`: what a change of the knowledge changes for patients."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from cds_service.analysis.changes import Change, Comparison, compare
from cds_service.analysis.wording import say_fact, say_patient
from cds_service.cli.refusals import plain_errors, refuse
from cds_service.domain.facts import FactDefinition
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.knowledge.compiler import load_knowledge
from cds_service.settings import knowledge_folder

_FOLDERS = (
    "Folders of knowledge with commas, each laid over those before; `shipped` is the one that came along."
)


def diff(
    old: Annotated[str, typer.Argument(help=_FOLDERS)],
    new: Annotated[str, typer.Argument(help=_FOLDERS)],
    as_json: Annotated[bool, typer.Option("--json", help="Give the changes as JSON.")] = False,
) -> None:
    """Show, for each scenario and study, a patient for whom a verdict or rating appears, goes or changes.

    Exit status 0 if nothing changes for any patient, 1 if something does, 2 if either cannot be read.
    """
    gc.disable()  # as in `check`
    before, after = _load(old), _load(new)
    comparison = compare(before, after)
    facts = {**before.facts, **after.facts}
    if as_json:
        typer.echo(msgspec.json.format(msgspec.json.encode(_as_json(comparison, facts)), indent=2))
    else:
        for line in _lines(comparison, facts):
            typer.echo(line)
        typer.echo(_summary(comparison, before, after))
    if comparison.changes:
        raise typer.Exit(1)


def _load(folders: str) -> KnowledgeBase:
    paths = [knowledge_folder(Path(each.strip())) for each in folders.split(",")]
    for path in paths:
        if not path.is_dir():
            refuse(f"`{path}` is no folder: name a folder with `scenarios` in it")
    with plain_errors():
        return load_knowledge(paths)


def _lines(comparison: Comparison, facts: Mapping[str, FactDefinition]) -> Iterator[str]:
    for scenario, changes in groupby(comparison.changes, key=lambda each: each.scenario):
        yield scenario
        for (subject, before, after), several in _alike(list(changes)):
            yield f"  {subject}: {before} becomes {after}"
            yield f"    for example {say_patient(several[0].witness, facts)}"
    for other in comparison.others:
        yield f"{other}; no verdict or rating changes"


def _alike(changes: list[Change]) -> Iterator[tuple[tuple[str, str, str], list[Change]]]:
    """Put the studies together that change in the same way."""
    found: dict[tuple[bool, str, str], list[Change]] = {}
    for each in changes:
        found.setdefault((bool(each.study), each.before, each.after), []).append(each)
    for (is_study, before, after), several in found.items():
        subject = ", ".join(each.study for each in several) if is_study else "the scenario"
        yield (subject, before, after), several


def _summary(comparison: Comparison, before: KnowledgeBase, after: KnowledgeBase) -> str:
    scenarios = len({each.scenario for each in comparison.changes})
    count = len(comparison.changes)
    changed = f"{count} change(s) for patients, in {scenarios} scenario(s)"
    nothing = "nothing changes for any patient"
    return f"knowledge {before.digest} to {after.digest}: {changed if count else nothing}"


def _as_json(comparison: Comparison, facts: Mapping[str, FactDefinition]) -> dict[str, object]:
    return {
        "changes": [
            {
                "scenario": each.scenario,
                **({"study": each.study} if each.study else {}),
                "before": each.before,
                "after": each.after,
                "patient": {
                    name: say_fact(each.witness[name], facts[name]).strip('"') for name in each.witness
                },
            }
            for each in comparison.changes
        ],
        "others": list(comparison.others),
    }
