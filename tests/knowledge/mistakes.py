"""The mistakes of `malformed/`: what each changes in sound knowledge, and the problems or warnings made.

A mistake is a change of one file (`in`, `instead_of`, `there_is`), a `new_file` that `holds` something, or a
file that is `missing`, `not_text` or `unreadable`. Files under `site/` are those of an overlay, which is laid
over the sound knowledge for them.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml

from cds_service.knowledge.cases import check_cases
from cds_service.knowledge.compiler import check_knowledge, review_knowledge

HERE = Path(__file__).parent
SOUND = HERE / "sound"
OVERLAY = HERE / "sound_overlay"


@dataclass(frozen=True)
class Mistake:
    """One file of `malformed/`."""

    path: Path
    told: dict[str, Any]

    @property
    def changed(self) -> str:
        """The file it is about."""
        return str(next(self.told[key] for key in _KINDS if key in self.told))

    def make(self, folder: Path) -> tuple[Path, ...]:
        """Copy the sound knowledge and make the mistake in it; gives the folders to read."""
        base = shutil.copytree(SOUND, folder / "knowledge")
        over = [shutil.copytree(OVERLAY, folder / "site")] if self.changed.startswith("site") else []
        file = folder / self.changed if over else base / self.changed
        match next(key for key in _KINDS if key in self.told):
            case "in":
                text = file.read_text("utf-8")
                assert text.count(self.told["instead_of"]) == 1
                file.write_text(text.replace(self.told["instead_of"], self.told["there_is"]), "utf-8")
            case "new_file":
                file.parent.mkdir(exist_ok=True)
                file.write_text(self.told["holds"], "utf-8")
            case "missing":
                shutil.rmtree(file) if file.is_dir() else file.unlink()
            case "not_text":
                file.write_bytes(file.read_bytes() + b"\xff\n")
            case _:
                assert file.is_file()  # it is refused when it is read
        return (base, *over)


_KINDS = ("in", "new_file", "missing", "not_text", "unreadable")


def mistakes() -> tuple[Mistake, ...]:
    """Give every mistake."""
    return tuple(
        Mistake(path, yaml.safe_load(path.read_text("utf-8")))
        for path in sorted((HERE / "malformed").glob("*.yaml"))
    )


def warnings(folders: tuple[Path, ...]) -> list[str]:
    """Give what is only pointed out in these folders."""
    return [str(warning).removeprefix("knowledge/") for warning in review_knowledge(folders).warnings]


def problems(folders: tuple[Path, ...], mistake: Mistake | None = None) -> list[str]:
    """Give the problems of these folders, the base's own files without its name."""
    with patch.object(Path, "read_bytes", _refusing(mistake)):
        knowledge, found = check_knowledge(folders)
        if knowledge is not None:
            _, found = check_cases(folders, knowledge)
    return [str(problem).removeprefix("knowledge/") for problem in found]


def _refusing(mistake: Mistake | None) -> Any:  # noqa: ANN401  # stands in for a method
    """Give a `read_bytes` that the one unreadable file refuses, whoever asks."""
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if mistake and "unreadable" in mistake.told and path.as_posix().endswith(f"/{mistake.changed}"):
            raise PermissionError(13, "Permission denied")
        return read(path)

    return refuse
