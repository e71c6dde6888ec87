"""A real Chromium for the tests of pages, every request of which is watched: none leaves this machine."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.shared import foreign

HERE = Path(__file__).parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None)
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
).split()
# Milliseconds that a page is waited for; what a person would wait is not measured here.
PATIENCE = 60_000
_asked: set[str] = set()
expect.set_options(timeout=PATIENCE)

if CHROMIUM is None and not os.environ.get("CI"):
    collect_ignore_glob = ["test_*.py"]
    warnings.warn("NO CHROMIUM OR CHROME FOUND: the browser tests are left out; apt-get install chromium", stacklevel=1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Has a test whose page came too late, as on a machine that does much else, tried once more; the summary counts it as rerun."""
    late = pytest.mark.flaky(reruns=1, only_rerun=["Timeout .*ms exceeded", "Locator expected", "Page expected"])
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(late)


def watched(context: BrowserContext) -> BrowserContext:
    """A context whose every request, and every socket that its pages open, is remembered."""
    context.set_default_timeout(PATIENCE)
    context.on("request", lambda request: _asked.add(request.url))
    context.on("page", lambda page: page.on("websocket", lambda socket: _asked.add(socket.url)))
    return context


@pytest.fixture(scope="module")
def browser(monkeypatch_module: pytest.MonkeyPatch) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        make: Callable[..., BrowserContext] = launched.new_context

        def new_page(**options: Any) -> Page:
            return watched(make(**options)).new_page()

        monkeypatch_module.setattr(launched, "new_context", lambda **options: watched(make(**options)))
        monkeypatch_module.setattr(launched, "new_page", new_page)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def monkeypatch_module() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(autouse=True)
def nothing_leaves() -> Iterator[None]:
    """Fails a test in which a page asked another machine for something."""
    _asked.clear()
    yield
    assert foreign(_asked) == set()
