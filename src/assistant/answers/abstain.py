"""Whether the notes cover a question: decided from the evidence, before anything is written.

No threshold on a score can tell: scores of answerable and unanswerable questions lie over one another. What tells them apart is what a question asks
that the evidence does not speak of: a name the library has never seen, or a fact that no remark on the named paper holds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.index.embeddings import is_common
from assistant.notes.entry import Entry
from assistant.notes.library import acronyms_of, fold
from assistant.retrieval.evidence import Evidence
from assistant.retrieval.filters import years_in
from assistant.retrieval.question import ABOUT, THINGS, sides
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
    "third else one ones two three say said made make makes found company lab group team organisation organization university work works working "
    "ok okay yes no hi hello thanks sorry wait please system systems thing stuff topic topics remark remarks comment comments survey surveys".split()
)
# Coined names and acronyms (FlashAttention, CLRS), and words that only their capital makes a name (Kalman).
_COINED = re.compile(r"\b(?:[A-Z][\w-]*[A-Z0-9][\w-]*|[a-z]+[A-Z]\w*|[A-Z]{2,}\w*|[a-z]+\d+[a-z]\w*)\b")
_CAPITAL = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}\w*")
_FIELDS = re.compile(r"\b(?:who|whose|whom|authors?|when|(?:what|which) year)\b(?!.*\bwork\b)", re.IGNORECASE)
# What a question asks for by name: the words between "which", "what" or "how many" and the verb.
_HEAD = re.compile(
    r"^\W*(?:(?:and|so|ok|but|in|of|on|at|for|with|by|to|from|under)\W+)?(?:which|what|whose|how (?:many|much))\s+(?!(?:is|are|was|were|do|does|did|has|have|can|could)\b)"
    r"((?:[\w'-]+\s+){1,3}?)"
    r"(?:do|does|did|is|are|was|were|has|have|had|can|could|would|should|will)\b",
    re.IGNORECASE,
)
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
_CUT = 5
_LEADING = 8
_SHORT = 3
_LOW_COSINE = 0.4
_MANY_UNKNOWN = 0.6
# Fitted on the development items and on the same questions asked of notes from which the answer had been taken out.
_WEIGHTS = (0.21, 1.28, 1.78, -2.34, -4.04, -3.79, -3.37, -1.36, -3.42, -3.56, 0.53)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the evidence speaks of what a question asks.

    `cosine` is the best dense similarity; `spoken` the largest share of the question's weight (rare words weigh more) that one leading entry
    carries; `lost`, where papers on a topic are asked for, the share that none carries (of another question, if short, whether that is all);
    `unknown_name` a name that the library has never seen; `named` the title of an entry that the question names, `unsaid` whether nothing the
    notes say of it touches what is asked, `bare` whether they say nothing of it at all. `head` is the share of what is asked for by name ("which
    *optimizer*") that no leading entry speaks of, `head_named` that the named ones do not; `outside` whether that is something that reading notes
    seldom hold; `compared` whether two things are.
    """

    cosine: float
    spoken: float
    unknown_name: str
    named: str
    unsaid: bool
    bare: bool
    head: float
    head_named: float
    outside: bool
    compared: bool
    lost: float

    @property
    def confidence(self) -> float:
        """The probability, from 0 to 1, that the notes cover the question: a logistic regression on these signs."""
        return 1 / (1 + math.exp(-sum(weight * value for weight, value in zip(_WEIGHTS, self.row(), strict=True))))

    def row(self) -> list[float]:
        """The signs as numbers, after a constant."""
        told = (self.unknown_name, self.unsaid, self.bare, self.outside, self.compared)
        return [1.0, self.cosine, self.spoken, self.head, self.head_named, self.lost, *(float(bool(one)) for one in told)]


def coverage(
    question: str, hits: Sequence[EntryHit], evidence: Sequence[Evidence], share: Callable[[Sequence[str]], Mapping[str, float]]
) -> Coverage:
    """Measures how far the evidence covers `question`. `share` tells for words in how many of the library's chunks each occurs."""
    words = [word for word in terms(question) if word not in _ASKING and not re.fullmatch(r"(?:19|20)\d{2}", word)]
    shares = share(words)
    weights = {word: -math.log(max(shares[word], 1e-4)) for word in words}
    total = sum(weights.values()) or 1.0
    leading = [item.entry for item in evidence[:_LEADING]]
    sources = [[entry] for entry in leading] + ([leading[:2]] if sides(question) else [])
    best = max((sum(weights[word] for word in words if any(_has(entry, word) for entry in together)) for together in sources), default=0.0)
    unknown = sum(weights[word] for word in words if shares[word] == 0.0) / total
    cosine = max((hit.dense for entry_hit in hits[:5] for hit in entry_hit.hits), default=0.0)
    pattern = _COINED if cosine >= _LOW_COSINE and unknown <= _MANY_UNKNOWN else re.compile(f"{_COINED.pattern}|{_CAPITAL.pattern}")
    named = [
        hit.entry for hit in hits[:_LEADING] if hit.entry.kind == "paper" and called_by_name(hit.entry, question) and _is_name(hit.entry)
    ]
    filtered = bool(years_in(question.partition(ABOUT)[0])[0])
    heads = _heads(question)
    return Coverage(
        cosine,
        best / total if words else 1.0,
        _unknown_name(pattern.findall(question), share, evidence),
        named[0].title if named else "",
        not filtered and _unsaid(question, words, named),
        bool(named) and not filtered and not any(entry.lines() for entry in named) and not _FIELDS.search(question),
        _lacking(heads, leading),
        _lacking(heads, named) if named else 0.0,
        bool(_OUTSIDE.search(question.partition(ABOUT)[0])),
        bool(sides(question)),
        (1 - best / total if _TOPICAL.search(question) else float(best == 0.0 and len(words) <= _SHORT)) if words else 0.0,
    )


def refusal(covered: Coverage) -> str:
    """The sentence that says why a question is not answered."""
    if covered.named and (covered.unsaid or covered.bare or covered.head_named or covered.outside):
        return f"The notes name “{covered.named}” but do not say that."
    if covered.unknown_name:
        return f"The notes do not cover this: “{covered.unknown_name}” does not occur in them."
    return "The notes do not cover this."


def _is_name(entry: Entry) -> bool:
    """Whether an entry is called by more than one common word, which a question may use without meaning it."""
    return any(
        len(fold(title.split(":")[0]).split()) > 1 or not is_common(fold(title.split(":")[0])) for title in (entry.title, *entry.aliases)
    )


def _has(entry: Entry, word: str) -> bool:
    return f" {word[:_CUT]}" in _words(entry)


def _words(entry: Entry) -> str:
    """All that the notes say of an entry, folded, each word after a blank."""
    parts = [entry.title, *entry.aliases, *entry.lines(), *entry.authors, *(name for place in entry.places for name in place.section)]
    return " " + fold(" ".join(parts))


def _unknown_name(names: Sequence[str], share: Callable[[Sequence[str]], Mapping[str, float]], evidence: Sequence[Evidence]) -> str:
    """The first of the names that neither the library's words nor the initials of a leading title account for."""
    initials = {short for item in evidence[:5] for title in (item.entry.title, *item.entry.aliases) for short in acronyms_of(title)}
    for name in names:
        folded = fold(name)
        # "FlashAttention-3" is another thing than the FlashAttention that the notes may know.
        parts = [part for part in folded.split() if not part.isdigit()] + ([folded] if re.search(r" \d+$", folded) else [])
        shares = share(parts)
        if any(shares[part] == 0.0 and part.removesuffix("s") not in initials for part in parts):
            return name
    return ""


def _unsaid(question: str, words: Sequence[str], named: Sequence[Entry]) -> bool:
    """Whether a question names entries and asks for what nothing said of them touches."""
    names = {word for entry in named for title in (entry.title, *entry.aliases) for word in fold(title).split()}
    asked = [word for word in words if word not in names]
    if _FIELDS.search(question) or sides(question):
        # Authors and year stand in the entry's fields, not in its remarks; a comparison says itself on which side the notes are silent.
        return False
    return bool(named and asked) and not any(_has(entry, word) for word in asked for entry in named)


def _heads(question: str) -> list[str]:
    """What a question asks for by name: "which *optimizer* does …"."""
    found = _HEAD.search(question.partition(ABOUT)[0])
    return [word for word in terms(found[1] if found else "") if word not in _ASKING and not word.isdigit()]


def _lacking(words: Sequence[str], entries: Sequence[Entry]) -> float:
    """The share of words of which no entry speaks."""
    return sum(not any(_has(entry, word) for entry in entries) for word in words) / len(words) if words else 0.0
