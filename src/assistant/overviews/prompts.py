"""The prompts of an overview that a model writes, each cut to fit into the model's window, and what can be used of its replies."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answers.answer import marked
from assistant.answers.markers import clean
from assistant.answers.prompts import Template, harmless, numbered
from assistant.answers.verify import Verified, verify
from assistant.answers.written import read_statements, whole
from assistant.endpoint.writer import Message, count_prompt
from assistant.errors import PromptError
from assistant.overviews.extractive import only_names
from assistant.overviews.overview import Told
from assistant.overviews.themes import Theme
from assistant.retrieval.evidence import Evidence
from assistant.retrieval.topic_entries import Belonging
from assistant.support.check import Check, check_each
from assistant.text.fold import fold
from assistant.text.sentences import split_sentences
from assistant.text.tokens import count_tokens, first_tokens

_SPARE = 8  # one part in so many of the window stays free: the tokenizers of other models count more than cl100k does
_REPLY = 4  # one part in so many of the window is the most that a reply may take
_REPLY_TOKENS, _REPLY_TOKENS_AN_ENTRY = 240, 40
_OPENING_READS = 2000
_OPENING_MOST = 3
_MOST_ENTRIES = 12
_WORTH_WRITING = 2
_LEAST_TEXT = 24
_NAME_TOKENS = 60


@dataclass(frozen=True, slots=True)
class Subject:
    """What an overview is of: the topic, its themes, the entries just outside its edge, the share of chunks that hold each of its words, and what
    holds statements on it against the entries they cite."""

    topic: str
    themes: Sequence[Theme]
    outside: Sequence[Belonging]
    frequency: Mapping[str, float]
    check: Check = check_each


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a model: the prompt, the most tokens of the reply, the evidence that the reply may cite, and the number and title of the theme it is
    for (none for the opening)."""

    messages: Sequence[Message]
    most: int
    evidence: Sequence[Evidence]
    theme: int | None = None
    title: str = ""

    @property
    def prompt_tokens(self) -> int:
        """cl100k tokens of the prompt."""
        return count_prompt(self.messages)


@dataclass(frozen=True, slots=True)
class Reading:
    """What can be used of a reply, held against its evidence, and how many markers of other entries were taken out of it."""

    checked: Verified
    invalid: int


class OverviewPrompts:
    """Makes the prompts of overviews from the templates of a section and of the opening. `window`: tokens that the model reads and writes at once.

    Raises `PromptError` where the window leaves no room for notes.
    """

    def __init__(self, section: Template, opening: Template, window: int) -> None:
        self._section, self._opening, self._window = section, opening, window
        self._room = window - window // _SPARE

    def sections(self, subject: Subject, evidence: Sequence[Evidence]) -> list[Call]:
        """The calls that write the themes, in order: for each theme with entries enough that tell something, as few as fit into the window."""
        calls: list[Call] = []
        start = 0
        for number, theme in enumerate(subject.themes):
            own = evidence[start : start + len(theme.members)]
            start += len(own)
            telling = [item for item in own if item.entry.lines()]
            if len(telling) >= _WORTH_WRITING:
                calls += self._portions(subject.topic, theme, number, telling)
        return calls

    def opening(self, topic: str, sections: Sequence[Told], evidence: Sequence[Evidence]) -> Call | None:
        """The call that writes the opening, from the first statements of every section, in turn, as many as fit; None where none does."""
        by_marker = {item.marker: item for item in evidence}
        chosen: list[tuple[int, int]] = []
        left = self._left_for_opening(topic)
        for place, number in sorted((i, number) for number, section in enumerate(sections) for i in range(len(section.statements))):
            statement = sections[number].statements[place]
            cost = count_tokens(_shown(sections[number], [place])) + 1
            if cost <= left and statement.markers and statement.verdict != "unsupported" and not only_names(statement):
                chosen.append((number, place))
                left -= cost
        parts = [_shown(section, [p for n, p in sorted(chosen) if n == number]) for number, section in enumerate(sections)]
        cited = sorted({marker for number, place in chosen for marker in sections[number].statements[place].markers})
        text = "\n\n".join(part for part in parts if part)
        return Call(self._fill_opening(topic, text), self._most(0), [by_marker[marker] for marker in cited]) if cited else None

    def opening_at_most(self, topic: str) -> tuple[int, int]:
        """The most tokens that the prompt of the opening of this topic can have, and that its reply can have."""
        return count_prompt(self._fill_opening(topic, "")) + self._left_for_opening(topic), self._most(0)

    def read(self, call: Call, text: str, topic: str, *, cut: bool, check: Check = check_each) -> Reading:
        """What can be used of a reply: statements, each held against what it cites; one without a marker gets that of the entry that supports it.

        Titles, words of the prompt and repeated statements are no statements. Where none of what is left can be tied to an entry that does not
        say otherwise, nothing can be used. An opening is three sentences at most, each tied to an entry.
        """
        shown, invalid = clean(text, {item.marker for item in call.evidence})
        found, _ = read_statements(whole(shown) if cut else shown, topic, call.evidence, "")
        titles = {fold(line) for item in call.evidence for line in (item.text.split("\n")[0], item.entry.title)}
        idle = titles | self._own_words(call, topic)
        checked = verify([(said, markers) for said, markers in found if fold(said) not in idle], call.evidence, attach=True, check=check)
        tied = [one for one in checked.statements if one.markers and one.verdict != "unsupported"]
        if call.theme is None:
            return Reading(replace(checked, statements=tuple(tied[:_OPENING_MOST])), invalid)
        return Reading(checked if tied else replace(checked, statements=()), invalid)

    def _portions(self, topic: str, theme: Theme, number: int, items: Sequence[Evidence]) -> list[Call]:
        """The calls for one theme: its entries in order, in portions of even length where that fits."""
        length = math.ceil(len(items) / math.ceil(len(items) / _MOST_ENTRIES))
        portions: list[list[Evidence]] = [[]]
        for item in (self._cut(topic, theme, item) for item in items):
            longer = [*portions[-1], item]
            if portions[-1] and (len(longer) > length or self._over(topic, theme, longer) > 0):
                portions.append([item])
            else:
                portions[-1] = longer
        uncut = {item.marker: item for item in items}
        calls = []
        for portion in portions:
            messages = self._fill_section(topic, theme.title, portion)
            calls.append(Call(messages, self._most(len(portion)), [uncut[item.marker] for item in portion], number, theme.title))
        return calls

    def _over(self, topic: str, theme: Theme, items: Sequence[Evidence]) -> int:
        """How many tokens a prompt with this evidence and its reply take more than there are."""
        return count_prompt(self._fill_section(topic, theme.title, items)) + self._most(len(items)) - self._room

    def _cut(self, topic: str, theme: Theme, item: Evidence) -> Evidence:
        """An entry's evidence, cut where it does not even fit alone."""
        while (over := self._over(topic, theme, [item])) > 0:
            left = count_tokens(item.text) - over
            if left < _LEAST_TEXT:
                raise self._no_room(self._section)
            item = replace(item, text=first_tokens(item.text, left))
        return item

    def _left_for_opening(self, topic: str) -> int:
        left = self._room - self._most(0) - count_prompt(self._fill_opening(topic, ""))
        if left < _LEAST_TEXT:
            raise self._no_room(self._opening)
        return min(_OPENING_READS, left)

    def _no_room(self, template: Template) -> PromptError:
        window = f"ASSISTANT_CONTEXT_TOKENS ({self._window})"
        return PromptError(f"prompt {template.name!r} leaves no room for notes in {window}; raise that, or shorten the prompt or the topic")

    def _most(self, entries: int) -> int:
        return min(self._window // _REPLY, _REPLY_TOKENS + _REPLY_TOKENS_AN_ENTRY * entries)

    def _fill_section(self, topic: str, theme: str, items: Sequence[Evidence]) -> list[Message]:
        return self._section.fill(topic=_name(topic), theme=_name(theme), count=str(len(items)), evidence=numbered(items))

    def _fill_opening(self, topic: str, text: str) -> list[Message]:
        return self._opening.fill(topic=_name(topic), evidence=text)

    def _own_words(self, call: Call, topic: str) -> set[str]:
        """The sentences of a call's prompt but for its evidence, which a small model may repeat."""
        if call.theme is None:
            prompt = self._fill_opening(topic, "")
        else:
            prompt = self._section.fill(topic=_name(topic), theme=_name(call.title), count=str(len(call.evidence)), evidence="")
        lines = [line for message in prompt for line in message["content"].splitlines()]
        return {fold(one) for line in [*lines, topic, call.title] for one in [line, *split_sentences(line)]}


def _name(text: str) -> str:
    return harmless(" ".join(first_tokens(text, _NAME_TOKENS).split()))


def _shown(section: Told, places: Sequence[int]) -> str:
    """A section's title and some of its statements as they stand in the prompt of the opening."""
    statements = [section.statements[place] for place in places]
    lines = [marked(replace(one, text=harmless(one.text))) for one in statements]
    return "\n".join([f"{_name(section.title)}:", *lines]) if lines else ""
