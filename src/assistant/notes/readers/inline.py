"""What a reader of the page sees of a stretch of Markdown: words and links, without images, comments, HTML and the marks of callouts and blocks.

Emphasis, code and links stay as they are written. Code, formulas and addresses are left alone.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_BREAK = "\ue003"
_KEPT = re.compile("\ue001(\\d+)\ue002")
_PLAIN = re.compile(r"[^\n`$!<\[~=&^\\\ue001-\ue003]*")
_PRIVATE = re.compile("[\ue001-\ue003]")
_KEEP = re.compile(
    r"(?<!`)(`+)(?!`)(?:(?!`).)+?(?<!`)\1(?!`)|\$\$[^$]+\$\$|(?<![\w$])\$(?![\s$])[^$\n]{1,400}?(?<![\s\\])\$(?![\w$])"
    r"|(?<=\]\()[^\s()]+(?:\([^\s()]*\)[^\s()]*)*(?=[\s)])|https?://[^\s<>()\]\"']+",
    re.DOTALL,
)
_LINE_BREAK = re.compile(r"(?: {2,}|\\)(?=\n\S)|<br\s*/?>[ \t]*", re.IGNORECASE)
_LABELLED = re.compile(
    r"^\W{0,6}[^\W\d_][^\n:：|`\[\]]{0,30}(?:::?|：)[*_]{0,3}(?=\s|$|\[)|^\s*\*\*[^*:：\n]{1,30}\*\*\s*(?:::?|：)", re.MULTILINE
)
_BLOCK_PROPERTY = re.compile(r"^\s*[\w.-]+:: ", re.MULTILINE)
_CALLOUT = re.compile(r"^\[!\w[\w-]*\][+-]?[ \t]*([^\n]*)\n?")
_LINKED_IMAGE = re.compile(r"\[!\[([^\[\]]*)\]\([^()]*\)\s*\]\(([^()\s]+)[^()]*\)")
_IMAGE = re.compile(
    r"!\[[^\[\]]*\]\([^()]*\)|<img\b[^<>]*>"
    r"|!\[\[[^\[\]]+\.(?:png|jpe?g|gif|svg|webp|bmp|avif|pdf|mp4|webm|mov|mp3|wav|m4a|excalidraw|canvas|base)(?:[|#][^\[\]]*)?\]\]",
    re.IGNORECASE,
)
_WIKI = re.compile(r"!?\[\[([^\[\]\n|]+)(?:\|([^\[\]\n]+))?\]\](?![(\[])")
_ANCHOR = re.compile(r"<a\b[^<>]*\bhref\s*=\s*[\"']?([^\"'\s<>]+)[^<>]*>((?:(?!</?a\b).)*)</a\s*>", re.IGNORECASE | re.DOTALL)
_TAGS = (
    "a|abbr|address|article|aside|audio|b|big|blockquote|body|caption|center|cite|code|col|colgroup|dd|del|details|dfn|div|dl|dt|em|embed|figcaption|figure"
    "|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|input|ins|kbd|label|li|link|main|mark|meta|nav|object|ol|p|picture|pre|q|s|samp|section|small"
    "|source|span|strike|strong|sub|summary|sup|svg|path|table|tbody|td|tfoot|th|thead|title|tr|tt|u|ul|var|video|wbr"
)
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_CELL = re.compile(r"</t[dh]>\s*(?=<t[dh])", re.IGNORECASE)
_STRUCK = re.compile(r"~~(?=\S)((?:(?!~~).)+?)(?<=\S)~~", re.DOTALL)
_MARKED = re.compile(r"==(?=[^\s=])((?:(?!==).)+?)(?<=[^\s=])==(?!=)", re.DOTALL)
_BLOCK_ID = re.compile(r"(?:^|(?<=\s))\^(?=[\w-]*[a-zA-Z])[\w-]+\s*$")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#[xX][\da-fA-F]{2,6});")
# What site builders have in the place of an address: `[Rye]({{< relref "rye.md" >}})`, `[Rye]({% link rye.md %})`.
_SHORTCODE = re.compile(r"\]\(\{(?:\{[<%]\s*(?:rel)?ref|%-?\s*(?:link|post_url))\s+[\"']?([^\s\"'<>%{}]+)[\"']?\s*(?:[>%]\}|-?%)\}\)")
_COMMENTS = {"-->": re.compile(r"`[^`]*`|<!--.*?-->", re.DOTALL), "%%": re.compile(r"`[^`]*`|%%.*?%%", re.DOTALL)}


@dataclass(frozen=True, slots=True)
class Piece:
    """A line as it stands on the page, `line` rows below the first of its stretch."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of a stretch; `images` and `block_id` tell that something was left out."""

    pieces: tuple[Piece, ...]
    images: bool = False
    block_id: bool = False


def has_image(row: str) -> bool:
    """Whether a row of a file holds an image."""
    return bool(_IMAGE.search(row))


def seen(content: str, *, heading: bool = False) -> Seen:
    """The lines of a stretch of Markdown as a reader sees them: cut where the page breaks them, or where each is a field of its own.

    An image with a link is that link; in a `heading` it is a badge and no part of it.
    """
    if _PLAIN.fullmatch(content) or _PRIVATE.search(content):
        words = " ".join(content.split())
        return Seen((Piece(words, 0),) if words else ())
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\ue001{len(kept) - 1}\ue002" + "\n" * found[0].count("\n")

    content = _SHORTCODE.sub(r"](\1)", content)
    text = _KEEP.sub(keep, _LINE_BREAK.sub(_BREAK, _labelled(_CALLOUT.sub(rf"\1{_BREAK}\n", content))))
    linked = _LINKED_IMAGE.sub(lambda found: " " if heading else f"[{found[1].strip() or 'link'}]({found[2]})", text)
    plain = _IMAGE.sub(_blank, linked)
    images = plain != linked or (heading and linked != text)
    text = _ANCHOR.sub(lambda found: f"[{' '.join(_TAG.sub('', found[2]).split())}]({found[1]})" if found[2].strip() else "", plain)
    text = _TAG.sub(_blank, _CELL.sub(" | ", text))
    text = _WIKI.sub(lambda found: found[2] or found[1], text)
    text = _ENTITY.sub(lambda found: html.unescape(found[0]).replace("\xa0", " "), _MARKED.sub(r"\1", _STRUCK.sub(r"\1", text)))
    without = _BLOCK_ID.sub("", text)
    pieces: list[Piece] = []
    line = 0
    for part in without.split(_BREAK):
        words = " ".join(_KEPT.sub(lambda found: kept[int(found[1])], part).split())
        lead = len(part) - len(part.lstrip("\n \t"))
        if words:
            pieces.append(Piece(words, line + part[:lead].count("\n")))
        line += part.count("\n")
    return Seen(tuple(pieces), images, without != text)


def _blank(found: re.Match[str]) -> str:
    """Nothing but the ends of lines that were in what is left out; a space in place of an image or a block."""
    inside_word = re.match(r"</?(?:b|i|em|strong|sub|sup|span|font|u|s|small|kbd|mark|code|a)\b", found[0], re.IGNORECASE)
    return "\n" * found[0].count("\n") or ("" if inside_word else " ")


def _labelled(content: str) -> str:
    """The stretch with a break before each line that is a field, where the first is one and others are; and around properties of blocks."""
    if "\n" not in content:
        return content
    rows = content.split("\n")
    fields = [bool(_LABELLED.match(row)) for row in rows]
    all_fields = fields[0] and sum(fields) >= 2
    broken = [rows[0]]
    for n, row in enumerate(rows[1:], 1):
        cut = (all_fields and fields[n]) or _BLOCK_PROPERTY.match(row) or _BLOCK_PROPERTY.match(rows[n - 1])
        broken.append(f"{_BREAK}{row}" if cut else row)
    return "\n".join(broken)


def without_comments(text: str, line: int) -> tuple[str, dict[int, str]]:
    """A text without its comments, which nobody sees on the page, and their lines, each with what is said of it. `line` is the first of the text."""
    left: dict[int, str] = {}
    for mark, comment in _COMMENTS.items():
        end = text.rfind(mark) + len(mark)
        kept, place, at = list[str](), 0, line
        for found in comment.finditer(text, 0, end) if end >= len(mark) else ():
            at += text.count("\n", place, found.start())
            last = at + found[0].count("\n")
            kept.append(text[place : found.start()])
            if found[0].startswith("`"):
                kept.append(found[0])
            else:
                kept.append(" " + "\n" * (last - at))
                left.update(dict.fromkeys(range(at, last + 1), "an HTML comment" if mark == "-->" else "a comment"))
            at, place = last, found.end()
        text = "".join([*kept, text[place:]])
    return text, left
