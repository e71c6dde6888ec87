"""The pages beside the chat in a real Chromium, each walked through as a person would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.evals.runs.run import Run
from assistant.evals.scores import ANSWERS, Part
from tests.browser.test_browser import hover, pane, serve
from tests.evals.runs.test_report import answer
from tests.shared import BREAD, TEA

DARK, LIGHT = "rgb(20, 23, 27)", "rgb(253, 253, 252)"
HOSTILE = "<script>window.taken=1</script> ![x](http://127.0.0.1:9/y)"
DRAFT = f"""# My draft

A levain is fed every 12 hours. Baker and Miller (1999) wrote Levain: Wild Yeast at Home.

- {HOSTILE} was never seen in an oven.
"""


def run(*right: bool) -> Run:
    """A run of as many items as are given, each right or wrong."""
    return Run({"model": "extractive"}, (Part(ANSWERS, tuple(answer(number, right=one) for number, one in enumerate(right))),))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


@pytest.fixture(scope="module")
def address(base: Path) -> Iterator[str]:
    run(True, True, False).save(base / "home" / "evals" / "before")
    run(True, False, True).save(base / "home" / "evals" / "after")
    with serve(base, {"bread.md": f"{BREAD}\n![oven](oven.png)\n", "tea.md": f"{TEA}- **Odd** (fig, 2020) - {HOSTILE}\n"}) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    asked: set[str] = set()
    opened.on("request", lambda request: asked.add(request.url))
    yield opened
    taken = opened.evaluate("window.taken")
    opened.close()
    assert taken is None
    assert not any(":9/" in url for url in asked)


def test_a_draft_comes_back_with_its_verdicts_and_the_entries_beside_it(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/check")
    (tmp_path / "draft.md").write_text(DRAFT, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(tmp_path / "draft.md")
    expect(page.get_by_text("draft.md", exact=True)).to_be_visible()
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_text("1 of 3 supported · 1 not supported · 1 not verified")).to_be_visible()
    wrong = page.locator("a[href*='-said-unsupported-']")
    hover(page, wrong)
    expect(page.get_by_role("tooltip")).to_contain_text("1999")
    page.locator("a[href*='-said-supported-']").click()
    expect(pane(page).locator("mark")).to_have_text("A levain is fed every 12 hours.")
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        page.get_by_role("button", name="Report").click()
    assert "NOT SUPPORTED" in download.value.path().read_text(encoding="utf-8")
    page.reload()
    page.get_by_text("Only what is not supported").click()
    expect(page.locator("a[href*='-said-supported-']")).to_have_count(0)
    expect(wrong).to_be_visible()
    expect(page).to_have_url(re.compile(r"draft=[0-9a-f]{24}"))


def test_a_dropped_file_is_copied_read_and_shown_line_by_line(page: Page, address: str, base: Path, tmp_path: Path) -> None:
    page.goto(f"{address}/index")
    page.get_by_text("Add files").click()
    (tmp_path / "bread.md").write_text("# Rye\n\n- **Rye Breads** (korn, 2018) - Rye needs acid.\n\n![rye](rye.png)\n", encoding="utf-8")
    page.locator("input[type=file]").set_input_files(tmp_path / "bread.md")
    expect(page.get_by_role("button", name="Remove bread.md")).to_be_visible()
    page.get_by_role("textbox", name="Folder inside the notes").fill("new")
    page.get_by_role("button", name="Copy into the notes").click()
    expect(page.get_by_text("6 entries in", exact=False)).to_be_visible()
    assert (base / "notes" / "new" / "bread.md").read_text(encoding="utf-8").startswith("# Rye")
    expect(page.get_by_role("button", name="Update now")).to_be_visible()
    page.get_by_role("combobox", name="How each line of a file was read").press_sequentially("new/bread")
    page.get_by_role("option", name="notes/new/bread.md").click()
    expect(page.get_by_text("1 entry, 1 line not placed", exact=False)).to_be_visible()
    expect(page).to_have_url(re.compile("file=notes"))
    page.get_by_text("Only lines not placed").click()
    expect(page.locator("[role=gridcell]", has_text="![rye](rye.png)")).to_be_attached()
    page.get_by_role("button", name="All files").click()
    expect(page.get_by_role("button", name="Update now")).to_be_visible()


def test_the_library_finds_while_one_types_and_keeps_what_is_chosen_in_its_address(page: Page, address: str) -> None:
    page.goto(f"{address}/library")
    told = page.locator(".st-key-library-told")
    expect(told).to_contain_text("entries")
    page.get_by_label("Find").press_sequentially("levain yeast")
    expect(told).to_contain_text(re.compile("^1 of "))
    expect(page).to_have_url(re.compile(r"q=levain"))
    expect(page.get_by_role("button", name="Related")).to_have_count(1)
    page.get_by_role("button", name="Related").click()
    card = page.locator(".st-key-entry-card")
    expect(card.get_by_text("Related")).to_be_visible()
    card.locator("a[href^='#source-card-near']").first.click()
    expect(pane(page)).to_be_visible()
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        page.get_by_role("button", name="BibTeX").click()
    assert download.value.path().read_text(encoding="utf-8").startswith("@misc{baker2019levain")
    page.reload()
    expect(told).to_contain_text(re.compile("^1 of "))
    expect(card).to_be_visible()
    card.get_by_role("button", name="Close").click()
    page.get_by_label("Find").fill("")
    expect(told).to_contain_text(re.compile("^[^1]"))  # a list that is open closes where the page is drawn anew
    page.get_by_role("combobox", name="From").click()
    page.get_by_role("option", name="2021").click()
    expect(told).to_contain_text(re.compile("^2 of "))
    page.get_by_role("radio", name="map").or_(page.get_by_role("button", name="map", exact=True)).click()
    expect(page.get_by_label("A map of 2 entries by meaning", exact=False).first).to_be_visible()
    expect(page).to_have_url(re.compile(r"(?=.*since=2021)(?=.*view=map)"))


def test_the_settings_test_an_endpoint_and_never_show_the_key(page: Page, address: str) -> None:
    page.goto(f"{address}/settings")
    page.get_by_role("textbox", name="Endpoint").fill("http://127.0.0.1:9/v1")
    page.keyboard.press("Enter")
    page.get_by_label("Key", exact=True).fill("sk-very-secret")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_role("alert").filter(has_text="127.0.0.1:9")).to_be_visible()
    assert "sk-very-secret" not in page.url + page.locator("body").inner_text()
    expect(page.get_by_text(re.compile("Today nothing"))).to_be_visible()


def test_two_runs_are_held_side_by_side(page: Page, address: str) -> None:
    page.goto(f"{address}/evaluations?run=after&beside=before")
    expect(page.get_by_text("2 flips", exact=False)).to_be_visible()
    expect(page.locator("[role=gridcell]", has_text="q01").first).to_be_attached()
    page.get_by_text("Only what went wrong").click()
    expect(page.get_by_text("1 of 3 items")).to_be_visible()


def test_on_a_phone_in_the_dark_no_page_is_cut_off(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme="dark")
    for name in ("check", "index", "library?view=map", "evaluations", "settings"):
        page.goto(f"{address}/{name}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.locator(".st-key-phone-pages").get_by_role("link", name="Settings")).to_be_attached()
        page.wait_for_timeout(1_000)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    page.close()


def test_light_or_dark_is_chosen_for_every_page_and_kept(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}/settings")
    page.get_by_role("radio", name="Dark").check()
    expect(page.get_by_role("radio", name="Dark")).to_be_checked()
    expect(page.locator(".stApp")).to_have_css("background-color", DARK)
    page.goto(f"{address}/library")
    expect(page.get_by_label("Find")).to_be_visible()
    expect(page.locator(".stApp")).to_have_css("background-color", DARK)
    page.goto(f"{address}/settings")
    page.get_by_role("radio", name="As the system").check()
    expect(page.get_by_role("radio", name="As the system")).to_be_checked()
    expect(page.locator(".stApp")).to_have_css("background-color", LIGHT)
