"""Answers written by a model from numbered evidence, and follow-ups rewritten by it to stand alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answers.answer import Usage
from assistant.answers.extractive import Marked
from assistant.answers.markers import MarkerStream, as_they_come, clean, parse_statements
from assistant.answers.prompts import TURNS, Template, conversation, harmless, numbered
from assistant.endpoint.writer import TOKENS_ELSEWHERE, Writer, count_prompt
from assistant.errors import ModelError, Stopped, TooLongError
from assistant.questions.follow_up import Turn
from assistant.retrieval.evidence import Evidence
from assistant.support.passages import names_in
from assistant.text.fold import fold
from assistant.text.sentences import split_sentences
from assistant.text.words import stem, stems, terms

_ANSWER_TOKENS = 600
_QUESTION_TOKENS = 120
_QUESTION_WORDS = 60
_OWN_WORDS = 0.6
_STEP = 100
_BEGINNING = 1000
_ENDING = 200
_HOLDS = re.compile(r"[.!?。！？।؟][)\"”’*]*(?:\s|\[|\Z)|\[\d+\]")  # what is worth keeping of a text that broke off
_POINTER = re.compile(r"^(?:\w+\W+){0,6}(?:in|by|from|see|at|notes?|entry)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ModelDraft:
    """What a model wrote, before the support check: statements with the markers it gave them (often none), and the text as it was shown.

    `abstained` says that it refused, in the words that the prompt asks for; then there are no statements. `note` says in a line why it may not be
    whole, empty where it is; `fault` is the error that broke it off; `cut`: more would have come.
    """

    statements: tuple[Marked, ...]
    text: str
    abstained: bool
    invalid_markers: int
    usage: Usage
    model: str
    note: str = ""
    fault: ModelError | None = None
    cut: bool = False


def answer_with_model(
    endpoint: Writer,
    template: Template,
    question: str,
    evidence: Sequence[Evidence],
    on_text: Callable[[str], None] | None = None,
    window: int | None = None,
) -> ModelDraft:
    """Has the model answer `question` from `evidence`; `on_text` is told the text so far, in which markers are numbered as they come and none
    but those of the evidence appear.

    Of an answer that broke off, what can be read of it is the draft. Where `window`, the tokens that the model reads and writes at once, does not hold
    all the evidence with an answer, or the model refuses it, it is shown the first of it. Raises `ModelError` where there is no draft.
    """
    given, room = _within(evidence, template, question, window), _ANSWER_TOKENS
    while True:
        try:
            draft = _Asked(template, question, given, room).answer(endpoint, on_text)
        except TooLongError as fault:
            room = min(room, fault.window // 3) if fault.window else room
            given = _fitting(given, template, question, fault.window)
            if not given:
                raise
        else:
            break
    if len(given) == len(evidence):
        return draft
    less = f"the model reads no more at once: it was shown {len(given)} of the {len(evidence)} entries found"
    return replace(draft, note="; ".join(filter(None, [less, draft.note])))


def _within(evidence: Sequence[Evidence], template: Template, question: str, window: int | None) -> list[Evidence]:
    """As much of the evidence, best first, as fits a window beside an answer; all of it where its size is not known."""
    if window is None or _fits(evidence, template, question, window):
        return list(evidence)
    return _fitting(evidence, template, question, window) or list(evidence[:1])


def _fits(shown: Sequence[Evidence], template: Template, question: str, window: int) -> bool:
    prompt = count_prompt(template.fill(question=question, evidence=numbered(shown)))
    return TOKENS_ELSEWHERE * prompt + min(_ANSWER_TOKENS, window // 3) <= window


def _fitting(evidence: Sequence[Evidence], template: Template, question: str, window: int | None) -> list[Evidence]:
    """The first entries of the evidence, fewer than it has, whose prompt leaves room for an answer in a window of so many tokens; half of them where the
    window is not known. None where none fit."""
    most = len(evidence) // 2 if window is None else len(evidence) - 1
    counts = range(most, 0, -1)
    return next((list(evidence[:count]) for count in counts if window is None or _fits(evidence[:count], template, question, window)), [])


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with what the model is shown of its evidence, and how many tokens it may write."""

    template: Template
    question: str
    evidence: Sequence[Evidence]
    room: int

    def answer(self, endpoint: Writer, on_text: Callable[[str], None] | None) -> ModelDraft:
        """What the model writes. Raises `ModelError` where that is nothing."""
        evidence, refusal = self.evidence, self.template.refusal
        shown = self._stream()
        teller = _Teller(on_text, refusal)
        reply = endpoint.stream_chat(self.template.fill(question=self.question, evidence=numbered(evidence)), self.room)
        fault, restarts, stopped = None, 0, False
        try:
            for delta in reply:
                if reply.restarts > restarts:
                    restarts, shown = reply.restarts, self._stream()
                    teller.heard_anew()
                teller.heard(shown, len(shown.feed(delta)))
        except (ModelError, Stopped) as error:
            fault = error if isinstance(error, ModelError) else ModelError("the answer was stopped")
            stopped = isinstance(error, Stopped)
        shown.close()
        text = whole(shown.text) if reply.cut or fault else shown.text.strip()
        statements, refused = read_statements(text, self.question, evidence, refusal)
        abstained = refused and not any(markers for _, markers in statements)
        if fault and (abstained or not statements or not _HOLDS.search(text)):
            raise Stopped if stopped else fault
        text = clean(text, {marker for _, markers in statements for marker in markers})[0].strip()  # no marker that no statement carries
        if on_text and not abstained and not stopped:
            on_text(as_they_come(text))
        note = f"{fault}; what it had written before that is kept" if fault else reply.note
        return ModelDraft(
            () if abstained else statements, text, abstained, shown.invalid, Usage.of(reply.counts), endpoint.model, note, fault, bool(note)
        )

    def _stream(self) -> MarkerStream:
        return MarkerStream([item.marker for item in self.evidence], {item.entry.id: item.marker for item in self.evidence})


class _Teller:
    """Tells the text so far each time that it has grown by a part of itself: all the telling then costs no more than a multiple of its length."""

    def __init__(self, on_text: Callable[[str], None] | None, refusal: str) -> None:
        self._on_text, self._refusal = on_text, refusal
        self._size = self._next = 0
        self._began = False

    def heard_anew(self) -> None:
        """Takes notice that what was shown was no answer, and the text begins anew."""
        self._size = self._next = 0
        self._began = False

    def heard(self, shown: MarkerStream, more: int) -> None:
        """Takes notice that what is shown has grown by so many characters."""
        self._size += more
        if not self._on_text or not more or self._size < self._next:
            return
        text = shown.text
        self._next = self._size + 1 + self._size // _STEP
        self._began = self._began or _is_presentable(text[:_BEGINNING], self._refusal)
        if self._began:
            self._on_text(as_they_come(text))


def rewrite_with_model(endpoint: Writer, template: Template, question: str, history: Sequence[Turn]) -> str | None:
    """The last question of a conversation as the model rewrites it to stand alone; None where what it wrote cannot be one. Raises `ModelError`."""
    said = history
    while True:
        try:
            messages = template.fill(question=harmless(question), conversation=conversation(said))
            written = endpoint.complete(messages, _QUESTION_TOKENS).text.strip()
            break
        except TooLongError:  # the turns that are longest ago tell least
            if len(said) < 2:
                raise
            said = said[-(min(len(said), TURNS) // 2) :]
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
    known = stems(" ".join(said))
    asked, written_of = set(map(stem, terms(question))), set(map(stem, words))
    return sum(stem(word) in known for word in words) >= _OWN_WORDS * len(words) and 2 * len(asked & written_of) >= len(asked)


def read_statements(text: str, question: str, evidence: Sequence[Evidence], refusal: str) -> tuple[tuple[Marked, ...], bool]:
    """The statements of a model's text without refusals and echoes of the question, and whether there was a refusal."""
    kept: list[Marked] = []
    refused = False
    for statement, markers in parse_statements(text, [item.marker for item in evidence]):
        if refusal and fold(statement).startswith(fold(refusal)):
            refused = True
        elif fold(re.sub(r"^\W*question\W+", "", statement, flags=re.IGNORECASE)) != fold(question):
            kept.append((statement, markers))
    return tuple(_by_byline(_under_headings(_without_pointers(kept), evidence), evidence)), refused


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


def _by_byline(statements: Sequence[Marked], evidence: Sequence[Evidence]) -> list[Marked]:
    """Statements that cite in words, "(Singh et al., 2022)", with the markers of the entries that are by these people and of that year."""
    bylines = {item.marker: (set(names_in(" ".join(item.entry.authors))), str(item.entry.year)) for item in evidence if item.entry.year}
    return [
        (text, markers or tuple(marker for marker, (people, year) in bylines.items() if year in text and people & set(names_in(text))))
        for text, markers in statements
    ]


def _is_presentable(text: str, refusal: str) -> bool:
    """Whether there is more so far than markers or (the start of) the words of a refusal, which are for the program, not for people."""
    begun = fold(text)
    return bool(re.search(r"[^\W\d_]", begun)) and not (refusal and fold(refusal).startswith(begun[: len(fold(refusal))]))


def whole(text: str) -> str:
    """A text that the token limit cut, without the sentence that it cut through; as it is where it has only that one."""
    lines = text.rstrip().split("\n")
    sentences = split_sentences(lines[-1])
    if re.search(r"[.!?][)\"”’*]*(?:\s*(?:\[\d+\])+)?$|\[\d+\]$", lines[-1][-_ENDING:]):
        return text.strip()
    return ("\n".join([*lines[:-1], " ".join(sentences[:-1])])).strip() or text.strip()
