"""Which entries a statement speaks of: denying a statement rests on it."""

from __future__ import annotations

import pytest

from assistant.drafts.mentions import credited_works, credits_it, credits_one, name_in, named, names_another
from assistant.notes.entry import Entry, Kind, Place


def entry(title: str, *authors: str, year: int | None = None, kind: Kind = "paper") -> Entry:
    return Entry(title.lower(), title, kind, authors, year, None, None, (), (Place("a.md", 1, "a", ()),))


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        ("BERT: Bidirectional Transformers", "In BERT, words are masked.", "BERT"),
        ("Steam Matters", "As Steam Matters shows, steam helps.", "Steam Matters"),
        ("Steam Matters", "For bread, steam matters.", ""),
        ("webgpt", "WebGPT searches the web.", "webgpt"),
        ("verifiers", "Verifiers rank solutions.", ""),
        ("S4", "Unlike S4-like models, RNNs are slow.", "S4"),
        ("S4", "Unlike S45, RNNs are slow.", ""),
    ],
)
def test_common_words_are_no_names(title: str, text: str, name: str) -> None:
    assert name_in(entry(title), text) == name


def test_a_name_within_a_longer_one_is_not_meant() -> None:
    short, long = entry("BERT"), entry("Sentence BERT")
    assert named("We use Sentence BERT here.", [short, long]) == [long]
    assert named("Sentence BERT extends it; so does BERT.", [short]) == [short]


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("Liu et al. (2023) found it (Li & Liang, 2021; Smith, 2020a).", [("liu", 2023), ("li", 2021), ("smith", 2020)]),
        ("Baker and Miller (2019) fed it.", [("baker", 2019)]),
        ("In May 2019 it rained.", []),
    ],
)
def test_credited_works(text: str, works: list[tuple[str, int]]) -> None:
    assert list(credited_works(text)) == works


@pytest.mark.parametrize(
    ("text", "its"),
    [
        ("BERT (Devlin et al., 2018) masks words.", True),
        ("BERT was introduced by Devlin et al. in 2018.", True),
        ("Devlin et al. (2018) propose BERT", True),
        ("BERT was probed by Tenney et al. (2019).", False),
        ("Tenney et al. (2019) probe BERT.", False),
    ],
)
def test_a_credit_is_the_papers_only_where_the_text_gives_it_to_the_paper(text: str, its: bool) -> None:
    assert credits_it(text, "BERT") is its


def test_several_credits_and_other_subjects_are_noticed() -> None:
    assert credits_one("BERT (Devlin et al., 2018) masks words.")
    assert not credits_one("BERT (Devlin et al., 2018) and ELMo (Peters et al., 2017)")
    assert names_another("LSAR finds one subspace, LRD one per language.", [entry("LSAR")])
    assert not names_another("LSAR, or LSAR+, finds one subspace.", [entry("LSAR")])
