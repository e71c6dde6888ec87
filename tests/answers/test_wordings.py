"""A small library asked in many wordings: exactly the entries that the words ask for, or a line that says why not, never others' papers."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answers.answer import Answer
from assistant.assistant import Assistant
from assistant.errors import UsageError
from assistant.index.filters import Filters
from assistant.questions.follow_up import Turn
from assistant.settings import load_settings
from tests.shared import write_notes

NOTES = {
    "baking.md": """# Baking

## Doughs

- **Rye Sours** (Möller, Kim, 2012) [arXiv:1401.00011](https://arxiv.org/abs/1401.00011) - a sour of rye ripens in nine hours
- **Cold Levain** (Möller, 2019) - levain kept in the cold rises slowly
- **Quick Levain** (Jane Wilson, 2015) - levain with sugar rises within an hour

## Ovens

- **Steam Ovens** (O'Brien, Jane Wilson, 2022) - steam in the oven delays the crust
- **Stone Ovens** (Robert Wilson, 1998) - a stone floor keeps its heat for six hours
""",
    "drinks.md": """# Drinks

## Teas

- **Green Tannins** (Kim, 2019) - green leaves have few tannins
- **Black Tannins** (Benjamini, van der Meer, 2015) - black leaves have many tannins
- **Tea by Number** (Anna Smith, 2023) - a count of leaves for each cup
- **Tea by Weight** (Smith J., 2024) - leaves weighed for each cup
""",
}
ALL = {
    "Rye Sours", "Cold Levain", "Quick Levain", "Steam Ovens", "Stone Ovens", "Green Tannins", "Black Tannins", "Tea by Number", "Tea by Weight",
}  # fmt: skip
BAKING = {"Rye Sours", "Cold Levain", "Quick Levain", "Steam Ovens", "Stone Ovens"}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    base: Path = tmp_path_factory.mktemp("wordings")
    found = Assistant(load_settings(notes=write_notes(base / "notes", NOTES), home=base / "home"))
    found.index()
    return found


def cited(answer: Answer) -> set[str]:
    return {citation.title for citation in answer.citations}


@pytest.mark.parametrize(
    ("question", "entries"),
    [
        ("papers by O'Brien in or before 2022", {"Steam Ovens"}),
        ("papers in or after 2023", {"Tea by Number", "Tea by Weight"}),
        ("papers up to and including 1998", {"Stone Ovens"}),
        ("papers no earlier than 2023", {"Tea by Number", "Tea by Weight"}),
        ("papers from the nineties", {"Stone Ovens"}),
        ("papers from any year other than 2019", ALL - {"Cold Levain", "Green Tannins"}),
        ("papers by Kim not by Möller", {"Green Tannins"}),
        ("papers by Kim but not Möller", {"Green Tannins"}),
        ("papers by Kim without Möller", {"Green Tannins"}),
        ("papers by neither Möller nor Kim", ALL - {"Rye Sours", "Cold Levain", "Green Tannins"}),
        ("papers by someone other than Möller", ALL - {"Rye Sours", "Cold Levain"}),
        ("papers about levain except those by Möller", {"Quick Levain"}),
        ("papers by Einstein or Möller", {"Rye Sours", "Cold Levain"}),
        ("papers by A. Smith", {"Tea by Number"}),
        ("everything from the Ovens section", {"Steam Ovens", "Stone Ovens"}),
        ("papers from the baking or drinks notebook", ALL),
        ("papers not in the drinks notebook", BAKING),
        ("list all papers in baking", BAKING),
        ("papers in baking from 2019", {"Cold Levain"}),
        ("how many papers in the ovens section?", {"Steam Ovens", "Stone Ovens"}),
        ("show me two papers in baking", {"Rye Sours", "Cold Levain"}),
        ("oldest paper", {"Stone Ovens"}),
        ("the newest paper by Kim", {"Green Tannins"}),
        ("the 2 newest papers", {"Tea by Weight", "Tea by Number"}),
        ("what is arXiv 1401.00011?", {"Rye Sours"}),
        ("1401.00011", {"Rye Sours"}),
        ("was Steam Ovens published in 2019?", {"Steam Ovens"}),
        ("which notebook has the paper on green tannins?", {"Green Tannins"}),
        ("what did Kim say about tannins?", {"Green Tannins"}),
    ],
)
def test_the_entries_are_those_that_the_words_ask_for(assistant: Assistant, question: str, entries: set[str]) -> None:
    answer = assistant.ask(question, use_model=False)
    assert cited(answer) == entries
    assert "not checked" not in answer.answer


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("papers from 1998 or by Kim", "cannot be joined by “or”"),
        ("papers by Kim from 2002 or by Möller from 2012", "cannot be joined by “or”"),
        ("papers by Benjamni", "did you mean “Benjamini”?"),
        ("what did Benjamni say about tannins?", "did you mean “Benjamini”?"),
        ("papers by van der Berg", "No author in the notes is called “van der Berg”"),
        ("papers by 张", "No author in the notes is called “张”"),
        ("papers with O'Brien as first author", "cannot be chosen"),
        ("papers where Kim is last author", "cannot be chosen"),
        ("how many authors are there?", "cannot be counted"),
        ("author with the most papers", "cannot be told"),
        ("what did Möller say about tannins?", "The entries by Möller do not cover this"),
        ("papers by Kim about ovens", "The entries by Kim do not cover this"),
        ("thanks", "Nothing is asked"),
        ("what is arXiv 1706.03762?", "No entry of the notes has the arXiv id 1706.03762"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_reason(assistant: Assistant, question: str, told: str) -> None:
    answer = assistant.ask(question, use_model=False)
    assert answer.abstained
    assert told in answer.answer
    assert not answer.citations


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("which notebooks do I have?", "2 notebooks: baking, drinks"),
        ("list all notebooks", "2 notebooks: baking, drinks"),
        ("which sections are in the baking notebook?", "2 sections: Doughs, Ovens"),
        ("which notebook has the paper on green tannins?", "in the notebook “drinks”"),
        ("how many papers in the ovens section?", "2 papers of 9"),
        ("show me two papers in baking", "3 more are not"),
        ("papers by Einstein or Möller", "No author in the notes is called “Einstein”"),
    ],
)
def test_numbers_and_places_are_told(assistant: Assistant, question: str, told: str) -> None:
    assert told in assistant.ask(question, use_model=False).answer


def test_a_list_of_a_topic_says_how_many_more_a_count_comes_to(assistant: Assistant) -> None:
    counted = len(cited(assistant.ask("how many papers are about leaves?", use_model=False)))
    listed = assistant.ask("two papers about leaves", use_model=False)
    assert f"{counted - 2} more" in listed.answer


@pytest.mark.parametrize(
    ("asked", "then", "entries"),
    [
        ("papers by Jane Wilson", "and Robert Wilson?", {"Stone Ovens"}),
        ("papers by Möller", "and by Kim?", {"Rye Sours", "Green Tannins"}),
        ("papers from 2015", "what about 2019?", {"Cold Levain", "Green Tannins"}),
        ("papers by Jane Wilson", "how many are there?", {"Quick Levain", "Steam Ovens"}),
        ("What is Steam Ovens?", "and its authors?", {"Steam Ovens"}),
        ("What is Steam Ovens?", "what temperature?", set()),
    ],
)
def test_a_follow_up_is_about_what_was_asked_last(assistant: Assistant, asked: str, then: str, entries: set[str]) -> None:
    first = assistant.ask(asked, use_model=False)
    history = [Turn("user", asked), Turn("assistant", first.answer, tuple(one.entry_id for one in first.citations))]
    assert cited(assistant.ask(then, history, use_model=False)) == entries


@pytest.mark.parametrize("name", ["o'", "e", "ill", "%"])
def test_a_part_of_a_name_is_nobody(assistant: Assistant, name: str) -> None:
    assert not assistant.search("papers", filters=Filters(author=name))


@pytest.mark.parametrize("topic", ["everything from 2015", "from 2015", "papers by Kim"])
def test_what_names_no_topic_cannot_be_summarized(assistant: Assistant, topic: str) -> None:
    with pytest.raises(UsageError, match="names no topic"):
        assistant.summarize(topic, use_model=False)
