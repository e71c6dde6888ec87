"""Which models may be used: those of the endpoint, with their prices, the one that ships, and those on this machine."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.embedding.minilm import LocalEmbedder
from assistant.endpoint.client import Endpoint
from assistant.errors import ModelError
from assistant.models.check import kind_of, setting_of
from assistant.models.fetch import FOLDER
from assistant.settings import Settings, expanded, host_of, is_loopback
from assistant.spending.prices import FREE, Price, load_prices

CHAT, EMBEDDING, CROSS_ENCODER = "chat", "embedding", "cross-encoder"


@dataclass(frozen=True, slots=True)
class Offered:
    """A model that may be used, for what, with the setting that chooses it, whether it is in use now, and its price where that is known."""

    kind: str
    name: str
    setting: str
    in_use: bool
    price: Price | None = None

    def to_json(self) -> dict[str, Any]:
        """As a JSON object; prices in US dollars for a million tokens."""
        price = asdict(self.price) if self.price else None
        return {"kind": self.kind, "name": self.name, "setting": self.setting, "in_use": self.in_use, "price_usd": price}


def offered(settings: Settings) -> tuple[list[Offered], str]:
    """What may be used, and in a line why the endpoint's models are not among it, empty where they are or there is no endpoint. Raises `UsageError`
    where the user's table of prices is broken."""
    models = [*_files(settings)]
    told = ""
    if settings.has_endpoint:
        try:
            models += _of_endpoint(settings)
        except ModelError as error:
            told = str(error)
    return sorted([*models, *_local(settings)], key=lambda one: (CHAT, EMBEDDING, CROSS_ENCODER).index(one.kind)), told


def _of_endpoint(settings: Settings) -> Iterator[Offered]:
    endpoint = Endpoint(settings)
    prices = load_prices(settings.home, free=is_loopback(host_of(settings.url)))
    listed = endpoint.models()
    in_use = "" if settings.local_model else endpoint.model
    for name in listed if in_use in {"", *listed} else [in_use, *listed]:
        if "embed" in name.lower():
            setting = f"openai:{name}"
            yield Offered(EMBEDDING, name, f"ASSISTANT_EMBEDDING={setting}", setting == settings.embedding, prices.of(name))
        elif "rerank" not in name.lower():
            yield Offered(CHAT, name, f"ASSISTANT_MODEL={name}", name == in_use, prices.of(name))


def _files(settings: Settings) -> Iterator[Offered]:
    """The model files (GGUF): that of the settings, and those in the home's `models` folder."""
    own = settings.local_model
    found = sorted({*(settings.home / FOLDER).rglob("*.gguf"), *([own] if own else [])})
    yield from (Offered(CHAT, file.stem, f"ASSISTANT_MODEL={shlex.quote(str(file))}", file == own, FREE) for file in found)


def _local(settings: Settings) -> Iterator[Offered]:
    """The embedding model that ships, and the folders of models: those of the settings, and those in the home's `models` folder."""
    yield Offered(EMBEDDING, LocalEmbedder.name, "ASSISTANT_EMBEDDING=local", settings.embedding == "local", FREE)
    kind, _, named = settings.embedding.partition(":")
    embedding = expanded(named) if kind == "onnx" else None
    used = {folder.resolve(): folder for folder in (embedding, settings.cross_encoder) if folder}
    own = {folder.resolve(): folder for folder in folders(settings.home)}
    for place, folder in (own | used).items():
        what = EMBEDDING if folder == embedding else CROSS_ENCODER if folder == settings.cross_encoder else kind_of(folder)
        name = str(folder.relative_to(settings.home / FOLDER)) if folder.is_relative_to(settings.home / FOLDER) else folder.name
        yield Offered(what, name, setting_of(what, folder), place in used, FREE)


def folders(home: Path) -> Sequence[Path]:
    """The folders with an ONNX model in the home's `models` folder."""
    found = (home / FOLDER).glob("**/tokenizer.json")
    return sorted(file.parent for file in found if not any(part.startswith(".") for part in file.relative_to(home).parts))
