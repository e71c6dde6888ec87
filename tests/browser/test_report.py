"""The page of a report in a real Chromium: filters, search, links that can be shared, and notes that try to do something."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.evals.runs.report import write_report
from tests.evals.runs.test_report import HOSTILE, NOW, compared


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    return write_report(NOW, tmp_path_factory.mktemp("report"), compared(0.9)).as_uri()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.goto(address)
    yield opened
    opened.close()


def shown(page: Page) -> list[str]:
    """The ids of the items that are shown."""
    return [str(item.get_attribute("id")) for item in page.locator("details.item:visible").all()]


def test_filters_narrow_the_items_and_count_them(page: Page) -> None:
    count = page.locator("#count")
    expect(count).to_have_text("16 of 16 items shown")
    page.get_by_label("part", exact=True).select_option("answers")
    expect(count).to_have_text("11 of 16 items shown")
    page.get_by_label("outcome", exact=True).select_option("missed")
    assert shown(page) == ["answers-q00", "answers-q01", "answers-q02", "answers-u02"]
    page.get_by_label("kind", exact=True).select_option("unanswerable")
    assert shown(page) == ["answers-u02"]
    page.get_by_label("kind", exact=True).select_option("")
    page.get_by_label("verdict", exact=True).select_option("partly")
    page.get_by_label("outcome", exact=True).select_option("flipped")
    assert shown(page) == ["answers-q00", "answers-q01", "answers-q02"]
    page.get_by_role("button", name="Clear filters").click()
    expect(count).to_have_text("16 of 16 items shown")


def test_only_the_kinds_of_the_chosen_part_are_offered(page: Page) -> None:
    page.get_by_label("kind", exact=True).select_option("negation")
    page.get_by_label("part", exact=True).select_option("answers")
    expect(page.get_by_label("kind", exact=True)).to_have_value("")
    assert page.locator("#filter-kind option:enabled").all_inner_texts() == ["all", "followup", "lookup", "unanswerable"]


def test_search_looks_in_questions_answers_and_ids_from_the_keyboard(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("QUESTION 5")
    assert shown(page) == ["answers-q05"]
    page.keyboard.press("Escape")
    expect(page.locator("#count")).to_have_text("16 of 16 items shown")
    page.get_by_label("search", exact=True).fill("p2")
    assert shown(page) == ["support-check-p2"]
    page.get_by_label("search", exact=True).fill("twice day")
    assert len(shown(page)) == 8
    page.get_by_label("search", exact=True).fill("no such words")
    expect(page.get_by_text("No item fits")).to_be_visible()


def test_a_link_with_filters_shows_the_same_items(page: Page, browser: Browser) -> None:
    page.get_by_label("part", exact=True).select_option("support check")
    page.get_by_label("search", exact=True).fill("claim")
    expect(page).to_have_url(re.compile(r"#part=support\+check&q=claim$"))
    other = browser.new_page()
    other.goto(page.url)
    assert shown(other) == shown(page) == ["support-check-p1", "support-check-p2", "support-check-p3"]
    other.evaluate("location.hash = 'outcome=nonsense&kind=html'")
    expect(other.locator("#count")).to_have_text("1 of 16 items shown")
    other.close()


def test_a_flip_leads_to_its_item_even_where_a_filter_hid_it(page: Page) -> None:
    page.get_by_label("kind", exact=True).select_option("negation")
    page.locator("a[href='#answers-q00']").click()
    opened = page.locator("#answers-q00")
    expect(opened.get_by_text("key-fact accuracy: 1.00 in the baseline, 0.00 now")).to_be_in_viewport()
    opened.get_by_text("Evidence: 3 entries, 1 gold, 1 cited").click()
    expect(opened.locator("mark")).to_have_text("Twice a day.")


def test_a_note_that_is_a_script_or_an_image_is_read_and_does_nothing(browser: Browser, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.get_by_role("button", name="Open or close all shown").click()
    expect(page.locator("#answers-q08 .statements li")).to_contain_text(HOSTILE)
    assert page.evaluate("window.taken") is None
    assert asked == [address]
    page.close()


def test_even_what_got_into_the_page_could_neither_run_nor_call_out(page: Page) -> None:
    page.evaluate(
        """() => {
            const told = document.body.appendChild(document.createElement("output"));
            document.addEventListener("securitypolicyviolation", (event) => told.append(event.effectiveDirective + ";"));
            const script = document.createElement("script");
            script.textContent = "window.taken = 1";
            const image = document.createElement("img");
            image.src = "http://127.0.0.1:9/x";
            document.body.append(script, image);
        }"""
    )
    expect(page.locator("body > output")).to_have_text("script-src-elem;img-src;")
    assert page.evaluate("window.taken") is None


@pytest.mark.parametrize("width", [400, 1280])
def test_the_page_does_not_scroll_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_role("button", name="Open or close all shown").click()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
