"""A conversation taken along, two answers beside one another, and questions to go on with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.conversations.differences import differences
from assistant.conversations.next_questions import next_questions
from assistant.conversations.reply import Said, Wishes, reply
from assistant.conversations.threads import AskedWith, Conversations
from assistant.conversations.transcript import transcript
from assistant.index.filters import Filters
from assistant.settings import load_settings
from tests.shared import BREAD, TEA, WordEmbedder, write_notes


@pytest.fixture
def notes(tmp_path: Path) -> Assistant:
    folder = write_notes(tmp_path / "notes", {"bread.md": BREAD, "tea.md": TEA})
    assistant = Assistant(load_settings(notes=folder, home=tmp_path / "home"), embedder=WordEmbedder())
    assistant.index()
    return assistant


@pytest.fixture
def threads(notes: Assistant) -> Conversations:
    kept = Conversations(notes.settings.home)
    thread = kept.start("Bread")
    for question in ("How often is a levain fed?", "What gives a thinner crust?"):
        kept.answer(kept.ask(thread, question), reply(notes, question, wishes=Wishes(use_model=False)).document())
    kept.fail(kept.ask(thread, "And tea?"), "the endpoint does not answer")
    return kept


def test_a_thread_is_markdown_with_its_references_bibtex_and_csl_json(threads: Conversations) -> None:
    (thread,) = threads.threads()
    exchanges = threads.exchanges(thread.id)
    markdown = transcript(thread.title, exchanges, "md")
    assert markdown.startswith("# Bread\n")
    assert "## How often is a levain fed?" in markdown
    assert "the endpoint does not answer" in markdown
    assert "arXiv:1901.00001" in markdown
    bib = transcript(thread.title, exchanges, "bib")
    assert bib.count("@misc{") == len(json.loads(transcript(thread.title, exchanges, "json"))) == bib.count("title =")
    levain = next(work for work in json.loads(transcript(thread.title, exchanges, "json")) if work["id"].startswith("baker2019"))
    assert levain["author"] == [{"literal": "baker"}, {"literal": "miller"}]
    assert levain["issued"] == {"date-parts": [[2019]]}


def test_a_branch_has_what_was_said_up_to_a_turn_and_goes_its_own_way(threads: Conversations) -> None:
    (thread,) = threads.threads()
    first, second, _ = threads.exchanges(thread.id)
    branch = threads.branch(second.number)
    assert [one.question for one in threads.exchanges(branch)] == [first.question, second.question]
    threads.ask(branch, "Why?")
    assert len(threads.exchanges(thread.id)) == 3
    threads.delete(thread.id)
    assert len(threads.exchanges(branch)) == 3
    assert threads.branch(999) == ""


def test_a_pinned_thread_stays_on_top(threads: Conversations) -> None:
    old = threads.threads()[0].id
    threads.ask(threads.start("Newer"), "Newer")
    threads.pin(old, on_top=True)
    assert threads.threads()[0].id == old
    threads.pin(old, on_top=False)
    assert threads.threads()[0].id != old


def test_what_was_asked_with_and_the_answers_before_are_kept(threads: Conversations, tmp_path: Path) -> None:
    (thread,) = threads.threads()
    first = threads.exchanges(thread.id)[0]
    asked_with = AskedWith(("notebook:tea",), ("crust2021steam",), (), "other-model")
    threads.ask_again(first.number, asked_with)
    threads.answer(first.number, {"answer": "Another."})
    again = Conversations(tmp_path / "home").exchanges(thread.id)[0]
    assert (again.asked_with, again.earlier, again.next) == (asked_with, 1, None)
    assert threads.earlier(first.number) == [first.answer]


def test_what_differs_between_two_answers_is_told(notes: Assistant) -> None:
    one, other = (
        notes.ask(question, use_model=False).to_json() for question in ("How often is a levain fed?", "What gives a thinner crust?")
    )
    assert differences(one, one).told("A", "B") == "Both say the same."
    differ = differences(one, other)
    assert differ.only_first == set(range(len(one["statements"])))
    assert differ.cited_second == ("Steam Matters",)
    assert "Cited only by B: “Steam Matters”." in differ.told("A", "B")


def test_questions_to_go_on_with_are_answered_by_the_notes_and_are_not_the_one_asked(notes: Assistant) -> None:
    document = notes.ask("How often is a levain fed?", use_model=False).to_json()
    found = next_questions(notes, document)
    assert found
    assert "How often is a levain fed?" not in found
    for question in found:
        answer = notes.ask(question, use_model=False)
        assert answer.statements
        assert not answer.abstained


def test_what_is_kept_is_in_the_evidence_beside_what_is_found(notes: Assistant) -> None:
    wishes = Wishes(Filters(notebook="tea"), use_model=False, kept=("crust2021steam",))
    evidence = {piece["entry_id"] for piece in reply(notes, "What slows a levain down?", wishes=wishes).document()["evidence"]}
    assert "crust2021steam" in evidence
    assert len(evidence) > 1
    count = reply(notes, "How many entries are there?", [Said("q", reply(notes, "q").document())], wishes).document()
    assert count["answer"] == reply(notes, "How many entries are there?", wishes=Wishes(Filters(notebook="tea"))).document()["answer"]
