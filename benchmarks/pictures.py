"""The pictures of the README, made anew from the shipped notes: python -m benchmarks.pictures [--out docs]

In Chromium, light, at 1280 and 390 pixels, without a model. Needs the extra `dev` and a Chromium.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, Playwright, expect, sync_playwright

from assistant.assistant import Assistant
from assistant.settings import load_settings, shipped
from benchmarks.app import served

_PORT = 8996
_PATIENCE = 120_000  # milliseconds
_SETTLED = 1500  # milliseconds after which nothing moves any more
_COLOURS = 128  # of a picture; more are not seen, and weigh
_QUESTION = "What is the lost in the middle problem?"
_TOPIC = "mixture of experts"
_DRAFT = (
    "LLMs often fail to use relevant context properly when it is in the middle of a long one. "
    "Expert layers can replace the feed-forward layers of a transformer. Mixtures of experts were first used on the moon."
)


def answer(page: Page, address: str) -> None:
    """An answer, and the reading pane at the words that it quotes."""
    page.goto(address)
    page.get_by_placeholder("Ask your notes").fill(_QUESTION)
    page.keyboard.press("Enter")
    page.locator("[class*='st-key-next-']").first.wait_for()
    page.wait_for_timeout(_SETTLED)
    page.locator(".stMain a[href^='#source-']:visible").first.click()
    expect(page.locator(".reading-pane")).to_be_visible()


def overview(page: Page, address: str) -> None:
    """What the notes hold on a topic."""
    page.goto(f"{address}/overview?topic={_TOPIC.replace(' ', '+')}")
    page.get_by_text("The notes hold").first.wait_for()
    page.get_by_text("The notes hold").first.evaluate("element => element.scrollIntoView({ block: 'center' })")


def check(page: Page, address: str) -> None:
    """A text whose statements are underlined by their verdicts, one of them open beside it."""
    page.goto(f"{address}/check")
    page.locator(".stMain textarea").first.fill(_DRAFT)
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Check", exact=True).click()
    page.locator(".stMain a[href^='#source-']:visible").first.click()
    expect(page.locator(".reading-pane")).to_be_visible()


def library(page: Page, address: str) -> None:
    """The map of all entries."""
    page.goto(f"{address}/library?view=map")
    page.locator(".stMain [data-testid='stVegaLiteChart'] svg").nth(1).wait_for()
    page.locator(".st-key-library-told").evaluate("element => element.scrollIntoView()")


PICTURES: dict[str, tuple[Callable[[Page, str], None], int, int]] = {
    "screenshot": (answer, 1280, 860),
    "phone": (answer, 390, 844),
    "overview": (overview, 1280, 860),
    "check": (check, 1280, 640),
    "library": (library, 1280, 860),
}


def main() -> None:
    """Starts the app over the shipped notes and takes the pictures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pictures", description="The pictures of the README.")
    parser.add_argument("--out", type=Path, default=Path("docs"))
    parser.add_argument("names", nargs="*", default=list(PICTURES), help="which; otherwise all")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pictures-") as home:
        Assistant(load_settings(notes=shipped("corpus"), home=Path(home))).index()
        with served(shipped("corpus"), Path(home), _PORT), sync_playwright() as playwright:
            _take(playwright, wanted.names, wanted.out)


def _take(playwright: Playwright, names: Sequence[str], out: Path) -> None:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]) as browser:
        for name in names:
            show, width, height = PICTURES[name]
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
            page.set_default_timeout(_PATIENCE)
            show(page, f"http://127.0.0.1:{_PORT}")
            page.wait_for_timeout(_SETTLED)
            page.screenshot(path=out / f"{name}.png")
            page.close()
            with Image.open(out / f"{name}.png") as taken:
                taken.convert("RGB").quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
                    out / f"{name}.png", optimize=True
                )


if __name__ == "__main__":
    main()
