"""Compares a user's text with the notes: for each statement a verdict and the entry that supports or contradicts it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from assistant.answers.answer import Citation
from assistant.answers.verify import citation
from assistant.drafts.mentions import credited_works, credits_it, credits_one, is_credited_to, name_in, named, names_another, without_names
from assistant.drafts.parse import Draft, DraftStatement, LeftOut, read_draft
from assistant.index.catalog import Catalog
from assistant.index.filters import Filters
from assistant.notes.entry import Entry
from assistant.retrieval.evidence import heading, lines_of
from assistant.retrieval.ranking import Retriever
from assistant.support.authorship import read_credit
from assistant.support.check import Support, Verdict, check_support
from assistant.support.passages import read_passage
from assistant.support.second_opinion import SecondOpinion
from assistant.text.words import rarity, stem, stems, terms

_NEAR = 8
_BY_CREDIT = 5
_CLEAR = 0.8  # of a statement's weight, for an entry that it speaks of without naming it
_APART = 0.75  # of that, for the next one
_SURE = 0.95
_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]urs?|I|[Mm]y)\b")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s?(?=\s)")
_LEANING = re.compile(
    r"\W*(?:(?:it|its|they|them|their|this|these|those|he|she|his|her)\b(?! (?:is|was) (?:well |widely |often )?(?:known|believed|thought|clear|possible|important))"
    r"|(?:the|their|its) (?:same |resulting |proposed )?(?:authors?|papers?|methods?|approach|work|idea|models?|benchmark|system|experiments?|results?|evaluation|technique|"
    r"framework|stud(?:y|ies)|algorithm|datasets?|procedure|training|score|metric|survey)\b(?! (?:of|that|which|in which|behind|for)\b))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CheckedStatement:
    """One statement of the user's: text and line, the markers of the entries it was compared with, verdict, score from 0 to 1, the notes' words that the
    verdict rests on, the difference where the notes contradict it, and the model whose verdict it is, empty where it was read."""

    text: str
    line: int
    markers: tuple[int, ...]
    verdict: Verdict
    score: float
    quote: str
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """A text compared with the notes. `unsupported`: the notes contradict the statement; `unverified`: they do not tell."""

    statements: tuple[CheckedStatement, ...]
    citations: tuple[Citation, ...]
    left_out: tuple[LeftOut, ...]

    def counts(self) -> dict[str, int]:
        """How many statements each verdict was given."""
        found = Counter(statement.verdict for statement in self.statements)
        return {verdict: found[verdict] for verdict in ("supported", "partly", "unsupported", "unverified")}

    def to_json(self, file: str) -> dict[str, Any]:
        """The document that `assistant check --json` prints of `file`."""
        said = ("text", "line", "markers", "verdict", "score", "reason")
        return {
            "file": file,
            "statements": [
                {name: getattr(one, name) for name in said} | {"markers": list(one.markers)} | ({"by": one.by} if one.by else {})
                for one in self.statements
            ],
            "citations": [asdict(one) | {"authors": list(one.authors), "section": list(one.section)} for one in self.citations],
            "left_out": [asdict(one) for one in self.left_out],
            "counts": self.counts(),
        }


@dataclass(frozen=True, slots=True)
class _Held:
    support: Support
    entries: tuple[Entry, ...] = ()


_UNTOLD = Support("unverified", 0.0, "")


class DraftChecker:
    """Compares statements with the entries of an index that pass `filters`. `second` is asked where reading does not tell."""

    def __init__(self, retriever: Retriever, catalog: Catalog, filters: Filters | None = None, second: SecondOpinion | None = None) -> None:
        self._retriever, self._catalog, self._filters, self._second = retriever, catalog, filters, second
        self._named_above: dict[str, list[Entry]] = {}

    def check(self, text: str, progress: Callable[[str, int, int], None] | None = None) -> CheckedDraft:
        """Gives each statement of a Markdown or plain text its verdict. `progress` is told (stage, done, of)."""
        draft = read_draft(text)
        held: list[_Held] = []
        about: tuple[Entry, ...] | None = None
        section = 0
        for number, drafted in enumerate(draft.statements, 1):
            about = None if drafted.section != section else about
            section = drafted.section
            found, about = self._hold(drafted, about)
            held.append(self._asked_again(drafted, found))
            if progress:
                progress("checking", number, len(draft.statements))
        return _numbered(draft, held)

    def _hold(self, drafted: DraftStatement, about: tuple[Entry, ...] | None) -> tuple[_Held, tuple[Entry, ...]]:
        """The verdict on one statement, and what the next one speaks of where it says `it`. `about` is that of the statement before: empty
        where that speaks of what the notes do not have, None where there is none."""
        text = _POSSESSIVE.sub("", drafted.text)
        near = [hit.entry for hit in self._retriever.search(text, _NEAR, self._filters)]
        by_credit = self._credited(text)
        own = tuple(named(text, _unique([*near, *by_credit]))) or (tuple(by_credit) if len(by_credit) == 1 else ())
        above = () if own else self._above(drafted.under)
        if _LEANING.match(text) and (about or not own):
            before = about or above
            found = _leaning(text, tuple(_unique([*before, *own])), near if about is None else ())
            return found, before or found.entries
        held = _judge(text, own or above, _unique([*by_credit, *(about or ()), *near]))
        if held.support.verdict == "unverified" and not (own or above):
            held = self._clearly_otherwise(text, near)
        return held, own or held.entries or above

    def _asked_again(self, drafted: DraftStatement, held: _Held) -> _Held:
        """What the second opinion says of a statement, where reading cannot tell whether the entries that it speaks of support it.

        It is asked of no other entries: it was measured on statements held against what they speak of.
        """
        if self._second is None or held.support.verdict != "unverified" or not held.entries:
            return held
        text, passages = _POSSESSIVE.sub("", drafted.text), [passage for entry in held.entries for passage in _passages(entry)]
        if check_support(text, passages).verdict != "unverified":
            return held
        (support,) = self._second.ask([(text, passages)])
        may_deny = support is not None and support.verdict == "unsupported" and not _may_speak_of_another(text, held.entries)
        may_deny = may_deny and self._second.model.tells_contradiction  # what the notes are silent on, they do not have otherwise
        return replace(held, support=support) if support and (support.verdict == "supported" or may_deny) else held

    def _credited(self, text: str) -> list[Entry]:
        """The entries with the first author and year that a statement gives."""
        if self._filters:
            return []
        found: list[Entry] = []
        for author, year in credited_works(text):
            hits = self._retriever.search(text, _BY_CREDIT, Filters(since=year, until=year, author=author))
            found += [hit.entry for hit in hits if is_credited_to(hit.entry, author, year)]
        return _unique(found)

    def _above(self, under: Sequence[str]) -> tuple[Entry, ...]:
        """The entry that the nearest line above a statement names, where one names a single entry."""
        for text in under:
            if text not in self._named_above:
                self._named_above[text] = named(text, [hit.entry for hit in self._retriever.search(text, _NEAR, self._filters)])
            if found := self._named_above[text]:
                return tuple(found) if len(found) == 1 else ()
        return ()

    def _clearly_otherwise(self, text: str, near: Sequence[Entry]) -> _Held:
        """`unsupported` where the entry that a statement is clearly about, without naming it, contradicts it: the entry has nearly all the other words of the
        statement, and no other entry has many of them."""
        rest = read_credit(text, ()).rest
        words = terms(rest)
        weights = {word: rarity(share) for word, share in self._catalog.shares(words).items()}
        for entry in near:
            held = _denial(text, (entry,))
            if held.support.verdict == "unsupported":
                differing = terms(held.support.said)
                kept = {word: weight for word, weight in weights.items() if word not in differing}
                others = max((_carried(other, kept) for other in near if other is not entry), default=0.0)
                if (own := _carried(entry, kept)) >= _CLEAR and others <= _APART * own:
                    return held
        return _Held(_UNTOLD)


def _leaning(text: str, about: tuple[Entry, ...], near: Sequence[Entry]) -> _Held:
    """The verdict on a statement that refers back (`it`, `the method`): compared with `about` alone, as other papers prove nothing about it."""
    if about:
        return _judge(text, about, ())
    best = _best(text, near)
    return best if best.support.verdict == "supported" and best.support.score >= _SURE else _Held(_UNTOLD)


def _judge(text: str, own: tuple[Entry, ...], others: Sequence[Entry]) -> _Held:
    """Compares a statement with the entries it is about, then with `others`, which can support but not contradict it."""
    best = _best(text, own)
    if best.support.verdict != "supported" and len(own) > 1:
        together = check_support(text, [passage for entry in own for passage in _passages(entry)])
        best = _Held(together, own) if together.verdict == "supported" else best
    if best.support.verdict != "supported":
        other = _best(text, [entry for entry in others if entry not in own])
        best = other if other.support.verdict == "supported" else best
    if best.support.verdict in {"supported", "partly"}:
        return best
    return _denial(text, own) if own else _Held(_UNTOLD)


def _best(text: str, entries: Sequence[Entry]) -> _Held:
    """The entry that supports a statement best, wholly or partly; none where no entry does."""
    found = [_Held(check_support(text, _passages(entry)), (entry,)) for entry in entries]
    found = [one for one in found if one.support.verdict in {"supported", "partly"}]
    return max(found, key=lambda one: (one.support.verdict == "supported", one.support.score), default=_Held(_UNTOLD))


def _denial(text: str, entries: tuple[Entry, ...]) -> _Held:
    """What entries that do not support a statement say of it: `unsupported` where they have it otherwise, else `unverified`.

    A name or year that differs denies only what the entry is credited with: in `BERT was probed by Tenney et al.` nobody is said to have written BERT.
    """
    passages = [passage for entry in entries for passage in _passages(entry)]
    support = check_support(text, passages)
    if support.verdict == "unsupported":
        credit = read_credit(text, [read for passage in passages if (read := read_passage(passage)).sentences])
        if credit.verdict != "wrong":
            if not _says_otherwise(text, passages, entries):
                return _Held(replace(_UNTOLD, score=0.2), entries)
            alone = tuple(entry for entry in entries if check_support(text, _passages(entry)).verdict == "unsupported")
            return _Held(support, alone or entries)
        content = check_support(credit.rest, passages)
        credited = tuple(entry for entry in entries if credits_it(text, name_in(entry, text)))
        if credits_one(text) and (credited or content.verdict == "supported"):
            return _Held(replace(support, quote=heading((credited or entries)[0])), credited or entries)
        support = content
    return _Held(replace(_UNTOLD, quote=support.quote, score=support.score if support.verdict == "unverified" else 0.2), entries)


def _says_otherwise(text: str, passages: Sequence[str], entries: tuple[Entry, ...]) -> bool:
    """Whether the difference lies between what the statement claims and a remark: not in a title, which claims nothing, nor in the name that
    the statement calls its subject by, nor in what it says of something else or of its own author's work."""
    if _may_speak_of_another(text, entries):
        return False
    bare = check_support(without_names(text, entries), passages)
    titles = {sentence.raw for passage in passages if (sentence := read_passage(passage).title)}
    return bare.verdict == "unsupported" and bare.quote not in titles


def _may_speak_of_another(text: str, entries: tuple[Entry, ...]) -> bool:
    return ";" in text or bool(_FIRST_PERSON.search(text)) or names_another(text, entries)


def _passages(entry: Entry) -> list[str]:
    return ["\n".join([heading(entry), *lines_of(entry)]), " / ".join(entry.headings)]


def _carried(entry: Entry, weights: Mapping[str, float]) -> float:
    """The share of a statement's weight (rare words weigh more) whose words an entry has."""
    said = stems(" ".join([entry.title, *entry.aliases, *entry.lines(), *entry.authors, str(entry.year or "")]))
    return sum(weight for word, weight in weights.items() if stem(word) in said) / (sum(weights.values()) or 1.0)


def _unique(entries: Sequence[Entry]) -> list[Entry]:
    return list({entry.id: entry for entry in entries}.values())


def _numbered(draft: Draft, held: Sequence[_Held]) -> CheckedDraft:
    """The statements with markers, numbered in the order in which their entries first come up."""
    markers: dict[str, int] = {}
    entries: dict[int, Entry] = {}
    quotes: dict[int, str] = {}
    statements = []
    for drafted, found in zip(draft.statements, held, strict=True):
        own = []
        for entry in found.entries:
            marker = markers.setdefault(entry.id, len(markers) + 1)
            entries[marker] = entry
            quotes[marker] = quotes.get(marker) or found.support.quote
            own.append(marker)
        support = found.support
        said = (support.verdict, round(support.score, 3), support.quote, support.reason, support.by)
        statements.append(CheckedStatement(drafted.text, drafted.line, tuple(own), *said))
    citations = tuple(citation(marker, entry, quotes[marker]) for marker, entry in entries.items())
    return CheckedDraft(tuple(statements), citations, draft.left_out)
