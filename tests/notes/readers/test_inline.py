"""What a reader of the page would see of Markdown, in the notes that come of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.notes.readers.inline import seen
from assistant.notes.shapes.shaped import Shape
from tests.notes.reading import reading_of


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("![[jar.png]] the jar", ["the jar"]),
        ('![a plot](plot.png "it\'s") after', ["after"]),
        ("![[Gluten]]", ["Gluten"]),
        ("see [[Levain|the levain]] and [[Rye#Flour]]", ["see the levain and Rye#Flour"]),
        ("It rests. ^block1", ["It rests."]),
        ("x ^2", ["x ^2"]),
        ("one<br>two<br/>three", ["one", "two", "three"]),
        ("one  \ntwo", ["one", "two"]),
        ("one\\\ntwo", ["one", "two"]),
        ("one\ntwo", ["one two"]),
        ("==stretchy== and ~~struck~~", ["stretchy and struck"]),
        ("a == b, c ~~ d", ["a == b, c ~~ d"]),
        ("`==x== <b> ![[y.png]]` and $a_{~~b~~}$", ["`==x== <b> ![[y.png]]` and $a_{~~b~~}$"]),
        ("<summary>words</summary>", ["words"]),
        ("<kbd>ICML</kbd> H<sub>2</sub>O", ["ICML H2O"]),
        ('<a href="https://rye.example.org">rye</a>', ["[rye](https://rye.example.org)"]),
        ("vector<int> and <think>", ["vector<int> and <think>"]),
        ("Q&amp;A&nbsp;now", ["Q&A now"]),
        ("[![paper](https://b.example.org/x.svg)](https://arxiv.org/abs/2001.00003)", ["[paper](https://arxiv.org/abs/2001.00003)"]),
        ("[!note] In short\nRest.", ["In short", "Rest."]),
        ("**Authors:** A. Miller\n**Year:** 2020", ["**Authors:** A. Miller", "**Year:** 2020"]),
        ("https://rye.example.org/a==b==c", ["https://rye.example.org/a==b==c"]),
    ],
)
def test_what_is_seen(text: str, shown: list[str]) -> None:
    assert [piece.text for piece in seen(text).pieces] == shown


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("$$\n- y\n+ c\n=\n$$\n", ["$$ - y + c = $$"]),
        ("Then\n$$\na\n=\nb\n$$\nis so.\n", ["Then", "$$ a = b $$", "is so."]),
        ("- It is so.\n  $$\n  - y\n  $$\n", ["It is so.", "$$ - y $$"]),
        ("\\[\n- y\n\\]\n", ["\\[ - y \\]"]),
        ("$$ is money\n\n- y\n", ["$$ is money", "y"]),
        ("> [!note]- In short\n> Rest.\n", ["In short", "Rest."]),
        ("<details>\n<summary>More</summary>\n\n- rye\n\n</details>\n", ["More", "rye"]),
        ("```python\nx = 1\n\nRye rests.\n", ["x = 1", "Rye rests."]),
        ("- [ ] measure\n- [x] taste\n", ["measure", "taste"]),
        ("Rye[^1].\n\n[^1]: It is dark.\n", ["Rye[^1].", "[^1]: It is dark."]),
        ("To bake, then:\n\n- mix\n- wait\n\nThis part is unclear.\n", ["To bake, then:", "mix", "wait", "This part is unclear."]),
    ],
)
def test_blocks_as_the_page_shows_them(tmp_path: Path, text: str, notes: list[str]) -> None:
    shapes: tuple[Shape, ...] = ("note", "outline")
    for shape in shapes:
        (entry,) = reading_of(tmp_path, text, shape=shape).entries
        assert entry.lines() == notes


def test_a_language_named_by_a_sign_keeps_it(tmp_path: Path) -> None:
    (entry,) = reading_of(tmp_path, "## C#\n\nIt is typed.\n", "csharp.md", None).entries
    assert entry.title == "C#"


def test_hidden_blocks_and_marks_are_reported(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "Rye.\n\n%%\nask Eva\n%%\n\n^block1\n\n> [!tip]\n> Rest.\n", shape="note")
    assert dict(reading.unplaced) == {3: "a comment", 4: "a comment", 5: "a comment", 7: "the mark of a block", 9: "the mark of a callout"}


def test_headings_of_html_are_headings(tmp_path: Path) -> None:
    (entry,) = reading_of(tmp_path, '<h1 align="center">\n  Cold Rye\n</h1>\n\nIt is slow.\n', "readme.md", None).entries
    assert (entry.title, entry.lines()) == ("Cold Rye", ["It is slow."])
