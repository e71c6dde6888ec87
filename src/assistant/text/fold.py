"""Texts folded for comparing: `identity` where two things must not become one, `fold` where a reader's spelling must find the notes'.

Both keep the letters, marks and digits of every script (Unicode NFKC, casefold), the signs that tell names apart (`C#`, `C++`, `λ`, an emoji) and
nothing else; words are joined by single spaces.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that no decomposition takes apart, as people write them on a keyboard without them.
_PLAIN = str.maketrans("øłđðıħŋёىة", "olddihnеيه", "ـ") | str.maketrans({"þ": "th", "æ": "ae", "œ": "oe"})
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_ASCII_WORD = re.compile(r"[a-z0-9]+(?:[#+]+(?![a-z0-9]))?")
# Scripts whose marks people leave out: accents, and the points of Arabic and Hebrew.
_ACCENTED = ("LATIN", "GREEK", "ARABIC", "HEBREW")
_APOSTROPHES = re.compile("['’ʼ]")


@lru_cache(maxsize=65536)
def identity(text: str) -> str:
    """The form in which titles and remarks are told apart: an accent, a script, `#` or `+` behind a name make another thing."""
    if text.isascii():
        return fold(text)
    return " ".join(_words(unicodedata.normalize("NFKC", text).casefold()))


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """The form in which what is asked meets what is noted: as `identity`, with the accents of Latin and Greek letters and the
    points of Arabic and Hebrew ones dropped (`Øster` is `oster`)."""
    if text.isascii():
        return _fold_ascii(text)
    # Word by word, as most words of such a text have no letter beyond ASCII.
    parts = [_fold_ascii(part) if part.isascii() else _fold_beyond_ascii(part) for part in text.split()]
    return " ".join(filter(None, parts))


def _fold_ascii(text: str) -> str:
    return " ".join(_ASCII_WORD.findall(text.replace("'", "").lower()))


@lru_cache(maxsize=65536)
def _fold_beyond_ascii(text: str) -> str:
    return " ".join(_words(_without_accents(unicodedata.normalize("NFKC", text).casefold())))


def spellings(name: str) -> frozenset[str]:
    """The folded forms that a name may be typed in: `Müller` as `muller` and as `mueller`, `Øster` as `oster` and as `oester`."""
    return frozenset({fold(name), fold(unicodedata.normalize("NFKC", name).casefold().translate(_GERMAN))})


def _without_accents(text: str) -> str:
    kept: list[str] = []
    drops = False
    for char in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(char):
            drops = unicodedata.name(char, "").startswith(_ACCENTED)
        elif drops:
            continue
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept)).translate(_PLAIN)


def _words(text: str) -> list[str]:
    """Runs of letters, marks and digits, each with the `#` or `+` at its end; every other sign beyond ASCII stands alone."""
    words: list[str] = []
    run = ""
    text = _APOSTROPHES.sub("", text)
    for place, char in enumerate(text):
        kind = unicodedata.category(char)
        if kind[0] in "LMN" or (char in "#+" and run and not text[place + 1 : place + 2].isalnum()):
            run += char
        elif kind == "Cf":
            continue  # joiners and direction marks, which nobody sees
        else:
            words.append(run)
            words.append(char if kind[0] == "S" and not char.isascii() else "")
            run = ""
    return [word for word in [*words, run] if word]
