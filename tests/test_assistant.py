from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.embedding.embedder import Vectors32
from assistant.errors import NotesError, UsageError
from assistant.index.filters import Filters
from assistant.questions.follow_up import Turn
from assistant.retrieval.search import hits_json
from assistant.settings import load_settings
from assistant.text.fold import fold
from tests.shared import BREAD, TEA, WordEmbedder, write_notes


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD, "tea.md": TEA})
    made = Assistant(load_settings(notes=notes, home=tmp_path / "home"))
    made.index()
    return made


def test_an_answer_cites_the_entry_it_comes_from_and_quotes_it_word_for_word(assistant: Assistant) -> None:
    answer = assistant.ask("How often is a levain fed?")
    assert "12 hours" in answer.answer
    citation = answer.citations[0]
    assert (citation.entry_id, citation.arxiv, citation.place) == ("baker2019levain", "1901.00001", "notes/bread.md:5")
    entry = assistant.entry(citation.entry_id)
    assert entry is not None
    assert any(citation.quote in line for line in entry.lines())


def test_every_marker_of_an_answer_is_a_citation_of_its_evidence(assistant: Assistant) -> None:
    for question in ("Which notes are about ovens?", "who wrote Steam Matters?", "levain vs autolyse", "how many flours"):
        answer = assistant.ask(question)
        shown = {int(marker) for marker in re.findall(r"\[(\d+)\]", answer.answer)}
        assert shown == {citation.marker for citation in answer.citations}
        assert shown <= {item.marker for item in answer.evidence}
        assert all(statement.markers for statement in answer.statements)


def test_the_notes_own_words_are_supported(assistant: Assistant) -> None:
    for question in ("How often is a levain fed?", "who wrote Steam Matters?", "what about autolyse"):
        assert {statement.verdict for statement in assistant.ask(question).statements} == {"supported"}


def test_who_and_when_come_from_the_entry_itself(assistant: Assistant) -> None:
    answer = assistant.ask("Who wrote Levain: Wild Yeast at Home and when?")
    assert "baker and miller (2019)" in answer.answer


def test_a_question_outside_the_notes_is_refused_and_the_nearest_entries_named(assistant: Assistant) -> None:
    answer = assistant.ask("What is the orbital period of Neptune?")
    assert answer.abstained
    assert answer.statements == ()
    assert len(answer.nearest) == 3
    assert "do not cover" in answer.answer


def test_evidence_keeps_to_its_budget(assistant: Assistant) -> None:
    answer = assistant.ask("levain")
    assert sum(item.tokens for item in answer.evidence) <= 1500
    assert [item.marker for item in answer.evidence] == list(range(1, len(answer.evidence) + 1))


def test_a_follow_up_is_answered_from_the_conversation(assistant: Assistant) -> None:
    first = assistant.ask("What gives a thinner crust?")
    history = [Turn("user", first.question), Turn("assistant", first.answer, tuple(c.entry_id for c in first.citations))]
    answer = assistant.ask("who wrote that?", history)
    assert answer.citations[0].entry_id == "crust2021steam"
    assert "2021" in answer.answer


def test_filters_hold_what_is_found(assistant: Assistant) -> None:
    assert {hit.entry.notebook for hit in assistant.search("leaves and crust", filters=Filters(notebook="tea"))} <= {"tea", "bread"}
    assert [hit.entry.id for hit in assistant.search("crust levain oolong", filters=Filters(since=2022))] == ["leaf2023oolong"]
    assert [hit.entry.id for hit in assistant.search("anything", filters=Filters(author="crust"))] == ["crust2021steam"]
    assert {hit.entry.section[0] for hit in assistant.search("crust", filters=Filters(section="ovens"))} == {"Ovens"}


def test_the_same_filters_may_stand_in_the_words(assistant: Assistant) -> None:
    worded = assistant.ask("notes by crust since 2020 on steam")
    given = assistant.ask("notes on steam", filters=Filters(since=2020, author="crust"))
    assert [item.entry.id for item in worded.evidence] == [item.entry.id for item in given.evidence] == ["crust2021steam"]


def test_new_notes_are_seen_after_an_index_run_in_another_process(assistant: Assistant, tmp_path: Path) -> None:
    assert assistant.ask("What do kefir grains do?").abstained
    write_notes(tmp_path / "notes", {"new.md": "- **Kefir Grains** (grain, 2020) - Kefir grains ferment milk.\n"})
    command = [sys.executable, "-m", "assistant", "index", "--notes", str(tmp_path / "notes"), "--home", str(tmp_path / "home")]
    subprocess.run(command, check=True, capture_output=True)
    assert "ferment milk" in assistant.ask("What do kefir grains do?").answer


def test_asking_without_an_index_or_a_question_says_what_to_do(tmp_path: Path, assistant: Assistant) -> None:
    bare = Assistant(load_settings(notes=tmp_path / "notes", home=tmp_path / "other"))
    with pytest.raises(NotesError, match="assistant index"):
        bare.ask("anything?")
    with pytest.raises(UsageError, match="empty"):
        assistant.ask("  ")


def test_the_json_document_has_the_promised_fields(assistant: Assistant) -> None:
    document = assistant.ask("How often is a levain fed?").to_json()
    assert list(document) == [
        "question", "standalone_question", "answer", "abstained", "nearest", "guesses", "statements", "citations", "evidence", "confidence", "by", "model", "usage",
        "timings_ms",
    ]  # fmt: skip
    assert list(document["statements"][0]) == ["text", "markers", "verdict", "score", "reason"]
    assert list(document["citations"][0]) == [
        "marker", "entry_id", "title", "authors", "year", "arxiv", "url", "section", "notebook", "place", "quote",
    ]  # fmt: skip
    assert list(document["evidence"][0]) == ["entry_id", "title", "text", "tokens", "score"]
    assert list(document["timings_ms"]) == ["retrieve", "answer", "total"]
    assert document["model"] == "extractive"
    hit = hits_json("levain", assistant.search("levain", 1))["hits"][0]
    assert list(hit) == ["entry_id", "title", "authors", "year", "section", "notebook", "place", "text", "score"]


def test_the_same_question_gets_the_same_answer(assistant: Assistant) -> None:
    first, second = (assistant.ask("which notes mention levain?") for _ in range(2))
    assert (first.answer, [e.entry.id for e in first.evidence]) == (second.answer, [e.entry.id for e in second.evidence])


def test_quotes_stand_in_the_notes(assistant: Assistant, tmp_path: Path) -> None:
    written = fold("".join(file.read_text(encoding="utf-8") for file in (tmp_path / "notes").iterdir()))
    for question in ("Which notes are about levain?", "autolyse", "what is known of oolong"):
        assert all(fold(citation.quote) in written for citation in assistant.ask(question).citations)


DRAFT = """\
## Bread

In Levain: Wild Yeast at Home (Baker and Miller, 2019), a levain is fed every 12 hours. The paper compares 9 flours.
Steam Matters was written by Leaf et al. in 2018. Steam in the first 10 minutes gives a thinner crust.
Steam Matters was read by Leaf et al. in 2018. DoughNet bakes without an oven. It compares 4 flours, and rye ferments fastest.
"""


def test_a_draft_is_held_against_the_notes(assistant: Assistant) -> None:
    checked = assistant.check(DRAFT)
    assert [statement.verdict for statement in checked.statements] == [
        "supported",
        "unsupported",  # another number, of the paper named before
        "unsupported",  # other authors
        "supported",
        "unverified",  # nobody says that Leaf wrote it
        "unverified",
        "unverified",  # true of the levain paper, but said of what the notes do not have
    ]
    cited = {citation.marker: citation for citation in checked.citations}
    assert [[cited[marker].entry_id for marker in statement.markers] for statement in checked.statements][:4] == [
        ["baker2019levain"],
        ["baker2019levain"],
        ["crust2021steam"],
        ["crust2021steam"],
    ]
    assert "4 flours" in checked.statements[1].quote
    assert "crust et al., 2021" in checked.statements[2].quote
    assert sum(checked.counts().values()) == len(checked.statements) == 7
    assert [(one.line, one.reason) for one in checked.left_out] == [(1, "heading")]


def test_what_is_true_of_one_paper_does_not_deny_what_is_said_of_another(assistant: Assistant) -> None:
    for text in (
        "A starter is fed every 9 hours.",
        "Leaf and Steep (2011) feed a levain every 3 days.",
        "Rye bread takes 4 hours (Kern, 2020).",
        "We ran Steam Matters with steam in the first 20 minutes.",
    ):
        assert [statement.verdict for statement in assistant.check(text).statements] == ["unverified"], text


@pytest.mark.parametrize(
    ("text", "verdict", "reason"),
    [
        ("Every twelve hours, a levain is fed.", "supported", ""),
        ("A thinner crust is given by steam in the first ten minutes.", "supported", ""),
        (
            "Steam in the first twenty minutes gives a thinner crust.",
            "unsupported",
            "another number: “twenty minutes”, in the notes “10 minutes”",
        ),
        ("Steam in the first 10 hours gives a thinner crust.", "unsupported", "another number: “10 hours”, in the notes “10 minutes”"),
        ("Steam in the first 10 minutes gives a thicker crust.", "unsupported", "the opposite: “thicker”, in the notes “thinner”"),
        ("Steam in the first 10 minutes does not give a thinner crust.", "unsupported", "denied on one side only: “not”"),
    ],
)
def test_plain_sentences_are_held_against_the_entry_that_tells_of_them(assistant: Assistant, text: str, verdict: str, reason: str) -> None:
    (statement,) = assistant.check(text).statements
    assert (statement.verdict, statement.reason) == (verdict, reason)


def test_filters_hold_what_a_draft_is_checked_against(assistant: Assistant) -> None:
    text = "Steam in the first 10 minutes gives a thinner crust."
    assert assistant.check(text, Filters(notebook="bread")).counts()["supported"] == 1
    assert assistant.check(text, Filters(notebook="tea")).counts()["unverified"] == 1


def test_checking_tells_how_far_it_is_and_refuses_an_empty_text(assistant: Assistant) -> None:
    told: list[tuple[str, int, int]] = []
    assistant.check("Rye ferments fastest. Oolong is tea.", progress=lambda *step: told.append(step))
    assert told == [("checking", 1, 2), ("checking", 2, 2)]
    with pytest.raises(UsageError, match="empty"):
        assistant.check(" \n")


@pytest.mark.parametrize(("name", "asked"), [("local:words", 1), ("onnx:words", 1), ("openai:words", 0)])
def test_a_model_of_this_machine_alone_is_loaded_beforehand(name: str, asked: int, tmp_path: Path) -> None:
    class Told(WordEmbedder):
        questions = 0

        def query(self, text: str) -> Vectors32:
            if "notes say" in text:
                self.questions += 1
            return super().query(text)

    embedder = Told(name)
    made = Assistant(load_settings(notes=write_notes(tmp_path / "notes", {"bread.md": BREAD}), home=tmp_path / "home"), embedder=embedder)
    made.index()
    made.warm()
    assert min(embedder.questions, 1) == asked


@pytest.mark.parametrize(("given", "told"), [({}, "4"), ({"OPENBLAS_THREAD_TIMEOUT": "20"}, "20")])
def test_threads_that_multiply_do_not_spin_unless_the_user_says_otherwise(given: dict[str, str], told: str) -> None:
    code = "import assistant, os; print(os.environ['OPENBLAS_THREAD_TIMEOUT'])"
    clean = {name: value for name, value in os.environ.items() if name != "OPENBLAS_THREAD_TIMEOUT"}
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=clean | given).stdout.strip() == told
    )
