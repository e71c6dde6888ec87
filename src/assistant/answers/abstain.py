"""Whether the notes cover a question: decided from the evidence, before anything is written.

No threshold on a score can tell: scores of answerable and unanswerable questions lie over one another. What tells them apart is what a question asks
that the evidence does not speak of: a name the library has never seen, or a fact that no remark on the named paper holds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.notes.entry import Entry
from assistant.notes.library import acronyms_of, fold
from assistant.retrieval.evidence import Evidence
from assistant.retrieval.question import sides
from assistant.retrieval.ranking import EntryHit, called_by_name, terms

# Words that say what kind of answer is wanted, and so need not stand in the notes.
_ASKING = frozenset(
    "author authors wrote written write writes publish published publication date dates difference different differences differ differs differently compare compared "
    "comparison versus vs contrast similarities common distinguish distinguishes separates define definition mean means meaning explain explains describe describes "
    "summarize summary overview large big idea ideas approach approaches method methods technique techniques study studies article articles "
    "propose proposed proposes introduce introduced introduces called named since later earlier newer older someone something anything "
    "everything kind kinds type types way ways "
    "using use used uses problem address addresses purpose goal goals claim claims finding findings result results main key contribution "
    "contributions happen happens point good bad better idea exactly basically come came behind year years recent latest new old first second "
    "third one ones two three say said made make makes found company lab group team organisation organization university work works working "
    "ok okay yes no hi hello thanks sorry wait please system systems thing stuff topic topics remark remarks comment comments survey surveys".split()
)
# Coined names and acronyms (FlashAttention, CLRS), and words that only their capital makes a name (Kalman).
_COINED = re.compile(r"\b(?:[A-Z][\w-]*[A-Z0-9][\w-]*|[a-z]+[A-Z]\w*|[A-Z]{2,}\w*)\b")
_CAPITAL = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}\w*")
_FIELDS = re.compile(r"\b(?:who|whose|whom|authors?|when|(?:what|which) year)\b(?!.*\bwork\b)", re.IGNORECASE)
_CUT = 5
_SHORT_QUESTION = 4
_MIN_SPOKEN = 0.6
_LOW_COSINE = 0.4
_NO_COSINE = 0.25
_FULL_COSINE = 0.7
_MANY_UNKNOWN = 0.6


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the evidence speaks of what a question asks.

    `cosine` is the best dense similarity; `spoken` the largest share of the question's weight (rare words weigh more) that one entry carries;
    `unknown` the share that no entry of the library carries; `unknown_name` a name that the library has never seen; `unsaid` the title of an entry
    that the question names while nothing the notes say of it touches what is asked.
    """

    cosine: float
    spoken: float
    unknown: float
    words: int
    unknown_name: str
    unsaid: str

    @property
    def confidence(self) -> float:
        """How sure it is, from 0 to 1, that the notes cover the question: below 0.5 where one of the signs says that they do not, and within
        each half the higher, the more of the question the evidence carries. An order, not a probability."""
        carried = (min(self.cosine / _FULL_COSINE, 1.0) + self.spoken + (1 - self.unknown)) / 3
        return 0.49 * carried if self._denied else 0.5 + 0.5 * carried

    @property
    def _denied(self) -> bool:
        if self.unknown_name or self.unsaid or (self.cosine < _NO_COSINE and self.spoken < _MIN_SPOKEN):
            return True
        if self.unknown > _MANY_UNKNOWN and self.cosine < _LOW_COSINE:
            return True
        return self.words <= _SHORT_QUESTION and self.spoken < _MIN_SPOKEN and self.cosine < _LOW_COSINE


def coverage(
    question: str, hits: Sequence[EntryHit], evidence: Sequence[Evidence], share: Callable[[Sequence[str]], Mapping[str, float]]
) -> Coverage:
    """Measures how far the evidence covers `question`. `share` tells for words in how many of the library's chunks each occurs."""
    words = [word for word in terms(question) if word not in _ASKING and not re.fullmatch(r"(?:19|20)\d{2}", word)]
    shares = share(words)
    weights = {word: -math.log(max(shares[word], 1e-4)) for word in words}
    total = sum(weights.values()) or 1.0
    sources = [[item.entry] for item in evidence[:8]]
    if sides(question):
        sources.append([item.entry for item in evidence[:2]])
    best = max((sum(weights[word] for word in words if any(_has(entry, word) for entry in together)) for together in sources), default=0.0)
    unknown = sum(weights[word] for word in words if shares[word] == 0.0)
    cosine = max((hit.dense for entry_hit in hits[:5] for hit in entry_hit.hits), default=0.0)
    spoken = best / total if words else 1.0
    pattern = _COINED if cosine >= _LOW_COSINE and unknown / total <= _MANY_UNKNOWN else re.compile(f"{_COINED.pattern}|{_CAPITAL.pattern}")
    name = _unknown_name(pattern.findall(question), shares, evidence)
    return Coverage(cosine, spoken, unknown / total, len(words), name, _unsaid(question, words, hits))


def refusal(covered: Coverage) -> str:
    """The sentence that says why a question is not answered."""
    if covered.unsaid:
        return f"The notes name “{covered.unsaid}” but do not say that."
    if covered.unknown_name:
        return f"The notes do not cover this: “{covered.unknown_name}” does not occur in them."
    return "The notes do not cover this."


def _has(entry: Entry, word: str) -> bool:
    return word[:_CUT] in _words(entry)


def _words(entry: Entry) -> str:
    """All that the notes say of an entry, folded, each word after a blank."""
    parts = [entry.title, *entry.aliases, *entry.lines(), *entry.authors, *(name for place in entry.places for name in place.section)]
    return " " + fold(" ".join(parts))


def _unknown_name(names: Sequence[str], shares: Mapping[str, float], evidence: Sequence[Evidence]) -> str:
    """The first of the names that neither the library's words nor the initials of a leading title account for."""
    initials = {short for item in evidence[:5] for title in (item.entry.title, *item.entry.aliases) for short in acronyms_of(title)}
    for name in names:
        for part in fold(name).split():
            if part.isalpha() and shares.get(part) == 0.0 and part.removesuffix("s") not in initials:
                return name
    return ""


def _unsaid(question: str, words: Sequence[str], hits: Sequence[EntryHit]) -> str:
    """The title of the named entry, where a question names one and asks for what nothing said of the named entries touches."""
    named = [hit.entry for hit in hits[:8] if hit.entry.kind == "paper" and called_by_name(hit.entry, question)]
    if not named:
        return ""
    names = {word for entry in named for title in (entry.title, *entry.aliases) for word in fold(title).split()}
    asked = [word for word in words if word not in names]
    if _FIELDS.search(question) or sides(question):
        # Authors and year stand in the entry's fields, not in its remarks; a comparison says itself on which side the notes are silent.
        return ""
    if not asked or any(f" {word[:_CUT]}" in _words(entry) for word in asked for entry in named):
        return ""
    return named[0].title
