"""Text of notes and of models made fit to be shown: whatever it holds, it is read and never run.

Nothing is taken out that a reader would see; what would load, run, lead elsewhere than it says or pass for a mark of ours is shown as text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from urllib.parse import quote

from assistant.text.safe import readable

# Control characters, the marks that turn the direction of writing about, and the invisible copies of ASCII, in which orders can hide.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_LATEX = re.compile(r"\\\(((?:(?!\\\().)+?)\\\)")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\(\s*(https?://[^\s()<>]+)\s*\)")
# A link that leads to another file of the notes, and from the app nowhere.
_LOCAL_LINK = re.compile(
    r"(?<![!\\\]])\[([^\[\]\n]+)\]\((?![a-z][a-z0-9+.-]*:|//|#)[^\s()<>]+\.(?:md|markdown|org|txt|html?|pdf|ipynb)(?:#[^\s()<>]*)?\)",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"(?<!\\)(\\*)!(?=\[)")
_DIRECTIVE = re.compile(r"(?<!\\)(\\*):(?=\w[-\w]*\[)")
_TAG = re.compile(r"<(?=[/!?]|[a-z][a-z0-9-]*(?:[\s/>]|$))", re.IGNORECASE)
# A code span and a formula, as Markdown tells them.
FORMULA = re.compile(r"(?<![\\$])\$(?=[^\s$])[^$\n`]*?[^\s$\\]\$(?![\d$])")
_VERBATIM = re.compile(rf"(?<![`\\])(?P<code>(?P<ticks>`+)(?!`)[^\n]+?(?<!`)(?P=ticks)(?!`))|{FORMULA.pattern}")
# `:smile:` and `:material/home:` are words of a note; a word joiner, which nobody sees, keeps them so.
_SHORTCODE = re.compile(r":(?=[\w+-]*[^\W\d_][\w+-]*(?:/\w+)?:)")
_JOINED = ":\u2060"
_MARKER = re.compile(r"\[(\d{1,3})\]")


def plain(text: str) -> str:
    """Text that a terminal may show and a model may read: without characters that move the cursor, hide what stands there or are not seen."""
    return _UNSEEN.sub("", readable(text))


def inert(text: str) -> str:
    """Markdown that any viewer may show: no image that would be fetched, no HTML, and each link as its words with its address behind them; one to another
    file of the notes as its words."""
    text = _LOCAL_LINK.sub(r"\1", _LINK.sub(r"\1 (\2)", plain(text)))
    text = _IMAGE.sub(_escaped, text).replace("](", "]\\(").replace("]:", "]\\:")
    return _TAG.sub("&lt;", text)


def safe(text: str) -> str:
    """Markdown that the app may show: `inert`, and no colour directives, which could pass for a verdict, nor words between colons that would become
    icons; LaTeX between dollars. Code and formulas show `<`, `>` and `&` as they are written."""
    made = _DIRECTIVE.sub(_escaped, inert(html.escape(_LATEX.sub(r"$\1$", plain(text)), quote=False)))
    parts = []
    at = 0
    for match in _VERBATIM.finditer(made):
        parts += [_SHORTCODE.sub(_JOINED, made[at : match.start()]), _as_written(match)]
        at = match.end()
    return "".join([*parts, _SHORTCODE.sub(_JOINED, made[at:])])


def _as_written(match: re.Match[str]) -> str:
    """Code, in which no character stands for another, and a formula, in which `<` is a command: what is escaped around them is not escaped here."""
    if match["code"]:
        return html.unescape(match[0])
    return match[0].replace("&lt;", r"\lt ").replace("&gt;", r"\gt ").replace("&amp;", "&")


def in_brief(paths: Sequence[str], most: int = 6) -> str:
    """Paths in a line that can be read at a glance: all of them where they are few, else the outermost folders that hold them, else how many there are."""
    folders = list(dict.fromkeys(path.partition("/")[0] + "/" * ("/" in path) for path in paths))
    for named in (paths, folders):
        if len(named) <= most:
            return ", ".join(named)
    return f"{len(paths):,} files"


def plural(count: int, noun: str) -> str:
    """A noun as it stands behind so many of it: `1 entry`, `2 entries`."""
    if count == 1:
        return noun
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def unmarked(text: str) -> str:
    """Words of a note in which no `[3]` passes for a marker of the answer: it is shown as `(3)`."""
    return _MARKER.sub(r"(\1)", text)


def link(address: str) -> str:
    """A web address as a Markdown link that names the host it leads to."""
    host = re.sub(r"[^\w.:-]", "", address.split("//", 1)[-1].split("/", 1)[0])
    return f"[{host}]({quote(plain(address), safe=':/?&=#%+,;@~')})"


def _escaped(match: re.Match[str]) -> str:
    """The mark behind a backslash, unless it has one of its own: a second one would set it free again."""
    slashes, mark = match[1], match[0][len(match[1]) :]
    return match[0] if len(slashes) % 2 else f"{slashes}\\{mark}"
