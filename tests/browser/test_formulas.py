"""Formulas are set in the reading pane and in what a marker shows, and bring nothing else with them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_browser import ask, hover, marker, pane, serve

NOTE = r"""# Bread

- **Proofing at $T_0$** (rye, 2020) - The rise is $h_i$ after an hour.
  - A trap: $\text{<img src=x onerror="window.taken=1">}$ and $\frac{$ stay.
"""


@pytest.fixture
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with serve(tmp_path_factory.mktemp("formulas"), {"bread.md": NOTE}) as address:
        opened = browser.new_page(viewport={"width": 1280, "height": 900})
        opened.goto(address)
        expect(opened.get_by_text("1 entry from")).to_be_visible()
        yield opened
        opened.close()


def test_formulas_are_set_where_an_entry_is_read(page: Page) -> None:
    ask(page, "What is the rise after an hour?")
    expect(marker(page)).to_be_visible()
    hover(page, marker(page))
    expect(page.get_by_role("tooltip").locator("math msub").first).to_be_visible()
    marker(page).click()
    expect(pane(page).locator("h2 math msub")).to_be_visible()
    expect(pane(page).locator("mark math msub")).to_be_visible()
    expect(pane(page)).to_contain_text("$\\frac{$ stay")
    assert pane(page).locator("img, script").count() == 0
    assert page.evaluate("window.taken") is None
