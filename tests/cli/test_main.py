"""The command line as its users see it: real processes, real exit codes, one line on standard error."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from assistant.index.place import index_place
from assistant.settings import shipped
from tests.shared import BREAD, SOURDOUGH, TEA, write_notes
from tests.tiny_cross_encoder import make_cross_encoder


def run(*arguments: str | Path, environment: Mapping[str, str] | None = None, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant", *map(str, arguments)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "ASSISTANT_"))}
    return subprocess.run(
        command, env=clean | dict(environment or {}), capture_output=True, text=True, input=given, timeout=120, check=False
    )


def one_line(result: subprocess.CompletedProcess[str], status: int) -> str:
    """The error, having made sure that it is one line and the exit status is right."""
    assert result.returncode == status, result.stderr
    assert "Traceback" not in result.stderr
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    assert lines[0].startswith("assistant: ")
    return lines[0]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    base = tmp_path_factory.mktemp("cli")
    notes = write_notes(base / "notes", {"bread.md": BREAD, "tea.md": TEA, "README.md": "How to write these."})
    options = ["--notes", str(notes), "--home", str(base / "home")]
    assert run("index", *options).returncode == 0
    return options


def test_index_prints_what_became_of_every_file(tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD, "empty.md": "", "README.md": "How.", "plot.png": "x"})
    result = run("index", "--notes", notes, "--home", tmp_path / "home")
    rows = {line.split()[0]: line.split()[1] for line in result.stdout.splitlines() if line.startswith("notes/")}
    assert rows == {
        "notes/README.md": "indexed",
        "notes/bread.md": "indexed",
        "notes/empty.md": "skipped",
        "notes/plot.png": "skipped",
    }
    assert result.returncode == 0
    assert "4 entries" in result.stdout


def test_index_says_what_was_taken_for_an_entry_in_each_folder(tmp_path: Path) -> None:
    note = "---\ntags: rye\n---\n\nOn {0}.\n"
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD, "days/a.md": note.format("rye"), "days/b.md": note.format("salt")})
    result = run("index", notes, "--home", tmp_path / "home")
    assert {"notes: each item an entry (1 file)", "notes/days: each file an entry (2 files)"} <= set(result.stdout.splitlines())


def test_explain_shows_entries_fields_parts_remarks_and_what_has_no_place_beside_their_lines(tmp_path: Path) -> None:
    text = "---\nvenue: OVEN\n---\n# [Cold Rye](https://arxiv.org/abs/2001.00003)\n\n## Ideas\n- slow\n\n![jar](jar.png)\n"
    notes = write_notes(tmp_path / "notes", {"rye.md": text})
    result = run("index", "--explain", notes / "rye.md", "--notes", notes, "--home", tmp_path / "home")
    assert [" ".join(line.split()) for line in result.stdout.splitlines()] == [
        "2 venue = OVEN",
        "4 paper: Cold Rye (2020) arXiv:2001.00003",
        "6 [Ideas]",
        "7 slow",
        "9 not placed: an image",
        "notes/rye.md: 1 entry, 1 line not placed; each file an entry",
    ]


def test_paths_given_to_index_are_the_notes_from_then_on(tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "mine", {"tea.md": TEA})
    home = {"ASSISTANT_HOME": str(tmp_path / "home")}
    assert run("index", notes, environment=home).returncode == 0
    document = json.loads(run("search", "oolong", "--json", environment=home).stdout)
    assert document["hits"][0]["entry_id"] == "leaf2023oolong"


def test_ask_builds_the_index_where_there_is_none(tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    document = json.loads(run("ask", "How often is a levain fed?", "--json", "--notes", notes, "--home", tmp_path / "home").stdout)
    assert document["citations"][0]["entry_id"] == "baker2019levain"


def test_ask_prints_answer_and_cited_entries(place: list[str]) -> None:
    out = run("ask", "How often is a levain fed?", *place).stdout
    assert "12 hours. [1]" in out
    assert "[1] Levain: Wild Yeast at Home" in out
    assert "notes/bread.md:5" in out


def test_batches_give_one_line_an_item_in_order(place: list[str], tmp_path: Path) -> None:
    questions = tmp_path / "in.jsonl"
    history = [{"role": "user", "content": "What gives a thinner crust?"}, {"role": "assistant", "content": "“Steam Matters” does."}]
    items = [
        {"id": "a", "question": "How often is a levain fed?"},
        {"id": "b", "question": "who wrote that?", "history": history},
        {"id": "c", "question": "What is the orbital period of Neptune?", "kind": "unanswerable"},
    ]
    questions.write_text("\n".join(json.dumps(item) for item in items), encoding="utf-8")
    assert run("ask", "--batch", questions, "--out", tmp_path / "out.jsonl", *place).returncode == 0
    answers = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b", "c"]
    assert answers[1]["citations"][0]["entry_id"] == "crust2021steam"
    assert [answer["abstained"] for answer in answers] == [False, False, True]
    questions.write_text(json.dumps({"id": 7, "query": "oolong"}), encoding="utf-8")
    assert run("search", "--batch", questions, "--out", tmp_path / "hits.jsonl", "-k", "2", *place).returncode == 0
    line = json.loads((tmp_path / "hits.jsonl").read_text(encoding="utf-8"))
    assert (line["id"], line["query"], len(line["hits"])) == (7, "oolong", 2)


def test_a_failed_item_of_a_batch_stands_in_the_output_and_in_the_exit_status(place: list[str], tmp_path: Path) -> None:
    questions = tmp_path / "in.jsonl"
    questions.write_text('{"id": 1, "question": " "}\n{"id": 2, "question": "levain"}\n', encoding="utf-8")
    result = run("ask", "--batch", questions, "--out", tmp_path / "out.jsonl", *place)
    assert "1 of 2 items failed" in one_line(result, 1)
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert ["error" in line for line in lines] == [True, False]


def test_check_prints_each_statement_with_its_verdict_and_cited_entry(place: list[str], tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(
        "# Crust\n\nSteam Matters: steam in the first 20 minutes gives a thinner crust. Rye ferments fastest [9].\n", encoding="utf-8"
    )
    result = run("check", draft, *place)
    assert result.returncode == 0, result.stderr
    assert "   3  NOT SUPPORTED  Steam Matters: steam in the first 20 minutes gives a thinner crust. [1]" in result.stdout
    assert "another number: “20 minutes”, in the notes “10 minutes”" in result.stdout
    assert "the notes: “Steam in the first 10 minutes gives a thinner crust.”" in result.stdout
    assert "[2] Levain: Wild Yeast at Home (baker, miller, 2019)" in result.stdout
    assert "2 statements: 1 supported, 0 partly, 1 not supported, 0 not verified; left out: heading (1)" in result.stdout


def test_check_reads_standard_input_and_prints_one_document(place: list[str]) -> None:
    document = json.loads(run("check", "-", "--json", *place, given="Rye ferments fastest [4].\n\nWhy?\n").stdout)
    assert list(document) == ["file", "statements", "citations", "left_out", "counts"]
    score = document["statements"][0].pop("score")
    assert 0.9 <= score <= 1
    assert document["statements"] == [{"text": "Rye ferments fastest.", "line": 1, "markers": [1], "verdict": "supported", "reason": ""}]
    assert document["citations"][0]["quote"] in "The paper compares 4 flours, and rye ferments fastest."
    assert document["left_out"] == [{"line": 3, "text": "Why?", "reason": "too short to check"}]
    assert document["counts"] == {"supported": 1, "partly": 0, "unsupported": 0, "unverified": 0}


def test_check_of_pairs_gives_one_line_a_pair_in_order_and_needs_no_notes(tmp_path: Path) -> None:
    pairs, out = tmp_path / "pairs.jsonl", tmp_path / "out.jsonl"
    passage = "Steam Matters (crust, 2021)\nSteam gives a thinner crust in 10 minutes."
    said = {"b": "Steam gives a thinner crust in 10 minutes.", "a": "Steam gives a thinner crust in 25 minutes.", "c": ""}
    pairs.write_text("\n".join(json.dumps({"id": i, "statement": s, "passage": passage}) for i, s in said.items()), encoding="utf-8")
    assert run("check", "--pairs", pairs, "--out", out, "--home", tmp_path / "home").returncode == 0
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(line["id"], line["verdict"]) for line in lines] == [("b", "supported"), ("a", "unsupported"), ("c", "unverified")]
    assert all(list(line) == ["id", "verdict", "score"] for line in lines)


def test_an_empty_draft_is_one_clear_line(place: list[str]) -> None:
    assert "empty" in one_line(run("check", "-", *place, given=" \n"), 2)


def test_chat_keeps_the_conversation(place: list[str]) -> None:
    result = run("chat", *place, given="What gives a thinner crust?\nwho wrote that?\n\n")
    assert result.returncode == 0
    assert "crust et al. (2021)" in result.stdout


def test_a_cross_encoder_that_is_none_is_named_and_one_that_was_never_calibrated_changes_nothing(place: list[str], tmp_path: Path) -> None:
    pairs, out = tmp_path / "pairs.jsonl", tmp_path / "out.jsonl"
    item = {"id": "a", "statement": "Moisture keeps what surrounds a loaf delicate.", "passage": "Steam gives a thinner crust."}
    pairs.write_text(json.dumps(item), encoding="utf-8")
    command = ["check", "--pairs", str(pairs), "--out", str(out), *place]
    missing = one_line(run(*command, environment={"ASSISTANT_CROSS_ENCODER": str(tmp_path / "none")}), 2)
    assert "none has no model.onnx" in missing
    assert "ASSISTANT_CROSS_ENCODER" in missing
    assert run(*command).returncode == 0
    without = out.read_text(encoding="utf-8")
    model = {"ASSISTANT_CROSS_ENCODER": str(make_cross_encoder(tmp_path / "model"))}
    assert run(*command, environment=model).returncode == 0
    assert out.read_text(encoding="utf-8") == without
    assert "until `assistant eval` has calibrated it" in run("doctor", *place, environment=model).stdout


def test_index_and_doctor_say_which_notes_the_local_model_knows_little_of(tmp_path: Path) -> None:
    notes = write_notes(
        tmp_path,
        {"notes/tea.md": "# 茶\n\n- **绿茶的温度** (李明, 2020) - 绿茶用七十度的水冲泡。\n- **Green tea** - It is brewed at 70 degrees.\n"},
    )
    place = ["--home", str(tmp_path / "home")]
    told = "1 of 2 entries are in languages that the local model knows little of (Chinese 1)"
    assert told in run("index", notes / "notes", *place).stdout
    assert told in run("doctor", *place).stdout


def test_doctor_says_what_works_and_what_does_not(place: list[str]) -> None:
    result = run("doctor", "--json", *place)
    findings = {finding["subject"]: finding for finding in json.loads(result.stdout)}
    assert all(finding["ok"] for finding in findings.values())
    broken = run("doctor", "--json", *place, environment={"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "OPENAI_API_KEY": "k"})
    assert broken.returncode == 1
    assert not {f["subject"]: f for f in json.loads(broken.stdout)}["model"]["ok"]


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["nonsense"], "No such command"),
        (["ask", "x", "--year", "soon"], "2022..2024"),
        (["ask"], "QUESTION"),
        (["search", "x", "-k", "0"], "-k"),
        (["ask", "--batch", "none.jsonl"], "--out"),
        (["ask", "--batch", "none.jsonl", "--out", "x.jsonl"], "none.jsonl"),
        (["check"], "FILE"),
        (["check", "draft.md", "--pairs", "pairs.jsonl", "--out", "x.jsonl"], "FILE"),
        (["check", "--pairs", "pairs.jsonl"], "--out"),
        (["check", "none.md"], "none.md"),
    ],
)
def test_wrong_use_is_one_line_and_exit_2(arguments: list[str], hint: str) -> None:
    assert hint in one_line(run(*arguments), 2)


def test_no_notes_folder(tmp_path: Path) -> None:
    assert "--notes" in one_line(run("index", "--notes", tmp_path / "none", "--home", tmp_path / "home"), 1)


def test_an_empty_notes_folder(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    assert "no files" in one_line(run("index", "--notes", tmp_path / "notes", "--home", tmp_path / "home"), 1)


@pytest.mark.parametrize(
    ("content", "hint"),
    [(bytes(range(256)) * 20, "binary"), (b"- **Caf\xe9** (x, 2020) - words\n", "UTF-8"), (b"- words\n" * 6_500_000, "split")],
    ids=["binary", "invalid UTF-8", "50 MB"],
)
def test_a_file_that_cannot_be_used_is_named_and_the_others_are_indexed(tmp_path: Path, content: bytes, hint: str) -> None:
    notes = write_notes(tmp_path / "notes", {"good.md": BREAD})
    (notes / "bad.md").write_bytes(content)
    result = run("index", "--notes", notes, "--home", tmp_path / "home")
    error = one_line(result, 1)
    assert "notes/bad.md" in error
    assert hint in error
    assert "3 entries" in result.stdout


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a small disk can only be made by root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk(tmp_path: Path, small_disk: Path) -> None:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    assert "no space left" in one_line(run("index", "--notes", notes, "--home", small_disk / "home"), 1)


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    assert "ASSISTANT_HOME" in one_line(run("index", "--notes", notes, "--home", tmp_path / "file" / "home"), 1)


LEVAIN = "How often is a levain fed?"


@pytest.mark.parametrize("files", [{"a.md": ""}, {"a.md": " \n", "plot.png": "x"}, {"a.md": "---\n"}])
def test_notes_of_which_nothing_can_be_read_are_said_in_one_line(tmp_path: Path, files: dict[str, str]) -> None:
    options = ["--notes", str(write_notes(tmp_path / "notes", files)), "--home", str(tmp_path / "home")]
    assert "no entry could be read" in one_line(run("index", *options), 1)
    assert "no entries" in one_line(run("ask", LEVAIN, *options), 1)


def test_what_the_notes_no_longer_hold_is_not_answered_from(tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD, "tea.md": TEA})
    options = ["--notes", str(notes), "--home", str(tmp_path / "home")]
    assert run("index", *options).stderr == ""
    assert run("ask", LEVAIN, *options).stderr == ""
    (notes / "bread.md").unlink()
    stale = run("ask", LEVAIN, "--json", *options)
    assert json.loads(stale.stdout)["citations"]
    assert "notes/bread.md is gone" in one_line(stale, 0)
    (notes / "tea.md").write_text(TEA + "\nMore.\n", encoding="utf-8")
    assert "notes/tea.md was changed" in one_line(run("search", "oolong leaves", *options), 0)
    (notes / "tea.md").unlink()
    emptied = run("index", *options)
    assert "the index is empty" in one_line(emptied, 1)
    assert "removed" in emptied.stdout
    assert "no entries" in one_line(run("search", "levain", *options), 1)
    notes.rmdir()
    for command in (["index"], ["ask", LEVAIN], ["search", "levain"]):
        assert "no notes at" in one_line(run(*command, *options), 1)


def test_a_touched_file_is_not_stale(tmp_path: Path) -> None:
    options = ["--notes", str(write_notes(tmp_path / "notes", {"bread.md": BREAD})), "--home", str(tmp_path / "home")]
    run("index", *options)
    (tmp_path / "notes" / "bread.md").touch()
    assert run("ask", LEVAIN, *options).stderr == ""


def test_ctrl_c_while_everything_is_still_being_loaded_is_one_line() -> None:
    script = """
import sys
class Interrupting:
    def find_spec(self, name, *_):
        if name == "assistant.cli":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
from assistant.__main__ import main
main()
"""
    assert "interrupted" in one_line(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False), 130)


def test_an_interrupted_index_is_one_line_and_leaves_what_the_next_run_completes(tmp_path: Path) -> None:
    many = "".join(f"- **Paper {n} on thing {n}** (author{n}, 2020) - Word {n} holds for every paper of the year.\n" for n in range(3000))
    options = ["--notes", str(write_notes(tmp_path / "notes", {"many.md": many})), "--home", str(tmp_path / "home")]
    command = [sys.executable, "-m", "assistant", "index", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not list((tmp_path / "home").glob("index/*/chroma")):
        time.sleep(0.05)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert len(told.strip().splitlines()) == 1
    assert "`assistant index`" in told


def test_where_the_endpoint_is_dead_the_notes_own_words_answer_and_a_line_says_why(place: list[str]) -> None:
    environment = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "OPENAI_API_KEY": "sk-secret"}
    for command in (["ask", "How often is a levain fed?"], ["summarize", "levain"]):
        result = run(*command, "--json", *place, environment=environment)
        assert result.returncode == 0
        document = json.loads(result.stdout)
        assert document["model"] == "extractive"
        assert "12 hours" in result.stdout
        assert "127.0.0.1:9" in document["note"]
        assert [line for line in result.stderr.splitlines() if line.startswith("assistant: ")] == [f"assistant: {document['note']}"]
        assert "sk-secret" not in result.stdout + result.stderr


def test_the_shipped_corpus_answers_without_any_setting(tmp_path: Path) -> None:
    assert shipped("corpus").is_dir()
    result = run("ask", "What is Lost in the Middle about?", "--json", environment={"ASSISTANT_HOME": str(tmp_path)})
    assert json.loads(result.stdout)["citations"][0]["notebook"] == "llms"


@pytest.fixture(scope="module")
def bakery(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    base = tmp_path_factory.mktemp("summarize")
    return ["--notes", str(write_notes(base / "notes", {"bread.md": SOURDOUGH, "tea.md": TEA})), "--home", str(base / "home")]


def test_summarize_prints_an_overview_that_accounts_for_every_entry(bakery: list[str]) -> None:
    out = run("summarize", "sourdough", *bakery).stdout
    assert "fed every 12 hours. [" in out
    assert "2021  ██ 2" in out
    assert "7 of 7 entries accounted for" in out
    assert "notes/bread.md:5" in out


def test_summarize_writes_markdown_bibtex_and_picture(bakery: list[str], tmp_path: Path) -> None:
    files = [tmp_path / "o.md", tmp_path / "o.bib", tmp_path / "o.svg"]
    result = run("summarize", "sourdough", "--out", files[0], "--bibtex", files[1], "--figure", files[2], *bakery)
    assert (result.returncode, result.stdout) == (0, "")
    assert [line.removeprefix("written: ") for line in result.stderr.splitlines()] == [str(file) for file in files]
    assert all(file.stat().st_size for file in files)


def test_summarize_as_json_holds_to_its_filters(bakery: list[str]) -> None:
    document = json.loads(run("summarize", "sourdough", "--json", "--year", "2022..", *bakery).stdout)
    assert {citation["year"] for citation in document["citations"]} == {2022, 2023, 2024}
    assert document["ledger"]["left_out"] == []


def test_a_figure_of_another_kind_is_wrong_use(bakery: list[str], tmp_path: Path) -> None:
    assert ".png or .svg" in one_line(run("summarize", "sourdough", "--figure", tmp_path / "o.pdf", *bakery), 2)


def test_chat_gives_an_overview_and_changes_it(bakery: list[str]) -> None:
    out = run("chat", *bakery, given="summarize what I have on sourdough\nonly since 2022\n\n").stdout
    assert "7 of 7 entries accounted for: 6 used" in out
    assert "left out: Sourdough Acids (before 2022)" in out


@pytest.mark.parametrize("command", [["index"], ["ask", "How often is a levain fed?"], ["doctor"]])
def test_nothing_is_written_into_the_home_folder_but_what_is_ours(command: list[str], place: list[str], tmp_path: Path) -> None:
    assert run(*command, *place, environment={"HOME": str(tmp_path)}).returncode == 0
    assert list(tmp_path.iterdir()) == []


COMMANDS = [
    ["index", "?"],
    ["search", "levain", "--author", "?"],
    ["ask", "?"],
    ["ask", "--batch", "?", "--out", "x"],
    ["summarize", "levain", "--out", "?.md"],
    ["chat", "--notebook", "?"],
    ["doctor", "--notes=?"],
    ["?"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_argument_that_is_not_utf8_is_one_line(command: list[str], tmp_path: Path) -> None:
    given = [os.fsencode(part).replace(b"?", b"\xff") for part in command]
    result = subprocess.run(
        [sys.executable, "-m", "assistant", *given], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert "not UTF-8" in one_line(result, 2)
    assert list(tmp_path.iterdir()) == []


def test_what_is_typed_in_another_encoding_is_a_question_all_the_same(place: list[str]) -> None:
    command = [sys.executable, "-m", "assistant", "chat", *place]
    for locale in ("C", "C.UTF-8"):
        result = subprocess.run(
            command, input=b"How often is a levain fed, caf\xe9?\n", env=os.environ | {"LC_ALL": locale}, capture_output=True, check=False
        )
        assert result.returncode == 0, result.stderr
        assert b"12 hours" in result.stdout


def test_a_tilde_in_an_option_is_the_home_folder(tmp_path: Path) -> None:
    write_notes(tmp_path / "notes", {"bread.md": BREAD})
    here = {"HOME": str(tmp_path), "ASSISTANT_HOME": "~/ah"}
    old = Path.cwd()
    os.chdir(tmp_path)
    try:
        assert run("index", "~/notes", environment=here).returncode == 0
        assert run("ask", "--notes=~/notes", "--home=~/ah2", "levain", environment=here).returncode == 0
        assert run("summarize", "levain", "--out=~/levain.md", environment=here).returncode == 0
    finally:
        os.chdir(old)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ah", "ah2", "levain.md", "notes"]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "my-machine", ""])  # noqa: S104
def test_the_app_is_not_opened_to_others_without_a_password(host: str, place: list[str]) -> None:
    error = one_line(run("app", "--headless", "--host", host, *place, environment={"ASSISTANT_PASSWORD": " "}), 2)
    assert "ASSISTANT_PASSWORD" in error


def test_a_port_that_is_taken_and_a_host_that_is_nobody_s_are_one_line(place: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert "--port" in one_line(run("app", "--headless", "--port", str(port), *place), 2)
    nobody = run("app", "--headless", "--host", "192.0.2.1", *place, environment={"ASSISTANT_PASSWORD": "pw"})
    assert "--host" in one_line(nobody, 2)
    assert "--port" in one_line(run("app", "--port", "99999", *place), 2)


@pytest.mark.parametrize(
    "year", ["2020..2018", "..", "2020...2021", "20..21", "abc", "2020-2021", "２０２０", "", "2020..", "..2019", "2020"]
)
def test_a_range_of_years_is_right_or_refused(place: list[str], year: str) -> None:
    result = run("search", "levain", "--year", year, *place)
    if year in {"2020..", "..2019", "2020"}:
        assert result.returncode == 0
    else:
        assert "--year" in one_line(result, 2)


@pytest.mark.parametrize(
    ("option", "value"), [("--author", "%"), ("--author", ""), ("--section", "_"), ("--notebook", "..."), ("--notebook", "cheese")]
)
def test_a_filter_that_names_nothing_is_wrong_use(place: list[str], option: str, value: str) -> None:
    assert option in one_line(run("search", "levain", option, value, *place), 2)


def test_a_search_says_how_many_more_pass_its_filters_and_takes_any_number(place: list[str]) -> None:
    assert "and 2 more that are asked for" in run("search", "levain", "-k", "1", "--notebook", "Bread", *place).stdout
    assert run("search", "levain", "-k", "1000000", *place).returncode == 0
    for number in ("0", "-1"):
        one_line(run("search", "levain", "-k", number, *place), 2)


def test_a_home_that_cannot_be_made_is_not_said_to_be_damaged(tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    error = one_line(run("index", notes, "--home", "/proc/no-such-home"), 1)
    assert "cannot be written" in error
    assert "run `assistant index`" not in error


def test_a_broken_line_of_the_env_file_is_said_once_with_its_place(tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    (tmp_path / ".env").write_text(f"ASSISTANT_NOTES={notes}\nwhat is this\nASSISTANT_HOME={tmp_path / 'home'}\n", encoding="utf-8")
    command = [sys.executable, "-m", "assistant", "search", "levain"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "ASSISTANT_"))}
    result = subprocess.run(command, cwd=tmp_path, env=clean, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0
    assert "Levain" in result.stdout
    told = [line for line in result.stderr.splitlines() if ".env" in line or "dotenv" in line]
    assert len(told) == 1
    assert f"{tmp_path / '.env'}, line 2, " in told[0]


def test_files_whose_names_are_no_text_are_indexed_shown_escaped_and_watched_for_changes(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"n\xf6tes")
    folder.mkdir()
    names = {b"b\xff.md": "Autolyse", b"b\\xff.md": "Crumb", b"two\nlines.md": "Steam", b"ok.md": "Levain"}
    for name, title in names.items():
        (folder / os.fsdecode(name)).write_text(f"- **{title}** (baker, 2019) - {title} rests.\n", encoding="utf-8")
    home = tmp_path / "home"
    command = [sys.executable, "-m", "assistant", "index", ".", "--home", str(home)]
    indexed = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert indexed.returncode == 0, indexed.stderr
    rows = {line.split("  ")[0] for line in indexed.stdout.splitlines() if line.startswith("n\\xf6tes/")}
    assert rows == {f"n\\xf6tes/{name}.md" for name in ("b\\xff", "two\\nlines", "ok")} | {"n\\xf6tes/b\\xff.md (2)"}
    found = run("search", "Autolyse", "--json", "--home", home)
    assert (found.returncode, found.stderr) == (0, "")  # and nothing is said to be gone
    hits = json.loads(found.stdout)["hits"]
    assert {hit["title"] for hit in hits} == set(names.values())
    assert all(hit["place"].isprintable() for hit in hits)
    assert "4 entries" in run("doctor", "--home", home).stdout


def test_two_folders_of_one_name_are_both_indexed(tmp_path: Path) -> None:
    folders = [write_notes(tmp_path / name / "notes", {"day.md": text}) for name, text in (("a", BREAD), ("b", TEA))]
    result = run("index", *folders, "--home", tmp_path / "home")
    assert [line.split()[:2] for line in result.stdout.splitlines()[1:3]] == [["a/notes/day.md", "indexed"], ["b/notes/day.md", "indexed"]]
    assert result.returncode == 0


@pytest.fixture
def drifting(tmp_path: Path) -> tuple[Path, Path]:
    """Notes and a home in which they are indexed."""
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD, "tea.md": TEA, ".draft.md": TEA, ".git/x.md": TEA, "sub/.x": ""})
    assert run("index", "--notes", notes, "--home", tmp_path / "home").returncode == 0
    return notes, tmp_path / "home"


def findings(notes: Path, home: Path) -> tuple[int, dict[str, bool]]:
    """What doctor says beside what it says of every set-up, and its exit status."""
    result = run("doctor", "--json", "--notes", notes, "--home", home)
    return result.returncode, {found["detail"]: found["ok"] for found in json.loads(result.stdout) if found["subject"] == "index"}


def test_doctor_says_which_notes_are_gone_and_fails(drifting: tuple[Path, Path]) -> None:
    notes, home = drifting
    (notes / "tea.md").unlink()
    status, found = findings(notes, home)
    assert (status, found.get("notes/tea.md: gone since it was indexed; run `assistant index`")) == (1, False)


def test_doctor_hints_at_edited_and_new_notes_and_passes(drifting: tuple[Path, Path]) -> None:
    notes, home = drifting
    moved = notes.parent / "moved.md"
    moved.write_text(BREAD + "- **Crumb** - Airy.\n", encoding="utf-8")
    os.utime(moved, (1, 1))
    moved.rename(notes / "bread.md")  # with an old time of writing
    write_notes(notes, {"salt.md": TEA})
    status, found = findings(notes, home)
    assert status == 0
    assert found.get("notes/bread.md: changed since it was indexed; run `assistant index`")
    assert found.get("notes/salt.md: not indexed yet; run `assistant index`")


def test_doctor_names_a_failed_file_whose_last_good_entries_still_answer(drifting: tuple[Path, Path]) -> None:
    notes, home = drifting
    (notes / "tea.md").write_bytes(b"caf\xe9")
    assert run("index", "--notes", notes, "--home", home).returncode == 1
    status, found = findings(notes, home)
    (told,) = (detail for detail, ok in found.items() if not ok)
    assert status == 1
    assert told.startswith("notes/tea.md failed (not UTF-8")
    assert told.endswith("entries of its last good reading still answer")


def test_doctor_says_that_an_index_run_was_killed_partway(drifting: tuple[Path, Path]) -> None:
    notes, home = drifting
    (catalog,) = home.glob("index/*/catalog.sqlite")
    with closing(sqlite3.connect(catalog)) as db, db:
        db.execute("UPDATE meta SET value = 'no' WHERE key = 'finished'")
    status, found = findings(notes, home)
    assert (status, found.get("the last `assistant index` did not finish; run it again")) == (1, False)


@pytest.mark.parametrize("where", ["index", "index/KEY", "index/KEY/catalog.sqlite", "index/KEY/chroma", "index/KEY/writing.lock"])
@pytest.mark.parametrize("command", [("index",), ("search", "tea"), ("doctor",)])
def test_what_stands_in_the_way_of_the_index_is_named(tmp_path: Path, where: str, command: tuple[str, ...]) -> None:
    notes, home = write_notes(tmp_path / "notes", {"tea.md": TEA}), tmp_path / "home"
    stray = home / where.replace("KEY", index_place(home, None, [notes]).key)
    if where.endswith(("sqlite", "lock")):
        stray.mkdir(parents=True)
    else:
        write_notes(stray.parent, {stray.name: ""})
    result = run(*command, "--notes", notes, "--home", home)
    assert result.returncode == 1
    assert f"'{stray}' is a " in result.stdout + result.stderr
    assert "move it away" in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


def test_hidden_files_and_folders_are_counted(drifting: tuple[Path, Path]) -> None:
    notes, home = drifting
    assert "3 hidden files or folders are not read" in run("index", "--notes", notes, "--home", home).stdout


@pytest.mark.parametrize("given", ["notes/html.md", "FILE"])
def test_a_file_is_explained_line_by_line_and_the_report_says_how(tmp_path: Path, given: str) -> None:
    text = "# Bread\n\n## Heat\n\n- **Steam** (crust, 2015) - It is hot.\n  - It is wet.\n\n" + "<script>x</script>\n\n" * 12
    notes, home = write_notes(tmp_path / "notes", {"html.md": text}), tmp_path / "home"
    options = ["--notes", str(notes), "--home", str(home)]
    assert "2 more lines of it; `assistant index --explain notes/html.md` lists them" in run("index", *options).stdout
    result = run("index", "--explain", given.replace("FILE", str(notes / "html.md")), *options)
    assert result.returncode == 0
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert lines[:4] == ["1  heading: Bread", "3  heading: Heat", "5  paper: Steam (crust, 2015)  in Heat", "5    It is hot."]
    assert [line for line in lines if "not placed: HTML" in line] == [f"{number}  not placed: HTML" for number in range(8, 32, 2)]


def test_what_cannot_be_explained_is_one_line(tmp_path: Path) -> None:
    notes = write_notes(tmp_path / "notes", {"plot.png": "x", "tea.md": TEA})
    options = ["--notes", str(notes), "--home", str(tmp_path / "home")]
    assert "nowhere.md" in one_line(run("index", "--explain", "nowhere.md", *options), 2)
    assert "suffix" in one_line(run("index", "--explain", "notes/plot.png", *options), 1)


@pytest.fixture
def unread(tmp_path: Path) -> list[str]:
    """Notes that were never indexed, too many to be embedded in a moment."""
    many = "".join(f"- **Loaf {n}** (baker{n}, 2020) - Crumb {n} is open.\n" for n in range(400))
    notes = write_notes(tmp_path / "notes", {"many.md": many, "bread.md": BREAD})
    return ["--notes", str(notes), "--home", str(tmp_path / "home")]


def asking(place: list[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "assistant", "ask", "How often is a levain fed?", *place]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "ASSISTANT_"))}
    return subprocess.Popen(command, env=clean, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_notes_never_indexed_answer_from_their_words_first_and_are_embedded_after_that(unread: list[str]) -> None:
    process = asking(unread)
    assert process.stdout is not None
    assert "12 hours" in process.stdout.readline()
    assert process.poll() is None
    told = process.communicate(timeout=120)[1].splitlines()
    assert process.returncode == 0
    assert [line.removeprefix("assistant: ") for line in told] == [
        "these notes are not indexed yet: reading them",
        "403 of 403 passages are not embedded yet: found by words alone; run `assistant index` to go on",
        "now embedding the 403 passages that are left, for the next time; Ctrl-C ends it, `assistant index` goes on",
    ]
    again = run("ask", "How often is a levain fed?", *unread)
    assert "12 hours" in again.stdout
    assert again.stderr == ""


def test_what_follows_the_first_answer_may_be_broken_off(unread: list[str]) -> None:
    process = asking(unread)
    assert process.stderr is not None
    while "now embedding" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    answer, told = process.communicate(timeout=60)
    assert "12 hours" in answer
    # A line that is broken off while it is written may come once more.
    assert (process.returncode, told.splitlines()[-1]) == (0, "assistant: what is embedded is kept; `assistant index` goes on")
    assert "Traceback" not in told
    again = run("search", "levain", "--json", *unread)
    assert json.loads(again.stdout)["hits"][0]["title"] == "Levain: Wild Yeast at Home"
    assert "not embedded yet" in one_line(again, 0)


def test_an_overview_of_notes_never_indexed_says_that_it_embeds_them_first(unread: list[str]) -> None:
    result = run("summarize", "levain", *unread)
    assert one_line(result, 0).startswith("assistant: these notes are not indexed yet: reading them and embedding all of them first")
    assert "12 hours" in result.stdout
