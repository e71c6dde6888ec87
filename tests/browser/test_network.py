"""Nothing leaves this machine: every socket of the app and every request of the browser, watched from outside while a person uses it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assistant.settings import is_loopback
from tests.browser.conftest import ARGUMENTS, CHROMIUM, PATIENCE
from tests.browser.test_browser import APP, marker, pane
from tests.shared import BREAD, TEA, foreign, foreign_visitor, free_port, wait_for, write_notes

STRACE = shutil.which("strace")
# Every page by its address, with its heading.
PAGES = {
    "": "Ask your notes",
    "overview?topic=levain": "Overview",
    "check": "Check",
    "library": "Library",
    "library?view=map": "Library",
    "index": "Index",
    "evaluations": "Evaluations",
    "settings": "Settings",
}
CAN_TRACE = STRACE is not None and subprocess.run([STRACE, "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0


@contextmanager
def started(command: Sequence[str], base: Path, port: int, more: Mapping[str, str] | None = None) -> Iterator[str]:
    """A server over small notes, started in the folder `base` with the settings `more`; gives its address, and ends it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "ASSISTANT_", "STREAMLIT_"))}
    clean |= {"ASSISTANT_NOTES": str(write_notes(base / "notes", {"bread.md": BREAD, "tea.md": TEA})), "ASSISTANT_HOME": str(base / "home")}
    with (base / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=base, env=clean | dict(more or {}), stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def app_command(port: int, *options: str) -> list[str]:
    return [sys.executable, "-m", "assistant", "app", "--headless", "--port", str(port), *options]


def reaches(port: int, host: str) -> bool:
    """Whether somebody listens on a port of an address."""
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError:
        return False
    return True


def use(page: Page, address: str) -> None:
    """What a person does: asks, opens a source and the settings, an overview, the library."""
    page.goto(address)
    page.get_by_placeholder("Ask your notes").fill("How often is a levain fed?")
    page.keyboard.press("Enter")
    marker(page).click()
    expect(pane(page).locator("mark")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".st-key-settings").get_by_text("Settings", exact=True).click()
    page.goto(f"{address}/overview?topic=levain")
    expect(page.get_by_text("Ledger").first).to_be_visible()
    for name, shown in PAGES.items():
        page.goto(f"{address}/{name}")
        expect(page.get_by_role("heading", name=shown, exact=True)).to_be_visible()
        page.wait_for_timeout(500)


def asked_by_pages(log: Path) -> set[str]:
    """The addresses in a browser's log of its network that a page of ours is the cause of, its icon included."""
    lines = [line.rstrip(",") for line in log.read_text(encoding="utf-8").splitlines() if '"initiator"' in line]
    given = [json.loads(line)["params"] for line in lines if line.endswith("}")]
    return {one["url"] for one in given if is_loopback(urlsplit(one["initiator"]).hostname)}


@contextmanager
def browsing(folder: Path) -> Iterator[BrowserContext]:
    """A browser that writes all it does on the network into `net.json`, what no page asked for included."""
    with sync_playwright() as playwright:
        log = [f"--log-net-log={folder / 'net.json'}", "--net-log-capture-mode=Everything"]
        opened = playwright.chromium.launch_persistent_context(str(folder / "profile"), executable_path=CHROMIUM, args=[*ARGUMENTS, *log])
        opened.set_default_timeout(PATIENCE)
        yield opened
        opened.close()


def test_neither_the_app_nor_the_browser_speaks_to_anybody_else(tmp_path: Path) -> None:
    port = free_port()
    tracing = [str(STRACE), "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", str(tmp_path / "trace")] if CAN_TRACE else []
    with started([*tracing, *app_command(port)], tmp_path, port) as address:
        with browsing(tmp_path) as browser:
            page = browser.new_page()
            asked: set[str] = set()
            page.on("request", lambda request: asked.add(request.url))
            use(page, address)
            icon = page.locator("link[rel~=icon]").first.get_attribute("href") or ""
        assert foreign_visitor(port) == 403
    assert icon.startswith("data:image/svg+xml") or is_loopback(urlsplit(icon).hostname)
    of_pages = asked_by_pages(tmp_path / "net.json")
    assert any("/static/" in url for url in of_pages)
    assert foreign(asked | of_pages) == set()
    if not CAN_TRACE:
        pytest.skip("NO STRACE, OR IT MAY NOT TRACE HERE: the sockets of the app were not watched; apt-get install strace")
    calls = (tmp_path / "trace").read_text(encoding="utf-8", errors="replace")
    reached = set(re.findall(r'sa_family=AF_INET6?,.*?(?:inet_addr\("|inet_pton\(AF_INET6, ")([^"]+)"', calls))
    assert {host for host in reached if not is_loopback(host)} == set()


RUN = [sys.executable, "-m", "streamlit", "run", str(APP), "--server.headless", "true"]


@pytest.mark.parametrize("command", ["assistant app", "streamlit run"])
def test_the_app_listens_on_this_machine_alone_whatever_else_is_set(command: str, tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / ".streamlit").mkdir()
    loose = '[server]\naddress = "0.0.0.0"\nenableCORS = false\nallowedHosts = ["*"]\n[browser]\ngatherUsageStats = true\n'
    (tmp_path / ".streamlit" / "config.toml").write_text(loose, encoding="utf-8")
    hostile = {"HOME": str(tmp_path)}
    if command == "assistant app":
        hostile |= {"STREAMLIT_SERVER_ADDRESS": "0.0.0.0", "STREAMLIT_SERVER_ENABLE_CORS": "false"}  # noqa: S104
    given = app_command(port) if command == "assistant app" else [*RUN, "--server.port", str(port)]
    with started(given, tmp_path, port, hostile):
        assert not reaches(port, "127.0.0.2")
        assert foreign_visitor(port) == 403
        assert foreign_visitor(port, "another.example", f"http://another.example:{port}") == 403
        if command == "assistant app":
            for other in ("http://localhost:9999", "http://127.0.0.1:9999", f"http://localhost:{port}"):
                assert foreign_visitor(port, origin=other) == 403
        assert foreign_visitor(port, origin=f"http://127.0.0.1:{port}") == 101
    assert not reaches(port, "127.0.0.1")


@pytest.mark.parametrize("page_name", PAGES)
def test_opened_to_others_every_page_asks_for_the_password(page_name: str, opened_to_others: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{opened_to_others}/{page_name}")
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    assert not re.search("levain|bread|Settings|conversation", page.content(), re.IGNORECASE)
    page.get_by_label("Password", exact=True).fill("pw-1")
    page.get_by_role("button", name="Enter").click()
    expect(page.get_by_role("heading", name=PAGES[page_name], exact=True)).to_be_visible()
    assert page.url.endswith(page_name)
    page.close()


@pytest.fixture(scope="module")
def opened_to_others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    base, port = tmp_path_factory.mktemp("others"), free_port()
    with started(app_command(port, "--host", "0.0.0.0"), base, port, {"ASSISTANT_PASSWORD": "pw-1"}) as address:  # noqa: S104
        assert "password" in (base / "log").read_text(encoding="utf-8")
        yield address
