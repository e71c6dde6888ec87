"""A cross-encoder that is given by path is run as it was exported; what is none is refused in a line that says what to do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.support.cross_encoder import CrossEncoder
from tests.tiny_cross_encoder import LABELS, make_cross_encoder

THIN = "Steam gives a thinner crust."
UNRELATED = ["The oven stays closed for quite a while, whatever the baker may think of it."] * 9


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_cross_encoder(tmp_path / "model")


@pytest.mark.parametrize("labels", [LABELS, ("CONTRADICTION", "Entailment", "neutral"), ("neutral", "contradiction", "ENTAILMENT")])
def test_the_labels_are_read_in_any_case_and_order(tmp_path: Path, labels: tuple[str, ...]) -> None:
    model = CrossEncoder(make_cross_encoder(tmp_path / "model", labels=labels))
    (same,), (opposite,), (other,) = (model.judge([THIN], text) for text in ("A delicate crust.", "A coarse crust.", "A closed oven."))
    assert same.entails > 0.9 > 0.1 > same.contradicts
    assert opposite.contradicts > 0.9 > 0.1 > opposite.entails
    assert max(other.entails, other.contradicts) < 0.2


def test_each_premise_is_judged_as_if_it_were_alone(folder: Path) -> None:
    premises = [*UNRELATED, THIN, "A coarse crumb."]
    together = CrossEncoder(folder).judge(premises, "A delicate crust.")
    alone = [CrossEncoder(folder).judge([premise], "A delicate crust.")[0] for premise in premises]
    assert [one.entails for one in together] == pytest.approx([one.entails for one in alone])
    assert [one.entails > 0.5 for one in together] == [False] * 9 + [True, False]


def test_a_premise_beyond_the_length_of_the_model_is_cut_and_the_statement_is_not(folder: Path) -> None:
    model = CrossEncoder(folder)
    assert model.judge([f"{THIN} " + "bread " * 2000], "A delicate crust.")[0].entails > 0.9
    assert model.judge(["bread " * 2000 + THIN], "A delicate crust.")[0].entails < 0.2


def test_a_model_file_of_another_name_may_be_given_itself(folder: Path) -> None:
    other = (folder / "model.onnx").rename(folder / "model_quantized.onnx")
    assert CrossEncoder(other).judge([THIN], "A delicate crust.")[0].entails > 0.9


def test_what_a_judgement_depends_on_tells_models_apart(folder: Path, tmp_path: Path) -> None:
    same = Path(shutil.copytree(folder, tmp_path / "copy"))
    turned = Path(shutil.copytree(folder, tmp_path / "turned"))
    labelled(*LABELS[::-1])(turned)
    assert CrossEncoder(same).digest == CrossEncoder(folder).digest != CrossEncoder(turned).digest
    (same / "model.onnx_data").write_bytes(b"weights that the model keeps beside it")
    assert CrossEncoder(same).digest != CrossEncoder(folder).digest


def labelled(*labels: str) -> Callable[[Path], object]:
    return lambda folder: (folder / "config.json").write_text(json.dumps({"id2label": dict(enumerate(labels))}), encoding="utf-8")


@pytest.mark.parametrize(
    ("harm", "hint"),
    [
        (shutil.rmtree, "has no model.onnx and no tokenizer.json and no config.json; set ASSISTANT_CROSS_ENCODER"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "has no tokenizer.json; set ASSISTANT_CROSS_ENCODER"),
        (lambda folder: (folder / "model.onnx").write_bytes(b"no graph"), r"model\.onnx cannot be used .* export the cross-encoder"),
        (lambda folder: (folder / "tokenizer.json").write_text("{}"), r"tokenizer\.json cannot be used .* export the cross-encoder"),
        (lambda folder: (folder / "config.json").write_text("[]"), r"config\.json cannot be read .* export the model again"),
        (labelled("LABEL_0"), "single label, so the model tells relevance"),
        (labelled("LABEL_0", "LABEL_1", "LABEL_2"), "does not name entailment, contradiction, neutral"),
        (labelled("entailment", "not_entailment"), "does not name entailment, contradiction, neutral"),
    ],
)
def test_what_is_no_such_model_is_refused_in_a_line_that_says_what_to_do(folder: Path, harm: Callable[[Path], object], hint: str) -> None:
    harm(folder)
    with pytest.raises(UsageError, match=hint) as raised:
        CrossEncoder(folder).judge([THIN], "A delicate crust.")
    assert "\n" not in str(raised.value)


def test_a_model_that_scores_other_than_its_labels_say_is_refused(tmp_path: Path) -> None:
    folder = make_cross_encoder(tmp_path / "model", labels=("relevant",))
    labelled(*LABELS)(folder)
    with pytest.raises(UsageError, match="no score for each of its 3 labels"):
        CrossEncoder(folder).judge([THIN], "A delicate crust.")
