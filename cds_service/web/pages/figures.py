"""The page of figures: served, or written to a file that stands alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cds_service.figures.episodes import Episode
from cds_service.figures.figures import By, break_down, count
from cds_service.web.pages.charts import STANDINGS, stack, trend
from cds_service.web.pages.rendering import read_style, render


@dataclass(frozen=True, slots=True)
class FigurePage:
    """What a page of figures shows: orders, words for their period, their breakdown, the queries."""

    episodes: Sequence[Episode]
    period: str
    by: By
    statements: Sequence[str]
    knowledge: str


def render_figures(
    page: FigurePage, *, root: str, chosen: Mapping[str, str], choices: Mapping[str, Sequence[str]]
) -> str:
    """Give the page as it is served, with a form to choose by; `root` is what addresses begin with."""
    groups = [each.value for each in By]
    return render("figures.html", root=root, chosen=chosen, choices=choices, groups=groups, **_content(page))


def write_figures(page: FigurePage) -> str:
    """Give the page as a file that needs nothing beside it."""
    return render("figures.html", style=read_style(), **_content(page))


def _content(page: FigurePage) -> dict[str, object]:
    everything = count(page.episodes)
    return {
        "all": everything,
        "before": stack(everything.before),
        "after": stack(everything.after),
        "standings": STANDINGS,
        "points": trend(break_down(page.episodes, By.MONTH)),
        "broken": break_down(page.episodes, page.by),
        "by": page.by.value,
        "period": page.period,
        "statements": page.statements,
        "knowledge": page.knowledge,
    }
