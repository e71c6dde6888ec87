"""Answers looked up in the fields of the library: all entries that pass filters, how many there are, and what a list leaves out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers.extractive import Marked, bare, name
from assistant.index.catalog import Catalog
from assistant.index.filters import Filters, both, described
from assistant.notes.entry import Entry
from assistant.questions.form import Form
from assistant.questions.kind import ABOUT, NOT
from assistant.retrieval.evidence import Evidence, heading, lines_of
from assistant.retrieval.topic_entries import TopicFinder
from assistant.retrieval.within import by_heading, restricted
from assistant.text.addressed import about_work, naming
from assistant.text.display import plural
from assistant.text.names import forms, gives_less, is_called, people
from assistant.text.sentences import split_sentences
from assistant.text.tokens import count_tokens

_SHOWN = 50
_SHOWN_COUNTED = 15
_ABSENT = re.compile(rf"(?:\b\w+)?{NOT}[\w' -]+", re.IGNORECASE)
# What is counted belongs to the topic more likely than not.
_LIKELY = 0.5
_FIELDS = {
    "arxiv": "arXiv id",
    "link": "link",
    "section": "section",
    "notebook": "notebook",
    "place": "place",
    "tags": "tags",
    "status": "status",
}
_PAPERS = ("paper",)
_ENTRIES = ("paper", "idea")


@dataclass(frozen=True, slots=True)
class Fields:
    """An answer from the fields: what is said of the whole, and the entries listed, each with a sentence. `found` is how many there are, `counted`
    whether their number was asked for."""

    lead: str
    found: int
    counted: bool = False
    evidence: tuple[Evidence, ...] = ()
    statements: tuple[Marked, ...] = ()


def from_fields(form: Form, filters: Filters, catalog: Catalog, finder: TopicFinder) -> Fields:
    """Answers what is asked of the fields, held to `filters`: those of the question's words and the user's own."""
    kinds = catalog.kinds(filters)
    total = sum(catalog.kinds(Filters()).get(kind, 0) for kind in _ENTRIES)
    if form.places:
        return _places(form.places, filters, catalog)
    if form.topic:
        gathered = finder.find(form.topic, filters).inside
        inside = [one.entry for one in gathered if one.entry.kind != "section" and one.score >= _LIKELY]
        return _listed(_lead(len(inside), total, filters, "entry", f"on {form.topic}"), inside[:_SHOWN_COUNTED], len(inside), form)
    papers = form.papers and (form.count or not by_heading(filters)) and bool(catalog.kinds(Filters()).get("paper"))
    found = sum(kinds.get(kind, 0) for kind in (_PAPERS if papers else _ENTRIES))
    if form.count and not filters:
        return Fields(_library(kinds, total, len(catalog.notebooks())), found, counted=True)
    sorts = _PAPERS if papers else _ENTRIES
    if form.year:
        return _newest(form, filters, catalog, sorts)
    shown = catalog.within(filters, sorts, form.most or (_SHOWN_COUNTED if form.count else _SHOWN))
    lead = _lead(found, total, filters, "paper" if papers else "entry")
    passing = [restricted(entry, filters) for entry in shown]
    if by_heading(filters):
        passing.sort(key=lambda entry: (entry.place.path, entry.place.line))
    return _listed(lead, passing, found, form)


def of_entries(asked: Sequence[str], entries: Sequence[Entry]) -> Fields:
    """What fields of entries hold, a sentence for each entry; where they hold nothing that is asked, that this is so."""
    told = {entry.id: [said for field in asked if (said := _held(field, entry))] for entry in entries}
    given = [entry for entry in entries if told[entry.id]]
    without = " and ".join(f"“{entry.called}”" for entry in entries if not told[entry.id])
    lacking = f"The notes give no {' or '.join(_FIELDS[field] for field in asked)} for {without}." if without else ""
    evidence, statements = [], []
    for marker, entry in enumerate(given or entries, 1):
        line = f"{name(entry)}: {'; '.join(told[entry.id])}." if given else lacking
        evidence.append(Evidence(marker, entry, f"{heading(entry)}\n{line}", count_tokens(line), 1.0))
        statements.append((line, (marker,)))
    return Fields(lacking, len(given), evidence=tuple(evidence), statements=tuple(statements) if given else ())


def _held(field: str, entry: Entry) -> str:
    """What one field of an entry holds, in words; empty where it holds nothing."""
    match field:
        case "arxiv":
            return f"arXiv:{entry.arxiv}" if entry.arxiv else ""
        case "link":
            link = entry.url or (f"https://arxiv.org/abs/{entry.arxiv}" if entry.arxiv else "")
            return link or next((line for line in entry.lines() if re.search(r"https?://", line)), "").rstrip(".")
        case "tags":
            return f"tagged {', '.join(told)}" if (told := naming(entry.tags)) else ""
        case "status":
            return next(
                (f"its status is {field.value}" for field in entry.fields if field.name == "status" and about_work(field.value)), ""
            )
        case "notebook":
            return " and ".join(dict.fromkeys(f"in the notebook “{place.notebook}”" for place in entry.places))
        case "section":
            return " and ".join(dict.fromkeys(f"under “{' / '.join(told)}”" for place in entry.places if (told := naming(place.section))))
        case _:
            return " and ".join(
                f"at {place}" + (f" under “{' / '.join(told)}”" if (told := naming(place.section)) else "") for place in entry.places
            )


def _places(asked: str, filters: Filters, catalog: Catalog) -> Fields:
    """The notebooks or the sections in which what passes the filters stands, or its tags."""
    if asked == "tags":
        return _tags(filters, catalog)
    names = catalog.sections(filters)
    if asked == "notebooks":
        names = [one for one in catalog.notebooks() if not filters or catalog.kinds(both(filters, Filters(notebook=one)))]
    said = f"What is {described(filters)} stands" if filters else "The notes stand"
    shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    return Fields(f"{said} in {_count(len(names), asked[:-1])}{': ' if names else ''}{shown}.", len(names), counted=True)


def _tags(filters: Filters, catalog: Catalog) -> Fields:
    tags = catalog.tag_counts(filters)
    said = f"What is {described(filters)} has" if filters else "The notes have"
    shown = ", ".join(f"{tag} ({count})" for tag, count in list(tags.items())[:_SHOWN])
    more = f" and {len(tags) - _SHOWN} more" if len(tags) > _SHOWN else ""
    return Fields(f"{said} {_count(len(tags), 'tag')}{': ' if tags else ''}{shown}{more}.", len(tags), counted=True)


def _newest(form: Form, filters: Filters, catalog: Catalog, sorts: Sequence[str]) -> Fields:
    """The newest or the oldest entries: as many as are asked for, or those of the last or the first year that there is."""
    shown = catalog.within(filters, sorts, form.most or 1, form.year)
    if shown and not form.most:
        year = shown[0].year
        filters = both(filters, Filters(year, year))
        shown = catalog.within(filters, sorts, _SHOWN)
    which = f"The {'newest' if form.year > 0 else 'oldest'} that the notes give a year for"
    said = f"{which}, {described(filters)}" if filters else which
    return _listed(said if shown else f"No entry with a year is {described(filters)}".rstrip(), shown, len(shown), form)


def strangers_told(names: Sequence[str], catalog: Catalog) -> str:
    """What has to be said of names that no author of the notes has; empty where there are none."""
    told = []
    for one in names:
        near = catalog.nearest_author(one)
        told.append(f"No author in the notes is called “{one}”" + (f"; did you mean “{near}”?" if near else "."))
    return " ".join(told)


def stands_in(where: str, entries: Sequence[Entry]) -> str:
    """The sentence that says in which notebooks, or with "section" in which sections of them, entries stand."""
    places = [place for entry in entries for place in entry.places]
    names = [
        f"“{place.section[-1]}” of the notebook “{place.notebook}”" if where == "section" and place.section else f"“{place.notebook}”"
        for place in places
    ]
    kept = list(dict.fromkeys(names))
    return f"In the {where}{'s' if len(kept) > 1 else ''} {', '.join(kept)}:"


def nothing_passes(filters: Filters) -> str:
    """The sentence for filters that no entry passes."""
    return f"No entry of the notes is {described(filters)}."


def left_out(shown: int, fitting: int, searched: int) -> str:
    """What a ranked list says of the entries that fit less well than those it shows, of so many `searched`; empty where there are none."""
    if fitting <= shown:
        return ""
    least = "at least " if fitting == searched else ""
    best = f"The {shown} entries that fit best" if shown > 1 else "The entry that fits best"
    rest = f"{least}{fitting - shown} more {'fits' if fitting - shown == 1 else 'fit'} less well"
    return f"{best}; {rest}, which an overview of the topic would gather."


def not_held_to(question: str) -> str:
    """What has to be said of a list where words ask that something be absent, which search cannot tell; empty elsewhere."""
    match = _ABSENT.search(question.partition(ABOUT)[0])
    return f"The words “{match[0].strip()}” are not checked: what they leave out may be among these." if match else ""


def only_last_names(filters: Filters, entries: Sequence[Entry]) -> str:
    """What has to be said where an author was asked for by more names than the notes give; empty where they give them."""
    told: list[str] = []
    for asked in _authors(filters):
        wanted = forms(asked)
        given = [
            [one for one in people(entry.authors) if any(is_called(form, own) for form in wanted for own in forms(one))]
            for entry in entries
        ]
        short = {one for names in given for one in names if names and all(gives_less(wanted[0], forms(name)[0]) for name in names)}
        if wanted and short:
            told.append(f"For {asked} the notes give only {' and '.join(f'“{one}”' for one in sorted(short))}, which may be somebody else.")
    return " ".join(told)


def _authors(filters: Filters) -> list[str]:
    own = filters.author.split(" and ") if filters.author else []
    return own + [name for one in (*filters.all_of, *filters.any_of) for name in _authors(one)]


def _lead(found: int, total: int, filters: Filters, noun: str, topic: str = "") -> str:
    said = " ".join(filter(None, [topic, described(filters)]))
    if not said:
        return f"The notes hold {_count(found, noun)}"
    counted = str(found or "None") if noun == "entry" else _count(found, noun)
    return f"{counted} of {_count(total, 'entry')} in the notes {'are' if found > 1 else 'is'} {said}"


def _library(kinds: dict[str, int], total: int, notebooks: int) -> str:
    return (
        f"The notes hold {_count(total, 'entry')}, of which {_count(kinds.get('paper', 0), 'paper')}, in {_count(notebooks, 'notebook')}."
    )


def _count(number: int, noun: str) -> str:
    return f"{number or 'No'} {plural(number or 1, noun)}"


def _listed(lead: str, entries: Sequence[Entry], found: int, form: Form) -> Fields:
    more = (
        f"{len(entries)} of them are listed here, and {found - len(entries)} more {'is' if found - len(entries) == 1 else 'are'} not"
        if found > len(entries)
        else ""
    )
    end = f"; {more}:" if more else ":" if entries else "."
    evidence = tuple(_evidence(marker, entry) for marker, entry in enumerate(entries, 1))
    return Fields(lead + end, found, form.count, evidence, tuple(_statement(item) for item in evidence))


def _evidence(marker: int, entry: Entry) -> Evidence:
    first = [split_sentences(line)[0] for line in lines_of(entry)[:1] if line.strip()]
    text = "\n".join([heading(entry), *first])
    return Evidence(marker, entry, text, count_tokens(text), 1.0)


def _statement(item: Evidence) -> Marked:
    first = item.text.split("\n")[1:]
    return (f"{name(item.entry)}: {first[0]}" if first else bare(item.entry), (item.marker,))
