"""What belongs to a topic: what its telling words name, in a library of any field; what the library never says is absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.overviews.overview import Overview
from assistant.settings import load_settings, shipped
from tests.shared import WordEmbedder


@pytest.fixture(scope="module", params=["baking", "soil", "law"])
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Assistant]:
    notes = shipped("evals") / "libraries" / f"{request.param}.md"
    made = Assistant(load_settings(notes=notes, home=tmp_path_factory.mktemp(request.param)))
    made.index()
    return str(request.param), made


HELD = {
    "baking": {
        "laminated doughs such as croissants": "Croissant Geometry",
        "sourdough": "The Lazy Starter",
        "cakes lifted by eggs": "Genoise",
    },
    "soil": {"earthworms": "Darwin's Worms", "peatlands": "Drained Bogs", "carbon storage in soil": "Minerals Keep It"},
    "law": {"slavery": "Somerset", "torture and evidence": "Torture and the Law of Proof", "Roman law": "Justinian's Digest"},
}
LACKED = {
    "baking": ["cheese making", "kombucha and vinegar", "quantum computing"],
    "soil": ["truffles", "bee pollination of field crops", "hydroponic growing"],
    "law": ["traffic law", "environmental law", "maritime insurance contracts"],
}


def told(overview: Overview) -> set[str]:
    return {line.title for line in (*overview.ledger.used, *overview.ledger.merged)}


def test_a_topic_in_words_of_the_library_or_near_them_is_gathered(library: tuple[str, Assistant]) -> None:
    name, assistant = library
    for topic, title in HELD[name].items():
        gathered = told(assistant.summarize(topic, use_model=False))
        assert title in gathered, topic
        assert len(gathered) <= 16, topic


def test_a_topic_whose_telling_words_nobody_says_is_absent_though_its_common_words_are_everywhere(library: tuple[str, Assistant]) -> None:
    name, assistant = library
    for topic in LACKED[name]:
        assert assistant.summarize(topic, use_model=False).refused, topic


def test_what_is_just_outside_is_named_where_a_topic_is_held(library: tuple[str, Assistant]) -> None:
    name, assistant = library
    overview = assistant.summarize(next(iter(HELD[name])), use_model=False)
    assert overview.ledger.outside
    assert not told(overview) & {line.title for line in overview.ledger.outside}


def test_a_topic_without_a_word_that_tells_is_refused(library: tuple[str, Assistant]) -> None:
    assert library[1].summarize("the", use_model=False).refused


def test_an_embedder_without_word_vectors_gathers_by_the_words_that_are_said(tmp_path: Path) -> None:
    notes = shipped("evals") / "libraries" / "soil.md"
    assistant = Assistant(load_settings(notes=notes, home=tmp_path), embedder=WordEmbedder())
    assistant.index()
    assert "Invasive Earthworms" in told(assistant.summarize("invasive earthworms in woods", use_model=False))
    assert assistant.summarize("quantum chromodynamics", use_model=False).refused
