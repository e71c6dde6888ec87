from __future__ import annotations

import pytest

from assistant.text.words import stem


@pytest.mark.parametrize(("one", "other"), [("merges", "merging"), ("studies", "study"), ("models", "model")])
def test_inflections_meet(one: str, other: str) -> None:
    assert stem(one) == stem(other)
