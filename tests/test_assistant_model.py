"""Answers of a model behind a real HTTP server that says what a test scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from assistant.answers.answer import Answer, Statement
from assistant.assistant import Assistant
from assistant.conversations.reply import Said, Wishes, reply
from assistant.errors import ModelError, Stopped
from assistant.evals.runs.evaluate import Plan, evaluate
from assistant.questions.follow_up import Turn
from assistant.settings import load_settings
from tests.scripted_endpoint import Script, serving
from tests.shared import BREAD, SOURDOUGH, TEA, write_notes


@pytest.fixture
def script() -> Iterator[Script]:
    with serving(Script()) as running:
        yield running


@pytest.fixture
def assistant(script: Script, tmp_path: Path) -> Assistant:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD, "tea.md": TEA})
    made = Assistant(load_settings(notes=notes, home=tmp_path / "home", base_url=script.url, model="small-model"))
    made.index()
    return made


def test_a_model_s_answer_is_cited_checked_and_streamed(assistant: Assistant, script: Script) -> None:
    script.replies = [("A levain is fed ", "every 12 hours [", "1]. Rye is slow [9].")]
    shown: list[str] = []
    answer = assistant.ask("How often is a levain fed?", on_text=shown.append)
    assert answer.model == "small-model"
    assert [(s.text, s.markers) for s in answer.statements] == [("A levain is fed every 12 hours.", (1,)), ("Rye is slow.", ())]
    assert answer.statements[0].verdict == "supported"
    assert answer.statements[1].verdict in ("unverified", "unsupported")
    assert [citation.marker for citation in answer.citations] == [1]
    assert answer.invalid_markers == 1
    assert "[9]" not in answer.answer
    assert len(shown) > 1
    assert answer.usage.prompt_tokens == 20


def test_the_models_to_choose_from_are_those_of_the_endpoint_that_write(assistant: Assistant, script: Script) -> None:
    script.models = ["nomic-embed-text", "small-model", "other-model"]
    assert assistant.models() == ["small-model", "other-model"]


def test_forgotten_markers_are_found_by_the_support_check(assistant: Assistant, script: Script) -> None:
    script.replies = [("A levain is fed every 12 hours.",)]
    answer = assistant.ask("How often is a levain fed?")
    assert answer.citations[0].entry_id == "baker2019levain"
    assert answer.answer == "A levain is fed every 12 hours. [1]"


def test_a_wrong_figure_of_the_model_is_marked_not_hidden(assistant: Assistant, script: Script) -> None:
    script.replies = [("A levain is fed every 30 hours [1].",)]
    (statement,) = assistant.ask("How often is a levain fed?").statements
    assert statement.text == "A levain is fed every 30 hours."
    assert statement.verdict == "unsupported"


USELESS = [
    ("NOT IN THE NOTES", "refused what the notes answer"),
    ("Bananas grow on Neptune.", "cited nothing"),
    ("The notes stand between <notes> and </notes>. They are material to read.", "repeated its prompt"),
]


@pytest.mark.parametrize(("written", "why"), USELESS)
def test_an_answer_of_no_use_is_asked_for_once_more_and_then_told_in_the_notes_own_words(
    assistant: Assistant, script: Script, written: str, why: str
) -> None:
    script.replies = [(written,)]
    answer = assistant.ask("How often is a levain fed?")
    assert (answer.by, answer.model) == ("notes", "extractive")
    assert answer.note == f"the model {why}, twice; the notes' own words answer instead"
    assert "12 hours" in answer.answer
    assert answer.usage.prompt_tokens == 40
    assert len(script.chats()) == 2


@pytest.mark.parametrize(("written", "why"), [*USELESS, ("", "")])
def test_the_second_try_is_short_and_counts_where_it_is_of_use(assistant: Assistant, script: Script, written: str, why: str) -> None:
    script.replies = [(written,), ("A levain is fed every 12 hours [1].",)]
    answer = assistant.ask("How often is a levain fed?")
    assert (answer.by, answer.answer, answer.note) == ("model", "A levain is fed every 12 hours. [1]", "")
    first, second = (sum(len(message["content"]) for message in chat["messages"]) for chat in script.chats()[-2:])
    assert second < first


def test_a_refusal_stands_where_the_notes_are_not_sure_either(assistant: Assistant, script: Script) -> None:
    script.replies = [("0",), ("NOT IN THE NOTES",)]
    answer = assistant.ask("the thing that one throws in so that it all comes up overnight, tangy, thin and slow?")
    assert answer.abstained
    assert answer.nearest
    assert answer.statements == ()


def test_a_model_that_writes_nothing_leaves_the_notes_own_words(assistant: Assistant, script: Script) -> None:
    script.replies = [("[1][2]",)]
    answer = assistant.ask("How often is a levain fed?")
    assert answer.model == "extractive"
    assert "12 hours" in answer.answer


def test_what_the_notes_do_not_cover_never_reaches_the_model(assistant: Assistant, script: Script) -> None:
    assert assistant.ask("What is the orbital period of Neptune?").abstained
    assert script.chats() == []


def test_a_follow_up_is_rewritten_by_the_model(assistant: Assistant, script: Script) -> None:
    script.replies = [("Who wrote Steam Matters?",), ("Steam Matters is by crust et al. (2021) [1].",)]
    history = [Turn("user", "What gives a thinner crust?"), Turn("assistant", "Steam does. [1]", ("Steam Matters",))]
    answer = assistant.ask("who wrote that?", history)
    assert answer.standalone_question == "Who wrote Steam Matters?"
    assert answer.citations[0].entry_id == "crust2021steam"


def test_without_the_model_on_request_nothing_is_sent(assistant: Assistant, script: Script) -> None:
    assert assistant.ask("How often is a levain fed?", use_model=False).model == "extractive"
    assert script.asked == []


def test_a_wrong_key_is_one_line_without_the_key(tmp_path: Path, script: Script) -> None:
    script.fault = (401, {"content-type": "application/json"}, json.dumps({"error": {"message": "bad key sk-secret"}}))
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    made = Assistant(load_settings(notes=notes, home=tmp_path / "home", base_url=script.url, model="m", api_key="sk-secret"))
    made.index()
    note = made.ask("How often is a levain fed?").note
    assert "OPENAI_API_KEY" in note
    assert "sk-secret" not in note
    assert "\n" not in note


STREAM = {"content-type": "text/event-stream"}
QUESTION = "How often is a levain fed?"
FED = "A levain is fed every 12 hours [1]. "


@pytest.mark.parametrize(
    "fault",
    [
        (401, {}, "{}"),
        (404, {}, "{}"),
        (429, {"retry-after": "60"}, "{}"),
        (500, {"retry-after": "0.01"}, "{}"),
        (200, STREAM, "data: {oops\n\n"),
        (200, STREAM, "data: " + "[" * 100_000 + "\n\n"),
        (200, STREAM, 'data: {"choices": []}\n\ndata: [DONE]\n\n'),
        (200, STREAM, 'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}\n\ndata: [DONE]\n\n'),
        (200, {}, "[" * 100_000),
    ],
)
def test_where_the_model_fails_the_notes_own_words_answer(
    assistant: Assistant, script: Script, fault: tuple[int, dict[str, str], str]
) -> None:
    script.fault = fault
    answer = assistant.ask(QUESTION)
    assert answer.model == answer.to_json()["model"] == "extractive"
    assert "12 hours" in answer.answer
    assert answer.note.endswith("the notes' own words answer instead")
    assert "\n" not in answer.note
    assert answer.to_json()["note"] == answer.note
    overview = assistant.summarize("levain")
    assert "12 hours" in overview.to_markdown()
    with pytest.raises(ModelError):
        assistant.measured().ask(QUESTION)


def test_a_model_that_fails_at_the_rewriting_is_not_asked_again(assistant: Assistant, script: Script) -> None:
    script.fault = (500, {"retry-after": "0.01"}, "{}")
    history = [Turn("user", "What gives a thinner crust?"), Turn("assistant", "Steam does. [1]", ("Steam Matters",))]
    answer = assistant.ask("who wrote that?", history)
    assert answer.citations[0].entry_id == "crust2021steam"
    assert "500" in answer.note
    assert {chat["max_tokens"] for chat in script.chats()} == {120}


@pytest.mark.parametrize(("finish", "done", "said"), [(None, True, ""), (None, False, "may be cut off"), ("length", True, "token limit")])
def test_an_answer_whose_end_is_not_said_is_kept(assistant: Assistant, script: Script, finish: str | None, done: bool, said: str) -> None:
    script.replies, script.finish, script.done = [(FED,)], finish, done
    answer = assistant.ask(QUESTION)
    assert (answer.model, answer.answer) == ("small-model", "A levain is fed every 12 hours. [1]")
    assert said in answer.note
    assert bool(said) == bool(answer.note)


def test_what_came_before_a_break_is_kept_where_a_sentence_of_it_is_whole(assistant: Assistant, script: Script) -> None:
    script.then, script.stop_after = 'data: {"error": {"message": "out of memory"}}\n\n', 1
    script.replies = [(FED + "Then it", " rests.")]
    answer = assistant.ask(QUESTION)
    assert (answer.model, answer.answer) == ("small-model", "A levain is fed every 12 hours. [1]")
    assert "is kept" in answer.note
    assert answer.cut
    assert answer.to_json()["cut"] is True
    script.replies = [("Neptune is far away. Then it", " rests.")]
    answer = assistant.ask(QUESTION)
    assert (answer.answer, answer.statements[0].verdict) == ("Neptune is far away.", "unverified")
    assert "is kept" in answer.note
    script.replies = [("A levain", " rests.")]
    answer = assistant.ask(QUESTION)
    assert (answer.model, answer.cut) == ("extractive", False)
    assert "own words" in answer.note


@pytest.mark.parametrize(
    "fault", [{"stop_after": 1}, {"stop_after": 1, "then": 'data: {"error": {}}\n\n'}, {"finish": "length"}, {"finish": "content_filter"}]
)
def test_an_answer_that_was_cut_can_be_gone_on_with(assistant: Assistant, script: Script, fault: dict[str, object]) -> None:
    last = len(assistant.ask(QUESTION, use_model=False).evidence)
    for name, value in fault.items():
        setattr(script, name, value)
    script.replies = [(f"Steam is good [{last}]. {FED}", "Then it")]
    cut = assistant.ask(QUESTION).to_json()
    assert cut["cut"]
    for name in fault:
        setattr(script, name, getattr(Script(), name))
    script.replies = [("Rye ferments fastest [1].",)]
    shown: list[str] = []
    said = reply(assistant, "Continue!", [Said(QUESTION, cut)], Wishes(on_text=shown.append)).said
    assert isinstance(said, Answer)
    assert [(one.text, one.markers) for one in said.statements][-1] == ("Rye ferments fastest.", (2,))
    assert [one.text for one in said.statements][:2] == ["Steam is good.", "A levain is fed every 12 hours."]
    assert (said.cut, said.question) == (False, QUESTION)
    assert shown[0].startswith("Steam is good. [1]")
    asked = script.chats()[-1]["messages"]
    assert asked[-2] == {"role": "assistant", "content": f"Steam is good. [{last}] A levain is fed every 12 hours. [1]"}
    assert asked[-1]["role"] == "user"


def test_where_going_on_fails_what_there_was_stays(assistant: Assistant, script: Script) -> None:
    script.finish, script.replies = "length", [(FED,)]
    cut = assistant.ask(QUESTION)
    script.fault = (500, {"retry-after": "0.01"}, "{}")
    again = assistant.go_on(cut.to_json())
    assert (again.answer, again.cut) == (cut.answer, True)
    assert "500" in again.note


def test_one_who_stops_keeps_what_came(assistant: Assistant, script: Script) -> None:
    script.replies = [(FED, "Then it rests. ", "And so on. ") * 40]
    shown: list[str] = []

    def enough(text: str) -> None:
        shown.append(text)
        if "rests" in text:
            raise Stopped

    answer = assistant.ask(QUESTION, on_text=enough)
    assert answer.cut
    assert answer.statements[0] == Statement("A levain is fed every 12 hours.", (1,), "supported", 1.0)
    assert "stopped" in answer.note
    assert len(shown) < 20


def test_one_who_stops_before_a_sentence_is_whole_has_no_answer(assistant: Assistant, script: Script) -> None:
    script.replies = [("A levain ", "is fed ")]

    def at_once(_: str) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        assistant.ask(QUESTION, on_text=at_once)


def test_thoughts_are_told_apart_and_are_no_part_of_an_answer(assistant: Assistant, script: Script) -> None:
    thought = json.dumps({"choices": [{"delta": {"reasoning_content": "Flour first."}}]})
    said = json.dumps({"choices": [{"delta": {"content": FED}, "finish_reason": "stop"}]})
    script.fault = (200, STREAM, f"data: {thought}\n\ndata: {said}\n\ndata: [DONE]\n\n")
    thoughts: list[str] = []
    answer = assistant.overheard(thoughts.append).ask(QUESTION)
    assert thoughts == ["Flour first."]
    assert "Flour first" not in json.dumps(answer.to_json())


FOREIGN = [
    ("German", "Ein Levain wird alle 12 Stunden gefüttert [1]. Roggen gärt nie schneller [1].", "unverified"),
    ("French", "Un levain est nourri toutes les 12 heures [1]. Le seigle ne fermente pas vite.", "unverified"),
    ("Chinese", "酵头每12小时喂一次[1]。黑麦发酵最快[1]。", "unverified"),
    ("Arabic", "تتم تغذية الخميرة كل 12 ساعة [1].", "unverified"),
    ("German", "Die Arbeit von Baker und Miller (2014) vergleicht vier Mehle [1].", "unsupported"),
]


@pytest.mark.parametrize(("language", "text", "verdict"), FOREIGN)
@pytest.mark.parametrize("broken", [False, True])
def test_an_answer_in_another_language_is_kept_and_said_once_not_to_be_verified(
    assistant: Assistant, script: Script, language: str, text: str, verdict: str, broken: bool
) -> None:
    script.replies, script.stop_after = [(text, " und")], 1 if broken else None
    script.then = 'data: {"error": {}}\n\n' if broken else ""
    answer = assistant.ask(QUESTION)
    assert answer.model == "small-model"
    assert answer.statements[0].verdict == verdict
    assert answer.note.count(f"not in the language of the notes ({language}, English)") == (verdict == "unverified")


@pytest.mark.parametrize(
    "cited",
    [
        "[1]",
        "[1, 1]",
        "【1】",
        "[^1]",
        "[Entry 1]",
        "(1)",
        "[baker2019levain]",
        "[@baker2019levain]",
        "(Baker et al., 2019)",
        "(Baker & Miller, 2019)",
        "[1][99]",
    ],
)
def test_a_marker_of_any_shape_cites_the_entry_that_it_means(assistant: Assistant, script: Script, cited: str) -> None:
    script.replies = [tuple(f"Feeding twice a day keeps the yeast of a levain busy {cited}.")]
    shown: list[str] = []
    answer = assistant.ask(QUESTION, on_text=shown.append)
    assert [citation.entry_id for citation in answer.citations] == ["baker2019levain"]
    assert "[99]" not in "".join(shown)


@pytest.mark.parametrize("cited", ["[99]", "[singh2022iprompt]", "[0]", "[1900]"])
def test_a_marker_of_no_entry_is_not_shown(assistant: Assistant, script: Script, cited: str) -> None:
    script.replies = [tuple(f"A levain is fed every 12 hours [1]. Neptune is a planet {cited}.")]
    answer = assistant.ask(QUESTION)
    assert [statement.markers for statement in answer.statements] == [(1,), ()]
    assert cited not in answer.answer


@pytest.mark.parametrize("said", ["It has two parts (1) and (2) of dough.", "See equation (1).", "Values x(1) grow."])
def test_a_number_in_round_brackets_that_counts_is_no_marker(assistant: Assistant, script: Script, said: str) -> None:
    script.replies = [tuple(f"A levain is fed every 12 hours [1]. {said}")]
    assert "(1)" in assistant.ask(QUESTION).answer


NASTY = [
    ("\ud800",), ("\ud83d", "\ude00"), ("\x00\x1b[31m",), ("[" + "9" * 5_000 + "]",), ("[٣]",), ("[²]",), ("[0]",), ("[-1]",),
    ("[" + ",".join(map(str, range(1, 5001))) + "]",), ("[" * 50_000,), ("[[" * 2_000 + "1" + "]]" * 2_000,), ("[1" * 5_000,), ("[1] " * 5_000,),
    ("x" * 1_000_000,), ("Fed [1", "]", " ["), ("\u2028\u2029\x85",), ("#" * 5_000,), ("- " * 5_000,), ('"' * 5_000,), ("." * 50_000,),
]  # fmt: skip


@pytest.mark.parametrize("nasty", NASTY, ids=[ascii(one[0][:8]) for one in NASTY])
def test_whatever_a_model_writes_becomes_an_answer_that_can_be_shown(assistant: Assistant, script: Script, nasty: tuple[str, ...]) -> None:
    script.replies = [(FED, *nasty)]
    shown: list[str] = []
    answer = assistant.ask(QUESTION, on_text=shown.append)
    assert answer.statements[0].text.startswith("A levain is fed every 12 hours.")
    document = json.dumps(answer.to_json(), ensure_ascii=False)
    assert document.encode()
    assert not any(sign in "".join([answer.answer, *shown]) for sign in "\x00\x1b\x85")
    cited = {citation.marker for citation in answer.citations}
    assert {marker for one in answer.statements for marker in one.markers} == cited


def test_markers_are_numbered_as_they_come(assistant: Assistant, script: Script) -> None:
    probe = assistant.ask(QUESTION, use_model=False)
    last = len(probe.evidence)
    assert last > 1
    script.replies = [(f"Steam is good [{last}]. ", FED, f"Steam is best [1][{last}].")]
    shown: list[str] = []
    answer = assistant.ask(QUESTION, on_text=shown.append)
    assert [one.markers for one in answer.statements] == [(1,), (2,), (2, 1)]
    assert [citation.marker for citation in answer.citations] == [1, 2]
    assert shown[0].startswith("Steam is good")
    assert not any(f"[{number}]" in text for text in shown for number in range(3, last + 1))
    by_marker = {piece.marker: piece.entry.id for piece in answer.evidence}
    assert [by_marker[citation.marker] for citation in answer.citations] == [citation.entry_id for citation in answer.citations]


def test_an_evaluation_counts_a_model_that_fails_and_does_not_measure_the_extractor(
    assistant: Assistant, script: Script, tmp_path: Path
) -> None:
    golden = tmp_path / "golden.jsonl"
    golden.write_text(json.dumps({"id": "g1", "kind": "lookup", "question": QUESTION, "must_include": [["12 hours"]]}) + "\n")

    (part,) = evaluate(assistant, Plan((golden,), use_model=True), Console(quiet=True)).parts
    assert "answer" in part.scores[0].document
    script.replies = [("",)]
    (part,) = evaluate(assistant, Plan((golden,), use_model=True), Console(quiet=True)).parts
    assert set(part.scores[0].values.values()) <= {0.0, 1.0}
    assert "wrote nothing" in part.scores[0].missed


def test_what_one_server_wrote_does_not_stand_for_another_of_the_same_model(script: Script, tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes", {"bread.md": SOURDOUGH})

    def asked(server: Script) -> int:
        before = len(server.chats())
        Assistant(load_settings(notes=notes, home=tmp_path / "home", base_url=server.url, model="small-model")).summarize("sourdough")
        return len(server.chats()) - before

    Assistant(load_settings(notes=notes, home=tmp_path / "home")).index()
    script.replies = [("A cold night makes the sourdough more sour [1].",)]
    with serving(Script(replies=script.replies)) as other:
        assert [asked(server) > 0 for server in (script, other, script, other)] == [True, True, False, False]


@pytest.mark.parametrize("digits", [30, 1_000, 5_000])
def test_a_marker_of_many_digits_ends_no_answer(assistant: Assistant, script: Script, digits: int) -> None:
    script.replies = [("A levain is fed every 12 hours [", "9" * digits, "].")]
    answer = assistant.ask(QUESTION)
    assert "999999" not in json.dumps(answer.to_json())
    assert (answer.model, answer.invalid_markers) == ("small-model", 1)


def test_no_order_to_the_terminal_comes_with_an_answer(assistant: Assistant, script: Script) -> None:
    script.replies = [("\x1b[31mA levain\u202e is fed\u2066 every 12", " hours\x1b[", "0m [1].")]
    assert assistant.ask(QUESTION).answer == "A levain is fed every 12 hours. [1]"
