"""What stands beside a title in an item of a list: venue, authors, comment."""

from __future__ import annotations

import re

from assistant.notes.heads.byline import (
    ET_AL,
    OF_VENUES,
    VENUES,
    WHERE_FROM,
    are_last_names,
    is_byline,
    is_person,
    read_byline,
    split_names,
)
from assistant.notes.heads.links import LINK, only_tells
from assistant.notes.heads.told import YEAR, YEARS, Told, venue_in, year_in
from assistant.notes.names import SMALL_WORDS
from assistant.notes.readers.shape import is_sentence, is_title
from assistant.text.fold import identity

_VENUE = re.compile(
    r"^[\s,;|·•–—-]*[\[(【（`*_]*"
    rf"(?P<venue>(?:[A-Z]|arXiv,? )[\w&/+' -]{{1,40}}?[\s,'’(-]*(?:{YEAR}|['’]\d{{2}})[\w ,.-]{{0,20}}|{YEAR}(?:[-./]\d{{1,2}}){{0,2}})"
    r"[\])】）`*_]*(?=$|[\s,.;:|)\]–—-])"
)
_SEPARATOR = re.compile(r"^[\s,.;:：|·•–—―－/-]+")
TITLE_AND_VENUE = re.compile(
    r"^(?P<title>[^\W_].{10,300}?)(?:[,.]|\s(?:--?|–|—))\s+(?P<venue>(?P<name>[A-Za-z][\w&/-]+)[\w&/ :-]{0,70}?"
    rf"(?:,?\s|['’])(?:{YEAR}|(?<=['’])\d{{2}})(?:\s(?i:workshops?|posters?|oral|spotlight|best paper(?: award)?)\b)?)\s*(?P<rest>[\[(][^()\[\]]{{1,30}}[\])])?\.?$"
)
_LONE = re.compile(r",\s+(?:[^\W\d_a-z]\.[\s-]?){1,3}[^\W\d_a-z][\w’'-]+")  # all that follows a title: `, J. Miller`
EMPTY_PAIRS = re.compile(r"[\[(（【{]\s*[|,;/&+·•-]*\s*[\])）】}]|\*{2,}|(?<!\w)_{1,2}(?!\w)")
_MIN_WORDS = 2


def said(text: str) -> str:
    """What a text says besides links to the work that only say what is found there."""
    return " ".join(EMPTY_PAIRS.sub(" ", LINK.sub(lambda link: " " if only_tells(link) else link[0], text)).split())


def tail(text: str) -> Told:
    """Venue, authors and comment in what follows a title."""
    words = said(text)
    venue, authors, year = "", tuple[str, ...](), None
    for _ in range(3):
        words = " ".join(words.split())
        if not venue and (found := _VENUE.match(words)):
            venue, words = found["venue"].replace("(", " ").strip(" ,.-"), words[found.end() :]
        elif not authors and (named := _byline_at(words)):
            (authors, year, where), words = named
            venue = venue or where
        else:
            break
    comment = _SEPARATOR.sub("", words).strip().rstrip(",;|•· ").rstrip()
    if comment.count(")") > comment.count("("):
        comment = comment.replace(")", "", 1)  # that of the venue
    comment = comment if identity(comment) else ""
    return Told("", authors, year or year_in(venue), venue_in([venue]), comment=comment)


def _byline_at(text: str) -> tuple[tuple[tuple[str, ...], int | None, str], str] | None:
    """The authors with which a text begins, in a parenthesis, in italics or as a sentence, and what follows them."""
    dated = re.match(rf"^[\s,;.|–—-]*by\s+(?P<by>[A-Z][^()|\[\]]{{2,80}}?)\s+\((?P<when>[^()]*{YEAR})\)(?P<rest>.*)$", text, re.DOTALL)
    if dated:
        return (split_names(dated["by"]), year_in(dated["when"]), ""), dated["rest"]
    aside = re.match(r"^[\s,;.|–—-]*[(（](?P<by>[^()（）]{2,300})[)）](?P<rest>.*)$", text, re.DOTALL)
    italic = re.match(r"^[\s,;.|:–—-]*(\*|_)(?P<by>[^*_]{4,400})\1(?P<rest>.*)$", text, re.DOTALL)
    plain = re.match(
        r"^[\s,;.|:–—-]*(?P<said>by\s+)?(?P<by>[^|–—\[]{4,400}?)(?P<rest>(?:(?<!\b[A-Z])\.\s|\s[|–—-]\s|$).*)$",
        text,
        re.DOTALL | re.IGNORECASE,
    )
    placed = re.match(
        rf"^[\s,;.|–—-]*(?P<by>[^()（）|\[\]]{{4,400}}?)\s+(?P<rest>[(（][^()（）]*{YEAR}[^()（）]*[)）].*)$", text, re.DOTALL
    )
    for found in (aside, italic, plain, placed):
        told = found is plain and found is not None and bool(found["said"]) and _are_people(found["by"])
        told = told or (found is plain and found is not None and bool(_LONE.fullmatch(text.strip())) and is_byline(found["by"], lone=True))
        told = told or (found is italic and found is not None and (are_last_names(found["by"]) or bool(ET_AL.search(found["by"]))))
        if found and (told or is_byline(found["by"]) or (found is aside and read_byline(found["by"])[1])):
            by = found["by"].strip(" .,")
            read = read_byline(by) if YEARS.search(by) or ET_AL.search(by) else (split_names(by), None, "")
            aside_of = "" if found is aside else " ".join(WHERE_FROM.findall(by))
            return (tuple(WHERE_FROM.sub("", name) for name in read[0]), *read[1:]), f"{aside_of} {found['rest'].removeprefix('.')}"
    return None


def _are_people(text: str) -> bool:
    """Whether what stands behind `by` is a person, or with its year a list of what is written as names: `Lin X, Beling P A, BREAD 2014`."""
    people, year, _ = read_byline(text)
    return is_person(text) or (bool(year) and all(word[0].isupper() for name in people for word in name.split()))


def is_venue(name: str, venue: str) -> bool:
    """Whether what stands with a year is a venue: by capitals inside its first word, by being known, or by what venues are."""
    return name[1:].lower() != name[1:] or name.lower() in VENUES or bool(OF_VENUES.search(venue))


def is_written_as_title(text: str) -> bool:
    """Whether a text that a venue follows is a title, be it one of three words."""
    words = [word for word in text.split() if word.lower() not in SMALL_WORDS]
    return is_title(text) or (len(text.split()) > _MIN_WORDS and all(word[:1].isupper() for word in words) and not is_sentence(text))
