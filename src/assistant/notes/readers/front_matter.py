"""Front matter: a YAML mapping between two rules at the top of a file, or TOML between `+++`. Whatever else stands between two rules is notes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import yaml

from assistant.notes.lines import Property

_Told = tuple[str, tuple[str, ...], int]
_MAX_CHARACTERS = 20_000
_FENCES = {"---": {"---", "..."}, "+++": {"+++"}}
_ROW = re.compile(r"^(?P<name>[^\W\d_][\w ./-]{0,60}?)\s*[:=](?:\s+(?P<value>.*))?$")
_GOES_ON = re.compile(r"^\s+\S|^-\s")


def read_front_matter(text: str) -> tuple[int, list[Property]]:
    """How many lines of `text`, from its first, are front matter, its rules included, and its properties; 0 where it has none."""
    rows = text[:_MAX_CHARACTERS].split("\n")
    closing = _FENCES.get(rows[0].rstrip())
    if closing is None:
        return 0, []
    end = next((number for number, row in enumerate(rows[1:], 1) if row.rstrip() in closing), 0)
    inside = rows[1:end]
    is_toml = bool(end) and rows[0].startswith("+") and _is_toml(inside)
    if not end or not (is_toml or _is_mapping("\n".join(inside)) or _is_nearly_one(inside)):
        return 0, []
    found = sorted(_toml(inside) if is_toml else _properties(inside), key=lambda told: told[2])
    ends = [*(line - 1 for _, _, line in found[1:]), end]
    return end + 1, [Property(name, values, line, last) for (name, values, line), last in zip(found, ends, strict=False)]


def _toml(rows: list[str]) -> Iterator[_Told]:
    """The properties of TOML; one of a table within it stands under its own name."""
    said: list[tuple[str, object]] = list(tomllib.loads("\n".join(rows)).items())
    while said:
        name, value = said.pop(0)
        if isinstance(value, dict):
            said[:0] = value.items()
            continue
        line = next((n for n, row in enumerate(rows, 2) if re.match(rf"\s*[\"']?{re.escape(name)}[\"']?\s*=", row)), 2)
        values = value if isinstance(value, list) else [value]
        yield name, tuple(" ".join(str(one).split()) for one in values), line


def _is_toml(rows: list[str]) -> bool:
    try:
        return bool(tomllib.loads("\n".join(rows)))
    except ValueError:
        return False


def _properties(rows: list[str]) -> Iterator[_Told]:
    try:
        node = yaml.compose("\n".join(rows), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        node = None
    if not isinstance(node, yaml.MappingNode):
        yield from _plain_properties(rows)
        return
    for key, value in node.value:
        yield str(key.value), tuple(_values(value)), key.start_mark.line + 2


def _values(node: yaml.Node) -> Iterator[str]:
    """The values of a property, in words; a value is not built, for what is no date or no number is the writer's own affair."""
    if isinstance(node, yaml.ScalarNode):
        if words := " ".join(str(node.value).split()):
            yield words
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield f"{key.value}: {', '.join(_values(value))}"
    else:
        for value in node.value:
            yield from _values(value)


def _plain_properties(rows: list[str]) -> Iterator[_Told]:
    """Properties of front matter that is no YAML: `title: Bread: a study`, a template's `{{date}}`, TOML."""
    name, values, line = "", list[str](), 0
    for number, row in enumerate([*rows, "end:"], 2):
        found = _ROW.match(row)
        if found or not row.strip():
            if name:
                yield name, tuple(values), line
            name = found["name"] if found else ""
            value = (found["value"] or "").strip() if found else ""
            inside = value[1:-1].split(",") if value[:1] + value[-1:] == "[]" and value[:2] != "[[" else [value]
            values, line = [word for part in inside if (word := part.strip(" \"'"))], number
        elif value := row.strip().removeprefix("- ").strip("\"' "):
            values.append(value)


def _is_mapping(text: str) -> bool:
    """Whether a text is a YAML mapping."""
    try:
        return isinstance(yaml.compose(text, Loader=yaml.SafeLoader), yaml.MappingNode)
    except (yaml.YAMLError, RecursionError):
        return False


def _is_nearly_one(rows: list[str]) -> bool:
    """Whether each line names a property or goes on one, as people write them without YAML's quotation marks."""
    told = [row for row in rows if row.strip() and not row.startswith("#")]
    return bool(told) and bool(_ROW.match(told[0])) and all(_ROW.match(row) or _GOES_ON.match(row) for row in told)
