"""The chat in a real Chromium: evidence before the answer, the scope above the input, and what can be done with an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_browser import ask, marker, pane, serve
from tests.scripted_endpoint import Script, serving
from tests.shared import BREAD, TEA


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pieces = ["A levain is fed every 12 hours. [1]", " Tea slows it down. [1]", ""]
    with serving(
        Script(replies=[pieces, pieces, ["A levain eats twice a day. [1]"]], models=("small-model", "other-model"), slow=2.0)
    ) as script:
        model = {"OPENAI_BASE_URL": script.url, "OPENAI_API_KEY": "sk-1", "ASSISTANT_MODEL": "small-model"}
        with serve(tmp_path_factory.mktemp("chat"), {"bread.md": BREAD, "tea.md": TEA}, model) as found:
            yield found


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.goto(address)
    expect(opened.get_by_text("4 entries from")).to_be_visible()
    yield opened
    opened.close()


def test_evidence_is_taken_out_kept_and_added_to_and_the_answer_is_written_from_exactly_that(page: Page) -> None:
    ask(page, "How often is a levain fed?")
    expect(page.get_by_role("button", name="Take out").first).to_be_visible()  # before the answer is written
    expect(marker(page)).to_be_visible()
    page.get_by_text("Evidence:").click()
    rows = page.locator("[class*=st-key-row-]")
    row = rows.filter(has_text="Steam Matters")
    row.get_by_role("button", name="Take out").click()
    expect(row.get_by_role("button", name="Put back")).to_be_visible()
    count = rows.count()
    page.get_by_role("button", name=f"Answer again from these {count - 1}").click()
    expect(page.get_by_text(f"Evidence: {count - 1} ")).to_be_visible()
    expect(page.get_by_text("Beside the answer before")).to_be_visible()
    page.get_by_text("Evidence:").click()
    expect(rows).to_have_count(count - 1)
    expect(rows.filter(has_text="Steam Matters")).to_have_count(0)
    page.get_by_label("Add an entry").fill("steam oven")
    page.keyboard.press("Enter")
    found = page.get_by_role("button", name="Steam Matters")
    found.click()
    expect(rows).to_have_count(count)
    rows.filter(has_text="Steam Matters").get_by_role("button", name="Keep").click()
    expect(page.locator(".st-key-scope").get_by_role("button", name="Steam Matters")).to_be_visible()

    page.get_by_role("button", name="Again", exact=True).click()  # with another model, and both side by side
    page.get_by_label("With another model").click()
    page.get_by_role("option", name="other-model").click()
    page.get_by_role("button", name="Answer with it").click()
    expect(page.get_by_text("eats twice a day").first).to_be_visible()
    page.get_by_text("Beside the answer before").click()
    expect(page.get_by_text("only in the one before")).to_be_visible()
    expect(page.get_by_text("Now · other-model")).to_be_visible()
    expect(page.get_by_text("Written by other-model", exact=True)).to_be_visible()


def test_the_scope_is_written_or_chosen_stands_above_the_input_and_in_the_address_and_is_taken_away(page: Page) -> None:
    ask(page, "@tea @2019-2023 what slows a levain down?")
    expect(page.locator("[class*=st-key-asked-]").get_by_text("what slows a levain down?", exact=True)).to_be_visible()
    scope = page.locator(".st-key-scope")
    for name in ("tea", "2019–2023"):
        expect(scope.get_by_role("button", name=name)).to_be_visible()
    expect(page).to_have_url(re.compile("in=notebook%3Atea&in=years%3A2019-2023"))
    page.reload()
    scope.get_by_role("button", name="2019–2023").click()
    expect(page).not_to_have_url(re.compile("years"))
    scope.get_by_role("button", name="@").click()
    page.get_by_role("button", name="Sourdough").click()
    expect(scope.get_by_role("button", name="Sourdough")).to_be_visible()
    expect(scope.get_by_role("button", name="tea")).to_be_visible()


def test_what_fits_behind_an_at_is_offered_while_typing_and_becomes_a_chip(page: Page) -> None:
    field = page.get_by_test_id("stChatInputTextArea")
    offered = page.get_by_role("listbox", name="Where to look")
    scope = page.locator(".st-key-scope")
    field.press_sequentially("How often is @te")
    expect(offered.get_by_role("option").filter(has_text="notebook")).to_have_text(["teanotebook"])
    expect(field).to_have_attribute("aria-activedescendant", "mention-0")
    field.press("Escape")
    expect(offered).to_be_hidden()
    field.press_sequentially("a")
    expect(offered.get_by_role("option", selected=True)).to_have_text("teanotebook")
    field.press("Enter")
    expect(scope.get_by_role("button", name="tea")).to_be_visible()
    expect(field).to_have_value("How often is ")  # nothing was sent
    field.press_sequentially("@nothingcalledso")
    expect(offered.get_by_text("Nothing in the notes is called so.")).to_be_visible()
    field.fill("@steam")
    expect(offered.get_by_role("option", name="Steam Matters")).to_be_visible()
    field.press("ArrowDown")
    field.press("ArrowUp")
    offered.get_by_role("option", name="Steam Matters").click()
    expect(scope.get_by_role("button", name="Steam Matters")).to_be_visible()
    expect(field).to_have_value("")
    expect(page.locator("[class*=st-key-asked-]")).to_have_count(0)


def test_an_answer_is_gone_on_from_branched_judged_and_filed_and_read_by_keyboard(page: Page) -> None:
    page.locator(".st-key-settings").get_by_text("Settings", exact=True).click()
    page.get_by_text("Use the model").click()
    ask(page, "How often is a levain fed?")
    following = page.locator("[class*=st-key-next-]").get_by_role("button").first
    expect(following).to_be_visible()
    following.click()
    expect(page.locator("[class*=st-key-asked-]")).to_have_count(2)
    expect(marker(page)).to_be_visible()
    page.get_by_role("button", name="More").first.click()
    page.get_by_label("What it should have said").fill("Twice a day.")
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_text("Kept. ")).to_be_visible()
    page.get_by_role("button", name="Go on from here in a new conversation").click()
    expect(page.get_by_role("button", name="(branch)")).to_be_visible()
    expect(page.locator("[class*=st-key-asked-]")).to_have_count(1)

    page.get_by_role("button", name="More").click()
    page.get_by_label("File", exact=True).fill("answers.md")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="File it").click()
    expect(page.get_by_text("Added to answers.md and indexed.")).to_be_visible()
    page.keyboard.press("Escape")

    marker(page).focus()
    page.keyboard.press("Enter")
    expect(pane(page)).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(pane(page)).to_be_hidden()
