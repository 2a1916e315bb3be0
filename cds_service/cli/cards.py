"""Shows an answer in the terminal the way an EHR would."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from cds_service.hooks.response import Action, Card, CdsResponse, Suggestion

_COLOURS = {"info": "cyan", "warning": "yellow", "critical": "red"}


def show_response(console: Console, response: CdsResponse) -> None:
    """Print every card, or that there is none."""
    if not response.cards:
        console.print(Text("No card: there is nothing to say about this order.", style="green"))
    for card in response.cards:
        console.print(_panel(card))
    for action in response.system_actions:
        console.print(Text(f"System action: {action.description}", style="dim"))


def _panel(card: Card) -> Panel:
    colour = _COLOURS[card.indicator]
    parts: list[RenderableType] = [Text(f"{card.summary}\n", style=f"bold {colour}")]
    if card.detail:
        parts.append(Markdown(card.detail))
    if card.suggestions:
        choice = "choose at most one" if card.selection_behavior == "at-most-one" else "choose any"
        parts.append(Text(f"\nSuggestions ({choice}):", style="bold"))
        parts.extend(_suggestion(each) for each in card.suggestions)
    parts.append(Text(f"\n{card.source.label} {card.source.url}".rstrip(), style="dim"))
    return Panel(Group(*parts), title=Text(f" {card.indicator} "), title_align="left", border_style=colour)


def _suggestion(suggestion: Suggestion) -> RenderableType:
    recommended = " (recommended)" if suggestion.is_recommended else ""
    says = [Padding(Text(_says(each)), (0, 0, 0, 6)) for each in suggestion.actions]
    return Group(Padding(Text(f"[ {suggestion.label} ]{recommended}"), (0, 0, 0, 2)), *says)


def _says(action: Action) -> str:
    resource = action.resource or {}
    named = action.resource_id or f"{resource.get('resourceType')}/{resource.get('id', 'new')}"
    return f"{action.type} {named}: {action.description}"
