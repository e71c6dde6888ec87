"""The real app in a real Chromium, as a person would use it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.shared import BREAD, TEA, foreign, free_port, wait_for, write_notes

APP = Path(__file__).resolve().parents[2] / "app.py"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None)
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
).split()

if CHROMIUM is None and not os.environ.get("CI"):
    pytest.skip("NO CHROMIUM OR CHROME FOUND: the browser tests are left out; apt-get install chromium", allow_module_level=True)


@contextmanager
def serve(base: Path, files: Mapping[str, str]) -> Iterator[str]:
    """The app over these notes, with its home in `base`; gives its address."""
    notes = write_notes(base / "notes", files)
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "ASSISTANT_"))}
    environment |= {"ASSISTANT_NOTES": str(notes), "ASSISTANT_HOME": str(base / "home")}
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(60_000)
    asked: set[str] = set()
    opened.on("request", lambda request: asked.add(request.url))
    opened.goto(address)
    expect(opened.get_by_text("4 entries from")).to_be_visible(timeout=60_000)
    yield opened
    opened.close()
    assert foreign(asked) == set()


def ask(page: Page, question: str) -> None:
    page.get_by_placeholder("Ask your notes").fill(question)
    page.keyboard.press("Enter")


def test_ask_open_a_citation_follow_up_reload_and_it_is_still_there(page: Page) -> None:
    ask(page, "How often is a levain fed?")
    expect(page.get_by_text("fed every 12 hours").first).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="1 · Levain").click()
    expect(page.locator("mark")).to_have_text("A levain is fed every 12 hours.", timeout=30_000)
    expect(page.get_by_text("notes/bread.md:5")).to_be_visible()
    page.keyboard.press("Escape")
    ask(page, "who wrote that?")
    expect(page.get_by_text("is by baker and miller (2019)").first).to_be_visible(timeout=30_000)
    page.reload()
    expect(page.get_by_text("fed every 12 hours").first).to_be_visible(timeout=30_000)
    expect(page.get_by_text("is by baker and miller (2019)").first).to_be_visible(timeout=30_000)


def test_a_question_outside_the_notes_names_the_nearest_entries(page: Page) -> None:
    ask(page, "What is the orbital period of Neptune?")
    expect(page.get_by_text("do not cover").first).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Nearest entries").first).to_be_visible()


def test_a_narrow_window_does_not_scroll_sideways(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 480, "height": 900})
    page.goto(address)
    expect(page.get_by_text("4 entries from")).to_be_visible(timeout=60_000)
    ask(page, "Which notes are about levain?")
    expect(page.get_by_text("Sources").first).to_be_visible(timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.close()


def test_the_library_lists_entries_and_files(page: Page, address: str) -> None:
    page.goto(f"{address}/library")
    expect(page.get_by_text("Update the index")).to_be_visible(timeout=30_000)
    page.get_by_text("Oolong Under the Microscope (").click()
    expect(page.get_by_text("oxidised between 10% and 80%")).to_be_visible(timeout=30_000)


def test_the_settings_stay_open_while_answers_come(page: Page) -> None:
    page.get_by_text("Settings", exact=True).click()
    field = page.get_by_role("textbox", name="Endpoint")
    expect(field).to_be_visible()
    ask(page, "How often is a levain fed?")
    expect(page.get_by_text("12 hours").first).to_be_visible()
    page.wait_for_timeout(1_000)
    expect(field).to_be_visible()
