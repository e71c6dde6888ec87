"""A wiki page saved as text: unbulleted headings, items `- 2024-06: Organisation: Title: remark`, further `- ` lines that remark on them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.notes.outline import Heading, Item, OutlineLine, Prose

DATED = re.compile(r"^- (?P<date>\d{4}-\d{2})(?:[A-Z][a-z]{2})?:\s*(?P<text>.+)$")
_ASIDE = re.compile(r"\s+(?=\([^()]*\)[^()]*$)")
_SENTENCE_CASE = 0.45
_MIN_REMARK_WORDS = 4
_MAX_TITLE_WORDS = 18
_SMALL = frozenset("a an and are as at by for from in into is of on or the to via vs with without".split())


def read_wiki(lines: Sequence[str]) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Outline lines of a wiki page. Headings have one level; an item without a date is an entry where it reads like a title, else a remark."""
    found: list[OutlineLine] = []
    under_item = under_dated = False
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if not line:
            continue
        if match := DATED.match(line):
            found.append(Item(0, _head(match["text"], match["date"]), number))
            under_item = under_dated = True
        elif line.startswith("- "):
            text = line[2:].strip()
            is_title = _reads_as_title(text, strict=under_dated)
            found.append(Item(0, _head(text, ""), number) if is_title else Item(1, text, number) if under_item else Prose(text, number))
            under_item = under_item or is_title
        elif _is_prose(line):
            found.append(Prose(line, number))
        else:
            found.append(Heading(2 if any(isinstance(other, Heading) for other in found) else 1, line.rstrip(":"), number))
            under_item = under_dated = False
    return found, []


def _is_prose(line: str) -> bool:
    return len(line.split()) > 8 or line.endswith(".") or "e.g." in line


def _head(text: str, date: str) -> str:
    title, remark = _split(text)
    by = f" ({date})" if date else ""
    return f"**{title}**{by}" + (f" - {remark}" if remark else "")


def _split(text: str) -> tuple[str, str]:
    """Title and remark: the remark is in sentence case behind a colon or a full stop, or an aside in parentheses at the end."""
    for match in re.finditer(r"(?<=[\w)\"”?])(?::|\.|\?)\s+", text):
        rest = text[match.end() :]
        if len(rest.split()) >= _MIN_REMARK_WORDS and _capitals(rest) < _SENTENCE_CASE:
            return text[: match.start() + (text[match.start()] == "?")], rest
    parts = _ASIDE.split(text, maxsplit=1)
    return (parts[0], parts[1]) if len(parts) == 2 and len(parts[0].split()) >= 2 else (text, "")


def _reads_as_title(text: str, *, strict: bool) -> bool:
    """Whether an item without a date is a title: in title case, or, where it does not stand under a dated item, short and no sentence."""
    title, remark = _split(text)
    if not text[0].isupper() or title.endswith((".", ",")) or re.match(r"(?:E\.g|I\.e|Ex)\b", text):
        return False
    if _capitals(title) >= _SENTENCE_CASE and len(title.split()) >= 2:
        return True
    return not strict and not text.endswith(".") and len(title.split()) <= _MAX_TITLE_WORDS and (not remark or remark.startswith("("))


def _capitals(text: str) -> float:
    """Share of words, small ones left out, that begin with a capital."""
    words = [word for word in re.findall(r"[A-Za-z][\w'’-]*", text) if word.lower() not in _SMALL]
    return sum(word[0].isupper() for word in words) / len(words) if words else 0.0
