"""Front matter: a YAML mapping between two rules at the top of a file. Whatever else stands between two rules is notes."""

from __future__ import annotations

import yaml

_MAX_CHARACTERS = 20_000


def front_matter_lines(text: str) -> int:
    """How many lines of `text`, from its first, are front matter, its rules included; 0 where it has none."""
    if not text.startswith("---"):
        return 0
    rows = text[:_MAX_CHARACTERS].split("\n")
    if rows[0].rstrip() != "---":
        return 0
    end = next((number for number, row in enumerate(rows[1:], 1) if row.rstrip() in {"---", "..."}), 0)
    return end + 1 if end and _is_mapping("\n".join(rows[1:end])) else 0


def _is_mapping(text: str) -> bool:
    """Whether a text is a YAML mapping. It is not built: a value that is no date or no number is the writer's own affair."""
    try:
        return isinstance(yaml.compose(text, Loader=yaml.SafeLoader), yaml.MappingNode)
    except (yaml.YAMLError, RecursionError):
        return False
