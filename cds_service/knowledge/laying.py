"""Lays folders over one another: which files count, and what later folders retire or replace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cds_service.domain.layers import ChangeKind
from cds_service.knowledge.files import FileKind, KnowledgeFile
from cds_service.knowledge.pages import Pages
from cds_service.knowledge.problems import Place, ProblemLog, suggest
from cds_service.knowledge.readers.about import About, Change, read_about

_WORDS: Final = {
    FileKind.SCENARIO: "scenario",
    FileKind.PROCEDURE: "procedure",
    FileKind.VALUE_SET: "value set",
}
_OF_THE_BASE: Final = {
    FileKind.FACTS: "remove it; charts are read for the facts of the base alone",
    FileKind.RATINGS: "remove it; how many questions may be open is a setting of the service",
    FileKind.RADIATION: "remove it; the levels are those of the base",
}

_REPLACEABLE: Final = (FileKind.SCENARIO, FileKind.PROCEDURE)

_Key = tuple[FileKind, str]


@dataclass(frozen=True, slots=True)
class Laid:
    """The files that count, and what the folders say of themselves.

    `retired_scenarios` stay where they are and fall silent; `gone` are studies that are no more, each with
    the folder that retired it. `replaced` are the value sets, by folder, that stand for an
    earlier one of their name.
    """

    pages: Pages
    abouts: Mapping[int, About]
    retired_scenarios: frozenset[str]
    gone: Mapping[str, str]
    replaced: frozenset[tuple[int, str]]

    def scenarios_of(self, root: int) -> frozenset[str]:
        """Give the scenarios that a folder brings."""
        files = self.pages.files
        return frozenset(file.id for file in files if file.root == root and file.kind is FileKind.SCENARIO)


def lay(pages: Pages, log: ProblemLog) -> Laid:
    """Lay the folders of these pages over one another, in their order."""
    abouts = {
        file.root: read_about(node, log, is_base=file.root == 0) for file, node in pages.of(FileKind.ABOUT)
    }
    stack = _Stack(log, left_out=set(_files_of_the_base_alone(pages, log)))
    for root in sorted({file.root for file in pages.files}):
        stack.put([file for file in pages.files if file.root == root], abouts.get(root))
    return Laid(
        pages=pages.without(stack.left_out),
        abouts=abouts,
        retired_scenarios=frozenset(stack.retired),
        gone=stack.gone,
        replaced=frozenset(stack.replaced),
    )


@dataclass(slots=True)
class _Stack:
    """The folders laid so far."""

    log: ProblemLog
    left_out: set[KnowledgeFile]
    retired: set[str] = field(default_factory=set)
    gone: dict[str, str] = field(default_factory=dict)
    replaced: set[tuple[int, str]] = field(default_factory=set)
    files: dict[_Key, KnowledgeFile] = field(default_factory=dict)

    def put(self, files: Sequence[KnowledgeFile], about: About | None) -> None:
        """Lay one more folder on top; the first has nothing under it that it could change."""
        own = {(file.kind, file.id): file for file in files}
        if self.files:
            for change in about.changes if about else ():
                if _is_sound(change, self.files, own, self.log):
                    self._make(change, files[0].root, about.layer.name if about else "")
            if _is_unexplained(own, self.log):
                taken = (key for key in own if key[0] in _REPLACEABLE and key in self.files)
                self.left_out.update(self.files[key] for key in taken)
        self.files.update(own)

    def _make(self, change: Change, root: int, by: str) -> None:
        key = (change.file_kind, change.id)
        self.left_out.update(_set_aside(change, self.files))
        match change.kind, change.file_kind:
            case ChangeKind.RETIRED, FileKind.SCENARIO:
                self.retired.add(change.id)
            case ChangeKind.RETIRED, _:
                self.gone[change.id] = by
                del self.files[key]
            case _, FileKind.VALUE_SET:
                self.replaced.add((root, change.id))
            case _:
                self.retired.discard(change.id)


def _files_of_the_base_alone(pages: Pages, log: ProblemLog) -> Iterator[KnowledgeFile]:
    for file in pages.files:
        if file.root and file.kind in _OF_THE_BASE:
            log.note(Place(file.name), f"`{file.relative}` in an overlay", _OF_THE_BASE[file.kind])
            yield file


def _is_unexplained(own: Mapping[_Key, KnowledgeFile], log: ProblemLog) -> bool:
    """Whether a folder does not say what it changes, which is then told there and not of every file."""
    about = own.get((FileKind.ABOUT, "about"))
    return about is None or log.touches(about.name)


def _is_sound(
    change: Change, earlier: Mapping[_Key, KnowledgeFile], own: Mapping[_Key, KnowledgeFile], log: ProblemLog
) -> bool:
    """Whether there is something to change, and something to take its place."""
    what, key = _WORDS[change.file_kind], (change.file_kind, change.id)
    if key not in earlier:
        known = [id_ for kind, id_ in earlier if kind is change.file_kind]
        remedy = suggest(change.id, known, "name one of an earlier folder")
        log.note(change.place, f"no earlier folder has the {what} `{change.id}`", remedy)
        return False
    if change.kind is ChangeKind.REPLACED and key not in own:
        found = f"the {what} `{change.id}` is replaced, but nothing here takes its place"
        log.note(change.place, found, f"add `{earlier[key].relative}` to this folder, or retire it")
        return False
    if change.kind is ChangeKind.RETIRED and key in own:
        found = f"the {what} `{change.id}` is retired, and a file here has its name"
        log.note(change.place, found, "say `replaced`, or remove the file")
        return False
    return True


def _set_aside(change: Change, earlier: Mapping[_Key, KnowledgeFile]) -> Iterator[KnowledgeFile]:
    """Give the files that no longer count; the cases of a scenario go with it."""
    file = earlier[change.file_kind, change.id]
    match change.file_kind, change.kind:
        case FileKind.SCENARIO, ChangeKind.RETIRED:
            pass  # it stays, silent: others may still send patients there
        case FileKind.VALUE_SET, _:
            pass  # its columns still say what the one in its place must have
        case _:
            yield file
    cases = earlier.get((FileKind.CASES, change.id))
    if change.file_kind is FileKind.SCENARIO and cases is not None:
        yield cases
