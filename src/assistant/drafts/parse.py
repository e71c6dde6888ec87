"""Splits a user's text into statements with their lines, and what is not checked, each line with the reason."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from assistant.answers.markers import clean
from assistant.text.fold import fold
from assistant.text.sentences import split_sentences

_FENCE = re.compile(r"(`{3,}|~{3,})")
_HEADING = re.compile(r"#{1,6}\s+(?P<text>\S.*)")
_BOLD_LINE = re.compile(r"(?:\*\*|__)(?P<text>[^*_]+)(?:\*\*|__):?")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_BULLET = re.compile(r"(?P<indent>\s*)(?:[-*+•–‣]|\(?(?:\d{1,3}|[a-z])[.)])\s+(?:\[[ xX]\]\s+)?(?P<text>\S.*)")
_QUOTE = re.compile(r"\s*(?:>\s?)+")
_LISTED = frozenset(
    {
        "references",
        "reference list",
        "bibliography",
        "works cited",
        "sources",
        "citations",
        "literature",
        "literature cited",
        "further reading",
    }
)
_NUMBERED = re.compile(r"^(?:\d+(?:\.\d+)*|[IVX]+)[.)]?\s+(?=\D)")
_CITE_COMMAND = re.compile(
    r"~?\\[a-z]{0,20}cite[a-z]{0,20}\*?(?:\[[^\[\]]*\])*\{[^{}]*\}|(?<!\s)\s*\[(?:-?@[^\[\]]+\]|\^?\d+\]\([^()]*\)|\^[^\[\]]+\](?!:)|\d{7,}\])"
)
_LINK = r"https?://\S+|\barxiv\b|\bdoi\b"
_REASONS = (
    ("rule", re.compile(r"[-=*_~\s]{3,}")),
    ("table", re.compile(r"\|.*\||(?=.*-\|)[-:|\s]+")),
    ("image", re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])")),
    ("link", re.compile(r"<?https?://\S+>?|\[[^\]]+\]\(https?://[^)]*\)")),
    ("markup", re.compile(r"</?[A-Za-z][^>]*>|\\[a-z]+\*?(?:\[[^\]]*\])?(?:\{[^}]*\})*")),
    ("formula", re.compile(r"\$\$.*\$\$|\\\[.*\\\]")),
    ("reference", re.compile(rf"\[\^?\w+\]:?\s++(?=.*(?:\((?:[^()]*\D)?(?:19|20)\d\d[a-z]?\)|{_LINK}|\.(?:md|txt):\d)).*", re.IGNORECASE)),
)
_OPENERS = {"<!--": ("-->", "comment"), "$$": ("$$", "formula"), "\\[": ("\\]", "formula")}
_ANNOUNCING = re.compile(r"\W*(?:here|below|in summary|to summari[sz]e|the following)\b", re.IGNORECASE)
_TITLE_WORDS = 8
_SHORT_LINE = 50
_LEAD_WORDS = 6
_MIN_WORDS = 2
_LONGEST = 2000  # characters of a sentence


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """One statement: its text without markers, the 1-based line it begins on, and what it stands under, the nearest first (the bullet above it,
    the line that leads into its list, its heading). `section` counts the headings before it."""

    text: str
    line: int
    under: tuple[str, ...]
    section: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that is no statement: its 1-based number, its text, and its kind (`heading`, `code`, `reference list`, …)."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A parsed text: each line that is not blank is part of a statement or left out with a reason."""

    statements: tuple[DraftStatement, ...]
    left_out: tuple[LeftOut, ...]


def read_draft(text: str) -> Draft:
    """Parses a Markdown or plain text. Markers such as `[1]` and citation commands are removed, as they refer to nothing here."""
    reader = _Reader(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return reader.read()


class _Reader:
    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        written = [number for number, line in enumerate(lines, 1) if line.strip()]
        self._first, self._last = (written[0], written[-1]) if written else (0, 0)
        self._statements: list[DraftStatement] = []
        self._left_out: list[LeftOut] = []
        self._block: list[tuple[int, str]] = []
        self._widest = 0
        self._bullets: list[tuple[int, str]] = []
        self._heading, self._lead, self._section = "", "", 0
        self._listing = False
        self._until: tuple[str, str] | None = None

    def read(self) -> Draft:
        start = self._front_matter()
        for number in range(start, len(self._lines) + 1):
            self._line(number, self._lines[number - 1])
        self._end_block()
        return Draft(tuple(self._statements), tuple(sorted(self._left_out, key=lambda one: one.line)))

    def _front_matter(self) -> int:
        """Leaves out the fields between lines of `---` at the top; the number of the line after them."""
        if self._lines[0].strip() == "---" and "---" in (rest := [line.strip() for line in self._lines[1:]]):
            end = rest.index("---") + 2
            if all(re.match(r"[\w-]+:|-\s|$", line) for line in rest[: end - 2]):
                for number in range(1, end + 1):
                    self._leave(number, "front matter")
                return end + 1
        return 1

    def _leave(self, number: int, reason: str) -> None:
        if text := self._lines[number - 1].strip():
            self._left_out.append(LeftOut(number, text, reason))

    def _line(self, number: int, raw: str) -> None:
        line = raw.strip()
        if self._until:
            self._leave(number, self._until[1])
            closed = line.startswith(self._until[0]) if self._until[1] == "code" else self._until[0] in line
            self._until = None if closed else self._until
        elif not line:
            self._end_block()
        elif opened := _opens(line):
            self._end_block()
            self._until = opened
            self._leave(number, opened[1])
        elif (reason := _reason(line)) and not (self._listing and reason == "reference"):
            self._end_block()
            self._leave(number, reason)
        elif heading := self._heading_at(number, line):
            self._begin_section(number, heading)
        elif self._listing:
            self._leave(number, "reference list")
        else:
            self._text(number, raw)

    def _heading_at(self, number: int, line: str) -> str:
        """The text of the heading that a line is; empty where it is none."""
        if match := _HEADING.fullmatch(line) or _BOLD_LINE.fullmatch(line):
            return match["text"].rstrip("#").rstrip()
        after = self._lines[number].strip() if number < len(self._lines) else ""
        if self._block or number >= self._last:
            return ""
        first = number == self._first
        listed = fold(_NUMBERED.sub("", line)) in _LISTED
        underlined = bool(_UNDERLINE.fullmatch(after)) and not _BULLET.match(line)
        return line if listed or underlined or (not after and _is_title(line, first=first)) else ""

    def _begin_section(self, number: int, heading: str) -> None:
        self._end_block()
        self._leave(number, "heading")
        self._heading, self._lead, self._bullets = heading, "", []
        self._section += 1
        self._listing = fold(_NUMBERED.sub("", heading)) in _LISTED

    def _text(self, number: int, raw: str) -> None:
        raw = raw[quote.end() :] if (quote := _QUOTE.match(raw)) else raw
        if bullet := _BULLET.fullmatch(raw.rstrip()):
            self._end_block()
            indent = len(bullet["indent"].expandtabs(4))
            self._bullets = [one for one in self._bullets if one[0] < indent]
            self._add(number, bullet["text"])
            self._bullets.append((indent, bullet["text"]))
            return
        if self._block and self._stands_alone(raw):
            self._end_block()
        if not self._block and raw[:1].strip():
            self._bullets = []
        self._add(number, raw.strip())

    def _add(self, number: int, text: str) -> None:
        self._block.append((number, text))
        self._widest = max(self._widest, len(text))

    def _stands_alone(self, raw: str) -> bool:
        """Whether a line begins something new: the one before it ends without a full stop where there was room for more."""
        last = self._block[-1][1]
        word = next(iter(raw.split(maxsplit=1)), "")
        ended = last.endswith((".", "!", "?", ":", ";", ",", "-")) or not word[:1].isupper()
        return not ended and (len(last) < _SHORT_LINE or len(last) + 1 + len(word) <= self._widest)

    def _end_block(self) -> None:
        block, self._block, self._widest = self._block, [], 0
        joined, places, numbers = "", list[int](), list[int]()
        for number, text in block:
            bare = " ".join(clean(_CITE_COMMAND.sub("", text), ())[0].split())
            places.append(len(joined))
            numbers.append(number)
            joined += f"{bare} " if bare else ""
            if not re.search(r"\w", bare):
                self._leave(number, "markers only" if re.search(r"\w", text) else "rule")
        place = 0
        for sentence in split_sentences(joined):
            place = joined.find(sentence, place)
            self._sentence(sentence, numbers[bisect_right(places, place) - 1])
            place += len(sentence)

    def _sentence(self, sentence: str, line: int) -> None:
        words = re.findall(r"\w[\w'’-]*", sentence)
        leads = sentence.rstrip("*_ ").endswith(":")
        if leads and not self._bullets:
            self._lead = sentence
        if not words:
            return
        if len(sentence) > _LONGEST:
            self._left_out.append(LeftOut(line, f"{sentence[:_SHORT_LINE]}…", "too long to check"))
            return
        if leads and (len(words) < _LEAD_WORDS or _ANNOUNCING.match(sentence)):
            self._left_out.append(LeftOut(line, sentence, "leads into what follows"))
        elif len(words) < _MIN_WORDS:
            self._left_out.append(LeftOut(line, sentence, "too short to check"))
        elif sentence.rstrip('*_ ”")').endswith("?"):
            self._left_out.append(LeftOut(line, sentence, "question"))
        else:
            above = [text for _, text in reversed(self._bullets[:-1])]
            under = [*above, *([self._lead] if self._bullets else []), self._heading]
            self._statements.append(DraftStatement(sentence, line, tuple(text for text in under if text), self._section))


def _opens(line: str) -> tuple[str, str] | None:
    """What ends the block that a line opens, and what the block is."""
    if (fence := _FENCE.match(line)) and not line[fence.end() :].strip().endswith(fence[1]):
        return fence[1], "code"
    for opener, (closer, reason) in _OPENERS.items():
        if line.startswith(opener) and closer not in line[len(opener) :]:
            return closer, reason
    return None


def _reason(line: str) -> str:
    if line.startswith("<!--") and line.endswith("-->"):
        return "comment"
    return next((reason for reason, pattern in _REASONS if pattern.fullmatch(line)), "")


def _is_title(line: str, *, first: bool) -> bool:
    """Whether a line that stands alone reads as a heading: few words, no full stop; written as titles are, unless it is the first."""
    words = re.findall(r"[^\W\d_][\w'’-]*", line)
    if _BULLET.match(line) and not _NUMBERED.match(line):
        return False
    if not words or len(words) > _TITLE_WORDS or re.search(r"[.!?:;,\]]$", line):
        return False
    few = len(words) <= (2 * _MIN_WORDS if _NUMBERED.match(line) else _MIN_WORDS)
    return few or first or all(word[0].isupper() or len(word) <= 3 for word in words)
