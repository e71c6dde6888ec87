"""What the notes hold on a topic: themes in the notes' own words, a timeline, open questions, and a ledger of every entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from assistant.answers.answer import EXTRACTIVE, Citation, Nearest, Statement, Usage, marked
from assistant.answers.references import is_work, reference_list
from assistant.notes.entry import Entry
from assistant.text.display import inert


@dataclass(frozen=True, slots=True)
class Told:
    """A theme as it is told: its name, statements about its entries, and which model wrote them."""

    title: str
    statements: tuple[Statement, ...]
    model: str = EXTRACTIVE


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in the ledger. `why` is the reason it was left out, the id of the entry it was merged into, or the theme it is named in."""

    entry_id: str
    title: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every gathered entry, in one of three places: `used` (a statement of its own), `merged` (into another's statement, or named with others),
    `left_out`. `outside` are entries just beyond the edge of the topic, which were not gathered."""

    used: tuple[Line, ...] = ()
    merged: tuple[Line, ...] = ()
    left_out: tuple[Line, ...] = ()
    outside: tuple[Line, ...] = ()

    def accounts_for(self, entry_ids: Sequence[str]) -> bool:
        """Whether each of these entries stands in it, in exactly one place, and no other does."""
        listed = [line.entry_id for line in (*self.used, *self.merged, *self.left_out)]
        return sorted(listed) == sorted(entry_ids)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two statements of different entries that say alike, or that may contradict each other."""

    one: Statement
    other: Statement


@dataclass(frozen=True, slots=True)
class Dated:
    """An entry on the timeline."""

    year: int
    entry_id: str
    title: str


@dataclass(frozen=True, slots=True)
class Overview:
    """A cited overview of a topic. Markers in its statements are those of `citations`.

    `agreements` and `disagreements` are pairs of statements, `alone` statements of entries that nothing else in the topic is like, `bare` the
    entries that the notes only name, `open_questions` what the notes leave open. `refused` says why there is no overview, empty where there is.
    Of a model's, `lead` are the statements that open it (in `overview`, too), `invalid_markers` counts markers of no entry of their section, which
    are taken out, `attached` statements that were given their marker by the support check, and `note` says in a line where the model failed.
    """

    topic: str
    overview: str
    themes: tuple[Told, ...]
    timeline: tuple[Dated, ...]
    ledger: Ledger
    agreements: tuple[Pair, ...]
    disagreements: tuple[Pair, ...]
    alone: tuple[Statement, ...]
    bare: tuple[Line, ...]
    open_questions: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[Nearest, ...] = ()
    refused: bool = False
    model: str = EXTRACTIVE
    usage: Usage = field(default_factory=Usage)
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    lead: tuple[Statement, ...] = ()
    invalid_markers: int = 0
    attached: int = 0
    note: str = ""

    def statements(self) -> list[Statement]:
        """Every statement of the themes, in order."""
        return [statement for theme in self.themes for statement in theme.statements]

    def theme_of(self) -> dict[str, str]:
        """The title of the theme that first cites an entry, by the entry's id."""
        cited = {citation.marker: citation.entry_id for citation in self.citations}
        themes: dict[str, str] = {}
        for theme in self.themes:
            for marker in (marker for statement in theme.statements for marker in statement.markers):
                themes.setdefault(cited[marker], theme.title)
        return themes

    def accounted(self) -> tuple[int, int]:
        """How many gathered entries a statement cites or a reason leaves out, of how many; anything but all of them is a fault."""
        lines = [*self.ledger.used, *self.ledger.merged, *self.ledger.left_out]
        cited = self.theme_of()
        reasoned = {line.entry_id for line in self.ledger.left_out if line.why}
        return sum(line.entry_id in cited or line.entry_id in reasoned for line in lines), len(lines)

    def with_markers(self, renamed: Mapping[int, int]) -> Overview:
        """The same overview with other numbers for its markers."""

        def one(statement: Statement) -> Statement:
            return replace(statement, markers=tuple(renamed.get(marker, marker) for marker in statement.markers))

        def pairs(given: Sequence[Pair]) -> tuple[Pair, ...]:
            return tuple(Pair(one(pair.one), one(pair.other)) for pair in given)

        lead = tuple(map(one, self.lead))
        opening, renumbered = (" ".join(map(marked, statements)) for statements in (self.lead, lead))
        citations = [replace(citation, marker=renamed.get(citation.marker, citation.marker)) for citation in self.citations]
        return replace(
            self,
            overview=self.overview.replace(opening, renumbered) if opening else self.overview,
            themes=tuple(replace(theme, statements=tuple(map(one, theme.statements))) for theme in self.themes),
            agreements=pairs(self.agreements),
            disagreements=pairs(self.disagreements),
            alone=tuple(map(one, self.alone)),
            open_questions=tuple(map(one, self.open_questions)),
            citations=tuple(sorted(citations, key=lambda citation: citation.marker)),
            lead=lead,
        )

    def numbered(self) -> Overview:
        """The same overview with its markers numbered in the order in which they come."""
        order: dict[int, int] = {}
        said = [*self.lead, *self.statements(), *self.alone, *self.open_questions]
        for marker in [*(marker for one in said for marker in one.markers), *(citation.marker for citation in self.citations)]:
            order.setdefault(marker, len(order) + 1)
        return self.with_markers(order)

    def timed(self, **timings_ms: float) -> Overview:
        """The same overview with its timings in milliseconds, rounded to 0.1."""
        return replace(self, timings_ms={name: round(value, 1) for name, value in timings_ms.items()})

    def to_json(self) -> dict[str, Any]:
        """The document that `assistant summarize --json` prints."""
        document = asdict(self)
        document["abstained"] = document.pop("refused")
        document["ledger"] = {
            "used": [{"entry_id": line.entry_id, "title": line.title} for line in self.ledger.used],
            "merged": [{"entry_id": line.entry_id, "title": line.title, "into": line.why} for line in self.ledger.merged],
            "left_out": [{"entry_id": line.entry_id, "title": line.title, "reason": line.why} for line in self.ledger.left_out],
            "outside": [{"entry_id": line.entry_id, "title": line.title} for line in self.ledger.outside],
        }
        document["bare"] = [{"entry_id": line.entry_id, "title": line.title} for line in self.bare]
        return document

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Overview:
        """The overview of such a document."""
        given, lines = dict(document), document["ledger"]
        given["refused"] = given.pop("abstained")
        reasons = {"used": "", "merged": "into", "left_out": "reason", "outside": ""}
        given["ledger"] = {name: [{**line, "why": line.get(key, "")} for line in lines[name]] for name, key in reasons.items()}
        return _adapter().validate_python(given)

    def to_markdown(self) -> str:
        """The overview as Markdown: themes, what agrees and what does not, open questions, timeline, ledger, references."""
        parts = [f"# {self.topic}", self.overview]
        if self.refused:
            return "\n\n".join(parts) + "\n"
        parts += [f"## {theme.title}\n\n{' '.join(map(marked, theme.statements))}" for theme in self.themes]
        parts += [_pairs("What agrees", self.agreements), _pairs("What may contradict", self.disagreements)]
        parts += [
            _list("What stands alone", map(marked, self.alone)),
            _list("What the notes only name", (line.title for line in self.bare)),
            _list("Open questions in the notes", map(marked, self.open_questions)),
        ]
        parts.append(_list("Timeline", _years(self.timeline)))
        parts.append(_ledger(self.ledger))
        works = {
            name: [one for one in self.citations if is_work(one) == is_one] for name, is_one in (("References", True), ("Notes", False))
        }
        parts += [f"## {name}\n\n{reference_list(cited)}" for name, cited in works.items() if cited]
        return inert("\n\n".join(part for part in parts if part)) + "\n"


@cache
def _adapter() -> TypeAdapter[Overview]:
    """What reads overviews; to make it takes longer than to use it."""
    return TypeAdapter(Overview)


_OPEN = re.compile(
    r"\?(?:\s|$)|\bopen (?:question|problem|challenge|issue)|\b(?:remains?|is|are) (?:still )?(?:unclear|unknown|open|unsolved|unresolved)\b|"
    r"\bnot (?:yet )?(?:clear|known|understood)\b|\bfuture work\b|\bhard to (?:say|know|tell)\b|\bremains to be\b",
    re.IGNORECASE,
)


def new_since(before: Overview, now: Overview) -> tuple[Line, ...]:
    """The entries that an overview tells of and an earlier one of the same topic did not."""
    known = {line.entry_id for line in (*before.ledger.used, *before.ledger.merged)}
    return tuple(line for line in (*now.ledger.used, *now.ledger.merged) if line.entry_id not in known)


def leaves_open(sentence: str) -> bool:
    """Whether a sentence of the notes asks a question or says that something is not known."""
    return bool(_OPEN.search(sentence))


def timeline(entries: Sequence[Entry]) -> tuple[Dated, ...]:
    """The entries that have a year, oldest first."""
    dated = [Dated(entry.year, entry.id, entry.called) for entry in entries if entry.year]
    return tuple(sorted(dated, key=lambda one: (one.year, one.title)))


def _years(dated: Sequence[Dated]) -> list[str]:
    years = dict.fromkeys(one.year for one in dated)
    return [f"{year}: {'; '.join(one.title for one in dated if one.year == year)}" for year in years]


def _pairs(heading: str, pairs: Sequence[Pair]) -> str:
    return _list(heading, (f"{marked(pair.one)} / {marked(pair.other)}" for pair in pairs))


def _list(heading: str, lines: Iterable[str]) -> str:
    shown = "\n".join(f"- {line}" for line in lines)
    return f"## {heading}\n\n{shown}" if shown else ""


def _ledger(ledger: Ledger) -> str:
    total = len(ledger.used) + len(ledger.merged) + len(ledger.left_out)
    lines = [
        f"{total} {'entry was' if total == 1 else 'entries were'} gathered: {len(ledger.used)} used, {len(ledger.merged)} merged, {len(ledger.left_out)} left out."
    ]
    lines += [f"- merged: {line.title} (in “{line.why}”)" for line in ledger.merged]
    lines += [f"- left out: {line.title} ({line.why})" for line in ledger.left_out]
    lines += [f"- just outside: {line.title}" for line in ledger.outside]
    return "## Ledger\n\n" + lines[0] + "\n\n" + "\n".join(lines[1:])
