"""Every example is answered exactly as its folder shows."""

from __future__ import annotations

import json

import pytest

from tests.golden.examples import EXAMPLES, FOLDER, Example, contents

NAMES = [each.folder for each in EXAMPLES]


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_the_example_is_answered_as_shown(example: Example) -> None:
    request = json.loads((FOLDER / example.folder / "request.json").read_text("utf-8"))
    shown = json.loads((FOLDER / example.folder / "response.json").read_text("utf-8"))
    answer = example.answer(request)
    assert answer.status_code == example.status
    assert _without_digest(answer.json()) == _without_digest(shown)


def test_every_folder_is_an_example_and_the_table_lists_it() -> None:
    assert sorted(path.name for path in FOLDER.iterdir() if path.is_dir()) == sorted([*NAMES, "overlay"])
    assert (FOLDER / "README.md").read_text("utf-8") == contents()


def _without_digest(answer: object) -> object:
    """Leave out the knowledge version, which changes with every line of the knowledge."""
    text = json.dumps(answer)
    for place in _digests(answer):
        text = text.replace(place, "digest")
    return json.loads(text)


def _digests(answer: object) -> set[str]:
    if isinstance(answer, dict):
        own = {answer["knowledge"]} if isinstance(answer.get("knowledge"), str) else set()
        return own | {digest for each in answer.values() for digest in _digests(each)}
    if isinstance(answer, list):
        return {digest for each in answer for digest in _digests(each)}
    return set()
