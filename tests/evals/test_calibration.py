"""A cross-encoder gives verdicts only where it was measured to be right five times in six, and is reported apart."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from assistant.answers.verify import verify
from assistant.assistant import Assistant
from assistant.cli.commands.doctor import examine
from assistant.errors import StoreError
from assistant.evals.calibration import calibrate, cross_encoder_part
from assistant.evals.runs.evaluate import Plan, evaluate
from assistant.evals.runs.gate import compare
from assistant.evals.runs.table import print_run
from assistant.evals.support import LabelledPair, read_pairs
from assistant.settings import load_settings, shipped
from assistant.support.check import Support, check_support
from assistant.support.cross_encoder import CrossEncoder
from assistant.support.second_opinion import SecondOpinion
from tests.scripted_endpoint import Script, serving
from tests.shared import BREAD, evidence_of, write_notes
from tests.tiny_cross_encoder import make_cross_encoder

STEAM = "Steam Matters (crust, 2021)\nThe oven stays closed.\nSteam in the first 10 minutes gives a thinner crust."
LEVAIN = "Levain\nA levain is fed every 12 hours."
LOAVES = (
    "loaf roll bun bagel pretzel brioche baguette ciabatta focaccia batard miche boule pita naan croissant scone muffin stollen challah "
    "panettone lavash chapati tortilla matzo"
).split()


def said(loaf: str, word: str) -> str:
    """A statement in none of the passage's words, which the reading check cannot tell anything of."""
    return f"Moisture early on keeps what surrounds a {loaf} {word}."


def pairs(delicate: int, coarse: int, warm: int = 0, airy: int = 0, wrong: int = 0, loaves: Sequence[str] = LOAVES) -> list[LabelledPair]:
    """Pairs that hang on knowing that a thin crust is a delicate one and no coarse one, which says nothing of its being warm or airy. The first
    `wrong` of the delicate ones are labelled otherwise than they are."""
    made = []
    for word, count in (("delicate", delicate), ("coarse", coarse), ("warm", warm), ("airy", airy)):
        for number, loaf in enumerate(loaves[:count]):
            label = "supported" if word == "delicate" and number >= wrong else "unsupported"
            given = {"id": f"{word} {loaf}", "statement": said(loaf, word), "passage": STEAM, "label": label, "kind": "free"}
            made.append(LabelledPair.model_validate(given))
    return made


def check(opinion: SecondOpinion, statement: str, passage: str) -> Support:
    (support,) = opinion.check([(statement, [passage])])
    return support


@pytest.fixture
def opinion(tmp_path: Path) -> SecondOpinion:
    return SecondOpinion(CrossEncoder(make_cross_encoder(tmp_path / "model")), tmp_path)


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    notes = write_notes(tmp_path / "notes", {"bread.md": BREAD})
    made = Assistant(load_settings(notes=notes, home=tmp_path, cross_encoder=make_cross_encoder(tmp_path / "model")))
    made.index()
    return made


def write_pairs(file: Path, given: Sequence[LabelledPair]) -> Path:
    file.write_text("\n".join(pair.model_dump_json() for pair in given), encoding="utf-8")
    return file


def test_what_reading_cannot_tell_a_calibrated_model_does(opinion: SecondOpinion) -> None:
    right, wrong, other = said("cob", "delicate"), said("cob", "coarse"), said("cob", "airy")
    assert {check_support(text, [STEAM]).verdict for text in (right, wrong, other)} == {"unverified"}
    opinion.keep(calibrate(opinion, pairs(20, 18)))
    supported, denied = check(opinion, right, STEAM), check(opinion, wrong, STEAM)
    assert (supported.verdict, supported.quote) == ("supported", "Steam in the first 10 minutes gives a thinner crust.")
    assert (denied.verdict, denied.reason, denied.quote) == ("unsupported", "read as a contradiction by model", supported.quote)
    assert check(opinion, other, STEAM) == check_support(other, [STEAM])
    assert check_support(STEAM, [STEAM]).score > supported.score > check_support(other, [STEAM]).score > denied.score


def test_what_reading_tells_stays_as_it_is(opinion: SecondOpinion) -> None:
    opinion.keep(calibrate(opinion, pairs(20, 18)))
    for text in (
        "The oven does not stay closed.",
        "Steam in the first 20 minutes gives a delicate, thinner crust.",
        "The oven stays closed.",
    ):
        assert check_support(text, [STEAM]).verdict != "unverified"
        assert check(opinion, text, STEAM) == check_support(text, [STEAM])


@pytest.mark.parametrize(
    ("given", "supported", "unsupported"),
    [
        (pairs(20, 18), True, True),
        (pairs(14, 14), False, False),  # too few to tell
        (pairs(20, 14), True, False),
        (pairs(20, 18, wrong=2), True, True),
        (pairs(20, 14, wrong=5), False, False),  # right less than five times in six
    ],
)
def test_a_verdict_is_promised_only_where_it_was_right_five_times_in_six_over_fifteen_pairs(
    opinion: SecondOpinion, given: list[LabelledPair], supported: bool, unsupported: bool
) -> None:
    found = calibrate(opinion, given)
    assert (found.supported is not None, found.unsupported is not None) == (supported, unsupported)
    for one in filter(None, (found.supported, found.unsupported)):
        assert one.precision >= 5 / 6
        assert one.pairs >= 15


def test_what_is_called_supported_does_not_count_for_unsupported(opinion: SecondOpinion) -> None:
    found = calibrate(opinion, pairs(20, 18, airy=2))  # the model takes airy for something like delicate
    assert found.supported is not None
    assert found.unsupported is not None
    assert (found.supported.pairs, found.unsupported.pairs) == (22, 18)


def test_a_model_that_knows_nothing_of_the_shipped_pairs_is_refused(opinion: SecondOpinion) -> None:
    opinion.keep(calibrate(opinion, read_pairs(shipped("evals") / "support" / "dev.jsonl")))
    assert "not used for verdicts" in opinion.told()
    assert check(opinion, said("cob", "delicate"), STEAM).verdict == "unverified"


def test_thresholds_are_kept_for_this_model_alone(opinion: SecondOpinion, tmp_path: Path) -> None:
    opinion.keep(calibrate(opinion, pairs(20, 18)))
    again, other = (
        SecondOpinion(CrossEncoder(folder), tmp_path) for folder in (tmp_path / "model", make_cross_encoder(tmp_path / "x", {"a": 1}))
    )
    assert check(again, said("cob", "delicate"), STEAM).verdict == "supported"
    assert check(other, said("cob", "delicate"), STEAM).verdict == "unverified"
    assert "`assistant eval`" in other.told()
    next((tmp_path / "cross-encoder").iterdir()).write_text("{")
    with pytest.raises(StoreError, match=r"delete it and run `assistant eval`"):
        check(SecondOpinion(again.model, tmp_path), said("cob", "delicate"), STEAM)


def test_only_the_cited_passages_are_asked_and_no_entry_is_attached_on_its_word(opinion: SecondOpinion) -> None:
    opinion.keep(calibrate(opinion, pairs(20, 18)))
    evidence = evidence_of(LEVAIN, STEAM)
    text = said("cob", "delicate")
    checked = verify([(text, (2,)), (text, (1,)), (text, ())], evidence, attach=True, check=opinion.check)
    assert [(one.verdict, one.markers) for one in checked.statements] == [("supported", (2,)), ("unverified", (1,)), ("unverified", ())]


def test_a_statement_of_which_the_passages_say_nothing_is_not_verified(opinion: SecondOpinion) -> None:
    opinion.keep(calibrate(opinion, pairs(20, 18, warm=18)))
    silent, contrary = check(opinion, said("cob", "delicate"), LEVAIN), check(opinion, said("cob", "coarse"), STEAM)
    assert (silent.verdict, contrary.verdict) == ("unverified", "unsupported")


def test_a_run_reports_the_model_apart_beside_the_reading_check_alone(assistant: Assistant, tmp_path: Path) -> None:
    heldout = [
        *pairs(3, 2, loaves=LOAVES[20:]),
        LabelledPair(id="quoted", statement="The oven stays closed.", passage=STEAM, label="supported", kind="quoted"),
    ]
    plan = Plan((), pairs=write_pairs(tmp_path / "heldout", heldout), calibration=write_pairs(tmp_path / "dev", pairs(20, 18)))
    run = evaluate(assistant, plan, Console(quiet=True))
    alone, apart = run.part("support check"), run.part("support check with cross-encoder")
    assert alone is not None
    assert apart is not None
    assert alone.values("coverage") == {pair.id: float(pair.id == "quoted") for pair in heldout}
    means = {name: (mean.mean, mean.n) for name, mean in apart.means().items()}
    assert means["coverage"] == (1.0, 6)
    assert means["coverage, reading check alone"] == (1 / 6, 6)
    assert means["supported said"] == (4 / 6, 6)
    assert means["precision of supported"] == (1.0, 4)
    assert means["precision of supported, reading check alone"] == (1.0, 1)
    assert means["precision of supported, cross-encoder's"] == (1.0, 3)
    assert means["precision of unsupported, cross-encoder's"] == (1.0, 2)
    assert "model (" in run.about["cross-encoder"]
    assert "says supported (right in 1.00 of 20 labelled pairs" in run.about["cross-encoder"]


def test_a_model_with_two_labels_says_what_is_held_and_what_is_not(tmp_path: Path) -> None:
    model = CrossEncoder(make_cross_encoder(tmp_path / "model", labels=("inconsistent", "consistent")))
    opinion = SecondOpinion(model, tmp_path)
    opinion.keep(calibrate(opinion, pairs(20, 18)))
    held, denied = check(opinion, said("cob", "delicate"), STEAM), check(opinion, said("cob", "coarse"), STEAM)
    assert (held.verdict, held.by) == ("supported", "model")
    assert (denied.verdict, denied.reason) == ("unsupported", "read as not held by the notes by model")


def test_a_model_that_does_not_tell_silence_from_contradiction_never_denies_a_draft(assistant: Assistant, tmp_path: Path) -> None:
    binary = make_cross_encoder(tmp_path / "binary", labels=("inconsistent", "consistent"))
    settings = assistant.settings.model_copy(update={"cross_encoder": binary})
    keep(Assistant(settings), pairs(20, 18))
    draft = Assistant(settings).check(f"## Steam Matters\n\n{said('loaf', 'delicate')}\n\nIt keeps what surrounds the bread coarse.")
    assert [one.verdict for one in draft.statements] == ["supported", "unverified"]


def test_a_verdict_of_the_model_is_marked_as_its_own_and_one_that_was_read_is_not(assistant: Assistant) -> None:
    keep(assistant, pairs(20, 18))
    statements = verify(
        [(said("cob", "delicate"), (1,)), ("The oven stays closed.", (1,))], evidence_of(STEAM), check=assistant.support_check
    ).statements
    assert [(one.verdict, one.by) for one in statements] == [("supported", "model"), ("supported", "")]


def test_all_claims_of_an_answer_are_put_to_the_model_together(opinion: SecondOpinion, monkeypatch: pytest.MonkeyPatch) -> None:
    opinion.keep(calibrate(opinion, pairs(20, 18)))
    asked, judge = [], opinion.model.judge
    monkeypatch.setattr(opinion.model, "judge", lambda given: asked.append(len(given)) or judge(given))
    claims = [(said(loaf, word), [STEAM]) for loaf in LOAVES[:4] for word in ("delicate", "airy")]
    assert [one.verdict for one in opinion.check(claims)] == ["supported", "unverified"] * 4
    assert len(asked) == 2  # once to weigh all, once for the sentences to quote


def test_an_error_of_the_model_is_listed_as_its_own(opinion: SecondOpinion) -> None:
    opinion.keep(calibrate(opinion, pairs(20, 18)))
    part = cross_encoder_part(opinion, pairs(3, 0, wrong=1))
    assert [(score.id, score.missed) for score in part.misses()] == [
        ("delicate loaf", "called supported by the cross-encoder, but it is unsupported")
    ]


def test_the_figures_of_calibration_are_no_held_out_figures(assistant: Assistant, tmp_path: Path) -> None:
    dev = write_pairs(tmp_path / "dev", pairs(20, 18))
    run = evaluate(assistant, Plan((), pairs=dev, calibration=dev), Console(quiet=True))
    assert [part.name for part in run.parts] == ["support check"]
    assert "says supported" in run.about["cross-encoder"]


def test_a_run_without_the_setting_knows_of_no_model(tmp_path: Path) -> None:
    assistant = Assistant(load_settings(notes=write_notes(tmp_path / "notes", {"bread.md": BREAD}), home=tmp_path))
    assistant.index()
    dev, heldout = write_pairs(tmp_path / "dev", pairs(20, 18)), write_pairs(tmp_path / "heldout", pairs(2, 2))
    run = evaluate(assistant, Plan((), pairs=heldout, calibration=dev), Console(quiet=True))
    assert [part.name for part in run.parts] == ["support check"]
    assert "cross-encoder" not in run.about
    assert not (tmp_path / "cross-encoder").exists()
    assert "cross-encoder" not in [finding.subject for finding in examine(assistant)]


def test_a_run_says_what_the_model_may_say(assistant: Assistant, tmp_path: Path) -> None:
    dev, heldout = write_pairs(tmp_path / "dev", pairs(2, 2)), write_pairs(tmp_path / "heldout", pairs(3, 2))
    run = evaluate(assistant, Plan((), pairs=heldout, calibration=dev), Console(quiet=True))
    out = StringIO()
    print_run(run, compare(run, None), Console(file=out, width=200))
    (line,) = [line for line in out.getvalue().splitlines() if line.startswith("cross-encoder ")]
    assert "not used for verdicts: on the labelled pairs it is right five times in six at no threshold" in line


def test_answers_and_drafts_are_held_against_the_notes_by_the_model_too(assistant: Assistant) -> None:
    text = said("loaf", "delicate")
    with serving(Script(replies=((f"{text} [1]",),))) as script:
        asking = Assistant(assistant.settings.model_copy(update={"base_url": script.url, "model": "m"}))
        for wanted in ("unverified", "supported"):
            answer = asking.ask("What gives a thinner crust?")
            assert [(one.text, one.verdict) for one in answer.statements] == [(text, wanted)]
            draft = assistant.check(f"## Steam Matters\n\n{text}\n\nIt keeps what surrounds the bread coarse.\n\nWe keep ours coarse.")
            verdicts = [one.verdict for one in draft.statements]
            assert verdicts == ([wanted] * 3 if wanted == "unverified" else ["supported", "unsupported", "unverified"])
            keep(assistant, pairs(20, 18))
    assert answer.citations[0].quote == "Steam in the first 10 minutes gives a thinner crust."


def test_the_doctor_says_whether_the_model_is_used_and_what_is_wrong_with_it(assistant: Assistant, tmp_path: Path) -> None:
    def found() -> tuple[bool, str]:
        (finding,) = [one for one in examine(Assistant(assistant.settings)) if one.subject == "cross-encoder"]
        return finding.ok, finding.detail

    ok, detail = found()
    assert ok
    assert detail.endswith("not used for verdicts until `assistant eval` has calibrated it")
    keep(assistant, pairs(20, 18))
    assert (
        "says supported (right in 1.00 of 20 labelled pairs that it was not fitted to), says unsupported (right in 1.00 of 18" in found()[1]
    )
    broken = assistant.settings.model_copy(update={"cross_encoder": tmp_path / "nowhere"})
    (finding,) = [one for one in examine(Assistant(broken)) if one.subject == "cross-encoder"]
    assert not finding.ok
    assert "set ASSISTANT_CROSS_ENCODER to a folder" in finding.detail


def keep(assistant: Assistant, given: Sequence[LabelledPair]) -> None:
    opinion = assistant.second_opinion
    assert opinion is not None
    opinion.keep(calibrate(opinion, given))
