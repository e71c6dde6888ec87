"""Whether a model is let fly or held up: what it is set to be, was found to be, or says of itself in its name."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from assistant.answers.markers import parse_statements
from assistant.answers.prompts import Template
from assistant.endpoint.writer import Writer
from assistant.kept import replace_file
from assistant.text.fold import fold

Profile = Literal["small", "large"]

_FILE = "profiles.json"
_KEPT = TypeAdapter(dict[str, Profile])
_TOKENS = 120
# Below so many billions of parameters a model that was not tried yet is taken for a small one: names of open models say how many they have.
_SMALL_BELOW = 7.0
_SIZE = re.compile(r"(?<![\d.a-z])(\d+(?:\.\d+)?)(b|m)(?![a-z0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """A question about the notes in the prompt `profile` whose answer is known: the words that it holds, any of each group, and the notes it rests on; no
    words where those notes do not say it."""

    question: str
    says: tuple[tuple[str, ...], ...]
    cites: frozenset[int]


# Two notes put together, an idea in other words, and what the notes only seem to say.
KNOWN = (
    Known("Which of the two leavens is fed more often, and how thick is it?", (("8", "eight"), ("liquid",)), frozenset({3})),
    Known(
        "What keeps bread soft for most of a week, and what saves work by hand?",
        (("rye", "cold", "18", "eighteen"), ("salt",)),
        frozenset({1, 4}),
    ),
    Known("How much salt goes into the rye dough?", (), frozenset()),
)


def probe(writer: Writer, template: Template) -> int:
    """How many of the known questions a model answers rightly: with the words, from the right notes alone, refusing what they do not say. Raises
    `ModelError`."""
    return sum(_is_right(known, writer.complete(template.fill(question=known.question), _TOKENS).text, template.refusal) for known in KNOWN)


def _is_right(known: Known, text: str, refusal: str) -> bool:
    refused = fold(text).startswith(fold(refusal))
    if not known.says:
        return refused
    words = fold(text).split()
    cited = {marker for _, markers in parse_statements(text, range(1, 5)) for marker in markers}
    return not refused and cited == known.cites and all(any(word in words for word in group) for group in known.says)


def profile_of(right: int) -> Profile:
    """The profile of a model that answered so many of the known questions rightly."""
    return "large" if right == len(KNOWN) else "small"


def profile_by_name(model: str) -> Profile:
    """The profile that a model's name lets expect: small where it tells of few parameters ("qwen2.5-1.5b", "smollm-360M")."""
    sizes = [float(number) / (1 if unit.lower() == "b" else 1000) for number, unit in _SIZE.findall(model)]
    return "small" if sizes and max(sizes) < _SMALL_BELOW else "large"


class KeptProfiles:
    """The profiles that were found out, kept in a home for each model at each address (without credentials). A file that cannot be read counts as
    empty."""

    def __init__(self, home: Path) -> None:
        self._file = home / _FILE

    def get(self, address: str, model: str) -> Profile | None:
        """The profile that was found of a model, None where it was not tried."""
        return self._read().get(_key(address, model))

    def keep(self, address: str, model: str, profile: Profile) -> None:
        """Keeps what was found. Raises `StoreError` where the home cannot be written."""
        kept = {**self._read(), _key(address, model): profile}
        replace_file(self._file, (json.dumps(kept, indent=1, sort_keys=True) + "\n").encode())

    def _read(self) -> dict[str, Profile]:
        try:
            return _KEPT.validate_json(self._file.read_bytes())
        except (OSError, ValidationError):
            return {}


def _key(address: str, model: str) -> str:
    return f"{model} at {address}"


def told(profile: Profile, right: int) -> str:
    """What a profile means, in a line."""
    how = (
        "it writes whatever it is asked" if profile == "large" else "it helps where the notes' own words are not sure or prose is asked for"
    )
    return f"{profile}: {right} of {len(KNOWN)} known questions answered rightly, so {how} (ASSISTANT_PROFILE=small or large sets it)"
