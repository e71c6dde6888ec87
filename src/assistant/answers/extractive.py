"""Answers with no model: sentences of the notes, each naming or following the entry it stands in, each with its marker."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from assistant.notes.entry import Entry
from assistant.questions.kind import kind_of, sides
from assistant.retrieval.evidence import Evidence
from assistant.retrieval.looked_up import is_named_in
from assistant.retrieval.ranking import EntryHit
from assistant.text.fold import fold
from assistant.text.sentences import split_sentences
from assistant.text.words import rarity, stem, stems, terms

Marked = tuple[str, tuple[int, ...]]

_LIST_MOST = 15
_LIST_SHARE = 0.4
_LOOKUP_SHARE = 0.58
_NAMED_MOST = 4
# Sentences by rank: of an entry that is asked for by name all that stands in the evidence, of those that only fit the less, the later they come.
_NAMED_SENTENCES = (12, 2, 1)
_SENTENCES = (5, 3, 2, 2, 1)
_UNNAMED_MOST = 8
GUESSES_MOST = 5
_SIDE_SENTENCES = 4
_SAME_SENTENCE = 85.0
_SHORT_SENTENCE = 5
_SEVERAL = 3
# A sentence that begins so goes on with the one before it.
_GOES_ON = re.compile(
    r"(?:Then|It (?:then|also)|This|These|Those|Such|Another|Also|However|They|Otherwise|Likewise|Similarly|In contrast|The (?:former|latter|same|other)|"
    r"For (?:example|instance)|E\.g\.)\b"
)
# "See above", "the second note on rye above": where a line of the notes stands beside another.
_POINTS = re.compile(r"^[^:()]*\s(?:above|below)(?::\s*|\W*$)|\s*\((?:see|as|cf\.?)[^()]*\b(?:above|below)\)", re.IGNORECASE)
_LABEL_ALONE = re.compile(r"\W*(?:[^\W\d_][\w’'/&-]*[ *_]*){1,4}\s*(?:[:：]|[-–—])[\s*_]*")
_SAID = 0.8
_WORKS = re.compile(r"\b(?:papers|works|entries|articles|publications|others?|like|similar)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Draft:
    """Statements with their markers, before the support check, whether they are best read as a list, and whether as one that may be `cut`: of
    several papers that were asked for, those that fit best."""

    statements: tuple[Marked, ...]
    listed: bool = False
    cut: bool = False


def extract(question: str, evidence: Sequence[Evidence], frequency: Mapping[str, float], meant: Collection[str] = ()) -> Draft:
    """Chooses the sentences that answer `question`. `frequency` is the share of chunks that hold each stem, for weighing the words; `meant` are the
    ids of entries that the question means by name."""
    if not evidence:
        return Draft(())
    chooser = Chooser(question, frequency)
    kind = kind_of(question)
    named = evidence[0].entry.id in meant
    if kind == "list" and named and not _WORKS.search(question):
        kind = "lookup"  # "which tasks does X fail in?" asks for no list of papers
    match kind:
        case "list":
            return Draft(tuple(chooser.listing(evidence)), listed=True, cut=True)
        case "compare":
            return Draft(tuple(chooser.comparison(question, evidence)))
        case "attribution":
            return Draft(tuple(chooser.attribution([item for item in evidence if item.entry.id in meant] if named else evidence)))
        case _:
            statements = tuple(chooser.lookup(evidence, meant if named else (), digits=kind == "number"))
            # Where nothing is named, several entries are so many guesses, and are best looked through as a list.
            return Draft(statements, listed=not named and len({markers for _, markers in statements}) >= _SEVERAL)


def guesses(question: str, evidence: Sequence[Evidence], frequency: Mapping[str, float], more: Sequence[str] = ()) -> list[Marked]:
    """The entries that may be what `question` means, five at most, best first, each with the one line of it that fits best; behind them those of `more`,
    by their ids."""
    chooser = Chooser(question, frequency)
    kept = [item for item in evidence if item.entry.kind != "section"] or list(evidence)
    first = [item for item in kept if item.entry.id not in more][:GUESSES_MOST]
    return [chooser.guess(item) for item in [*first, *(item for item in kept if item.entry.id in more)]]


def name(entry: Entry) -> str:
    """An entry as a sentence names it: “Title” (authors, year)."""
    byline = f" ({entry.byline()})" if entry.byline() else ""
    return f"“{entry.called}”{byline}"


class Chooser:
    """Chooses sentences for a question. `frequency` is the share of chunks that hold each word."""

    def __init__(self, question: str, frequency: Mapping[str, float]) -> None:
        self._question = question
        self._weights = {stem(word): rarity(frequency.get(word, 0.0)) for word in terms(question)}

    def fit(self, text: str) -> float:
        """Share of the question's weight that a text's words carry."""
        present = stems(text)
        total = sum(self._weights.values())
        return sum(weight for word, weight in self._weights.items() if word in present) / total if total else 0.0

    def best(self, item: Evidence, most: int, *, digits: bool = False) -> list[str]:
        """The `most` sentences of an entry that fit best, in the order of the notes."""
        fields = {f"{field.name}: {field.value}" for field in item.entry.fields}  # told where they are asked for
        lines = [line for line in item.text.split("\n")[1:] if line not in fields or self.fit(line)]
        seen = [seen for line in lines for one in split_sentences(line) if (seen := _without_pointing(one))]
        own = [one for one in seen if _tells(one)] or seen
        ranked = sorted(range(len(own)), key=lambda i: (-self.fit(own[i]) - 0.5 * (digits and bool(re.search(r"\d", own[i]))), i))
        chosen: list[int] = []
        for number in ranked:
            if len(chosen) < most and not any(same(own[number], own[other]) for other in chosen):
                chosen.append(number)
        chosen += [number - 1 for number in chosen if number and number - 1 not in chosen and _GOES_ON.match(own[number])]
        return _once([own[i] for i in sorted(chosen)])

    def about(self, item: Evidence, most: int, *, digits: bool = False) -> list[Marked]:
        """What the notes say of one entry: its name with the first sentence, then the others."""
        chosen = self.best(item, most, digits=digits)
        if not chosen:
            return [(bare(item.entry), (item.marker,))]
        first = f"{name(item.entry)}: {chosen[0]}"
        return [(first, (item.marker,)), *((text, (item.marker,)) for text in chosen[1:])]

    def guess(self, item: Evidence) -> Marked:
        """An entry with the one whole line of it that fits best."""
        lines = item.text.split("\n")[1:]
        told = f"{name(item.entry)}: {max(lines, key=self.fit)}" if lines else bare(item.entry)
        return told, (item.marker,)

    def lookup(self, evidence: Sequence[Evidence], meant: Collection[str] = (), *, digits: bool = False) -> list[Marked]:
        """What the best entry says, and the next ones where they fit nearly as well; beside those that are `meant` by name, those that speak of them."""
        counts = _NAMED_SENTENCES if meant else _SENTENCES
        statements: list[Marked] = []
        near = _near(evidence, _LOOKUP_SHARE, _NAMED_MOST if meant else _UNNAMED_MOST)
        if meant:
            near = [near[0], *(item for item in near[1:] if item.entry.id in meant or self._is_beside(item, near[0].entry))]
        else:  # of what only fits, an entry with remarks tells more than a bare title
            near = [near[0], *sorted(near[1:], key=lambda item: not item.entry.lines())]
        for rank, item in enumerate(near):
            statements += self.about(item, counts[min(rank, len(counts) - 1)], digits=digits)
        return statements

    def _is_beside(self, item: Evidence, named: Entry) -> bool:
        """Whether what is at hand of an entry speaks of the one that is named, or the question names it too."""
        return is_named_in(item.text, named) or is_named_in(self._question, item.entry)

    def listing(self, evidence: Sequence[Evidence]) -> list[Marked]:
        """One sentence an entry, for the entries that fit."""
        kept = _near([item for item in evidence if item.entry.kind != "section"] or evidence, _LIST_SHARE, _LIST_MOST)
        return [statement for item in kept for statement in self.about(item, 1)]

    def attribution(self, evidence: Sequence[Evidence]) -> list[Marked]:
        """Authors and year of the best entry, then what the notes say of it."""
        papers = [item for item in evidence if item.entry.authors or item.entry.year] or list(evidence)
        statements: list[Marked] = []
        for item in _near(papers, 0.85, 2):
            statements.append((credit(item.entry), (item.marker,)))
            statements += [(text, (item.marker,)) for text in self.best(item, 2)]
        return statements

    def comparison(self, question: str, evidence: Sequence[Evidence]) -> list[Marked]:
        """Both sides, each in the notes' words."""
        count = 2 if sides(question) else 3
        return [statement for item in evidence[:count] for statement in self.about(item, _SIDE_SENTENCES)]


def _tells(sentence: str) -> bool:
    """Whether a sentence says something: no label that stands alone, `**Gist** –`, and no question, as templates of notes have them."""
    return not _LABEL_ALONE.fullmatch(sentence) and not sentence.rstrip(' *_)"”').endswith(("?", "？"))


def _without_pointing(sentence: str) -> str:
    """A sentence without what points at another line of the notes, which its reader does not see: what follows the colon ("It changes the second note
    above: …"), or the whole where nothing does."""
    return _POINTS.sub("", sentence)


def same(one: str, other: str) -> bool:
    """Whether two sentences say the same in nearly the same words: notebooks that speak of one paper often do."""
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    return fuzz.token_set_ratio(fold(one), fold(other)) >= _SAME_SENTENCE and len(fold(one).split()) > _SHORT_SENTENCE


def _once(sentences: Sequence[str]) -> list[str]:
    """Sentences without those whose words the ones before, taken together, have nearly all said: notebooks tell of one paper in other words."""
    kept: list[str] = []
    said: list[set[str]] = []
    for sentence in sentences:
        words = {stem(word) for word in terms(sentence)}
        if not _said_again(words, said):
            kept.append(sentence)
            said.append(words)
    return kept


def _said_again(words: set[str], said: Sequence[set[str]]) -> bool:
    if len(words) < _SHORT_SENTENCE:  # "It works in steps." after "It works in three steps."
        return bool(words) and any(words <= earlier for earlier in said)
    return len(words & set().union(*said)) >= _SAID * len(words)


def bare(entry: Entry) -> str:
    """The sentence for an entry of which no remark is at hand; that the notes have none is said only where it is so."""
    where = f" under “{entry.headings[-1]}”" if entry.headings else ""
    silent = "" if entry.lines() else ", without a remark"
    return f"The notes name {name(entry)}{where}{silent}."


def credit(entry: Entry) -> str:
    """The sentence that names authors and year, or says that the notes give none."""
    people = [author for author in entry.authors if re.search(r"\w", author)]
    listed = ", ".join(people[:-1]) + f" and {people[-1]}" if len(people) > 1 else "".join(people)
    if listed and entry.year:
        return f"“{entry.called}” is by {listed} ({entry.year})."
    if listed:
        return f"“{entry.called}” is by {listed}; the notes give no year."
    if entry.year:
        return f"“{entry.called}” is from {entry.year}; the notes give no authors."
    return f"The notes give neither authors nor year for “{entry.called}”."


def count_fitting(hits: Sequence[EntryHit]) -> int:
    """How many of the entries found fit well enough for a list, were there room for them."""
    return sum(hit.score >= _LIST_SHARE * hits[0].score and hit.entry.kind != "section" for hit in hits)


def _near(evidence: Sequence[Evidence], share: float, most: int) -> list[Evidence]:
    """The leading entries whose score is at least `share` of the best one's."""
    return [item for item in evidence[:most] if item.score >= share * evidence[0].score]
