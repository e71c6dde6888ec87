"""Sentences as they can be told away from their place in the notes."""

from __future__ import annotations

import pytest

from assistant.text.sentences import without_pointing


@pytest.mark.parametrize(
    ("noted", "told"),
    [
        ("It changes the second note on rye above: the dough now rests twice.", "the dough now rests twice."),
        ("They use the same oven: brick, and the one above.", "They use the same oven: brick, and the one."),
        ("The next section is relevant here.", ""),
        ("See below.", ""),
        ("As the list above says, rye is sour.", ""),
        ("The layers above it differ: they are thin.", "The layers above it differ: they are thin."),
        ("Yields fall below 20 %.", "Yields fall below 20 %."),
        ("Bake at 230 degrees.", "Bake at 230 degrees."),
    ],
)
def test_nothing_points_at_a_place_that_the_reader_cannot_see(noted: str, told: str) -> None:
    assert without_pointing(noted) == told
