"""How far several answers of a model to one question say the same: clusters by mutual entailment, and the entropy over them.

After Kuhn, Gal & Farquhar (2023, "Semantic uncertainty: linguistic invariances for uncertainty estimation in natural language generation"). An answer entails
another where each statement of that follows from it, by a cross-encoder where there is one, else by the reading check, which says so less often: without a
cross-encoder the agreement is a lower bound.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce

from assistant.answers.answer import EXTRACTIVE, Agreement, Answer, Usage
from assistant.endpoint.writer import Message, Writer, Written
from assistant.errors import ModelError
from assistant.retrieval.evidence import Evidence
from assistant.support.check import check_each
from assistant.support.cross_encoder import CrossEncoder

Entails = Callable[[Sequence[tuple[str, str]]], list[bool]]
Write = Callable[[str, str, Sequence[Evidence]], Answer]
_LIKELIER = 0.5
_TEMPERATURE = 0.7


def by_cross_encoder(model: CrossEncoder) -> Entails:
    """Whether texts entail statements, as a cross-encoder reads it."""
    return lambda pairs: [one.entails > _LIKELIER for one in model.judge(pairs)]


def by_reading(pairs: Sequence[tuple[str, str]]) -> list[bool]:
    """Whether texts entail statements, as the reading check finds it."""
    return [one.verdict == "supported" for one in check_each([(statement, [text]) for text, statement in pairs])]


def sample(answer: Answer, samples: int, write: Write, entails: Entails) -> Answer:
    """The answer with how far so many further ones say the same, which `write` writes from its evidence; where that fails, those before count."""
    if answer.model == EXTRACTIVE:
        same = "the notes' own words answer, which are the same each time"
        return replace(answer, agreement=Agreement(0, 0, (), 0.0, Usage(estimated=False), same))
    evidence = [replace(item, marker=number) for number, item in enumerate(answer.evidence, 1)]
    written, fault = list[Answer](), ""
    for _ in range(samples):
        try:
            written.append(write(answer.question, answer.standalone_question, evidence))
        except ModelError as error:
            fault = str(error)
            break
    return replace(answer, agreement=replace(agree(answer, written, entails), note=fault))


def agree(answer: Answer, samples: Sequence[Answer], entails: Entails) -> Agreement:
    """How many of the samples say the same as the answer, and how they fall into meanings, the most frequent first."""
    clusters: list[list[Answer]] = [[answer]]
    for sample in samples:
        same = next((cluster for cluster in clusters if _same(cluster[0], sample, entails)), None)
        if same is None:
            clusters.append([sample])
        else:
            same.append(sample)
    sizes = [len(clusters[0]) - 1, *map(len, clusters[1:])]
    return Agreement(
        samples=len(samples),
        same=sizes[0],
        meanings=tuple(sorted(filter(None, sizes), reverse=True)),
        entropy=round(entropy(sizes), 4),
        usage=reduce(Usage.plus, (one.usage for one in samples), Usage(estimated=False)),
    )


def entropy(sizes: Sequence[int]) -> float:
    """The entropy, in nats, of the shares that clusters of these sizes have; 0 where all say the same, or none says anything."""
    shares = [size / sum(sizes) for size in sizes if size]
    return -sum(share * math.log(share) for share in shares) + 0.0


def _same(one: Answer, other: Answer, entails: Entails) -> bool:
    """Whether two answers entail each other. All refusals say the same, and no answer the same as a refusal."""
    if one.abstained or other.abstained:
        return one.abstained and other.abstained
    texts = [" ".join(statement.text for statement in answer.statements) for answer in (one, other)]
    if texts[0].casefold() == texts[1].casefold():
        return True
    pairs = [(texts[0], said.text) for said in other.statements] + [(texts[1], said.text) for said in one.statements]
    return bool(pairs) and all(entails(pairs))


class Warm:
    """A model that writes at a temperature of 0.7, so that it may say another thing each time; for the rest the same."""

    def __init__(self, inner: Writer) -> None:
        self._inner = inner

    @property
    def model(self) -> str:
        """The model's name."""
        return self._inner.model

    def describe(self) -> str:
        """What it is, in a few words."""
        return self._inner.describe()

    def stream_chat(self, messages: Sequence[Message], max_tokens: int, temperature: float = _TEMPERATURE) -> Written:  # noqa: ARG002
        """The reply to a conversation, in pieces."""
        return self._inner.stream_chat(messages, max_tokens, _TEMPERATURE)

    def complete(self, messages: Sequence[Message], max_tokens: int, temperature: float = _TEMPERATURE) -> Written:  # noqa: ARG002
        """The whole reply at once."""
        return self._inner.complete(messages, max_tokens, _TEMPERATURE)
