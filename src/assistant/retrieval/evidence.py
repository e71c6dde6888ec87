"""Evidence: the numbered entries, with the passages of each, that go into one prompt, within a token budget."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from assistant.notes.entry import Entry
from assistant.retrieval.ranking import EntryHit
from assistant.text.addressed import about_work, naming
from assistant.text.fold import fold
from assistant.text.sentences import split_sentences
from assistant.text.tokens import count_tokens
from assistant.text.words import stem, stems, terms

# Tokens an entry may take by rank: the best ones stand nearly whole, the later ones with what fits the question best. Where no entry is asked for by
# name, the right one may stand further down, and more of them get a little.
_SHARES_NAMED = ((1, 400), (3, 220), (8, 110), (1000, 64))
_SHARES = ((3, 160), (8, 90), (1000, 32))
_MIN_TOKENS = 12
# Of as many entries as an answer may list, a whole sentence at least stands in the evidence, be it longer than their share.
_HEARD = 15
_SAME_TEXT = 94.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One entry as it stands in a prompt: its number (the marker that cites it), the text shown, the text's cl100k tokens, its score."""

    marker: int
    entry: Entry
    text: str
    tokens: int
    score: float


def gather(question: str, hits: Sequence[EntryHit], budget: int, meant: Collection[str] = ()) -> list[Evidence]:
    """Evidence from search hits, best first, numbered from 1, together at most `budget` tokens. `meant` are the ids of entries that the question
    means by name; where one of them leads, it stands nearly whole.

    An entry whose text nearly repeats an earlier one's is left out.
    """
    evidence: list[Evidence] = []
    texts: list[str] = []
    left = budget
    shares = _SHARES_NAMED if any(hit.entry.id in meant for hit in hits[:2]) else _SHARES
    asked = [stem(word) for word in terms(question)]
    for rank, hit in enumerate(hits):
        share = next(tokens for upto, tokens in shares if rank < upto)
        text = _text(hit, asked, min(share, left), left if rank < _HEARD else 0)
        tokens = count_tokens(text)
        folded = fold(text)
        if tokens > left or tokens < 1 or process.extractOne(folded, texts, scorer=fuzz.ratio, score_cutoff=_SAME_TEXT):
            continue
        evidence.append(Evidence(len(evidence) + 1, hit.entry, text, tokens, hit.score))
        texts.append(folded)
        left -= tokens
        if left < _MIN_TOKENS:
            break
    return evidence


def lines_of(entry: Entry) -> list[str]:
    """What the notes say of an entry's work. Sentences that speak to a reader instead, orders to a model among them, are no evidence of anything."""
    return [told for line in entry.lines() if (told := about_work(line))]


def aside(entries: Iterable[Entry]) -> str:
    """What to say of titles and lines of these entries that speak to a reader instead of about the work; empty where none do."""
    shown = list(entries)
    titles = sum(entry.called != entry.title for entry in shown)
    many = ("speak", "name", "their entries are", "their ids") if titles > 1 else ("speaks", "names", "its entry is", "its id")
    named = "{} of the titles here {} to a reader and {} no work: {} called by {}.".format(titles, *many)
    count = sum(line != about_work(line) for entry in shown for line in entry.lines())
    lines = f"{count} line{'s' * (count > 1)} of the notes here speak{'s' * (count == 1)} to a reader, not about the work, and {'are' if count > 1 else 'is'} left out."
    return " ".join([*([named] if titles else []), *([lines] if count else [])])


def heading(entry: Entry) -> str:
    """`Title (authors, year)`, with other titles under which the notes speak of it; none that is an order to whoever reads it."""
    byline = f" ({entry.byline()})" if entry.byline() else ""
    return f"{'; also '.join([entry.called, *naming(entry.aliases)])}{byline}"


def without_orders(question: str, entries: Iterable[Entry]) -> str:
    """A question that may name some of these entries, with the id of each whose title is an order to whoever reads it in the place of that title."""
    for entry in entries:
        if entry.called != entry.title:
            question = re.sub(re.escape(entry.title), entry.id, question, flags=re.IGNORECASE)
    return question


def _text(hit: EntryHit, asked: Sequence[str], budget: int, most: int) -> str:
    """Title line and those remarks that fit, the most telling ones first chosen, then put back in the order of the notes.

    Where none fits in `budget` tokens, the best sentence of the most telling remark, if that takes no more than `most`.
    """
    title = heading(hit.entry)
    lines = lines_of(hit.entry)
    left = budget - count_tokens(title)
    best = hit.hits[0].chunk.passage.split("\n")
    order = sorted(range(len(lines)), key=lambda i: (-_fit(lines[i], asked) - 0.5 * (lines[i] in best) - 0.3 * (i == 0), i))
    chosen: list[int] = []
    for number in order:
        cost = count_tokens(lines[number]) + 1
        if cost <= left:
            chosen.append(number)
            left -= cost
    if not chosen and lines:
        sentence = max(split_sentences(lines[order[0]]), key=lambda one: _fit(one, asked))
        return f"{title}\n{sentence}" if count_tokens(f"{title}\n{sentence}") <= most else title
    return "\n".join([title, *(lines[i] for i in sorted(chosen))])


def _fit(line: str, asked: Sequence[str]) -> float:
    if not asked:
        return 0.0
    present = stems(line)
    return sum(word in present for word in asked) / len(asked)
