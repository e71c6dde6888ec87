"""Writes the overview of a topic with no model: each theme a paragraph of the notes' own words, the most telling entries first."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from rapidfuzz import fuzz

from assistant.answers.answer import Citation, Nearest, Statement
from assistant.answers.extractive import Chooser, Marked, name, same
from assistant.answers.verify import passages_of, verify
from assistant.notes.entry import Entry
from assistant.overviews.overview import Dated, Ledger, Line, Overview, Pair, Told, leaves_open, timeline
from assistant.overviews.themes import Theme
from assistant.retrieval.evidence import Evidence, aside, heading, lines_of
from assistant.retrieval.topic_entries import Belonging
from assistant.support.check import Check, check_each, check_support
from assistant.text.display import plural
from assistant.text.fold import fold
from assistant.text.sentences import split_sentences, without_pointing
from assistant.text.tokens import count_tokens, first_tokens

_ENTRY_TOKENS = 400
_TOLD_OF_EACH = 60
_TOLD_AT_LEAST = 4
_NAMED_TOGETHER = 6
_SHORT = 4
_NEAR = 0.72
_FAR = 0.45
_PAIRS = 24
_SAME_SUBJECT = 45.0
_SHOWN_PAIRS = 5
_SHOWN_ALONE = 5
_SHOWN_QUESTIONS = 8
_ALSO_NAME = "The notes also name"
_OF_ITSELF = re.compile(r"(?:it|its|they|their|these|this|those|that|here)\b", re.IGNORECASE)


def write_overview(topic: str, themes: Sequence[Theme], outside: Sequence[Belonging], frequency: Mapping[str, float]) -> Overview:
    """The overview of the themes of a topic. `frequency` is the share of chunks that hold each word, for weighing the topic's words."""
    return in_own_words(topic, themes, outside, frequency).numbered()


def in_own_words(topic: str, themes: Sequence[Theme], outside: Sequence[Belonging], frequency: Mapping[str, float]) -> Overview:
    """As `write_overview`, with the entries under the markers that they have as evidence."""
    desk = Desk(themes)
    fit = Chooser(topic, frequency).fit
    for theme in themes:
        desk.tell(theme, fit)
    sections, citations = desk.sections()
    entries = [one.entry for theme in themes for one in theme.members]
    agree, differ, alone = _relations(themes, sections, desk)
    questions = verify(desk.questions(), desk.evidence).statements
    ledger = Ledger(tuple(desk.used), tuple(desk.merged), (), tuple(Line(one.entry.id, one.entry.title) for one in outside))
    dated = timeline(entries)
    bare = tuple(Line(entry.id, entry.called) for entry in entries if not entry.lines())
    return Overview(
        topic,
        " ".join(filter(None, [_lead(topic, sections, dated, len(entries)), aside(entries)])),
        sections,
        dated,
        ledger,
        agree,
        differ,
        alone,
        bare,
        questions,
        citations,
    )


def no_overview(topic: str, outside: Sequence[Belonging], near: Sequence[Nearest] = ()) -> Overview:
    """The refusal where the notes hold nothing on a topic: it says so, and names the entries just outside, or else those that are `near`."""
    nearest = tuple(Nearest(one.entry.id, one.entry.called, round(one.score, 4)) for one in outside[:3]) or tuple(near)
    names = "; ".join(f"“{near.title}”" for near in nearest)
    told = f"The notes hold nothing on {topic}." + (f" The nearest entries are {names}." if names else "")
    lines = tuple(Line(one.entry.id, one.entry.title) for one in outside)
    return Overview(topic, told, (), (), Ledger(outside=lines), (), (), (), (), (), (), nearest, refused=True)


@dataclass(slots=True)
class _Said:
    """A statement on its way: its words, the sentence of the notes in them, whose it is, and the markers it has so far."""

    text: str
    sentence: str
    entry: Entry | None
    markers: list[int]


@dataclass
class Desk:
    """The entries of a topic as evidence, and what has been said of them so far."""

    themes: Sequence[Theme]
    evidence: list[Evidence] = field(init=False)
    used: list[Line] = field(default_factory=list)
    merged: list[Line] = field(default_factory=list)
    said: list[list[_Said]] = field(default_factory=list)
    check: Check = check_each

    def __post_init__(self) -> None:
        members = [one for theme in self.themes for one in theme.members]
        self.evidence = [as_evidence(number, one.entry, one.score) for number, one in enumerate(members, 1)]
        self._markers = {item.entry.id: item.marker for item in self.evidence}

    def sections(self) -> tuple[tuple[Told, ...], tuple[Citation, ...]]:
        """What was told of each theme so far, held against the entries it cites, and the citations."""
        checked = verify([(one.text, tuple(one.markers)) for part in self.said for one in part], self.evidence, check=self.check)
        spoken = iter(checked.statements)
        told = [Told(theme.title, tuple(next(spoken) for _ in part)) for theme, part in zip(self.themes, self.said, strict=False)]
        return tuple(told), checked.citations

    def tell(self, theme: Theme, fit: Callable[[str], float]) -> None:
        """The paragraph of a theme in the notes' own words: a statement for each of its telling entries, the others named together."""
        most = max(_TOLD_AT_LEAST, round(_TOLD_OF_EACH * len(theme.members) / len(self.evidence)))
        speaking = {one.entry.id: told[0] for one in theme.members if (told := telling(one.entry, fit))}
        ranked = sorted((one for one in theme.members if one.entry.id in speaking), key=lambda one: _rank(one, fit(speaking[one.entry.id])))
        paragraph: list[_Said] = []
        self.said.append(paragraph)
        for one in ranked[:most]:
            self._tell_one(one.entry, speaking[one.entry.id], paragraph)
        self._name_others(theme, {one.entry.id for one in ranked[:most]})

    def take(self, theme: Theme, statements: Sequence[Statement]) -> None:
        """The paragraph of a theme as a model wrote it. An entry of its own that a statement cites alone is used; of those that are only cited
        together, the first. Entries that it does not cite, or only where they say otherwise, are named together."""
        entries = {self._markers[one.entry.id]: one.entry for one in theme.members}
        self.said.append([_Said(one.text, "", None, list(one.markers)) for one in statements])
        cited = [one.markers for one in statements if one.markers and one.verdict != "unsupported"]
        used = {markers[0] for markers in cited if len(markers) == 1}
        into: dict[int, int] = {}
        for markers in cited:
            first = next((marker for marker in markers if marker in used), markers[0])
            used.add(first)
            into |= {marker: first for marker in markers if marker not in into}
        self.used += [Line(entries[marker].id, entries[marker].title) for marker in sorted(used)]
        together = [marker for marker in sorted(into) if marker not in used]
        self.merged += [Line(entries[marker].id, entries[marker].title, entries[into[marker]].id) for marker in together]
        self._name_others(theme, {entries[marker].id for marker in into})

    def _name_others(self, theme: Theme, told: Collection[str]) -> None:
        """Names those entries of a theme together that nothing was told of, at the end of its paragraph."""
        paragraph = self.said[-1]
        named = [one.entry for one in theme.members if one.entry.id not in told]
        self.merged += [Line(entry.id, entry.title, theme.title) for entry in named]
        for start in range(0, len(named), _NAMED_TOGETHER):
            together = named[start : start + _NAMED_TOGETHER]
            paragraph.append(_Said(naming(together), "", None, self._cite(together)))

    def _tell_one(self, entry: Entry, sentence: str, paragraph: list[_Said]) -> None:
        """A statement of an entry; where another entry's already says the same, that one cites both."""
        twin = next((one for part in self.said for one in part if one.entry and same(one.sentence, sentence)), None)
        if twin and twin.entry:
            twin.markers += self._cite([entry])
            self.merged.append(Line(entry.id, entry.title, twin.entry.id))
            return
        self.used.append(Line(entry.id, entry.title))
        paragraph.append(_Said(f"{name(entry)}: {sentence}", sentence, entry, self._cite([entry])))

    def _cite(self, entries: Sequence[Entry]) -> list[int]:
        return [self._markers[entry.id] for entry in entries]

    def questions(self) -> list[Marked]:
        """Sentences of the notes that ask something, or say that it is not known."""
        asked: list[Marked] = [
            (f"{name(item.entry)}: {sentence}", (item.marker,))
            for item in self.evidence
            for line in lines_of(item.entry)
            for sentence in split_sentences(line)
            if leaves_open(sentence)
        ]
        return asked[:_SHOWN_QUESTIONS]

    def passages(self, entry_id: str) -> list[str]:
        """What can be cited of an entry."""
        return passages_of(self.evidence[self._markers[entry_id] - 1])


def naming(entries: Sequence[Entry]) -> str:
    """The sentence that names entries together."""
    return f"{_ALSO_NAME} {_listed([name(entry) for entry in entries])}."


def only_names(statement: Statement) -> bool:
    """Whether a statement of an overview does no more than name the entries that nothing else was told of."""
    return statement.text.startswith(_ALSO_NAME)


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _rank(one: Belonging, fits: float) -> tuple[float, str]:
    """The surest and best fitting first; the notes under a heading, which speak of no single work, after those."""
    return -(one.score + 0.3 * fits - (0.5 if one.entry.kind == "section" else 0.0)), one.entry.id


def as_evidence(marker: int, entry: Entry, score: float) -> Evidence:
    """An entry as evidence for an overview."""
    text = first_tokens("\n".join([heading(entry), *lines_of(entry)]), _ENTRY_TOKENS)
    return Evidence(marker, entry, text, count_tokens(text), round(score, 4))


def telling(entry: Entry, fit: Callable[[str], float], most: int = 1) -> list[str]:
    """The `most` sentences of an entry that tell most of the topic, in the order of the notes: whole ones first, and of those that fit alike
    the earlier; none twice."""
    own = [seen for line in lines_of(entry) for one in split_sentences(line) if (seen := without_pointing(one))]
    order = sorted(range(len(own)), key=lambda i: (not _is_whole(own[i]), -fit(own[i]) - (0.3 if i == 0 else 0.0), i))
    chosen: list[int] = []
    for number in order:
        if len(chosen) < most and not any(same(own[number], own[other]) for other in chosen):
            chosen.append(number)
    return [own[number] for number in sorted(chosen)]


def _is_whole(sentence: str) -> bool:
    return len(re.findall(r"[a-z]{2,}", re.sub(r"\([^)]*\)", "", sentence))) >= _SHORT and not sentence.endswith((":", ",", ";"))


def _relations(
    themes: Sequence[Theme], sections: Sequence[Told], desk: Desk
) -> tuple[tuple[Pair, ...], tuple[Pair, ...], tuple[Statement, ...]]:
    """Statements of like entries that say alike or may contradict each other, and those of entries that no other is like."""
    members = {one.entry.id: one for theme in themes for one in theme.members}
    by_entry = {
        said.entry.id: statement
        for section, part in zip(sections, desk.said, strict=True)
        for said, statement in zip(part, section.statements, strict=True)
        if said.entry
    }
    ids = sorted(by_entry)
    if len(ids) < 2:
        return (), (), ()
    matrix = np.stack([members[entry_id].vector for entry_id in ids])
    likeness = matrix @ matrix.T - 2 * np.eye(len(ids), dtype=np.float32)
    pairs = sorted(
        ((float(likeness[i, j]), ids[i], ids[j]) for i in range(len(ids)) for j in range(i) if likeness[i, j] >= _NEAR), reverse=True
    )
    agree: list[Pair] = []
    differ: list[Pair] = []
    for _, one, other in pairs[:_PAIRS]:
        pair = Pair(by_entry[one], by_entry[other])
        if fuzz.token_set_ratio(fold(_remark(pair.one)), fold(_remark(pair.other))) < _SAME_SUBJECT:
            continue  # like entries often speak of different things; only of the same thing can they agree or differ
        if _say_the_same(_remark(pair.one), _remark(pair.other)):
            agree.append(pair)
        elif check_support(_remark(pair.one), desk.passages(other)).verdict == "unsupported":
            differ.append(pair)
    lone = [by_entry[ids[i]] for i in np.argsort(likeness.max(axis=1), kind="stable") if likeness[i].max() < _FAR]
    return tuple(agree[:_SHOWN_PAIRS]), tuple(differ[:_SHOWN_PAIRS]), tuple(lone[:_SHOWN_ALONE])


def _say_the_same(one: str, other: str) -> bool:
    """Whether what one remark says, the other says too, both of something that they name: `it` is in each entry another thing."""
    if _OF_ITSELF.match(one) or _OF_ITSELF.match(other):
        return False
    return any(check_support(said, [held]).verdict == "supported" for said, held in ((one, other), (other, one)))


def _remark(statement: Statement) -> str:
    """A statement without the name of its entry."""
    return re.sub(r"^“.*?”(?: \([^()]*\))?: ", "", statement.text)


def _lead(topic: str, sections: Sequence[Told], dated: Sequence[Dated], count: int) -> str:
    """What there is, in a sentence or two of the program's own."""
    years = f", {dated[0].year} to {dated[-1].year}" if dated and dated[0].year != dated[-1].year else ""
    titles = [section.title for section in sections]
    entries = f"{count} {plural(count, 'entry')}"
    return f"The notes hold {entries} on {topic}{years}" + (
        f", in {len(titles)} themes: {_listed(titles)}." if len(titles) > 1 else f": {titles[0]}."
    )
