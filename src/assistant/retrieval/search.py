"""From a stand-alone question to entries: filters in its words, both sides of a comparison, then search."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from assistant.index.catalog import Catalog
from assistant.index.filters import Filters, both
from assistant.questions.filters import asks_for_all, filters_in
from assistant.questions.form import Form, form_of
from assistant.questions.kind import kind_of, sides
from assistant.retrieval.ranking import EntryHit, Retriever


@dataclass(frozen=True, slots=True)
class Read:
    """A stand-alone question as it was read: the filters that hold, those of them that stand in its words, what else it says, and what it asks of
    the library's fields, if that is all it asks."""

    question: str
    filters: Filters
    worded: Filters
    rest: str
    form: Form | None

    @property
    def wants_all(self) -> bool:
        """Whether nothing but the filters is asked for: whatever passes them is as right as the next."""
        return bool(self.worded) and asks_for_all(self.rest)

    @property
    def is_strict(self) -> bool:
        """Whether what does not pass the filters in words is no answer, be there nothing else: papers are asked for, or an author's work."""
        worded = self.worded
        return bool(worded) and bool(
            kind_of(self.question) == "list" or self.form or worded.author or worded.any_of or worded.none_of or worded.notebook
        )


def read(question: str, catalog: Catalog, given: Filters | None = None) -> Read:
    """Reads a question. `given` are the user's own filters, which always hold; those in the words hold beside them."""
    given = given or Filters()
    if sides(question):  # of two things that are compared, authors and years tell which they are, each for one of them
        return Read(question, given, Filters(), question, None)
    found, rest = filters_in(question, cache(catalog.has_author), catalog.notebooks())
    return Read(question, both(given, found), found, rest, form_of(question, found, rest))


def find(
    question: str, retriever: Retriever, catalog: Catalog, filters: Filters | None, k: int, *, strictly: bool = True
) -> list[EntryHit]:
    """The `k` entries that fit a question best. `filters` are the user's own and always hold.

    Filters found in the question's words hold where anything passes them; otherwise, unless they are all that is asked for or leave out something,
    the question is searched without them. Unless `strictly`, what does not pass them follows what does.
    """
    given = filters or Filters()
    asked = read(question, catalog, given)
    if pair := sides(question):
        one, other = (retriever.search(side, k, given) for side in pair)
        rest_of = sorted([*one[1:], *other[1:]], key=lambda hit: (-hit.score, hit.entry.id))
        return _put_first([*one[:1], *other[:1]], rest_of)[:k]
    if not asked.worded:
        return retriever.search(question, k, given)
    hits = retriever.search(asked.rest, k, asked.filters)
    if asked.wants_all and asked.worded.author:
        hits = [replace(hit, score=1.0) for hit in hits]
    if asked.wants_all or asked.worded.none_of or (hits and (strictly or len(hits) == k)):
        return hits
    if strictly and asked.is_strict:
        return []
    return _put_first(hits, retriever.search(question, k, given))[:k]


def _put_first(first: list[EntryHit], hits: list[EntryHit]) -> list[EntryHit]:
    """`first` in front of `hits`, scored no lower than the best of them, each entry once."""
    top = hits[0].score if hits else 1.0
    led = {hit.entry.id: replace(hit, score=max(hit.score, top)) for hit in first}
    return [*led.values(), *(hit for hit in hits if hit.entry.id not in led)]
