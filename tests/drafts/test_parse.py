"""A draft is taken apart without losing a line."""

from __future__ import annotations

import re

import pytest

from assistant.drafts.parse import read_draft

DRAFT = """\
---
title: Bread
---
# Sourdough

A levain is fed every 12 hours [1]. Rye ferments
fastest [2, 3], says Baker et al. (2019).

Methods in short:

- **Autolyse**: flour and water rest [^4].
  They rest for an hour.
  - Salt comes later.
2. Steam makes the crust thin (Crust et al., 2021).

What is left?

```sh
bake --hot
```
$$
x = 1
$$
| flour | water |
|-------|-------|
![oven](oven.png)
<!-- a remark
of two lines -->

Ovens
=====
> Steam matters. Surely!

## References

[1] Baker, M. Levain. 2019.
Crust, C. Steam. 2021.
"""


def test_statements_stand_with_the_line_they_begin_on_and_without_markers() -> None:
    assert [(one.line, one.text) for one in read_draft(DRAFT).statements] == [
        (6, "A levain is fed every 12 hours."),
        (6, "Rye ferments fastest, says Baker et al. (2019)."),
        (11, "**Autolyse**: flour and water rest."),
        (12, "They rest for an hour."),
        (13, "Salt comes later."),
        (14, "Steam makes the crust thin (Crust et al., 2021)."),
        (32, "Steam matters."),
    ]


def test_what_is_no_statement_is_left_out_with_its_reason() -> None:
    reasons: dict[str, list[int]] = {}
    for one in read_draft(DRAFT).left_out:
        reasons.setdefault(one.reason, []).append(one.line)
    assert reasons == {
        "front matter": [1, 2, 3], "heading": [4, 30, 34], "leads into what follows": [9], "question": [16], "code": [18, 19, 20],
        "formula": [21, 22, 23], "table": [24, 25], "image": [26], "comment": [27, 28], "rule": [31], "too short to check": [32],
        "reference list": [36, 37],
    }  # fmt: skip


def test_every_word_is_in_a_statement_or_left_out() -> None:
    draft = read_draft(DRAFT)
    kept = " ".join([*(one.text for one in draft.statements), *(one.text for one in draft.left_out)])
    assert set(re.findall(r"[A-Za-z]{2,}", DRAFT)) == set(re.findall(r"[A-Za-z]{2,}", kept))


def test_a_statement_knows_what_it_stands_under_the_nearest_first() -> None:
    under = {one.text: one.under for one in read_draft(DRAFT).statements}
    assert under["Salt comes later."] == ("**Autolyse**: flour and water rest [^4].", "Methods in short:", "Sourdough")
    assert under["Steam matters."] == ("Ovens",)


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("Bread needs rest\nTea needs hot water\n", ["Bread needs rest", "Tea needs hot water"]),
        ("A line that runs on to the very edge of the page and then\nGoes on below.", ["A line that runs on to the very edge of the page and then Goes on below."]),
        ("Rye ferments fast.\r\nOats do not.", ["Rye ferments fast.", "Oats do not."]),
        ("Rye ferments \\citep{rye2019} fast [@oats] here.", ["Rye ferments fast here."]),
        ("Weights lie in [0, 1] here.", ["Weights lie in [0, 1] here."]),
        ("\ufeffRye ferments fast.", ["Rye ferments fast."]),
        ("[1]\n\n---\n", []),
        ("", []),
    ],
)  # fmt: skip
def test_plain_texts(text: str, statements: list[str]) -> None:
    assert [one.text for one in read_draft(text).statements] == statements


def test_a_code_block_that_is_never_closed_ends_with_the_text() -> None:
    draft = read_draft("Rye ferments.\n\n```\nprint(1)\n\nprint(2)")
    assert [one.line for one in draft.left_out] == [3, 4, 6]


def test_a_bracket_of_many_digits_is_no_part_of_a_statement() -> None:
    assert [one.text for one in read_draft(f"A levain is fed every 12 hours [{'9' * 5000}].").statements] == [
        "A levain is fed every 12 hours."
    ]
