"""The page of figures, used as its readers use it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def test_a_filter_chosen_with_the_keyboard_changes_the_figures(page: Page, base: str) -> None:
    page.goto(f"{base}/figures?since=2025-06-01")
    everything = int(page.locator("dt:text-is('orders') + dd").inner_text())
    page.locator("select[name=scenario]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Show").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"scenario=[^&]"))
    chosen = int(page.locator("dt:text-is('orders') + dd").inner_text())
    assert 0 < chosen < everything
    assert page.locator("select[name=scenario]").input_value() != ""


def test_the_query_behind_a_chart_opens_with_the_keyboard(page: Page, base: str) -> None:
    page.goto(f"{base}/figures")
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("details[open] code").first).to_contain_text("FROM order_decision")


def test_the_bars_are_as_long_as_the_figures_say(page: Page, base: str) -> None:
    page.goto(f"{base}/figures?since=2025-06-01")
    bars = page.locator(".bar svg").first
    widths = bars.locator("rect").evaluate_all("all => all.map(each => each.getBoundingClientRect().width)")
    counts = [int(each.rsplit(": ", 1)[1]) for each in bars.locator("title").all_text_contents()]
    assert sum(counts) > 0
    for width, count in zip(widths, counts, strict=True):
        assert abs(width / sum(widths) - count / sum(counts)) < 0.01
