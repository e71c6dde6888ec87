"""What a line of plain text looks like: a title, a sentence, a label that could head a group."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.text.word_lists import word_list

_SMALL = frozenset("a an and as at but by de for from in into is it its nor of on or over per the than to via vs with without".split())
_FINITE, _FINITE_INSIDE, _FIRST = (word_list(__package__, name) for name in ("finite_verbs", "finite_inside", "first_verbs"))
_PLURAL = re.compile(
    r"^(?:\w+ ){0,2}\w+s (?:break|develop|emerge|encode|fail|find|generate|lack|learn|need|perform|predict|rely|represent|show|struggle|tend|use)\b"
)
_NOT_A_LABEL = re.compile(
    r"^(?:see|e\.g|i\.e|ex\.|note\b|also\b|but\b|this\b|these\b|they\b|it\b|there\b|their\b|thread\b|figure\b|overview figure|\W)",
    re.IGNORECASE,
)
_COUNT = re.compile(r"^(?:\d+(?!D\b|d\b)|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)
# `salt slows yeast`, `models forget facts`: a word in -s goes on with no preposition, so a verb is near; labels seldom read so.
_VERB_NEAR = re.compile(
    r"\b(?!its\b|his\b)[a-z]*[A-Za-z](?<![siu’'])s (?!(?:and|as|at|by|for|from|in|into|of|on|or|over|per|to|via|vs|with|within|without)\b|[/&(]|\w+ing\b)\w"
)
_ED = re.compile(r"^\w+ed (?:on|by|with|from|in|to|at|as|for)\b")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text: its 1-based number, the width of its indentation (a tab counts to the next multiple of 4) and its words."""

    number: int
    indent: int
    text: str


def lines_of(text: str) -> list[Line]:
    """The lines that hold something. Words stay as they stand, for quotes are held against the file."""
    found = []
    for number, raw in enumerate(text.split("\n"), 1):
        wide = raw.expandtabs(4).replace("\N{NO-BREAK SPACE}", " ")
        if words := " ".join(wide.split()):
            found.append(Line(number, len(wide) - len(wide.lstrip()), words))
    return found


def is_title(text: str) -> bool:
    """Whether a line without a citation is written as a title: four words or more that count, nearly all with a capital."""
    words = [word for word in re.findall(r"[^\W_][\w’'+/-]*", text) if word.lower() not in _SMALL]
    capitals = sum(any(part[:1].isupper() or part[:1].isdigit() for part in word.split("-")[:1]) for word in words)
    return len(words) >= 4 and capitals >= 0.8 * len(words) and not text.endswith((".", ",", ";"))


def is_sentence(text: str) -> bool:
    """Whether a line says something: it ends in a full stop or holds a finite verb outside quotation marks and parentheses."""
    if re.search(r"[\w)”\"]\.$", text) and not re.search(r"(?:etc|al|vs)\.$", text):
        return True
    bare = re.sub(r"“[^“”]*”|\"[^\"]*\"|\([^()]*\)", " ", text.replace("’", "'"))
    words = re.findall(r"[a-z']+", bare.lower())
    return bool(_PLURAL.match(bare)) or any(word in _FINITE for word in words) or any(word in _FINITE_INSIDE for word in words[1:-1])


def is_label(text: str, max_words: int = 7) -> bool:
    """Whether a short line could head a group: a bare phrase, no sentence, no count, no formula, no beginning of a remark."""
    bare = text.rstrip(":")
    if bare.count("(") != bare.count(")") or re.search(r"\be\.g\b|(?<!\d)(?:19|20)\d{2}", bare):
        return False
    bare = re.sub(r"(?<=\S)\s*\([^()]*\)", "", bare)
    words = bare.split()
    if not words or len(words) > max_words or not re.search(r"[^\W\d_]", bare):
        return False
    if re.search(r"[.,;=$→]|->|: | [-–—+] (?!.*\))|https?://", bare.replace("vs.", "vs").replace("etc.", "etc")):
        return False
    if _NOT_A_LABEL.match(bare) or _COUNT.match(bare) or _ED.match(bare) or words[0].lower() in _FIRST:
        return False
    return not is_sentence(bare) and not _VERB_NEAR.search(bare)
