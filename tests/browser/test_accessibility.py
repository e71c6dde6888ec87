"""What a screen reader and a keyboard meet: axe (Deque Systems) finds no fault on any page, in the light, in the dark, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_browser import ask, marker, pane, serve
from tests.browser.test_pages import run
from tests.shared import BREAD, TEA

LOOKS: list[dict[str, Any]] = [
    {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
]
COUNTED = ("moderate", "serious", "critical")
TRIES = 8


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    base: Path = tmp_path_factory.mktemp("accessibility")
    run(True, True, False).save(base / "home" / "evals" / "before")
    run(True, False, True).save(base / "home" / "evals" / "after")
    with serve(base, {"bread.md": f"{BREAD}\n![oven](oven.png)\n", "tea.md": TEA}) as found:
        yield found


@pytest.fixture(params=LOOKS, ids=["light", "dark", "phone"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    opened = browser.new_page(**request.param)
    yield opened
    opened.close()


def faults(page: Page) -> list[str]:
    """What axe finds once the page has come to rest: what is drawn anew fades in."""
    found: list[str] = []
    for _ in range(TRIES):
        page.wait_for_timeout(500)
        violations = Axe().run(page).response["violations"]
        found = [f"{one['id']}: {one['nodes'][0]['html']}" for one in violations if one["impact"] in COUNTED]
        if not found:
            break
    return found


def test_the_chat(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_text("4 entries from")).to_be_visible()
    assert faults(page) == []
    page.get_by_placeholder("Ask your notes").press_sequentially("@tea")
    expect(page.get_by_role("option").first).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")
    ask(page, "How often is a levain fed?")
    expect(page.locator("[class*='st-key-foot-']")).to_be_visible()
    page.get_by_text("Evidence:").click()
    expect(page.get_by_label("Add an entry")).to_be_visible()
    assert faults(page) == []
    marker(page).click()
    expect(pane(page)).to_be_visible()
    assert faults(page) == []


def test_the_pages_beside_it(page: Page, address: str) -> None:
    page.goto(f"{address}/overview")
    page.get_by_label("Topic").fill("levain")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="levain")).to_be_visible()
    assert faults(page) == []
    page.goto(f"{address}/check")
    page.get_by_label("Text").fill("# My draft\n\nA levain is fed every 12 hours. Tea is made of chalk.")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_text("1 of 2 supported", exact=False)).to_be_visible()
    assert faults(page) == []
    page.goto(f"{address}/library")
    page.get_by_role("button", name="Related").first.click()
    expect(page.locator(".st-key-entry-card").get_by_text("Related")).to_be_visible()
    assert faults(page) == []
    for name in ("index", "evaluations", "settings"):
        page.goto(f"{address}/{name}")
        expect(page.get_by_role("heading", level=2).first).to_be_visible()
        assert faults(page) == []
