"""The block grammar of Markdown: markdown-it's, with this reader's own rules for what would be lost or misread.

Footnotes and definitions that give no address are paragraphs, a block that is never closed is no block, a row of a table keeps all its cells, what
stands between `$$` is one formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, fence, html_block, table
from markdown_it.token import Token as Token

from assistant.notes.lines import MAX_DEPTH

_DEFINITION = re.compile(
    r"\[(?P<label>[^\[\]]{1,999})\]:\s*(?P<url><[^<>\n]*>|\S+)(?P<title>\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?[ \t]*(?:\n|$)"
)
_ADDRESS = re.compile(
    r"<.*>$|[a-z][a-z\d+.-]*://|(?:mailto|doi|arxiv|urn):\S|www\.|#\w|(?:\.{1,2}|~)?/\S|\S+\.(?:md|markdown|html?|pdf|org|ipynb)(?:#\S*)?$",
    re.IGNORECASE,
)
_DEFINITION_LINES = 4
# Blocks of HTML that go on until they are closed, and what closes them.
_CLOSED_BY = [
    (re.compile(start, re.IGNORECASE), re.compile(end, re.IGNORECASE))
    for start, end in (
        (r"<!--", r"-->"),
        (r"<\?", r"\?>"),
        (r"<!\[CDATA\[", r"\]\]>"),
        (r"<![a-z]", r">"),
        (r"<(?:script|pre|style|textarea)(?=[\s>]|$)", r"</(?:script|pre|style|textarea)>"),
    )
]
_CLOSES = {"%%": "%%", "$$": "$$", "\\[": "\\]"}
_MATHS_LINES = 200


def is_hidden_block(content: str) -> bool:
    """Whether a block of HTML shows nothing: a comment, a script, a style."""
    start = content.lstrip()
    return any(opening.match(start) for opening, _ in _CLOSED_BY) and not re.match(r"<(?:pre|textarea)", start, re.IGNORECASE)


def acts(text: str) -> list[str]:
    """What a browser would load, run or follow in a Markdown text: images, HTML, and links whose words are not their address."""
    found: list[str] = []
    for block in MarkdownIt("commonmark").enable("table").parse(text):
        tokens = [block, *(block.children or ())]
        for token, after in zip(tokens, [*tokens[1:], None], strict=True):
            if token.type in {"image", "html_inline", "html_block"}:
                found.append(str(token.attrs.get("src", token.content)))
            elif token.type == "link_open" and (after is None or after.content != token.attrs["href"]):
                found.append(str(token.attrs["href"]))
    return found


def blocks(text: str) -> list[Token]:
    """The blocks of a text."""
    return _parser().parse(text)


@cache
def _parser() -> MarkdownIt:
    """The block grammar alone, with this reader's own rules for what would be lost."""
    # A list and its items are two levels; the rule for what is too deep stops long before this.
    parser = MarkdownIt("commonmark", {"maxNesting": 4 * MAX_DEPTH}).enable("table").disable(["inline", "text_join"])
    rules = parser.block.ruler
    rules.before("table", "deep", _deep)
    rules.after("deep", "maths", _maths, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    rules.at("table", _table, {"alt": ["paragraph", "reference"]})
    rules.at("fence", _fence, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    rules.at("html_block", _html, {"alt": ["paragraph", "reference", "blockquote"]})
    rules.at("reference", _definition, {"alt": []})
    return parser


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _push(state: StateBlock, kind: str, lines: int, **meta: Any) -> bool:
    """A token of this reader's own for the next `lines` lines."""
    token = state.push(kind, "", 0)
    token.map = [state.line, state.line + lines]
    token.meta = meta
    state.line += lines
    return True


def _deep(state: StateBlock, _start: int, _end: int, silent: bool) -> bool:
    return not silent and state.level > 2 * MAX_DEPTH and _push(state, "deep", 1)


def _maths(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """What stands between two `$$` or `%%`, or `\\[` and `\\]`, over several lines; a lone one is a paragraph."""
    if state.is_code_block(start):
        return False
    opening = _line(state, start)[:2]
    closing = _CLOSES.get(opening)
    if closing is None or closing in _line(state, start)[2:]:
        return False
    for last in range(start + 1, min(start + _MATHS_LINES, end)):
        if state.sCount[last] < state.blkIndent and not state.isEmpty(last):
            break
        if closing in _line(state, last):
            return silent or _push(
                state,
                "hidden" if closing == "%%" else "maths",
                last + 1 - start,
                text=state.getLines(start, last + 1, state.blkIndent, False),
            )
    return False


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table, each row beside its text: markdown-it drops the cells beyond the header's."""
    before = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    for token in state.tokens[before:]:
        if token.type == "tr_open" and token.map:
            token.meta = {"row": " ".join(_line(state, token.map[0]).split())}
    return True


def _fence(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    found = re.match(r"`{3,}|~{3,}", _line(state, start))
    if not found or silent:
        return bool(found) and fence(state, start, end, silent)
    closing = re.compile(rf"{re.escape(found[0])}[{found[0][0]}]*\s*$")
    return _closed(state, (start, end), found[0], closing, fence)


def _html(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    text = _line(state, start)
    closing = next((close for opening, close in _CLOSED_BY if opening.match(text)), None)
    if closing is None or silent:
        return html_block(state, start, end, silent)
    return _closed(state, (start, end), closing.pattern, closing, html_block)


def _closed(state: StateBlock, lines: tuple[int, int], name: str, closing: re.Pattern[str], rule: Callable[..., bool]) -> bool:
    """A block that `closing` ends. Where nothing does, its first line alone is taken, so that what follows it is read as notes."""
    start, end = lines
    known = state.env.setdefault("never closed", {})
    place = (name, state.level, state.blkIndent)
    if known.get(place, 0) <= start:
        before = len(state.tokens)
        if not rule(state, start, end, False):
            return False
        last = state.line - 1
        if closing.search(_line(state, last)) and (last > start or rule is html_block) and not state.is_code_block(last):
            return True
        # Looked for in vain up to here: the next that opens in the same place need not look again.
        known[place] = state.line
        del state.tokens[before:]
        state.line = start
    return _push(state, "unclosed", 1, name="a code fence" if rule is fence else "HTML")


def _definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`[name]: https://example.org "title"`, over several lines too. A footnote, or a name with words behind it, is a paragraph."""
    if silent or state.is_code_block(start) or not _line(state, start).startswith("["):
        return False
    rows = [_line(state, number) for number in range(start, min(start + _DEFINITION_LINES, end))]
    found = _DEFINITION.match("\n".join(rows[: rows.index("") if "" in rows else None]))
    if not found or found["label"].startswith("^") or not _ADDRESS.match(found["url"]):
        return False
    lines = found[0].rstrip("\n").count("\n") + 1
    return _push(state, "definition", lines, label=found["label"], url=found["url"].strip("<>"), titled=bool(found["title"]))
