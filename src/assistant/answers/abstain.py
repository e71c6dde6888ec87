"""Whether the notes cover a question at all: decided from the evidence, before anything is written."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answers.extract import stem
from assistant.notes.library import fold
from assistant.retrieval.evidence import Evidence
from assistant.retrieval.ranking import EntryHit, terms

# Words that say what kind of answer is wanted, and so need not stand in the notes.
_ASKING = frozenset(
    "author authors wrote written published publish publication year date difference differences differ compare compared "
    "comparison versus vs contrast similarities common distinguish define definition mean meaning explain describe summarize "
    "summary overview many much large big long idea approach method methods technique techniques study studies article articles "
    "proposed propose proposes introduced introduce introduces called named someone something anything everything kind kinds type "
    "types way ways using use used uses".split()
)
_NAME = re.compile(r"\b(?:[A-Z][\w-]*[A-Z0-9][\w-]*|[a-z]+[A-Z]\w*|[A-Z]{2,}\w*)\b|(?<=[a-z,;] )[A-Z][a-z]{2,}\w*")


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the evidence speaks of what a question asks.

    `cosine` is the best dense similarity; `spoken` the share of the question's weight (rare words weigh more) that the three best entries carry
    between them; `unknown` the share that no entry of the library carries; `names_unknown` says that a name in the question is unknown.
    """

    cosine: float
    spoken: float
    unknown: float
    names_unknown: bool

    @property
    def refused(self) -> bool:
        """Whether the notes do not cover the question."""
        return self.names_unknown or self.cosine < 0.25 or (self.unknown > 0.5 and self.cosine < 0.5)


def coverage(question: str, hits: Sequence[EntryHit], evidence: Sequence[Evidence], shares: Mapping[str, float]) -> Coverage:
    """Measures how far the evidence covers `question`. `shares` tells for each term in how many of the library's chunks it occurs."""
    words = [word for word in terms(question) if word not in _ASKING and not re.fullmatch(r"(?:19|20)\d{2}", word)]
    weights = {word: -math.log(max(shares.get(word, 0.0), 1e-4)) for word in words}
    total = sum(weights.values()) or 1.0
    shown = {stem(word) for item in evidence[:3] for word in fold(f"{item.text} {' '.join(item.entry.section)}").split()}
    spoken = sum(weight for word, weight in weights.items() if stem(word) in shown) / total
    unknown = sum(weight for word, weight in weights.items() if shares.get(word, 0.0) == 0.0) / total
    cosine = max((hit.dense for entry_hit in hits[:5] for hit in entry_hit.hits), default=0.0)
    named = {part for match in _NAME.findall(question) for part in fold(match).split() if part in words}
    names_unknown = any(shares.get(part, 0.0) == 0.0 for part in named)
    return Coverage(cosine, spoken, unknown, names_unknown)
