"""Questions that the fields of the library answer, not what is written in it: all entries of a kind, or how many there are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.index.filters import Filters
from assistant.questions.filters import asks_for_all
from assistant.questions.kind import ABOUT, kind_of

_PAPERS = r"papers?|articles?|publications?|works|studies|preprints?"
_ENTRIES = r"entries|entry|notes?|items|references|things|titles?|notebooks|sections"
_HAVE = (
    r"(?:do|have|did) (?:i|we|you|my notes|the notes)(?: (?:have|got|hold|noted?|read|list(?:ed)?|keep|kept|contain))*"
    r"|(?:does|do) have|are (?:there|noted|listed)|(?:is|are) in (?:my|the) (?:notes|library)"
)
_COUNT = re.compile(
    r"^\W*(?:(?:and|so|ok|please|tell me|can you tell me|do you know)\W+)*(?:how many|(?:what(?:'s| is) )?the number of|number of|count)\s+"
    rf"(?:of\s+)?(?:(?:the|my|all|different)\s+)*(?P<before>(?:(?!(?:{_PAPERS}|{_ENTRIES})\b)[\w'’-]+\s+){{0,4}}?)(?P<things>{_PAPERS}|{_ENTRIES})\b(?P<after>.*)$",
    re.IGNORECASE | re.DOTALL,
)
# "How many recipes with rye do I have?": what is counted may be called by any name, where it is plainly the notes' own.
_COUNT_OF_MINE = re.compile(
    rf"^\W*how many\s+(?!(?:authors?|people|years?|sections?|topics?)\b)(?P<before>[\w'’-]+(?:\s+[\w'’-]+){{0,2}}?)(?P<things>)"
    rf"(?P<after>\s+(?:{_HAVE})\b.*|\s+\w+ .*\b(?:{_HAVE})\W*)$",
    re.IGNORECASE | re.DOTALL,
)
# What may follow the things that are counted; what else a question says is of the content of a paper.
_FOLLOWS = re.compile(
    rf"^\s*(?:(?:{_HAVE})\b)?\s*(?:(?:that|which)\s+)?(?:(?:are|is|were|was)\b\s*)?(?:(?:did|have|has)\s+)?(?:publish(?:ed)?|wr(?:i|o)te|written|authored?|co-?authored)?\s*"
    r"(?:there\b)?\s*(?:in (?:my|the|our|all) (?:notes|library|notebooks)\b|in (?:total|all)\b|altogether\b)?\s*"
    r"(?:(?:are |is )?(?:on|about|regarding|concerning|covering|dealing with|treating|treat|cover|discuss|mention|with)\s+(?P<topic>.*?))?\s*"
    r"(?:(?:do|have) (?:i|we|my notes|the notes)(?: have)?|are there|in (?:my|the) notes)?[\s?.!]*$",
    re.IGNORECASE | re.DOTALL,
)
_OF_CONTENT = re.compile(r"\b(?:do|does|did|was|were|is|are|has|have|had|can|used?|uses)\b", re.IGNORECASE)
_ALL = re.compile(rf"\b(?:everything|{_PAPERS}|{_ENTRIES})\b", re.IGNORECASE)
_NUMBERS = {word: number for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)} | {
    "couple of": 2,
    "few": 3,
}
_MOST = re.compile(
    rf"\b(?:the\s+|an?\s+)?(?:(?:first|top|any)\s+|(?P<last>last|latest|newest|most\s+recent)\s+|(?P<old>oldest|earliest)\s+)?(?:(?P<digits>\d{{1,3}})|(?P<word>{'|'.join(_NUMBERS)}))"
    rf"\s+(?P<order>(?:newest|latest|most\s+recent|oldest|earliest)\s+)?(?=(?:{_PAPERS}|{_ENTRIES})\b)",
    re.IGNORECASE,
)
_EXTREME = re.compile(
    rf"\b(?:(?P<old>oldest|earliest|first)|newest|latest|most\s+recent|last)(?:\s+(?=(?:ones?|{_PAPERS}|{_ENTRIES})\b)|(?=\W*$))",
    re.IGNORECASE,
)
_KEPT_IN = re.compile(
    r"^\W*(?:(?:which|what|list|show|name|give|me|all|the|my|of|how|many|are|do|please|number|names)\s+)+(?P<what>notebooks?|sections?)(?:\s+(?:do|i|we|you|have|got|there|are|is|my|the|in|"
    r"notes|library|exist|called|total|names|it|all))*\W*$|^\W*(?P<alone>notebooks|sections)\W*$",
    re.IGNORECASE,
)
# What is asked of one entry that its fields hold, by the words that ask for it.
_FIELDS = {
    "arxiv": r"\barxiv(?:\.org)?[\s-]*(?:ids?|numbers?|num|no|nr|identifiers?|codes?|references?)\b|^\W*arxiv\b|\barxiv\W*$",
    "link": r"\b(?:arxiv\s+)?(?:links?|urls?|web\s*(?:address(?:es)?|pages?|sites?)|hyperlinks?)\s+(?:to|for|of)\b|\b(?:arxiv\s+)?(?:links?|urls?|web\s*address)\W*$",
    "section": r"\b(?:which|what)\s+(?:\w+\s+(?:and|or)\s+)?(?:of\s+(?:the|my)\s+)?(?:sub-?)?(?:sections?|headings?|headers?|chapters?)\b|\b(?:section|heading)\s+of\b",
    "notebook": r"\b(?:which|what)\s+(?:\w+\s+(?:and|or)\s+)?(?:of\s+(?:the|my)\s+)?(?:notebooks?|files?)\b|\bnotebook\s+of\b",
    "place": r"^\W*(?:and\s+|so\s+)?where(?:abouts)?\b(?=.*\b(?:notes|notebooks?|library|filed?|note|noted|listed|put|kept|written\s+down|mention(?:ed)?|stands?)\b)"
    r"|\b(?:which|what)\s+lines?\b",
}
# What else of a work is called a link, or has one, and stands in remarks.
_NOT_ITS_OWN = re.compile(
    r"\b(?:code|repo(?:sitory)?|github|demo|weights|data(?:set)?|slides|video|between|causal|missing)\b", re.IGNORECASE
)
_SCAFFOLD = frozenset(
    "what whats whatis which is are was were s the a an of for to on from in into under and or me my i you we please plz pls thanks hi hello so ok give tell "
    "show get find look up need want know say do does did have has had can could would put file filed note noted notes notebook notebooks library list listed "
    "keep kept stand stands placed written down mention mentioned mentions paper article entry there any its it number called about hold holds contain contains "
    "cover covers stored that this one they them their be by with again work study".split()
)
_ASKS_AUTHORS = re.compile(r"\b(?:who|whose|whom|authors?|when|(?<!any )year)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked of the library's fields: the entries that pass the filters in words, or their number (`count`); only `papers`, or only those on
    a `topic`; which `places` there are ("notebooks" or "sections") where these are meant; no more than `most` of them (0: all); the newest (1) or the
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
    if match := _KEPT_IN.match(rest):
        return Form(False, filters, places=(match["what"] or match["alone"]).lower().removesuffix("s") + "s")
    match = _COUNT.match(rest) or _COUNT_OF_MINE.match(rest)
    if match and (follows := _FOLLOWS.match(match["after"])):
        topic = " ".join(filter(None, [match["before"].strip(), (follows["topic"] or "").strip()]))
        return None if _OF_CONTENT.search(topic) else Form(True, filters, _means_papers(match["things"]), "", topic)
    bare, most, year = _bounded(rest)
    everything = filters or most or year or (kind_of(question) == "list" and _ALL.search(rest))
    if everything and asks_for_all(bare) and not _ASKS_AUTHORS.search(bare):
        return Form(False, filters, _means_papers(rest), most=most, year=year)
    return None


def fields_asked(question: str) -> tuple[tuple[str, ...], str]:
    """The fields of one entry that a question asks for ("arxiv", "link", "section", "notebook", "place"), and the words that are to name it: what is
    left of the question without the words that ask, empty where it leaves that to the conversation. Both empty where no field is asked for."""
    own, _, about = question.partition(ABOUT)
    asked = tuple(name for name, pattern in _FIELDS.items() if re.search(pattern, own, re.IGNORECASE))
    if not asked or ("link" in asked and _NOT_ITS_OWN.search(own)):
        return (), ""
    own = re.sub("|".join(_FIELDS[name] for name in asked), " | ", own, flags=re.IGNORECASE)
    parts = [_without_scaffold(part) for part in own.split("|")]
    return asked, max(parts, key=len) if any(parts) else about.rstrip(")").split("; ")[-1]


def _without_scaffold(text: str) -> str:
    """A part of a question without the words at both its ends that only ask."""
    words = list(re.finditer(r"[^\W_]+", text))
    while words and words[0][0].lower() in _SCAFFOLD:
        words.pop(0)
    while words and words[-1][0].lower() in _SCAFFOLD:
        words.pop()
    return text[words[0].start() : words[-1].end()] if words else ""


def most_of(rest: str) -> int:
    """How many papers are asked for at most: three of "three papers on sleep"; 0 where no number is given."""
    return _bounded(rest)[1]


def _bounded(rest: str) -> tuple[str, int, int]:
    """A question without the words that say how many are wanted and whether the newest or the oldest; with that number, and 1 or -1."""
    most = year = 0
    if match := _MOST.search(rest):
        most = int(match["digits"]) if match["digits"] else _NUMBERS[match["word"].lower()]
        old = match["old"] or re.match(r"old|earl", match["order"] or "", re.IGNORECASE)
        year = -1 if old else int(bool(match["last"] or match["order"]))
        rest = _MOST.sub("", rest)
    elif match := _EXTREME.search(rest):
        year = -1 if match["old"] else 1
        rest = _EXTREME.sub("", rest)
    return rest, most, year


def _means_papers(words: str) -> bool:
    return bool(re.search(rf"\b(?:{_PAPERS})\b", words, re.IGNORECASE))
