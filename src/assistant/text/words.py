"""The words of a text: stop words, stems, and the weight of a word."""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache

from assistant.text.fold import fold
from assistant.text.languages import (
    ENGLISH,
    LATIN,
    asked,
    beginnings,
    function_words,
    is_divided,
    language_of,
    searchable,
    snowball,
    stem_of,
    without_elisions,
)
from assistant.text.word_lists import word_list

_RAREST = 1e-4

# Words that only build sentences, in any text.
FUNCTION_WORDS = function_words(ENGLISH)
# Words of a question that do not tell entries apart: also those that deny or place, and what people say to a tool of this kind. Questions
# count (`only one yeast`), so `one` is none of them.
STOPWORDS = FUNCTION_WORDS - {"one", "ones"} | word_list(__package__, "english_asking")

# Forms that no suffix leads back to their word: the word, then its forms.
_IRREGULAR = {
    form: word
    for word, *forms in map(
        str.split,
        """analysis analyses; bacterium bacteria; be was were; bear born bore; beat beaten; become became; begin began begun; bend bent; bind bound;
        break broke broken; breed bred; bring brought; build built; buy bought; catch caught; child children; choose chose chosen; come came;
        criterion criteria; deal dealt; dig dug; do did does done; draw drew drawn; drink drank drunk; drive drove driven; eat ate eaten; embed embedding
        embeddings; fall fell fallen; feed fed; feel felt; fight fought; find found; flee fled; fly flew flown; foot feet; forget forgot; free freed;
        freeze froze frozen; fungus fungi; genus genera; get got gotten; give gave given; go went gone; goose geese; grow grew grown; hang hung; have has;
        hold held; hypothesis hypotheses; index indices; keep kept; knife knives; know knew known; lead led; learn learnt; lend lent; loaf loaves; lose lost;
        make made; man men; matrix matrices; mean meant; meet met; mouse mice; nucleus nuclei; pay paid; phenomenon phenomena; ride rode ridden; ring rang;
        rise rose risen; run ran; say said; see saw seen; seek sought; sell sold; send sent; show shown; shrink shrank shrunk; sing sang sung; sink sank;
        sleep slept; speak spoke spoken; spend spent; stand stood; stick stuck; strike struck; sweep swept; swim swam; take took taken; teach taught;
        tell told; throw threw thrown; tooth teeth; understand understood; vertex vertices; wear wore worn; weep wept; win won; withdraw withdrew withdrawn;
        wolf wolves; woman women; write wrote written""".split(";"),
    )
    for form in forms
}
_SAME_FORM = frozenset("cast cost cut hit hurt let put read set shed shut split spread".split())
_BRITISH = ((re.compile(r"(?<=[a-z]{4})(?<!prec)(?<!conc)is(?=(?:e[sdr]?|ing|ations?)$)"), "iz"), (re.compile(r"(?<=[a-z]{3})ys(?=(?:e[sd]?|ing)$)"), "yz"),
            (re.compile(r"(?<=[a-z]{3})our(?=(?:s|ed|ing|al|able|ite)?$)"), "or"))  # fmt: skip
_PLURAL_ACRONYM = re.compile(r"[^aeiouy\d]{2,}(?<!s)s")


def terms(text: str) -> list[str]:
    """The words of a question that can tell entries apart, in order, each once."""
    return list(_terms(text))


@lru_cache(maxsize=16384)
def _terms(text: str) -> tuple[str, ...]:
    language = language_of(text)
    text = without_elisions(text) if language in LATIN else text
    words = [word for word in fold(text).split() if word not in _silent(language) and (len(word) > 1 or word.isdigit() or is_divided(word))]
    return tuple(dict.fromkeys(part for word in words for part in (asked(word) if is_divided(word) else [stem_of(word, language)])))


@cache
def _silent(language: str) -> frozenset[str]:
    """The words that tell no entries apart in a question of a language; one of another script may hold English ones."""
    own = function_words(language)
    return own if own and language in LATIN else STOPWORDS | own


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem in which the forms of a lower-case English word meet, whether regular (Porter, 2001, "Snowball: A language for stemming
    algorithms"), irregular (`mice`, `wrote`) or British (`normalise`, `colour`); of a word of another script, that of its language. Words of one or two
    letters are their own stems.

    The keyword index has Porter's earlier stemmer, which takes more words together (`generate`, `generalize`) than a comparison may.
    """
    if len(word) < 3:
        return word
    if not word.isascii():
        word = stem_of(word)
    word = _IRREGULAR.get(word, word)
    for pattern, put in _BRITISH:
        word = pattern.sub(put, word)
    return word[:-1] if _PLURAL_ACRONYM.fullmatch(word) else snowball(word, "english")


@lru_cache(maxsize=16384)
def stems(text: str) -> frozenset[str]:
    """The stems of a text's words, folded; where the text is in another language than English, also those of that language, and what its words begin
    with."""
    language = language_of(text)
    words = fold(searchable(without_elisions(text) if language in LATIN else text)).split()
    found = set(map(stem, words))
    if language != ENGLISH:
        found.update(stem(stem_of(word, language)) for word in words)
        found.update(beginning for word in words for beginning in beginnings(word))
    return frozenset(found)


def participle(word: str) -> bool:
    """Whether a lower-case word may be a past participle."""
    return word.endswith(("ed", "en", "wn", "rnt")) or word in _SAME_FORM or word in _IRREGULAR


def rarity(share: float) -> float:
    """What a word weighs that occurs in this share of the chunks: the rarer, the more (-log of the share; Spärck Jones, 1972), up to a limit."""
    return -math.log(max(share, _RAREST))
