"""Whatever an author writes, the answer is a knowledge base or problems, never a failure."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from cds_service.knowledge.cases import check_cases
from cds_service.knowledge.compiler import check_knowledge, load_knowledge

HERE = Path(__file__).parent
FOLDERS = [HERE / "sound", HERE / "sound_overlay"]
BASE = load_knowledge(FOLDERS)
TEXTS = {
    path.relative_to(HERE): path.read_text("utf-8")
    for folder in FOLDERS
    for path in sorted(folder.rglob("*"))
    if path.is_file()
}
LINES = sorted({line for text in TEXTS.values() for line in text.splitlines()})
SURPRISES = [
    "[]",
    "{}",
    "- - -",
    "a: {b: [c]}",
    "&a b",
    "*a",
    "!!int 1",
    "|",
    "---",
    "~",
    "'",
    "٣ cm",
    "9" * 40,
]


@given(
    file=st.sampled_from(sorted(TEXTS)),
    place=st.integers(0, 90),
    removed=st.integers(0, 3),
    written=st.lists(st.one_of(st.sampled_from(LINES), st.sampled_from(SURPRISES), st.text()), max_size=3),
)
def test_any_text_is_read_or_told_line_by_line(
    file: Path, place: int, removed: int, written: list[str]
) -> None:
    lines = TEXTS[file].split("\n")
    start = min(place, len(lines))
    lines[start : start + removed] = written
    with TemporaryDirectory() as folder:
        copied = [shutil.copytree(each, Path(folder) / each.name) for each in FOLDERS]
        (Path(folder) / file).write_text("\n".join(lines), "utf-8", errors="replace", newline="")
        knowledge, problems = check_knowledge(copied)
        _, of_cases = check_cases(copied, BASE)
    assert (knowledge is None) == bool(problems)
    for problem in (*problems, *of_cases):
        assert problem.file.startswith(("sound/", "sound_overlay/"))
        assert problem.line >= 1
        assert str(problem).splitlines() == [str(problem)]
