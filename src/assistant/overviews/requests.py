"""What a follow-up on an overview asks to change, read from its words by rule: "shorter", "expand the second theme", "only since 2023"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.errors import UsageError
from assistant.questions.conditions.years import years_in
from assistant.questions.kind import NUMBERS
from assistant.questions.vocabulary import words
from assistant.text.fold import fold
from assistant.text.words import STOPWORDS, stem, stems

Kind = Literal["shorter", "expand", "only", "without", "years", "add", "outside"]


@dataclass(frozen=True, slots=True)
class Change:
    """What to change: of which themes (by number from 0; all where empty), and for `years` from which year to which."""

    kind: Kind
    themes: tuple[int, ...] = ()
    since: int | None = None
    until: int | None = None


_POLITE = re.compile(
    r"^(?:(?:ok(?:ay)?|and|now|but|so|then|please|(?:can|could|would) you|(?:what|how) about)\b[\s,]*)+|[\s,]*(?:\bplease\b|\bthanks?\b)?[\s?.!,]*$",
    re.IGNORECASE,
)
_WHOLE = r"(?:it|this|that|everything|the (?:summary|overview|whole))"
_MUCH = r"(?:(?:much|even|a (?:bit|little|lot)) )?"
_THEME = r"(?:themes?|sections?|parts?|topics?)"
_SHORTER = re.compile(
    rf"(?:make {_WHOLE} |give me an? )?{_MUCH}(?:shorter|briefer|more concise)(?: (?:version|one|overview))?|(?:shorten|condense|trim)(?: {_WHOLE})?|{_MUCH}too long",
    re.IGNORECASE,
)
_LONGER = re.compile(
    rf"(?:expand|elaborate)(?: on)?(?: {_WHOLE})?|(?:make {_WHOLE} )?{_MUCH}(?:longer|more detailed)|(?:give me )?more details?",
    re.IGNORECASE,
)
_OF_THEMES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("shorter", re.compile(r"(?:shorten|condense|trim) (?P<which>.+)", re.IGNORECASE)),
    (
        "expand",
        re.compile(r"(?:expand|elaborate|tell me more|(?:give me )?more(?: details?)?)(?: (?:on|about|of))? (?P<which>.+)", re.IGNORECASE),
    ),
    ("without", re.compile(r"(?:drop|remove|leave out|skip|without|(?:all|everything) but) (?P<which>.+)", re.IGNORECASE)),
    ("only", re.compile(r"(?:only|just|keep(?: only| just)?) (?P<which>.+?)(?: only)?", re.IGNORECASE)),
)
_ADD = re.compile(r"(?:(?:add|include|bring back|restore|show)\b|what\b|the\b)", re.IGNORECASE)
_LEFT_OUT = re.compile(r"\b(?:(?:left|leave) out|left|omitted|dropped|missing|rest|others?|remaining|outside)\b", re.IGNORECASE)
_ORDINALS = {word: number for number, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split())}
_LIMITING = frozenset("keep restrict limit to nothing no drop remove leave without".split())
_LESS = re.compile(r"(?:nothing|no|drop|remove|leave out|without)\b", re.IGNORECASE)


def change_in(request: str, titles: Sequence[str]) -> Change | None:
    """The change that a message asks for of an overview with themes of these titles; None where it asks for something else.

    Raises `UsageError` where it names a theme by a number that there is not.
    """
    asked = _POLITE.sub("", " ".join(request.split()))
    if _SHORTER.fullmatch(asked):
        return Change("shorter")
    if _LONGER.fullmatch(asked):
        return Change("expand")
    if _ADD.match(asked) and _LEFT_OUT.search(asked) and _says_only(_LEFT_OUT.sub("", _ADD.sub("", asked, count=1)), words("function")):
        return Change("outside" if re.search(r"\boutside\b", asked, re.IGNORECASE) else "add")
    return _years(asked) or _of_themes(asked, titles)


def _years(asked: str) -> Change | None:
    spoken = re.sub(
        r"\b(only|just)((?: the)? (?:papers|entries|ones|works))? (?=(?:19|20)\d{2}\b)", r"\1\2 in ", asked, flags=re.IGNORECASE
    )
    found, rest = years_in(spoken)
    if found.since is None and found.until is None:
        return None
    if not _says_only(rest, _LIMITING) or re.match(r"(?:which|what|who|how|are|is)\b", asked, re.IGNORECASE):
        return None
    if _LESS.match(asked):
        if found.since is not None and found.until is not None:
            return None
        return Change(
            "years", since=None if found.until is None else found.until + 1, until=None if found.since is None else found.since - 1
        )
    return Change("years", since=found.since, until=found.until)


def _says_only(text: str, more: frozenset[str]) -> bool:
    """Whether a text has no words but those with which entries are asked for, and these."""
    return (words("asking") | more).issuperset(re.findall(r"\w+", text.lower()))


def _of_themes(asked: str, titles: Sequence[str]) -> Change | None:
    for kind, pattern in _OF_THEMES:
        if (match := pattern.fullmatch(asked)) and (themes := themes_named(match["which"], titles)):
            return Change(kind, themes)
    return None


def themes_named(which: str, titles: Sequence[str]) -> tuple[int, ...]:
    """The numbers, from 0, of the themes that these words name: `the second theme`, `themes 1 and 3`, `the theme on routing`; none for others."""
    said = re.findall(r"[\w'-]+", re.sub(rf"({_THEME}) one\b", r"\1 1", which.lower()))
    says_theme = bool(re.search(rf"\b{_THEME}\b", which, re.IGNORECASE))
    numbers = [_number(word, len(titles)) for word in said]
    ordinals = [number for number in numbers if number is not None]
    rest = [
        word
        for word, number in zip(said, numbers, strict=True)
        if number is None and not re.fullmatch(rf"the|and|or|to|ones?|{_THEME}", word)
    ]
    if ordinals and not rest and (says_theme or not any(word.isdigit() for word in said)):
        missing = [number for number in ordinals if not 0 <= number < len(titles)]
        if missing:
            raise UsageError(f"there is no theme {missing[0] + 1}; this overview has {len(titles)}")
        return tuple(dict.fromkeys(ordinals))
    wanted = {stem(word) for word in fold(which).split() if word not in STOPWORDS and not re.fullmatch(_THEME, word)}
    held = [stems(title) for title in titles]
    fitting = [number for number, stems in enumerate(held) if wanted and wanted <= stems]
    return (min(fitting, key=lambda number: (len(held[number]), number)),) if fitting else ()


def _number(word: str, count: int) -> int | None:
    if word == "last":
        return count - 1
    if match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", word):
        return int(match[1]) - 1
    return _ORDINALS.get(word, NUMBERS[word] - 1 if word in NUMBERS and word != "one" else None)
