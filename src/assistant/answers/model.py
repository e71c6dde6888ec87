"""Answers written by a model from numbered evidence, and follow-ups rewritten by it to stand alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answers.answer import Usage
from assistant.answers.citations import MarkerStream, clean, parse_statements
from assistant.answers.extract import Marked
from assistant.answers.prompts import Template, conversation, harmless, numbered
from assistant.endpoint import Writer, Written
from assistant.errors import ModelError
from assistant.notes.sentences import split_sentences
from assistant.retrieval.evidence import Evidence
from assistant.retrieval.question import Turn
from assistant.retrieval.ranking import terms
from assistant.text.fold import fold

_ANSWER_TOKENS = 600
_QUESTION_TOKENS = 120
_QUESTION_WORDS = 60
_OWN_WORDS = 0.6
_POINTER = re.compile(r"^(?:\w+\W+){0,6}(?:in|by|from|see|at|notes?|entry)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ModelDraft:
    """What a model wrote, before the support check: statements with the markers it gave them (often none), and the text as it was shown.

    `abstained` says that it refused, in the words that the prompt asks for; then there are no statements.
    """

    statements: tuple[Marked, ...]
    text: str
    abstained: bool
    invalid_markers: int
    usage: Usage
    model: str


def answer_with_model(
    endpoint: Writer, template: Template, question: str, evidence: Sequence[Evidence], on_text: Callable[[str], None] | None = None
) -> ModelDraft:
    """Has the model answer `question` from `evidence`; `on_text` is told the text so far, in which only markers of the evidence appear.

    Raises `ModelError`; its `partial` is the text shown before an answer broke off.
    """
    messages = template.fill(question=question, evidence=numbered(evidence))
    shown = MarkerStream([item.marker for item in evidence])
    reply = endpoint.stream_chat(messages, _ANSWER_TOKENS)
    try:
        for delta in reply:
            if shown.feed(delta) and on_text and _is_presentable(shown.text, template.refusal):
                on_text(shown.text)
    except ModelError as error:
        shown.close()
        error.partial = shown.text
        raise
    shown.close()
    text = whole(shown.text) if reply.cut else shown.text.strip()
    statements, refused = read_statements(text, question, evidence, template.refusal)
    abstained = refused and not any(markers for _, markers in statements)
    text = clean(text, {marker for _, markers in statements for marker in markers})[0].strip()  # no marker that no statement carries
    if on_text and not abstained:
        on_text(text)
    return ModelDraft(() if abstained else statements, text, abstained, shown.invalid, _usage(reply), endpoint.model)


def rewrite_with_model(endpoint: Writer, template: Template, question: str, history: Sequence[Turn]) -> str | None:
    """The last question of a conversation as the model rewrites it to stand alone; None where what it wrote cannot be one. Raises `ModelError`."""
    messages = template.fill(question=harmless(question), conversation=conversation(history))
    written = endpoint.complete(messages, _QUESTION_TOKENS).text.strip()
    first = written.splitlines()[0] if written else ""
    first = re.sub(r"^[\W_]*(?:(?:the )?(?:rewritten |stand-?alone |last )*question)[\W_]*:[\s*]*", "", first, flags=re.IGNORECASE).strip(
        ' "“”*'
    )
    return first if _is_rewritten(first, question, history) else None


def _is_rewritten(written: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether it speaks of what the question and the conversation speak of, and keeps what the question itself names."""
    words = terms(written)
    if not words or len(written.split()) > _QUESTION_WORDS:
        return False
    said = [question, *(text for turn in history for text in (turn.content, *turn.cited))]
    known = {_root(word) for text in said for word in fold(text).split()}
    asked = {_root(word) for word in terms(question)}
    kept = asked & {_root(word) for word in words}
    return sum(_root(word) in known for word in words) >= _OWN_WORDS * len(words) and 2 * len(kept) >= len(asked)


def _root(word: str) -> str:
    return word[:5]


def _usage(reply: Written) -> Usage:
    return Usage(reply.counts.prompt_tokens, reply.counts.completion_tokens, reply.counts.estimated)


def read_statements(text: str, question: str, evidence: Sequence[Evidence], refusal: str) -> tuple[tuple[Marked, ...], bool]:
    """The statements of a model's text without refusals and echoes of the question, and whether there was a refusal."""
    kept: list[Marked] = []
    refused = False
    for statement, markers in parse_statements(text, [item.marker for item in evidence]):
        if refusal and fold(statement).startswith(fold(refusal)):
            refused = True
        elif fold(re.sub(r"^\W*question\W+", "", statement, flags=re.IGNORECASE)) != fold(question):
            kept.append((statement, markers))
    return tuple(_under_headings(_without_pointers(kept), evidence)), refused


def _without_pointers(statements: Sequence[Marked]) -> list[Marked]:
    """Small models write "This is described in [1]." to cite the sentence before: such a pointer gives its markers to that sentence and goes."""
    result: list[Marked] = []
    for text, markers in statements:
        if result and markers and _POINTER.search(text):
            before, given = result.pop()
            result.append((before, given or markers))
        else:
            result.append((text, markers))
    return result


def _under_headings(statements: Sequence[Marked], evidence: Sequence[Evidence]) -> list[Marked]:
    """Small models repeat an entry as it stands in the prompt, its title line behind its marker: what follows without a marker is of that entry."""
    titles = {item.marker: fold(item.text.split("\n")[0]) for item in evidence}
    above: tuple[int, ...] = ()
    result: list[Marked] = []
    for text, markers in statements:
        if len(markers) == 1 and fold(text) == titles[markers[0]]:
            above = markers
        elif markers:
            above = ()
        result.append((text, markers or above))
    return result


def _is_presentable(text: str, refusal: str) -> bool:
    """Whether there is more so far than markers or (the start of) the words of a refusal, which are for the program, not for people."""
    begun = fold(text)
    return bool(re.search(r"[a-z]", begun)) and not (refusal and fold(refusal).startswith(begun[: len(fold(refusal))]))


def whole(text: str) -> str:
    """A text that the token limit cut, without the sentence that it cut through; as it is where it has only that one."""
    lines = text.rstrip().split("\n")
    sentences = split_sentences(lines[-1])
    if re.search(r"[.!?][)\"”’*]*(?:\s*(?:\[\d+\])+)?$|(?:\[\d+\])+$", lines[-1]):
        return text.strip()
    return ("\n".join([*lines[:-1], " ".join(sentences[:-1])])).strip() or text.strip()
