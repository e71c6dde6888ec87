"""What a follow-up on an overview asks to change, read from its words by rule: "shorter", "expand the second theme", "only since 2023"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.errors import UsageError
from assistant.questions.years import years_in
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
    r"^(?:(?:ok(?:ay)?|and|now|but|so|then|please|(?:can|could|would) you|i(?:'d| would) like|i want|let'?s|(?:what|how) about)\b[\s,]*)+"
    r"|[\s,]*(?:\bplease\b|\bthanks?\b)?[\s?.!,]*$",
    re.IGNORECASE,
)
_WHOLE = r"(?:it|this|that|them|everything|the (?:summary|overview|text|whole(?: thing)?))"
_MUCH = r"(?:(?:much|a (?:bit|little|lot)|even|far|somewhat) )?"
_THEME = r"(?:themes?|sections?|parts?|paragraphs?|topics?)"
_SHORTER = re.compile(
    rf"(?:make {_WHOLE} |give me (?:a |an? )?)?{_MUCH}(?:shorter|briefer|more (?:concise|compact|brief))(?: (?:version|one|summary|overview))?"
    rf"|(?:shorten|condense|compress|trim|cut)(?: {_WHOLE})?(?: down)?|{_MUCH}(?:too long|tl;?dr|in (?:fewer|less) words|half (?:as long|the length))",
    re.IGNORECASE,
)
_SHORTER_THEME = re.compile(rf"(?:shorten|condense|compress|trim) (?P<which>.+)|make (?P<made>.*{_THEME}.*) {_MUCH}shorter", re.IGNORECASE)
_LONGER = re.compile(
    rf"(?:expand|elaborate|lengthen)(?: on)?(?: {_WHOLE})?|(?:make {_WHOLE} )?{_MUCH}(?:longer|more detailed)|(?:give (?:me )?|add )?more details?(?: on all)?",
    re.IGNORECASE,
)
_EXPAND_THEME = re.compile(
    r"(?:expand|elaborate|lengthen|say more|tell me more|(?:give (?:me )?|add )?more(?: details?)?|go deeper|go into)(?: (?:on|about|of|in|into|for))? (?P<which>.+)",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"(?:only|just|nothing but|keep(?: only| just)?|(?:show|give)(?: me)? (?:only|just)) (?P<which>.+?)(?: only)?", re.IGNORECASE
)
_WITHOUT = re.compile(r"(?:drop|remove|delete|without|leave out|skip|omit|all but|everything but|cut) (?P<which>.+)", re.IGNORECASE)
_ADD = re.compile(
    r"(?:(?:add|include|bring (?:in|back)|put (?:in|back)|restore|show|name|tell)(?: me)?(?: back| in| about)?(?: also| all| of)* )?"
    r"(?:(?:the|those|these|what|which|whatever|everything|all|ones?|rest|others?|remaining|missing|omitted|dropped|left[- ]out|skipped|merged|"
    r"entries|papers?|works?|that|you|were|was|have|had|been|is|are|it|only|named|cut|left|out|just|outside|too|again|back|as|well)\b ?)+",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(r"\b(?:left|omitted|dropped|skipped|merged|missing|rest|others?|remaining|named|cut|outside)\b", re.IGNORECASE)
_ORDINALS = {
    word: number
    for number, words in enumerate(
        ("first 1st", "second 2nd two", "third 3rd three", "fourth 4th four", "fifth 5th five", "sixth 6th six", "seventh 7th seven",
         "eighth 8th eight", "ninth 9th nine", "tenth 10th ten")
    )
    for word in words.split()
}  # fmt: skip
_FILLERS = re.compile(
    r"\b(?:only|just|keep|show|me|the|papers?|entries|works?|ones?|those|these|that|which|are|is|was|were|published|appeared|notes|it|"
    r"restrict(?:ed)?|limit(?:ed)?|to|anything|everything|what|years?|from|nothing|no|drop|remove|leave|out|without)\b|[\s,?.!]",
    re.IGNORECASE,
)


def change_in(request: str, titles: Sequence[str]) -> Change | None:
    """The change that a message asks for of an overview with themes of these titles; None where it asks for something else.

    Raises `UsageError` where it names a theme by a number that there is not.
    """
    asked = _POLITE.sub("", " ".join(request.split()))
    if _SHORTER.fullmatch(asked):
        return Change("shorter")
    if _LONGER.fullmatch(asked):
        return Change("expand")
    if _ADD.fullmatch(asked) and _LEFT_OUT.search(asked):
        return Change("outside" if re.search(r"\boutside\b", asked, re.IGNORECASE) else "add")
    return _years(asked) or _of_themes(asked, titles)


def _years(asked: str) -> Change | None:
    spoken = re.sub(
        r"\b(only|just)((?: the)? (?:papers|entries|ones|works))? (?=(?:19|20)\d{2}\b)", r"\1\2 in ", asked, flags=re.IGNORECASE
    )
    found, rest = years_in(spoken)
    if found.since is None and found.until is None:
        return None
    if _FILLERS.sub("", rest) or re.match(r"(?:which|what|who|how|are|is)\b", asked, re.IGNORECASE):
        return None
    if re.match(r"(?:nothing|no|drop|remove|leave out|without)\b", asked, re.IGNORECASE):
        if found.since is not None and found.until is not None:
            return None
        return Change(
            "years", since=None if found.until is None else found.until + 1, until=None if found.since is None else found.since - 1
        )
    return Change("years", since=found.since, until=found.until)


def _of_themes(asked: str, titles: Sequence[str]) -> Change | None:
    kinds: tuple[tuple[Kind, re.Pattern[str]], ...] = (
        ("shorter", _SHORTER_THEME),
        ("expand", _EXPAND_THEME),
        ("without", _WITHOUT),
        ("only", _ONLY),
    )
    for kind, pattern in kinds:
        if match := pattern.fullmatch(asked):
            which = next(group for group in match.groups() if group)
            themes = themes_named(which, titles)
            if themes:
                return Change(kind, themes)
    return None


def themes_named(which: str, titles: Sequence[str]) -> tuple[int, ...]:
    """The numbers, from 0, of the themes that these words name: `the second theme`, `themes 1 and 3`, `the theme on routing`; none for others."""
    words = re.findall(r"[\w'-]+", re.sub(rf"({_THEME}) one\b", r"\1 1", which.lower()))
    says_theme = bool(re.search(rf"\b{_THEME}\b", which, re.IGNORECASE))
    numbers = [_number(word, len(titles)) for word in words]
    ordinals = [number for number in numbers if number is not None]
    rest = [
        word
        for word, number in zip(words, numbers, strict=True)
        if number is None and not re.fullmatch(rf"the|and|or|to|ones?|{_THEME}", word)
    ]
    if ordinals and not rest and (says_theme or not any(word.isdigit() for word in words)):
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
    if word.isdigit() and len(word) < 3:
        return int(word) - 1
    return _ORDINALS.get(word)
