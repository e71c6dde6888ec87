"""An id that was given stays with what it was given to, and is never given to something else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.notes.earlier_ids import Given, given_to
from assistant.notes.entry import Entry
from assistant.notes.library import build_library
from tests.notes.reading import reading_of


class Shelf:
    """A library that is read again and again, and what is remembered of its ids."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._given = folder, dict[str, Given]()

    def read(self, **notebooks: str) -> dict[str, str]:
        """Each title's id, after the notebooks were read in the place of what was read before."""
        entries: list[Entry] = build_library(
            [entry for name, text in notebooks.items() for entry in reading_of(self._folder, text, f"{name}.md").entries],
            list(self._given.values()),
        )
        before = {entry_id: replace(one, live=False) for entry_id, one in self._given.items()}
        self._given = before | {entry.id: given_to(entry) for entry in entries}
        return {entry.title: entry.id for entry in entries}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


STEAM = "- **Steam at Home** (crust, 2015) - It is hot.\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (STEAM, "- **Steam in Trains** (crust, 2015) - It moves wheels.\n"),
        ("- **Steam at Home** - It is hot.\n", "## Steam at Home\n\n- **Kettles** - They whistle.\n"),
        ("- **Steam at Home** (2015) - It is hot.\n", "- **Steam at Home 2015** - A fair.\n"),
        ("## Heat\n\n- **rest** - Doughs rest.\n", "## Cups\n\n- **rest** - Tea drinkers rest.\n"),
        ("- **Steam Study 1** (crust, 2015)\n", "- **Steam Study 2** (crust, 2015)\n"),
        ("- **Learning to Steam** (crust, 2015) - first\n", "- **Learning to Bake** (crust, 2015) - third\n"),
        ("- **Learning to Steam** (crust, 2015) - to read\n", "- **Learning to Bake** (crust, 2015) - to read\n"),
        ("- **Steam in Cold Kitchens** (crust, 2015) - It is hot.\n", "- **Steam in Warm Kitchens** (crust, 2015) - It is wet.\n"),
        (
            "- **Hot Steam** (crust, 2015) - It is hot.\n  - It is wet indeed.\n",
            "- **Cold Loaves** (crust, 2015) - It is hot.\n  - It keeps long.\n  - It is cheap too.\n",
        ),
        ("- **Steam** (crust, 2015) - It is hot.\n", "- **Steam** (crust, 2016) - Another study, of trains.\n"),
        ("- **p** (crust, 2015)\n", "- **P** (crust, 2015)\n"),
        (
            "- **Steam at Home** (crust, 2015) [arXiv:1501.00001](https://arxiv.org/abs/1501.00001)\n",
            "- **Steam at Home** (crust, 2015) [arXiv:1502.00002](https://arxiv.org/abs/1502.00002) - Another of the name.\n",
        ),
    ],
)
@pytest.mark.parametrize("between", [True, False], ids=["read in between", "in one edit"])
def test_an_id_goes_to_nothing_else(shelf: Shelf, before: str, after: str, between: bool) -> None:
    if not between and ("arXiv" in before or "rest" in before):
        pytest.skip("in one edit that is a mended number, or a move")
    gone = set(shelf.read(bread=before).values())
    if between:
        shelf.read(bread="")
    assert not gone & set(shelf.read(bread=after).values())


@pytest.mark.parametrize(
    "text",
    [
        STEAM,
        "- **Steam at Home** (crust, 2015)\n",
        "- **Steam at Home** [arXiv:1501.00001](https://arxiv.org/abs/1501.00001)\n",
        "- **Steam at Home** - It is hot.\n",
        "## Heat\n\nIt is warm here, all year round.\n\n- **rest** - Doughs rest.\n",
    ],
)
def test_what_was_deleted_gets_its_old_id_back(shelf: Shelf, text: str) -> None:
    before = shelf.read(bread=text)
    shelf.read(bread="- **Steam in Trains** (crust, 2015)\n- **Steam at Home Again** - Cold.\n")
    after = shelf.read(bread="- **Steam in Trains** (crust, 2015)\n" + text)
    assert before.items() <= after.items()


@pytest.mark.parametrize(
    ("title", "edited"),
    [
        ("Steam at Home", "- **Steam at the Home** (crust, 2015) - It is hot.\n"),
        ("Steam at Home", "- **Steam at Home** (crust, 2016) - It is hot.\n"),
        ("Steam at Home", "- **Steam at Home** (krust, 2015) - It is hot.\n"),
        ("Steam at Home", "- **Steam at Home** - It is hot.\n"),
        ("Steam at Home", "- **Steam at Home** (crust, 2015) - It is cold.\n"),
        ("Steam at Home", "- **Hot Steam for Everybody** (crust, 2015) - It is hot.\n"),
        ("Steam at Home", "- **Steem at Home** (crust, 2015) - It is cold.\n"),
        ("Steam at Home", "## Elsewhere\n\n- **Steam at Home** (crust, 2015) - It is cool.\n"),
        ("Steam at Home", "- **Ash** (crust, 2015)\n- **A Steam** (crust, 2015)\n- **Steam at Home** (crust, 2015) - It is hot.\n"),
    ],
)
def test_an_entry_keeps_its_id_through_edits(shelf: Shelf, title: str, edited: str) -> None:
    before = shelf.read(bread=STEAM)[title]
    after = shelf.read(bread=edited)
    kept = [name for name, entry_id in after.items() if entry_id == before]
    assert kept == [list(after)[-1]]


def test_a_new_entry_that_sorts_earlier_takes_no_id(shelf: Shelf) -> None:
    before = shelf.read(bread="- **Rye and Time** (baker, 2019)\n")
    after = shelf.read(bread="- **Rye and Time** (baker, 2019)\n", tea="- **Rye and Salt** (baker, 2019)\n")
    assert before.items() <= after.items()
    assert len(set(after.values())) == 2


def test_a_notebook_may_leave_and_come_back(shelf: Shelf) -> None:
    books = {"bread": STEAM + "- **Rye and Time** (baker, 2019)\n- **rest** - Doughs rest.\n", "tea": "- **rest** - Drinkers rest.\n"}
    before = shelf.read(**books)
    shelf.read(tea=books["tea"])
    shelf.read(tea=books["tea"] + "- **Rye and Salt** (baker, 2019)\n")
    assert shelf.read(**books) == before


def test_an_entry_keeps_its_id_by_its_link(shelf: Shelf) -> None:
    before = shelf.read(bread="- **Steam** (crust, 2015) [x](https://doi.org/10.1000/a) - It is hot.\n")
    after = shelf.read(bread="- **On Kitchens and Heat** (crust, 2015) [x](https://doi.org/10.1000/a) - It is wet in there.\n")
    assert list(before.values()) == list(after.values())


def test_titles_that_differ_by_a_sign_keep_their_ids(shelf: Shelf) -> None:
    text = "".join(f"- **{title}** (crust, 2015)\n" for title in ("A*", "A", "k-means", "k-means--", ".NET", "NET", "p", "P"))
    before = shelf.read(bread=text)
    assert len(set(before.values())) == 8
    assert shelf.read(bread="".join(reversed(text.splitlines(keepends=True)))) == before


def test_a_heading_of_the_same_words_elsewhere_is_another_section(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    first = shelf.read(bread="# Bread\n\n## Gravity words\n\nHeavy words sink.\n\n## Rest\n\nMore.\n")
    second = shelf.read(bread="# Bread\n\n## Rest\n\nMore.\n\n## Other\n\n### Gravity words\n\nNothing falls here.\n")
    assert first["Gravity words"] != second["Gravity words"]
