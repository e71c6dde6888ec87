"""The words of a text: which of them tell things apart, their stems, and what each weighs."""

from __future__ import annotations

import math
from functools import lru_cache

from assistant.text.fold import fold

_RAREST = 1e-4

# Words that do not tell entries apart: function words, and what people say to a tool of this kind.
STOPWORDS = frozenset(
    "whats whos hows wheres whens theres thats cant cannot dont doesnt didnt isnt arent wasnt werent wont wouldnt couldnt im ive id lets "
    "a about above many much after again all also am an and any are as at be because been before being between both but by can could did do "
    "does doing each few for from further had has have having he her here hers him his how i if in into is it its just me more "
    "most my no nor not of off on once only or other our out over own paper papers please same say says she should show so some "
    "such tell than that the their them then there these they thing things this those through to too under until up us very was we "
    "were what when where which while who whom why will with work works would you your notes note entry entries mention mentions "
    "mentioned does according know find found give list".split()
)


def terms(text: str) -> list[str]:
    """The words of a question that can tell entries apart, in order, each once."""
    return list(_terms(text))


@lru_cache(maxsize=16384)
def _terms(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in fold(text).split() if word not in STOPWORDS and (len(word) > 1 or word.isdigit())))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word cut so that its inflections meet: a light suffix stripper after Harman (1991), "How effective is suffixing?"."""
    for suffix, put in (("ies", "y"), ("ing", ""), ("edly", ""), ("ed", ""), ("es", "e"), ("s", "")):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not word.endswith("ss"):
            word = word[: -len(suffix)] + put
            break
    return word.removesuffix("e")


def rarity(share: float) -> float:
    """What a word weighs that occurs in this share of the chunks: the rarer, the more (-log of the share; Spärck Jones, 1972), up to a limit."""
    return -math.log(max(share, _RAREST))
