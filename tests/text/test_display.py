"""Text of notes and of models as it is shown: read by people, acted on by nothing."""

from __future__ import annotations

import pytest

from assistant.notes.readers.blocks import acts
from assistant.text.display import in_brief, inert, link, plain, safe, unmarked

ACTIVE = [
    "![x](http://collector.example/p.png)",
    r"\![x](http://collector.example/p.png)",
    "![a][b]\n\n[b]: http://collector.example/p.png",
    "[the paper](http://collector.example/login)",
    "[the paper](http://collector.example/login 'title')",
    "[![y](http://z.example)](http://w.example)",
    "[a][b]\n\n[b]: http://collector.example",
    "<script>alert(1)</script>",
    'see <img src="x" onerror="alert(1)">',
    "<!-- hidden",
    "a\x00!\x00[x](http://collector.example/p.png)",
]


@pytest.mark.parametrize("text", ACTIVE)
def test_nothing_is_fetched_run_or_linked_under_other_words(text: str) -> None:
    assert acts(plain(text)) or text.startswith("<!--")
    assert acts(safe(text)) == []
    assert acts(inert(text)) == []


def test_a_link_is_shown_with_where_it_leads() -> None:
    assert safe("[arXiv](http://collector.example/login) says") == "arXiv (http://collector.example/login) says"


def test_a_link_to_another_file_of_the_notes_is_its_words() -> None:
    assert safe("they augment [MAML](notes/maml/maml.md) and [PPO](../ppo.md#loss) here") == "they augment MAML and PPO here"
    assert "javascript" in safe("[a](javascript:alert(1).md)")


def test_words_of_a_note_are_shown_as_they_stand() -> None:
    for text in ("Rye doubles in 8 hours at 24 °C.", "The gain is $O(n \\log n)$!", "F1 [0, 1], a list: `x[0]`"):
        assert safe(text) == inert(text) == text
    assert inert("x < y and y<z, AT&T") == "x < y and y<z, AT&T"


@pytest.mark.parametrize("text", [":green[✓]", r"\:green-badge[supported]", r"\\:red[x]"])
def test_a_note_cannot_draw_a_verdict(text: str) -> None:
    shown = safe(text)
    before = shown[: shown.index(":")]
    assert (len(before) - len(before.rstrip("\\"))) % 2 == 1


def test_what_is_not_seen_is_taken_out_and_line_breaks_stay() -> None:
    assert plain("a\x1b[2Jb\x07c\td\n\u202ee\u202c\U000e0041") == "a[2Jbc\td\ne"


def test_a_number_in_brackets_in_a_note_is_no_marker() -> None:
    assert unmarked("As [2] and [31] say, 3 of [4, 5].") == "As (2) and (31) say, 3 of [4, 5]."


def test_a_link_to_a_paper_names_its_host_and_is_one_link_whatever_its_address() -> None:
    assert link("https://openreview.net/forum?id=g&x=1") == "[openreview.net](https://openreview.net/forum?id=g&x=1)"
    assert len(acts(link("http://a.example/)![x](http://collector.example/p.png"))) == 1


@pytest.mark.parametrize("text", ["a :material/home: b", "so :smile: it is", ":streamlit:", ":+1: and :b:"])
def test_words_between_colons_become_no_icon_and_read_the_same(text: str) -> None:
    made = safe(text)
    assert made.replace("\u2060", "") == text
    assert made != text or ":+1:" in text


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("`<b>a & b</b>` < c", "`<b>a & b</b>` &lt; c"),
        ("`&lt;` in code", "`&lt;` in code"),
        ("$x < y & z$ for $5 & <i>", r"$x \lt  y & z$ for $5 &amp; &lt;i&gt;"),
        ("at 10:30:45", "at 10:30:45"),
    ],
)
def test_code_and_formulas_show_their_marks_as_they_are_written(text: str, made: str) -> None:
    assert safe(text) == made


def test_code_fetches_no_picture() -> None:
    assert "![" not in safe("`![x](http://127.0.0.1:9/p.png)` and `` ![y](http://127.0.0.1:9/q.png) ``")


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        (["bread", "tea/oolong"], "bread, tea/oolong"),
        ([f"bread/{n}" for n in range(20)] + ["tea"], "bread/, tea"),
        ([f"bread {n}" for n in range(2000)], "2,000 files"),
    ],
)
def test_many_paths_are_told_in_brief(paths: list[str], told: str) -> None:
    assert in_brief(paths) == told
