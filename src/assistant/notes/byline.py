"""Who wrote a work and when, as a citation's parenthesis gives it, in whatever script: `(liu…neubig, 2021)`, `（李、王，2021年）`."""

from __future__ import annotations

import re

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})")
_AFTER_YEAR = re.compile(r"^\d*[a-z+]?(?:-\d{2})?(?:\s*(?:年(?:\d{1,2}月)?(?:\d{1,2}日)?|년|г(?:ода?|\.)?(?!\w)))?")
_BETWEEN = re.compile(r"\s*[,;]\s*&?\s*|\s*&\s*|\s+(?:and|und|и(?! др))\s+")
# Marks of direction, which nobody sees, may stand around a parenthesis.
_ASIDE = re.compile(
    r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]{0,3}[(（](?P<by>[^()（）]*)[)）][\u200e\u200f\u202a-\u202e\u2066-\u2069]{0,3}"
)
_MARKS = str.maketrans("，、；：،؛", ",,;:,;")


def parse_byline(text: str) -> tuple[tuple[str, ...], int | None]:
    """Authors as given and year of a citation's parenthesis: `liu…neubig, 2021` → `(("liu…neubig",), 2021)`.

    Names left out stay marked, on the name that follows them: `shi, …, yih` → `("shi", "…yih")`.
    """
    found = _YEAR.search(text)
    year = int(found[1]) if found else None
    names = text[: found.start()] + " , " + _AFTER_YEAR.sub("", text[found.end() :]) if found else text
    if year is None and (short := re.search(r",\s*(\d{2})\s*$", text)):
        year, names = 2000 + int(short[1]), text[: short.start()]
    authors, left_out = [], ""
    for part in (part.strip() for part in _BETWEEN.split(names)):
        if re.search(r"[^\W\d_]", part):
            authors.append(left_out + part)
            left_out = ""
        elif re.fullmatch(r"…|\.\.+", part):
            left_out = "…"
    return tuple(authors), year


def with_plain_citation(text: str) -> str:
    """The text with the first parenthesis that holds a year in common brackets, commas and digits; all else stays as it is written.

    `深度学习（李，２０２１）——很好（王，2019）` → `深度学习(李,2021)——很好（王，2019）`.
    """
    for aside in _ASIDE.finditer(text):
        by = "".join(str(int(char)) if char.isdecimal() else char for char in aside["by"]).translate(_MARKS)
        if _YEAR.search(by):
            return f"{text[: aside.start()]}({by}){text[aside.end() :]}"
    return text
