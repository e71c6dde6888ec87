"""Which entry a question in other words than the notes' means: chosen by a model, by number, among those that fit best."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers.answer import Usage
from assistant.answers.prompts import Template, harmless
from assistant.endpoint.writer import TOKENS_ELSEWHERE, Writer, count_prompt
from assistant.retrieval.evidence import without_orders
from assistant.retrieval.ranking import EntryHit

# As many entries as are looked through, each with so many words of its remark.
_MOST = 40
_WORDS = 24
_REPLY_TOKENS = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """The place, from 0, of the entry that a model chose among those it was shown; None where it chose none, or what it said is no number of them."""

    place: int | None
    usage: Usage


def choose(writer: Writer, template: Template, question: str, candidates: Sequence[EntryHit], window: int) -> Choice:
    """Has the model choose among the first of the candidates, best first, a short line each, as many as a window of so many tokens holds (listwise
    ranking; Sun et al., 2023, "RankGPT"). Raises `ModelError`."""
    question = without_orders(question, [hit.entry for hit in candidates[:_MOST]])
    lines = [_line(number, hit) for number, hit in enumerate(candidates[:_MOST], 1)]
    messages = template.fill(question=harmless(question), entries="\n".join(lines))
    while len(lines) > 1 and TOKENS_ELSEWHERE * count_prompt(messages) > window - _REPLY_TOKENS:
        lines.pop()
        messages = template.fill(question=harmless(question), entries="\n".join(lines))
    reply = writer.complete(messages, _REPLY_TOKENS)
    return Choice(read_choice(reply.text, len(lines)), Usage.of(reply.counts))


def read_choice(text: str, count: int) -> int | None:
    """The place of the entry whose number a reply begins with, of `count` that were shown."""
    said = re.match(r"\W*(?:(?:the )?(?:note|number|entry)\W*)*(\d{1,4})\b", text, re.IGNORECASE)
    number = int(said[1]) if said else 0
    return number - 1 if 0 < number <= count else None


def _line(number: int, hit: EntryHit) -> str:
    """A candidate in a line: its number, its title, the first words of the remark that fits best."""
    told = hit.entry.lines()
    fitting = [line for line in hit.hits[0].chunk.passage.split("\n") if line in told] or told[:1]
    words = " ".join(fitting[:1]).split()
    more = " …" if len(words) > _WORDS else ""
    remark = f": {' '.join(words[:_WORDS])}{more}" if words else ""
    return f"{number}. {' '.join(harmless(hit.entry.called + remark).split())}"
