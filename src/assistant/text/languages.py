"""The language of a text, by its script and its function words, and words in the form in which those of a language meet.

Written Chinese, Japanese and Korean do not part their words by blanks (Korean only some): they are compared by pairs of neighbouring characters
(Ogawa and Matsuda, 1997, "Overlapping statistical word indexing"). Words of other languages are compared by their Snowball stems (Porter, 2001).
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache

import snowballstemmer

from assistant.text.fold import fold
from assistant.text.word_lists import word_list

ENGLISH = "English"
LATIN = frozenset({"German", "French", "Spanish", "Italian", "Portuguese", "Dutch"})
# The stemmer of a language, or of the most written language of a script.
_STEMMERS = {name: name.lower() for name in LATIN} | {"Cyrillic": "russian", "Greek": "greek", "Arabic": "arabic", "Devanagari": "hindi"}
_OF_SCRIPT = {"CJK": "Chinese", "Hiragana": "Japanese", "Katakana": "Japanese", "Hangul": "Korean"}
_LISTED = frozenset({"english", "russian", *map(str.lower, LATIN)})
# Languages that write every noun with a capital, which then makes no name.
CAPITALISED = frozenset({"German"})
_SHORTEST_BEGINNING = 5
# A text in a language has one of its function words in at least so many words.
_ONE_IN = 6

_HAN = r"[\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
_HIRAGANA, _KATAKANA, _HANGUL = r"[\u3041-\u309f]+", r"[\u30a0-\u30ff]+", r"[\uac00-\ud7a3]+"
_RUN = re.compile("|".join((_HAN, _HIRAGANA, _KATAKANA, _HANGUL)))
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|un|[dns]?ell|(?:de|da|ne|su|a)ll)['’](?=\w)", re.IGNORECASE)
_KANA = re.compile(r"[\u3041-\u30ff]")
# Words of another script than the Latin one; a single letter of another is a sign of mathematics.
_BEYOND_LATIN = re.compile(r"[\u0370-\u1dff]{2}|[\u2e80-\ud7ff\uf900-\ufdff\ufe70-\ufefe\U00020000-\U0003ffff]")


@lru_cache(maxsize=4096)
def language_of(text: str) -> str:
    """The language of a text by its English name, or its script's where that is all that is told; `English` where nothing tells another."""
    if _BEYOND_LATIN.search(text) and (script := _script(text)):
        return script
    words = fold(text).split()
    counts = Counter(language for word in words for language in _built_by().get(word, ()))
    english = counts.pop(ENGLISH, 0)
    best, most = max(counts.items(), key=lambda one: (one[1], one[0]), default=(ENGLISH, 0))
    telling = most > english and (most > 1 or not text.isascii()) and most * _ONE_IN >= len(words)
    return best if telling else ENGLISH


def _script(text: str) -> str:
    """What script most letters of a text are of; empty where that is the Latin one."""
    letters = Counter(unicodedata.name(char, "").split(" ")[0] for char in text if char.isalpha())
    if not letters or (top := letters.most_common(1)[0][0]) == "LATIN":
        return ""
    if top == "CJK" and letters["HIRAGANA"] + letters["KATAKANA"]:
        return "Japanese"
    return _OF_SCRIPT.get(top, _OF_SCRIPT.get(top.title(), top.title()))


@cache
def _built_by() -> dict[str, tuple[str, ...]]:
    """The languages that a function word is of."""
    found: dict[str, tuple[str, ...]] = {}
    for language in (ENGLISH, *LATIN):
        for word in function_words(language) | (word_list(__package__, "english_asking") if language == ENGLISH else frozenset()):
            found[word] = (*found.get(word, ()), language)
    return found


def function_words(language: str) -> frozenset[str]:
    """The words that only build sentences in a language, folded; none where no list of them is kept."""
    name = "russian" if language == "Cyrillic" else language.lower()
    return word_list(__package__, name) if name in _LISTED else frozenset()


def is_divided(text: str) -> bool:
    """Whether a text has characters of a script that does not part its words."""
    return bool(_RUN.search(text))


def is_latin(word: str) -> bool:
    """Whether a word is written in Latin letters."""
    return not _BEYOND_LATIN.search(word)


def searchable(text: str) -> str:
    """A text as the keyword index is given it: words of scripts other than the Latin one in the form in which they are asked for."""
    if not _BEYOND_LATIN.search(text):
        return text
    return " ".join(part for word in fold(text).split() for part in (_characters(word) if _RUN.search(word) else [stem_of(word)]))


def _characters(word: str) -> Iterator[str]:
    """The single characters of each run of a word, and the pairs of neighbours; other letters as they are."""
    for run in _runs(word):
        if len(run) > 1 and _RUN.match(run):
            yield from run
        yield from _pairs(run)


def _runs(word: str) -> list[str]:
    """A word cut where its script changes."""
    return [run for run in re.split(f"({_RUN.pattern})", word) if run]


def _pairs(run: str) -> list[str]:
    """The pairs of neighbouring characters of a run of one script; a run of another script than those that divide no words, or of one character, itself."""
    return [run[at : at + 2] for at in range(len(run) - 1)] if len(run) > 1 and _RUN.match(run) else [run]


def spaced(text: str) -> str:
    """`text` folded, with runs of scripts that part no words as pairs of characters: one text stands in another where this form does."""
    folded = fold(text)
    return " ".join(piece for word in folded.split() for piece in pieces(word)) if is_divided(folded) else folded


def pieces(word: str) -> list[str]:
    """A folded word, cut into pairs of neighbouring characters where its script parts no words."""
    return [pair for run in _runs(word) for pair in _pairs(run)]


def asked(word: str) -> list[str]:
    """The pairs of characters by which a word of a script that parts no words is asked for: those of what is left of it without function words."""
    found: list[str] = []
    for run in _runs(word):
        left = [run]
        if _RUN.match(run):
            left = _ends_off(run) if re.match(_HANGUL, run) else _cutter("japanese" if _KANA.search(word) else "chinese").split(run)
        found += [pair for part in left if len(part) > 1 or re.match(_HAN, part) for pair in _pairs(part)]
    return found


@cache
def _cutter(language: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(word_list(__package__, language), key=lambda word: (-len(word), word))))


def _ends_off(word: str) -> list[str]:
    """A Korean word without its ending; nothing of one that only asks."""
    endings = word_list(__package__, "korean")
    left = next((word[:at] for at in range(len(word)) if word[at:] in endings), word)
    return [left] if left not in endings else []


@lru_cache(maxsize=65536)
def stem_of(word: str, language: str = ENGLISH) -> str:
    """The stem of a folded word of another language than English; the script tells more than the language of the text around it."""
    if not word.isascii() and (script := _script(word)) in _STEMMERS:
        language = script
    return snowball(word, _STEMMERS[language]) if language in _STEMMERS and len(word) > 2 else word


def snowball(word: str, language: str) -> str:
    """The Snowball stem of a folded word, by the stemmer's name for a language. Safe to share between threads, as no stemmer is."""
    stemmers = vars(_own).setdefault("stemmers", {})
    if language not in stemmers:
        stemmers[language] = snowballstemmer.stemmer(language)
    return str(stemmers[language].stemWord(word))


_own = threading.local()


def begins(stem: str) -> bool:
    """Whether a stem also stands for the words that begin with it: forms that its stemmer does not know, and compounds (`Sauerteigbrot`)."""
    return len(stem) >= _SHORTEST_BEGINNING


def beginnings(word: str) -> list[str]:
    """The stems of which a word is found by its beginning."""
    return [word[:end] for end in range(_SHORTEST_BEGINNING, len(word))]


def without_elisions(text: str) -> str:
    """A text without the articles and pronouns that an apostrophe ties to a word (`l'eau`)."""
    return _ELISION.sub("", text)
