"""Prompt templates: Markdown files with declared variables. Nothing that a model is told stands in code."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from string import Template as Text

from assistant.endpoint.writer import Message
from assistant.errors import PromptError
from assistant.questions.follow_up import Turn
from assistant.retrieval.evidence import Evidence
from assistant.settings import shipped
from assistant.text.display import plain

TURNS = 6
_TURN_WORDS = 80
_HEADER = frozenset({"variables", "refusal", "purpose", "version"})
_ROLES = {"user": "Researcher", "assistant": "Assistant"}


@dataclass(frozen=True, slots=True)
class Template:
    """A prompt: its file's `text`, the system's and the user's part of it with `$name` for each of `variables`, the words of a refusal that it asks the model for
    (empty where it asks for none), what it is for and which version of it this is (empty where its file does not say)."""

    name: str
    system: str
    user: str
    variables: frozenset[str]
    refusal: str
    text: str
    purpose: str = ""
    version: str = ""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what is sent, which tells prompts apart in records; what the header says of purpose and version is not sent."""
        return hashlib.sha256("\0".join([self.system, self.user, self.refusal]).encode()).hexdigest()

    def fill(self, **values: str) -> list[Message]:
        """The messages to send. Raises `PromptError` where a declared variable is missing or an unknown one is given."""
        given = {**values, "refusal": self.refusal} if "refusal" in self.variables else values
        if missing := self.variables - given.keys():
            raise PromptError(f"prompt {self.name!r} wants {_names(missing)}, which the program does not give; take it out of the template")
        if unknown := given.keys() - self.variables:
            raise PromptError(
                f"prompt {self.name!r} has no place for {_names(unknown)}; put it into the template as ${min(unknown)} and declare it"
            )
        parts = {"system": self.system, "user": self.user}
        return [{"role": role, "content": Text(text).substitute(given)} for role, text in parts.items() if text]

    def followed_by(self, more: str, without: Sequence[str] = ()) -> Template:
        """This template with `more`, words that hold no `$`, at the end of its user's part, and `without` the words that say the contrary; another
        prompt, so its fingerprint is another."""
        system = self.system
        for words in without:
            system = system.replace(words, "")
        return replace(self, system=system, user=f"{self.user}\n\n{more}")


def load_template(name: str, override: Path | None = None) -> Template:
    """The template `name`, from `override` (a file, or a folder that holds `name.md`) where that exists, else the one that ships.

    Raises `PromptError` for a template that is missing, has no user part, or whose text and declared variables differ.
    """
    file = shipped("prompts") / f"{name}.md"
    if override is not None:
        own = override / file.name if override.is_dir() else override
        file = own if own.exists() or not override.is_dir() else file
    try:
        text = file.read_text(encoding="utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        raise PromptError(f"prompt {str(file)!r} cannot be read; put a template there, as UTF-8 text") from None
    return parse_template(name, text)


def parse_template(name: str, text: str) -> Template:
    """A template from the text of its file: front matter between `---`, then `# system` and `# user`."""
    match = re.fullmatch(r"---\n(.*?)\n---\n(?:.*?^# system\n(.*?))?^# user\n(.*)", text, re.DOTALL | re.MULTILINE)
    if match is None:
        raise PromptError(
            f"prompt {name!r} is no template; it wants `variables: …` between lines of ---, then the parts `# system` and `# user`"
        )
    head = dict(line.split(":", 1) for line in match[1].splitlines() if ":" in line)
    if unknown := head.keys() - _HEADER:
        raise PromptError(f"prompt {name!r} declares {_names(unknown)}; only {_listed(_HEADER)} can stand between the lines of ---")
    declared = frozenset(word.strip() for word in head.get("variables", "").split(",") if word.strip())
    system, user = (match[2] or "").strip(), match[3].strip()
    used: set[str] = set()
    for part in (Text(system), Text(user)):
        if not part.is_valid():
            raise PromptError(f"prompt {name!r} has a $ that names no variable; write $$ for a dollar sign")
        used |= set(part.get_identifiers())
    if used - declared:
        raise PromptError(f"prompt {name!r} uses {_names(used - declared)} without declaring it; add it to `variables`")
    if declared - used:
        raise PromptError(f"prompt {name!r} declares {_names(declared - used)} but does not use it; use it or take it out of `variables`")
    refusal = head.get("refusal", "").strip()
    if ("refusal" in declared) != bool(refusal):
        raise PromptError(f"prompt {name!r} wants both `refusal: …` between the lines of --- and $refusal in its text, or neither")
    return Template(name, system, user, declared, refusal, text, head.get("purpose", "").strip(), head.get("version", "").strip())


def numbered(evidence: Sequence[Evidence]) -> str:
    """Evidence as it stands in a prompt: the title line of each entry behind its marker, each remark before it, made harmless.

    The marker is repeated because small models copy it along with the words they use; named once above the remarks, it is forgotten. The best stand at
    both ends, the least in the middle, where models read least (Liu et al., 2023, "Lost in the Middle").
    """
    entries = []
    for item in [*evidence[::2], *reversed(evidence[1::2])]:
        title, *remarks = harmless(item.text).split("\n")
        entries.append("\n".join([f"[{item.marker}] {title}", *(f"{remark} [{item.marker}]" for remark in remarks)]))
    return "\n".join(entries)


def conversation(history: Sequence[Turn]) -> str:
    """The last turns as they stand in a prompt, each cut to its first words, without markers."""
    lines = []
    for turn in history[-TURNS:]:
        words = re.sub(r"(?<!\s)\s*\[\d+\]", "", turn.content).split()
        more = " …" if len(words) > _TURN_WORDS else ""
        lines.append(f"{_ROLES[turn.role]}: {harmless(' '.join(words[:_TURN_WORDS]))}{more}")
    return "\n".join(lines)


# What could pass for a part of the prompt: a marker, the fences, the tags of the chat formats in use.
_MARKER_LIKE = re.compile(r"[\[【]\s*(\^?\s*(?:(?:entry|note|source)\s*)?#?\d{1,3})\s*[\]】]", re.IGNORECASE)
_TAG_LIKE = re.compile(
    r"<(?=\s*/?\s*(?:notes|conversation|system|user|assistant|think|start_of_turn|end_of_turn)\b|/?s>|\|)|(?<=\|)>", re.IGNORECASE
)
_INST_LIKE = re.compile(r"\[(/?(?:INST|SYS))\]", re.IGNORECASE)


def harmless(text: str) -> str:
    """Note text in which nothing can pass for another entry, the end of the notes or the start of another speaker."""
    text = _MARKER_LIKE.sub(r"(\1)", plain(text))
    text = _INST_LIKE.sub(r"(\1)", text)
    return _TAG_LIKE.sub(lambda match: "‹" if match[0] == "<" else "›", text)


def _names(names: set[str] | frozenset[str]) -> str:
    return ", ".join(sorted(names))


def _listed(names: frozenset[str]) -> str:
    *others, last = (f"`{name}`" for name in sorted(names))
    return f"{', '.join(others)} and {last}"
