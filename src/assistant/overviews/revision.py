"""An overview while it is changed: what stays keeps its words, markers are numbered as they come, what is added is checked, and every entry stays accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answers.answer import Citation, Statement, Usage, marked
from assistant.answers.extractive import name
from assistant.answers.verify import verify
from assistant.notes.entry import Entry
from assistant.overviews.extractive import as_evidence, naming, only_names, telling
from assistant.overviews.overview import Ledger, Line, Overview, Told, timeline
from assistant.retrieval.evidence import lines_of

OUTSIDE = "Just outside the topic"
_NAMED_TOGETHER = 6


@dataclass(frozen=True, slots=True)
class Sources:
    """Where new words come from: entries by id, and how well a sentence fits the topic, from 0 to 1."""

    entries: Callable[[Sequence[str]], Mapping[str, Entry]]
    fit: Callable[[str], float]


@dataclass(slots=True, eq=False)
class Theme:
    """A theme that can still change."""

    title: str
    statements: list[Statement]
    model: str

    def add(self, statements: Sequence[Statement]) -> None:
        """Adds statements that do not stand there yet, before those that only name entries."""
        place = next((place for place, one in enumerate(self.statements) if only_names(one)), len(self.statements))
        self.statements[place:place] = [one for one in statements if one not in self.statements]


class Revision:
    """`before` on its way to another overview. `whole` is the overview as it was first written: what comes back, comes back from there."""

    def __init__(self, before: Overview, whole: Overview, sources: Sources) -> None:
        whole = _numbered_as(before, whole)
        self._before, self._whole, self._sources = before, whole, sources
        self.themes = [Theme(theme.title, list(theme.statements), theme.model) for theme in before.themes]
        self.outside = list(before.ledger.outside)
        self.lines = [*before.ledger.used, *before.ledger.merged, *before.ledger.left_out]
        self.reasons = {line.entry_id: line.why for line in before.ledger.left_out}
        self.remark = ""
        self._citations = {citation.marker: citation for citation in (*whole.citations, *before.citations)}
        self._markers = {citation.entry_id: citation.marker for citation in self._citations.values()}
        self._home = whole.theme_of() | before.theme_of()
        self._newly_told: set[str] = set()

    def size(self) -> int:
        """How many statements there are."""
        return sum(len(theme.statements) for theme in self.themes)

    def cited(self, statements: Sequence[Statement]) -> list[str]:
        """The entries that statements cite."""
        return list(dict.fromkeys(self._citations[marker].entry_id for one in statements for marker in one.markers))

    def shown(self) -> set[str]:
        """The entries that stand in it."""
        return set(self.cited([one for theme in self.themes for one in theme.statements]))

    def citation(self, entry_id: str) -> Citation:
        """The citation of an entry."""
        return self._citations[self._markers[entry_id]]

    def by_marker(self, entry_ids: Collection[str]) -> list[str]:
        """The entries in the order of their markers."""
        return sorted(entry_ids, key=self._markers.__getitem__)

    def known(self, entry_ids: Sequence[str]) -> Mapping[str, Entry]:
        """Those of the entries that are still in the notes."""
        return self._sources.entries(entry_ids)

    def leave_out(self, reason: str) -> None:
        """Gives the entries that have just gone a reason."""
        for entry_id in set(self._before.theme_of()) - self.shown():
            self.reasons.setdefault(entry_id, reason)

    def sentences(self, entry: Entry, most: int) -> list[str]:
        """The telling sentences of an entry."""
        return telling(entry, self._sources.fit, most) if lines_of(entry) else []

    def say(self, entry: Entry, sentences: Sequence[str], *, named: bool = True) -> list[Statement]:
        """Statements in the words of an entry, the first of which names it."""
        texts = [f"{name(entry)}: {sentences[0]}", *sentences[1:]] if named else sentences
        return self._checked([(text, [entry]) for text in texts])

    def name(self, entry_ids: Sequence[str]) -> list[Statement]:
        """Statements that name entries together."""
        entries = list(self.known(entry_ids).values())
        groups = [entries[start : start + _NAMED_TOGETHER] for start in range(0, len(entries), _NAMED_TOGETHER)]
        return self._checked([(naming(group), group) for group in groups])

    def kept(self, statement: Statement, stay: Collection[str]) -> list[Statement]:
        """The statement where all that it cites stays; of one that only names entries, the part that stays."""
        cited = self.cited([statement])
        if all(one in stay for one in cited):
            return [statement]
        return self.name([one for one in cited if one in stay]) if only_names(statement) else []

    def tell(self, entry_ids: Sequence[str], most: int = 1) -> None:
        """Statements for entries that have none, each in its theme: as they first stood where all that they cite is there, else new ones."""
        present = self.shown() | set(entry_ids)
        first = [
            one for theme in self._whole.themes for one in theme.statements if not only_names(one) and present.issuperset(self.cited([one]))
        ]
        silent: dict[str, list[str]] = {}
        for entry_id, entry in self.known(entry_ids).items():
            title = self._home.get(entry_id, OUTSIDE)
            own = [one for one in first if self._markers.get(entry_id) in one.markers]
            if not own and not lines_of(entry):
                silent.setdefault(title, []).append(entry_id)
            else:
                self.theme(title).add(own or self.say(entry, self.sentences(entry, most)))
                self._newly_told |= set() if own else {entry_id}
        for title, unspoken in silent.items():
            self.theme(title).statements.extend(self.name(unspoken))

    def tell_named(self, theme: Theme, most: int) -> None:
        """Gives the entries that a theme only names, and of which the notes say something, statements of their own."""
        only = [one for one in theme.statements if only_names(one)]
        named = self.known(self.cited(only))
        theme.statements = [one for one in theme.statements if one not in only]
        theme.statements += self.name([entry.id for entry in named.values() if not lines_of(entry)])
        for entry in (entry for entry in named.values() if lines_of(entry)):
            theme.add(self.say(entry, self.sentences(entry, most)))
            self._newly_told.add(entry.id)

    def theme(self, title: str) -> Theme:
        """The theme of this title, made where it had gone."""
        found = next((theme for theme in self.themes if theme.title == title), None)
        if found is None:
            found = Theme(title, [], self._before.model)
            order = [theme.title for theme in self._whole.themes]
            self.themes.append(found)
            self.themes.sort(key=lambda theme: order.index(theme.title) if theme.title in order else len(order))
        return found

    def _checked(self, drafted: Sequence[tuple[str, Sequence[Entry]]]) -> list[Statement]:
        """Statements held against the entries they cite, which get a marker where they had none."""
        entries = {entry.id: entry for _, cited in drafted for entry in cited}
        for entry_id in entries:
            self._markers.setdefault(entry_id, max(self._markers.values(), default=0) + 1)
        evidence = [as_evidence(self._markers[entry_id], entry, 1.0) for entry_id, entry in entries.items()]
        checked = verify([(text, tuple(self._markers[entry.id] for entry in cited)) for text, cited in drafted], evidence)
        for citation in checked.citations:
            self._citations.setdefault(citation.marker, citation)
        return list(checked.statements)

    def overview(self) -> Overview:
        """The overview that has come of it: citations, ledger, timeline and relations are those of what stands in it now."""
        before, first, shown = self._before, self._whole, self.shown()
        themes = tuple(Told(theme.title, tuple(theme.statements), theme.model) for theme in self.themes if theme.statements)
        standing = {one.text for theme in themes for one in theme.statements}
        lead = before.lead if shown.issuperset(self.cited(before.lead)) else ()
        changed = replace(
            before,
            themes=themes,
            timeline=timeline(list(self.known(sorted(shown)).values())),
            ledger=self._ledger(themes),
            agreements=tuple(pair for pair in first.agreements if {pair.one.text, pair.other.text} <= standing),
            disagreements=tuple(pair for pair in first.disagreements if {pair.one.text, pair.other.text} <= standing),
            alone=tuple(one for one in first.alone if one.text in standing),
            bare=tuple(line for line in first.bare if line.entry_id in shown),
            open_questions=tuple(one for one in first.open_questions if shown.issuperset(self.cited([one]))),
            citations=tuple(self.citation(entry_id) for entry_id in self.by_marker(shown)),
            lead=lead,
            usage=Usage(),
        )
        return replace(changed, overview=" ".join(filter(None, [_opening(changed), *map(marked, lead), self.remark]))).numbered()

    def _ledger(self, themes: Sequence[Told]) -> Ledger:
        spoken = set(self.cited([one for theme in themes for one in theme.statements if not only_names(one)]))
        named = {entry_id: theme.title for theme in themes for entry_id in self.cited(theme.statements) if entry_id not in spoken}
        into = {line.entry_id: line.why for line in (*self._whole.ledger.merged, *self._before.ledger.merged)}
        used, merged, left_out = list[Line](), list[Line](), list[Line]()
        for line in self.lines:
            own = line.entry_id
            if own in spoken and (into.get(own) not in spoken or own in self._newly_told):
                used.append(replace(line, why=""))
            elif own in spoken or own in named:
                merged.append(replace(line, why=named.get(own) or into[own]))
            else:
                left_out.append(replace(line, why=self.reasons.get(own) or "no longer in the notes"))
        return Ledger(tuple(used), tuple(merged), tuple(left_out), tuple(self.outside))


def _numbered_as(before: Overview, whole: Overview) -> Overview:
    """`whole` with the markers that its entries have in `before`, and new ones for those that do not stand there."""
    known = {citation.entry_id: citation.marker for citation in before.citations}
    for citation in whole.citations:
        known.setdefault(citation.entry_id, max(known.values(), default=0) + 1)
    return whole.with_markers({citation.marker: known[citation.entry_id] for citation in whole.citations})


def _opening(overview: Overview) -> str:
    """What stands here, of how much, and why the rest does not."""
    ledger, dated = overview.ledger, overview.timeline
    shown, gone = len(ledger.used) + len(ledger.merged), len(ledger.left_out)
    years = f", {dated[0].year} to {dated[-1].year}" if dated and dated[0].year != dated[-1].year else ""
    count = f"{shown} of the {shown + gone} entries" if gone else f"All {shown} entries"
    titles = [f"“{theme.title}”" for theme in overview.themes]
    where = f"in {len(titles)} themes" if len(titles) > 1 else f"under {titles[0]}"
    reasons = ", ".join(f"{number} {reason}" for reason, number in Counter(line.why for line in ledger.left_out).items())
    return f"{count} that the notes hold on {overview.topic}{years}, {where}." + (f" Left out: {reasons}." if gone else "")
