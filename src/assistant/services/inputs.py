"""What each operation takes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.assistant import Assistant
from assistant.errors import UsageError
from assistant.index.filters import Filters, is_compared, is_notebook
from assistant.questions.follow_up import Turn
from assistant.text.safe import readable

MOST_SAMPLES = 10
Text = Annotated[str, AfterValidator(readable)]
UseModel = Annotated[bool, Field(description="Whether a model writes, where one is configured; without, the notes' own words answer.")]


def _readable(turn: Turn) -> Turn:
    return replace(turn, content=readable(turn.content))


class Taken(BaseModel):
    """What an operation takes. A name that it does not know is refused, so that no filter is passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Within(Taken):
    """The entries that an operation is held to."""

    year: Annotated[str | None, Field(description="2023, 2022..2024, 2022.. or ..2024.")] = None
    author: Annotated[str | None, Field(description="Part of an author's name.")] = None
    notebook: Annotated[str | None, Field(description="Name of a notebook.")] = None
    section: Annotated[str | None, Field(description="Part of a section's heading.")] = None

    def filters(self) -> Filters:
        """The same as filters. Raises `UsageError`, whose message begins with the field, for one that names nothing or is no range of years."""
        for field in ("author", "notebook", "section"):
            value = getattr(self, field)
            if value is not None and not is_compared(value):
                raise UsageError(f"{field} {value!r} names nothing; give a name with a letter or a digit, or leave it out")
        since, until = _years(self.year)
        author, notebook, section = (text and readable(text) for text in (self.author, self.notebook, self.section))
        return Filters(since, until, author, notebook, section)

    def known(self, assistant: Assistant) -> Filters:
        """The filters, having made sure that there is the notebook which is asked for. Raises as `filters` does."""
        filters = self.filters()
        if filters.notebook is not None:
            known = assistant.notebooks()
            if not any(is_notebook(name, filters.notebook) for name in known):
                raise UsageError(f"notebook {filters.notebook!r} is none of these notes; they are {', '.join(known)}")
        return filters


class Search(Within):
    """A query for entries."""

    query: Annotated[Text, Field(description="What to look for, in words or as a question.")]
    k: Annotated[int, Field(ge=1, description="How many entries.")] = 10


class Ask(Within):
    """A question, with the conversation that it goes on with."""

    question: Annotated[Text, Field(description="The question.")]
    history: Annotated[
        tuple[Turn, ...], Field(description="The turns before it, oldest first; `cited` holds ids of entries by marker.")
    ] = ()
    use_model: UseModel = True
    judge: Annotated[bool, Field(description="Whether the model judges the statements that reading leaves unverified: one more call.")] = (
        False
    )
    samples: Annotated[
        int, Field(ge=0, le=MOST_SAMPLES, description="How many further answers the model writes, to tell how far they agree.")
    ] = 0


class EntryWanted(Taken):
    """The id of an entry."""

    entry_id: Annotated[Text, Field(description="The id of the entry, as searches and citations give it.")]


class Check(Taken):
    """A text to hold against the notes."""

    text: Annotated[Text, Field(description="The text, Markdown or plain, with statements.")]
    name: Annotated[Text, Field(description="What the result calls it.")] = "text"


class Summarize(Within):
    """A topic."""

    topic: Annotated[Text, Field(description="The topic.")]
    use_model: UseModel = True


def _years(text: str | None) -> tuple[int | None, int | None]:
    if text is None:
        return None, None
    found = re.fullmatch(r"([0-9]{4})|([0-9]{4})?\.\.([0-9]{4})?", text.strip())
    if found is None or text.strip() == "..":
        raise UsageError(f"year {text!r} is no year; write 2023, 2022..2024, 2022.. or ..2024")
    since, until = (int(year) if year else None for year in (found[1] or found[2], found[1] or found[3]))
    if since is not None and until is not None and since > until:
        raise UsageError(f"year {text!r} ends before it begins; write {until}..{since}")
    return since, until
