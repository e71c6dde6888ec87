"""Years in the words of a question: `since 2019`, `in 2023 or 2024`, `from the 2020s`, `not from 2020`, `last year`."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from assistant.index.filters import Filters, both
from assistant.questions.conditions.years_elsewhere import in_english
from assistant.questions.kind import NOT, NUMBERS, PAPERS, THINGS

_YEAR = r"(?:19|20)\d{2}"
_RANGE = rf"{_YEAR}\s*(?:-|–|—|\.\.|\bto\b|\buntil\b|\btill\b|\bthrough\b)\s*{_YEAR}"
_ITEM = rf"(?:{_RANGE}|(?:the\s+)?(?:19|20)\d0['’]?s|{_YEAR})(?!\w)"
_OR = r"\s*(?:,\s*(?:and\b|or\b)?|\band\b|\bor\b|&|/)\s*(?:(?:in|from|of)\s+)?"
_LIST = rf"{_ITEM}(?:{_OR}{_ITEM})*"
_NEWER, _OLDER = r"(?:later|newer|more\s+recent)", r"(?:earlier|older)"
_AFTER, _BEFORE = rf"after|past|{_NEWER}\s+than", rf"before|prior\s+to|{_OLDER}\s+than"
# A bound that counts itself: `in or after 2023`, `no later than 2001`.
_AT = r"(?:in|on|from|of|at)(?:\s+(?:in|on))?\s+(?:or|and)\s+"
_SINCE = rf"since|as\s+of|{_AT}(?:after|since)|(?:from\s+)?no\s+{_OLDER}\s+than"
_UNTIL = rf"until|till|through|up\s+to(?:\s+and\s+including)?|{_AT}(?:before|until)|(?:from\s+)?no\s+{_NEWER}\s+than"
_IN = r"in|of|from|during|within|published|dated"
# Stands in a question where the words of a condition stood.
MARK = "\x1f"
_THING = rf"(?:{THINGS}|{PAPERS})\b"
_ALLOWED = rf"(?P<lead>{_SINCE}|{_AFTER}|{_BEFORE}|{_UNTIL}|{_IN}|between)"
_ONWARDS = rf"onwards?\b|(?:and|or) (?:later|after|newer|onwards?|up)\b(?!\s+{_YEAR})|on\b(?=\W*$)|\+(?!\w)"
_BACK = rf"(?:and|or) (?:earlier|before|older)\b(?!\s+{_YEAR})|at the latest"
_SAID = re.compile(
    rf"(?P<not>{NOT})?(?:\b{_ALLOWED}\s+)?(?<![\w.-])(?P<years>{_LIST})(?:\s*(?:(?P<on>{_ONWARDS})|(?P<back>{_BACK})))?", re.IGNORECASE
)
_AND_OF_BETWEEN = re.compile(rf"\b(between\s+{_YEAR})\s+and\s+({_YEAR})", re.IGNORECASE)
_RELATIVE = re.compile(
    rf"\b(?:(?P<lead>since|before|in|of|from|during|within)\s+)?(?:(?P<which>last|this)\s+year(?:['’]s)?|(?:the\s+)?(?:last|past)\s+(?P<count>\d{{1,2}}|{'|'.join(NUMBERS)})\s+years)\b",
    re.IGNORECASE,
)
_DECADES = dict(
    zip(
        "twenties thirties forties fifties sixties seventies eighties nineties noughties".split(),
        [2020, *range(1930, 2001, 10)],
        strict=True,
    )
)
_DECADE = re.compile(
    rf"\b(?:the\s+)?(?:(?P<part>early|mid|late)[\s-]+)?(?:the\s+)?(?:(?P<word>{'|'.join(_DECADES)})\b|(?P<year>(?:19|20)\d0)['’]?s\b)|(?<!\w)['’](?P<short>\d\d)(?P<s>s?)\b",
    re.IGNORECASE,
)
_PARTS = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}


def years_in(question: str) -> tuple[Filters, str]:
    """The years that a question's words ask for, and the question without those words."""
    filters, rest = marked_years(question)
    return filters, rest.replace(MARK, "")


def marked_years(question: str) -> tuple[Filters, str]:
    """As `years_in`, with a `MARK` in the place of each condition."""
    question = _AND_OF_BETWEEN.sub(r"\1 to \2", _dated(question))
    filters, rest, end = Filters(), "", 0
    for match in _SAID.finditer(question):
        if not _is_said(match, question):
            continue
        between, own = question[end : match.start()], _asked(match)
        either = bool(filters) and re.fullmatch(r"\s*(?:,\s*)?or\s*", between, re.IGNORECASE)
        filters = Filters(any_of=(filters, own)) if either else both(filters, own)
        rest += "" if either else between + MARK
        end = match.end()
    return filters, rest + question[end:]


def _is_said(match: re.Match[str], question: str) -> bool:
    """Whether a year is one that papers are asked from, not a part of a name or of a credit: with a word that says so, or beside `papers`."""
    if match["lead"] or match["not"] or match["on"] or match["back"] or not re.fullmatch(_YEAR, match["years"]):
        return (match["lead"] or "").lower() != "between" or bool(re.fullmatch(_RANGE, match["years"], re.IGNORECASE))
    beside = re.match(rf"\s+{_THING}", question[match.end() :], re.IGNORECASE)
    return bool(beside or re.fullmatch(rf"\W*(?:[\w'’]+\s+){{0,3}}(?:{_THING})\s+", question[: match.start()], re.IGNORECASE))


def _asked(match: re.Match[str]) -> Filters:
    items = [_item(text) for text in re.findall(_ITEM, match["years"], re.IGNORECASE)]
    lead = (match["lead"] or "").lower()
    first, last = min(one.since or 0 for one in items), max(one.until or 0 for one in items)
    if match["on"] or re.fullmatch(_SINCE, lead):
        found = Filters(since=first)
    elif match["back"] or re.fullmatch(_UNTIL, lead):
        found = Filters(until=last)
    elif re.fullmatch(_AFTER, lead):
        found = Filters(since=last + 1)
    elif re.fullmatch(_BEFORE, lead):
        found = Filters(until=first - 1)
    else:
        found = _any(items)
    return Filters(none_of=(found,)) if match["not"] else found


def _any(items: list[Filters]) -> Filters:
    """The years of any of these, as one span where they leave no gap."""
    spans = sorted((one.since or 0, one.until or 0) for one in items)
    if all(later[0] <= earlier[1] + 1 for earlier, later in pairwise(spans)):
        return Filters(spans[0][0], max(last for _, last in spans))
    return Filters(any_of=tuple(items))


def _item(text: str) -> Filters:
    years = [int(year) for year in re.findall(_YEAR, text)]
    if re.search(r"s$", text, re.IGNORECASE):
        return Filters(years[0], years[0] + 9)
    return Filters(min(years), max(years))


def _dated(question: str) -> str:
    """The question with the years that its words reckon from today: `last year`, `in the last three years`."""
    today = date.today().year
    question = _DECADE.sub(_decade, in_english(question))

    def written(match: re.Match[str]) -> str:
        if match["which"]:
            lead = match["lead"] or "in"
            return f"{lead} {today - (match['which'].lower() == 'last')}"
        count = match["count"].lower()
        return f"since {today - (NUMBERS.get(count) or int(count))}"

    return _RELATIVE.sub(written, question)


def _decade(match: re.Match[str]) -> str:
    """A decade or a year in the digits that are read: `the nineties`, `late 2010s`, `'98`."""
    if short := match["short"]:
        return f"{19 if int(short) > date.today().year % 100 else 20}{short}{match['s']}"
    first = _DECADES[match["word"].lower()] if match["word"] else int(match["year"])
    if not match["part"]:
        return f"the {first}s"
    since, until = _PARTS[match["part"].lower()]
    return f"{first + since} to {first + until}"
