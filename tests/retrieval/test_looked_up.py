"""What is looked up and never ranked: an entry by what it is called, its kin, what stands under a heading, both sides of a comparison."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answers.answer import Answer
from assistant.assistant import Assistant
from assistant.questions.follow_up import Turn
from assistant.settings import load_settings
from tests.shared import write_notes

BIOLOGY = """\
# Field biology

## Birds

### Song

- **BirdNote 1: a recorder for dawn choruses** (haugen, pires, 2009) - The recorder samples only the hour after dawn.
- **BirdNote 2: longer nights, smaller batteries** (haugen, pires, 2013) - Night recording drains half as much power.
- **BirdNote 3: species labels on the device** (pires, 2020) - A small network labels 412 species on the device.
- **Dialects of the Yellowhammer** (novak, haugen, 2011) - Dialect borders have held for forty years.
- **Dialects Revisited** (novak, 2019) - The borders moved by three kilometres.

### Nest parasites

- **Mites in the Moss** (ferrand, 2018) [arXiv:1803.01234](https://arxiv.org/abs/1803.01234) - Mite load halves fledging weight.
- **Garlic against Mites** (ferrand, oduya, 2021) [link](https://example.org/garlic) - Crushed garlic leaves repel mites for two weeks.
- **Against Garlic** (schulz, 2022) - Garlic leaves did nothing in a blind trial.

## Automatic counting

### Camera trap (CT) critiques

- **Blind Spots** (moreau, 2015) - Small animals are missed.
- **Flash and Flight** (moreau, singh, 2016)

### Camera traps in use

- **Where Foxes Cross** (singh, 2019) - Camera traps at culverts saw foxes cross by night.
- **Deer at Dusk** (ito, 2020) - A camera trap, so a critic of the method says, tells hours better than numbers.
"""

HISTORY = """\
# Early modern trade

## Baltic grain

- **Rye for Amsterdam** (van riel, 1983) - Rye from Danzig fed Amsterdam until 1660.
  - Prices doubled in the year of the blockade.
- **The Sound Toll Read Again** (van riel, holm, 1991) - Skippers under-declared cargo by a tenth.
- **A Winter without Ships** (holm, 1997) - Ice closed the Sound for 119 days in 1709.

## Money

### Coin clipping

- **Thin Shillings** (abbot, 1976) - A quarter of the silver was clipped away by 1695.
- **Newton at the Mint** (abbot, greaves, 1984) - It turns the claim of the first note on shillings above: clippers were hanged, and clipping went on.

### Bills of exchange

- **Paper across the Alps** (rossi et al., 1969) - BX finds that bills moved money without moving coin.
- **The Fairs** (rossi, 1974) - The author compares two ways of settling debts: BX and RE-BX.
  - RE-BX is also sensitive to war, whereas BX is not.
- **Discounted Bills** (claes, 1990) - This practice, listed under RE-BX, sold a bill before its day.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    base: Path = tmp_path_factory.mktemp("looked-up")
    found = Assistant(load_settings(notes=write_notes(base / "notes", {"biology.md": BIOLOGY, "trade.md": HISTORY}), home=base / "home"))
    found.index()
    return found


def titles(answer: Answer) -> list[str]:
    return [citation.title for citation in answer.citations]


@pytest.mark.parametrize(
    ("question", "title", "told"),
    [
        ("arxiv id of mites in the moss?", "Mites in the Moss", "1803.01234"),
        ("What's the arXiv number of the moss mites paper, please?", "Mites in the Moss", "1803.01234"),
        ("link to garlic against mites", "Garlic against Mites", "https://example.org/garlic"),
        ("do you have the url of the Ferrand & Oduya paper?", "Garlic against Mites", "https://example.org/garlic"),
        ("mites in the moss link?", "Mites in the Moss", "https://arxiv.org/abs/1803.01234"),
        ("under what heading is Thin Shillings filed?", "Thin Shillings", "“Money / Coin clipping”"),
        ("In which of the notebooks, and under which heading, did I put Blind Spots?", "Blind Spots", "in the notebook “biology”"),
        ("where in my notes is Rye for Amsterdam", "Rye for Amsterdam", "trade.md:5"),
        ("which line is BirdNote 3 on", "BirdNote 3: species labels on the device", "biology.md:9"),
        ("which notebook holds dialects revisited", "Dialects Revisited", "in the notebook “biology”"),
    ],
)
def test_what_the_fields_of_an_entry_hold_is_told_of_it_alone(assistant: Assistant, question: str, title: str, told: str) -> None:
    answer = assistant.ask(question, use_model=False)
    assert titles(answer) == [title]
    assert told in answer.answer
    assert {statement.verdict for statement in answer.statements} == {"supported"}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("arxiv id of Thin Shillings?", "The notes give no arXiv id for “Thin Shillings”."),
        ("link to against garlic", "The notes give no link for “Against Garlic”."),
        ("arxiv id of the paper by Wolkowitz on zebras", "do not cover this"),
    ],
)
def test_an_empty_field_is_said_to_be_empty(assistant: Assistant, question: str, told: str) -> None:
    answer = assistant.ask(question, use_model=False)
    assert answer.abstained
    assert told in answer.answer


PARASITES = ["Mites in the Moss", "Garlic against Mites", "Against Garlic"]
CLIPPING = ["Thin Shillings", "Newton at the Mint"]
CRITIQUES = ["Blind Spots", "Flash and Flight"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("papers listed under nest parasites?", PARASITES),
        ("what is in the section on parasites of nests?", PARASITES),
        ("show me everything under the heading “Nest parasites”", PARASITES),
        ("which papers did I file under coin clipping?", CLIPPING),
        ("everything in the clipping section", CLIPPING),
        ("papers filed as critiques of CTs", CRITIQUES),
        ("Which papers have I filed as camera trap critiques?", CRITIQUES),
        ("papers in the nest parasites section since 2021", PARASITES[1:]),
        ("papers under nest parasites by Ferrand", PARASITES[:2]),
    ],
)
def test_what_a_heading_gathers_is_all_listed_in_the_order_of_the_notes(assistant: Assistant, question: str, expected: list[str]) -> None:
    assert titles(assistant.ask(question, use_model=False)) == expected


def test_a_question_within_a_section_is_answered_from_it(assistant: Assistant) -> None:
    answer = assistant.ask("in the Baltic grain section, what says something on ice?", use_model=False)
    assert titles(answer)[:1] == ["A Winter without Ships"]
    assert set(titles(answer)) <= {"Rye for Amsterdam", "The Sound Toll Read Again", "A Winter without Ships"}
    assert titles(assistant.ask("in the money section, which papers are on coin clipping?", use_model=False)) == CLIPPING


def test_a_list_in_the_words_of_a_heading_begins_with_what_stands_there_and_goes_on_with_what_says_all(assistant: Assistant) -> None:
    found = titles(assistant.ask("Which papers criticise camera traps?", use_model=False))
    assert found == [*CRITIQUES, "Deer at Dusk"]


@pytest.mark.parametrize(
    ("said", "question", "title"),
    [
        (
            "“BirdNote 3: species labels on the device” (pires, 2020) labels 412 species [1].",
            "who made the one before it, and when?",
            "BirdNote 2",
        ),
        ("BirdNote 3: species labels on the device labels 412 species.", "and the very first version?", "BirdNote 1"),
        ("BirdNote 1: a recorder for dawn choruses samples an hour.", "what can its successor do?", "BirdNote 2"),
        ("BirdNote 1: a recorder for dawn choruses samples an hour.", "what does the latest one label?", "BirdNote 3"),
        ("Dialects of the Yellowhammer (novak, haugen, 2011): borders held.", "was there a follow-up?", "Dialects Revisited"),
        ("Mites in the Moss (ferrand, 2018) weighs fledglings.", "is there another one of theirs, on garlic?", "Garlic against Mites"),
        ("Rye for Amsterdam (van riel, 1983) is on rye.", "anything else by van riel?", "The Sound Toll Read Again"),
        ("A Winter without Ships (holm, 1997) is on ice.", "what had holm published before that?", "The Sound Toll Read Again"),
        ("The Sound Toll Read Again is on cargo.", "the one listed right after it?", "A Winter without Ships"),
        (
            "Mites in the Moss (ferrand, 2018) and Garlic against Mites (ferrand, oduya, 2021).",
            "who wrote the second?",
            "Garlic against Mites",
        ),
        ("Mites in the Moss (ferrand, 2018).", "what's its arxiv id?", "Mites in the Moss"),
        ("Garlic against Mites (ferrand, oduya, 2021).", "link?", "Garlic against Mites"),
        ("Thin Shillings (abbot, 1976): a quarter was clipped away.", "when?", "Thin Shillings"),
    ],
)
def test_a_follow_up_means_an_entry_by_what_it_is_to_the_one_spoken_of(assistant: Assistant, said: str, question: str, title: str) -> None:
    answer = assistant.ask(question, [Turn("user", "what do I have on this?"), Turn("assistant", said)], use_model=False)
    assert titles(answer)[:1]
    assert titles(answer)[0].startswith(title)


def test_what_else_stands_under_the_same_heading_is_all_of_it(assistant: Assistant) -> None:
    history = [Turn("user", "what about deer?"), Turn("assistant", "Thin Shillings (abbot, 1976) tells of clipping.")]
    assert set(titles(assistant.ask("what else is under the same heading?", history, use_model=False))) == set(CLIPPING)


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("BX vs RE-BX", "Paper across the Alps", "Discounted Bills"),
        ("how does BirdNote 1 differ from BirdNote 3?", "BirdNote 1", "BirdNote 3"),
        (
            "Novak has two papers on dialects, the one on the yellowhammer and Dialects Revisited. How do they differ?",
            "Dialects",
            "Dialects",
        ),
        ("I know Thin Shillings and Rye for Amsterdam. What's the difference between them?", "Thin Shillings", "Rye for Amsterdam"),
        ("Mites in the Moss and Against Garlic are both on nests: what does each find?", "Mites in the Moss", "Against Garlic"),
    ],
)
def test_each_side_of_a_comparison_comes_from_its_own_entry(assistant: Assistant, question: str, one: str, other: str) -> None:
    first, second = titles(assistant.ask(question, use_model=False))[:2]
    assert first != second
    assert sorted([first, second])[0].startswith(min(one, other))
    assert sorted([first, second])[1].startswith(max(one, other))


def test_two_that_are_named_by_their_short_names_are_told_and_not_guessed_at(tmp_path: Path) -> None:
    text = "# Doughs\n\n- [Trusty Rye Proofing (TRP)](https://arxiv.org/abs/1502.05477)\n- [Proximal Proofing of Wheat (PPW)](https://arxiv.org/abs/1707.06347)\n"
    notes = write_notes(
        tmp_path / "notes", {"doughs.md": f"{text}  - It is simpler than TRP and clips the time.\n", "field-biology.md": BIOLOGY}
    )
    made = Assistant(load_settings(notes=notes, home=tmp_path / "home"))
    made.index()
    answer = made.ask("What is the difference between TRP and PPW?", use_model=False)
    assert answer.guesses == ()
    assert titles(answer)[:2] == ["Trusty Rye Proofing (TRP)", "Proximal Proofing of Wheat (PPW)"]
    assert "clips the time" in answer.answer


def test_no_answer_points_at_a_line_that_its_reader_does_not_see(assistant: Assistant) -> None:
    answer = assistant.ask("how does Newton at the Mint differ from Thin Shillings?", use_model=False)
    assert "above" not in answer.answer
    assert "clippers were hanged" in answer.answer
    assert {statement.verdict for statement in answer.statements} == {"supported"}
