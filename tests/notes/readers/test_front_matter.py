from __future__ import annotations

import pytest

from assistant.notes.readers.front_matter import read_front_matter


def told(text: str) -> list[tuple[str, tuple[str, ...], int, int]]:
    return [(one.name, one.values, one.line, one.last) for one in read_front_matter(text)[1]]


def test_properties_with_their_lines() -> None:
    text = "---\ntitle: Rye\nauthors:\n  - A. Miller\n  - B. Stone\nlinks: {code: x, page: y}\nempty:\n---\nIt is slow.\n"
    assert read_front_matter(text)[0] == 8
    assert told(text) == [
        ("title", ("Rye",), 2, 2),
        ("authors", ("A. Miller", "B. Stone"), 3, 5),
        ("links", ("code: x", "page: y"), 6, 6),
        ("empty", (), 7, 7),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitle: Rye: a study\ntags: [a, b]\n---\n", [("title", ("Rye: a study",)), ("tags", ("a", "b"))]),
        (
            "---\ntitle: Rye: a study\nauthors:\n- A. Miller\n- B. Stone\n---\n",
            [("title", ("Rye: a study",)), ("authors", ("A. Miller", "B. Stone"))],
        ),
        ('+++\ntitle = "Rye"\n+++\n', [("title", ("Rye",))]),
        ('+++\ntitle = "Rye"\n[taxonomies]\ntags = ["a", "b"]\n+++\n', [("title", ("Rye",)), ("tags", ("a", "b"))]),
        ("---\nauthor: [[Ann Miller]], [[Bo Stone]]\n---\n", [("author", ("[[Ann Miller]], [[Bo Stone]]",))]),
    ],
)
def test_front_matter_that_is_no_yaml_is_read_as_people_mean_it(text: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(name, values) for name, values, _, _ in told(text)] == expected


@pytest.mark.parametrize("text", ["---\nRye is slow.\n---\n", "---\n- rye\n---\n", "Rye\n---\ntitle: x\n---\n", "---\ntitle: x\n"])
def test_what_is_no_front_matter(text: str) -> None:
    assert read_front_matter(text) == (0, [])
