"""Tags in a question's words hold; what is asked about them is answered from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.index.filters import Filters, described
from assistant.questions.filters import filters_in
from assistant.settings import load_settings
from tests.shared import WordEmbedder, write_notes

TAGS = {"rye": 3, "to-read": 2, "bread/levain": 1, "whole grain": 1}
RYE, READ = Filters(tag="rye"), Filters(tag="to-read")


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("papers tagged rye", RYE),
        ("which notes are tagged with the tag “rye”?", Filters(tag="rye")),
        ("everything with the tag rye", RYE),
        ("what do the notes labelled rye say about salt?", RYE),
        ("papers tagged rye or to-read", Filters(any_of=(RYE, READ))),
        ("papers tagged rye and to-read", Filters(all_of=(RYE, READ))),
        ("papers not tagged rye", Filters(none_of=(RYE,))),
        ("papers tagged whole grain since 2020", Filters(since=2020, tag="whole grain")),
        ("papers tagged spelt", Filters(tag="spelt")),
        ("what is there on #rye?", RYE),
        ("#bread", Filters(tag="bread")),
        ("how does C# differ from F#?", Filters()),
        ("is bug #12 fixed?", Filters()),
        ("what is #unknown?", Filters()),
        ("what do part-of-speech tagged corpora show?", Filters()),
        ("does label smoothing help with label noise?", Filters()),
        ("datasets labelled by humans", Filters()),
        ("which methods learn with labels of experts?", Filters()),
        ("how is part-of-speech tagging done?", Filters()),
    ],
)
def test_tags_are_read_in_the_words_of_a_question(question: str, filters: Filters) -> None:
    assert filters_in(question, lambda _: False, tags=lambda: TAGS).filters == filters


def test_a_tag_is_said_once() -> None:
    assert described(Filters(since=2020, tag="rye")) == "from 2020 or later, tagged “rye”"


NOTES = {
    "levain.md": "---\ntitle: Cold Levain\ntags: [bread/rye, to-read]\nstatus: reading\n---\nIt keeps for weeks.\n",
    "spelt.md": "---\ntitle: Warm Spelt\ntags: [spelt]\n---\nSpelt dough tires fast.\n",
    "oven.md": "---\ntitle: Hot Oven\n---\nA stone holds heat.\n",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    home = tmp_path_factory.mktemp("tags")
    settings = load_settings(notes=write_notes(Path(home) / "notes", NOTES), home=Path(home) / "home")
    assistant = Assistant(settings, embedder=WordEmbedder())
    assistant.index()
    return assistant


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("which notes are tagged bread?", ["Cold Levain"]),
        ("notes tagged rye", []),
        ("everything tagged to read or spelt", ["Cold Levain", "Warm Spelt"]),
        ("notes not tagged spelt", ["Cold Levain", "Hot Oven"]),
    ],
)
def test_what_has_a_tag_is_listed(assistant: Assistant, question: str, cited: list[str]) -> None:
    answer = assistant.ask(question)
    assert sorted(citation.title for citation in answer.citations) == cited
    assert answer.abstained == (not cited)


def test_the_tags_of_an_entry_and_of_the_library_are_told(assistant: Assistant) -> None:
    assert "tagged bread/rye, to-read" in assistant.ask("which tags does Cold Levain have?").statements[0].text
    assert "its status is reading" in assistant.ask("what is the status of Cold Levain?").statements[0].text
    assert assistant.ask("which tags does Hot Oven have?").abstained
    assert "3 tags: bread/rye (1), spelt (1), to-read (1)." in assistant.ask("which tags are there?").lead()
