"""The head of an item: a title, a citation, a link and a comment.

Title (authors, year) [arXiv:2210.01848](https://arxiv.org/abs/2210.01848) - comment
**Title** (authors, year) - in bold, where the title would be doubtful otherwise
Greedy - an idea without a paper
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.notes.heads.byline import EARLY, UNDATED, parse_byline, read_byline, with_plain_citation
from assistant.notes.heads.links import ADDRESS, ARXIV, LINK, LINKED, arxiv_year, is_label, is_local, links_in, unlink
from assistant.notes.names import SMALL_WORDS, is_common
from assistant.notes.readers.shape import is_sentence, is_title
from assistant.text.fold import identity


@dataclass(frozen=True, slots=True)
class Head:
    """The parsed head of an item. `cited` says that authors or a year were given, `marked` that the title stood in bold, `listed` that a link shows it to be
    an item of a list. `links` are the addresses besides its own, each with the words that stand for it."""

    title: str
    authors: tuple[str, ...]
    year: int | None
    arxiv: str | None
    url: str | None
    comment: str
    cited: bool
    marked: bool
    venue: str = ""
    listed: bool = False
    links: tuple[tuple[str, str], ...] = ()


_BY = (
    r"\((?=[^()]*\))(?P<by>[^()]*?(?:(?<!\d)(?:19|20)\d{2}[^()]*|…[^()]*|\bet al\b[^()]*|,\s*\d{2,3}\s*"
    rf"|,\s+{EARLY}[a-z]?\s*|[^\s(),][^()]*,\s+(?i:{UNDATED})\s*))\)"
)
_BOLD = re.compile(r"^\*\*(?P<title>.+?)\*\*(?!\*)\s*(?P<rest>.*)$", re.DOTALL)
_UNDERLINED = re.compile(r"^(_{1,2})(?=[^\s_])(.+?)(?<=[^\s_])\1(?=$|[\s(:])")  # what Markdown marks as well as stars do
_CITED = re.compile(r"^(?P<title>[^\s].{0,260}?)\s*" + _BY + r"\s*(?P<rest>.*)$", re.DOTALL)
_LEAD = re.compile(r"^(?P<title>[^\W\d_][\w+-]*(?: [\w+-]+){0,3}?) " + _BY + r" (?P<rest>[a-z]\S* .+)$", re.DOTALL)
_BY_START = re.compile(r"^" + _BY + r"\s*(?P<rest>.*)$", re.DOTALL)
_LABEL = re.compile(r"^[a-z]+(?: [a-z]+)?$")
_NESTED_YEAR = re.compile(r"\(([^()]*?),? \(((?:19|20)\d{2}[a-z]?)\)\)")
_IN_TEXT = re.compile(r"(?<![^\W\d_])([^\W\d_][\w’'-]{0,60}(?: (?:and|&) [^\W\d_][\w’'-]{0,60})? et al\.?) \(((?:19|20)\d{2}[a-z]?)\)")
NO_TITLE = re.compile(
    r"^(?:(?:e\.g\.|i\.e\.|note[: ]|see )|(?-i:(?:also|as|based|builds?|can|could|extends|following|from|inspired|similar|uses?) ))",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"^(?:[-–—―－:：，]+|,(?=\s))\s*")
_DASH = re.compile(r"\s+[-–—―－]+\s+")
# `Autolyse: flour and water rest`, `autolyse = letting flour and water rest`, `熵：…`, but no formula.
_NAME_MARK = re.compile(
    r"^(?:(?P<name>[^:=]{2,60})(?::| = (?=[a-z]\S*(?: \S+){2}))\s*(?<=\s)|(?P<wide>[^:=：—]{1,60})(?:：|——)\s*)(?P<comment>\S.*)$",
    re.DOTALL,
)
# What stands right behind a citation and says nothing: a full stop, a star, the mark of a footnote or a reference.
_MARKS = re.compile(r"^(?:(?:\[\^?[\w*]{1,4}\](?!\()|[.*†‡]|;$)+(?=\s|$|[-–—:,])\s*)+")
# An arXiv id with what stands around it of its address.
_ID = re.compile(r"\s*\(?\s*<?(?:https?://(?:[\w-]+\.)*)?" + ARXIV.pattern + r"(?:\.pdf)?(?:[#?][^\s)]*)?>?\s*\)?", re.IGNORECASE)
_LABELLED = re.compile(LINKED)
_IN_PAIR = re.compile(r"^\(([^()]+)\)$")
_REFERENCE_NUMBER = re.compile(r"^\[\d{1,3}\]\s+(?=\D)")
_WHOLLY_QUOTED = re.compile(r"[\"“]([^\"“”]{12,})[.,]?[\"”]")
_SIGNED_BOLD = re.compile(r"^([^\w\s*_`\[(]+\s*)(\*\*|__)(?=\S)([^*_]+)\2$")  # an emoji before a name in bold
_CONTENTS = re.compile(r"\[[^\[\]]*\]\((?:\./)?#[^()]*\)[\s\W]*\d*[\s\W]*$")  # a line of a table of contents
_NO_NAMES = frozenset("e.g. ex. example goal i.e. limitation note notes result results solution task todo".split())
_NAMED_REFERENCE = re.compile(
    r"^(?P<by>[^\W\d_][^\d–—:]{1,60}?) [-–—] (?:(?P<year>(?:19|20)\d{2})[a-z]? [-–—] (?P<last>\S.{3,})"
    r"|(?P<title>\S.{3,}?) [-–—] (?:[A-Z][a-z]{2,8} )?(?P<behind>(?:19|20)\d{2}))$"
)
# As a reference manager renames files: `2019_Hu_Wan_Slow Rye at Night`.
_RENAMED = re.compile(
    r"^(?P<year>(?:19|20)\d{2})_(?P<by>[^\W\d_]+(?:[’'-][^\W\d_]+)*(?:_[^\W\d_]+(?:[’'-][^\W\d_]+)*)?(?: et al)?)_(?P<title>[^\W_]\S* \S.*)$"
)
_BY_WORDS = frozenset("et al al. and & und y e i de la van von der den di da dos del".split())
_MAX_BY_WORDS = 8
PAGE = "page"  # the field of a link to another file of the notes
_MAX_TITLE = 1000
_MAX_TITLE_WORDS = 32
_MAX_IDEA_WORDS = 9
_MAX_BARE_WORDS = 3
_MIN_LINK_WORDS = 3
_MAX_TAG_WORDS = 3


def parse_head(text: str, *, heading: bool = False) -> Head | None:
    """The head of an item, or None where the text is no head (a remark, a sentence).

    `text` is one item, Markdown allowed. Titles come back without bold marks and links. In a `heading` a dash is part of the title.
    """
    text = _UNDERLINED.sub(lambda mark: "*" * len(mark[1]) + mark[2] + "*" * len(mark[1]), text)
    links = links_in(text)
    found = ARXIV.search(text)
    if (bold := _BOLD.match(text)) and len(bold["title"]) <= _MAX_TITLE:
        return _finish(unlink(bold["title"]), _plain_start(bold["rest"]), links, found, marked=True)
    flat = with_plain_citation(_flatten(text))
    match = _CITED.match(flat)
    linked = _linked_behind(match, text)
    if match and _is_citation(match, linked):
        title, dash, aside = split_dash(match["title"]) if not heading else (match["title"], False, "")
        if dash and _LABEL.match(title) and re.match(r"[A-Z]\S*:? [A-Z]", aside):
            title, aside = aside, title
        rest = linked or match["rest"]
        if dash and not rest:
            rest = f"- {aside}"
        elif dash:
            rest = f"- {aside} {rest}"
        return _finish(title, f"({match['by']}) {rest}", links, found, marked=False)
    bare = _LABELLED.sub(lambda link: " " if is_label(link[1]) and not ARXIV.search(link[1]) else link[0], text) if found else text
    if found and len((split := _DASH.split(_flatten(bare), 1))[0].split()) <= _MAX_TITLE_WORDS and len(split[0]) <= _MAX_TITLE:
        if is_common(ADDRESS.sub("", _without_id(split[0]))):
            return None  # `arXiv:2001.00001`, `Link to the paper: https://…`: whose it is stands above
        if split[0].endswith(".") and is_sentence(split[0]):
            return None
        return _finish(
            _IN_PAIR.sub(r"\1", _without_id(split[0]).strip(" ,;:")), f"- {split[1]}" if len(split) > 1 else "", links, found, marked=False
        )
    return None


def parse_reference_name(text: str) -> Head | None:
    """A title among its authors and year, as reference managers name notes and files: `Miller et al. - 2018 - Slow Rye`, `A. Miller - Slow Rye - 2018`."""
    if renamed := _RENAMED.match(text):
        return Head(renamed["title"], parse_byline(renamed["by"].replace("_", ", "))[0], int(renamed["year"]), None, None, "", True, False)
    found = _NAMED_REFERENCE.match(text)
    if not found or len(by := found["by"].split()) > _MAX_BY_WORDS or not all(word[:1].isupper() or word in _BY_WORDS for word in by):
        return None
    authors, _ = parse_byline(found["by"])
    return (
        Head(found["title"] or found["last"], authors, int(found["year"] or found["behind"]), None, None, "", True, False)
        if authors
        else None
    )


def parse_idea(text: str) -> Head | None:
    """The head of an item without a citation: `Greedy - pick the most probable token`, or a short bare name. None for a sentence."""
    if _CONTENTS.match(text):
        return None
    text = _UNDERLINED.sub(r"\2", text)
    title, dash, comment = split_dash(text)
    if not dash and (mark := _NAME_MARK.match(text)) and not _within_link(text, mark):
        title, comment = mark["name"] or mark["wide"], mark["comment"]
    flat = _without_stars(unlink(title))
    if (
        not flat
        or len(flat) > _MAX_TITLE
        or flat.lower() in _NO_NAMES
        or (flat != (bare := ADDRESS.sub("", _without_id(flat))) and is_common(bare))
        or len(flat.split()) > _MAX_IDEA_WORDS
        or flat.endswith((".", "?", "!", ";", "。", "？", "！", "；"))
        or not re.search(r"[^\W\d_]", flat)
    ):
        return None
    links = links_in(title)
    found = ARXIV.search(title)
    return Head(flat, (), None, found[1] if found else None, _paper_url(links), comment.strip(), cited=False, marked=False)


def _within_link(text: str, mark: re.Match[str]) -> bool:
    """Whether the sign behind a name stands in a link with which the text begins: `[Slow Rye: Notes](link)`."""
    link = LINK.match(text)
    return link is not None and link.end() > mark.start("comment")


def parse_lead(text: str) -> Head | None:
    """The head of an outermost item that begins with a name and its citation, or with a link of several words.

    `Snuba (varma, 2018) generates heuristics`, `[Scaling laws of sparsity](https://example.org) - a blog post`.
    """
    links = links_in(text)
    flat = with_plain_citation(_flatten(text))
    if match := _LEAD.match(flat) or _tagged(flat, text):
        return _finish(match["title"], f"({match['by']}) - {match['rest']}", links, ARXIV.search(text), marked=False)
    link = LINK.match(text)
    if (
        link
        and link[1]
        and not link[2].startswith(("#", "./#"))
        and len(link[1].split()) >= _MIN_LINK_WORDS
        and len(link[1]) <= _MAX_TITLE
        and (not (rest := text[link.end() :].strip()) or _SEPARATOR.match(rest) or (is_title(link[1]) and not is_sentence(rest)))
    ):
        return _finish(link[1], text[link.end() :], links, ARXIV.search(text), marked=True)
    return None


def _linked_behind(match: re.Match[str] | None, text: str) -> str:
    """What follows a citation in `text`, where it is links and perhaps a comment; else empty."""
    rest = text.partition(f"({match['by']})")[2].strip() if match else ""
    after = rest
    while link := LINK.match(after):
        after = after[link.end() :].strip()
    return rest if after != rest and (not after or _SEPARATOR.match(after)) else ""


def _tagged(flat: str, text: str) -> re.Match[str] | None:
    """A title with authors and year, and a word or two right behind them that do not go on a sentence: `Bread Is All (crust, 2017) worth it`."""
    match = _CITED.match(flat)
    if not match or not 0 < len(match["rest"].split()) <= _MAX_TAG_WORDS or not text.endswith(match["rest"]):
        return None
    authors, year = parse_byline(match["by"])
    word = match["rest"].split()[0].lower()
    named = " " in match["title"] or match["title"][0].isupper()
    goes_on = word in SMALL_WORDS or not word.isalpha() or word.endswith(("s", "ed")) or text.endswith((".", "!", "?"))
    return match if authors and year and named and not goes_on and _is_citation(match, match["rest"]) else None


def _is_citation(match: re.Match[str], linked: str) -> bool:
    rest, title = "" if linked else _MARKS.sub("", match["rest"]), match["title"]
    if (
        len(title.split()) > _MAX_TITLE_WORDS
        or title.endswith((",", ";", "(", "，", "；", "（"))
        or not (identity(title) or title.strip(" -–—*."))
    ):
        return False
    if rest and not (_SEPARATOR.match(rest) or ARXIV.match(rest) or rest.startswith(("(", "or (", "http", "<http"))):
        return False
    aside = re.match(r"(?:e\.g|i\.e|see\b|cf\b|c\.f)", match["by"], re.IGNORECASE)
    return not ((aside and len(title.split()) > _MAX_BARE_WORDS) or NO_TITLE.match(title) or "(e.g." in title)


def _finish(title: str, rest: str, links: Sequence[str], found: re.Match[str] | None, *, marked: bool) -> Head:
    authors: tuple[str, ...] = ()
    year, venue, cited = None, "", False
    rest = rest.strip()
    by = _BY_START.match(unlink(rest))
    if by:
        head, _, tail = rest.partition(")") if not LINK.match(rest[1:]) else (rest, "", by["rest"])
        (authors, year, venue), cited = read_byline(by["by"]), True
        rest = _MARKS.sub("", (tail if head else by["rest"]).strip().lstrip(")").strip())
    url, aside = _paper_url(links), []
    while link := LINK.match(rest):
        address = link[2] or link[3] or link[4]
        if "arxiv.org" not in address and (address != url or len((link[1] or "").split()) > 1):
            aside.append(link[0])
        rest = rest[link.end() :].strip()
    rest = re.sub(r"^" + ARXIV.pattern, "", rest, flags=re.IGNORECASE).strip()
    said = _SEPARATOR.sub("", rest, count=1).strip()
    comment = " - ".join(part for part in (" ".join(aside), said) if part)
    arxiv = found[1] if found else None
    if year is None and arxiv:
        year = arxiv_year(arxiv)
    beside = tuple((PAGE, link) for link in links if is_local(link) and link not in comment)
    return Head(_without_stars(title), authors, year, arxiv, url, comment, cited, marked, venue, links=beside)


def _without_stars(title: str) -> str:
    """A title without the marks of emphasis, the quotation marks and the number around it; the star of `A*` stays."""
    words = _REFERENCE_NUMBER.sub("", " ".join(title.split()))
    if quoted := _WHOLLY_QUOTED.fullmatch(words):
        words = quoted[1]
    words = _SIGNED_BOLD.sub(r"\1\3", words)
    words = words.strip(" *") if words.startswith("*") else words
    return words.rstrip(":： ") or words


def _plain_start(rest: str) -> str:
    """What follows a bold title, the citation at its start in common signs; one that stands in the comment is left as it is."""
    return with_plain_citation(rest) if re.match(r"\W*[(（]", rest) and not rest.startswith(("-", "–", "—", ":", "：", "[")) else rest


def _flatten(text: str) -> str:
    """The text without links; a citation that runs into the sentence or nests its year comes back in the usual parentheses."""
    plain = _NESTED_YEAR.sub(r"(\1, \2)", unlink(text))
    return _IN_TEXT.sub(lambda match: match[0] if match.start() == 0 else f"({match[1]}, {match[2]})", plain)


def split_dash(text: str) -> tuple[str, bool, str]:
    """What stands before the first dash between spaces, whether there is one, and what follows it."""
    parts = _DASH.split(text, maxsplit=1)
    return (parts[0], True, parts[1]) if len(parts) == 2 else (text, False, "")


def _without_id(text: str) -> str:
    return _ID.sub(" ", text).strip()


def _paper_url(links: Iterable[str]) -> str | None:
    return next((link for link in links if link.startswith("http") and not ARXIV.search(link)), None)
