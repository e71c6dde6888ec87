from __future__ import annotations

import pytest

from assistant.answers.extractive import credit, extract
from assistant.notes.entry import Entry, Note, Place
from assistant.retrieval.evidence import Evidence, heading


def entry(title: str, *lines: str, authors: tuple[str, ...] = ("baker",), year: int | None = 2019) -> Entry:
    notes = tuple(Note(line, "bread.md", number) for number, line in enumerate(lines, 2))
    return Entry(
        title.lower().replace(" ", "-"), title, "paper", authors, year, None, None, notes, (Place("bread.md", 1, "bread", ("Sourdough",)),)
    )


def evidence(*entries: Entry, scores: tuple[float, ...] = ()) -> list[Evidence]:
    made = []
    for number, one in enumerate(entries, 1):
        text = "\n".join([heading(one), *one.lines()])
        made.append(Evidence(number, one, text, len(text) // 4, scores[number - 1] if scores else 1.0))
    return made


LEVAIN = entry("Levain Time", "A levain is fed every 12 hours.", "Rye ferments fastest.")
STEAM = entry("Steam Matters", "Steam gives a thinner crust.", authors=("crust", "oven"), year=2021)
BARE = entry("Kefir Grains", authors=(), year=None)


def statements(question: str, *items: Evidence) -> list[tuple[str, tuple[int, ...]]]:
    return list(extract(question, items, {}).statements)


def test_every_statement_carries_the_marker_of_its_entry() -> None:
    items = evidence(LEVAIN, STEAM)
    for question in ("how is a levain fed", "which papers are there", "levain vs steam", "who wrote Levain Time"):
        for text, markers in statements(question, *items):
            (marker,) = markers
            assert items[marker - 1].entry.title in text or text in items[marker - 1].entry.lines()


def test_the_first_sentence_names_the_entry_and_the_next_do_not_repeat_it() -> None:
    texts = [text for text, _ in statements("how is a levain fed", *evidence(LEVAIN))]
    assert texts == ["“Levain Time” (baker, 2019): A levain is fed every 12 hours.", "Rye ferments fastest."]


def test_a_list_names_each_entry_once() -> None:
    draft = extract("which papers are about baking", evidence(LEVAIN, STEAM, BARE), {})
    assert draft.listed
    assert [sum(title in text for text, _ in draft.statements) for title in ("Levain Time", "Steam Matters", "Kefir Grains")] == [1, 1, 1]


def test_entries_that_fit_far_worse_are_left_out() -> None:
    texts = " ".join(text for text, _ in statements("how is a levain fed", *evidence(LEVAIN, STEAM, scores=(1.0, 0.2))))
    assert "Steam" not in texts


def test_what_is_asked_of_one_entry_by_name_is_told_of_it_and_of_those_that_speak_of_it() -> None:
    beside = entry("Steam and Levain", "Unlike Levain Time, it bakes with steam.")
    draft = extract("what is the main idea of Levain Time?", evidence(LEVAIN, STEAM, beside), {}, {"levain-time"})
    told = " ".join(text for text, _ in draft.statements)
    assert "Levain Time" in told
    assert "Unlike Levain Time" in told
    assert "crust" not in told


def test_labels_and_questions_of_a_template_are_no_statements() -> None:
    note = entry("Cold Jars", "**Gist** –", "What problem does it solve?", "Jars keep doughs cold.", "Setup:")
    assert [text for text, _ in statements("what do cold jars do", *evidence(note))] == [
        "“Cold Jars” (baker, 2019): Jars keep doughs cold."
    ]


def test_who_and_when_name_authors_and_year() -> None:
    assert statements("who wrote Steam Matters?", *evidence(STEAM))[0][0] == "“Steam Matters” is by crust and oven (2021)."


@pytest.mark.parametrize(
    ("authors", "year", "said"),
    [
        (("a", "b", "…c"), 2020, "is by a, b and …c (2020)."),
        (("a",), None, "is by a; the notes give no year."),
        ((), 2020, "is from 2020; the notes give no authors."),
        ((), None, "The notes give neither authors nor year"),
    ],
)
def test_what_the_notes_do_not_give_is_said(authors: tuple[str, ...], year: int | None, said: str) -> None:
    assert said in credit(entry("X", authors=authors, year=year))


def test_an_entry_without_remarks_is_named_as_such() -> None:
    assert "without a remark" in statements("what are kefir grains", *evidence(BARE))[0][0]


def test_sentences_with_figures_come_first_where_a_number_is_asked() -> None:
    long = entry("Long", *[f"Remark {word} on levain." for word in "one two three four five six seven".split()], "It takes 12 hours.")
    texts = " ".join(text for text, _ in statements("how many hours", *evidence(long)))
    assert "12 hours" in texts


def test_no_evidence_gives_no_statements() -> None:
    assert extract("anything", [], {}).statements == ()


def test_a_sentence_that_goes_on_with_another_brings_it_along() -> None:
    long = entry(
        "Slow Rye", "Rye is fed first.", "It is kept warm for a night in the cellar.", "Then the crust darkens quickly.", "Salt slows it."
    )
    texts = [text for text, _ in statements("papers on how a crust darkens quickly", *evidence(long))]
    assert texts == ["“Slow Rye” (baker, 2019): It is kept warm for a night in the cellar.", "Then the crust darkens quickly."]


def test_guesses_are_a_list_and_what_is_named_is_not() -> None:
    items = evidence(LEVAIN, STEAM, BARE)
    assert extract("how does one feed it", items, {}).listed
    assert not extract("how is Levain Time fed", items, {}, {items[0].entry.id}).listed


def test_that_the_notes_have_no_remark_is_said_only_where_it_is_so() -> None:
    item = evidence(LEVAIN)[0]
    shown = Evidence(1, item.entry, heading(item.entry), item.tokens, item.score)
    assert "without a remark" not in statements("how is a levain fed", shown)[0][0]
    assert "without a remark" in statements("what of kefir grains", *evidence(BARE))[0][0]
