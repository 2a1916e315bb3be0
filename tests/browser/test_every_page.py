"""What holds of every page: it fits a phone, needs no mouse, and passes an accessibility check."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PAGES = ["/figures"]
CONTROLS = "a[href], button, input, select, summary, textarea, [tabindex='0']"


@pytest.mark.parametrize("path", PAGES)
def test_it_passes_an_accessibility_check(page: Page, base: str, path: str) -> None:
    page.goto(base + path)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", PAGES)
def test_it_is_no_wider_than_the_screen(page: Page, base: str, path: str) -> None:
    page.goto(base + path)
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0


@pytest.mark.parametrize("path", PAGES)
def test_every_control_is_reached_with_the_tabulator_key_and_shows_it(
    page: Page, base: str, path: str
) -> None:
    page.goto(base + path)
    controls = page.locator(CONTROLS).locator("visible=true").count()
    reached = set()
    for _ in range(3 * controls + 10):  # a date field takes several steps
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
                const at = document.activeElement;
                if (!at || at === document.body) return null;
                const style = getComputedStyle(at);
                const shown = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
                const place = [...document.querySelectorAll('*')].indexOf(at);
                return [place, shown];
            }"""
        )
        if seen is None:
            break
        place, shown = seen
        assert shown, "a control has the focus and does not show it"
        reached.add(place)
    assert len(reached) == controls


@pytest.mark.parametrize("path", PAGES)
def test_it_is_whole_without_scripts_and_loads_nothing_from_elsewhere(
    page: Page, base: str, path: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(base + path)
    assert page.locator("script").count() == 0
    assert all(url.startswith(base) for url in asked)
