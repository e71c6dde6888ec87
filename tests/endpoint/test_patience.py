"""The wait for an answer, by a clock that a test sets."""

from __future__ import annotations

from assistant.endpoint.patience import Patience


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_wait_is_counted_from_the_last_words_and_bounded_in_all() -> None:
    clock = Clock()
    patience = Patience(5, "http://x/v1", clock)
    clock.now += 4
    assert patience.left == 1
    patience.heard()
    assert patience.left == 5
    clock.now += 6
    assert patience.left < 0
    assert patience.told() == "http://x/v1 wrote nothing more for 5 s; raise ASSISTANT_TIMEOUT or use a faster model"
    for _ in range(20):
        patience.heard()
        clock.now += 2
    assert patience.left <= 0
    assert "was still writing after 50 s" in patience.told()


def test_before_any_words_there_was_no_answer() -> None:
    clock = Clock()
    patience = Patience(0.5, "http://x/v1", clock)
    clock.now += 1
    assert "gave no answer within 0.5 s" in patience.told()
