"""Makes up a knowledge of any size: topics of a dozen scenarios that share facts and studies."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random  # noqa: TID251 (seeded)
from typing import Final

from tests.support.knowledge import KNOWLEDGE

_IN_A_TOPIC: Final = 12
_FACTS: Final = 12
_STUDIES: Final = 10
_RATINGS: Final = ("usually-appropriate", "may-be-appropriate", "usually-not-appropriate")


@dataclass(frozen=True)
class _Fact:
    name: str
    values: tuple[str, ...] = ()
    """Empty for a measure."""


_AGE: Final = _Fact("shared.age")


def write_synthetic(folder: Path, scenarios: int, *, unanimous: bool, seed: int = 0) -> Path:
    """Write a knowledge of so many scenarios.

    `unanimous`: all rate a study alike; else they contradict one another by the thousands.
    """
    random = Random(seed)  # noqa: S311 (knowledge, not secrets)
    folder.mkdir(parents=True)
    for name in ("about.yaml", "ratings.yaml", "sources.yaml"):
        shutil.copy(KNOWLEDGE / name, folder / name)
    (folder / "radiation.yaml").write_text("levels:\n  O: {says: none}\n", "utf-8")
    topics = max(1, scenarios // _IN_A_TOPIC)
    facts = {topic: tuple(_facts(topic, random)) for topic in range(topics)}
    for topic in range(topics):
        _write_studies(folder / "procedures", topic)
    written: list[str] = []
    for number in range(scenarios):
        topic = number % topics
        path = folder / "scenarios" / f"topic-{topic}" / f"variant-{number}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        written.append(_scenario(number, topic, facts[topic], random, unanimous=unanimous))
        path.write_text(written[-1], "utf-8")
    asked = set(re.findall(r"fact: ([\w.-]+)", "".join(written)))
    used = [each for topic in facts.values() for each in topic if each.name in asked]
    (folder / "facts.yaml").write_text("facts:\n" + "".join(_fact_lines(used, topics)), "utf-8")
    return folder


def _facts(topic: int, random: Random) -> Iterator[_Fact]:
    yield _Fact(f"topic-{topic}.diagnosis", ("established", "suspected", "none"))
    for number in range(_FACTS):
        values = random.choice([2, 2, 3, 4, 5, 6, 0])
        yield _Fact(f"topic-{topic}.fact-{number}", tuple(f"v{each}" for each in range(values)))


def _fact_lines(facts: list[_Fact], topics: int) -> Iterator[str]:
    for fact in (*facts, _AGE):
        unit = "years" if fact is _AGE else "mm"
        words = ", ".join(f"{value}: {value}" for value in fact.values)
        type_ = f"one_of: {{{words}}}" if words else f"measured_in: {unit}"
        yield f"  {fact.name}:\n    says: {fact.name}\n    {type_}\n"
        yield "    question: What is it?\n    found_in: [findings]\n"
    questions = ", ".join(f"topic-{topic}: topic {topic}" for topic in range(topics))
    yield f"  order.question:\n    says: the question\n    one_of: {{none: none, {questions}}}\n"
    yield "    question: Which question?\n    found_in: []\n"


def _write_studies(folder: Path, topic: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(_STUDIES):
        name = f"study-{topic}-{number}"
        lines = [f"procedure: {name}", f"name: {name}", f"says: {name}", "kind: imaging", f"text: [{name}]"]
        (folder / f"{name}.yaml").write_text("\n".join(lines) + "\n", "utf-8")


def _scenario(number: int, topic: int, facts: tuple[_Fact, ...], random: Random, *, unanimous: bool) -> str:
    gate, *own = facts
    chosen = random.sample(own, random.randint(3, 6))
    leaves = [
        f"{{fact: {gate.name}, is: established, at: who-fits/1}}",
        *(_leaf(each, random) for each in chosen),
    ]
    if random.random() < 0.5:
        leaves.append(f"{{fact: shared.age, at_least: {random.randint(1, 80)} years, at: who-fits/1}}")
    unless = [leaves.pop()] if random.random() < 0.3 else []
    any_of: list[str] = []
    if random.random() < 0.3:
        any_of = [leaves.pop(), leaves.pop()]
    ratings = random.sample(range(_STUDIES), random.randint(3, 8))
    lines = [
        f"scenario: topic-{topic}/variant-{number}",
        f"title: Variant {number}",
        "status: active",
        "source: {document: acr-distant-early, topic: Made up}",
        "encoding_reviewed: none",
        f"question: topic-{topic}",
        "applies_when:",
        "  all:",
        *(f"    - {leaf}" for leaf in leaves),
        *(["    - any:", *(f"        - {leaf}" for leaf in any_of)] if any_of else []),
        "unless:",
        "  any:" + (" []" if not unless else ""),
        *(f"    - {leaf}" for leaf in unless),
        "first_choice: []",
        "ratings:",
    ]
    for study in ratings:
        lines += [
            f"  - procedure: study-{topic}-{study}",
            f"    rating: {_RATINGS[study % 3] if unanimous else random.choice(_RATINGS)}",
            "    because: It is made up.",
            "    at: why-recommended/1",
        ]
    return "\n".join(lines) + "\n"


def _leaf(fact: _Fact, random: Random) -> str:
    if not fact.values:
        test = (
            f"{random.choice(['more_than', 'at_least', 'less_than', 'at_most'])}: {random.randint(5, 95)} mm"
        )
    else:
        some = random.sample(fact.values, random.randint(1, len(fact.values) - 1))
        test = f"is_any_of: [{', '.join(sorted(some))}]"
    return f"{{fact: {fact.name}, {test}, at: who-fits/1}}"
