"""Whether the notes cover a question: decided from the evidence, before anything is written.

No threshold on a score can tell: scores of answerable and unanswerable questions lie over one another. What tells them apart is what a question asks
that the evidence does not speak of: a name the library has never seen, or a fact that no remark on the named paper holds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assistant.notes.entry import Entry
from assistant.notes.names import acronyms_of
from assistant.questions.kind import ABOUT, THINGS, kind_of, sides
from assistant.questions.named_entries import AUTHORS, COINED, Meant, Share
from assistant.questions.years import years_in
from assistant.retrieval.evidence import Evidence
from assistant.retrieval.ranking import EntryHit
from assistant.text.fold import fold
from assistant.text.languages import CAPITALISED, ENGLISH, language_of
from assistant.text.names import people, same_person
from assistant.text.words import rarity, stem, stems, terms

# Words that say what kind of answer is wanted, and so need not stand in the notes.
_ASKING = frozenset(
    "author authors wrote written write writes publish published publication date dates difference different differences differ differs differently compare compared "
    "comparison versus vs contrast similarities common distinguish distinguishes separates define definition mean means meaning explain explains describe describes "
    "summarize summary overview large big idea ideas approach approaches method methods technique techniques study studies article articles "
    "propose proposed proposes introduce introduced introduces called named since later earlier newer older someone something anything "
    "everything kind kinds type types way ways "
    "among amongst trick tricks objective objectives aim aims people person persons numbers "
    "using use used uses problem address addresses purpose goal goals claim claims finding findings result results main key contribution "
    "contributions happen happens point good bad better idea exactly basically come came behind year years recent latest new old first second "
    "third else one ones two three say said made make makes found company lab group team organisation organization university work works working "
    "ok okay yes no hi hello thanks sorry wait please system systems thing stuff topic topics remark remarks comment comments survey surveys et al".split()
)
_CAPITAL = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}\w*")
_COINED_OR_CAPITAL = re.compile(f"{COINED.pattern}|{_CAPITAL.pattern}")
# Several words written as one name: Direct Preference Optimization.
_CAPITALS = re.compile(r"(?<=[a-z,;] )[A-Z][\w-]+(?: [A-Z][\w-]+)+")
_FIELDS = re.compile(r"\b(?:who|whose|whom|authors?|when|(?:what|which) year)\b(?!.*\bwork\b)", re.IGNORECASE)
_PERSON = re.compile(r"\b([A-Z][a-z]+) ([A-Z][a-z]+)")
# What a question asks for by name: the words between "which", "what" or "how many" and the verb.
_HEAD = re.compile(
    r"^\W*(?:(?:and|so|ok|but|in|of|on|at|for|with|by|to|from|under)\W+)?(?:which|what|whose|how (?:many|much))\s+(?!(?:is|are|was|were|do|does|did|has|have|can|could)\b)"
    r"((?:[\w'-]+\s+){1,3}?)"
    r"(?:do|does|did|is|are|was|were|has|have|had|can|could|would|should|will)\b",
    re.IGNORECASE,
)
# The same, up to what follows it, and what is asked for *of* something.
_ASKED = (
    re.compile(
        r"\b(?:which|what|whose|how (?:many|much))\s+(?!(?:is|are|was|were|do|does|did|has|have|had|can|could|about|if|it|they|the|a)\b)"
        r"((?:[\w'-]+\s+){1,6}?)"
        r"(?:do|does|did|is|are|was|were|has|have|had|can|could|would|should|will|in|on|of|for|by|from|that|it|they|to|with)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:^|what(?:'s| is| are| was| were)? the |the )((?:[\w'-]+\s+){1,4}?)(?:of|for|in|on|used by|used in|behind)\b", re.IGNORECASE
    ),
)
# Facts about a paper that remarks seldom hold: how to run it, what it cost, how it scored, who judged.
_FACTS = re.compile(
    r"\b(?:code|repo(?:sitory)?|implementation|weights|checkpoints?|download|reviewers?|openreview|workshop|emnlp|neurips|nips|acl|naacl|iclr|icml|aaai|"
    r"cvpr|award|citations?|cited|grants?|costs?|price|dollars|[gt]pus?|hours|hardware|flops|memory|runtime|latency|throughput|batch|rate|optimi[sz]er|"
    r"seeds?|epochs?|warmup|dropout|temperature|hyper-?parameters?|participants?|annotators?|agreement|kappa|significance|bleu|rouge|accuracy|f1|auc|"
    r"vocabulary|appendix|country|email|salary|paid)\b",
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
_LEADING = 8
_MOST = 0.5
_SHORT = 3
_HALF = 0.5
_LOW_COSINE = 0.4
_MANY_UNKNOWN = 0.6
# Fitted on the development items and on the same questions asked of notes from which the answer had been taken out.
_WEIGHTS = (0.64, 1.96, 1.24, -3.87, -2.48, -3.4, -3.66, -0.78, -0.81, -2.35, 0.89)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the evidence speaks of what a question asks.

    `cosine` is the best dense similarity; `spoken` the largest share of the question's weight (rare words weigh more) that one leading entry
    carries; `lost`, where papers on a topic are asked for, in another language than English, or by filters less than half is spoken of, the share that none carries (of
    another question, if short, whether that is all);
    `unknown_name` a name that the library has never seen. `named` is the title of an entry that the question means by name; `unsaid` whether
    nothing that the notes say of such entries touches what is asked, `bare` whether they say nothing of them at all, `head_named` the share of
    what is asked for ("which *optimizer*") that they do not speak of; `head` that no leading entry does. `outside` is whether something is asked
    that reading notes seldom hold, and these do not; `listed` whether several papers are asked for.
    """

    cosine: float
    spoken: float
    lost: float
    unknown_name: str
    outside: bool
    head: float
    unsaid: bool
    head_named: float
    bare: bool
    listed: bool
    named: str

    @property
    def confidence(self) -> float:
        """The probability, from 0 to 1, that the notes cover the question: a logistic regression on these signs."""
        return 1 / (1 + math.exp(-sum(weight * value for weight, value in zip(_WEIGHTS, self.row(), strict=True))))

    def row(self) -> list[float]:
        """The signs as numbers, after a constant."""
        told = (self.unsaid, self.head_named, self.bare, self.listed)
        return [1.0, self.cosine, self.spoken, self.lost, float(bool(self.unknown_name)), float(self.outside), self.head, *map(float, told)]


def coverage(
    question: str, hits: Sequence[EntryHit], evidence: Sequence[Evidence], share: Share, of: Sequence[Meant], *, filtered: bool = False
) -> Coverage:
    """Measures how far the evidence covers `question`, which means the entries `of` by name. `share` tells for words in how many of the library's
    chunks each occurs; it is that of a part of the library where that was `filtered`, which need not speak of what the whole does."""
    own = question.partition(ABOUT)[0]
    leading = [item.entry for item in evidence[:_LEADING]]
    first_names = _first_names(own, leading)
    words = [word for word in _telling(question) if word not in first_names]
    shares = share(words)
    weights = _weights(question, shares)
    total = sum(weights.values()) or 1.0
    sources = [[entry] for entry in leading] + ([leading[:2]] if sides(question) else [])
    best = max((sum(weights[word] for word in words if any(_has(entry, word) for entry in together)) for together in sources), default=0.0)
    unknown = sum(weights[word] for word in words if shares[word] == 0.0) / total
    cosine = max((hit.dense for entry_hit in hits[:5] for hit in entry_hit.hits), default=0.0)
    strict = cosine >= _LOW_COSINE and unknown <= _MANY_UNKNOWN
    asking = _Asking(own, of)
    return Coverage(
        cosine,
        best / total if words else 1.0,
        _lost(question, words, best / total, filtered) if words else 0.0,
        _unknown_name(own, question, strict, share, leading, first_names),
        bool(_OUTSIDE.search(own)) or asking.lacks_a_fact(),
        _lacking(_heads(question), leading),
        asking.unsaid(),
        asking.lacking_head(),
        asking.bare(),
        kind_of(question) == "list",
        of[0].entry.title if of else "",
    )


def _weights(question: str, shares: Mapping[str, float]) -> dict[str, float]:
    """What each word weighs. Of another language than English, a word that the notes lack weighs no more than the rarest they have: it may be a form of
    one of them."""
    least = 0.0 if language_of(question) == ENGLISH else min((share for share in shares.values() if share), default=1.0)
    return {word: rarity(max(share, least)) for word, share in shares.items()}


def _lost(question: str, words: Sequence[str], spoken: float, filtered: bool) -> float:
    if _TOPICAL.search(question) or language_of(question) != ENGLISH or (filtered and spoken < _HALF):
        return 1 - spoken
    return float(spoken == 0.0 and len(words) <= _SHORT)


class _Asking:
    """What a question asks of the entries it means: its own words, without those that name them."""

    def __init__(self, own: str, of: Sequence[Meant]) -> None:
        self._own, self._of = own, of
        self._named = {word for one in of for word in one.words}
        for one in of:
            name = " ".join([one.entry.title, *one.entry.aliases, *one.entry.authors])
            self._named.update({*fold(name).split(), *stems(name)})
        self._spoken = [stems(_told(one.entry)) for one in of]
        # Authors and year stand in the entry's fields, not in its remarks; a comparison says itself on which side the notes are silent.
        self._of_remarks = not (_FIELDS.search(own) or sides(own) or years_in(own)[0])

    def unsaid(self) -> bool:
        """Whether nothing that is said of the entries touches what is asked of them. Told of English alone: in other languages a word may be there in a form
        that does not meet the one asked for."""
        asked = [word for word in _telling(self._own) if word not in self._named] if self._of and language_of(self._own) == ENGLISH else []
        return bool(asked) and self._of_remarks and not any(map(self._said, asked))

    def bare(self) -> bool:
        """Whether nothing is said of the entries at all."""
        return bool(self._of) and self._of_remarks and not any(one.entry.lines() for one in self._of)

    def lacks_a_fact(self) -> bool:
        """Whether a fact is asked for that remarks seldom hold, and that these do not."""
        return bool(self._of) and not all(self._said(word) for match in _FACTS.findall(self._own) for word in fold(match).split())

    def lacking_head(self) -> float:
        """The share of what is asked for that nothing said of the entries touches."""
        found = next((match for pattern in _ASKED if (match := pattern.search(self._own))), None)
        words = [word for word in _telling(found[1] if found else "") if not word.isdigit() and word not in self._named]
        return sum(not self._said(word) for word in words) / len(words) if words and self._of else 0.0

    def _said(self, word: str) -> bool:
        return any(stem(word) in spoken for spoken in self._spoken)


def refusal(covered: Coverage, within: str = "") -> str:
    """The sentence that says why a question is not answered. `within` says which entries were looked at, where not all were."""
    if covered.named and (covered.unsaid or covered.bare or covered.head_named > _MOST or covered.outside):
        return f"The notes name “{covered.named}” but do not say that."
    who = f"The entries {within}" if within else "The notes"
    if covered.unknown_name:
        return f"{who} do not cover this: “{covered.unknown_name}” does not occur in them."
    return f"{who} do not cover this."


def is_absent(question: str, share: Share) -> bool:
    """Whether a question names a topic of which no word occurs where `share` looks."""
    words = _telling(question.partition(ABOUT)[0])
    return bool(words) and not any(share(words).values())


def _telling(text: str) -> list[str]:
    """The words of a question that say what it is about, without years."""
    return [word for word in terms(text) if word not in _ASKING and not re.fullmatch(r"(?:19|20)\d{2}", word)]


def _has(entry: Entry, word: str) -> bool:
    return stem(word) in stems(_told(entry))


def _words(entry: Entry) -> str:
    """All that the notes say of an entry, folded, each word after a blank."""
    return " " + fold(_told(entry))


def _told(entry: Entry) -> str:
    return " ".join(
        [entry.title, *entry.aliases, *entry.lines(), *entry.authors, *(name for place in entry.places for name in place.section)]
    )


def _first_names(own: str, entries: Sequence[Entry]) -> set[str]:
    """First names of authors whose last names, which notes hardly go beyond, the entries give."""
    known = {name for entry in entries for name in people(entry.authors)}
    return {fold(match[1]) for match in _PERSON.finditer(own) if any(same_person(match[0], name) for name in known)}


def _unknown_name(own: str, question: str, strict: bool, share: Share, leading: Sequence[Entry], first_names: Collection[str]) -> str:
    """The first name in a question that the library has never seen: a coined word that neither its words nor the initials of a leading title account
    for (unless `strict`, any word with a capital), an author, or several words written as one name that no leading entry has together."""
    initials = {short for entry in leading[:5] for title in (entry.title, *entry.aliases) for short in acronyms_of(title)}
    plain = strict or language_of(question) in CAPITALISED
    for name in (COINED if plain else _COINED_OR_CAPITAL).findall(question):
        folded = fold(name)
        if folded in first_names:
            continue
        # "FlashAttention-3" is another thing than the FlashAttention that the notes may know.
        parts = [part for part in folded.split() if not part.isdigit()] + ([folded] if re.search(r" \d+$", folded) else [])
        shares = share(parts)
        if any(shares[part] == 0.0 and part.removesuffix("s") not in initials for part in parts):
            return str(name)
    for name in (name for match in AUTHORS.finditer(own) for name in match.groups() if name):
        if share([fold(name)])[fold(name)] == 0.0:
            return str(name)
    held = [_words(entry) + " " for entry in leading]
    for match in () if language_of(question) in CAPITALISED else _CAPITALS.finditer(own):
        if fold(match[0]).split()[0] not in first_names and not any(f" {fold(match[0])} " in text for text in held):
            return str(match[0])
    return ""


def _heads(question: str) -> list[str]:
    """What a question asks for by name: "which *optimizer* does …"."""
    found = _HEAD.search(question.partition(ABOUT)[0])
    return [word for word in terms(found[1] if found else "") if word not in _ASKING and not word.isdigit()]


def _lacking(words: Sequence[str], entries: Sequence[Entry]) -> float:
    """The share of words of which no entry speaks."""
    return sum(not any(_has(entry, word) for entry in entries) for word in words) / len(words) if words else 0.0
