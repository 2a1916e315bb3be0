"""Every trap of the table has a test of its number in the file the table names."""

from __future__ import annotations

import re
from pathlib import Path

from tests.traps.asking import (
    AFTER_CHEMOTHERAPY,
    BEFORE_CHEMOTHERAPY,
    DISTANT_EARLY,
    EARLY,
    MAMMOGRAM,
    OPERATED,
    PET_CT,
    PLANNED,
    POSITIVE_MARGINS,
    RESTAGED,
    US_AXILLA,
    US_BEFORE,
    ask,
)

ROOM = Path(__file__).parent


def test_each_trap_has_its_tests_where_the_table_says() -> None:
    row = r"^\| (\d+) \|.*\| `(test_\w+\.py)` \|$"
    table = re.findall(row, (ROOM / "README.md").read_text("utf-8"), re.MULTILINE)
    assert [int(number) for number, _ in table] == list(range(1, 21))
    told = {(int(number), file) for number, file in table}
    written = {
        (int(number), path.name)
        for path in ROOM.glob("test_*.py")
        for number in re.findall(r"^def test_trap_(\d\d)_", path.read_text("utf-8"), re.MULTILINE)
    }
    assert told == written


def test_each_base_is_answered_as_the_traps_take_for_granted() -> None:
    assert ask(EARLY, PET_CT).rating(DISTANT_EARLY) == "usually-not-appropriate"
    assert ask(PLANNED, US_BEFORE).rating(BEFORE_CHEMOTHERAPY) == "usually-appropriate"
    assert ask(RESTAGED, US_AXILLA).rating(AFTER_CHEMOTHERAPY) == "usually-appropriate"
    assert ask(OPERATED, MAMMOGRAM).rating(POSITIVE_MARGINS) == "may-be-appropriate"
