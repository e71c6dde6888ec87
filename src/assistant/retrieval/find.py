"""From a stand-alone question to entries: filters in its words, both sides of a comparison, then search."""

from __future__ import annotations

from dataclasses import replace

from assistant.index.catalog import Catalog
from assistant.index.filters import Filters
from assistant.retrieval.filters import asks_for_all, filters_in
from assistant.retrieval.question import sides
from assistant.retrieval.ranking import EntryHit, Retriever
from assistant.text.fold import fold


def find(
    question: str, retriever: Retriever, catalog: Catalog, filters: Filters | None, k: int, *, strictly: bool = True
) -> list[EntryHit]:
    """The `k` entries that fit a question best. `filters` are the user's own and always hold.

    Filters found in the question's words hold where anything passes them; otherwise the question is searched without them. Unless `strictly`,
    what does not pass them follows what does.
    """
    given = filters or Filters()
    pair = sides(question)
    # Of two things that are compared, authors and years tell which they are, each for one of them.
    found, rest = (Filters(), question) if pair else filters_in(question, lambda name: catalog.has_author(fold(name)))
    both = _joined(given, found)
    if both != given and (hits := retriever.search(rest, k, both)):
        # Where nothing but the filters is asked for, whatever passes them is as right as the next.
        if found.author and asks_for_all(rest):
            hits = [replace(hit, score=1.0) for hit in hits]
        return hits if strictly or len(hits) == k else _put_first(hits, retriever.search(question, k, given))[:k]
    if pair:
        one, other = (retriever.search(side, k, given) for side in pair)
        rest_of = sorted([*one[1:], *other[1:]], key=lambda hit: (-hit.score, hit.entry.id))
        return _put_first([*one[:1], *other[:1]], rest_of)[:k]
    return retriever.search(question, k, given)


def _joined(given: Filters, found: Filters) -> Filters:
    return replace(given, since=given.since or found.since, until=given.until or found.until, author=given.author or found.author)


def _put_first(first: list[EntryHit], hits: list[EntryHit]) -> list[EntryHit]:
    """`first` in front of `hits`, scored no lower than the best of them, each entry once."""
    top = hits[0].score if hits else 1.0
    led = {hit.entry.id: replace(hit, score=max(hit.score, top)) for hit in first}
    return [*led.values(), *(hit for hit in hits if hit.entry.id not in led)]
