"""Questions that the fields of the library answer, not what is written in it: all entries of a kind, or how many there are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.index.filters import Filters
from assistant.questions.filters import asks_for_all
from assistant.questions.kind import ABOUT, NUMBERS, kind_of
from assistant.questions.vocabulary import words

_PAPERS = r"papers?|articles?|publications?|works|studies"
_ENTRIES = r"entries|entry|notes?|items|references|things|titles?"
_HAVE = r"(?:(?:do|have|did) (?:i|we|you|my notes|the notes)\b(?: \w+)?|(?:does|do) have|are (?:there|noted|listed)|(?:is|are) in (?:my|the) (?:notes|library))"
_COUNT = re.compile(
    rf"^(?P<lead>.*?)\b(?:how many|number of|count)\s+(?P<before>(?:(?!(?:{_PAPERS}|{_ENTRIES})\b)[\w'’-]+\s+){{0,4}}?)"
    rf"(?P<things>{_PAPERS}|{_ENTRIES})\b(?P<after>.*)$",
    re.IGNORECASE | re.DOTALL,
)
# "How many recipes with rye do I have?": what is counted may be called by any name, where it is plainly the notes' own.
_COUNT_OF_MINE = re.compile(
    rf"^\W*how many\s+(?!(?:authors?|people|years?|notebooks?|sections?|topics?)\b)(?P<before>[\w'’-]+(?:\s+[\w'’-]+){{0,2}}?)(?P<things>)"
    rf"(?P<after>\s+(?:{_HAVE})\b.*|\s+\w+ .*\b(?:{_HAVE})\W*)$",
    re.IGNORECASE | re.DOTALL,
)
# What is counted, and after these words what it is to be about; what else a question says is of the content of a paper.
_ON = re.compile(r"\b(?:on|about|cover|treat|discuss|mention|with)\s+(?P<topic>.*)$", re.IGNORECASE | re.DOTALL)
_OF_CONTENT = re.compile(r"\b(?:do|does|did|is|are|was|were|have|has|had|can|uses?|used)\b", re.IGNORECASE)
_ALL = re.compile(rf"\b(?:everything|{_PAPERS}|{_ENTRIES})\b", re.IGNORECASE)
_PLACES = re.compile(r"\b(?P<places>notebooks|sections|tags)\b", re.IGNORECASE)
_USED = re.compile(
    r"\b(?:(?:do|did|have|does)\s+(?:i|we|my notes|the notes)\s+(?:use|used|have|give|gave)|exists?|(?:in|being)\s+use|used)\b",
    re.IGNORECASE,
)
_NUMBERS = NUMBERS | {"few": 3}
_NEWEST, _OLDEST = r"newest|latest|last|most\s+recent", r"oldest|earliest|first"
_MOST = re.compile(
    rf"\b(?:(?P<digits>\d{{1,3}})|(?P<word>{'|'.join(_NUMBERS)}))\s+(?=(?:(?:{_NEWEST}|{_OLDEST})\s+)?(?:{_PAPERS}|{_ENTRIES})\b)",
    re.IGNORECASE,
)
_EXTREME = re.compile(rf"\b(?:(?P<old>{_OLDEST})|{_NEWEST})(?:\s+(?=(?:ones?|{_PAPERS}|{_ENTRIES})\b)|(?=\W*$))", re.IGNORECASE)
# What is asked of one entry that its fields hold, by the words that ask for it.
_FIELDS = {
    "arxiv": r"\barxiv(?:\.org)?[\s-]*(?:ids?|numbers?|num|no|nr|identifiers?|codes?|references?)\b|^\W*arxiv\b|\barxiv\W*$",
    "link": r"\b(?:arxiv\s+)?(?:links?|urls?|web\s*(?:address(?:es)?|pages?|sites?)|hyperlinks?)\s+(?:to|for|of)\b|\b(?:arxiv\s+)?(?:links?|urls?|web\s*address)\W*$",
    "section": r"\b(?:which|what)\s+(?:\w+\s+(?:and|or)\s+)?(?:of\s+(?:the|my)\s+)?(?:sub-?)?(?:sections?|headings?|headers?|chapters?)\b|\b(?:section|heading)\s+of\b",
    "notebook": r"\b(?:which|what)\s+(?:\w+\s+(?:and|or)\s+)?(?:of\s+(?:the|my)\s+)?(?:notebooks?|files?)\b|\bnotebook\s+of\b",
    "tags": r"\b(?:which|what|list|show|give|any)\s+(?:\w+\s+){0,2}?(?:tags?|keywords|labels)\b|\b(?:tags|keywords|labels)\s+(?:of|on|for)\b|\btagged(?:\s+(?:with|as))?\W*$",
    "status": r"\b(?:reading\s+)?status\s+of\b|\b(?:which|what)\s+(?:is\s+the\s+)?(?:reading\s+)?status\b",
    "place": r"^\W*(?:and\s+|so\s+)?where(?:abouts)?\b(?=.*\b(?:notes|notebooks?|library|filed?|note|noted|listed|put|kept|written\s+down|mention(?:ed)?|stands?)\b)"
    r"|\b(?:which|what)\s+lines?\b",
}
# What else of a work is called a link, or has one, and stands in remarks.
_NOT_ITS_OWN = re.compile(
    r"\b(?:code|repo(?:sitory)?|github|demo|weights|data(?:set)?|slides|video|between|causal|missing)\b", re.IGNORECASE
)
_ASKS_AUTHORS = re.compile(r"\b(?:who\w*|authors?|when|(?<!any )year)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked of the library's fields: the entries that pass the filters in words, or their number (`count`); only `papers`, or only those on
    a `topic`; which `places` there are ("notebooks", "sections" or "tags") where these are meant; no more than `most` of them (0: all); the newest (1) or the
    oldest (-1), by `year`."""

    count: bool
    filters: Filters
    papers: bool = False
    places: str = ""
    topic: str = ""
    most: int = 0
    year: int = 0


def form_of(question: str, filters: Filters, rest: str) -> Form | None:
    """What a question asks of the fields; None where it asks what the notes say. `rest` is the question without the words of its filters."""
    if (
        (match := _PLACES.search(rest))
        and asks_for_all(_USED.sub("", rest))
        and not re.search(rf"\b(?:everything|{_PAPERS}|entries)\b", rest, re.IGNORECASE)
    ):
        return Form(False, filters, places=match["places"].lower())
    counted = next((match for pattern in (_COUNT, _COUNT_OF_MINE) if (match := pattern.match(rest))), None)
    if counted and (topic := _counted_topic(counted)) is not None:
        return None if _OF_CONTENT.search(topic) else Form(True, filters, _means_papers(counted["things"]), "", topic)
    bare, most, year = _bounded(rest)
    everything = filters or most or year or (kind_of(question) == "list" and _ALL.search(rest))
    if everything and asks_for_all(bare) and not _ASKS_AUTHORS.search(bare):
        return Form(False, filters, _means_papers(rest), most=most, year=year)
    return None


def _counted_topic(counted: re.Match[str]) -> str | None:
    """What the things that are counted are to be about, empty where nothing is said of that; None where what is asked is no count of the notes."""
    said = re.sub(rf"\b{_HAVE}\b", "", counted["after"], flags=re.IGNORECASE)
    on = _ON.search(said)
    about = on["topic"] if on else ""
    said = f"{counted.groupdict().get('lead') or ''} {said[: on.start()] if on else said}"
    if not asks_for_all(said) or _ASKS_AUTHORS.search(said):
        return None
    before = (
        counted["before"]
        if _OF_CONTENT.search(counted["before"])
        else " ".join(word for word in counted["before"].split() if not asks_for_all(word))
    )
    return f"{before} {about.strip(' ?.!')}".strip()


def fields_asked(question: str) -> tuple[tuple[str, ...], str]:
    """The fields of one entry that a question asks for ("arxiv", "link", "section", "notebook", "place"), and the words that are to name it: what is
    left of the question without the words that ask, empty where it leaves that to the conversation. Both empty where no field is asked for."""
    own, _, about = question.partition(ABOUT)
    asked = tuple(name for name, pattern in _FIELDS.items() if re.search(pattern, own, re.IGNORECASE))
    if "tags" in asked and asks_for_all(_USED.sub("", own)):  # those of the whole library
        return (), ""
    if not asked or ("link" in asked and _NOT_ITS_OWN.search(own)):
        return (), ""
    own = re.sub("|".join(_FIELDS[name] for name in asked), " | ", own, flags=re.IGNORECASE)
    parts = [_without_scaffold(part) for part in own.split("|")]
    return asked, max(parts, key=len) if any(parts) else about.rstrip(")").split("; ")[-1]


def _without_scaffold(text: str) -> str:
    """A part of a question without the words at both its ends that only ask."""
    found = list(re.finditer(r"[^\W_]+", text))
    while found and found[0][0].lower() in words("scaffold"):
        found.pop(0)
    while found and found[-1][0].lower() in words("scaffold"):
        found.pop()
    return text[found[0].start() : found[-1].end()] if found else ""


def most_of(rest: str) -> int:
    """How many papers are asked for at most: three of "three papers on sleep"; 0 where no number is given."""
    return _bounded(rest)[1]


def _bounded(rest: str) -> tuple[str, int, int]:
    """A question without the words that say how many are wanted and whether the newest or the oldest; with that number, and 1 or -1."""
    most = year = 0
    if match := _MOST.search(rest):
        most = int(match["digits"]) if match["digits"] else _NUMBERS[match["word"].lower()]
        rest = _MOST.sub("", rest)
    if match := _EXTREME.search(rest):
        year = -1 if match["old"] else 1
        rest = _EXTREME.sub("", rest)
    return rest, most, year


def _means_papers(words: str) -> bool:
    return bool(re.search(rf"\b(?:{_PAPERS})\b", words, re.IGNORECASE))
