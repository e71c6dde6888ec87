"""Follow-ups: a question that leans on the conversation made to stand alone, and what of it was told already."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.questions.kind import ABOUT
from assistant.questions.vocabulary import words

Role = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation: who spoke, the text, and for an answer the titles it cited, in the order of their markers."""

    role: Role
    content: str
    cited: tuple[str, ...] = ()


_PRONOUN = r"(?:it|its|they|them|theirs?|this|that|these|those|he|she|his|hers?|him)"
_TO_BE_OR_DO = r"(?:is|are|was|were|do|does|did)"
_PREPOSITION = r"(?:of|for|in|on|by|with|to|about|behind)"
_ORDINALS = {"first": 0, "former": 0, "second": 1, "latter": 1, "third": 2, "fourth": 3, "last": -1}
_ORDINAL = rf"the (?P<ordinal>{'|'.join(_ORDINALS)})"
_ANAPHORA = re.compile(
    rf"\b(?P<word>{_PRONOUN}|(?:{_ORDINAL}|the (?:other|same))(?: (?:one|paper|entry|work))?|the (?:authors?|paper|work|method|model|idea)s?)\b",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(
    r"^\W*(?:and|or|but|so|(?:what|how) about|only|just|more|others?|tell me more|why|since|before|after)\b"
    r"|\b(?:anything|something|others?|ones?|papers?) (?:else|similar|like)\b"
    r"|^\W*(?:(?:when|who|(?:what |which |the )?(?:year|authors?))(?: and (?:year|when|authors?))?|(?:what|which|whose) [a-z-]+)\W*$",
    re.IGNORECASE,
)
# "What about Cellpose 3?": the new subject stands in the question itself.
_OWN_SUBJECT = re.compile(r"^\W*(?:what|how) about (?:the )?(?!v\d)[\w-]*(?:[A-Z]|\d)[\w-]*", re.DOTALL)
# "In the visual one": of several that were spoken of.
_ONE_OF_THEM = re.compile(r"\bthe [a-z]+ one\b")
# What asks for other papers than those that were cited.
_OTHERS = re.compile(
    r"\b(?:anything|something|papers?|ones?|others?) (?:like|similar|else)\b|^\W*(?:more|others?|similar)\b|\banother\b", re.IGNORECASE
)
# What plainly goes on with what was said, be it longer.
_ADDED = re.compile(r"^\W*(?:and|(?:what|how) about|(?:only|just) (?:the )?(?:ones?|those)|is there one)\b", re.IGNORECASE)
# "And for medical images?": the same question of something else, not of what was cited.
_ANOTHER = re.compile(
    rf"^\W*(?:and|or|but|(?:what|how) about)\s+(?!(?:{_PREPOSITION} )?(?:{_PRONOUN}|the|who|when|where|how|what|which|why|{_TO_BE_OR_DO})\b)"
    r"|\b(?:is there one|similar|another|the one)\b",
    re.IGNORECASE,
)
# "Only after 2022": the same papers, fewer of them.
_ONLY = re.compile(r"^\W*(?:only|just)\b|\bwhich of (?:them|these|those)\b|^\W*(?:since|before|after|from|until) \d{4}\W*$", re.IGNORECASE)
# What ties "the method" or "the first" to something in the question itself.
_TIED = re.compile(rf"\s+(?:that|which|who|where|called|named|{_PREPOSITION})\b")
_ORDINAL_OF = re.compile(r"\s+(?:of (?!them|these|those)|authors?\b|[A-Z])")
_QUOTED = re.compile(r"[“\"]([^”\"]{3,200})[”\"]")
_MAX_ELLIPTIC_WORDS = 8
_MAX_ADDED_WORDS = 14
_MAX_LEANING_WORDS = 8
_FEW_WORDS = 4
_SEVERAL = 2
_CONTEXT_WORDS = 36


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves to the conversation put back: what was cited, or asked and answered, last.

    A question that points at nothing outside itself comes back as it is, so that a change of subject is not drawn into the old one.
    """
    if not history or not leans(question) or _OWN_SUBJECT.match(question):
        return question
    about = _pointed_at(question, history) or _last_subject(history, cited=not (_ANOTHER.search(question) or _ONLY.match(question)))
    return f"{question.rstrip()}{ABOUT}{about})" if about else question


def told_already(question: str, history: Sequence[Turn]) -> set[str]:
    """The titles that a follow-up wants no more of, as it asks for others than the last answer cited: "more like this", "anything else?"."""
    answer = _last_answer(history)
    return set(answer.cited) if answer and _OTHERS.search(question) and leans(question) else set()


def leans(question: str) -> bool:
    """Whether a question leaves something to the conversation before it."""
    said = re.findall(r"[\w'-]+", question)
    telling = _telling(said)
    if re.search(r"\[\d+\]", question) or (said and not telling):
        return True
    if len(telling) > _MAX_LEANING_WORDS:
        return False  # who describes at such length says what the words within point at
    if _ONE_OF_THEM.search(question) and len(telling) <= _FEW_WORDS:
        return True
    added = bool(_ADDED.search(question)) and len(said) <= _MAX_ADDED_WORDS
    points = any(not _inside(match, question) for match in _ANAPHORA.finditer(question))
    return points or added or (len(said) <= _MAX_ELLIPTIC_WORDS and bool(_ELLIPSIS.search(question)))


def _telling(said: Sequence[str]) -> list[str]:
    return [word for word in said if word.lower() not in words("function")]


def _inside(match: re.Match[str], question: str) -> bool:
    """Whether the word points at something within the question: "papers that …", "the model in which …", "methods … their", not at the talk before."""
    before, after = re.findall(r"[\w'-]+", question[: match.start()]), question[match.end() :]
    word, named = match["word"].lower(), _telling(before)
    if word == "that" and before and before[-1] in {*named[-1:], "so"} and re.match(r"\s+\w+", after):
        return True
    if word.startswith("the ") and (_ORDINAL_OF if match["ordinal"] else _TIED).match(after):
        return True
    if word == "it" and named and before[-1] == named[-1] and re.match(r"\s+(?!is\b|was\b|has\b)\w+s\b", after):
        return False  # "the vector it brings in": what brings it stands elsewhere
    return (word in {"its", "their"} and len(named) >= 1) or (word in {"it", "they", "them"} and len(named) >= _SEVERAL)


def _pointed_at(question: str, history: Sequence[Turn]) -> str:
    answers = [turn for turn in history if turn.role == "assistant"]
    ordinal = re.search(rf"\b{_ORDINAL}\b|\[(\d+)\]", question, re.IGNORECASE)
    if not answers or ordinal is None:
        return ""
    named = _cited(answers[-1])
    if ordinal[1] and len(named) < _SEVERAL:  # of one thing none is the second: it is counted through the whole conversation
        named = list(dict.fromkeys(title for answer in answers for title in _cited(answer)))
    number = _ORDINALS[ordinal[1].lower()] if ordinal[1] else int(ordinal[2]) - 1
    return named[number] if named and -len(named) <= number < len(named) else ""


def _last_answer(history: Sequence[Turn]) -> Turn | None:
    return next((turn for turn in reversed(history) if turn.role == "assistant"), None)


def _cited(answer: Turn) -> list[str]:
    """The titles that an answer cites, or quotes where it is not known what it cites; else its first words."""
    quoted = list(answer.cited) or list(dict.fromkeys(_QUOTED.findall(answer.content)))
    return quoted or [" ".join(re.sub(r"\[\d+\]", "", answer.content).split()[:_CONTEXT_WORDS])]


def _last_subject(history: Sequence[Turn], *, cited: bool) -> str:
    parts = []
    turns = [turn.content for turn in reversed(history) if turn.role == "user"]
    # A follow-up on a follow-up is about what was asked when the subject came up.
    asked = next((turn for turn in turns if not leans(turn)), turns[0] if turns else "")
    answer = _last_answer(history)
    if asked:
        parts.append(" ".join(asked.split()[:_CONTEXT_WORDS]))
    if answer is not None and (cited or not parts):
        parts.append(_cited(answer)[0])
    return "; ".join(parts)
