"""Markers in what a model writes: which of them are real, and which statement each belongs to. Made for small models, which do much of it wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from assistant.text.fold import fold
from assistant.text.sentences import split_sentences

_LONGEST_MARKER = 200
_LONGEST_NUMBER = 6
_NO_ENTRY = 10**_LONGEST_NUMBER
_WIDEST_RANGE = 8

_WORD = r"(?:(?:entries|entry|notes|note|sources|source)[ \t]*)?#?\^?"
_JOIN = r"[ \t]*(?:,|;|&|and|to|-|–|—)[ \t]*"
_NUMBERS = rf"\d+(?:{_JOIN}{_WORD}\d+)*"
_MARKER = re.compile(
    rf"(?:(?P<twice>\[)?\[|【)[ \t]*\^?{_WORD}(?P<numbers>{_NUMBERS})[ \t]*(?:†[^\[\]】\n]*)?(?:\]|】)(?(twice)\])",
    re.IGNORECASE,
)
_KEY = re.compile(r"\[@?(?P<key>[^\W\d_][\w.:+-]{2,80})\]")
_LIKE_KEY = re.compile(r"[a-z]+(?:19|20)\d\d[a-z]*", re.IGNORECASE)
# (1) at the end of a clause: elsewhere it counts points, or is the number of an equation.
_ROUND = re.compile(r" \((?P<round>\d{1,2}(?:[ \t]*[,;][ \t]*\d{1,2}){0,8})\)(?=[.,;:!?]|[ \t]*(?:\n|\Z))")
_COUNTED = re.compile(
    r"\b(?:eqs?|equations?|figs?|figures?|tables?|steps?|stages?|phases?|cases?|parts?|types?|sections?|theorem|lemma|level|layers?)\.?\Z",
    re.IGNORECASE,
)
_OPEN_ROUND = re.compile(r"\([\d ,;\t]{0,40}\)?[ \t]*\Z")
_OPEN = re.compile(r"(?:\[\[[^\[\]\n]*\]?|[\[【][^\[\]】\n]*)\Z")
_CITED = re.compile(r"\[(\d+)\]")
_ENDLESS = re.compile(r"([\[【][^\[\]【】\d\n]{0,20}\d{150})\d+")
_BEGUN = re.compile(r"[\[【][\d \t,;&^#–—-]{0,60}\Z")
_RUN = r"(?:\[\d+\])+"
_VARIABLE = re.compile(r"(?<![\w'’])[A-Za-z](?:[_^]\{?\w{1,4}\}?)?\Z")


def clean(text: str, valid: Collection[int]) -> tuple[str, int]:
    """`text` with its markers in the one form `[1][2]`, those that are not `valid` taken out, and how many those were.

    `[1, 2]`, `[1-3]`, `【1】`, `[Entry 1]` and `[^1]` are understood. A list with a zero, such as the interval
    `[0, 1]`, is no marker, nor is a year or the index of a variable (`x[1]`, or anything in code), which are shown in round brackets.
    """
    cleaner = _Cleaner(valid)
    cleaner.take(_ENDLESS.sub(r"\1", text))
    return cleaner.text, cleaner.invalid


def as_they_come(text: str) -> str:
    """A cleaned text with its markers numbered in the order in which they first appear."""
    order: dict[str, int] = {}
    return _CITED.sub(lambda match: f"[{order.setdefault(match[1], len(order) + 1)}]", text)


class _Cleaner:
    """Cleans a text that is taken in parts, each of which ends where no marker is begun; looks at no part twice."""

    def __init__(self, valid: Collection[int]) -> None:
        self._valid = frozenset(valid)
        self._parts: list[str] = []
        self._run: set[int] = set()  # the markers that the text so far ends with
        self._at_line_start = True
        self._drops_spaces = False
        self._in_code = False
        self.invalid = 0

    @property
    def text(self) -> str:
        """What was cleaned so far."""
        self._parts = ["".join(self._parts)]
        return self._parts[0]

    def take(self, text: str) -> str:
        """Cleans the next part and gives what it adds."""
        before, end = len(self._parts), 0
        for match in _MARKER.finditer(text):
            numbers = _numbers(match["numbers"]) if len(match[0]) <= _LONGEST_MARKER else None
            if numbers is None:
                self._put(text[end : match.end()])
            else:
                self._mark(text[end : match.start()], numbers)
            end = match.end()
        self._put(text[end:])
        return "".join(self._parts[before:])

    def _mark(self, words: str, numbers: Sequence[int]) -> None:
        """Takes the words before a marker, and the marker."""
        spaces = trailing_spaces(words)
        space = words[len(words) - spaces :]
        self._put(words[: len(words) - spaces])
        before = words or "".join(self._parts[-1:])
        if self._in_code or (not space and len(numbers) == 1 and _VARIABLE.search(before[-_LONGEST_MARKER:])):
            self._put(f"{space}({', '.join(map(str, numbers))})")
            return
        kept = [number for number in dict.fromkeys(numbers) if number in self._valid]
        begun = _BEGUN.search(words.rstrip(" \t")[-_LONGEST_MARKER:] or "".join(self._parts[-1:])[-_LONGEST_MARKER:])
        if begun and (not kept or re.search(r"\d", begun[0])):  # what is left around it must not become another marker
            self._put(f"{space}({', '.join(map(str, numbers))})")
            return
        if not kept and len(numbers) == 1 and 1900 <= numbers[0] < 2100 and words:  # not one of a row of markers
            self._put(f"{space}({numbers[0]})")
            return
        self.invalid += len(set(numbers)) - len(kept)
        new = [number for number in kept if number not in self._run]
        if new:
            marks = "".join(f"[{number}]" for number in new)
            self._parts.append(marks if self._run or self._drops_spaces else space + marks)
            self._run.update(new)
            self._at_line_start = self._drops_spaces = False
        elif self._at_line_start:
            self._drops_spaces = True

    def _put(self, words: str) -> None:
        if self._drops_spaces:
            words = words.lstrip(" \t")
        if words:
            self._parts.append(f" {words}" if self._run and words[0] == "(" else words)
            self._run = set()
            self._drops_spaces = False
            self._at_line_start = words[-1] == "\n"
            line = words.rpartition("\n")
            self._in_code = (self._in_code and not line[1]) != bool(line[2].count("`") % 2)


def trailing_spaces(text: str) -> int:
    """How many spaces at its end belong to a marker behind it."""
    return min(len(text) - len(text.rstrip(" \t")), _LONGEST_MARKER)


class _InSquares:
    """Gives markers that a model wrote in another form that of `[1]`: an entry's key from `keys`, and, as long as there is none in square brackets, a
    number in round ones. Taken in parts as a text is cleaned."""

    def __init__(self, valid: Collection[int], keys: Mapping[str, int]) -> None:
        self._valid, self._keys = frozenset(valid), keys
        self._has_squares = False
        self._before = ""

    def take(self, text: str) -> str:
        """The next part with its markers in square brackets."""
        text = _KEY.sub(self._keyed, text)
        self._has_squares = self._has_squares or bool(_MARKER.search(text))
        taken = text if self._has_squares else _ROUND.sub(self._rounded, text)
        self._before = (self._before + text)[-_LONGEST_MARKER:]
        return taken

    def _keyed(self, match: re.Match[str]) -> str:
        if number := self._keys.get(match["key"]):
            return f"[{number}]"
        return f"[{_NO_ENTRY}]" if _LIKE_KEY.fullmatch(match["key"]) else match[0]

    def _rounded(self, match: re.Match[str]) -> str:
        numbers = [int(digits) for digits in re.findall(r"\d+", match["round"])]
        before = (self._before + match.string[: match.start()])[-_LONGEST_MARKER:]
        if not self._valid.issuperset(numbers) or not before[-1:].isalnum() or _COUNTED.search(before):
            return match[0]
        return " " + "".join(f"[{number}]" for number in numbers)


class MarkerStream:
    """Text that arrives in pieces, shown so that only valid markers ever appear: what may still become a marker is held back.

    `text` is what can be shown so far and only ever grows; `invalid` counts the markers taken out. The work grows with the text alone, however
    it is cut. With `keys`, the markers of entries by their ids, those and numbers in round brackets are understood, too.
    """

    def __init__(self, valid: Collection[int], keys: Mapping[str, int] | None = None) -> None:
        self._cleaner = _Cleaner(valid)
        self._squares = None if keys is None else _InSquares(valid, keys)
        self._held = ""

    @property
    def text(self) -> str:
        """What can be shown so far."""
        return self._cleaner.text

    @property
    def invalid(self) -> int:
        """How many markers were taken out."""
        return self._cleaner.invalid

    def feed(self, delta: str) -> str:
        """Takes the next piece and returns what has become showable."""
        text = _ENDLESS.sub(r"\1", self._held + delta)
        settled = _settled(text, rounds=self._squares is not None)
        self._held = text[settled:]
        return self._take(text[:settled])

    def close(self) -> str:
        """Takes the end and returns what was held back."""
        held, self._held = self._held, ""
        return self._take(held)

    def _take(self, text: str) -> str:
        return self._cleaner.take(self._squares.take(text) if self._squares else text)


def _settled(text: str, *, rounds: bool) -> int:
    """Up to where nothing that comes can change what is shown: not into a bracket that is open, nor the spaces before it."""
    opened = _OPEN.search(text) or (_OPEN_ROUND.search(text) if rounds else None)
    end = opened.start() if opened and len(text) - opened.start() <= _LONGEST_MARKER else len(text)
    return end - trailing_spaces(text[:end])


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
        _parse_line(line, found, frozenset(valid))
    merged: dict[str, tuple[str, list[int]]] = {}
    for statement, markers in found:
        if fold(statement):
            merged.setdefault(fold(statement), (statement, []))[1].extend(markers)
    return [(statement, tuple(dict.fromkeys(markers))) for statement, markers in merged.values()]


_BULLET = re.compile(r"^(?:[-*+•–‣]|\(?\d{1,2}[.)])\s+")
_LABEL = re.compile(r"^(?:\*\*)?(?:answer|response|final answer)(?:\*\*)?\s*:(?:\*\*)?\s*", re.IGNORECASE)


def _parse_line(line: str, found: list[tuple[str, list[int]]], valid: frozenset[int]) -> None:
    lead = re.match(rf"{_RUN}\s*[:.,]?\s*", line)
    body = line[lead.end() :] if lead else line
    leading = _markers(lead[0], valid) if lead else []
    sentences = split_sentences(body)
    if not any(fold(_CITED.sub("", sentence)) for sentence in sentences):
        if found:
            found[-1][1].extend([*leading, *_markers(body, valid)])
        return
    if leading and found and not found[-1][1] and _CITED.search(sentences[0]):
        found[-1][1].extend(leading)
        leading = []
    for sentence in sentences:
        bare = _without_markers(sentence)
        if fold(bare):
            found.append((bare, [*leading, *_markers(sentence, valid)]))
            leading = []
        elif found:
            found[-1][1].extend(_markers(sentence, valid))


def _without_markers(sentence: str) -> str:
    bare = re.sub(r"(?<!\s)\s*\[\d+\]", "", sentence)
    bare = re.sub(r"(?<![ \t])[ \t]+(?=[.,;:!?](?:\s|$))", "", bare)
    bare = re.sub(r"(?<!\.)\.\.$", ".", bare.rstrip())  # "et al. [1]."
    return " ".join(bare.split())


def _markers(text: str, valid: frozenset[int]) -> list[int]:
    return [number for digits in _CITED.findall(text) if (number := _number(digits)) in valid]


def _number(digits: str) -> int:
    """The number that digits write; one that no entry has where they are too many to be a marker's."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else _NO_ENTRY


def _numbers(inside: str) -> list[int] | None:
    """The numbers that a bracket names; None where it is an interval or another thing that only looks like a marker."""
    numbers: list[int] = []
    for part in re.split(r"\s*(?:,|;|&|\band\b)\s*", inside):
        ends = [_number(digits) for digits in re.findall(r"\d+", part)]
        if len(ends) == 2 and 0 < ends[0] < ends[1] and ends[1] - ends[0] < _WIDEST_RANGE:
            ends = list(range(ends[0], ends[1] + 1))
        numbers += ends
    return None if len(numbers) > 1 and 0 in numbers else numbers


def _is_rule_or_heading(line: str) -> bool:
    return bool(re.match(r"#{1,6}\s|[-=*_|`\s]+$|</?notes>$", line)) or bool(re.fullmatch(r"\*\*[^*]+:?\*\*:?", line))


def _is_lead_in(line: str) -> bool:
    return line.rstrip("*_ ").endswith(":") and not _CITED.search(line)
