"""A whole reference, as lists of literature have them: `A. Miller, B. Baker. *Slow Rye.* arXiv:2001.00001, 2020. (the first of its kind)`."""

from __future__ import annotations

import re

from assistant.notes.heads.byline import is_byline, split_names
from assistant.notes.heads.head import Head
from assistant.notes.heads.links import ARXIV, LINK, arxiv_in, arxiv_year, links_in, without_marks
from assistant.text.fold import identity

_REFERENCE = re.compile(
    r"^(?:\[\d{1,3}\]\s*)?(?P<by>[^*\"“”_]{3,300}?)[\s.,:：;]*"
    r"(?:(?P<mark>\*{1,3}|_{1,2})(?=\S)(?P<title>[^*\"“”]{8,300}?)(?P=mark)|[\"“](?P<quoted>[^\"“”]{8,300})[\"”])(?P<rest>.*)$",
    re.DOTALL,
)
_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d{2})(?![\d.]\d)")
_ET_AL = re.compile(r"[^\W\d_][\w’' -]{1,40}\bet al\.?,?")
_SAID = re.compile(r"[(（](?P<said>[^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*)[)）]?[\s.。]*$")


def parse_reference(text: str) -> Head | None:
    """The head of a reference whose title is told by emphasis or quotation marks behind its authors; None where it gives no year and no arXiv id."""
    found = _REFERENCE.match(text)
    if not found or not (
        is_byline(found["by"], lone=True) or is_byline(f"{found['by']}.", lone=True) or _ET_AL.fullmatch(found["by"].strip())
    ):
        return None
    rest, said = found["rest"], _SAID.search(found["rest"])
    if said and not _YEAR.fullmatch(said["said"].strip()):
        rest = rest[: said.start()]
    else:
        said = None
    arxiv, year = arxiv_in(text), _YEAR.search(rest)
    if not (arxiv or year):
        return None
    venue = _YEAR.sub("", ARXIV.sub("", LINK.sub("", rest))).strip(" .,;:()[]-–—")
    title = without_marks(found["title"] or found["quoted"]).strip(" .,")
    page = next((link for link in links_in(text) if link.startswith("http") and not arxiv_in(link)), None)
    when = int(year[1]) if year else arxiv_year(arxiv) if arxiv else None
    comment = said["said"].strip() if said else ""
    return Head(title, split_names(found["by"]), when, arxiv, page, comment, True, True, venue if identity(venue) else "", True)
