"""Markers in what a model writes: which of them are real, and which statement each belongs to. Made for small models, which do much of it wrong."""

from __future__ import annotations

import re
from collections.abc import Collection

from assistant.notes.sentences import split_sentences
from assistant.text.fold import fold

_LONGEST_MARKER = 200
_WIDEST_RANGE = 8

_WORD = r"(?:(?:entries|entry|notes|note|sources|source)[ \t]*)?#?\^?"
_JOIN = r"[ \t]*(?:,|;|&|and|to|-|–|—)[ \t]*"
_NUMBERS = rf"\d+(?:{_JOIN}{_WORD}\d+)*"
_MARKER = re.compile(
    rf"(?P<space>[ \t]*)(?:(?P<twice>\[)?\[|【)[ \t]*\^?{_WORD}(?P<numbers>{_NUMBERS})[ \t]*(?:†[^\[\]】\n]*)?(?:\]|】)(?(twice)\])",
    re.IGNORECASE,
)
_OPEN = re.compile(r"(?:\[\[[^\[\]\n]*\]?|[\[【][^\[\]】\n]*)\Z")
_CITED = re.compile(r"\[(\d+)\]")
_RUN = r"(?:\[\d+\])+"


def clean(text: str, valid: Collection[int]) -> tuple[str, int]:
    """`text` with its markers in the one form `[1][2]`, those that are not `valid` taken out, and how many those were.

    `[1, 2]`, `[1-3]`, `【1】`, `[Entry 1]` and `[^1]` are understood. A list with a zero, such as the interval
    `[0, 1]`, is no marker, nor is a year, which is shown in round brackets.
    """
    invalid = 0
    shown = ""
    end = 0
    for match in _MARKER.finditer(text):
        numbers = _numbers(match["numbers"])
        if numbers is None or len(match[0].strip()) > _LONGEST_MARKER:
            continue
        shown += text[end : match.start()]
        end = match.end()
        kept = [number for number in dict.fromkeys(numbers) if number in valid]
        if not kept and len(numbers) == 1 and 1900 <= numbers[0] < 2100:
            shown += f"{match['space']}({numbers[0]})"
            continue
        invalid += len(set(numbers)) - len(kept)
        before = re.search(rf"{_RUN}\Z", shown)
        new = "".join(f"[{number}]" for number in kept if not before or f"[{number}]" not in before[0])
        if new:
            shown += ("" if before else match["space"]) + new + (" " if text[end : end + 1] == "(" else "")
        elif not shown or shown.endswith("\n"):
            end += len(text[end:]) - len(text[end:].lstrip(" \t"))
    return shown + text[end:], invalid


class MarkerStream:
    """Text that arrives in pieces, shown so that only valid markers ever appear: what may still become a marker is held back.

    `text` is what can be shown so far and only ever grows; `invalid` counts the markers taken out.
    """

    def __init__(self, valid: Collection[int]) -> None:
        self._valid = frozenset(valid)
        self._raw = ""
        self.text = ""
        self.invalid = 0

    def feed(self, delta: str) -> str:
        """Takes the next piece and returns what has become showable."""
        self._raw += delta
        return self._show(self._raw[: self._settled()])

    def close(self) -> str:
        """Takes the end and returns what was held back."""
        return self._show(self._raw)

    def _settled(self) -> int:
        """Up to where nothing that comes can change what is shown: not into a bracket that is open, nor the spaces and the marker before it."""
        opened = _OPEN.search(self._raw)
        end = opened.start() if opened and len(self._raw) - opened.start() <= _LONGEST_MARKER else len(self._raw)
        return len(self._raw[:end].rstrip(" \t"))

    def _show(self, settled: str) -> str:
        shown, self.invalid = clean(settled, self._valid)
        new = shown[len(self.text) :]
        self.text = shown
        return new


def parse_statements(text: str, valid: Collection[int]) -> list[tuple[str, tuple[int, ...]]]:
    """The statements of a model's answer, each without its markers and with the valid ones it carries.

    A statement is a sentence or a list item's sentence. Markers may stand before or after its full stop, at the start of its line, or on a line of
    their own behind it. Headings, lead-ins such as "The notes name:" and labels such as "Answer:" are no statements; one that is repeated counts once.
    """
    found: list[tuple[str, list[int]]] = []
    lines = [line for line in clean(text, valid)[0].splitlines() if line.strip()]
    for number, raw in enumerate(lines):
        line = _LABEL.sub("", _BULLET.sub("", raw.strip())).strip()
        if _is_rule_or_heading(line) or (number + 1 < len(lines) and _is_lead_in(line)):
            continue
        _parse_line(line, found)
    merged: dict[str, tuple[str, list[int]]] = {}
    for statement, markers in found:
        if fold(statement):
            merged.setdefault(fold(statement), (statement, []))[1].extend(markers)
    return [(statement, tuple(dict.fromkeys(markers))) for statement, markers in merged.values()]


_BULLET = re.compile(r"^(?:[-*+•–‣]|\(?\d{1,2}[.)])\s+")
_LABEL = re.compile(r"^(?:\*\*)?(?:answer|response|final answer)(?:\*\*)?\s*:(?:\*\*)?\s*", re.IGNORECASE)


def _parse_line(line: str, found: list[tuple[str, list[int]]]) -> None:
    lead = re.match(rf"{_RUN}\s*[:.,]?\s*", line)
    body = line[lead.end() :] if lead else line
    leading = _markers(lead[0]) if lead else []
    sentences = split_sentences(body)
    if not any(fold(_CITED.sub("", sentence)) for sentence in sentences):
        if found:
            found[-1][1].extend([*leading, *_markers(body)])
        return
    if leading and found and not found[-1][1] and _CITED.search(sentences[0]):
        found[-1][1].extend(leading)
        leading = []
    for sentence in sentences:
        bare = _without_markers(sentence)
        if fold(bare):
            found.append((bare, [*leading, *_markers(sentence)]))
            leading = []
        elif found:
            found[-1][1].extend(_markers(sentence))


def _without_markers(sentence: str) -> str:
    bare = re.sub(r"\s*\[\d+\]", "", sentence)
    bare = re.sub(r"[ \t]+(?=[.,;:!?](?:\s|$))", "", bare)
    bare = re.sub(r"(?<!\.)\.\.$", ".", bare.rstrip())  # "et al. [1]."
    return " ".join(bare.split())


def _markers(text: str) -> list[int]:
    return [int(number) for number in _CITED.findall(text)]


def _numbers(inside: str) -> list[int] | None:
    """The numbers that a bracket names; None where it is an interval or another thing that only looks like a marker."""
    numbers: list[int] = []
    for part in re.split(r"\s*(?:,|;|&|\band\b)\s*", inside):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        if len(ends) == 2 and 0 < ends[0] < ends[1] and ends[1] - ends[0] < _WIDEST_RANGE:
            ends = list(range(ends[0], ends[1] + 1))
        numbers += ends
    return None if len(numbers) > 1 and 0 in numbers else numbers


def _is_rule_or_heading(line: str) -> bool:
    return bool(re.match(r"#{1,6}\s|[-=*_|`\s]+$|</?notes>$", line)) or bool(re.fullmatch(r"\*\*[^*]+:?\*\*:?", line))


def _is_lead_in(line: str) -> bool:
    return line.rstrip("*_ ").endswith(":") and not _CITED.search(line)
