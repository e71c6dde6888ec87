"""Long work goes on without whoever began it, and ends when it is told to."""

from __future__ import annotations

from threading import Event

import pytest

from assistant.endpoint.client import Endpoint
from assistant.errors import UsageError
from assistant.settings import load_settings
from assistant.working import Work, Works
from tests.scripted_endpoint import Script, serving


def test_work_is_begun_once_and_found_again_while_it_goes_on() -> None:
    works, go_on = Works(), Event()
    begun = []

    def action(work: Work) -> None:
        begun.append(1)
        work.tell("reading", 1, 2)
        go_on.wait(30)

    first = works.start("index", action)
    assert works.start("index", action) is first is works.get("index")
    go_on.set()
    assert first.done.wait(30)
    assert (first.stage, first.part, first.of, begun) == ("reading", 1, 2, [1])
    works.forget("index")
    assert works.get("index") is None


def test_work_that_is_stopped_ends_at_its_next_step_without_a_fault() -> None:
    works, reached = Works(), Event()
    steps = []

    def action(work: Work) -> None:
        reached.wait(30)
        for step in range(1000):
            work.tell("step", step, 1000)
            steps.append(step)

    work = works.start("long", action)
    work.stop()
    reached.set()
    assert work.done.wait(30)
    assert (steps, work.fault) == ([], "")


def test_work_that_is_stopped_hangs_up_on_a_silent_model() -> None:
    with serving(Script(silence=60)) as script:
        endpoint = Endpoint(load_settings(base_url=script.url, model="m"))
        work = Works().start("long", lambda _: endpoint.complete([{"role": "user", "content": "Hello?"}], 9))
        while not script.asked:
            assert work.seconds < 30
            work.done.wait(0.02)
        work.stop()
        assert work.done.wait(1)
        assert work.fault == ""


@pytest.mark.parametrize(("error", "told"), [(UsageError("say what"), "say what"), (KeyError("secret"), "Something went wrong")])
def test_what_goes_wrong_is_said_in_one_line(error: Exception, told: str) -> None:
    def action(_: Work) -> None:
        raise error

    work = Works().start("w", action)
    assert work.done.wait(30)
    assert told in work.fault
    assert "secret" not in work.fault
