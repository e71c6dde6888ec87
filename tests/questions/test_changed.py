"""Follow-ups that replace one thing of the last question."""

from __future__ import annotations

import pytest

from assistant.questions.changed import changed, told_anew
from assistant.questions.follow_up import Turn


def is_author(name: str) -> bool:
    return name.lower() in {"müller", "øster", "kim", "jane", "robert", "wilson"}


@pytest.mark.parametrize(
    ("asked", "then", "meant"),
    [
        (["papers by Müller"], "and by Øster?", "papers by Øster"),
        (["papers by Müller", "and by Øster?"], "and Kim?", "papers by Kim"),
        (["papers by Jane Wilson"], "and Robert Wilson?", "papers by Robert Wilson"),
        (["what did Müller write?"], "what about Kim?", "what did Kim write?"),
        (["Müller's papers"], "and Kim's?", "Kim's papers"),
        (["papers from 2015"], "and 2016?", "papers from 2016"),
        (["papers from 2015", "and 2016?"], "what about 2018?", "papers from 2018"),
        (["papers by Müller"], "only since 2019", "papers by Müller since 2019"),
        (["papers from 2015"], "and by Kim?", "papers from 2015 by Kim"),
        (["papers by Müller"], "how many are there?", "how many papers by Müller"),
        (["papers by Müller", "how many are there?"], "and Kim?", "papers by Kim"),
        (["papers by Müller"], "and what do they say about rye?", ""),
        (["papers by Müller"], "and otters?", ""),
        (["What is U-Net?"], "and 2016?", ""),
        ([], "and Kim?", ""),
    ],
)
def test_a_follow_up_replaces_only_what_it_names(asked: list[str], then: str, meant: str) -> None:
    history = [turn for question in asked for turn in (Turn("user", question), Turn("assistant", "…"))]
    assert changed(then, told_anew(history, is_author), is_author) == meant
