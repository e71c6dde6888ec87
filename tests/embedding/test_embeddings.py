from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from assistant.embedding.choosing import make_embedder
from assistant.errors import ModelError
from assistant.settings import load_settings
from tests.scripted_endpoint import Script, serving, vector_of


@pytest.fixture
def script() -> Iterator[Script]:
    with serving(Script()) as running:
        yield running


def test_the_vectors_of_an_endpoint_have_length_one_and_the_order_of_the_texts(script: Script) -> None:
    embedder = make_embedder(load_settings(base_url=script.url, embedding="openai:tiny"))
    texts = ["a" * (1 + n % 7) + "b" * (n % 5) for n in range(300)]
    told: list[int] = []
    vectors = embedder.documents(texts, told.append)
    wanted = np.array([vector_of(text) for text in texts])
    assert np.allclose(vectors, wanted / np.linalg.norm(wanted, axis=1, keepdims=True), atol=1e-6)
    assert np.allclose(embedder.query(texts[8]), vectors[8])
    assert sum(told) == 300
    assert max(len(body["input"]) for body in script.asked) == max(told) < 300
    assert embedder.documents([]).shape[0] == 0


def test_the_settings_choose_the_embedder_and_its_name_tells_the_models_apart(script: Script) -> None:
    assert make_embedder(load_settings(base_url=script.url, embedding="openai:tiny")).name == "openai:tiny"
    assert make_embedder(load_settings()).name.startswith("local:")


@pytest.mark.parametrize(
    ("first", "second"),
    [("[0, 0]", "[1, 0]"), ("[1, 2]", "[1]"), ("[]", "[]"), ("[NaN, 1]", "[1, 1]"), ('"x"', '"y"'), ("null", "null"), ("3", "4")],
)
def test_what_is_no_vector_is_refused_with_the_models_name(script: Script, first: str, second: str) -> None:
    items = f'{{"index": 0, "embedding": {first}}}, {{"index": 1, "embedding": {second}}}'
    script.fault = (200, {"content-type": "application/json"}, f'{{"data": [{items}]}}')
    with pytest.raises(ModelError, match=r"'tiny' at .* ASSISTANT_EMBEDDING"):
        make_embedder(load_settings(base_url=script.url, embedding="openai:tiny")).documents(["a", "b"])
