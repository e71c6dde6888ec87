"""How long a click takes in a real browser, from the click to the change on the page: python -m benchmarks.clicks [--entries 5000] [--keep FOLDER]

Over a made library, in Chromium; beside each time, what of the processor's the app took for it. Needs the extra `dev` and a Chromium.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from playwright.async_api import Page, async_playwright
from rich.console import Console

from benchmarks.app import processor_seconds, stand

_PORT = 8994
_TIMES = 5
_IDLE = 6.0  # seconds
_SETTLED = 0.7  # seconds after which what a click set going has ended
_ARGUMENTS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-sync".split()
# From the first press of the mouse or of a key until the page is as it shall be; looked at whenever it is drawn.
_WATCH = """([test, arg]) => {
  const holds = new Function('arg', 'return ' + test);
  window.clicked = new Promise((done) => {
    let begun = 0;
    const begin = () => { begun ||= performance.now(); };
    for (const name of ['pointerdown', 'keydown']) addEventListener(name, begin, { capture: true, once: true });
    const look = () => (begun && holds(arg) ? done(performance.now() - begun) : requestAnimationFrame(look));
    look();
  });
}"""
_TOLD = "document.querySelector('.st-key-library-told')?.innerText.split('entries')[0]"
_ROWS = "document.querySelector(\"[class*='st-key-rows-']\")?.checkVisibility()"
_PANE = "document.querySelector('.reading-pane')?.hidden === false"
tell = Console(highlight=False, soft_wrap=True).print


@dataclass(slots=True)
class Clicks:
    """A page whose clicks are timed, and the process of the app behind it."""

    page: Page
    process: int
    seconds: dict[str, list[float]] = field(default_factory=dict)
    worked: dict[str, list[float]] = field(default_factory=dict)

    async def time(self, name: str, act: Callable[[], Awaitable[None]], test: str, argument: str = "") -> None:
        """Acts once, and remembers how long it took until `test` (JavaScript) holds."""
        await asyncio.sleep(_SETTLED)
        await self.page.evaluate(_WATCH, [test, argument])
        before = processor_seconds(self.process)
        await act()
        took = await asyncio.wait_for(self.page.evaluate("window.clicked"), 60)
        await asyncio.sleep(_SETTLED)
        self.seconds.setdefault(name, []).append(float(took) / 1e3)
        self.worked.setdefault(name, []).append(processor_seconds(self.process) - before)

    def tell(self) -> None:
        """Prints the medians, and forgets what they are of."""
        for name, some in self.seconds.items():
            of = statistics.median(self.worked[name])
            tell(f"{name}: {statistics.median(some) * 1e3:.0f} ms (slowest {max(some) * 1e3:.0f}); processor {of * 1e3:.0f} ms")
        self.seconds.clear()
        self.worked.clear()


async def in_library(clicks: Clicks, address: str) -> None:
    """The clicks of the library page."""
    page = clicks.page
    await page.goto(f"{address}/library")
    find = page.get_by_label("Find", exact=True)
    await page.locator(".st-key-library-told").wait_for(timeout=120_000)
    for number in range(_TIMES):
        await clicks.time("library, open an entry", page.locator(".stMain a[href^='#source-']").nth(2 * number).click, _PANE)
        await page.keyboard.press("Escape")
        related = page.get_by_role("button", name="Related").nth(number + 1)
        title = str(await page.locator(f":nth-match(.stMain a[href^='#source-card-library-{number + 1}-'], 1)").inner_text())
        test = "document.querySelector('.st-key-entry-card')?.innerText.includes(arg)"
        await clicks.time("library, what is related", related.click, test, title[:40])
        await page.get_by_role("button", name="Close").first.click()
    for _ in range(_TIMES):
        await find.focus()
        before = str(await page.evaluate(_TOLD))
        await clicks.time("library, a letter in Find", lambda: page.keyboard.type("z"), f"{_TOLD} !== arg", before)
        await find.fill("")
        await page.wait_for_function(f"([arg]) => {_TOLD} === arg", arg=[before])
    for number in range(_TIMES):
        await page.get_by_role("combobox", name="Notebook").click()
        option = page.get_by_role("option").nth(number + 1)
        await clicks.time("library, a facet", option.click, f"{_TOLD} !== arg", str(await page.evaluate(_TOLD)))
        await page.get_by_role("button", name="Free all filters").click()
        await asyncio.sleep(_SETTLED)


async def in_thread(clicks: Clicks, address: str, thread: str, name: str) -> None:
    """The clicks of a conversation."""
    page = clicks.page
    await page.goto(f"{address}/?{thread}")
    await page.locator("[class*='st-key-evidence-']").last.wait_for(timeout=120_000)
    await asyncio.sleep(2)
    for _ in range(_TIMES):
        await clicks.time(f"{name}, open a source", page.locator(".stMain a[href^='#source-']:visible").last.click, _PANE)
        await page.keyboard.press("Escape")
        summary = page.locator("[class*='st-key-evidence-'] summary").last
        await clicks.time(f"{name}, expand evidence", summary.click, _ROWS)
        await summary.click()
        await page.locator("[class*='st-key-rows-']").wait_for(state="hidden", timeout=30_000)
        more = page.get_by_role("button", name="More", exact=True).last
        test = "document.body.innerText.includes('Go on from here')"
        await clicks.time(f"{name}, More", more.click, test)
        await page.keyboard.press("Escape")
        await page.get_by_text("Go on from here").first.wait_for(state="hidden", timeout=30_000)


async def measure(address: str, process: int, threads: list[str], asked: Sequence[str]) -> None:
    """Clicks through the pages in Chromium and prints what it took."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        clicks = Clicks(await browser.new_page(viewport={"width": 1280, "height": 900}), process)
        await in_chat(clicks, address, asked)
        clicks.tell()
        await in_library(clicks, address)
        clicks.tell()
        for thread, name in zip(threads, ("1 turn", "16 turns"), strict=True):
            await in_thread(clicks, address, thread, name)
            clicks.tell()
        await browser.close()


async def in_chat(clicks: Clicks, address: str, asked: Sequence[str]) -> None:
    """The first page, and questions each in a conversation of its own."""
    begun = time.perf_counter()
    for number, question in enumerate(asked[:_TIMES]):
        await clicks.page.goto(address)
        field = clicks.page.locator("[data-testid='stChatInputTextArea']")
        await field.wait_for(timeout=120_000)
        await clicks.page.locator("[class*='st-key-example-']").first.wait_for(timeout=120_000)
        if not number:
            tell(f"first page, usable: {time.perf_counter() - begun:.1f} s")
            await asyncio.sleep(2)
            idle = processor_seconds(clicks.process)
            await asyncio.sleep(_IDLE)
            tell(f"an open page that nobody touches: {(processor_seconds(clicks.process) - idle) / _IDLE:.1%} of a core")
        await field.fill(question)
        name = "later answers" if number else "first answer"
        await clicks.time(name, partial(field.press, "Enter"), "document.querySelector(\"[class*='st-key-foot-']\")")


def main() -> None:
    """Makes the library, starts the app, clicks."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.clicks", description="How long a click takes in a real browser.")
    with stand(parser, _PORT) as there:
        asyncio.run(measure(f"http://127.0.0.1:{_PORT}", there.process, there.threads, there.asked))


if __name__ == "__main__":
    main()
