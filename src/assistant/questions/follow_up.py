"""Follow-ups: a question that leans on the conversation made to stand alone, and what of it was told already."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.questions.kind import ABOUT

Role = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation: who spoke, the text, and for an answer the titles it cited, in the order of their markers."""

    role: Role
    content: str
    cited: tuple[str, ...] = ()


_ANAPHORA = re.compile(
    r"\b(it|its|they|them|their|theirs|this|that|these|those|he|she|his|her|him|"
    r"the (?:first|second|third|fourth|last|former|latter|other|same)(?: (?:one|paper|entry|method|work))?|"
    r"the (?:authors?|paper|method|approach|work|idea|model|benchmark|system)s?)\b",
    re.IGNORECASE,
)
_ELLIPSIS = re.compile(
    r"^\W*(?:and|or|but|so|what about|how about|also|only|just|more|why|how so|really|which (?:one|ones|of)|any (?:others?|more)|others?|"
    r"tell me more|go on|examples?|same|since|before|after|is there (?:one|another)|are there others?)\b"
    r"|\b(?:anything|something|others?|ones?|papers?|works?) (?:else|similar|of that kind|like (?:it|that|this))\b"
    r"|^\W*(?:when|who|where|how|how many|which ones?|by whom|(?:what |which |the )?(?:year|authors?|date))(?: (?:and|or) (?:year|when|authors?))?\W*$"
    r"|^\W*(?:what|which|whose) (?!(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|if|about|to)\b)(?:[a-z-]*[a-rt-z] )?[a-z-]+\W*$",
    re.IGNORECASE,
)
# "What about Cellpose 3?": the new subject stands in the question itself.
_OWN_SUBJECT = re.compile(r"^\W*(?:and |so )?(?:what|how) about (?:the )?(?!v\d)[\w-]*(?:[A-Z]|\d)[\w-]*", re.DOTALL)
# "In the visual one": of several that were spoken of.
_ONE_OF_THEM = re.compile(r"\bthe [a-z]+ one\b")
# What asks for other papers than those that were cited.
_OTHERS = re.compile(
    r"\b(?:more|others?|another|anything|something|one|papers?|works?) (?:like|similar|else)\b|^\W*(?:more|others?|any others?|similar)\b|\banother\b",
    re.IGNORECASE,
)
# What plainly goes on with what was said, be it longer.
_ADDED = re.compile(
    r"^\W*(?:and (?!so\b)|what about|how about|only (?:the )?(?:ones?|those)|just (?:the )?(?:ones?|those)|is there one)\b", re.IGNORECASE
)
# "And for medical images?": the same question of something else, not of what was cited.
_ANOTHER = re.compile(
    r"^\W*(?:and|or|but|what about|how about)\b(?: (?:for|on|with|in|of|about|what about|how about))?"
    r"\s+(?!(?:(?:for|on|with|in|of|about|to|by) )?(?:it|that|this|those|these|they|the|who|when|where|how|what|which|why|does|do|did|is|are|was|were)\b)"
    r"|\b(?:is there one|similar|another|the one (?:with|that|where|by|from|on|for))\b",
    re.IGNORECASE,
)
# "Only after 2022": the same papers, fewer of them.
_ONLY = re.compile(
    r"^\W*(?:and |but )?(?:only|just)\b|\bwhich of (?:them|these|those)\b|^\W*(?:since|before|after|from|until) (?:19|20)\d{2}\W*$",
    re.IGNORECASE,
)
# Unlike the stop words of `text/words.py` without the pronouns, which point at what was said before.
_FUNCTION_WORDS = frozenset(
    "a an the and or but so do does did is are was were be can could would should will how what which who when where why of in on "
    "to for with by from as at about there any not wrote made proposed introduced published much many has have had i you we me my your "
    "one ones anyone someone anybody somebody again also only just then too still now ok thanks tried try".split()
)
# What ties "the method" or "the first" to something in the question itself.
_TIED = re.compile(r"\s+(?:that|which|who|where|of|for|in|on|by|with|called|named|behind|to)\b")
_ORDINAL_OF = re.compile(r"\s+(?:of (?!them|these|those)|authors?\b|versions?\b|tokens?\b|layers?\b|steps?\b|words?\b|time\b|[A-Z])")
# After these words "that" points back; after others it begins a clause: "papers that …".
_BEFORE_THAT = re.compile(
    r"\b(?:wrote|about|of|is|does|like|was|for|with|on|to|by|from|in|than|after|before|behind|as|do|did|tried|try|use|used|explain|see|and|why|how|when)\s+$",
    re.IGNORECASE,
)
_ORDINALS = {"first": 0, "former": 0, "second": 1, "latter": 1, "third": 2, "fourth": 3, "last": -1}
_QUOTED = re.compile(r"[“\"]([^”\"]{3,200})[”\"]")
_MAX_ELLIPTIC_WORDS = 8
_MAX_ADDED_WORDS = 14
_MAX_LEANING_WORDS = 9
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
    words = re.findall(r"[\w'-]+", question)
    if re.search(r"\[\d+\]", question):
        return True
    telling = [word for word in words if word.lower() not in _FUNCTION_WORDS]
    if len(telling) > _MAX_LEANING_WORDS:
        return False  # who describes at such length says what the words within point at
    pointing = _ANAPHORA.sub(lambda match: "" if _inside(match, question) else match[0], question) if words else ""
    if _ONE_OF_THEM.search(question) and len(telling) <= _FEW_WORDS:
        return True
    added = bool(_ADDED.search(question)) and len(words) <= _MAX_ADDED_WORDS
    return bool(_ANAPHORA.search(pointing)) or added or (len(words) <= _MAX_ELLIPTIC_WORDS and bool(_ELLIPSIS.search(question)))


def _inside(match: re.Match[str], question: str) -> bool:
    """Whether the word points at something within the question: "papers that …", "the model in which …", "methods … their", not at the talk before."""
    before, after = question[: match.start()], question[match.end() :]
    word = match[0].lower()
    if word == "that" and re.search(r"\w\s+$", before) and re.match(r"\s+\w+", after) and not _BEFORE_THAT.search(before):
        return True
    if word.startswith("the "):
        tied = _ORDINAL_OF if word[4:] in _ORDINALS else _TIED
        if tied.match(after):
            return True
    words = re.findall(r"[\w'-]+", before.lower())
    named = [other for other in words if other not in _FUNCTION_WORDS]
    if word == "it" and named and words[-1] == named[-1] and re.match(r"\s+(?!is\b|was\b|as\b|has\b)\w+s\b", after):
        return False  # "the vector it brings in": what brings it stands elsewhere
    return (word in {"its", "their"} and len(named) >= 1) or (word in {"it", "they", "them"} and len(named) >= 2)


def _pointed_at(question: str, history: Sequence[Turn]) -> str:
    answers = [turn for turn in history if turn.role == "assistant"]
    ordinal = re.search(r"\bthe (first|second|third|fourth|last|former|latter)\b|\[(\d+)\]", question, re.IGNORECASE)
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
