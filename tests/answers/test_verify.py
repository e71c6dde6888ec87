from __future__ import annotations

from assistant.answers.answer import Statement, render
from assistant.answers.verify import verify
from tests.answers.test_extractive import LEVAIN, STEAM, evidence


def test_the_quote_stands_word_for_word_in_the_note() -> None:
    checked = verify([("Rye ferments fastest.", (1,))], evidence(LEVAIN))
    assert [citation.quote for citation in checked.citations] == ["Rye ferments fastest."]
    assert checked.statements[0].verdict == "supported"


def test_a_marker_that_points_at_no_evidence_never_becomes_a_citation() -> None:
    checked = verify([("Rye ferments fastest.", (1, 7))], evidence(LEVAIN))
    assert checked.statements[0].markers == (1,)
    assert [citation.marker for citation in checked.citations] == [1]


def test_a_statement_without_a_marker_is_tied_to_the_entry_that_supports_it() -> None:
    checked = verify([("Steam gives a thinner crust.", ())], evidence(LEVAIN, STEAM), attach=True)
    assert checked.statements[0].markers == (2,)
    assert checked.citations[0].title == "Steam Matters"


def test_a_statement_that_no_entry_supports_stays_unmarked_and_is_never_called_supported() -> None:
    checked = verify([("Sourdough was invented on the moon by robots.", ())], evidence(LEVAIN, STEAM), attach=True)
    assert checked.citations == ()
    assert checked.statements[0].verdict != "supported"


def test_a_wrong_figure_is_not_called_supported() -> None:
    checked = verify([("A levain is fed every 15 hours.", (1,))], evidence(LEVAIN))
    assert checked.statements[0].verdict in ("unsupported", "unverified")


def test_answers_read_as_paragraphs_or_as_a_list() -> None:
    said = (
        Statement("One.", (1,), "supported", 1.0),
        Statement("Two.", (1,), "supported", 1.0),
        Statement("Three.", (2,), "supported", 1.0),
    )
    assert render(said) == "One. [1] Two. [1]\n\nThree. [2]"
    assert render(said, listed=True) == "- One. [1] Two. [1]\n- Three. [2]"
