"""Spelling mended against the library's own words: a word that neither the notes nor common English have becomes the notes' nearest one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz, process

from assistant.embedding.minilm import is_common
from assistant.text.fold import fold
from assistant.text.languages import is_divided

_MIN_LENGTH = 5
_MIN_SIMILARITY = 82.0


def mend(question: str, known: Callable[[str], bool], words: Callable[[], Sequence[str]]) -> str:
    """`question` with misspelt words replaced. `known` says whether the library has a word, inflected or not; `words` gives all it has.

    A word of common English that the notes lack is no slip either: to read "recognition" as "cognition" would answer another question.

    Names and acronyms (a capital after the first letter, a digit) are left alone: an unknown name is news, not a slip.
    """

    def mended(match: re.Match[str]) -> str:
        word = match[0]
        if (
            len(word) < _MIN_LENGTH
            or not word.isalpha()
            or word != word.lower()
            or known(word)
            or is_common(word.lower())
            or is_divided(word)
        ):
            return word
        found = process.extractOne(fold(word), words(), scorer=fuzz.ratio, score_cutoff=_MIN_SIMILARITY)
        return found[0] if found and abs(len(found[0]) - len(word)) <= 2 and found[0][0] == word[0] else word

    return re.sub(r"[\w'’-]+", mended, question)
