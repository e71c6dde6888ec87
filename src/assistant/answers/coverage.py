"""Whether the notes cover a question, and how sure one entry answers it: decided from the evidence, before anything is written.

Scores of answerable and unanswerable questions lie over one another. What tells them apart is what a question asks that the evidence does not speak of.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answers.wanted import FIELDS, Wanted, heads, telling
from assistant.fitted import fitted
from assistant.notes.entry import Entry
from assistant.questions.kind import ABOUT, THINGS, kind_of, sides
from assistant.questions.named_entries import Meant, Share, first_names_in, unknown_name, words_of
from assistant.retrieval.evidence import Evidence
from assistant.retrieval.ranking import EntryHit
from assistant.text.languages import ENGLISH, language_of
from assistant.text.words import rarity, stem, stems

# What reading notes are seldom written for: where a paper came out, who paid, where its code lies.
_OUTSIDE = re.compile(
    r"\b(?:where\b.*\b(?:work|publish|appear|present|affiliat)|universit|institut|affiliat|conference|venue|journal|fund(?:ed|ing)|\bwho pa(?:ys|id)\b|licen[sc]e|"
    r"github|repositor|url\b)",
    re.IGNORECASE,
)
# A question for papers names its topic in the words of the field; a question about an idea may paraphrase it.
_TOPICAL = re.compile(
    rf"\b(?:{THINGS}|papers?|entry|anything|something|everything|work)\W+(?:\w+\W+)?(?:on|about|cover(?:s|ing)?|treat(?:s|ing)?|regarding|dealing with)\b"
    r"|^\W*(?:any|notes? on|does any|explain|what (?:do|have) (?:i|we|my notes)|do (?:i|we|my notes) have|have (?:i|we) got)\b"
    r"|^\W*what (?:is|are) (?!the\b)",
    re.IGNORECASE,
)
# What tells a question from the description of an idea that somebody half remembers.
_QUESTION = re.compile(rf"\?|\b(?:wh(?:o|at|ich|en|ere|y|ose|om)s?|how|any|list|find|explain|notes?|{THINGS})\b", re.IGNORECASE)
_LEADING = 8
# In other languages than English: the share of a question's words that an entry must speak of to be as likely right as not.
_SPOKEN = 0.4
_RANK = 5
_FIFTH = 0.5  # where there are fewer entries, or several are asked for: about what it is elsewhere
_SHORT = 3
_HALF = 0.5
_LOW_COSINE = 0.4
_MANY_UNKNOWN = 0.6


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the evidence speaks of what a question asks, and how plainly one entry leads.

    `cosine` is the best dense similarity. `margin`: by how much the leading entry's is above the next one's, where it is not named; `agreed`: whether
    it is the nearest; `fifth`: the fifth score as a share of its own; `spoken`: the share of the question's weight (rare words weigh more) that it
    carries. `unknown`: the share on the `unknown_words` words that the library never says; `lost`: that which no leading entry carries, where papers
    on a topic are asked for or filters leave less than half (of a short question, whether that is all). `unknown_name`: a name that the library has
    never seen. Of entries that are meant by name, `named` is the first one's title; `unsaid`: whether nothing said of them touches what is asked,
    `bare`: whether nothing is said of them, `head_named`: the share of what is asked for ("which *optimizer*") that they do not speak of, `head`: that
    no leading entry does. `outside`: something is asked that notes seldom hold, and these do not; `uncounted`: a number is asked for and none stands
    beside a word that is asked about; `described`: an idea is told and nothing asked; `length`: log(1 + words of the question);
    `by_words`: of a question in another language than English, whose rules and model read none of it, only the words that are spoken of count.
    `waiting`: the share of the library that is not embedded yet, so that another entry may fit better by meaning.
    """

    cosine: float
    margin: float
    agreed: bool
    fifth: float
    spoken: float
    unknown: float
    unknown_words: int
    lost: float
    unknown_name: str
    outside: bool
    head: float
    unsaid: bool
    head_named: float
    bare: bool
    uncounted: bool
    described: bool
    length: float
    named: str
    by_words: bool = False
    waiting: float = 0.0

    @property
    def covered(self) -> float:
        """The probability, from 0 to 1, that the notes cover the question: a logistic regression on these signs (`fits/refusal.json`)."""
        return (1 - self.lost) / (1 - self.lost + _SPOKEN) if self.by_words else _chance("refusal", self.signs())

    @property
    def confidence(self) -> float:
        """The probability, from 0 to 1, that the entry cited first is right, fitted on the same signs (`fits/confidence.json`). Of what is not embedded yet
        only the words could be looked at: so far as that goes, an entry is as sure as it speaks of what is asked."""
        told = self.spoken / (self.spoken + _SPOKEN) if self.by_words else _chance("confidence", self.signs())
        return told * (1 - self.waiting * (1 - self.spoken))

    @property
    def is_sure(self) -> bool:
        """Whether an answer may be given as one, and not as guesses."""
        return self.confidence >= fitted("confidence")["sure from"]

    def signs(self) -> dict[str, float]:
        """The signs as numbers by name."""
        told = {name: getattr(self, name) for name in self.__slots__ if name not in {"named", "unsaid", "by_words", "waiting"}}
        return {name: float(bool(value)) if isinstance(value, str) else float(value) for name, value in told.items()}


def _chance(fit: str, signs: Mapping[str, float]) -> float:
    weights = fitted(fit)
    return 1 / (1 + math.exp(-weights["constant"] - sum(weights[name] * value for name, value in signs.items())))


def chances(confidence: float, count: int) -> list[float]:
    """The chance of each of `count` guesses, best first, that it is the right one, where that of the first is `confidence`; from the fifth on the same."""
    return [confidence] + [(1 - confidence) * fitted("confidence")[f"guess {min(rank, 5)}"] for rank in range(2, count + 1)]


def coverage(
    question: str, hits: Sequence[EntryHit], evidence: Sequence[Evidence], share: Share, of: Sequence[Meant], *, filtered: bool = False
) -> Coverage:
    """Measures how far the evidence covers `question`, which means the entries `of` by name. `share` tells for words in how many of the library's
    chunks each occurs; it is that of a part of the library where that was `filtered`, which need not speak of what the whole does."""
    own, foreign = question.partition(ABOUT)[0], language_of(question) != ENGLISH
    leading = [item.entry for item in evidence[:_LEADING]]
    first_names = first_names_in(own, leading)
    weighed = _Weighed([word for word in telling(question) if word not in first_names], share, foreign=foreign)
    spoken = max((weighed.spoken(some) for some in [*([one] for one in leading), *([leading[:2]] if sides(question) else [])]), default=0.0)
    cosine = max((hit.dense for entry_hit in hits[:5] for hit in entry_hit.hits), default=0.0)
    strict = cosine >= _LOW_COSINE and weighed.unknown <= _MANY_UNKNOWN
    margin = _margin(hits, evidence)
    asking, leads = Wanted(own, of), any(one.entry.id == entry.id for one in of for entry in leading[:1])
    return Coverage(
        cosine,
        0.0 if leads else margin,
        margin >= 0,
        _FIFTH if len(evidence) < _RANK or kind_of(question) == "list" else evidence[_RANK - 1].score / max(evidence[0].score, 1e-6),
        weighed.spoken(leading[:1]),
        weighed.unknown,
        len(weighed.unheard),
        (1 - spoken if foreign else _lost(question, weighed.words, spoken, filtered)) if weighed.words else 0.0,
        unknown_name(own, question, strict, share, leading, first_names),
        bool(_OUTSIDE.search(own)) or asking.lacks_a_fact(),
        _lacking(heads(question), leading),
        asking.unsaid(),
        asking.lacking_head(),
        asking.bare(),
        kind_of(question) == "number" and not FIELDS.search(own) and not asking.counts(leading[:1]),
        not _QUESTION.search(own),
        math.log1p(len(own.split())),
        of[0].entry.title if of else "",
        foreign,
    )


class _Weighed:
    """The telling `words` of a question, each weighed by how rare it is: which of them entries speak of, and which the library has never heard.
    In a `foreign` language these weigh no more than the rarest of the others, as they may be forms of words that it has."""

    def __init__(self, words: Sequence[str], share: Share, *, foreign: bool) -> None:
        shares = share(words)
        least = min((one for one in shares.values() if one), default=1.0) if foreign else 0.0
        self.words = words
        self._weights = {word: rarity(max(shares[word], least)) for word in words}
        self._total = sum(self._weights.values()) or 1.0
        self.unheard = [word for word in words if shares[word] == 0.0]
        self.unknown = sum(self._weights[word] for word in self.unheard) / self._total

    def spoken(self, entries: Sequence[Entry]) -> float:
        """The share of the weight that these entries together carry."""
        if not self.words:
            return 1.0
        return sum(weight for word, weight in self._weights.items() if any(_has(entry, word) for entry in entries)) / self._total


def _margin(hits: Sequence[EntryHit], evidence: Sequence[Evidence]) -> float:
    """By how much the leading entry's cosine is above that of the next one; below zero where another is nearer."""
    nearest = {hit.entry.id: max((one.dense for one in hit.hits), default=0.0) for hit in hits}
    lead = nearest.pop(evidence[0].entry.id, 0.0) if evidence else 0.0
    return lead - max(nearest.values(), default=0.0)


def _lost(question: str, words: Sequence[str], spoken: float, filtered: bool) -> float:
    if _TOPICAL.search(question) or (filtered and spoken < _HALF):
        return 1 - spoken
    return float(spoken == 0.0 and len(words) <= _SHORT)


def refusal(covered: Coverage, within: str = "") -> str:
    """The sentence that says why a question is not answered. `within` says which entries were looked at, where not all were."""
    if covered.named and (covered.unsaid or covered.bare or covered.head_named > _HALF or covered.outside):
        return f"The notes name “{covered.named}” but do not say that."
    who = f"The entries {within}" if within else "The notes"
    if covered.unknown_name:
        return f"{who} do not cover this: “{covered.unknown_name}” does not occur in them."
    return f"{who} do not cover this."


def is_absent(question: str, share: Share) -> bool:
    """Whether a question names a topic of which no word occurs where `share` looks."""
    words = telling(question.partition(ABOUT)[0])
    return bool(words) and not any(share(words).values())


def _has(entry: Entry, word: str) -> bool:
    return stem(word) in stems(words_of(entry))


def _lacking(words: Sequence[str], entries: Sequence[Entry]) -> float:
    """The share of words of which no entry speaks."""
    return sum(not any(_has(entry, word) for entry in entries) for word in words) / len(words) if words else 0.0
