from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assistant.answers.answer import Citation
from assistant.answers.references import answer_markdown, bibtex, bibtex_authors, reference

LEVAIN = Citation(
    1,
    "baker2019levain",
    "Levain: Wild Yeast at Home",
    ("baker", "miller"),
    2019,
    "1901.00001",
    None,
    ("Bread",),
    "bread",
    "notes/bread.md:5",
    "fed",
)


def parsed(text: str) -> dict[str, dict[str, str]]:
    """BibTeX as BibTeX reads it: a value ends at the brace that closes it, whatever stands before a brace."""
    entries: dict[str, dict[str, str]] = {}
    place = 0
    while match := re.compile(r"@misc\{([^,\s]+)").search(text, place):
        fields, place = entries.setdefault(match[1], {}), match.end()
        while field := re.compile(r",\s*(\w+) = \{").match(text, place):
            start = place = field.end()
            depth = 1
            while depth:
                depth += {"{": 1, "}": -1}.get(text[place], 0)
                place += 1
            fields[field[1]] = text[start : place - 1]
        assert text[place : place + 2] == "\n}", text[place : place + 20]
    return entries


def test_bibtex_has_the_id_as_its_key_and_what_the_notes_give() -> None:
    fields = parsed(bibtex([LEVAIN]))["baker2019levain"]
    assert fields == {
        "title": "Levain: Wild Yeast at Home",
        "author": "baker and miller",
        "year": "2019",
        "eprint": "1901.00001",
        "archiveprefix": "arXiv",
        "annote": "notes/bread.md:5",
    }


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Salt & 10% Rye #2 in ~5_min", r"Salt \& 10\% Rye \#2 in \textasciitilde{}5\_min"),
        ("An open { brace", r"An open \textbraceleft{} brace"),
        ("A closed } brace", r"A closed \textbraceright{} brace"),
        ("Costs $5 and $6", r"Costs \$5 and \$6"),
        (r"The product $\bigotimes_{i}$ of doughs", r"The product $\bigotimes_{i}$ of doughs"),
        (r"A formula $\frac{1$ that is broken", r"A formula \$\textbackslash{}frac\textbraceleft{}1\$ that is broken"),
        (r"AtP\*: fast", "{AtP*:} fast"),
        ("What LLMs Know of Bread", "What {LLMs} Know of Bread"),
    ],
)
def test_what_bibtex_would_misread_is_escaped(title: str, written: str) -> None:
    found = parsed(bibtex([replace(LEVAIN, title=title), replace(LEVAIN, entry_id="next2020")]))
    assert found["baker2019levain"]["title"] == written
    assert set(found) == {"baker2019levain", "next2020"}


@pytest.mark.parametrize(
    ("authors", "joined"),
    [
        (("baker", "miller"), "baker and miller"),
        (("liu…neubig",), "liu and others"),
        (("wei et al.",), "wei and others"),
        (("singh", "morris", "…gao"), "singh and morris and others"),
        (("jiang … neubig",), "jiang and others"),
        (("huang..potts",), "huang and others"),
        (("e.g. gonen…goldberg",), "gonen and others"),
        (("Yeast and Sons", "baker"), "{Yeast and Sons} and baker"),
        ((), ""),
    ],
)
def test_a_shortened_list_of_authors_ends_in_others(authors: tuple[str, ...], joined: str) -> None:
    assert bibtex_authors(authors)[0] == joined


def test_authors_that_the_notes_shorten_are_kept_as_the_notes_give_them() -> None:
    assert parsed(bibtex([replace(LEVAIN, authors=("liu…neubig",))]))["baker2019levain"]["annote"] == "liu…neubig; notes/bread.md:5"


def test_an_entry_that_is_cited_twice_stands_once() -> None:
    assert bibtex([LEVAIN, replace(LEVAIN, marker=2)]).count("@misc") == 1


def test_an_address_cannot_end_its_field() -> None:
    assert parsed(bibtex([replace(LEVAIN, url="http://bread.example/a}b")]))["baker2019levain"]["url"] == "http://bread.example/a%7Db"


def test_only_works_are_exported_to_bibtex() -> None:
    heading = replace(LEVAIN, entry_id="notes-on-starters", title="Starters", authors=(), year=None, arxiv=None, url=None)
    assert bibtex([heading]) == ""
    assert list(parsed(bibtex([heading, LEVAIN]))) == ["baker2019levain"]


def test_a_reference_names_authors_year_link_and_place() -> None:
    assert reference(LEVAIN) == "Levain: Wild Yeast at Home (baker, miller, 2019), arXiv:1901.00001, notes/bread.md:5"


def test_an_answer_as_markdown_ends_in_its_references() -> None:
    cited = {name: getattr(LEVAIN, name) for name in LEVAIN.__slots__}
    text = answer_markdown({"question": "How often?", "answer": "Every 12 hours. [1]", "citations": [cited]})
    assert text == f"# How often?\n\nEvery 12 hours. [1]\n\n## References\n\n- [1] {reference(LEVAIN)}\n"
