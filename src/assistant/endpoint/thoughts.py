"""What a reasoning model thinks aloud within its text, told from what it says."""

from __future__ import annotations

import re

_LONGEST = 100_000
_NAMES = r"(?:[a-z]{1,8}:)?(?:think|thinking|thoughts?|reasoning|reflection|scratchpad)"
# Tags of thoughts, those of Kimi (◁think▷) and Magistral ([THINK]) among them.
_OPENED = re.compile(rf"<(?:{_NAMES})>|◁think▷|\[think\]|<\|(?:start|channel)\|>|analysis(?=[A-Z])")
_MAY_OPEN = re.compile(
    r"(?:<(?:[a-z:]{0,18}|\|[a-z]{0,8}\|?)|◁[a-z]{0,5}|\[[a-z]{0,5}|a|an|ana|anal|analy|analys|analysi|analysis)",
)
_CLOSED = rf"(?:</(?:{_NAMES})>|◁/think▷|\[/think\])"
_TAG = re.compile(_CLOSED, re.IGNORECASE)
# OpenAI's harmony format: channels for thoughts, tools and the answer; without its signs where a server drops them.
_FINAL = re.compile(r"<\|channel\|>\s*final[^<]{0,40}<\|message\|>|assistantfinal")
_LONE = re.compile(rf"(?:\A|\n)[ \t]*{_CLOSED}|\s{_CLOSED}(?=\s|\Z)", re.IGNORECASE)
_SIGN = r"<\|(?:end|return|start|call|im_end|eot_id|end_of_text|endoftext)\|>"
_ENDS = re.compile(_SIGN)
_END = re.compile(rf"(?:\s*{_SIGN})+\s*\Z")
_WHOLE_SIGNS = r"(?:\s?<\|[a-z_]{1,14}\|>)"
_MAY_END = re.compile(
    rf"{_WHOLE_SIGNS}+\s{{0,9}}\Z|{_WHOLE_SIGNS}*\s?(?:<(?:/[a-z:]{{0,18}}>?|\|[a-z_]{{0,14}}\|?)?|◁/?[a-z]{{0,5}}▷?|\[(?:/[a-z]{{0,5}}\]?)?)\Z",
    re.IGNORECASE,
)
_LONGEST_SIGN = 60


class Thoughts:
    """Leaves out of a text that arrives in pieces what is thought: between tags at its start (any of their names, in any case), before a closing tag
    that nothing opened, in the channels of harmony that are not the final one.

    `text` is what was thought, `restarts` counts how often what was given already turned out to be thoughts.
    """

    def __init__(self) -> None:
        self._state = "start"
        self._until = _TAG
        self._held = ""
        self._given: list[str] = []
        self._last = ""
        self._may_be_lone = True
        self._thought: list[str] = []
        self._kept = 0
        self.restarts = 0

    @property
    def text(self) -> str:
        """What was thought so far, the first hundred thousand characters of it."""
        return "".join(self._thought).strip()

    def feed(self, piece: str) -> str:
        """Takes the next piece and gives what of it is no thought, so far as that can be told."""
        text, self._held = self._held + piece, ""
        if self._state == "start":
            text = self._begin(text)
        if self._state == "thinking":
            text = self._think(text)
        if self._state == "begins":
            text = text.lstrip()
            self._state = "text" if text else "begins"
        return self._say(text) if self._state == "text" else ""

    def close(self) -> str:
        """Takes the end and gives what was held back."""
        held, self._held = self._held, ""
        if self._state == "thinking":
            self._keep(held)
            return ""
        if self._state == "text":
            self._state, text = "closed", self._say(held + "\n").rstrip("\n")
            return text + _END.sub("", self._held).rstrip("\n")
        return held

    def _begin(self, text: str) -> str:
        text = text.lstrip()
        if _MAY_OPEN.fullmatch(text.lower()) or not text:
            self._held = text
            return ""
        opened = _OPENED.match(text) or _OPENED.match(text.lower()[:_LONGEST_SIGN])
        self._state = "thinking" if opened else "text"
        self._may_be_lone = not opened
        if opened and opened[0].endswith((">", "▷", "]")) and not opened[0].startswith("<|"):
            return text[opened.end() :]
        self._until = _FINAL if opened else _TAG
        return text

    def _think(self, text: str) -> str:
        closed = self._until.search(text)
        if closed:
            self._keep(text[: closed.start()])
            self._state = "begins"
            return text[closed.end() :]
        self._keep(text[:-_LONGEST_SIGN])
        self._held = text[-_LONGEST_SIGN:]
        return ""

    def _say(self, text: str) -> str:
        if self._may_be_lone and (lone := _LONE.search(self._last + text)):
            self._keep("".join(self._given) + text[: max(lone.start() - len(self._last), 0)])
            self.restarts += bool(self._given)
            text = (self._last + text)[lone.end() :].lstrip()
            self._may_be_lone, self._state = False, "text" if text else "begins"
        if may := _MAY_END.search(text[-_LONGEST_SIGN:]):
            begun = max(len(text) - _LONGEST_SIGN, 0) + may.start()
            self._held, text = text[begun:], text[:begun]
        if self._until is _FINAL and (ended := _ENDS.search(text)):
            self._state, text = "closed", text[: ended.start()]
        self._last = text[-1:] or self._last
        if self._may_be_lone:
            self._given.append(text)
        return text

    def _keep(self, text: str) -> None:
        self._thought.append(text[: max(_LONGEST - self._kept, 0)])
        self._kept += len(text)
