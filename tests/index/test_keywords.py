"""Keywords of other scripts and languages than English, in the index and in what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.index.catalog import Catalog
from assistant.index.filters import Filters
from assistant.index.keywords import keyword
from assistant.settings import Settings
from tests.shared import WordEmbedder, write_notes

NOTES = """\
# Brot

- **Sauerteigbrot mit Roggen** (Müller, 2019) - Das Brot wird über die Nacht im Topf gebacken.
- **Quellstücke** (Weiß, 2020) - Die Körner quellen bei niedriger Temperatur und werden dann in den Teig gegeben.
- **冷藏发酵** (李明, 2021) - 面团在冰箱里发酵十六小时。
- **Закваска** (Иванов, 2018) - Закваска бродит при температуре в двадцать градусов, вкус у нее мягкий.
- **Crème fraîche** (Blanc, 2017) - La crème épaissit en une nuit sur le plan de travail.
"""


class LocalWords(WordEmbedder):
    """Named as the local model is."""

    def __init__(self) -> None:
        super().__init__("local:words")


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    notes = write_notes(tmp_path / "notes", {"bread.md": NOTES})
    made = Assistant(Settings.model_validate({"ASSISTANT_NOTES": notes, "ASSISTANT_HOME": tmp_path / "home"}), embedder=LocalWords())
    made.index()
    return made


def _holding(assistant: Assistant, word: str) -> set[str]:
    with_word = Filters(words=word)
    return {entry.title for entry in assistant._read().within(with_word, ("idea", "paper", "section"), 10)}


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("发酵", "冷藏发酵"),
        ("冰", "冷藏发酵"),
        ("закваски", "Закваска"),
        ("градус", "Закваска"),
        ("creme", "Crème fraîche"),
        ("Crème", "Crème fraîche"),
    ],
)
def test_a_word_of_any_script_is_found_within_the_notes(assistant: Assistant, word: str, title: str) -> None:
    assert _holding(assistant, word) == {title}


def test_characters_that_do_not_stand_together_are_no_word(assistant: Assistant) -> None:
    assert not _holding(assistant, "冰发")


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("Sauerteig", "Sauerteigbrot mit Roggen"),
        ("Bei welchen Temperaturen quellen die Körner?", "Quellstücke"),
        ("发酵几小时", "冷藏发酵"),
    ],
)
def test_compounds_and_forms_are_found(assistant: Assistant, asked: str, title: str) -> None:
    assert assistant.search(asked, 1)[0].entry.title == title


def test_a_stem_is_asked_for_as_the_beginning_of_its_words() -> None:
    assert '"galer"*' in keyword("galer", ["French"])
    assert '"жестк"*' in keyword("жестк")


def test_an_english_word_is_asked_for_as_it_is() -> None:
    assert keyword("transformer") == '"transformer"'


def test_what_the_local_model_knows_little_of_is_said_in_one_line(assistant: Assistant) -> None:
    told = assistant.little_read()
    assert told.startswith(
        "5 of 5 entries are in languages that the local model knows little of (German 2, Chinese 1, Cyrillic 1, French 1)"
    )
    assert "ASSISTANT_EMBEDDING=onnx:FOLDER" in told
    assert "\n" not in told


@pytest.mark.parametrize("embedder", [LocalWords(), WordEmbedder("onnx:many-languages")])
def test_nothing_is_said_of_english_notes_or_with_another_model(tmp_path: Path, embedder: WordEmbedder) -> None:
    english = "# Bread\n\n- **Levain** (Baker, 2019) - The levain is fed every day, and it is kept in a jar.\n"
    notes = write_notes(tmp_path / "notes", {"bread.md": english if isinstance(embedder, LocalWords) else NOTES})
    made = Assistant(Settings.model_validate({"ASSISTANT_NOTES": notes, "ASSISTANT_HOME": tmp_path / "home"}), embedder=embedder)
    made.index()
    assert made.little_read() == ""


@pytest.mark.parametrize("name", ["李明", "Иванов", "Muller", "Mueller"])
def test_papers_by_an_author_of_any_script(assistant: Assistant, name: str) -> None:
    answer = assistant.ask(f"papers by {name}")
    assert len(answer.citations) == 1
    assert answer.citations[0].authors[0] in {"李明", "Иванов", "Müller"}


def test_the_catalog_counts_languages(assistant: Assistant) -> None:
    catalog: Catalog = assistant._read()
    assert catalog.languages() == {"German": 2, "Chinese": 1, "Cyrillic": 1, "French": 1}
