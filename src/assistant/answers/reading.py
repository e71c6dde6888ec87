"""How the support check reads a text: words with their numbers, names, negations and hedges, and a passage as title, byline and sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.answers.wording import HEDGES, NEGATORS, NEUTRAL, STOP, STRONG, senses, stem

_SHORT = {
    r"large language models?|llms": "LLM", r"language models?|lms": "LM", r"chains?[- ]of[- ]thoughts?": "CoT",
    r"reinforcement learning": "RL", r"in[- ]context learning": "ICL", r"mixtures?[- ]of[- ]experts?": "MoE",
    r"natural[- ]language processing": "NLP", r"state[- ]of[- ]the[- ]art|sota|soa": "SOTA", r"fine[- ]tun(?=e|i)": "finetun",
    r"pre[- ]train(?=ed|i|s|\b)": "pretrain", r"natural[- ]language": "NL", r"per ?cents?": "%", r"data ?sets?": "dataset", r"self[- ](?=sup)": "self",
    r"un[- ](?=sup)": "un", r"code ?base": "codebase", r"rather than": "instead of", r"no longer": "not", r"at most": "atmost", r"at least": "atleast",
    r"up to": "upto", r"more than(?= \d)": "above", r"(?:less|fewer) than(?= \d)": "below", r"feed[- ]forward": "feedforward",
    r"non-(?=[a-z])": "non", r"can not|can['’]t": "cannot", r"zero[- ]shot": "zeroshot", r"one[- ]shot": "oneshot",
    r"few[- ]shot": "fewshot", r"end[- ]to[- ]end": "endtoend", r"in addition|as well|not (?:just|only|merely|simply)": "also", r"according to": "", r"with no\b": "without",
    r"with regard to|with respect to": "regarding", r"on average": "average", r"nothing but": "only", r"in order to": "to", r"whether or not": "whether",
    r"due to|owing to": "because of", r"at times": "sometimes",
}  # fmt: skip
_SHORTEN = re.compile(r"(?<![A-Za-z])(?:" + "|".join(f"(?P<p{i}>{pattern})" for i, pattern in enumerate(_SHORT)) + ")", re.IGNORECASE)
_SHORTS = list(_SHORT.values())
_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?(?:[kKmMbB]\b)?(?:\s?%)?(?![^\W_])|[^\W_]+(?:-[^\W_]+)*|[.,;:()!?]")
_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)([kKmMbB]?)\s?(%?)")
_SCALE = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mil": 1e6, "million": 1e6, "b": 1e9, "billion": 1e9, "trillion": 1e12}
_WORD_NUMBERS = {
    word: float(value)
    for value, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split())
} | {
    "twenty": 20.0,
    "thirty": 30.0,
    "fifty": 50.0,
    "hundred": 100.0,
    "dozen": 12.0,
    "both": 2.0,
    "single": 1.0,
}
_LOOSE = frozenset({"one", "both", "single"})
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”']?\s+(?=[A-Z$`\"“(])")
_BYLINE = re.compile(r"\s*\(([^()]*)\)\s*(?:\[[^\]]*\]\([^)]*\))?\s*(?:-\s+(.*))?$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_HEDGE_OF = {stem(word): kind for kind, words in HEDGES.items() for word in words}
_NEUTRAL = frozenset(stem(word) for word in NEUTRAL)
_STRONG = frozenset(stem(word) for word in STRONG)
_BARE = _STRONG | frozenset(_HEDGE_OF)
_SCOPE = 2


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark. `senses` is what it may be matched by; `content` says that it carries meaning of its own."""

    text: str
    word: str
    senses: frozenset[str]
    content: bool = False
    neutral: bool = False
    name: bool = False
    number: float | None = None
    loose: bool = False
    negated: bool = False
    mark: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """Tokens of one sentence; `raw` stands verbatim in the passage. `at` holds the places of each sense among the tokens, `roots` those of
    the content words that begin with the same four letters."""

    raw: str
    tokens: tuple[Token, ...]
    at: dict[str, tuple[int, ...]]
    negators: int
    hedges: frozenset[str]
    roots: dict[str, tuple[int, ...]]
    initials: str
    acronyms: tuple[str, ...]
    key: str


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


def plain(text: str) -> str:
    """Text without Markdown and LaTeX marks, Unicode folded to its plain form (accents off, quotes straight), white space folded."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in text if not unicodedata.combining(char))
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\\(?:text|mathbb|mathcal)\b|[*`$\\{}]", "", text)
    text = text.translate(str.maketrans("“”„«»‘’‚–—−…", '"""""\'\'\'---.')).replace("~", " ")
    return re.sub(r"\s+", " ", text).strip()


def exact(text: str) -> str:
    """The form in which a text is compared word for word: `plain`, case folded, marks that carry no meaning taken out."""
    kept = re.sub(r"[^\w%<>=≥≤≠+/|^&~.-]+", " ", plain(text).casefold())
    return re.sub(r"\s+", " ", re.sub(r"(?<!\w)[.\-](?!\d)|(?<=\w)\.(?=\s|$)|\.(?=\s|$)", " ", kept)).strip()


@lru_cache(maxsize=4096)
def read_passage(text: str) -> Passage:
    """Reads one passage: a first line `Title (authors, year)`, with or without a remark after ` - `, then remarks, one or more a line."""
    lines = [re.sub(r"^\s*(?:[-*+•]\s+)?", "", line).strip() for line in text.splitlines()]
    lines = [line for line in lines if line]
    title, byline, rest = _head(lines)
    raws = [part for line in rest for part in _SENTENCE_END.split(line) if part.strip()]
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
    """The names in a list of authors, lower case, each part of a name by itself, initials left out."""
    words = re.findall(r"[^\W\d_]{2,}", plain(text).casefold())
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
    tokens = tuple(_tokens(plain(raw)))
    at: dict[str, list[int]] = {}
    for place, token in enumerate(tokens):
        for sense in token.senses:
            at.setdefault(sense, []).append(place)
    hedges = frozenset(_HEDGE_OF[token.word] for token in tokens if token.word in _HEDGE_OF)
    negators = sum(map(negator, tokens))
    roots: dict[str, list[int]] = {}
    for place, token in enumerate(tokens):
        if token.content and token.number is None:
            roots.setdefault(token.word[:4], []).append(place)
    initials = "".join(token.word[:1] or " " for token in tokens)
    acronyms = tuple(token.text.lower() for token in tokens if token.name and token.text.isupper() and 3 <= len(token.text) <= 6)
    return Sentence(raw.strip(), tokens, _frozen(at), negators, hedges, _frozen(roots), initials, acronyms, exact(raw))


def _frozen(places: dict[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {key: tuple(found) for key, found in places.items()}


def hedge(token: Token) -> str | None:
    """The kind of hedge a word is, if it is one."""
    return _HEDGE_OF.get(token.word)


def negator(token: Token) -> bool:
    """Whether a word denies what follows."""
    return token.text.lower() in NEGATORS


def strong(token: Token) -> bool:
    """Whether a word claims without exception."""
    return token.word in _STRONG


def _tokens(text: str) -> list[Token]:
    text = re.sub(r"(?<=[a-z])(?<!ca)n['’]t\b", " not", text)
    text = re.sub(r"(?<=\d)-(?=\d)", " ", text)
    text = _SHORTEN.sub(lambda match: _SHORTS[int((match.lastgroup or "p0")[1:])], text)
    parts: list[str] = []
    for match in _TOKEN.finditer(text):
        parts += _parts(match[0])
    return _negate(_scaled([_token(part, place > 0) for place, part in enumerate(parts)]))


def _parts(word: str) -> list[str]:
    """A hyphened word is taken apart, unless it is a name all through, like `CS-LRD` or `GPT-4`."""
    pieces = word.split("-")
    if len(pieces) == 1 or (all(re.search(r"[A-Z0-9]", piece) for piece in pieces) and re.search(r"[A-Z]{2}|\d", word)):
        return ["".join(pieces)]
    joined: list[str] = []
    for piece in pieces:
        named = joined and re.fullmatch(r"[A-Z]{2,}\w*", joined[-1]) and re.fullmatch(r"\d+\w?", piece)
        joined[-1:] = [joined[-1] + piece] if named else [*joined[-1:], piece]
    return joined


@lru_cache(maxsize=20_000)
def _word(text: str) -> tuple[str, frozenset[str], bool, bool]:
    word = stem(text.lower())
    content = len(word) > 1 and word not in _BARE and text.lower() not in STOP | NEGATORS
    return word, senses(word), content, word in _NEUTRAL


@lru_cache(maxsize=20_000)
def _token(text: str, inside: bool) -> Token:
    if not re.search(r"\w", text):
        return Token(text, text, frozenset(), mark=True)
    if number := _NUMBER.fullmatch(text):
        value = float(number[1].replace(",", "")) * _SCALE.get(number[2].lower(), 1.0)
        return Token(text, f"{value:g}{number[3]}", frozenset({f"{value:g}"}), content=True, number=value)
    if text.lower() in _WORD_NUMBERS:
        value = _WORD_NUMBERS[text.lower()]
        loose = text.lower() in _LOOSE
        return Token(
            text, text.lower(), frozenset({f"{value:g}", text.lower()}), content=not loose, number=None if loose else value, loose=True
        )
    name = bool(re.search(r"[A-Z0-9]", text[1:]) or (text[0].isupper() and inside))
    if re.fullmatch(r"[A-Z][A-Za-z]*[A-Z]s", text):
        text = text[:-1]
    word, meant, content, neutral = _word(text)
    return Token(text, word, meant, content=content, neutral=neutral, name=name and content)


def _scaled(tokens: list[Token]) -> list[Token]:
    """Joins a number with the scale after it: `110 mil`, `540 Billion`."""
    joined: list[Token] = []
    for token in tokens:
        before = joined[-1] if joined else None
        if before and before.number is not None and token.text.lower() in _SCALE and len(token.text) > 1:
            value = before.number * _SCALE[token.text.lower()]
            joined[-1] = Token(f"{before.text} {token.text}", f"{value:g}", frozenset({f"{value:g}"}), content=True, number=value)
        else:
            joined.append(token)
    return joined


def _negate(tokens: list[Token]) -> list[Token]:
    """Marks the content words that a negator before them reaches: the next ones of the same clause."""
    left = 0
    marked: list[Token] = []
    for token in tokens:
        if negator(token):
            left = _SCOPE
        elif token.mark or token.word in {"but", "and", "while", "whereas"}:
            left = 0
        elif token.content and left:
            left -= not token.neutral
            token = _negated(token)
        marked.append(token)
    return marked


def _negated(token: Token) -> Token:
    return Token(
        token.text, token.word, token.senses, token.content, token.neutral, token.name, token.number, token.loose, True, token.mark
    )
