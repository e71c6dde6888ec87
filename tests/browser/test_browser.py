"""The real app in a real Chromium, as a person would use it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.shared import BREAD, TEA, free_port, wait_for, write_notes

APP = Path(__file__).resolve().parents[2] / "app.py"


@contextmanager
def serve(base: Path, files: Mapping[str, str], more: Mapping[str, str] | None = None) -> Iterator[str]:
    """The app over these notes, with its home in `base` and the settings `more`; gives its address."""
    notes = write_notes(base / "notes", files)
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "ASSISTANT_"))}
    environment |= {"ASSISTANT_NOTES": str(notes), "ASSISTANT_HOME": str(base / "home")} | dict(more or {})
    options = ["--server.port", str(port), "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    command = [sys.executable, "-m", "streamlit", "run", str(APP), *options]
    with (base / "log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("browser"), {"bread.md": BREAD, "tea.md": TEA}) as found:
        yield found


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.goto(address)
    expect(opened.get_by_text("4 entries from")).to_be_visible()
    yield opened
    opened.close()


def ask(page: Page, question: str) -> None:
    page.get_by_placeholder("Ask your notes").fill(question)
    page.keyboard.press("Enter")


def marker(page: Page) -> Locator:
    """The last marker of the conversation."""
    return page.locator("a[href^='#source-']").last


def hover(page: Page, mark: Locator) -> None:
    """Points at a mark, again where the page drew it anew meanwhile."""
    for _ in range(20):
        page.mouse.move(0, 0)
        mark.hover()
        page.wait_for_timeout(500)
        if page.get_by_role("tooltip").is_visible():
            return


def pane(page: Page) -> Locator:
    """The reading pane."""
    return page.get_by_role("complementary", name="Source")


def test_ask_open_a_citation_follow_up_reload_and_it_is_still_there(page: Page) -> None:
    ask(page, "How often is a levain fed?")
    expect(page.get_by_text("fed every 12 hours").first).to_be_visible()
    hover(page, marker(page))
    expect(page.get_by_role("tooltip")).to_contain_text("A levain is fed every 12 hours.")
    marker(page).click()
    expect(pane(page).locator("mark")).to_have_text("A levain is fed every 12 hours.")
    expect(pane(page)).to_contain_text("notes/bread.md:5")
    expect(pane(page).get_by_role("link")).to_have_attribute("href", "https://arxiv.org/abs/1901.00001")
    pane(page).get_by_role("button", name="↓ ").click()
    expect(pane(page)).to_contain_text("notes/bread.md:7")
    pane(page).get_by_role("button", name="↑ ").click()
    expect(pane(page)).to_contain_text("notes/bread.md:5")
    page.keyboard.press("Escape")
    expect(pane(page)).to_be_hidden()
    expect(marker(page)).to_be_focused()
    ask(page, "who wrote that?")
    expect(page.get_by_text("is by baker and miller (2019)").first).to_be_visible()
    page.reload()
    expect(page.get_by_text("fed every 12 hours").first).to_be_visible()
    expect(page.get_by_text("is by baker and miller (2019)").first).to_be_visible()


def test_a_question_outside_the_notes_names_the_nearest_entries(page: Page) -> None:
    ask(page, "What is the orbital period of Neptune?")
    expect(page.get_by_text("do not cover").first).to_be_visible()
    expect(page.get_by_text("Nearest entries").first).to_be_visible()


def test_a_narrow_window_does_not_scroll_sideways(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page.goto(address)
    expect(page.get_by_text("4 entries from")).to_be_visible()
    ask(page, "Which notes are about levain?")
    marker(page).click()
    expect(pane(page)).to_be_visible()
    box = pane(page).bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    pane(page).get_by_role("button", name="Close").click()
    page.locator(".st-key-phone-pages").get_by_role("link", name="Library").click()
    expect(page.get_by_label("Find")).to_be_visible()
    page.close()


def test_the_library_finds_an_entry_by_words_of_several_fields_and_opens_it(page: Page, address: str) -> None:
    page.goto(f"{address}/library")
    expect(page.get_by_text("4 of 4 entries")).to_be_visible()
    cards = page.locator("a[href^='#source-card-']")
    expect(cards).to_have_count(4)
    page.get_by_label("Find").fill("oxidised microscope")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 of 4 entries")).to_be_visible()
    expect(cards).to_have_count(1)  # what was listed before goes a moment later
    cards.click()
    expect(pane(page).get_by_text("oxidised between 10% and 80%")).to_be_visible()
    pane(page).get_by_role("button", name="Ask about this").click()
    expect(page.get_by_text("What do the notes say about “Oolong Under the Microscope”?").first).to_be_visible()
    expect(marker(page)).to_be_visible()


def test_the_first_screen_asks_of_the_readers_own_notes_and_takes_the_keyboard(page: Page) -> None:
    expect(page.get_by_placeholder("Ask your notes")).to_be_focused()
    question = page.locator("[class*=st-key-example-]").first
    expect(question).to_be_visible()
    question.get_by_role("button").click()
    expect(page.locator("a[href^='#source-']").first).to_be_visible()
    expect(question).to_have_count(0)
    page.locator(".st-key-settings").get_by_text("Settings", exact=True).click()
    page.locator("body").press("/")
    expect(page.get_by_placeholder("Ask your notes")).to_be_focused()


def test_another_page_and_back_keeps_the_conversation(page: Page) -> None:
    ask(page, "How often is a levain fed?")
    expect(marker(page)).to_be_visible()
    page.get_by_role("link", name="Library").first.click()
    expect(page.get_by_label("Find")).to_be_visible()
    page.get_by_role("link", name="Chat").first.click()
    expect(page.get_by_text("fed every 12 hours").first).to_be_visible()
    expect(page).to_have_url(re.compile("thread="))


def test_the_settings_stay_open_while_answers_come(page: Page) -> None:
    page.locator(".st-key-settings").get_by_text("Settings", exact=True).click()
    field = page.get_by_role("textbox", name="Endpoint")
    expect(field).to_be_visible()
    ask(page, "How often is a levain fed?")
    expect(page.get_by_text("12 hours").first).to_be_visible()
    page.wait_for_timeout(1_000)
    expect(field).to_be_visible()
