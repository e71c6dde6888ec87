"""Reads texts for the support check: words with numbers, names, negations and hedges; passages as title, byline and sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate

from assistant.support.word_relations import HEDGES, NEGATORS, NEUTRAL, STRONG, senses
from assistant.text.quantities import apart, manifold, quantity_at, share_of
from assistant.text.sentences import split_sentences
from assistant.text.words import FUNCTION_WORDS, stem

# Phrases that stand for one word, as it is compared.
_SHORT = {
    r"per ?cents?": "percent", r"(?:°|degrees?) ?(?:c|celsius|centigrade)\b": " degC", r"(?:°|degrees?) ?(?:f|fahrenheit)\b": " degF",
    r"(?:rather than|instead of|in place of|as opposed to|(?:and|but) not)(?= )": "insteadof", r"no longer": "not", r"with no\b": "without",
    r"can not|can['’]t": "cannot", r"not (?:just|only|merely|simply)": "also", r"not (?:\w+ )?much(?! m)": "little", r"due to|owing to": "because of",
    r"at most|no(?:t)? more than": "atmost", r"at least|no(?:t)? (?:fewer|less) than": "atleast", r"up to|as (?:much|many|high|long|far) as(?= \d)": "upto",
}  # fmt: skip
_SHORTEN = re.compile(r"(?<![A-Za-z])(?:" + "|".join(f"(?P<p{i}>{pattern})" for i, pattern in enumerate(_SHORT)) + ")", re.IGNORECASE)
_SHORTS = list(_SHORT.values())
_TOKEN = re.compile(
    r"(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])|(?:(?<![^\s(])-)?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?(?:[kKmMbB]\b)?(?:\s?%)?(?![^\W_])|[^\W_]+(?:-[^\W_]+)*|[.,;:()!?]"
)
_BYLINE = re.compile(r"\s*\(([^()]*)\)\s*(?:\[[^\]]*\]\([^)]*\))?\s*(?:-\s+(.*))?$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_HEDGE_OF = {stem(word): kind for kind, words in HEDGES.items() for word in words}
_NEUTRAL = frozenset(stem(word) for word in NEUTRAL)
_STRONG = frozenset(stem(word) for word in STRONG)
_BARE = _STRONG | frozenset(_HEDGE_OF)
_SCOPE = 2
_ABOUT = frozenset("about around roughly approximately approx nearly almost some circa".split())
_CLAUSE = frozenset({"but", "and", "while", "whereas"})
_SUBORDINATE = frozenset("if unless when because since although though until where".split())
AUXILIARIES = frozenset("do does did is are was were has have had can cannot could will would may might must".split())


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or punctuation mark. `senses` are the forms it may match; `content` tells content words from function words."""

    text: str
    word: str
    senses: frozenset[str]
    content: bool = False
    neutral: bool = False
    name: bool = False
    number: float | None = None
    about: bool = False
    loose: bool = False
    negated: bool = False
    mark: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """The tokens of one sentence; `raw` stands verbatim in the passage. `at` has the positions of each sense, `telling` counts the content words, `clause`
    numbers the clause of each token."""

    raw: str
    tokens: tuple[Token, ...]
    at: dict[str, tuple[int, ...]]
    initials: str
    acronyms: tuple[str, ...]
    key: str
    telling: int
    clause: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """One passage: its title and byline where it has them, its sentences (the title among them), the senses and numbers of all its words."""

    title: Sentence | None
    byline: str
    people: frozenset[str]
    years: frozenset[int]
    sentences: tuple[Sentence, ...]
    senses: frozenset[str] = field(default_factory=frozenset)
    numbers: frozenset[float] = field(default_factory=frozenset)


def without_markup(text: str) -> str:
    """Text without Markdown and LaTeX marks, Unicode folded to its plain form (accents off, quotes straight), white space folded."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in text if not unicodedata.combining(char))
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\\(?:text|mathbb|mathcal)\b|[*`$\\{}]", "", text)
    text = text.translate(str.maketrans("⁄“”„«»‘’‚–—−…", '/"""""\'\'\'---.')).replace("~", " ")
    return re.sub(r"\s+", " ", text).strip()


def exact(text: str) -> str:
    """The form for word-for-word comparison: `without_markup`, lower case, without punctuation that carries no meaning."""
    kept = re.sub(r"[^\w%<>=≥≤≠+/|^&~.-]+", " ", without_markup(text).casefold())
    return re.sub(r"\s+", " ", re.sub(r"(?<!\w)[.\-](?!\d)|(?<=\w)\.(?=\s|$)|\.(?=\s|$)", " ", kept)).strip()


@lru_cache(maxsize=4096)
def read_passage(text: str) -> Passage:
    """Reads one passage: a first line `Title (authors, year)`, with or without a remark after ` - `, then remarks, one or more a line."""
    lines = [re.sub(r"^\s*(?:[-*+•]\s+)?", "", line).strip() for line in text.splitlines()]
    lines = [line for line in lines if line]
    title, byline, rest = _head(lines)
    raws = [part for line in rest for part in split_sentences(line)]
    titled = sentence(title) if title else None
    sentences = ([titled] if titled else []) + [sentence(raw) for raw in raws]
    tokens = [token for one in sentences for token in one.tokens]
    return Passage(
        titled,
        byline,
        frozenset(names_in(byline)),
        frozenset(int(year) for year in _YEAR.findall(byline)),
        tuple(sentences),
        frozenset(sense for token in tokens for sense in token.senses),
        frozenset(token.number for token in tokens if token.number is not None),
    )


def names_in(text: str) -> list[str]:
    """The names in a list of authors, lower case, first and last names apart, without initials."""
    words = re.findall(r"[^\W\d_]{2,}", without_markup(text).casefold())
    return [
        word for word in words if word not in {"et", "al", "and", "in", "the", "colleagues", "others", "coauthors", "coworkers", "arxiv"}
    ]


def _head(lines: Sequence[str]) -> tuple[str, str, list[str]]:
    """Title, byline and the remaining lines."""
    if not lines:
        return "", "", []
    first, rest = lines[0], list(lines[1:])
    for opening in re.finditer(r"\s*\(", first):
        match = _BYLINE.match(first, opening.start())
        if match and opening.start() and (_YEAR.search(match[1]) or re.search(r"…|\bet al\b|,|&", match[1])):
            return first[: opening.start()].replace("**", ""), match[1], ([match[2]] if match[2] else []) + rest
    head, dash, remark = first.partition(" - ")
    if dash and len(head.split()) <= 25 and not re.search(r"[.!?]\s", head):
        return head.replace("**", ""), "", [remark, *rest]
    if first.endswith(".") or len(first.split()) > 30:
        return "", "", [first, *rest]
    if rest and _YEAR.search(rest[0]) and len(rest[0].split()) <= 16 and not re.search(r"\b(?:is|are|the|of|in|to|with)\b", rest[0]):
        return first.replace("**", ""), rest[0], rest[1:]
    return first.replace("**", ""), "", rest


@lru_cache(maxsize=8192)
def sentence(raw: str) -> Sentence:
    """Reads one sentence."""
    tokens = tuple(_tokens(without_markup(raw)))
    at: dict[str, list[int]] = {}
    for place, token in enumerate(tokens):
        for sense in token.senses:
            at.setdefault(sense, []).append(place)
    initials = "".join(token.word[:1] or " " for token in tokens)
    breaks = (token.text in {",", ";"} or token.word in _CLAUSE for token in tokens)
    clauses = tuple(accumulate(map(int, breaks)))
    acronyms = tuple(token.text.lower() for token in tokens if acronym(token))
    return Sentence(
        raw.strip(),
        tokens,
        _frozen(at),
        initials,
        acronyms,
        exact(raw),
        sum(token.content for token in tokens),
        clauses,
    )


def _frozen(places: dict[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {key: tuple(found) for key, found in places.items()}


def hedge(token: Token) -> str | None:
    """The kind of hedge that a word is, None where it is none."""
    return _HEDGE_OF.get(token.word)


def acronym(token: Token) -> bool:
    """Whether a word may be made of the first letters of others: `PCR`, `CoT`."""
    return token.name and 3 <= len(token.text) <= 6 and sum(map(str.isupper, token.text)) >= 2 and token.text.isalpha()


def negator(token: Token) -> bool:
    """Whether a word negates what follows."""
    return token.text.lower() in NEGATORS


def strong(token: Token) -> bool:
    """Whether a word allows no exception."""
    return token.word in _STRONG


def _tokens(text: str) -> list[Token]:
    text = re.sub(r"(?<=[a-z])(?<!ca)n['’]t\b", " not", text)
    text = re.sub(r"(?<=\d)-(?=\d)", " ", text)
    text = _SHORTEN.sub(lambda match: _SHORTS[int((match.lastgroup or "p0")[1:])], text)
    parts: list[str] = []
    for match in _TOKEN.finditer(text):
        parts += _parts(match[0])
    return _negate(_counted(parts))


def _counted(parts: Sequence[str]) -> list[Token]:
    """The words of a text as tokens, each number with its scale and unit as one."""
    tokens: list[Token] = []
    place = 0
    while place < len(parts):
        number = quantity_at(parts, place)
        words = parts[place : place + number.words] if number else [parts[place]]
        token = _token(words[-1], place > 0)
        if number and number.loose:
            forms = token.senses | number.forms | share_of(number, parts, place)
            token = replace(token, text=" ".join(words), senses=forms, loose=True)
        elif number:
            forms = number.forms | share_of(number, parts, place)
            about = parts[place - 1].lower() in _ABOUT if place else False
            token = Token(" ".join(words), min(number.forms), forms, content=True, number=number.value, about=about)
        elif times := manifold(words[0]):
            senses_too = senses(stem("increase" if times.endswith("times") else "reduce"))
            token = replace(token, senses=token.senses | senses_too | {times}, number=float(times.split()[0]))
        tokens.append(token)
        place += len(words)
    return tokens


def _parts(word: str) -> list[str]:
    """A hyphened word is taken apart, unless it is a name all through, like `CS-LRD` or `GPT-4`."""
    pieces = word.removeprefix("-").split("-")
    if len(pieces) == 1 or (all(re.search(r"[A-Z0-9]", piece) for piece in pieces) and re.search(r"[A-Z]{2}|\d", word)):
        return apart("-" * word.startswith("-") + "".join(pieces))
    joined: list[str] = []
    for piece in pieces:
        named = joined and re.fullmatch(r"[A-Z]{2,}\w*", joined[-1]) and re.fullmatch(r"\d+\w?", piece)
        joined[-1:] = [joined[-1] + piece] if named else [*joined[-1:], piece]
    return joined


@lru_cache(maxsize=20_000)
def _word(text: str) -> tuple[str, frozenset[str], bool, bool]:
    word = stem(text.lower())
    lettered = len(word) > 1 or (text.isupper() and text != "I")
    content = lettered and word not in _BARE and (text.lower() not in FUNCTION_WORDS | NEGATORS or (lettered and len(word) == 1))
    return word, senses(word), content, word in _NEUTRAL


@lru_cache(maxsize=20_000)
def _token(text: str, inside: bool) -> Token:
    if not re.search(r"\w", text):
        return Token(text, text, frozenset(), mark=True)
    text = "a" if text == "A" and not inside else text
    name = bool(re.search(r"[A-Z0-9]", text[1:]) or (text[0].isupper() and inside))
    if re.fullmatch(r"[A-Z][A-Za-z]*[A-Z]s", text):
        text = text[:-1]
    word, meant, content, neutral = _word(text)
    return Token(text, word, meant, content=content, neutral=neutral, name=name and content)


def _negate(tokens: list[Token]) -> list[Token]:
    """Marks the content words in the scope of a negator: the next ones of its clause, or, where none follow, those before it."""
    left, without, start = 0, False, 0
    marked: list[Token] = []
    for place, token in enumerate(tokens):
        if negator(token):
            left, without = _SCOPE, token.text.lower() == "without"
            if place + 1 == len(tokens) or tokens[place + 1].mark:
                marked[start:] = [replace(one, negated=one.content) for one in marked[start:]]
        elif token.mark or token.text.lower() in _CLAUSE | _SUBORDINATE or (without and token.text.lower() in AUXILIARIES):
            left = 0
        elif token.content and left:
            left -= not token.neutral
            token = replace(token, negated=True)
        marked.append(token)
        start = place + 1 if token.mark or token.word in _CLAUSE else start
    return marked
