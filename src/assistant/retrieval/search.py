"""From a stand-alone question to entries: filters in its words, both sides of a comparison, then search."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from assistant.index.catalog import Catalog
from assistant.index.filters import Filters, authors_of, both
from assistant.notes.entry import Entry
from assistant.questions.conditions.places import heading_in, headings_of, says_all, under
from assistant.questions.filters import asks_for_all, bare, filters_in
from assistant.questions.form import Form, fields_asked, form_of
from assistant.questions.kind import kind_of, sides
from assistant.questions.not_possible import cannot
from assistant.questions.vocabulary import any_of
from assistant.retrieval.compared import both_named, compared, put_first
from assistant.retrieval.looked_up import called
from assistant.retrieval.ranking import EntryHit, Hit, Retriever
from assistant.text.words import terms

_ARXIV = re.compile(
    r"(?:https?://)?(?:\barxiv(?:\.org/(?:abs|pdf)/|\s*[:#]?\s*(?:id\s+)?))?(?<![\w.])(?P<id>\d{4}\.\d{4,5})(?:v\d+)?\b(?:\.pdf)?",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"^\W*(?:in\s+)?(?:which|what)\s+(?P<place>notebook|section|file)s?\s+(?:has|have|holds?|contains?|is|are|covers?|mentions?|lists?|do(?:es)?\s+i\s+have)\s+"
    r"(?!(?:there|in|of|the\s+most|most)\b)(?P<what>.+?)(?:\s+(?:in|from))?\s*[?.!]*$",
    re.IGNORECASE | re.DOTALL,
)
# As many entries as a list shows: a heading that gathers more is a field, not an answer.
_GATHERED = 15
_SAYS_LESS = 0.3
# What so large a share of the chunks says tells nothing.
_EVERYWHERE = 0.15
_PLACES = frozenset({"section", "notebook", "place"})
_LONGEST = 2_000  # characters; what is longer is a text, whose words set no conditions
# Who speaks is a person, or a paper of which the notes have heard.
_SPOKE = re.compile(rf"\b(?:did|does|do|has|have)\s+([A-Z][a-z]+)\s+(?:{any_of('doing')})\b")


@dataclass(frozen=True, slots=True)
class Read:
    """A stand-alone question as it was read: what it asks, the filters that hold, those of them that stand in its words, what else it says, and what
    it asks of the library's fields, if that is all it asks. `where` is "notebook" or "section" where it is asked in which one stands what the
    question is about, `cannot` the line that says what cannot be done, `strangers` the names of which no author of the library has one. `fields` are
    those asked of one entry, and `named` the entries that the question names for that. `headings` are those that it asks for as a place."""

    question: str
    filters: Filters
    worded: Filters
    rest: str
    form: Form | None
    where: str = ""
    cannot: str = ""
    strangers: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    named: tuple[Entry, ...] = ()
    headings: tuple[tuple[str, ...], ...] = ()

    @property
    def wants_all(self) -> bool:
        """Whether nothing but the filters is asked for: whatever passes them is as right as the next."""
        return bool(self.worded) and asks_for_all(self.rest)

    @property
    def is_strict(self) -> bool:
        """Whether what does not pass the filters in words is no answer, be there nothing else: papers are asked for, or an author's work."""
        worded = self.worded
        return bool(worded) and bool(
            kind_of(self.question) == "list"
            or self.form
            or worded.author
            or worded.any_of
            or worded.none_of
            or worded.notebook
            or worded.under
            or worded.tag
            or worded.all_of
        )


def read(question: str, catalog: Catalog, given: Filters | None = None) -> Read:
    """Reads a question. `given` are the user's own filters, which always hold; those in the words hold beside them, unless nothing passes them and
    the question asks for no papers."""
    given = given or Filters()
    if len(question) > _LONGEST:
        return Read(question, given, Filters(), question, None)
    question, lacking = _by_title(question, catalog)
    fields, name = fields_asked(question)
    named = tuple(called(name, catalog)) if fields else ()
    if named or (name and not _PLACES.issuperset(fields) and kind_of(question) != "list"):
        return Read(f"the paper {name}", given, Filters(), name, None, fields=fields, named=named)
    asked, where = _place_asked(question)
    if sides(asked):  # of two things that are compared, authors and years tell which they are, each for one of them
        return Read(asked, given, Filters(), asked, None, where)
    paths, asked_within = heading_in(asked, headings_of(catalog.heading_paths()))
    found = filters_in(asked_within, cache(catalog.has_author), catalog.notebooks(), catalog.sections, catalog.tags)
    if paths:
        found = replace(found, filters=both(found.filters, under(paths)))
    form = form_of(asked, found.filters, found.rest)
    told = lacking or cannot(question, tangled=found.tangled, looked_up=bool(form))
    one = _held(
        Read(asked, both(given, found.filters), found.filters, found.rest, form, where, told, headings=tuple(paths)), given, catalog
    )
    names = dict.fromkeys([*authors_of(one.filters), *(name for name in _SPOKE.findall(asked) if not catalog.has_word(name))])
    return replace(one, strangers=tuple(name for name in names if not catalog.kinds(Filters(author=name))))


def _held(asked: Read, given: Filters, catalog: Catalog) -> Read:
    """The question with its filters, or, where nothing passes them that need not hold, without those in its words."""
    if not asked.worded or asked.is_strict or catalog.kinds(asked.filters):
        return asked
    return replace(asked, filters=given, worded=Filters(), rest=asked.question)


def _by_title(question: str, catalog: Catalog) -> tuple[str, str]:
    """The question with a paper's title in the place of its arXiv id, and the line that says that no entry has it, where none has."""
    match = _ARXIV.search(question)
    if not match:
        return question, ""
    title = catalog.with_arxiv(match["id"])
    if not title:
        return question, f"No entry of the notes has the arXiv id {match['id']}."
    rest = f"{question[: match.start()]}“{title}”{question[match.end() :]}"
    return (rest if re.search(r"\w", question[: match.start()]) else f"what is {rest}"), ""


def _place_asked(question: str) -> tuple[str, str]:
    """What is asked for, where a question asks in which notebook or section it stands; else the question."""
    match = _WHERE.match(question)
    return (match["what"], "section" if match["place"].lower() == "section" else "notebook") if match else (question, "")


def find(
    question: str, retriever: Retriever, catalog: Catalog, filters: Filters | None, k: int, *, strictly: bool = True
) -> list[EntryHit]:
    """The `k` entries that fit a question best. `filters` are the user's own and always hold, as do those found in the question's words, where `read`
    keeps them. Unless `strictly`, what does not pass those follows what does, unless they are all that is asked for or leave out something."""
    given = filters or Filters()
    asked = read(question, catalog, given)
    if pair := sides(asked.question):
        return compared(pair, partial(retriever.search, k=k, filters=given), catalog)[:k]
    if not asked.worded:
        hits = _gathered_first(asked, retriever.search(asked.question, k, given), retriever, catalog)
        return both_named(asked.question, hits, catalog)
    hits = _gathered_first(asked, retriever.search(asked.rest, k, asked.filters), retriever, catalog)
    if asked.wants_all and asked.worded.author:
        hits = [replace(hit, score=1.0) for hit in hits]
    if strictly or asked.wants_all or asked.worded.none_of or len(hits) == k:
        return hits
    return put_first(hits, retriever.search(asked.question, k, given))[:k]


def with_chosen(hits: list[EntryHit], chosen: Sequence[str], catalog: Catalog) -> list[EntryHit]:
    """The hits, and behind them those of the entries `chosen` by their ids that no search gave: who chooses entries by hand wants them all heard."""
    there = {hit.entry.id for hit in hits}
    others = catalog.entries([one for one in chosen if one not in there])
    chunks = {entry_id: catalog.chunks_of(entry_id) for entry_id in others}
    return hits + [
        EntryHit(entry, 0.0, (Hit(chunks[entry_id][0], 0.0, 0.0, 0.0),)) for entry_id, entry in others.items() if chunks[entry_id]
    ]


def heading_asked_for(asked: Read, catalog: Catalog) -> Filters:
    """What stands under a heading in whose words papers are asked for; empty where none is, or it gathers too many to lead."""
    if kind_of(asked.question) != "list" or asked.wants_all:
        return Filters()
    headings, topic = headings_of(catalog.heading_paths()), _telling(asked.rest, catalog)
    paths = headings.spoken_of(topic, asked.headings) if asked.headings else headings.named(topic, least=1.0)
    within = both(asked.filters, under(paths)) if paths else Filters()
    return within if paths and 0 < sum(catalog.kinds(within).values()) <= _GATHERED else Filters()


def _gathered_first(asked: Read, hits: list[EntryHit], retriever: Retriever, catalog: Catalog) -> list[EntryHit]:
    """Where papers are asked for in the words of a heading, what stands under it, in the order of the notes, then of the others those that say all that
    is asked; elsewhere the `hits`."""
    within = heading_asked_for(asked, catalog)
    if not within:
        return hits
    topic = _telling(asked.rest, catalog)
    led = {hit.entry.id: hit for hit in retriever.search(topic, _GATHERED, within)}
    top = max(hit.score for hit in [*led.values(), *hits])
    ordered = [replace(led[entry.id], score=top) for entry in catalog.within(within, ("paper", "idea"), _GATHERED) if entry.id in led]
    rest = [hit if says_all(topic, hit.entry) else replace(hit, score=hit.score * _SAYS_LESS) for hit in hits if hit.entry.id not in led]
    return put_first(ordered, sorted(rest, key=lambda hit: -hit.score))


def _telling(rest: str, catalog: Catalog) -> str:
    """The words of a question for papers that tell them apart: not those that only ask, nor those that stand all over the library."""
    words = terms(bare(rest))
    shares = catalog.shares(words)
    return " ".join(word for word in words if shares[word] < _EVERYWHERE) or " ".join(words)


def hits_json(query: str, hits: Sequence[EntryHit]) -> dict[str, Any]:
    """The document that `assistant search --json` prints."""
    return {"query": query, "hits": [_hit_json(hit) for hit in hits]}


def _hit_json(hit: EntryHit) -> dict[str, Any]:
    entry = hit.entry
    return {
        "entry_id": entry.id,
        "title": entry.title,
        "authors": list(entry.authors),
        "year": entry.year,
        "section": list(entry.section),
        "notebook": entry.notebook,
        "place": str(entry.place),
        "text": hit.hits[0].chunk.passage,
        "score": round(hit.score, 4),
    }
