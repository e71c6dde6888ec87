"""The app without a browser: opened, asked, and read."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

APP = str(Path(__file__).resolve().parents[2] / "app.py")


def opened() -> AppTest:
    """The app as one who comes to it sees it."""
    return AppTest.from_file(APP, default_timeout=60).run()


def settled(app: AppTest, seconds: float = 60) -> AppTest:
    """The app when no answer is on its way any more."""
    deadline = time.monotonic() + seconds
    while any(button.label == "Stop" for button in app.button):
        assert time.monotonic() < deadline
        time.sleep(0.1)
        app.run()
    assert not app.exception
    return app


def ask(app: AppTest, question: str) -> AppTest:
    """Asks, and waits for what comes of it."""
    return settled(app.chat_input[0].set_value(question).run())


def press(app: AppTest, label: str) -> AppTest:
    """Clicks the first button that is called so."""
    return settled(next(button for button in app.button if button.label == label).click().run())


def shown(app: AppTest) -> str:
    """All that is drawn as text."""
    assert not app.exception
    kinds = (app.title, app.header, app.markdown, app.info, app.error, app.warning, app.caption)
    return "\n".join(element.value for kind in kinds for element in kind)


def reading(app: AppTest) -> dict[str, Any]:
    """What the browser is given for the markers: `marks`, `verdicts` and `entries`."""
    given: dict[str, Any] = json.loads(app.get("bidi_component")[0].proto.json)
    return given
