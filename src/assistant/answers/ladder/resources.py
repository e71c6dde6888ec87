"""What a question is answered with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.answers.ladder.profile import Profile
from assistant.answers.prompts import Template
from assistant.embedding.embedder import Embedder
from assistant.endpoint.writer import Writer
from assistant.index.catalog import Catalog
from assistant.index.vectors import VectorStore
from assistant.settings import Settings
from assistant.support.check import Check

INSTEAD = "the notes' own words answer instead"


@dataclass(frozen=True, slots=True)
class Resources:
    """What a question is answered with: one state of the index, the check of statements, and the prompts by name; with a `model`, that writes as its
    `profile` lets it.

    `falls_back` is whether the notes' own words stand in for a model that fails.
    """

    catalog: Catalog
    vectors: VectorStore
    embedder: Embedder
    settings: Settings
    check: Check
    template: Callable[[str], Template]
    model: Writer | None
    falls_back: bool = True
    profile: Profile = "large"
