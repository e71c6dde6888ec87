"""What is rare and must not break: no notes yet, a question of a book's length, a dead endpoint, two people at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser.test_browser import ask, serve
from tests.shared import BREAD, TEA

SIZE: ViewportSize = {"width": 1280, "height": 900}
LONG = "How often is a levain fed? " + "Water, flour and time make a loaf that rises. " * 1_300
DEAD = "http://127.0.0.1:9/v1"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    model = {"OPENAI_BASE_URL": DEAD, "OPENAI_API_KEY": "sk-secret", "ASSISTANT_MODEL": "small-model", "ASSISTANT_PROFILE": "large"}
    with serve(tmp_path_factory.mktemp("extremes"), {"bread.md": BREAD, "tea.md": TEA}, model) as found:
        yield found


def test_an_empty_library_says_what_to_do_on_every_page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> None:
    with serve(tmp_path_factory.mktemp("empty"), {"later.md": "\n"}) as address:
        page = browser.new_page(viewport=SIZE)
        for name in ("", "overview", "check", "library"):
            page.goto(f"{address}/{name}")
            expect(page.get_by_text("There are no entries yet", exact=False).first).to_be_visible()
        page.goto(f"{address}/index")
        expect(page.get_by_text("Add files")).to_be_visible()
        assert page.locator("[data-testid='stException']").count() == 0
        page.close()


def test_a_question_of_a_books_length_takes_no_more_room_than_another(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=SIZE)
    page.goto(address)
    ask(page, LONG)
    expect(page.locator("[class*='st-key-foot-']")).to_be_visible()
    assert page.evaluate("document.querySelector('.stMain').scrollHeight") < 4 * SIZE["height"]
    page.close()


def test_behind_a_dead_endpoint_the_notes_answer_and_one_line_says_why(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=SIZE)
    page.goto(address)
    ask(page, "What is said of levain and steam?")
    expect(page.locator("a[href^='#source-']").first).to_be_visible()
    expect(page.get_by_text("the notes' own words answer instead", exact=False).first).to_be_visible()
    expect(page.get_by_text("127.0.0.1:9", exact=False).first).to_be_visible()
    assert "sk-secret" not in page.content()
    page.close()


def test_two_people_at_once_get_each_their_own_answer(browser: Browser, address: str) -> None:
    asked = {"How often is a levain fed?": "12 hours", "Who wrote Oolong Under the Microscope?": "leaf"}
    contexts = [browser.new_context(viewport=SIZE) for _ in asked]
    pages = [context.new_page() for context in contexts]
    for page in pages:
        page.goto(address)
        expect(page.get_by_text("4 entries from")).to_be_visible()
    for page, question in zip(pages, asked, strict=True):
        ask(page, question)
    for page, (question, words) in zip(pages, asked.items(), strict=True):
        expect(page.locator("[class*='st-key-said-']").get_by_text(words, exact=False).first).to_be_visible()
        assert page.locator("[class*='st-key-asked-']").all_inner_texts() == [question]
    for context in contexts:
        context.close()
