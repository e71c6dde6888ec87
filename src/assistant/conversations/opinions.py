"""What readers say of answers: a thumb and a correction, kept beside the turn, and the golden items that come of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.conversations.store import ConversationFile
from assistant.conversations.threads import Conversations, Exchange
from assistant.text.safe import readable


@dataclass(frozen=True, slots=True)
class Opinion:
    """What was said of the answer in `exchange`, which stands in a thread of this title, after these exchanges."""

    title: str
    exchange: Exchange
    before: tuple[Exchange, ...]


class Opinions(ConversationFile):
    """The opinions in `home`. Raises `StoreError` where the file cannot be used."""

    def give(self, number: int, *, is_good: bool | None) -> None:
        """Keeps a thumb for an answer; None takes it back."""
        self._keep("is_good", number, None if is_good is None else int(is_good))

    def correct(self, number: int, correction: str) -> None:
        """Keeps what an answer should have said; empty takes it back."""
        self._keep("correction", number, readable(correction).strip())

    def _keep(self, column: str, number: int, value: object) -> None:
        sql = f"INSERT INTO opinions (turn, {column}) VALUES (?, ?) ON CONFLICT (turn) DO UPDATE SET {column} = excluded.{column}"
        with self._open() as db:
            db.execute(sql, (number, value))


def opinions_in(threads: Conversations) -> list[Opinion]:
    """The answers of all threads of which something was said, in their order."""
    found = []
    for thread in threads.threads():
        exchanges = threads.exchanges(thread.id)
        for place, exchange in enumerate(exchanges):
            if exchange.answer is not None and (exchange.is_good is not None or exchange.correction):
                found.append(Opinion(thread.title, exchange, tuple(exchanges[:place])))
    return sorted(found, key=lambda one: one.exchange.number)


def golden_of(opinion: Opinion) -> dict[str, Any] | None:
    """The golden item that an opinion makes, to be looked at before it counts: a correction is its answer, and of a good answer the entries that it
    cites are the right ones. None for a thumb down without a word, which says what is wrong and not what is right."""
    exchange = opinion.exchange
    document: Mapping[str, Any] = exchange.answer or {}
    titles = list(dict.fromkeys(str(citation["title"]) for citation in document.get("citations", ())))
    if document.get("kind") == "overview" or not (exchange.is_good or exchange.correction):
        return None
    if not titles and not exchange.is_good:  # the reader knows an answer, of which no entry is known
        item: dict[str, Any] = {"kind": "lookup", "must_include": [[exchange.correction]]}
    elif not titles:
        item = {"kind": "unanswerable"}
    else:
        item = {"kind": "followup" if opinion.before else "lookup", "gold_titles": titles}
    history = [
        turn
        for one in opinion.before
        if one.answer
        for turn in (
            {"role": "user", "content": one.question},
            {"role": "assistant", "content": str(one.answer.get("answer") or one.answer.get("overview", ""))},
        )
    ]
    if item["kind"] == "followup" and not history:
        item["kind"] = "lookup"
    return {
        "id": f"said-{exchange.number}",
        "question": exchange.question,
        **item,
        **({"history": history} if history and item["kind"] == "followup" else {}),
        **({"answer": exchange.correction} if exchange.correction else {}),
    }
