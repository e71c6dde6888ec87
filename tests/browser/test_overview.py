"""The overview page and overviews in the chat, in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_browser import ask, pane, serve
from tests.shared import SOURDOUGH, TEA


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("overview"), {"bread.md": SOURDOUGH, "tea.md": TEA}) as found:
        yield found


def opened(browser: Browser, address: str, width: int = 1280) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900}, accept_downloads=True)
    page.goto(address)
    return page


def test_an_overview_is_asked_for_read_shared_and_taken_along(browser: Browser, address: str, tmp_path: Path) -> None:
    page = opened(browser, f"{address}/overview")
    page.get_by_label("Topic").fill("sourdough")
    page.get_by_role("button", name="Summarize").click()
    expect(page.get_by_text("fed every 12 hours").first).to_be_visible()
    expect(page).to_have_url(f"{address}/overview?topic=sourdough")
    expect(page.get_by_label("Entries on sourdough by year. 2019: 1", exact=False).first).to_be_visible()
    page.get_by_role("tab", name="Ledger: 7 of 7").click()
    expect(page.get_by_text("7 of 7 gathered entries accounted for.")).to_be_visible()
    for label, start in {"BibTeX": b"@misc{", "PNG": b"\x89PNG", "Markdown": b"# sourdough"}.items():
        with page.expect_download() as download:
            page.get_by_role("button", name=label, exact=True).click()
        download.value.save_as(tmp_path / label)
        assert (tmp_path / label).read_bytes().startswith(start)
    page.reload()
    expect(page.get_by_text("fed every 12 hours").first).to_be_visible()
    expect(page.locator(".reading-pane")).to_be_attached()
    page.locator("a[href='#source-page-1']").first.click()
    expect(pane(page)).to_contain_text("notes/bread.md:")
    page.close()


def test_a_conversation_gives_an_overview_changes_it_and_opens_it_as_a_page(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    expect(page.get_by_text("Ask your notes").first).to_be_visible()
    ask(page, "Summarize what I have on sourdough")
    expect(page.get_by_text("fed every 12 hours").first).to_be_visible()
    ask(page, "only since 2022")
    expect(page.get_by_text("Left out: ").first).to_be_visible()
    page.reload()
    expect(page.get_by_text("Left out: ").first).to_be_visible()
    page.get_by_role("link", name="Open as a page").first.click()
    expect(page).to_have_url(f"{address}/overview?topic=sourdough")
    expect(page.get_by_text("fed every 12 hours").first).to_be_visible()
    page.close()


def test_a_narrow_overview_does_not_scroll_sideways(browser: Browser, address: str) -> None:
    page = opened(browser, f"{address}/overview?topic=sourdough", width=420)
    expect(page.get_by_role("tab", name="Ledger")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.close()
