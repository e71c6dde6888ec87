"""Every knob, read from the environment or a `.env` file in the working directory."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import UsageError

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


def shipped(name: str) -> Path:
    """The path of something that ships with the project (`corpus`, `prompts`, `app.py`), in a checkout or an installed package."""
    in_checkout = _CHECKOUT / name
    return in_checkout if in_checkout.exists() and (_CHECKOUT / "pyproject.toml").exists() else _PACKAGE / "data" / name


def default_home() -> Path:
    """Where index, threads and logs live: `~/.local/share/research-assistant`, or below `XDG_DATA_HOME` where that is set."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "research-assistant"


class Settings(BaseSettings):
    """Settings of one assistant. Build with `load_settings`, which turns a bad value into a `UsageError`."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, env_ignore_empty=True)

    notes: Path | None = Field(None, validation_alias="ASSISTANT_NOTES")
    home: Path = Field(default_factory=default_home, validation_alias="ASSISTANT_HOME")
    chroma: str | None = Field(None, validation_alias="ASSISTANT_CHROMA", pattern=r"^https?://[^/]+/?$")
    embedding: str = Field("local", validation_alias="ASSISTANT_EMBEDDING", pattern=r"^(local|openai:.+)$")
    model: str | None = Field(None, validation_alias="ASSISTANT_MODEL")
    api_key: SecretStr | None = Field(None, validation_alias="OPENAI_API_KEY")
    base_url: str | None = Field(None, validation_alias="OPENAI_BASE_URL")
    cross_encoder: Path | None = Field(None, validation_alias="ASSISTANT_CROSS_ENCODER")
    prompts: Path | None = Field(None, validation_alias="ASSISTANT_PROMPTS")
    evidence_tokens: int = Field(1500, ge=200, validation_alias="ASSISTANT_EVIDENCE_TOKENS")
    context_tokens: int = Field(8192, ge=1024, validation_alias="ASSISTANT_CONTEXT_TOKENS")
    chunk_tokens: int = Field(160, ge=8, le=240, validation_alias="ASSISTANT_CHUNK_TOKENS")
    abstain_below: float = Field(0.5, ge=0, le=1, validation_alias="ASSISTANT_ABSTAIN_BELOW")
    timeout_seconds: float = Field(120.0, gt=0, validation_alias="ASSISTANT_TIMEOUT")

    @property
    def has_model(self) -> bool:
        """Whether a model is configured: a key or an endpoint is enough; without either the extractor answers."""
        return self.api_key is not None or self.base_url is not None


def load_settings(**given: object) -> Settings:
    """Settings from the environment and `.env`, with `given` (those not None) on top. Raises `UsageError` that names the bad value."""
    try:
        aliases = {name: str(field.validation_alias) for name, field in Settings.model_fields.items()}
        return Settings(**{aliases[name]: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"setting {name} cannot be used: {first['msg']}; correct it in the environment or in .env") from None
