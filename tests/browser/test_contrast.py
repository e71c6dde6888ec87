"""What is written can be read: letters stand out from what is behind them, in the light and in the dark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_browser import ask, serve
from tests.shared import BREAD, TEA

LEAST = 4.5  # what WCAG 2.2 asks for of text of ordinary size, level AA
# The least contrast of the letters under the elements of a selector, every opacity on the way to the root taken into account.
CONTRAST = """(selector) => {
  const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = paint.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], under) => [r, g, b].map((part, place) => part * a + under[place] * (1 - a));
  const light = (colour) => colour.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const measure = (element) => {
    const chain = [];
    for (let one = element; one; one = one.parentElement) chain.unshift(getComputedStyle(one));
    let behind = [255, 255, 255];
    let seen = 1;
    for (const style of chain) {
      seen *= Number(style.opacity);
      const [r, g, b, a] = rgba(style.backgroundColor);
      behind = over([r, g, b, a * seen], behind);
    }
    const [r, g, b, a] = rgba(getComputedStyle(element).color);
    const [low, high] = [light(behind), light(over([r, g, b, a * seen], behind))].sort((one, two) => one - two);
    return (high + 0.05) / (low + 0.05);
  };
  const found = [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility() && one.innerText.trim());
  return found.length ? Math.min(...found.map(measure)) : 0;
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("contrast"), {"bread.md": BREAD, "tea.md": TEA}) as found:
        yield found


def require_readable(page: Page, selector: str) -> None:
    """Fails where some of it cannot be read once the page has come to rest: what is drawn anew fades in."""
    page.wait_for_function(f"([selector, least]) => ({CONTRAST})(selector) >= least", arg=[selector, LEAST])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_small_print_and_filled_buttons_can_be_read(browser: Browser, address: str, scheme: Literal["light", "dark"]) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    page.goto(address)
    ask(page, "How often is a levain fed?")
    expect(page.locator("[class*='st-key-foot-']")).to_be_visible()
    require_readable(page, "[data-testid='stCaptionContainer'] p")
    for name in ("library", "evaluations", "settings"):
        page.goto(f"{address}/{name}")
        expect(page.locator("[data-testid='stCaptionContainer'] p").first).to_be_visible()
        require_readable(page, "[data-testid='stCaptionContainer'] :is(p, code)")
    page.goto(f"{address}/index")
    expect(page.get_by_role("button", name="Update now")).to_be_visible()
    require_readable(page, "[data-testid^='stBaseButton-primary']:enabled p")
    page.close()
