from __future__ import annotations

import pytest

from assistant.notes.heads.head import parse_head, parse_idea, parse_lead


@pytest.mark.parametrize(
    ("text", "title", "authors", "year", "comment"),
    [
        ("Rye and Time (baker, miller, …oven, 2019) - rye is slow", "Rye and Time", ("baker", "miller", "…oven"), 2019, "rye is slow"),
        ("Rye and Time (baker…oven, 2019)", "Rye and Time", ("baker…oven",), 2019, ""),
        ("Rye and Time (baker et al. 2019): rye is slow", "Rye and Time", ("baker et al.",), 2019, "rye is slow"),
        ("Rye and Time (Baker & Oven, 2019) – rye is slow", "Rye and Time", ("Baker", "Oven"), 2019, "rye is slow"),
        ("LEVAIN: Rye, (Not) Wheat (baker 2019)", "LEVAIN: Rye, (Not) Wheat", ("baker",), 2019, ""),
        ("**Rye** (2019) - slow", "Rye", (), 2019, "slow"),
        ("**Rye** (baker) - slow", "Rye", (), None, "(baker) - slow"),
        ("**Rye - Slow and Sour** (2024-06) - A remark.", "Rye - Slow and Sour", (), 2024, "A remark."),
        ("**Rye** - from 4% to 12% (with salt)", "Rye", (), None, "from 4% to 12% (with salt)"),
        ("Rye hydration Baker et al. (2019) - wet", "Rye hydration", ("Baker et al.",), 2019, "wet"),
        ("Rye (Baker et al. (2019)) - wet", "Rye", ("Baker et al.",), 2019, "wet"),
        ("冷發酵（李、王，２０２１年）——很慢（陳，2019）", "冷發酵", ("李", "王"), 2021, "很慢（陳，2019）"),
        ("**冷發酵**（李；王，2021年3月）：很慢", "冷發酵", ("李", "王"), 2021, "很慢"),
        ("**冷發酵** - 很慢（李，2021）", "冷發酵", (), None, "很慢（李，2021）"),
        ("Тесто (Иванов и Петров, 2019 г.) — медленно", "Тесто", ("Иванов", "Петров"), 2019, "медленно"),
        ("\u200fבצק\u200f (כהן, 2021)\u200f - לאט", "\u200fבצק\u200f", ("כהן",), 2021, "לאט"),
        ("خبز (أحمد، ٢٠٢١) - بطيء", "خبز", ("أحمد",), 2021, "بطيء"),
        ("रोटी (शर्मा, २०२१) - धीमी", "रोटी", ("शर्मा",), 2021, "धीमी"),
        ("빵 (김, 2021년) - 느리다", "빵", ("김",), 2021, "느리다"),
        ("C (baker, 2019) - a letter", "C", ("baker",), 2019, "a letter"),
        ("A* (baker, 2019) - a star", "A*", ("baker",), 2019, "a star"),
        ("**A*** (baker, 2019) - a star", "A*", ("baker",), 2019, "a star"),
        ("∞ (baker, 2019) - a sign", "∞", ("baker",), 2019, "a sign"),
        (
            "solution - SALT: Slowing Rye with Salt (baker, 2019) - works",
            "SALT: Slowing Rye with Salt",
            ("baker",),
            2019,
            "solution - works",
        ),
    ],
)
def test_a_citation_gives_title_authors_year_and_comment(
    text: str, title: str, authors: tuple[str, ...], year: int | None, comment: str
) -> None:
    head = parse_head(text)
    assert head is not None
    assert (head.title, head.authors, head.year, head.comment) == (title, authors, year, comment)


@pytest.mark.parametrize(
    ("text", "arxiv", "url"),
    [
        ("Rye ([baker et al. 2019](https://arxiv.org/abs/1901.00001)) - slow", "1901.00001", None),
        ("[Rye](https://example.org/rye) (baker et al. 2019) - slow", None, "https://example.org/rye"),
        ("**Rye** (baker et al. 2019) [arXiv:1901.00001](https://arxiv.org/abs/1901.00001) - slow", "1901.00001", None),
        ("**Rye** (baker et al. 2019) arXiv:1901.00001 - slow", "1901.00001", None),
        ("**[Rye](https://arxiv.org/pdf/1901.00001)** (baker et al. 2019) - slow", "1901.00001", None),
        ("**Rye** (baker et al. 2019) [x](https://arxiv.org/abs/cs/0101001) - slow", "cs/0101001", None),
        ("*Rye* (baker et al. 2019) <https://example.org/rye> - slow", None, "https://example.org/rye"),
    ],
)
def test_a_link_may_stand_anywhere_in_the_head(text: str, arxiv: str | None, url: str | None) -> None:
    head = parse_head(text)
    assert head is not None
    assert (head.title, head.authors, head.year, head.comment) == ("Rye", ("baker et al.",), 2019, "slow")
    assert (head.arxiv, head.url) == (arxiv, url)


def test_the_year_of_an_arxiv_id_stands_in_for_a_missing_one() -> None:
    head = parse_head("**Rye** [arXiv:2107.00001](https://arxiv.org/abs/2107.00001)")
    assert head is not None
    assert head.year == 2021


@pytest.mark.parametrize(
    "text",
    [
        "rye is slow, and the authors (baker et al. 2019) say so at length",
        "see Rye and Time (baker et al. 2019)",
        "builds on Rye and Time (baker et al. 2019)",
        "people have tried other flours for it (e.g. baker et al. 2019)",
        "the dough rises for 2019 minutes",
        "rye (a grain) - slow",
        "It extends Steam at Home (crust, 2019) [pdf](https://example.org/x.pdf) with rye",
    ],
)
def test_a_remark_that_names_a_paper_is_no_head(text: str) -> None:
    assert parse_head(text) is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("__Under__ (und, 2020)", "Under"),
        ("__Rye and Time__ (und, 2020) - slow", "Rye and Time"),
        ("_Rye and Time_ (und, 2020)", "Rye and Time"),
        ("***Rye*** (und, 2020)", "Rye"),
        ("__init__.py (und, 2020) - a file", "__init__.py"),
        ("snake_case_names (und, 2020)", "snake_case_names"),
    ],
)
def test_marks_of_emphasis_are_no_part_of_a_title(text: str, title: str) -> None:
    head = parse_head(text)
    assert head is not None
    assert (head.title, head.authors, head.year) == (title, ("und",), 2020)


@pytest.mark.parametrize("link", ["[pdf](https://example.org/x.pdf)", "https://example.org/x.pdf", "<https://example.org/x.pdf>"])
@pytest.mark.parametrize("comment", ["", " - It is slow."])
def test_a_link_right_behind_a_citation_needs_no_bold_title(link: str, comment: str) -> None:
    head = parse_head(f"Steam at Home (crust, 2019) {link}{comment}")
    assert head is not None
    assert (head.title, head.authors, head.year, head.url) == ("Steam at Home", ("crust",), 2019, "https://example.org/x.pdf")
    assert head.comment == comment.removeprefix(" - ")


@pytest.mark.parametrize(
    ("text", "title", "comment"),
    [
        ("Attention is all you need (vaswani, 2017) word", "Attention is all you need", "word"),
        ("Rye (vaswani, 2017) worth it", "Rye", "worth it"),
        ("slow rye and its many long winters (vaswani…shazeer, 2017) must read", "slow rye and its many long winters", "must read"),
    ],
)
def test_a_word_or_two_behind_a_citation_need_no_dash(text: str, title: str, comment: str) -> None:
    head = parse_lead(text)
    assert head is not None
    assert (head.title, head.year, head.comment) == (title, 2017, comment)


@pytest.mark.parametrize(
    "text",
    [
        "A dough of rye rises by far slower (baker, 2019) in cold kitchens",
        "The doughs of rye and of spelt rise (baker, 2019) quickly.",
        "The doughs of rye and of spelt rise (2019) quickly",
    ],
)
def test_a_sentence_goes_on_behind_what_it_cites(text: str) -> None:
    assert parse_lead(text) is None


def test_a_sentence_that_begins_with_a_cited_name_introduces_that_name() -> None:
    head = parse_lead("Levainator (Baker and Oven, 2018) feeds a levain every 12 hours")
    assert head is not None
    assert (head.title, head.authors, head.year) == ("Levainator", ("Baker", "Oven"), 2018)
    assert head.comment == "feeds a levain every 12 hours"


@pytest.mark.parametrize(
    ("text", "title", "comment"),
    [
        ("Autolyse - flour and water rest", "Autolyse", "flour and water rest"),
        ("Autolyse: flour rests", "Autolyse", "flour rests"),
        ("autolyse = letting flour and water rest", "autolyse", "letting flour and water rest"),
        ("Брожение — тесто растёт", "Брожение", "тесто растёт"),
        ("熵：一種度量", "熵", "一種度量"),
        ("冷發酵——很慢", "冷發酵", "很慢"),
        ("A* - a star", "A*", "a star"),
    ],
)
def test_a_short_name_before_a_dash_or_colon_is_an_idea(text: str, title: str, comment: str) -> None:
    head = parse_idea(text)
    assert head is not None
    assert (head.title, head.comment) == (title, comment)


@pytest.mark.parametrize(
    "text", ["The dough is wet.", "a long line about doughs that are wet and about ovens that are hot", "$x = 1$ - 2", "…"]
)
def test_a_sentence_is_no_idea(text: str) -> None:
    head = parse_idea(text)
    assert head is None or head.comment == "2"


@pytest.mark.parametrize("marks", ["[^1]", ". [^2]", " [1]", "*", "[3]:", "."])
def test_what_marks_a_citation_takes_nothing_from_it(marks: str) -> None:
    for title in ("Bread Models", "**Bread Models**"):
        head = parse_head(f"{title} (ode, 2020){marks}")
        assert head is not None
        assert (head.title, head.authors, head.year, head.comment) == ("Bread Models", ("ode",), 2020, "")


@pytest.mark.parametrize(
    "text", ["arXiv:1903.00003", "https://arxiv.org/abs/2003.00006v2", "Link to the paper: https://arxiv.org/abs/2002.00005"]
)
def test_an_address_alone_names_no_paper(text: str) -> None:
    assert parse_head(text) is None
    idea = parse_idea(text)
    assert idea is None or idea.arxiv is None
