"""How a chart is told: what a builder makes remembers the call, and can be told again in another dialect.

A dialect is how one sort of system records the facts. `own` is the coding that a test chose. `billing` is
what claims leave behind: ICD-10-CM without dots and statuses, CPT, sides in words. `registry` is mCODE:
SNOMED CT and LOINC, morphology and laterality as extensions, the stage within the diagnosis. `typed` is what
people type where no list was offered: answers, body sites and the names of reports in words, units without a
code. `abroad` is what cancer registries and outcome sets outside the United States send: ICD-10 of four
characters, ICD-O-3, UICC, the side and the histology on their own. `words` is an order under a local code,
whose study is named in words alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, Literal, ParamSpec, TypeVar, cast

Raw = dict[str, Any]
Dialect = Literal["own", "billing", "registry", "typed", "abroad", "words"]

OTHER_DIALECTS: Final[tuple[Dialect, ...]] = ("billing", "registry", "typed", "abroad")
"""The dialects of charts besides their own."""

P = ParamSpec("P")
R = TypeVar("R", bound=Raw | list[Raw])


@dataclass(frozen=True, eq=False)
class Recipe:
    """The call of a builder."""

    build: Callable[..., Raw | list[Raw]]
    args: tuple[Any, ...]
    named: Mapping[str, Any]

    def tell(self, dialect: Dialect) -> list[Raw]:
        """Build again in this dialect, what was told inside the call too."""
        args = [_told_again(each, dialect) for each in self.args]
        named = {name: _told_again(each, dialect) for name, each in self.named.items()}
        made = self.build(*args, **named | {"dialect": dialect})
        return made if isinstance(made, list) else [made]


class Told(dict[str, Any]):
    """A resource with the recipe by which it was made."""

    recipe: Recipe


def told(build: Callable[P, R]) -> Callable[P, R]:
    """Let what a builder gives remember the call; the builder takes `dialect` by name."""

    @wraps(build)
    def remembering(*args: P.args, **named: P.kwargs) -> R:
        recipe = Recipe(build, args, named)
        made: Any = build(*args, **named)
        if isinstance(made, list):
            return cast("R", [_remember(each, recipe) for each in made])
        return cast("R", _remember(made, recipe))

    return remembering


def _remember(made: Raw, recipe: Recipe) -> Raw:
    remembered = Told(made)
    remembered.recipe = recipe
    return remembered


def _told_again(argument: object, dialect: Dialect) -> object:
    return argument.recipe.tell(dialect)[0] if isinstance(argument, Told) else argument


def retell(resources: Iterable[Raw], dialect: Dialect) -> tuple[Raw, ...]:
    """Tell resources in a dialect; those that no builder made stay as they are.

    What one call made stands together, at the place of its first resource.
    """
    recipes: list[Recipe] = []
    made: list[Raw] = []
    for each in resources:
        if not isinstance(each, Told):
            made.append(each)
        elif each.recipe not in recipes:
            recipes.append(each.recipe)
            made += each.recipe.tell(dialect)
    return tuple(made)


def type_in(raw: Raw) -> Raw:
    """Give a resource as a person types it: answers and places in words, units without a code."""
    typed = dict(raw)
    if coded := typed.pop("valueCodeableConcept", None):
        typed["valueString"] = _words(coded)
    if "valueBoolean" in typed:
        typed["valueString"] = "Yes" if typed.pop("valueBoolean") else "No"
    if measured := typed.pop("valueQuantity", None):
        typed["valueQuantity"] = {name: measured[name] for name in ("value", "unit") if name in measured}
    if site := typed.get("bodySite"):
        several = isinstance(site, list)
        typed["bodySite"] = [_typed_site(each) for each in site] if several else _typed_site(site)
    if raw["resourceType"] == "DiagnosticReport":
        typed["code"] = {"text": _words(raw["code"])}
    if parts := typed.get("component"):
        typed["component"] = [type_in(each | {"resourceType": ""}) for each in parts]
    return {name: value for name, value in typed.items() if value != ""}


def _words(said: Raw) -> str:
    coded = (each.get("display") or each["code"] for each in said.get("coding", []))
    words: str = said.get("text") or next(coded)
    return words


def _typed_site(site: Raw) -> Raw:
    sides = (each["valueCodeableConcept"] for each in site.get("extension", []))
    return {"text": " ".join((*(_words(each) for each in sides), _words(site)))}
