"""Answers on their way, and the list of conversations, in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_browser import ask, marker, serve
from tests.scripted_endpoint import Script, serving
from tests.shared import BREAD

QUESTION = "How often is a levain fed?"


@pytest.fixture(scope="module")
def script() -> Iterator[Script]:
    """A model that writes two sentences and then says nothing more for long."""
    pieces = ["A levain is fed every 12 hours. [1]", " Rye ferments fastest. [1]", ""]
    with serving(Script(replies=[pieces], stop_after=2, then=": wait\n\n", pause=0.2)) as served:
        yield served


@pytest.fixture(scope="module")
def address(script: Script, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    model = {"OPENAI_BASE_URL": script.url, "OPENAI_API_KEY": "sk-1", "ASSISTANT_MODEL": "small-model"}
    with serve(tmp_path_factory.mktemp("answering"), {"bread.md": BREAD}, model) as found:
        yield found


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    opened = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    opened.goto(address)
    expect(opened.get_by_text("3 entries from")).to_be_visible()
    yield opened
    opened.context.close()


def test_a_reload_and_a_second_tab_find_the_answer_on_its_way_and_stop_keeps_what_came(page: Page, script: Script) -> None:
    ask(page, QUESTION)
    expect(page.get_by_text("A levain is fed every 12 hours.")).to_be_visible()
    expect(page.locator("[class*=st-key-example-]")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("A levain is fed every 12 hours.")).to_be_visible()
    tab = page.context.new_page()
    tab.goto(page.url)
    expect(tab.get_by_text("A levain is fed every 12 hours.")).to_be_visible()
    tab.get_by_role("button", name="Stop").click()
    for one in (tab, page):
        expect(
            one.get_by_text(re.compile("stopped", re.IGNORECASE)).first
        ).to_be_visible()  # at once, or with what came of it a moment later
        expect(one.get_by_text("A levain is fed every 12 hours.")).to_be_visible()
    assert len(script.chats()) == 1
    tab.close()


def test_a_conversation_is_renamed_deleted_had_back_and_found(page: Page) -> None:
    page.locator(".st-key-settings").get_by_text("Settings", exact=True).click()
    page.get_by_text("Use the model").click()
    ask(page, "What gives a thinner crust?")
    expect(page.get_by_role("button", name="More")).to_be_visible()
    page.get_by_role("button", name="This conversation").click()
    title = page.get_by_label("Title")
    expect(title).to_have_value("What gives a thinner crust?")
    title.fill("On steam")
    page.get_by_role("button", name="Rename").click()
    listed = page.get_by_role("button", name="On steam", exact=True)
    expect(listed).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    expect(listed).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(listed).to_be_visible()
    expect(marker(page)).to_be_visible()
    page.get_by_label("Search conversations").fill("first 10 minutes")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=QUESTION)).to_have_count(0)
    expect(listed).to_be_visible()
