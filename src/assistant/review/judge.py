"""A model's verdicts on the statements that reading leaves `unverified`: one call for all of an answer, marked as the model's.

A model with a list of four words to choose from, shown the statement and what it cites (as in FActScore; Min et al., 2023, "FActScore: Fine-grained atomic
evaluation of factual precision in long form text generation"). What reading found stands: such statements are not even shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast, get_args

from assistant.answers.answer import Answer, Judging, Statement, Usage
from assistant.answers.extractive import bare
from assistant.answers.prompts import Template, harmless, numbered
from assistant.endpoint.writer import Writer
from assistant.errors import ModelError
from assistant.support.check import Verdict
from assistant.text.display import plain

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
SCORES: Mapping[Verdict, float] = {"supported": 0.8, "partly": 0.5, "unsupported": 0.15, "unverified": 0.3}
_REPLY_TOKENS, _TOKENS_EACH = 800, 16
_LONGEST = 800  # characters of a statement
# A number with one of the four words behind it, as JSON has them and as models write them where they write no JSON.
_GIVEN = re.compile(rf"(?<![\w.])\"?(\d{{1,3}})\"?\s*[:.)=-]+\s*[\"'*_`]*({'|'.join(VERDICTS)})\b", re.IGNORECASE)
_OBJECT = re.compile(r"\{[^{}]*\}")
# What a note could hold for the model to copy: a fence of ours, and a verdict of its own.
_FENCE_LIKE = re.compile(r"<(?=\s*/?\s*statements?\b)", re.IGNORECASE)


def open_statements(answer: Answer) -> list[int]:
    """The places of the statements that a model may judge: left `unverified`, with something cited to hold them against, and more than a bare title."""
    titles = {bare(item.entry) for item in answer.evidence}
    return [i for i, one in enumerate(answer.statements) if one.verdict == "unverified" and one.markers and one.text not in titles]


def judge(answer: Answer, writer: Writer, template: Template) -> Answer:
    """The answer with the model's verdicts on its open statements, and what that took; the same where there is nothing to ask. A model that fails changes nothing
    but `judging`, which says so."""
    places = open_statements(answer)
    if not places:
        return answer
    shown = [answer.statements[i] for i in places]
    cited = {marker for one in shown for marker in one.markers}
    notes = fenced(numbered([item for item in answer.evidence if item.marker in cited]))
    messages = template.fill(evidence=notes, statements=_numbered(shown))
    try:
        reply = writer.complete(messages, _REPLY_TOKENS + _TOKENS_EACH * len(shown))
        text, usage, fault = reply.text, Usage.of(reply.counts), ""
    except ModelError as error:
        text, usage, fault = "", Usage(), str(error)  # of a reply that broke off nobody knows what it would have come to
    verdicts = read_verdicts(text, len(shown))
    statements = list(answer.statements)
    for number, place in enumerate(places, 1):
        if (verdict := verdicts.get(number, "unverified")) != "unverified":
            reason = f"judged so by {writer.model}" if verdict == "unsupported" else ""
            statements[place] = replace(statements[place], verdict=verdict, score=SCORES[verdict], reason=reason, by=writer.model)
    note = fault or ("" if verdicts else "its reply holds no verdict that can be read")
    return replace(answer, statements=tuple(statements), judging=Judging(writer.model, len(shown), len(verdicts), usage, note))


def read_verdicts(reply: str, count: int) -> dict[int, Verdict]:
    """The verdicts in a reply, by the number of the statement, of `count`: those of the last JSON object that holds any, else of its lines.

    Of several on one statement the last one counts: a model that thinks aloud, or copies from a note, comes to its own at the end. Other words and
    numbers than were offered are none.
    """
    objects = [found for text in _OBJECT.findall(reply) if (found := _given(text, count))]
    return objects[-1] if objects else _given(reply, count)


def _given(text: str, count: int) -> dict[int, Verdict]:
    found = ((int(number), cast(Verdict, word.lower())) for number, word in _GIVEN.findall(text))
    return {number: verdict for number, verdict in found if 1 <= number <= count}


def fenced(text: str) -> str:
    """Text that can stand between the tags of the prompt: nothing in it passes for a fence, or for a verdict on a statement by number."""
    return _GIVEN.sub(r"\1 \2", _FENCE_LIKE.sub("‹", text))


def _numbered(statements: Sequence[Statement]) -> str:
    """The statements as they stand in the prompt, one a line, each with the numbers of its notes."""
    lines = []
    for number, one in enumerate(statements, 1):
        said = fenced(harmless(" ".join(plain(one.text)[:_LONGEST].split())))
        lines.append(f"{number}. {said} {''.join(f'[{marker}]' for marker in one.markers)}")
    return "\n".join(lines)
