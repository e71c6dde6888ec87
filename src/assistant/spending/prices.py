"""What tokens cost: a small table that ships, with the user's own (`prices.toml` in the home folder) on top."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from assistant.endpoint.writer import Counts
from assistant.errors import UsageError

FILE = "prices.toml"
_MILLION = 1_000_000
_DATED = re.compile(r"-\d{4}-?\d{2}-?\d{2}$")


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens: read, read from the endpoint's cache, written."""

    input: float
    cached: float
    output: float

    def of(self, counts: Counts) -> float:
        """What a call costs, in US dollars. The cached tokens are some of those that were read."""
        cached = min(counts.cached_tokens, counts.prompt_tokens)
        fresh = counts.prompt_tokens - cached
        return (fresh * self.input + cached * self.cached + counts.completion_tokens * self.output) / _MILLION

    def told(self) -> str:
        """The three prices for a million tokens in a few words."""
        if not (self.input or self.cached or self.output):
            return "free"
        return f"{self.input:g} / {self.cached:g} / {self.output:g} USD"


FREE = Price(0, 0, 0)


class _Row(BaseModel):
    """A model of the table; without `cached`, what is read from the cache costs as much as the rest."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    input: float = Field(ge=0)
    cached: float | None = Field(None, ge=0)
    output: float = Field(ge=0)

    def price(self) -> Price:
        """The same as a price."""
        return Price(self.input, self.input if self.cached is None else self.cached, self.output)


_TABLE = TypeAdapter(dict[str, _Row])


class Prices:
    """The prices of models by name. `free` is what a model costs that stands in no table: nothing where it runs on this machine."""

    def __init__(self, table: Mapping[str, Price], *, free: bool = False) -> None:
        self._table = {name.casefold(): price for name, price in table.items()}
        self._free = free

    def of(self, model: str) -> Price | None:
        """The price of a model, None where it is not known. A name is known with its maker before it (`openai/…`) and a date behind it, too."""
        name = model.casefold()
        own = name.rpartition("/")[2]
        found = next((self._table[one] for one in (name, own, _DATED.sub("", own)) if one in self._table), None)
        return found or (FREE if self._free else None)


def load_prices(home: Path, *, free: bool = False) -> Prices:
    """The prices that ship, with those of `home` on top. Raises `UsageError` where the user's file is no such table."""
    shipped = _read(Path(__file__).with_name(FILE))
    own = home / FILE
    return Prices(shipped | (_read(own) if own.is_file() else {}), free=free)


def _read(file: Path) -> dict[str, Price]:
    try:
        rows = _TABLE.validate_python(tomllib.loads(file.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({error.strerror}); mend its permissions, or move it away") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = " ".join(map(str, first["loc"]))
        raise UsageError(
            f'{file}: {where}: {first["msg"]}; a model is written ["its name"], input = 0.15, cached = 0.07, output = 0.60'
        ) from None
    except ValueError as error:  # no TOML, or no UTF-8
        raise UsageError(f"{file} is no TOML ({' '.join(str(error).split())}); mend it, or move it away") from None
    return {name: row.price() for name, row in rows.items()}
