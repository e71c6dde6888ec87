"""Follow-ups: a question that leans on the conversation made to stand alone, and what of it was told already."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.questions.form import fields_asked
from assistant.questions.kind import ABOUT
from assistant.text.words import terms

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
    r"|^\W*(?:when|who|where|how|how (?:many|much|often|long|far|big|large|fast|old|well|come)|which ones?|by whom|"
    r"(?:what |which |the )?(?:year|authors?|date))(?: (?:and|or) (?:year|when|authors?))?\W*$"
    r"|^\W*(?:who|when|where|what year),? (?:and|or) (?:what year|which year|who|when|where)\W*$"
    r"|^\W*(?:in|on|by|for|with|from|at|to|of|under|into) (?:how|what|which|whom|whose)\b"
    r"|^\W*[a-z]{3,}ed (?:on|with|by|in|for|to|from|at|into) (?:what|which|how)\b"
    r"|^\W*(?:(?:and|but|so) )?(?:does|did|do|has|have|is|was) (?:any|some|no) ?(?:one|body)\b"
    r"|^\W*(?:what|which|whose) (?!(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|if|about|to)\b)(?:[a-z-]*[a-rt-z] )?[a-z-]+\W*$",
    re.IGNORECASE,
)
# "What about Cellpose 3?": the new subject stands in the question itself.
_OWN_SUBJECT = re.compile(r"^\W*(?:and |so )?(?:what|how) about (?:the )?(?!v\d)[\w-]*(?:[A-Z]|\d)[\w-]*", re.DOTALL)
# "In the visual one": of several that were spoken of.
_ONE_OF_THEM = re.compile(r"\bthe ([a-z-]+) one\b")
_BACK_TO = re.compile(
    r"^\W*(?:(?:ok|and|so|now|but)\W+)*(?:(?:going|coming|getting)\s+)?back\s+to\s+(?:the\s+)?(?P<what>[\w-]+(?:\s+[\w-]+){0,3}?)\s*[:,;.?-]",
    re.IGNORECASE,
)
# Which of several, by its place among them: not "the second step".
_ORDINAL = re.compile(
    r"\bthe (?:very )?(first|second|third|fourth|last|former|latter)(?:['’]s)?"
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
# What says nothing more than that others are wanted.
_OTHERWISE = frozenset(
    "disagree disagrees disagreed agree contradict contradicts contradicted object objects dispute disputes challenge challenges criticise criticises criticize criticizes "
    "else anyone anybody someone somebody another others opposite view differently".split()
)
# What plainly goes on with what was said, be it longer.
_ADDED = re.compile(
    r"^\W*(?:and (?!so\b)|what about|how about|only (?:the )?(?:ones?|those)|just (?:the )?(?:ones?|those)|is there one)\b", re.IGNORECASE
)
# "And for medical images?": the same question of something else, not of what was cited.
_ANOTHER = re.compile(
    r"^\W*(?:and|or|but|what about|how about)\b(?: (?:for|on|with|in|of|about|what about|how about))?"
    r"\s+(?!(?:(?:for|on|with|in|of|about|to|by) )?(?:it|that|this|those|these|they|the|who|when|where|how|what|which|why|does|do|did|is|are|was|were)\b)"
    r"|\b(?:is there one|similar|another|the same (?:thing|kind|idea|sort)?\s*(?:for|with|on|in|but)\b|the one (?:with|that|where|by|from|on|for))\b",
    re.IGNORECASE,
)
# "Only after 2022": the same papers, fewer of them.
_ONLY = re.compile(
    r"^\W*(?:and |but )?(?:only|just)\b|\bwhich of (?:them|these|those)\b|^\W*(?:since|before|after|from|until) (?:19|20)\d{2}\W*$",
    re.IGNORECASE,
)
_FUNCTION_WORDS = frozenset(
    "a an the and or but so do does did is are was were be can could would should will how what which who when where why of in on "
    "to for with by from as at about there any not wrote made proposed introduced published much many has have had i you we me my your "
    "one ones anyone someone anybody somebody again also only just then too still now ok thanks tried try give tell show explain please hm interesting "
    "use used using happen happens work works mean means didn't doesn't don't".split()
)
_TURNED = frozenset("is are was were do does did has have can".split())
_PREPOSITIONS = frozenset("in on of for with about from to by at".split())
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
    if not history or not leans(question) or _OWN_SUBJECT.match(question) or _OTHERS_BY.search(question):
        return question
    if _OTHERS.search(question) and not [word for word in terms(question) if word not in _OTHERWISE]:
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
    words = re.findall(r"[\w'-]+", question)
    if re.search(r"\[\d+\]", question) or _BACK_TO.match(question) or _leaves_its_name(question):
        return True
    telling = [word for word in words if word.lower() not in _FUNCTION_WORDS]
    if len(telling) > _MAX_LEANING_WORDS:
        return False  # who describes at such length says what the words within point at
    pointing = _ANAPHORA.sub(lambda match: "" if _inside(match, question) else match[0], question) if words else ""
    if _ONE_OF_THEM.search(question) and len(telling) <= _FEW_WORDS:
        return True
    added = bool(_ADDED.search(question)) and len(words) <= _MAX_ADDED_WORDS
    return bool(_ANAPHORA.search(pointing)) or added or (len(words) <= _MAX_ELLIPTIC_WORDS and bool(_ELLIPSIS.search(question)))


def _leaves_its_name(question: str) -> bool:
    """Whether a field is asked for ("link?", "what's its arXiv id"), but not of what."""
    asked, name = fields_asked(question)
    return bool(asked) and not name


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
    words = re.findall(r"[\w'-]+", re.sub(r"['’]s\b", "", before.lower()))
    named = [other for other in words if other not in _FUNCTION_WORDS]
    if re.fullmatch(r"\W*", after) and words and words[-1] in _PREPOSITIONS:
        return False  # "which methods came out best in it?"
    if word == "it" and named and words[-1] == named[-1] and re.match(r"\s+(?!is\b|was\b|as\b|has\b)\w+s\b", after):
        return False  # "the vector it brings in": what brings it stands elsewhere
    if word in {"its", "their"}:  # "how convincing are its experiments?": no word before it is what they belong to
        return bool(named) and words[-1] not in _TURNED
    return word in {"it", "they", "them"} and len(named) >= _SEVERAL


def _pointed_at(question: str, history: Sequence[Turn]) -> str:
    answers = [turn for turn in history if turn.role == "assistant"]
    if not answers:
        return ""
    if back := _BACK_TO.match(question):
        words = set(re.findall(r"\w+", back["what"].lower()))
        speaks = [turn.cited[0] for turn in answers if turn.cited and words <= set(re.findall(r"\w+", turn.content.lower()))]
        if speaks:
            return speaks[0]
    if (one := _ONE_OF_THEM.search(question)) and (
        kept := [title for title in answers[-1].cited if re.search(rf"\b{one[1]}", title, re.IGNORECASE)]
    ):
        return kept[0]
    ordinal = _ORDINAL.search(question)
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
