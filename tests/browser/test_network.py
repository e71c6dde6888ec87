"""Nothing leaves this machine: every socket of the app and every request of the browser, watched from outside while a person uses it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from assistant.settings import is_loopback
from tests.browser.test_browser import ARGUMENTS, CHROMIUM
from tests.support import BREAD, TEA, foreign_visitor, free_port, wait_for, write_notes

STRACE = shutil.which("strace")
CAN_TRACE = STRACE is not None and subprocess.run([STRACE, "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0


@contextmanager
def app(base: Path, more: Mapping[str, str], *options: str, traced: bool = False) -> Iterator[str]:
    """`assistant app` over small notes, with the settings `more`, started in an empty folder; gives its address."""
    notes = write_notes(base / "notes", {"bread.md": BREAD, "tea.md": TEA})
    port = free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "ASSISTANT_", "STREAMLIT_"))}
    command = [sys.executable, "-m", "assistant.cli", "app", "--headless", "--port", str(port), *options]
    command += ["--notes", str(notes), "--home", str(base / "home")]
    if traced:
        command = [str(STRACE), "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", str(base / "trace"), *command]
    with (base / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=base, env=clean | dict(more), stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def use(page: Page, address: str) -> None:
    """What a person does: asks, opens a source and the settings, an overview, the library."""
    page.goto(address)
    page.get_by_placeholder("Ask your notes").fill("How often is a levain fed?")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="1 · Levain").click(timeout=60_000)
    expect(page.locator("mark")).to_be_visible(timeout=30_000)
    page.keyboard.press("Escape")
    page.get_by_text("Settings", exact=True).click()
    page.goto(f"{address}/overview?topic=levain")
    expect(page.get_by_text("Ledger").first).to_be_visible(timeout=60_000)
    page.goto(f"{address}/library")
    expect(page.get_by_text("Update the index")).to_be_visible(timeout=30_000)


def asked_by_pages(log: Path) -> set[str]:
    """The addresses in a browser's log of its network that a page of ours is the cause of, its icon included."""
    text = log.read_text(encoding="utf-8")
    whole = text if text.rstrip().endswith("]}") else text.rstrip().rstrip(",") + "]}"
    given = [event.get("params", {}) for event in json.loads(whole)["events"]]
    return {one["url"] for one in given if is_loopback(urlsplit(one.get("initiator", "")).hostname) and "url" in one}


def foreign(urls: set[str]) -> set[str]:
    return {url for url in urls if urlsplit(url).scheme in {"http", "https", "ws", "wss"} and not is_loopback(urlsplit(url).hostname)}


@contextmanager
def browsing(folder: Path) -> Iterator[BrowserContext]:
    """A browser that writes all it does on the network into `net.json`, what no page asked for included."""
    with sync_playwright() as playwright:
        log = [f"--log-net-log={folder / 'net.json'}", "--net-log-capture-mode=Everything"]
        opened = playwright.chromium.launch_persistent_context(str(folder / "profile"), executable_path=CHROMIUM, args=[*ARGUMENTS, *log])
        yield opened
        opened.close()


def test_neither_the_app_nor_the_browser_speaks_to_anybody_else(tmp_path: Path) -> None:
    with app(tmp_path, {}, traced=CAN_TRACE) as address:
        with browsing(tmp_path) as browser:
            page = browser.new_page()
            asked: set[str] = set()
            page.on("request", lambda request: asked.add(request.url))
            use(page, address)
            icon = page.locator("link[rel~=icon]").first.get_attribute("href") or ""
        assert foreign_visitor(int(address.rpartition(":")[2])) == 403
    assert icon.startswith("data:image/svg+xml") or is_loopback(urlsplit(icon).hostname)
    of_pages = asked_by_pages(tmp_path / "net.json")
    assert any("/static/" in url for url in of_pages)
    assert foreign(asked) == set()
    assert foreign(of_pages) == set()
    if not CAN_TRACE:
        pytest.skip("NO STRACE, OR IT MAY NOT TRACE HERE: the sockets of the app were not watched; apt-get install strace")
    calls = (tmp_path / "trace").read_text(encoding="utf-8", errors="replace")
    reached = set(re.findall(r'sa_family=AF_INET6?,.*?(?:inet_addr\("|inet_pton\(AF_INET6, ")([^"]+)"', calls))
    assert {host for host in reached if not is_loopback(host)} == set()
