"""Follow-ups: a question that leans on the conversation made to stand alone, and what of it was told already."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.questions.form import fields_asked
from assistant.questions.kind import ABOUT
from assistant.questions.vocabulary import words
from assistant.text.words import terms

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
    r"|^\W*(?:how (?:many|much|often|long|far|big|large|fast|old|well)|(?:who|when|where),? (?:and|or) (?:what year|which year|who|when|where))\W*$"
    r"|^\W*(?:in|on|by|for|with|from|at|to|of|under|into) (?:how|what|which|whom|whose)\b"
    r"|^\W*[a-z]{3,}ed (?:on|with|by|in|for|to|from|at|into) (?:what|which|how)\b"
    r"|^\W*(?:(?:and|but|so) )?(?:does|did|do|has|have|is|was) (?:any|some|no) ?(?:one|body)\b"
    r"|^\W*(?:(?:when|who|(?:what |which |the )?(?:year|authors?))(?: and (?:year|when|authors?))?|(?:what|which|whose) [a-z-]+)\W*$",
    re.IGNORECASE,
)
# "What about Cellpose 3?": the new subject stands in the question itself.
_OWN_SUBJECT = re.compile(r"^\W*(?:what|how) about (?:the )?(?!v\d)[\w-]*(?:[A-Z]|\d)[\w-]*", re.DOTALL)
# "In the visual one": of several that were spoken of.
_ONE_OF_THEM = re.compile(r"\bthe ([a-z-]+) one\b")
_BACK_TO = re.compile(
    r"^\W*(?:(?:ok|and|so|now|but)\W+)*(?:(?:going|coming|getting)\s+)?back\s+to\s+(?:the\s+)?(?P<what>[\w-]+(?:\s+[\w-]+){0,3}?)\s*[:,;.?-]",
    re.IGNORECASE,
)
# Which of several, by its place among them: not "the second step".
_PLACE = re.compile(
    rf"\bthe (?:very )?(?P<ordinal>{'|'.join(_ORDINALS)})(?:['’]s)?"
    r"(?= (?:ones?|papers?|entr(?:y|ies)|methods?|works?|models?|titles?|of|and|is|was|does|did|do|has|have|say|says|by|find|use|uses|also)\b|\W*$|\W*[,:;(-])"
    r"|\[(\d+)\]",
    re.IGNORECASE,
)
# What asks for other papers than those that were cited.
_OTHERS = re.compile(
    r"\b(?:more|others?|another|anything|something|one|papers?|works?) (?:like|similar|else)\b"
    r"|\bmore\b.*\b(?:of (?:this|that|the same) (?:kind|sort|type)|like (?:this|that|it|these|those))\b|\bwhat else (?:did|have|has)\b"
    r"|^\W*(?:(?:and|but|so)\s+)?(?:who|what|which|any|is there)\b.*\b(?:disagree|contradict|object|dispute|challenge|critici[sz])\w*\b"
    r"|\b(?:does|did|has|do|have) (?:any|some) ?(?:one|body)(?: else)?\b"
    r"|^\W*(?:more|others?|any others?|similar)\b|\bthe same (?:thing|kind|idea|sort)?\s*(?:for|with|on|in|but)\b|\banother\b",
    re.IGNORECASE,
)
# "Anything else by Kim?" says whose.
_OTHERS_BY = re.compile(r"\b(?:else|others?|more)\b.*\b(?:by|from)\s+(?!(?:them|him|her|it|this|that|these|those|the)\b)\w", re.IGNORECASE)
# What plainly goes on with what was said, be it longer.
_ADDED = re.compile(r"^\W*(?:and|(?:what|how) about|(?:only|just) (?:the )?(?:ones?|those)|is there one)\b", re.IGNORECASE)
# "And for medical images?": the same question of something else, not of what was cited.
_ANOTHER = re.compile(
    rf"^\W*(?:and|or|but|(?:what|how) about)\s+(?!(?:{_PREPOSITION} )?(?:{_PRONOUN}|the|who|when|where|how|what|which|why|{_TO_BE_OR_DO})\b)"
    r"|\b(?:is there one|similar|another|the same (?:thing|kind|idea|sort)?\s*(?:for|with|on|in|but)|the one)\b",
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
    if not history or not leans(question) or _OWN_SUBJECT.match(question) or _OTHERS_BY.search(question):
        return question
    if _OTHERS.search(question) and not [word for word in terms(question) if word not in words("otherwise")]:
        return _asked_last(history)
    subject = _pointed_at(question, history) or _last_subject(history, cited=not (_ANOTHER.search(question) or _ONLY.match(question)))
    return about(question, subject) if subject else question


def about(question: str, subject: str) -> str:
    """A question with what it is about put behind it."""
    return f"{question.rstrip()}{ABOUT}{subject})"


def told_already(question: str, history: Sequence[Turn]) -> set[str]:
    """The titles that a follow-up wants no more of, as it asks for others than the last answer cited: "more like this", "anything else?"."""
    answer = _last_answer(history)
    return set(answer.cited) if answer and _OTHERS.search(question) and leans(question) else set()


def leans(question: str) -> bool:
    """Whether a question leaves something to the conversation before it."""
    said = re.findall(r"[\w'-]+", question)
    telling = _telling(said)
    if re.search(r"\[\d+\]", question) or _BACK_TO.match(question) or _leaves_its_name(question) or (said and not telling):
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


def _leaves_its_name(question: str) -> bool:
    """Whether a field is asked for ("link?", "what's its arXiv id"), but not of what."""
    asked, name = fields_asked(question)
    return bool(asked) and not name


def _inside(match: re.Match[str], question: str) -> bool:
    """Whether the word points at something within the question: "papers that …", "the model in which …", "methods … their", not at the talk before."""
    before, after = re.findall(r"[\w'-]+", re.sub(r"['’]s\b", "", question[: match.start()])), question[match.end() :]
    word, named = match["word"].lower(), _telling(before)
    if word == "that" and before and before[-1] in {*named[-1:], "so"} and re.match(r"\s+\w+", after):
        return True
    if word.startswith("the ") and (_ORDINAL_OF if match["ordinal"] else _TIED).match(after):
        return True
    if re.fullmatch(r"\W*", after) and before and re.fullmatch(_PREPOSITION, before[-1], re.IGNORECASE):
        return False  # "which methods came out best in it?"
    if word == "it" and named and before[-1] == named[-1] and re.match(r"\s+(?!is\b|was\b|has\b)\w+s\b", after):
        return False  # "the vector it brings in": what brings it stands elsewhere
    if word in {"its", "their"}:  # "how convincing are its experiments?": no word before it is what they belong to
        return bool(named) and not re.fullmatch(_TO_BE_OR_DO, before[-1], re.IGNORECASE)
    return word in {"it", "they", "them"} and len(named) >= _SEVERAL


def _pointed_at(question: str, history: Sequence[Turn]) -> str:
    answers = [turn for turn in history if turn.role == "assistant"]
    if not answers:
        return ""
    if back := _BACK_TO.match(question):
        asked = set(re.findall(r"\w+", back["what"].lower()))
        speaks = [turn.cited[0] for turn in answers if turn.cited and asked <= set(re.findall(r"\w+", turn.content.lower()))]
        if speaks:
            return speaks[0]
    if (one := _ONE_OF_THEM.search(question)) and (
        kept := [title for title in answers[-1].cited if re.search(rf"\b{one[1]}", title, re.IGNORECASE)]
    ):
        return kept[0]
    ordinal = _PLACE.search(question)
    if ordinal is None:
        return ""
    named = _cited(answers[-1])
    if ordinal[1] and len(named) < _SEVERAL:  # of one thing none is the second: it is counted through the whole conversation
        named = list(dict.fromkeys(title for answer in answers for title in _cited(answer)))
    number = _ORDINALS[ordinal[1].lower()] if ordinal[1] else int(ordinal[2]) - 1
    return named[number] if named and -len(named) <= number < len(named) else ""


def _last_answer(history: Sequence[Turn]) -> Turn | None:
    """The last answer that names an entry; the last one where none does."""
    answers = [turn for turn in reversed(history) if turn.role == "assistant"]
    return next((turn for turn in answers if turn.cited), answers[0] if answers else None)


def _cited(answer: Turn) -> list[str]:
    """The titles that an answer cites, or quotes where it is not known what it cites; else its first words."""
    quoted = list(answer.cited) or list(dict.fromkeys(_QUOTED.findall(answer.content)))
    return quoted or [" ".join(re.sub(r"\[\d+\]", "", answer.content).split()[:_CONTEXT_WORDS])]


def _asked_last(history: Sequence[Turn]) -> str:
    """The last question that stood alone: a follow-up on a follow-up is about what was asked when the subject came up."""
    turns = [turn.content for turn in reversed(history) if turn.role == "user"]
    return next((turn for turn in turns if not leans(turn)), turns[0] if turns else "")


def _last_subject(history: Sequence[Turn], *, cited: bool) -> str:
    parts = []
    asked = _asked_last(history)
    answer = _last_answer(history)
    if asked:
        parts.append(" ".join(asked.split()[:_CONTEXT_WORDS]))
    if answer is not None and (cited or not parts):
        parts.append(_cited(answer)[0])
    return "; ".join(parts)
