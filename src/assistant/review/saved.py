"""An answer as one file: all that is needed to make it again, with no index and no network, and to tell what has changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from assistant.answers.answer import EXTRACTIVE, Answer, Statement
from assistant.answers.asking import Found
from assistant.answers.prompts import Template, numbered
from assistant.errors import UsageError
from assistant.questions.follow_up import Turn
from assistant.retrieval.evidence import Evidence
from assistant.settings import Settings, shown_address
from assistant.text.safe import readable, sound_json
from assistant.text.words import terms

How = Literal["written", "extracted", "looked up", "refused", "guessed"]
_SECRETS = {"api_key", "password", "serve_token"}
_ADDRESSES = ("base_url", "chroma")
_PACKAGE = Path(__file__).resolve().parent.parent


class AsRead(BaseModel):
    """How a question was read: as it was put to the notes, the ids of the entries that it means by name, how many entries fit it, and in which share of the
    library's passages each of its words occurs."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    put: str
    rest: str
    meant: tuple[str, ...]
    fitting: int
    shares: Mapping[str, float]


class Fingerprints(BaseModel):
    """SHA-256 of what the answer depended on: the index, the answer prompt, the program (its version before it)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    index: str
    prompt: str
    program: str


class Saved(BaseModel):
    """An answer with all that went into it. `evidence` stands in the order of the prompt, `messages` are those that a model is sent, `settings` are without keys,
    `answer` is the document of `assistant ask --json`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    format: Literal["assistant answer"] = "assistant answer"
    version: Literal[1] = 1
    question: str
    history: tuple[Turn, ...]
    standalone_question: str
    how: How
    asked: AsRead
    evidence: tuple[Evidence, ...]
    messages: tuple[Mapping[str, str], ...]
    model: str
    settings: Mapping[str, Any]
    fingerprints: Fingerprints
    answer: Mapping[str, Any]

    def statements(self) -> list[Statement]:
        """The statements of the answer. Raises `ValueError` where there are none to read."""
        try:
            return TypeAdapter(list[Statement]).validate_python(self.answer["statements"])
        except KeyError:
            raise ValueError("the answer has no statements") from None

    def text(self) -> str:
        """The same as it stands in a file."""
        return self.model_dump_json(indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an answer beside itself: what was found for its question, in which share of the library words occur, the answer prompt, the settings, and
    the fingerprint of the index."""

    found: Found
    shares: Callable[[Sequence[str]], dict[str, float]]
    template: Template
    settings: Settings
    index: str


def saved_answer(answer: Answer, history: Sequence[Turn], known: Known) -> Saved:
    """An answer with all that is needed to make it again."""
    asked, alone = known.found.asked, answer.standalone_question
    numbered_anew = [replace(item, marker=number) for number, item in enumerate(answer.evidence, 1)]
    return Saved(
        question=answer.question,
        history=tuple(history),
        standalone_question=alone,
        how=_how(answer, looked_up=known.found.fields is not None),
        asked=AsRead(
            put=asked.read.question,
            rest=asked.read.rest,
            meant=tuple(sorted(asked.meant & {item.entry.id for item in answer.evidence})),
            fitting=asked.fitting,
            shares=known.shares(terms(asked.read.question)),
        ),
        evidence=answer.evidence,
        messages=tuple(known.template.fill(question=alone, evidence=numbered(numbered_anew))),
        model=answer.model,
        settings=without_keys(known.settings),
        fingerprints=Fingerprints(index=known.index, prompt=known.template.fingerprint, program=program()),
        answer=answer.to_json(),
    )


def _how(answer: Answer, *, looked_up: bool) -> How:
    if answer.abstained:
        return "refused"
    if answer.guesses:
        return "guessed"
    return "looked up" if looked_up else "extracted" if answer.model == EXTRACTIVE else "written"


def without_keys(settings: Settings) -> dict[str, Any]:
    """The settings as they may be shown to others: no key, no password, no credentials in an address."""
    told = settings.model_dump(mode="json", exclude=_SECRETS)
    return told | {name: shown_address(told[name]) for name in _ADDRESSES if told.get(name)}


@cache
def program() -> str:
    """The version of this program and the SHA-256 of its code."""
    told = hashlib.sha256()
    for file in sorted(_PACKAGE.rglob("*.py")):
        told.update(file.read_bytes())
    try:
        number = version("research-assistant")
    except PackageNotFoundError:
        number = "unknown"
    return f"{number} {told.hexdigest()}"


def require_new(file: Path) -> None:
    """Raises `UsageError` where a file is there already: none is ever written over."""
    if file.exists() or file.is_symlink():
        raise UsageError(f"{file} is there already and is not written over; name another file, or delete it")


def write_saved(file: Path, saved: Saved) -> None:
    """Writes an answer to a new file. Raises `UsageError` where there is one already, or none can be made."""
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(saved.text())
    except FileExistsError:
        require_new(file)
    except OSError as error:
        raise UsageError(f"{file} cannot be written ({error.strerror}); name another file") from None


def read_saved(file: Path) -> Saved:
    """The answer in a file. Raises `UsageError`, which names the place and never what stands there, where it holds none or is damaged."""
    try:
        document = sound_json(readable(file.read_text(encoding="utf-8")))
        saved = Saved.model_validate(document)
        saved.statements()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"])) or "its outermost part"
        raise UsageError(f"{file} is no saved answer, or is damaged at {where}; save one with `assistant ask --save FILE`") from None
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{file} cannot be read as a saved answer ({type(error).__name__}); save one with `assistant ask --save FILE`"
        ) from None
    return saved
