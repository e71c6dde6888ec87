"""Overviews written by a model: a section for each theme from its own evidence, then an opening from the sections; what it wrote is kept on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from assistant.answers.answer import EXTRACTIVE, Citation, Statement, Usage, marked
from assistant.answers.extractive import Chooser
from assistant.endpoint.writer import Writer
from assistant.errors import ModelError, NoTextError
from assistant.overviews.extractive import Desk, in_own_words
from assistant.overviews.kept_replies import KeptReplies, KeptReply, fingerprint_of
from assistant.overviews.overview import Ledger, Overview, Told
from assistant.overviews.prompts import Call, OverviewPrompts, Reading, Subject
from assistant.text.display import plural

OnProgress = Callable[[str, int, int], None]
OnSection = Callable[[Told], None]
OPENING = "opening"


@dataclass(frozen=True, slots=True)
class Cost:
    """What an overview will take, in cl100k tokens: calls of the model, tokens it reads (for the sections as their prompts stand; for the opening,
    whose prompt is made of the sections, at most) and writes at most. `kept` calls were made by an earlier run and are not made again."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    kept: int = 0

    def told(self) -> str:
        """The cost in a line."""
        if not self.calls:
            return f"no call of the model, {self.kept} are kept from an earlier run" if self.kept else "no call of the model"
        calls = f"{self.calls} {plural(self.calls, 'call')}"
        kept = f"; {self.kept} more are kept from an earlier run" if self.kept else ""
        return f"{calls} of the model: at most {self.prompt_tokens:,} tokens to read and {self.completion_tokens:,} to write{kept}"


class OverviewWriter:
    """Has a model write overviews.

    Every reply is kept as soon as it is there, under all that it depends on: work that broke off continues where it stopped, and when the notes
    change, only what they change is written anew.
    """

    def __init__(self, endpoint: Writer, prompts: OverviewPrompts, kept: KeptReplies) -> None:
        self._endpoint, self._prompts, self._kept = endpoint, prompts, kept

    def estimate(self, subject: Subject) -> Cost:
        """What `write` will take. Raises `PromptError` where the window is too small, `ModelError` where the endpoint names no model."""
        draft = _Draft(subject, self._prompts)
        calls = self._prompts.sections(subject, draft.desk.evidence)
        ahead = [call for call in calls if self._kept_reply(call) is None]
        read, written = sum(call.prompt_tokens for call in ahead), sum(call.most for call in ahead)
        count, total = len(ahead), len(calls)
        if _has_opening(subject, calls) and ahead:
            most = self._prompts.opening_at_most(subject.topic)
            count, total, read, written = count + 1, total + 1, read + most[0], written + most[1]
        elif _has_opening(subject, calls) and (opening := self._opening(draft, calls)):
            is_ahead = self._kept_reply(opening) is None
            total += 1
            count, read, written = (1, opening.prompt_tokens, opening.most) if is_ahead else (0, 0, 0)
        return Cost(count, read, written, total - count)

    def write(self, subject: Subject, on_progress: OnProgress | None = None, on_section: OnSection | None = None) -> Overview:
        """The overview; a theme of which the model writes nothing that can be used is told in the notes' own words, and so are all that are left
        once it fails. The note says why, and how much is kept.

        `on_progress` is told what is written next (a theme's title, or `OPENING`), how many calls are done and of how many; `on_section` each
        section once it is there. Raises `PromptError` and `StoreError`. Usage is that of all calls, those of earlier runs included.
        """
        report = on_progress or _tell_nobody
        draft = _Draft(subject, self._prompts)
        calls = self._prompts.sections(subject, draft.desk.evidence)
        of = len(calls) + _has_opening(subject, calls)
        for number, theme in enumerate(subject.themes):
            replies: list[tuple[Call, KeptReply]] = []
            own = [one for one in calls if one.theme == number]
            for call in own:
                report(theme.title, len(draft.replies) + len(replies), of)
                if reply := self._reply(call, draft):
                    replies.append((call, reply))
            draft.tell(number, replies if len(replies) == len(own) else ())
            if on_section:
                on_section(draft.sections(self._endpoint.model)[0][-1])
        if of > len(calls) and (opening := self._prompts.opening(subject.topic, draft.sections(EXTRACTIVE)[0], draft.desk.evidence)):
            report(OPENING, len(calls), of)
            if reply := self._reply(opening, draft):
                draft.open(opening, reply)
        if draft.fault is None:
            self._kept.keep_only([reply.asked for reply in draft.replies])
        if of:
            report("", of, of)
        return replace(draft.finished(self._endpoint.model), note=self._note(draft, calls))

    def _opening(self, draft: _Draft, calls: Sequence[Call]) -> Call | None:
        """The call of the opening, where the replies to all others are kept."""
        for number in range(len(draft.subject.themes)):
            draft.tell(number, [(call, reply) for call in calls if call.theme == number and (reply := self._kept_reply(call))])
        return self._prompts.opening(draft.subject.topic, draft.sections(EXTRACTIVE)[0], draft.desk.evidence)

    def _kept_reply(self, call: Call) -> KeptReply | None:
        return self._kept.get(fingerprint_of(self._endpoint.model, call.messages, call.most))

    def _reply(self, call: Call, draft: _Draft) -> KeptReply | None:
        """The reply to a call, kept or new; None where the model fails, or has failed before. A model that writes nothing has replied, too: asked
        again, it would do the same."""
        kept = self._kept_reply(call)
        if kept or draft.fault:
            return kept
        asked = fingerprint_of(self._endpoint.model, call.messages, call.most)
        try:
            written = self._endpoint.complete(call.messages, call.most)
            reply = KeptReply(asked, written.text, written.cut, Usage.of(written.counts))
        except NoTextError:
            reply = KeptReply(asked, "", cut=False, usage=Usage(call.prompt_tokens, 0))
        except ModelError as error:
            draft.fault = error
            return None
        if reply.text and written.note and not reply.cut:
            draft.lost = written.note  # it may have come in part, and is asked for again another time
        else:
            self._kept.add(reply)
        return reply

    def _note(self, draft: _Draft, sections: Sequence[Call]) -> str:
        """What went wrong, in a line."""
        told = [draft.lost] if draft.lost else []
        if cut := sum(reply.cut for reply in draft.replies):
            told.append(f"{cut} of the {len(draft.replies)} replies of the model were cut off at a limit and end early")
        if draft.fault:
            done = sum(self._kept_reply(one) is not None for one in sections)
            kept = f"{done} of {len(sections)} sections are kept, and running it again continues there"
            told.append(f"{draft.fault} ({kept}); the notes' own words stand for the rest")
        return "; ".join(told)


@dataclass
class _Draft:
    """An overview while it is written."""

    subject: Subject
    prompts: OverviewPrompts
    desk: Desk = field(init=False)
    replies: list[KeptReply] = field(default_factory=list)
    written: set[int] = field(default_factory=set)
    lead: tuple[Statement, ...] = ()
    fault: ModelError | None = None
    lost: str = ""
    invalid: int = 0
    attached: int = 0

    def __post_init__(self) -> None:
        self.desk = Desk(self.subject.themes, check=self.subject.check)
        self._fit = Chooser(self.subject.topic, self.subject.frequency).fit

    def tell(self, number: int, replies: Sequence[tuple[Call, KeptReply]]) -> None:
        """Takes the replies for the next theme, or tells it in the notes' own words."""
        theme = self.subject.themes[number]
        statements = [one for call, reply in replies for one in self._read(call, reply).checked.statements]
        if statements:
            self.desk.take(theme, statements)
            self.written.add(number)
        else:
            self.desk.tell(theme, self._fit)

    def open(self, call: Call, reply: KeptReply) -> None:
        """Takes the reply for the opening."""
        self.lead = self._read(call, reply).checked.statements

    def sections(self, model: str) -> tuple[tuple[Told, ...], tuple[Citation, ...]]:
        """The sections so far, with the name of the model at those that it wrote, and the citations."""
        sections, citations = self.desk.sections()
        return tuple(replace(one, model=model) if number in self.written else one for number, one in enumerate(sections)), citations

    def finished(self, model: str) -> Overview:
        """The overview; timeline, questions and what agrees and what does not are those of the notes' own words."""
        subject = self.subject
        base = in_own_words(subject.topic, subject.themes, subject.outside, subject.frequency)
        sections, citations = self.sections(model)
        return replace(
            base,
            overview=" ".join([base.overview, *map(marked, self.lead)]),
            themes=sections,
            ledger=Ledger(tuple(self.desk.used), tuple(self.desk.merged), (), base.ledger.outside),
            citations=citations,
            model=model if self.written else EXTRACTIVE,
            usage=_sum([reply.usage for reply in self.replies]),
            lead=self.lead,
            invalid_markers=self.invalid,
            attached=self.attached,
        ).numbered()

    def _read(self, call: Call, reply: KeptReply) -> Reading:
        reading = self.prompts.read(call, reply.text, self.subject.topic, cut=reply.cut, check=self.subject.check)
        self.replies.append(reply)
        self.invalid += reading.invalid
        self.attached += reading.checked.attached
        return reading


def _has_opening(subject: Subject, calls: Sequence[Call]) -> bool:
    """An overview of one section needs none: it would say the same twice."""
    return bool(calls) and len(subject.themes) > 1


def _sum(usages: Sequence[Usage]) -> Usage:
    prompt, completion = sum(one.prompt_tokens for one in usages), sum(one.completion_tokens for one in usages)
    costs = [one.cost_usd for one in usages if one.cost_usd is not None]
    cost = sum(costs) if costs and len(costs) == len(usages) else None
    return Usage(prompt, completion, any(one.estimated for one in usages) or not usages, sum(one.cached_tokens for one in usages), cost)


def _tell_nobody(stage: str, done: int, of: int) -> None:
    """The progress that nobody asked for."""
