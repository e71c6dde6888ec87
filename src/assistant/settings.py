"""Every knob, read from the environment or a `.env` file in the working directory."""

from __future__ import annotations

import ipaddress
import logging
import os
import re
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, PrivateAttr, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import UsageError

OPENAI_URL = "https://api.openai.com/v1"
_FIELDS = {"OPENAI_BASE_URL": "endpoint", "ASSISTANT_MODEL": "model", "OPENAI_API_KEY": "key", "ASSISTANT_LANGUAGE": "language"}
# An address that starts a program on this machine: none of the web, none that a browser would run or read itself.
_EDITOR = re.compile(r"(?!(?:https?|wss?|ftp|file|data|blob|about|javascript|view-source)\b)[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


def shipped(name: str) -> Path:
    """The path of something that ships with the project (`corpus`, `prompts`, `app.py`), in a checkout or an installed package."""
    in_checkout = _CHECKOUT / name
    return in_checkout if in_checkout.exists() and (_CHECKOUT / "pyproject.toml").exists() else _PACKAGE / "data" / name


def default_home() -> Path:
    """Where index, threads and logs live: `~/.local/share/research-assistant`, or below `XDG_DATA_HOME` where that is set."""
    base = os.environ.get("XDG_DATA_HOME", "").strip() or "~/.local/share"
    return expanded(base) / "research-assistant"


def expanded(path: str | Path) -> Path:
    """A path with the home folders in the place of `~` and `~name`. Raises `ValueError` where there is none."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise ValueError(f"there is no home folder for {str(path).split('/')[0]}") from None


def host_of(url: str) -> str | None:
    """The host of a web address; None where the text is no such address."""
    try:
        parts = urlsplit(url)
        whole = url.isprintable() and " " not in url and parts.scheme in _PORTS and parts.port != 0
        return parts.hostname if whole else None
    except ValueError:
        return None


def is_loopback(host: str | None) -> bool:
    """Whether a host is this machine itself, so that nothing sent to it leaves and nobody from elsewhere reaches it."""
    if host in {None, ""}:
        return False
    try:
        return ipaddress.ip_address(str(host).strip("[]")).is_loopback
    except ValueError:
        return str(host).lower().rstrip(".") == "localhost"


def shown_address(url: str) -> str:
    """A web address as people may see it: without credentials and query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}".rstrip("/")


def _same_address(one: str, other: str) -> bool:
    """Whether two web addresses lead to the same server and path, under the same name."""
    first, second = (
        (
            parts.scheme,
            parts.username,
            parts.password,
            parts.hostname,
            parts.port or _PORTS.get(parts.scheme),
            parts.path.rstrip("/"),
            parts.query,
        )
        for parts in map(urlsplit, (one, other))
    )
    return first == second


class Settings(BaseSettings):
    """Settings of one assistant. Build with `load_settings`, which turns a bad value into a `UsageError`."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8-sig", extra="ignore", frozen=True, env_ignore_empty=True)

    notes: Path | None = Field(None, validation_alias="ASSISTANT_NOTES")
    home: Path = Field(default_factory=default_home, validation_alias="ASSISTANT_HOME")
    chroma: str | None = Field(None, validation_alias="ASSISTANT_CHROMA", pattern=r"^https?://[^/]+/?$", repr=False)
    embedding: str = Field("local", validation_alias="ASSISTANT_EMBEDDING", pattern=r"^(local|openai:.+|onnx:.+)$")
    model: str | None = Field(None, validation_alias="ASSISTANT_MODEL")
    profile: Literal["small", "large"] | None = Field(None, validation_alias="ASSISTANT_PROFILE")
    api_key: SecretStr | None = Field(None, validation_alias="OPENAI_API_KEY")
    base_url: str | None = Field(None, validation_alias="OPENAI_BASE_URL", repr=False)
    cross_encoder: Path | None = Field(None, validation_alias="ASSISTANT_CROSS_ENCODER")
    judge: bool = Field(False, validation_alias="ASSISTANT_JUDGE")
    prompts: Path | None = Field(None, validation_alias="ASSISTANT_PROMPTS")
    language: str | None = Field(None, validation_alias="ASSISTANT_LANGUAGE", pattern=r"^[^\W\d_]+([ -][^\W\d_]+){0,3}$", max_length=40)
    evidence_tokens: int = Field(1500, ge=200, validation_alias="ASSISTANT_EVIDENCE_TOKENS")
    context_tokens: int = Field(8192, ge=1024, validation_alias="ASSISTANT_CONTEXT_TOKENS")
    chunk_tokens: int = Field(160, ge=8, le=240, validation_alias="ASSISTANT_CHUNK_TOKENS")
    abstain_below: float = Field(0.5, ge=0, le=1, validation_alias="ASSISTANT_ABSTAIN_BELOW")
    timeout_seconds: float = Field(120.0, gt=0, validation_alias="ASSISTANT_TIMEOUT")
    answer_limit: str | None = Field(None, validation_alias="ASSISTANT_ANSWER_LIMIT")
    day_limit: str | None = Field(None, validation_alias="ASSISTANT_DAY_LIMIT")
    editor: str | None = Field(None, validation_alias="ASSISTANT_EDITOR")
    password: SecretStr | None = Field(None, validation_alias="ASSISTANT_PASSWORD")
    serve_token: SecretStr | None = Field(None, validation_alias="ASSISTANT_SERVE_TOKEN")
    _elsewhere: bool = PrivateAttr(False)
    _typed: frozenset[str] = PrivateAttr(frozenset())

    @model_validator(mode="before")
    @classmethod
    def _stripped(cls, given: dict[str, Any]) -> dict[str, Any]:
        stripped = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
        return {name: value for name, value in stripped.items() if value != ""}

    @field_validator("*", mode="before")
    @classmethod
    def _utf8(cls, value: Any) -> Any:
        try:
            str(value).encode()
        except UnicodeEncodeError:
            raise ValueError("it is not UTF-8") from None
        return value

    @field_validator("notes", "home", "cross_encoder", "prompts", mode="before")
    @classmethod
    def _path(cls, value: Any) -> Any:
        return expanded(value) if isinstance(value, str | Path) else value

    @field_validator("model", "embedding")
    @classmethod
    def _file(cls, value: str | None) -> str | None:
        named = (value or "").removeprefix("onnx:")
        if named != value or named.lower().endswith(".gguf"):
            expanded(named)
        return value

    @field_validator("base_url")
    @classmethod
    def _web_address(cls, url: str | None) -> str | None:
        if url is not None and host_of(url) is None:
            raise ValueError("it is no web address; it looks like http://127.0.0.1:8080/v1")
        return url

    @field_validator("editor")
    @classmethod
    def _editor(cls, pattern: str | None) -> str | None:
        if pattern is not None and not (_EDITOR.match(pattern) and "{path}" in pattern):
            raise ValueError("it is no address of an editor; it looks like vscode://file/{path}:{line}")
        return pattern

    @field_validator("answer_limit", "day_limit")
    @classmethod
    def _limit(cls, text: str | None) -> str | None:
        if text is None:
            return None
        found = re.fullmatch(r"(\d+(?:\.\d+)?) ?(USD|tokens)", text, re.IGNORECASE)
        if found is None:
            raise ValueError("it is no limit; it looks like 0.50 USD or 20000 tokens")
        return f"{found[1]} {found[2].lower()}"

    @field_validator("api_key")
    @classmethod
    def _key(cls, key: SecretStr | None) -> SecretStr | None:
        text = key.get_secret_value().strip() if key else ""
        if not (text.isascii() and text.isprintable()):
            raise ValueError("it holds characters that no key has; copy it again")
        return SecretStr(text) if text else None

    @property
    def url(self) -> str:
        """The base URL of the endpoint: that which is set, else OpenAI's."""
        return self.base_url or OPENAI_URL

    @property
    def is_elsewhere(self) -> bool:
        """Whether the endpoint is another than that of the environment, whose key and headers are not for it."""
        return self._elsewhere

    def field_of(self, setting: str) -> str:
        """A variable as whoever is to mend its value knows it: by the field of the app where that is where it comes from."""
        return f"the {_FIELDS[setting]} in Settings" if setting in self._typed else setting

    @property
    def has_endpoint(self) -> bool:
        """Whether an endpoint is configured: its address, or a key for OpenAI's."""
        return self.api_key is not None or self.base_url is not None

    @property
    def local_model(self) -> Path | None:
        """The model file (GGUF) on this machine that is to answer, where `model` names one and not a model of an endpoint."""
        named = self.model or ""
        return expanded(named) if self.base_url is None and named.lower().endswith(".gguf") else None

    @property
    def has_model(self) -> bool:
        """Whether a model is configured: an endpoint or a file; without either the extractor answers."""
        return self.has_endpoint or self.local_model is not None


def load_settings(**given: object) -> Settings:
    """Settings from the environment and `.env`, with `given` (those neither None nor blank) on top.

    A key from the environment goes with the endpoint from the environment: where another `base_url` is given, it is left out.
    Raises `UsageError` that names the bad value.
    """
    aliases = {name: str(field.validation_alias) for name, field in Settings.model_fields.items()}
    chosen = {aliases[name]: value for name, value in given.items() if value is not None and str(value).strip()}
    settings = _read(chosen)
    if aliases["base_url"] not in chosen or _same_address(settings.url, _own_url()):
        return settings
    settings = _read({aliases["api_key"]: None} | chosen)
    settings._elsewhere = True
    return settings


def typed_settings(base_url: str, model: str, api_key: str, language: str = "") -> Settings:
    """Settings with what was typed into the fields of the app on top; messages about it name the fields. Raises as `load_settings` does."""
    try:
        settings = load_settings(base_url=base_url, model=model, api_key=api_key, language=language)
    except UsageError as error:
        told = str(error)
        for name, field in _FIELDS.items():
            told = told.replace(f"setting {name} cannot", f"the {field} cannot")
        raise UsageError(told) from None
    typed = {
        "OPENAI_BASE_URL": base_url,
        "ASSISTANT_MODEL": model,
        "OPENAI_API_KEY": api_key or settings.is_elsewhere,
        "ASSISTANT_LANGUAGE": language,
    }
    settings._typed = frozenset(name for name, value in typed.items() if value)
    return settings


def _own_url() -> str:
    """The endpoint of the environment; where that is none, nothing is the same as it."""
    try:
        return _read({}).url
    except UsageError:
        return ""


@cache
def _tell_of_lines() -> None:
    """Has python-dotenv say once, and with the file, which line of it cannot be read; the other settings hold."""
    told: set[str] = set()

    def once(record: logging.LogRecord) -> bool:
        line = str(record.args[0]) if isinstance(record.args, tuple) and record.args else ""
        if not line or "parse" not in str(record.msg):
            return True
        record.msg = f"assistant: {Path('.env').resolve()}, line %s, is no NAME=value and is passed over; mend it or remove it"
        is_new = line not in told
        told.add(line)
        return is_new

    logging.getLogger("dotenv.main").addFilter(once)


def _read(chosen: dict[str, Any]) -> Settings:
    _tell_of_lines()
    try:
        return Settings(**chosen)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        where = "" if name in chosen else " in the environment or in .env"
        raise UsageError(f"setting {name} cannot be used: {first['msg'].removeprefix('Value error, ')}; correct it{where}") from None
    except (UnicodeDecodeError, OSError):
        raise UsageError(".env in this folder cannot be read; save it as UTF-8 text, or remove it") from None
