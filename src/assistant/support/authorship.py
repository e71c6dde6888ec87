"""Authors and years that a statement claims, compared with the byline of the passage."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from assistant.support.passages import Passage, names_in
from assistant.support.word_relations import NEUTRAL
from assistant.text.words import FUNCTION_WORDS

_YEAR = r"(?:19|20)\d\d"
_PARENTHESIS = re.compile(rf"(?<!\s)\s*\(([^()]*(?<!\d){_YEAR}[a-z]?|[^()]*\bet al\.?)\)")
_PLACED = re.compile(
    rf"(?:,? |^)(?:(?:(?:[Ii]n|from|of|dated|back in|since) |(?:the )?year )({_YEAR})\b,?|({_YEAR})(?= (?:paper|study|work|article|preprint)))"
)
_PUBLISHED = re.compile(
    r"\b(?:publish|propos|introduc|present|releas|develop|wr[io]t|author|appear|paper|stud(?:y|ies)\b|article|preprint|by\b|et al)",
    re.IGNORECASE,
)
_DATED = re.compile(rf"((?:[A-Z][\w'’-]+(?:, | & | and |, and )){{0,40}}[A-Z][\w'’-]+)(?='?s? \((?:{_YEAR})\))")
_SPOKEN = re.compile(
    r"(?P<of>\b[Tt]he \w+ (?:by|of|from) )?(?:(?<!\w)(?<!\w['’-])[^\W\d_][\w'’-]+(?:, | & | and )){0,40}(?<!\w)(?<!\w['’-])([^\W\d_][\w'’-]+)"
    r"(?: et al\b\.?| and (?:colleagues|co-?authors|co-?workers|others)\b)"
)
_BY = re.compile(
    r"\b(?P<sure>(?:is|was|are|were) by|authors? (?:is|are|was|were))\s|"
    r"\b(?P<likely>(?:written|authored|published|proposed|introduced|presented|paper|study|work|article) by)\s|"
    r"\b(?:developed|created|released|described|measured|studied|investigated|shown|made|done|due|conducted) (?:by|to)\s|"
    r"\b(?:comes?|stems?|originates?) from\s"
)
_WORD = re.compile(r"[^\W\d_][\w'’-]*|\d+|…|[,&()]|\S")
_IN_YEAR = re.compile(rf"in {_YEAR}")
_JOINING = frozenset({",", "&", "and", "…", "et", "al"})
_NOT_PEOPLE = FUNCTION_WORDS | NEUTRAL | {"authors", "team", "group"}
_SPELLING = 85.0
_ELIDED = re.compile(r"…|\.\.|\bet al\b")


@dataclass(frozen=True, slots=True)
class Credit:
    """What a statement claims about authors and year (`right`, `wrong`, `untold` where the passages do not say, `none`), the statement without that claim,
    and the name or year that differs."""

    verdict: Literal["right", "wrong", "untold", "none"]
    rest: str
    differs: str = ""


def read_credit(statement: str, passages: Sequence[Passage]) -> Credit:
    """Separates the claims of authorship from a statement and compares them with the bylines."""
    rest = statement.replace("...", "…")
    people: list[str] = []
    years: list[int] = []
    known = {name for passage in passages for name in passage.people}
    for found in _claims(rest, known, passages):
        people += found[0]
        years += found[1]
    spoken = {token.text.lower() for passage in passages for one in passage.sentences for token in one.tokens}
    rest = _DATED.sub(lambda match: match[0] if spoken & set(names_in(match[0])) else " ", _cut_by(rest, known))
    rest = _PLACED.sub(lambda match: " " if _dates_the_work(match, passages) else match[0], rest)
    for claim in (_PARENTHESIS, _SPOKEN):
        rest = claim.sub(" ", rest)
    if not people and not years:
        return Credit("none", rest)
    verdict, differs = _held(people, years, passages)
    return Credit(verdict, rest, differs)


def _claims(text: str, known: Collection[str], passages: Sequence[Passage]) -> Iterator[tuple[list[str], list[int]]]:
    for match in _PARENTHESIS.finditer(text):
        yield names_in(match[1]), [int(year) for year in re.findall(_YEAR, match[1])]
    for match in (*_SPOKEN.finditer(text), *_DATED.finditer(text)):
        yield names_in(match[0].removeprefix(match.groupdict().get("of") or "")), []
    for match in _PLACED.finditer(text):
        if _dates_the_work(match, passages):
            yield [], [int(match[1] or match[2])]
    for _, _, people, years in _by(text, known):
        yield people, years


def _dates_the_work(match: re.Match[str], passages: Sequence[Passage]) -> bool:
    """Whether a year is that of the publication: the year of the byline, or one next to a word for publishing."""
    year = int(match[1] or match[2])
    if any(year in passage.years for passage in passages):
        return True
    return bool(match[2] or _PUBLISHED.search(match.string)) and not any(year in passage.numbers for passage in passages)


def _by(text: str, known: Collection[str]) -> Iterator[tuple[int, int, list[str], list[int]]]:
    """The spans of a text that say who wrote something, with the names and years in them."""
    for match in _BY.finditer(text):
        names: list[str] = []
        years: list[int] = []
        capital, end = True, match.end()
        for word in _WORD.finditer(text, match.end()):
            if re.fullmatch(_YEAR, word[0]):
                years.append(int(word[0]))
            elif not (word[0].lower() in _JOINING or word[0] in "()" or (word[0] == "in" and _IN_YEAR.match(text, word.start()))):
                if years or not _may_name(word[0], known):
                    break
                names += names_in(word[0])
                capital = capital and word[0][0].isupper()
            end = word.end()
        told = match["sure"] or years or " et al" in text[match.start() : end] or (capital and match["likely"])
        if names and told and len(names) <= 14 and (len(names) <= 3 or re.search(r"[,&…]| and ", text[match.end() : end])):
            yield match.start(), end, names, years


def _may_name(word: str, known: Collection[str]) -> bool:
    """Whether a word can be part of a list of names: a name, or an initial with its full stop."""
    if re.fullmatch(r"[A-Z]|\.", word) or set(names_in(word)) & set(known):
        return True
    return word.lower() not in _NOT_PEOPLE and bool(re.match(r"[^\W\d_]{2}", word))


def _cut_by(text: str, known: Collection[str]) -> str:
    for start, end, _, _ in reversed(list(_by(text, known))):
        text = f"{text[:start]} {text[end:]}"
    return text


def _held(people: Sequence[str], years: Sequence[int], passages: Sequence[Passage]) -> tuple[Literal["right", "wrong", "untold"], str]:
    """The verdict on names and years. A shortened byline contradicts only a list of which it has no name."""
    known = {name for passage in passages for name in passage.people}
    spoken = {token.text.lower() for passage in passages for one in passage.sentences for token in one.tokens}
    told = {year for passage in passages for year in passage.years}
    numbers = {number for passage in passages for number in passage.numbers}
    strangers = [name for name in people if name not in spoken and not _among(name, known)]
    wrong_years = [year for year in years if year not in told and year not in numbers]
    hidden = len(strangers) < len(people) and any(_ELIDED.search(passage.byline) for passage in passages)
    if (known and strangers and not hidden) or (wrong_years and told):
        return "wrong", str(wrong_years[0]) if wrong_years and told else strangers[0]
    return "untold" if strangers or wrong_years else "right", ""


def _among(name: str, known: set[str]) -> bool:
    return name in known or any(len(name) > 4 and fuzz.ratio(name, other) >= _SPELLING for other in known)
