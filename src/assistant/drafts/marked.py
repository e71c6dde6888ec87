"""A checked text in its own order and shape, each statement where it stood: for pages that show verdicts in the text, and for a report to take along."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter

from assistant.answers.answer import MARKS, Citation
from assistant.answers.references import reference
from assistant.text.display import inert
from assistant.text.safe import readable

_BULLET = re.compile(r"(\s*)(?:[-*+•–‣]|\(?(?:\d{1,3}|[a-z])[.)])\s")
_FOUND_BY = 12  # characters at a statement's beginning by which it is found in its line


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a block: a statement, with its document, or words that are none (None)."""

    text: str
    said: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, an item of a list at some `depth`, a paragraph, or lines that were not checked, with their kind as `reason`."""

    kind: Literal["heading", "item", "text", "aside"]
    pieces: tuple[Piece, ...]
    depth: int = 0
    reason: str = ""


def blocks_of(text: str, document: Mapping[str, Any]) -> list[Block]:
    """The blocks of a text and of what `CheckedDraft.to_json` says of it."""
    said, left = defaultdict(list), defaultdict(list)
    for one in document["statements"]:
        said[one["line"]].append(one)
    for one in document["left_out"]:
        left[one["line"]].append(one)
    blocks: list[Block] = []
    open_block = False
    for number, raw in enumerate(readable(text).removeprefix("\ufeff").split("\n"), 1):
        whole = len(left[number]) == 1 and not said[number] and left[number][0]["text"] == raw.strip()
        if whole:
            _leave(blocks, left[number][0])
            open_block = False
            continue
        pieces = _in_order(raw, said[number], left[number])
        if bullet := _BULLET.match(raw):
            blocks.append(Block("item", pieces, len(bullet[1].expandtabs(4)) // 2))
            open_block = True
        elif pieces and open_block:
            last = blocks.pop()
            blocks.append(Block(last.kind, (*last.pieces, *pieces), last.depth))
        elif pieces:
            blocks.append(Block("text", pieces))
            open_block = True
        open_block = open_block and bool(raw.strip())
    return [block for block in blocks if block.pieces]


def _leave(blocks: list[Block], one: Mapping[str, Any]) -> None:
    if one["reason"] == "heading":
        level = len(one["text"]) - len(one["text"].lstrip("#"))
        blocks.append(Block("heading", (Piece(one["text"].strip("#*_ ")),), max(level, 1)))
    elif blocks and blocks[-1].kind == "aside" and blocks[-1].reason == one["reason"]:
        blocks.append(Block("aside", (*blocks.pop().pieces, Piece(one["text"])), reason=one["reason"]))
    else:
        blocks.append(Block("aside", (Piece(one["text"]),), reason=one["reason"]))


def _in_order(raw: str, said: Sequence[Mapping[str, Any]], left: Sequence[Mapping[str, Any]]) -> tuple[Piece, ...]:
    """What begins on a line, as it stands there."""
    pieces = [Piece(one["text"], one) for one in said] + [Piece(one["text"]) for one in left]
    return tuple(sorted(pieces, key=lambda piece: raw.find(piece.text[:_FOUND_BY]) % (len(raw) + 1)))


def counted(counts: Mapping[str, int]) -> str:
    """How many statements each verdict was given, in one line, the good news first."""
    words = {"partly": "partly supported", "unsupported": "not supported", "unverified": "not verified"}
    rest = [f"{counts[verdict]} {label}" for verdict, label in words.items() if counts[verdict]]
    return " · ".join([f"{counts['supported']} of {sum(counts.values())} supported", *rest])


def report(name: str, text: str, document: Mapping[str, Any]) -> str:
    """A checked text as Markdown: the text with a word behind each statement that is not supported, the reasons, and the references."""
    parts = [f"# {name}", counted(document["counts"])]
    parts += [_markdown(block) for block in blocks_of(text, document)]
    citations = TypeAdapter(list[Citation]).validate_python(document["citations"])
    if citations:
        parts += ["## References", "\n".join(f"- [{one.marker}] {reference(one)}" for one in citations)]
    return inert("\n\n".join(parts)) + "\n"


def _markdown(block: Block) -> str:
    told = " ".join(_told(piece) for piece in block.pieces)
    match block.kind:
        case "heading":
            return f"{'#' * min(block.depth + 1, 6)} {told}"
        case "item":
            return f"{'  ' * block.depth}- {told}"
        case "aside":
            return "\n".join(f"> {piece.text}" for piece in block.pieces)
    return told


def _told(piece: Piece) -> str:
    if piece.said is None:
        return piece.text
    markers = "".join(f" [{marker}]" for marker in piece.said["markers"])
    mark = MARKS[piece.said["verdict"]]
    if mark and piece.said["reason"]:
        mark = f"{mark[:-1]}: {piece.said['reason']})"
    return f"{piece.text}{markers}{mark}"
