"""Overviews of topics measured: what they gather against what belongs, whether all of it is accounted for, and how they cite."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator
from rich.console import Console
from rich.progress import track

from assistant.answers.extractive import same
from assistant.answers.verify import passages_of
from assistant.assistant import Assistant
from assistant.evals import metrics
from assistant.evals.scores import TOPICS, Part, Score
from assistant.index.filters import Filters
from assistant.overviews.overview import Overview
from assistant.retrieval.evidence import Evidence, heading
from assistant.support.check import check_support
from assistant.text.json_lines import read_json_lines, refuse_repeats

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
RECALL, PRECISION, REFUSED = "belonging recall", "belonging precision", "absent topic refused"


class TopicFilters(BaseModel):
    """Filters of a topic, as on the command line."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    since: int | None = None
    until: int | None = None
    author: str | None = None


class Topic(BaseModel):
    """One line of `topics.jsonl`: a topic, the titles of the entries that belong, and those that may be in it or not."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Text
    part: Literal["dev", "heldout"]
    kind: Literal["narrow", "wide", "two-sided", "absent"]
    topic: Text
    filters: TopicFilters = TopicFilters()
    gold_titles: tuple[Text, ...] = ()
    optional_titles: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _can_be_scored(self) -> Self:
        if (self.kind == "absent") == bool(self.gold_titles):
            raise ValueError("an absent topic has no gold_titles, any other has some")
        return self


def read_topics(file: Path, part: str) -> list[Topic]:
    """The topics of a part (`dev`, `heldout` or `all`). Raises `UsageError` that names the line of the first that is none."""
    topics = refuse_repeats(read_json_lines(file, Topic.model_validate_json, "topic"), id=lambda topic: topic.id)
    return [topic for topic in topics if part in {"all", topic.part}]


def topics_part(assistant: Assistant, topics: Sequence[Topic], console: Console) -> Part:
    """Has each topic summarised without a model and marks the overviews."""
    steps = track(topics, "summarizing", console=console, transient=True, disable=not console.is_terminal)
    return Part(TOPICS, tuple(_mark(topic, assistant) for topic in steps))


def _mark(topic: Topic, assistant: Assistant) -> Score:
    filters = Filters(topic.filters.since, topic.filters.until, topic.filters.author)
    overview = assistant.summarize(topic.topic, filters, use_model=False)
    gathered = [line.title for line in (*overview.ledger.used, *overview.ledger.merged)]
    if topic.kind == "absent":
        values = {REFUSED: float(overview.refused)}
    else:
        gold, optional = set(topic.gold_titles), set(topic.optional_titles)
        values = {
            RECALL: len(gold & set(gathered)) / len(gold),
            PRECISION: sum(title in gold or title in optional for title in gathered) / len(gathered) if gathered else 0.0,
            **({} if overview.refused else _writing(overview, assistant)),
        }
    missing = [title for title in topic.gold_titles if title not in gathered]
    document = {
        "overview": overview.overview,
        "gathered": gathered,
        "missing_titles": missing,
        "strays": [title for title in gathered if title not in {*topic.gold_titles, *topic.optional_titles}],
    }
    how = "" if min(values.values()) == 1.0 else f"{len(missing)} missing, {len(document['strays'])} strays"
    return Score(topic.id, topic.kind, topic.topic, values, how, document, overview.timings_ms.get("total", 0.0))


def _writing(overview: Overview, assistant: Assistant) -> dict[str, float]:
    """How an overview is written: everything accounted for, every statement cited, citations that hold, nothing said twice."""
    statements = overview.statements()
    ids = {citation.marker: citation.entry_id for citation in overview.citations}
    passages = {marker: _passages(marker, entry_id, assistant) for marker, entry_id in ids.items()}

    def holds(text: str, markers: Sequence[int]) -> bool:
        return bool(markers) and check_support(text, [one for marker in markers for one in passages[marker]]).verdict == "supported"

    alone: list[bool] = []
    needed: list[bool] = []
    for statement in statements:
        whole = holds(statement.text, statement.markers)
        for marker in statement.markers:
            alone.append(whole and holds(statement.text, [marker]))
            needed.append(whole and not holds(statement.text, [other for other in statement.markers if other != marker]))
    pairs = list(combinations([statement.text for statement in statements], 2))
    told = [line.entry_id for line in (*overview.ledger.used, *overview.ledger.merged)]
    return {
        "ledger complete": float(overview.ledger.accounts_for([*told, *(line.entry_id for line in overview.ledger.left_out)])),
        "statements cited": sum(bool(statement.markers) for statement in statements) / len(statements),
        "entries told are cited": len(set(told) & set(ids.values())) / len(set(told)),
        "citation precision": metrics.citation_precision(alone, needed),
        "statements said once": 1 - sum(same(one, other) for one, other in pairs) / len(pairs) if pairs else 1.0,
    }


def _passages(marker: int, entry_id: str, assistant: Assistant) -> list[str]:
    entry = assistant.entry(entry_id)
    if entry is None:
        return []
    return passages_of(Evidence(marker, entry, "\n".join([heading(entry), *entry.lines()]), 0, 0.0))
