"""A cross-encoder that is given by path is run as it was exported; what is none is refused in a line that says what to do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.support.cross_encoder import CrossEncoder, Entailment
from tests.tiny_cross_encoder import LABELS, make_cross_encoder

THIN = "Steam gives a thinner crust."
UNRELATED = ["The oven stays closed for quite a while, whatever the baker may think of it."] * 9


def judge(model: CrossEncoder, premises: Sequence[str], statement: str) -> list[Entailment]:
    return model.judge([(premise, statement) for premise in premises])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_cross_encoder(tmp_path / "model")


@pytest.mark.parametrize("labels", [LABELS, ("CONTRADICTION", "Entailment", "neutral"), ("neutral", "contradiction", "ENTAILMENT")])
def test_the_labels_are_read_in_any_case_and_order(tmp_path: Path, labels: tuple[str, ...]) -> None:
    model = CrossEncoder(make_cross_encoder(tmp_path / "model", labels=labels))
    (same,), (opposite,), (other,) = (judge(model, [THIN], text) for text in ("A delicate crust.", "A coarse crust.", "A closed oven."))
    assert same.entails > 0.9 > 0.1 > same.contradicts
    assert opposite.contradicts > 0.9 > 0.1 > opposite.entails
    assert max(other.entails, other.contradicts) < 0.2


@pytest.mark.parametrize("labels", [("consistent", "inconsistent"), ("Not_Entailment", "Entailment")])
def test_of_two_labels_the_one_that_is_not_entailment_is_everything_else(tmp_path: Path, labels: tuple[str, ...]) -> None:
    model = CrossEncoder(make_cross_encoder(tmp_path / "model", labels=labels))
    (same,), (opposite,), (other,) = (judge(model, [THIN], text) for text in ("A delicate crust.", "A coarse crust.", "A closed oven."))
    assert same.entails > 0.9
    assert opposite.entails < other.entails < 0.2
    assert [one.contradicts for one in (same, opposite, other)] == pytest.approx([1 - one.entails for one in (same, opposite, other)])
    assert not model.tells_contradiction


@pytest.mark.parametrize("shape", [("batch", 16), (1, 16), (3, 16), (1, "words")])
def test_a_graph_of_a_fixed_size_judges_as_one_that_takes_any(tmp_path: Path, folder: Path, shape: tuple[int | str, int | str]) -> None:
    fixed = CrossEncoder(make_cross_encoder(tmp_path / "fixed", shape=shape))
    premises = [THIN, "A coarse crumb.", "The oven stays closed.", "An airy loaf."]
    found, wanted = (judge(model, premises, "A delicate crust.") for model in (fixed, CrossEncoder(folder)))
    assert [one.entails for one in found] == pytest.approx([one.entails for one in wanted])
    assert judge(fixed, [f"{THIN} " + "bread " * 2000], "A delicate crust.")[0].entails > 0.9


def test_each_premise_is_judged_as_if_it_were_alone(folder: Path) -> None:
    premises = [*UNRELATED, THIN, "A coarse crumb."]
    together = judge(CrossEncoder(folder), premises, "A delicate crust.")
    alone = [judge(CrossEncoder(folder), [premise], "A delicate crust.")[0] for premise in premises]
    assert [one.entails for one in together] == pytest.approx([one.entails for one in alone])
    assert [one.entails > 0.5 for one in together] == [False] * 9 + [True, False]


def test_a_premise_beyond_the_length_of_the_model_is_cut_and_the_statement_is_not(folder: Path) -> None:
    model = CrossEncoder(folder)
    assert judge(model, [f"{THIN} " + "bread " * 2000], "A delicate crust.")[0].entails > 0.9
    assert judge(model, ["bread " * 2000 + THIN], "A delicate crust.")[0].entails < 0.2


def test_a_model_file_of_another_name_may_be_given_itself(folder: Path) -> None:
    other = (folder / "model.onnx").rename(folder / "model_quantized.onnx")
    assert judge(CrossEncoder(other), [THIN], "A delicate crust.")[0].entails > 0.9


def test_a_model_is_found_where_the_hub_keeps_it(folder: Path) -> None:
    (folder / "onnx").mkdir()
    inside = (folder / "model.onnx").rename(folder / "onnx" / "model.onnx")
    other = Path(shutil.copy(inside, folder / "onnx" / "model_quantized.onnx"))
    for path in (folder, folder / "onnx", inside, other):
        model = CrossEncoder(path)
        assert model.name == "model"
        assert judge(model, [THIN], "A delicate crust.")[0].entails > 0.9


def test_of_several_models_the_file_has_to_be_named(folder: Path) -> None:
    (folder / "model.onnx").rename(folder / "model_int8.onnx")
    assert judge(CrossEncoder(folder), [THIN], "A delicate crust.")[0].entails > 0.9
    shutil.copy(folder / "model_int8.onnx", folder / "model_fp16.onnx")
    with pytest.raises(UsageError, match=r"holds several models \(model_fp16.onnx, model_int8.onnx\); set ASSISTANT_CROSS_ENCODER to one"):
        CrossEncoder(folder)


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
        (labelled("LABEL_0", "LABEL_1", "LABEL_2"), "does not name entailment, contradiction and neutral, nor entailment and its absence"),
        (labelled("LABEL_0", "LABEL_1"), "does not name entailment, contradiction and neutral, nor entailment and its absence"),
        (labelled("entailment", "consistent"), "does not name entailment"),
        (labelled("entailment", "neutral", "unrelated"), "does not name entailment"),
        (labelled("entailment", "neutral", "contradiction", "other"), "does not name entailment"),
    ],
)
def test_what_is_no_such_model_is_refused_in_a_line_that_says_what_to_do(folder: Path, harm: Callable[[Path], object], hint: str) -> None:
    harm(folder)
    with pytest.raises(UsageError, match=hint) as raised:
        judge(CrossEncoder(folder), [THIN], "A delicate crust.")
    assert "\n" not in str(raised.value)


def test_a_model_that_scores_other_than_its_labels_say_is_refused(tmp_path: Path) -> None:
    folder = make_cross_encoder(tmp_path / "model", labels=("relevant",))
    labelled(*LABELS)(folder)
    with pytest.raises(UsageError, match="no score for each of its 3 labels"):
        judge(CrossEncoder(folder), [THIN], "A delicate crust.")
