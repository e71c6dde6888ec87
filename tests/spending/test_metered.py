"""Each call of a model is counted, priced and entered, and none is made that goes beyond a limit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.conversations.running import Answering, Request
from assistant.conversations.threads import Conversations
from assistant.embedding.choosing import make_embedder
from assistant.endpoint.client import Endpoint
from assistant.errors import LimitError, ModelError, UsageError
from assistant.questions.follow_up import Turn
from assistant.settings import Settings, load_settings
from assistant.spending.ledger import Ledger, Spent, spent
from assistant.spending.metered import Metered, in_thread, purse_of
from assistant.text.tokens import count_tokens
from tests.scripted_endpoint import Script, serving
from tests.shared import BREAD, SOURDOUGH, write_notes

ASKED = [{"role": "user", "content": "How often is a levain fed?"}]
PRICES = '["small-model"]\ninput = 1000\ncached = 100\noutput = 2000\n'


@pytest.fixture
def script() -> Iterator[Script]:
    with serving(Script()) as running:
        yield running


def settings(script: Script, home: Path, **more: object) -> Settings:
    return load_settings(home=home, base_url=script.url, model="small-model", **more)


def metered(script: Script, home: Path, **more: object) -> Metered:
    chosen = settings(script, home, **more)
    return Metered(Endpoint(chosen), purse_of(chosen)).for_one_answer()


def test_what_the_endpoint_says_is_entered_with_its_price(script: Script, tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text(PRICES)
    script.usage_more = {"prompt_tokens_details": {"cached_tokens": 8}}
    model = metered(script, tmp_path)
    with in_thread("t1"):
        reply = model.complete(ASKED, 50)
    cost = (12 * 1000 + 8 * 100 + 5 * 2000) / 1e6
    assert reply.counts.cached_tokens == 8
    assert reply.counts.cost_usd == pytest.approx(cost)
    assert model.spent() == Spent(1, 20, 8, 5, reply.counts.cost_usd or 0)
    assert Ledger(tmp_path).of("thread", "t1") == model.spent()


@pytest.mark.parametrize("more", [{"prompt_cache_hit_tokens": 8}, {"prompt_tokens_details": {"cached_tokens": 8}}])
def test_cached_tokens_are_read_under_each_name_that_servers_have_for_them(script: Script, tmp_path: Path, more: dict[str, object]) -> None:
    script.usage_more = more
    assert metered(script, tmp_path).complete(ASKED, 50).counts.cached_tokens == 8


@pytest.mark.parametrize(
    "more", [{"prompt_tokens_details": None}, {"prompt_tokens_details": {"cached_tokens": "x"}}, {"prompt_cache_hit_tokens": -1}]
)
def test_counts_of_the_cache_that_are_none_are_no_counts(script: Script, tmp_path: Path, more: dict[str, object]) -> None:
    script.usage_more = more
    assert metered(script, tmp_path).complete(ASKED, 50).counts.cached_tokens == 0


def test_where_the_endpoint_does_not_say_it_is_counted_here(script: Script, tmp_path: Path) -> None:
    script.usage = None
    model = metered(script, tmp_path)
    model.complete(ASKED, 50)
    assert (model.spent().completion_tokens, model.spent().estimated) == (count_tokens("Hello."), True)


def test_an_answer_that_is_stopped_or_breaks_off_has_cost_what_came(script: Script, tmp_path: Path) -> None:
    script.replies = [["one ", "two ", "three"]]
    stopped = metered(script, tmp_path)
    for _ in stopped.stream_chat(ASKED, 50):
        break
    script.stop_after, script.then = 2, 'data: {"error": {"message": "broken"}}\n\n'
    broken = metered(script, tmp_path)
    with pytest.raises(ModelError):
        broken.complete(ASKED, 50)
    assert (stopped.spent().calls, stopped.spent().completion_tokens) == (1, count_tokens("one "))
    assert (broken.spent().calls, broken.spent().completion_tokens) == (1, count_tokens("one two "))


def test_a_model_that_only_thinks_has_cost_its_thoughts(script: Script, tmp_path: Path) -> None:
    script.replies = [["<think>long thoughts</think>"]]
    model = metered(script, tmp_path)
    with pytest.raises(ModelError):
        model.complete(ASKED, 50)
    assert model.spent() == Spent(1, 20, 0, 5, 0.0)


@pytest.mark.parametrize("status", [401, 404, 429])
def test_what_is_refused_costs_nothing(script: Script, tmp_path: Path, status: int) -> None:
    script.fault = (status, {"retry-after": "60"}, "{}")
    with pytest.raises(ModelError):
        metered(script, tmp_path).complete(ASKED, 50)
    assert spent(tmp_path).total == Spent()


@pytest.mark.parametrize(
    ("name", "limit", "words"),
    [
        ("answer_limit", "60 tokens", "ASSISTANT_ANSWER_LIMIT"),
        ("day_limit", "60 tokens", "ASSISTANT_DAY_LIMIT"),
        ("answer_limit", "0.10 USD", "ASSISTANT_ANSWER_LIMIT"),
        ("day_limit", "0.10 usd", "ASSISTANT_DAY_LIMIT"),
    ],
)
def test_a_limit_stops_before_the_call_that_could_go_beyond_it_and_says_what_to_set(
    script: Script, tmp_path: Path, name: str, limit: str, words: str
) -> None:
    (tmp_path / "prices.toml").write_text(PRICES)
    model = metered(script, tmp_path, **{name: limit})
    model.complete(ASKED, 10)
    asked = len(script.chats())
    with pytest.raises(LimitError, match=words) as caught:
        model.complete(ASKED, 50)
    assert len(script.chats()) == asked == 1
    assert "\n" not in str(caught.value)
    model.complete(ASKED, 1)  # a smaller one still fits


def test_the_limit_of_an_answer_is_each_answers_own_and_that_of_a_day_is_for_all(script: Script, tmp_path: Path) -> None:
    first = metered(script, tmp_path, answer_limit="60 tokens")
    first.complete(ASKED, 10)
    first.for_one_answer().complete(ASKED, 40)
    with pytest.raises(LimitError):
        metered(script, tmp_path, day_limit="60 tokens").complete(ASKED, 40)


def test_a_limit_in_money_needs_a_price(script: Script, tmp_path: Path) -> None:
    chosen = load_settings(home=tmp_path, base_url="https://elsewhere.example/v1", model="unheard-of", day_limit="1 USD")
    with pytest.raises(LimitError, match=r"'unheard-of' is not known.*prices\.toml.*ASSISTANT_DAY_LIMIT in tokens"):
        Metered(Endpoint(chosen), purse_of(chosen)).complete(ASKED, 10)


def test_a_model_on_this_machine_is_free_unless_a_table_prices_it(script: Script, tmp_path: Path) -> None:
    assert metered(script, tmp_path, day_limit="0.01 USD").complete(ASKED, 10).counts.cost_usd == 0
    (tmp_path / "prices.toml").write_text(PRICES)
    with pytest.raises(LimitError):
        metered(script, tmp_path, day_limit="0.01 USD").complete(ASKED, 10)


@pytest.mark.parametrize("value", ["5", "5 EUR", "USD 5", "-1 tokens", "1e3 tokens", "many tokens"])
def test_a_limit_without_a_unit_or_a_number_is_refused(value: str) -> None:
    with pytest.raises(UsageError, match=r"ASSISTANT_DAY_LIMIT .*0\.50 USD or 20000 tokens"):
        load_settings(day_limit=value)


def test_an_answer_is_not_lost_where_the_ledger_cannot_be_written(script: Script, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    home = tmp_path / "home"
    home.write_text("a file, not a folder")
    assert metered(script, home).complete(ASKED, 10).text == "Hello."
    assert "spending.sqlite" in caplog.text


def test_an_answer_tells_what_all_its_calls_took(script: Script, tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text(PRICES)
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    assistant = Assistant(settings(script, tmp_path, notes=notes, api_key="sk-secret"))
    assistant.index()
    script.replies = [["How often is a levain fed in winter?"], ["A levain is fed every 12 hours [1]."]]
    before = [Turn("user", "How often is a levain fed?"), Turn("assistant", "A levain is fed every 12 hours.", ("baker2019levain",))]
    answer = assistant.ask("and how often in winter?", before)
    calls = len(script.chats())
    assert answer.usage.prompt_tokens == 20 * calls
    assert answer.to_json()["usage"]["cost_usd"] == pytest.approx(calls * (20 * 1000 + 5 * 2000) / 1e6)
    assert spent(tmp_path).today.calls == calls >= 2
    kept = (tmp_path / "spending.sqlite").read_bytes()
    assert [word for word in (b"levain", b"winter", b"12 hours", b"sk-secret") if word in kept] == []


def in_all(script: Script) -> float:
    """What all calls so far cost, by `PRICES`."""
    return len(script.chats()) * (20 * 1000 + 5 * 2000) / 1e6


def test_going_on_judging_and_samples_are_calls_for_the_same_answer(script: Script, tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text(PRICES)
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    assistant = Assistant(settings(script, tmp_path, notes=notes))
    assistant.index()
    script.finish, script.replies = "length", [["A levain is fed every 12 hours [1]."]]
    answer = assistant.ask("How often is a levain fed?")
    script.finish, script.replies = "stop", [["A levain is said to love music [1]."]]
    answer = assistant.go_on(answer.to_json())
    assert answer.usage.cost_usd == pytest.approx(in_all(script))
    script.replies = [['{"1": "partly"}']]
    answer = assistant.judged(answer)
    assert answer.judging is not None
    assert answer.usage.cost_usd == pytest.approx(in_all(script))
    script.replies = [["A levain is fed every 12 hours [1]."]]
    answer = assistant.sampled(answer, 2)
    assert len(script.chats()) == 5
    assert answer.usage.cost_usd == pytest.approx(in_all(script))
    assert [of.calls for _, of in Ledger(tmp_path).by("answer", 9)] == [5]


@pytest.mark.parametrize("kept", [{}, {"account": "", "usage": {"prompt_tokens": 20, "completion_tokens": 5}}])
def test_what_is_gone_on_with_is_within_the_limit_of_its_answer(script: Script, tmp_path: Path, kept: dict[str, object]) -> None:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    assistant = Assistant(settings(script, tmp_path, notes=notes, answer_limit="1100 tokens"))
    assistant.index()
    script.finish, script.usage, script.replies = "length", (500, 500), [["A levain is fed every 12 hours [1]."]]
    cut = assistant.ask("How often is a levain fed?").to_json() | kept
    again = assistant.go_on(cut)
    if kept:  # an answer of an earlier version has no account: what it took is added, and no limit can count it
        assert again.usage.prompt_tokens == 520
    else:
        assert "ASSISTANT_ANSWER_LIMIT" in again.note
        assert (len(script.chats()), again.usage.prompt_tokens) == (1, 500)


def test_where_a_limit_is_reached_the_notes_own_words_answer_and_say_why(script: Script, tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    assistant = Assistant(settings(script, tmp_path, notes=notes, day_limit="10 tokens"))
    assistant.index()
    answer = assistant.ask("How often is a levain fed?")
    assert "12 hours" in answer.answer
    assert "ASSISTANT_DAY_LIMIT" in answer.note
    assert script.chats() == []


def test_an_answer_in_the_app_is_entered_under_its_conversation(script: Script, tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    assistant = Assistant(settings(script, tmp_path, notes=notes))
    assistant.index()
    script.replies = [["A levain is fed every 12 hours [1]."]]
    threads = Conversations(tmp_path)
    thread = threads.start("How often is a levain fed?")
    number = threads.ask(thread, "How often is a levain fed?")
    Answering(threads).start(assistant, Request(number, "How often is a levain fed?")).done.wait(30)
    assert Ledger(tmp_path).of("thread", thread).calls == len(script.chats()) == 1


def test_an_overview_tells_what_its_calls_took_and_is_one_answer_to_its_limit(script: Script, tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text(PRICES)
    notes = write_notes(tmp_path / "notes", {"bread.md": SOURDOUGH})
    assistant = Assistant(settings(script, tmp_path, notes=notes))
    assistant.index()
    script.replies = [["Sourdough loaf is baked in steam [1]."]]
    usage = assistant.summarize("sourdough").usage
    assert usage.cost_usd == pytest.approx(len(script.chats()) * (20 * 1000 + 5 * 2000) / 1e6)
    assert Ledger(tmp_path).by("answer", 9)[0][1].calls == len(script.chats()) >= 1


def test_embedding_by_an_endpoint_is_entered_and_held_to_the_limit_of_the_day_alone(script: Script, tmp_path: Path) -> None:
    given = {"embedding": "openai:tiny", "answer_limit": "1 tokens"}
    make_embedder(settings(script, tmp_path, **given)).documents(["a levain", "rye"])
    assert spent(tmp_path).models == (("tiny", Spent(1, count_tokens("a levain") + count_tokens("rye"), 0, 0, 0.0, estimated=True)),)
    with pytest.raises(LimitError, match="ASSISTANT_DAY_LIMIT"):
        make_embedder(settings(script, tmp_path, **given, day_limit="5 tokens")).query("how often is a levain fed?")


def test_embedding_that_fails_costs_nothing(script: Script, tmp_path: Path) -> None:
    script.fault = (404, {}, "{}")
    with pytest.raises(ModelError):
        make_embedder(settings(script, tmp_path, embedding="openai:tiny")).query("rye")
    assert spent(tmp_path).total == Spent()
