from __future__ import annotations

from pathlib import Path

import pytest

from assistant.notes.entry import Entry
from assistant.notes.library import build_library
from assistant.text.fold import fold
from tests.notes.reading import reading_of, remarks


def library_of(tmp_path: Path, **notebooks: str) -> list[Entry]:
    """The library of some Markdown notebooks, by name."""
    return build_library(entry for name, text in notebooks.items() for entry in reading_of(tmp_path, text, f"{name}.md").entries)


def titles(library: list[Entry]) -> list[str]:
    return [entry.title for entry in library]


SAME = [
    ("Rye and Patience in Winter (baker, 2019)", "Rye And Patience in Winter (baker, 2019)"),
    ("RYE: Cold Proofing of Dark Doughs (baker…oven, 2019)", "Cold Proofing of Dark Doughs (baker…oven, 2019)"),
    ("LLMs as Patient Bakers (baker, 2019)", "Large Language Models as Patient Bakers (baker, 2019)"),
    ("Rye and Patience in Winter (baker, 2019)", "Rye and Patience in Winter (baker, 2020)"),
    ("Rye and Patience in Winter (baker, rebeiro, 2019)", "Rye and Patience in Winter (bakre, 2019)"),
    ("Rye and Patience in Winter (baker, 2019)", "**Rye and Patience in Winter**"),
    ("A Study of Rye and Patience in Winter (baker, 2019)", "A Studdy of Rye and Patience in Winter (baker, 2019)"),
    (
        "Slow Rye for the Cold: Proofing in Winter, SLOWRYE (baker et al. 2019)",
        "Slow Rye for the Cold: Proofing in Winter (baker…oven, 2019)",
    ),
    ("It’s Rye: Bread’s Slow Friend (baker, 2019)", "It's Rye: Bread's Slow Friend (baker, 2019)"),
    ("Tree-Proofing (baker, oven, salt, 2023)", "Tree-proofing (baker…salt, 2023)"),
    ("ProofScope: A Frame for Looking into Doughs (baker, 2019)", "ProofScope (baker…oven, 2020)"),
    ("Doughformer: Doughs Can Teach Themselves (meta, 2019)", "doughformer (baker…oven, 2019)"),
    ("cold soaking, e.g. rye soups (baker…oven, 2019)", "rye soups (baker…oven, 2019)"),
    (
        "Rye and Patience in Winter (SLOW-Rye) (baker, 2019)",
        "Rye and Patience in Winter [arXiv:1901.00001](https://arxiv.org/abs/1901.00001)",
    ),
    ("Rye [arXiv:1901.00001](https://arxiv.org/abs/1901.00001)", "Slow Rye [arXiv:1901.00001](https://arxiv.org/abs/1901.00001)"),
]
DIFFERENT = [
    ("TalkToOven: Understanding Heat by Talking (baker, 2022)", "TalkToOven: Explaining Heat in Conversations (baker, 2023)"),
    ("CT-RYE+ (baker…oven, 2022)", "CT-RYE (baker…oven, 2021)"),
    ("Proof 1 (FAIR, 2023)", "Proof 2 (FAIR, 2024)"),
    ("Slow Networks for Understanding Rye (xi liu…gao, 2019)", "A Toolkit of Slow Networks for Understanding Rye (xi liu…gao, 2020)"),
    ("Locating and Editing Salt in Rye (baker, 2022)", "**Locating and Editing Salt in Wheat** (2022)"),
    ("Proofing (baker, 2019)", "Proofing (stone, 2019)"),
    ("Proofing (baker, 2019)", "Proofing (baker, 2009)"),
    ("Rye and Patience in Winter (baker, 2001)", "Rye and Patience in Winter (stone, 2019)"),
    (
        "Rye and Patience in Winter [arXiv:1901.00001](https://arxiv.org/abs/1901.00001)",
        "Rye and Patience in Winter [arXiv:2001.00001](https://arxiv.org/abs/2001.00001)",
    ),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_paper_in_two_notebooks_is_one_entry_with_two_places(tmp_path: Path, one: str, other: str) -> None:
    for first, second in ((one, other), (other, one)):
        library = library_of(tmp_path, bread=f"- {first}\n", tea=f"- {second}\n")
        assert [[str(place) for place in entry.places] for entry in library] == [["notes/bread.md:1", "notes/tea.md:1"]]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_papers_stay_apart(tmp_path: Path, one: str, other: str) -> None:
    for first, second in ((one, other), (other, one)):
        assert len(library_of(tmp_path, bread=f"- {first}\n", tea=f"- {second}\n")) == 2


def test_two_that_merge_do_not_draw_in_what_else_their_author_wrote(tmp_path: Path) -> None:
    notes = """
- Slow Proofing of Rye Doughs (baker, 2019)
- Slow Proofing of Rye Doughs: A Study of Nights in the Field (baker, 2019)
- Why Winter Wheat Teaches Young People to Wait for Their Bread (baker, 2019)
"""
    assert len(library_of(tmp_path, a=notes)) == 2


def test_a_merged_entry_keeps_the_longer_title_the_fuller_byline_and_the_other_name(tmp_path: Path) -> None:
    bread = "- **LLMs as Patient Bakers** (baker et al. 2019) - They wait.\n"
    tea = "- **Large Language Models as Patient Bakers** (baker, oven, salt, 2019) [arXiv:1901.00001](https://arxiv.org/abs/1901.00001)\n"
    for library in (library_of(tmp_path, bread=bread, tea=tea), library_of(tmp_path, tea=tea, bread=bread)):
        (entry,) = library
        assert entry.title == "Large Language Models as Patient Bakers"
        assert entry.aliases == ("LLMs as Patient Bakers",)
        assert (entry.authors, entry.year, entry.arxiv) == (("baker", "oven", "salt"), 2019, "1901.00001")


def test_remarks_of_both_places_are_kept_once(tmp_path: Path) -> None:
    bread = "- **Rye and Patience** (baker, 2019) - Rye rises in 8 hours.\n  - It is sour.\n"
    tea = "- **Rye and Patience** (baker, 2019) - Rye rises in 8 hours!\n  - It keeps for 5 days.\n- **Salt** (sea, 2016)\n"
    assert remarks(library_of(tmp_path, bread=bread, tea=tea)[0]) == ["Rye rises in 8 hours.", "It is sour.", "It keeps for 5 days."]


def test_remarks_that_differ_only_in_a_number_are_both_kept(tmp_path: Path) -> None:
    bread = "- **Rye and Patience** (baker, 2019) - Rye rises in 8 hours at room temperature.\n"
    tea = "- **Rye and Patience** (baker, 2019) - Rye rises in 9 hours at room temperature.\n"
    assert len(library_of(tmp_path, bread=bread, tea=tea)[0].lines()) == 2


def test_an_idea_merges_with_the_paper_of_its_name_but_not_with_an_idea_elsewhere(tmp_path: Path) -> None:
    bread = "## Heat\n\n- **SteamRye** (baker, 2019)\n- **rest** - Doughs rest.\n"
    tea = "## Cups\n\n- **steamrye** - It is hot.\n- **rest** - Tea drinkers rest.\n"
    assert titles(library_of(tmp_path, bread=bread, tea=tea)) == ["SteamRye", "rest", "rest"]


@pytest.mark.parametrize(
    ("line", "entry_id"),
    [
        ("**iRye: Explaining Doughs** (singh, morris, …gao, 2022)", "singh2022irye"),
        ("**The Art of Rye** (lisa li…liang, 2023)", "li2023art"),
        ("**Rye** (Beurer-Kellner, Fischer, 2022)", "beurerkellner2022rye"),
        ("**Chain-of-Rye Baking** (wei et al. 2022)", "wei2022chainofrye"),
        ("**Large Language Models Bake** (d’oven et al. 2022)", "doven2022bake"),
        ("**Rye** (grain blogpost 2022)", "grain2022rye"),
        ("**RYE: Slow Breads** (RYE, Bread Guild, 2022)", "guild2022rye"),
        ("**Slow Rye at Home** (2023-05)", "slow-rye-home2023"),
        ("**straight-through rye (STR)** - It is straight.", "straight-through-rye"),
        ("**Rye** (grain…salt) - It has no year.", "grain-rye"),
    ],
)
def test_ids_are_what_a_person_would_use(tmp_path: Path, line: str, entry_id: str) -> None:
    assert [entry.id for entry in library_of(tmp_path, bread=f"- {line}\n")] == [entry_id]


NOTEBOOK = """\
# Bread

## Heat

- **Rye and Time** (baker, 2019) - It is slow.
- **Rye and Salt** (baker, 2019) - It is salty.
- **rest** - Doughs rest.

## Cold

- **Steam at Home** (crust, 2015)
"""


def test_ids_stay_when_lines_above_change_comments_are_edited_and_entries_move(tmp_path: Path) -> None:
    before = {entry.title: entry.id for entry in library_of(tmp_path, bread=NOTEBOOK)}
    assert before == {
        "Rye and Time": "baker2019rye-time",
        "Rye and Salt": "baker2019rye",
        "rest": "rest",
        "Steam at Home": "crust2015steam",
    }
    moved = """\
# Bread

New words at the top.

## Cold

- **rest** - Doughs do rest.
- **Rye and Time** (baker, 2019) - It is very slow indeed.

## Heat

- **Steam at Home** (crust, 2015)
  - It is hot.
- **New Paper** (sea, 2016)
- **Rye and Salt** (baker, 2019) - It is salty.
"""
    after = {entry.title: entry.id for entry in library_of(tmp_path, bread=moved)}
    assert {title: after[title] for title in before} == before


def test_ids_are_unique_and_do_not_depend_on_the_order_of_reading(tmp_path: Path) -> None:
    lines = [f"- **Rye {word} Study {number}** (baker, 2019)\n" for word in ("Slow", "Sour", "Dark") for number in (1, 2, 3)]
    whole = {entry.title: entry.id for entry in library_of(tmp_path, bread="".join(lines))}
    assert len(set(whole.values())) == 9
    assert {entry.title: entry.id for entry in library_of(tmp_path, bread="".join(reversed(lines)))} == whole


def test_folding_makes_spellings_comparable() -> None:
    assert fold("  Rocktäschel’s  “Rye-Bread” & SALT+ ") == "rocktaschels rye bread salt+"
