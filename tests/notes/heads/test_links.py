from __future__ import annotations

import pytest

from assistant.notes.heads.links import arxiv_in, doi_in, is_label, links_in, without_marks


@pytest.mark.parametrize(
    "text",
    [
        "https://arxiv.org/abs/2001.00003v2",
        "http://arxiv.org/pdf/2001.00003.pdf",
        "arXiv: 2001.00003",
        "arXiv preprint arXiv:2001.00003 (2020)",
        "https://huggingface.co/papers/2001.00003",
        "https://ar5iv.labs.arxiv.org/html/2001.00003",
        "https://doi.org/10.48550/arXiv.2001.00003",
    ],
)
def test_an_arxiv_id_in_each_form_of_its_address(text: str) -> None:
    assert arxiv_in(text) == "2001.00003"
    assert doi_in(text) is None


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("[doi](https://doi.org/10.1175/1520-0493(1987)115<1606:GARSPP>2.0.CO;2)", "10.1175/1520-0493(1987)115<1606:GARSPP>2.0.CO;2"),
        ("(see https://doi.org/10.1000/rye).", "10.1000/rye"),
        ("doi: 10.1000/bread(84)12", "10.1000/bread(84)12"),
        ("10.1000/rye", "10.1000/rye"),
        ("10.5 loaves", None),
    ],
)
def test_a_doi_keeps_its_parentheses(text: str, doi: str | None) -> None:
    assert doi_in(text) == doi


def test_brackets_within_the_words_of_a_link_and_parentheses_within_its_address() -> None:
    assert links_in(
        "[[arXiv:2001.00003]](https://arxiv.org/abs/2001.00003) <https://a.example.org> [a [b] c](https://b.example.org/x_(y))"
    ) == [
        "https://arxiv.org/abs/2001.00003",
        "https://a.example.org",
        "https://b.example.org/x_(y)",
    ]


@pytest.mark.parametrize("words", ["pdf", "[code]", "arXiv:2001.00003", "Project Page", "论文", "https://rye.example.org", ""])
def test_words_that_only_say_what_is_found(words: str) -> None:
    assert is_label(words)


def test_marks_links_and_brackets_are_no_part_of_a_title() -> None:
    assert without_marks("**[Cold *Rye*](https://x.org)** [[Levain|and levain]] `v2`") == "Cold Rye and levain v2"
