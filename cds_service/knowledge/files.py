"""Finds the files of knowledge folders, says what each is, and gives all of them one digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import Final

from cds_service.knowledge.problems import Place, ProblemLog, suggest


class FileKind(Enum):
    """What a knowledge file holds."""

    ABOUT = "about.yaml"
    SOURCES = "sources.yaml"
    RATINGS = "ratings.yaml"
    RADIATION = "radiation.yaml"
    FACTS = "facts.yaml"
    OVERLAPS = "overlaps.yaml"
    PHRASES = "phrases.yaml"
    REPORT_PHRASES = "report_phrases.yaml"
    COMBINATIONS = "procedures/combinations.yaml"
    PROCEDURE = "procedures/*.yaml"
    VALUE_SET = "value_sets/*.csv"
    ORDER_CODES = "order_codes/*.csv"
    CASES = "scenarios/**/*.cases.yaml"
    SCENARIO = "scenarios/**/*.yaml"


@dataclass(frozen=True, slots=True)
class KnowledgeFile:
    """A file's place under its root, its kind, the id that its path makes, and its bytes."""

    root: int
    """Which of the given folders holds it, counted from 0."""
    name: str
    """The path as problems name it, the root folder's own name first."""
    relative: str
    kind: FileKind
    id: str
    content: bytes


_SINGLE: Final = frozenset(kind.value for kind in FileKind if "*" not in kind.value)


def find_files(paths: Sequence[Path], log: ProblemLog) -> tuple[KnowledgeFile, ...]:
    """Give every knowledge file under the folders, in the folders' order and then by path."""
    found: list[KnowledgeFile] = []
    names = _name_folders(paths)
    for root, folder in enumerate(paths):
        if not folder.is_dir():
            log.note(Place(names[root]), "no such folder", "name a folder that holds knowledge files")
            continue
        paths_in_order = sorted(folder.rglob("*"), key=lambda each: each.relative_to(folder).as_posix())
        opened = (
            _open_file(root, names[root], path.relative_to(folder), path, log)
            for path in paths_in_order
            if path.is_file()
        )
        found.extend(file for file in opened if file)
    return tuple(found)


def _name_folders(paths: Sequence[Path]) -> tuple[str, ...]:
    names = [path.resolve().name for path in paths]
    return tuple(
        f"{name}[{number}]" if names.count(name) > 1 else name for number, name in enumerate(names, start=1)
    )


def _open_file(root: int, folder: str, inside: Path, path: Path, log: ProblemLog) -> KnowledgeFile | None:
    relative = inside.as_posix()
    name = f"{folder}/{relative}"
    if _is_reading_matter(PurePosixPath(relative)):
        return None
    kind = _kind(relative, name, log)
    if kind is None:
        return None
    try:
        return KnowledgeFile(root, name, relative, kind, _id(relative, kind), path.read_bytes())
    except OSError as error:
        log.note(Place(name), f"a file that cannot be read ({error.strerror})", "let the service read it")
        return None


def digest(files: Iterable[KnowledgeFile]) -> str:
    """Give 12 hexadecimal digits that change with anything that changes behaviour; cases do not."""
    total = hashlib.sha256()
    for file in files:
        if file.kind is not FileKind.CASES:
            # The length keeps a name and its bytes from being read as another pair.
            total.update(f"{file.root}/{file.relative}\0{len(file.content)}\0".encode())
            total.update(file.content)
    return total.hexdigest()[:12]


def _is_reading_matter(path: PurePosixPath) -> bool:
    return path.suffix == ".md" or any(part.startswith((".", "__")) for part in path.parts)


def _kind(relative: str, name: str, log: ProblemLog) -> FileKind | None:
    path = PurePosixPath(relative)
    match path.parts[0], path.suffix:
        case _ if relative in _SINGLE:
            return FileKind(relative)
        case "procedures", ".yaml" if len(path.parts) == len(("procedures", "file")):
            return FileKind.PROCEDURE
        case "phrases", ".yaml" if len(path.parts) == len(("phrases", "file")):
            return FileKind.PHRASES
        case "value_sets", ".csv" if len(path.parts) == len(("value_sets", "file")):
            return FileKind.VALUE_SET
        case "order_codes", ".csv" if len(path.parts) == len(("order_codes", "file")):
            return FileKind.ORDER_CODES
        case "scenarios", ".yaml" if len(path.parts) > len(("scenarios", "file")):
            return FileKind.CASES if relative.endswith(".cases.yaml") else FileKind.SCENARIO
        case _:
            known = sorted(_SINGLE)
            otherwise = "name and place it as the other files are, or keep it elsewhere"
            log.note(Place(name), "a file that nothing reads", suggest(relative, known, otherwise))
            return None


def _id(relative: str, kind: FileKind) -> str:
    match kind:
        case FileKind.SCENARIO:
            return relative.removeprefix("scenarios/").removesuffix(".yaml")
        case FileKind.CASES:
            return relative.removeprefix("scenarios/").removesuffix(".cases.yaml")
        case _:
            return PurePosixPath(relative).stem
