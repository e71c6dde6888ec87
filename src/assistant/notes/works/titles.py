"""Titles compared: the form in which two are the same, what tells two alike ones apart, and the parts under which one is known."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA

from assistant.notes.names import SMALL_WORDS
from assistant.text.fold import fold, identity

_LLM = re.compile(r"\b(?:large )?language models?\b|\bllms?\b|\blms?\b")
_MARK = re.compile(r"[,:;(–—（：，；]| - ")
_COLON = re.compile(r"[:：]")
_LABEL = re.compile(r"^[a-z][\w-]*\s+(?=[A-Z])")  # `scratchpads Show Your Work`
_EXAMPLE = ", e.g. "
# Numbers; signs; a sign at a word's edge, as in `-1`, `.NET` and `A-`; one behind a single letter, as in `n!`.
_TELLING = re.compile(r"\d+|[#+*<>=%$^~@]|(?<![\w)])[-−–](?=\d)|(?<!\S)[-.](?=\w)|(?<=\w)[-−–]+(?![\w-])|(?<=\b\w)['’!](?!\w)")
_LETTER = re.compile(r"(?<!\S)(?:^[^\W\d_]$|[^\W\d_aAiI](?!\S))")
# Scripts that put no spaces between words; two signs count for one word.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_SHORT_BEHIND = re.compile(r"\s+[(（][^\W\d_][^\s()（）]{1,20}[)）]$")
_MIN_PART = 4
_MIN_SLIP = 5


@lru_cache(maxsize=32768)
def title_words(title: str) -> tuple[str, ...]:
    """The words of a title in which `LLMs` is the same as `large language models`; of a title made of signs alone, the signs."""
    return tuple(_LLM.sub("llm", identity(title)).split()) or (unicodedata.normalize("NFKC", title).strip(),)


@lru_cache(maxsize=32768)
def title_key(title: str) -> str:
    """What two titles have in common exactly where they are the same: `Pre-trained` is `pretrained`, but 1.5 is not 15 and `C#` not `C`."""
    return re.sub(r"(?<!\d) | (?!\d)", "", " ".join(title_words(title)))


def telling_signs(text: str) -> list[str]:
    """The numbers and the signs that tell one thing from another, in order."""
    return _TELLING.findall(_plain(text))


def told_apart(one: str, other: str) -> bool:
    """Whether numbers, signs or the case of a letter that stands alone tell two titles apart: `p` and `P`, but not `A Study` and `a study`."""
    letters, letters2 = (_LETTER.findall(_plain(title)) for title in (one, other))
    return telling_signs(one) != telling_signs(other) or (letters != letters2 and "".join(letters).lower() == "".join(letters2).lower())


@lru_cache(maxsize=32768)
def marks(title: str) -> tuple[str, ...]:
    """What tells a title apart from others and is in none of its words: signs, and capitals that stand alone."""
    signs = (sign for sign in telling_signs(title) if not sign[0].isdigit() and sign not in "#+")
    return (*signs, *(letter for letter in _LETTER.findall(_plain(title)) if letter.isupper()))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text.replace("′", "'").replace("’", "'"))


def size(title: str) -> float:
    """How many words a title has."""
    return float(len(title_words(title))) if title.isascii() else sum(_word_size(word) for word in title_words(title))


def weight(title: str) -> float:
    """How many words of a title tell something."""
    return sum(_word_size(word) for word in title_words(title) if word not in SMALL_WORDS)


def _word_size(word: str) -> float:
    return max(1.0, len(word) / 2) if is_unspaced(word) else 1.0


def is_unspaced(text: str) -> bool:
    """Whether a text is written in a script that puts no spaces between words."""
    return not text.isascii() and bool(_UNSPACED.search(text))


def is_name(title: str) -> bool:
    """Whether a title is the bare name of a system: one word with a capital inside it, as `SteamRye` and `BERT`."""
    return title_is_word(title) and any(char.isupper() for char in title[1:])


def title_is_word(title: str) -> bool:
    """Whether a title is one word."""
    return bool(re.fullmatch(r"[^\W\d_][\w+#-]*", title))


def name_of(title: str) -> str:
    """What stands before a title's colon, where that is one word; empty otherwise."""
    name, colon = head_and_tail(title)
    return name if colon and title_is_word(name) else ""


def head_and_tail(title: str) -> tuple[str, str]:
    """What stands before the first colon and behind it; the latter is empty where there is none."""
    head, *tail = _COLON.split(title, maxsplit=1)
    return head.strip(), tail[0].strip() if tail else ""


@lru_cache(maxsize=32768)
def beginnings(title: str) -> frozenset[str]:
    """The keys of what stands before each comma, colon, dash or parenthesis, where it is long enough to be a title."""
    parts = (title[: mark.start()] for mark in _MARK.finditer(title))
    return frozenset(title_key(part) for part in parts if size(part) >= _MIN_PART)


@lru_cache(maxsize=32768)
def endings(title: str) -> frozenset[str]:
    """The keys of what a name or a label stands before: `ROME: Locating …`, `soaking, e.g. rye soups`."""
    found = {title_key(title[label.end() :])} if (label := _LABEL.match(title)) and size(title) > _MIN_PART else set()
    tail = head_and_tail(title)[1]
    if size(tail) >= _MIN_PART:
        found.add(title_key(tail))
    if _EXAMPLE in title:
        found.add(title_key(title.split(_EXAMPLE)[1]))
    return frozenset(found)


@lru_cache(maxsize=32768)
def bare_key(title: str) -> str:
    """The key of a title without the short name of its work in a parenthesis at its end: `Slow Rye at Night (SRN)`."""
    return title_key(_SHORT_BEHIND.sub("", title))


def known_as(title: str) -> frozenset[str]:
    """The keys of all parts of a title that it may be known by: its beginnings, its endings, and the name before its colon."""
    name = name_of(title)
    return beginnings(title) | endings(title) | ({title_key(name)} if name else set())


def misspelt(one: str, other: str) -> bool:
    """Whether two titles differ by a slip of the pen alone: accents left out, or one letter inside one long word. Never a number or a sign."""
    if told_apart(one, other):
        return False
    first, second = title_words(one), title_words(other)
    if len(first) != len(second):
        return False
    different = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    return all(fold(a) == fold(b) != "" for a, b in different) or (len(different) == 1 and _slip(*different[0]))


def _slip(one: str, other: str) -> bool:
    """One letter too many, too few or in another's place. The first letter must stand: most words with a letter before them mean the contrary."""
    cased = all(char.lower() != char.upper() for char in one + other)
    return cased and min(len(one), len(other)) >= _MIN_SLIP and one[0] == other[0] and OSA.distance(one, other) == 1
