"""What is looked up in the fields of the library: complete lists, numbers, and an honest word where notes give less than was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.index.filters import Filters
from assistant.questions.follow_up import Turn
from assistant.settings import load_settings
from tests.shared import write_notes

LIBRARY = """\
# Reading

## Prompts

- **Prompts by Gradient** (Sameer Singh, Shin, 2022) - Prompts are found by gradients.
- **Prompts in Words** (chandan singh, morris, 2022) - Prompts are explained in words.
- **Trees of Prompts** (singh…gao, 2023) - Prompts are put into a tree.

## Maps

- **Maps of Points** (van der Maaten, hinton, 2008) - Points are drawn in two dimensions.
- **Rooms to Let** (van dyke, anders, 2024) - Rooms are let by the week.
- **Slow Umlauts** (Müller, Øster, O'Brien, 2020) - Umlauts are read slowly.
- **Stress in Words** (Иванов, 2021) - Stress is heard before it is seen.
- **Bread by Hand** (Smith, J., Doe, A., 2017) - Bread is kneaded by hand.
- **Deep Nets** (LeCun, Hinton, 2017) - Nets have many layers.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    base: Path = tmp_path_factory.mktemp("fields")
    more = "# Many\n\n" + "\n".join(f"- **Stone {number}** (carver, 1999) - Stone number {number} is grey." for number in range(60))
    files = {"reading.md": LIBRARY, "stones.md": more}
    found = Assistant(load_settings(notes=write_notes(base / "notes", files), home=base / "home"))
    found.index()
    return found


def titles(assistant: Assistant, question: str, filters: Filters | None = None) -> set[str]:
    return {citation.title for citation in assistant.ask(question, filters=filters, use_model=False).citations}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("papers by van der Maaten", {"Maps of Points"}),
        ("papers by Oster", {"Slow Umlauts"}),
        ("papers by Mueller", {"Slow Umlauts"}),
        ("papers by O'Brien", {"Slow Umlauts"}),
        ("papers by Le Cun", {"Deep Nets"}),
        ("papers by Smith, J.", {"Bread by Hand"}),
        ("papers by Иванов", {"Stress in Words"}),
        ("papers by Hinton and LeCun", {"Deep Nets"}),
        ("papers by Morris or LeCun", {"Deep Nets", "Prompts in Words"}),
        ("papers from 2017", {"Bread by Hand", "Deep Nets"}),
        ("papers published in 2024 or 2008", {"Rooms to Let", "Maps of Points"}),
        ("papers from the 2000s", {"Maps of Points"}),
        ("papers by Hinton not from 2008", {"Deep Nets"}),
        ("papers from 2022 except those about gradients", {"Prompts in Words"}),
        ("papers by Hinton that do not mention nets", {"Maps of Points"}),
        ("what came out in 2023?", {"Trees of Prompts"}),
        ("everything since 2023", {"Trees of Prompts", "Rooms to Let"}),
        ("what did Chandan Singh publish in 2022?", {"Prompts in Words"}),
        ("Sameer Singh's papers from 2022", {"Prompts by Gradient"}),
    ],
)
def test_a_list_is_all_that_the_words_say_and_nothing_else(assistant: Assistant, question: str, expected: set[str]) -> None:
    assert titles(assistant, question) == expected


def test_work_of_others_is_all_but_that_of_one(assistant: Assistant) -> None:
    found = titles(assistant, "papers not by carver")
    assert len(found) == 9
    assert not any(title.startswith("Stone") for title in found)


def test_a_list_that_is_cut_says_how_many_more_there_are(assistant: Assistant) -> None:
    answer = assistant.ask("list all papers", use_model=False)
    assert answer.lead() == "The notes hold 69 papers; 50 of them are listed here, and 19 more are not:"
    assert len(answer.citations) == 50
    ranked = assistant.ask("which papers are about grey stone?", use_model=False)
    assert "more fit less well" in ranked.lead()


def test_a_list_says_which_of_its_words_it_is_not_held_to(assistant: Assistant) -> None:
    answer = assistant.ask("which papers find prompts without gradients?", use_model=False)
    assert answer.lead().startswith("The words “without gradients” are not checked")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how many papers are there?", "69 entries, of which 69 papers, in 2 notebooks"),
        ("how many papers do I have on prompting?", "3 of 69 entries in the notes are on prompting"),
        ("how many papers by Hinton?", "2 papers of 69 entries in the notes are by Hinton"),
        ("how many papers did carver write?", "60 papers of 69 entries"),
        ("how many entries are in the notebook stones?", "60 of 69 entries"),
        ("how many papers are from 1950?", "No paper of 69 entries in the notes is from 1950."),
        ("how many papers do I have on tax law?", "None of 69 entries in the notes is on tax law."),
        ("how many entries does the notebook stones have?", "60 of 69 entries"),
        (
            "what papers are there before 2009 by people other than carver?",
            "1 paper of 69 entries in the notes is from 2008 or earlier, not by carver",
        ),
        ("how many notebooks do I have?", "2 notebooks: reading, stones"),
    ],
)
def test_a_number_is_told_with_what_it_was_counted_from(assistant: Assistant, question: str, said: str) -> None:
    answer = assistant.ask(question, use_model=False)
    assert said in answer.answer
    assert not answer.abstained


def test_a_count_of_what_a_paper_says_is_no_count_of_papers(assistant: Assistant) -> None:
    assert "69" not in assistant.ask("how many layers do Deep Nets have?", use_model=False).answer


def test_a_full_name_is_not_anothers_and_a_bare_last_name_is_said_to_be_bare(assistant: Assistant) -> None:
    assert "Prompts by Gradient" not in titles(assistant, "papers by Chandan Singh")
    answer = assistant.ask("what did Chandan Singh publish in 2023?", use_model=False)
    assert [citation.title for citation in answer.citations] == ["Trees of Prompts"]
    assert "the notes give only “singh”" in answer.lead()
    assert "give only" not in assistant.ask("what did Singh publish in 2023?", use_model=False).answer


@pytest.mark.parametrize("question", ["papers from 1950", "papers by Hinton from 2022", "all entries of notebook cheese"])
def test_where_nothing_passes_that_is_said(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, use_model=False)
    assert answer.abstained
    assert answer.answer.startswith(("No ", "None "))


@pytest.mark.parametrize("name", ["%", "_", "", "..."])
def test_a_filter_of_which_nothing_is_left_lets_nothing_pass(assistant: Assistant, name: str) -> None:
    for filters in (Filters(author=name), Filters(section=name), Filters(notebook=name)):
        assert assistant.search("prompts", 5, filters) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Иванов", {"Stress in Words"}), ("Oester", {"Slow Umlauts"}), ("maat", set()), ("Smith and Doe", {"Bread by Hand"})],
)
def test_the_author_of_a_filter_is_found_as_in_words(assistant: Assistant, name: str, expected: set[str]) -> None:
    assert {hit.entry.title for hit in assistant.search("papers", 20, Filters(author=name))} == expected


def test_what_else_there_is_leaves_out_what_was_told(assistant: Assistant) -> None:
    history = [Turn("user", "papers by Hinton"), Turn("assistant", "“Deep Nets” is one. [1]", ("Deep Nets",))]
    assert "Deep Nets" not in {c.title for c in assistant.ask("anything else by Hinton?", history, use_model=False).citations}
