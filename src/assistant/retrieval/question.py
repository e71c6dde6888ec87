"""What a question asks: its kind, the sides of a comparison, and its stand-alone form; what a request for an overview is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["lookup", "attribution", "list", "compare", "number"]
Role = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a conversation: who spoke, the text, and for an answer the titles it cited, in the order of their markers."""

    role: Role
    content: str
    cited: tuple[str, ...] = ()


THINGS = (
    "papers|works?|methods|approaches|studies|techniques|models|systems|benchmarks|datasets|surveys|reviews|entries|ideas|ways|tools|attacks|defen[sc]es|"
    "critiques|metrics|variants|strategies|algorithms|articles|publications|references|notes"
)
# What `standalone` puts before what it adds to a question.
ABOUT = " (about: "
_WHO = re.compile(
    r"\b(?:who|whose|whom|(?:what|which) year|year of|written by|authorship)\b"
    r"|\b(?:authors?|writers?) (?:of|behind|on|for)\b(?!.*\b(?:propos|find|found|say|suggest|report|claim|use|show|argue|do\b|did\b))"
    r"|(?:\bwhat(?:'s| is| are| were)|\bgive me|\bname|\btell me|\blist|\bwhich|^)\W*(?:(?:the|its|all|their) )?authors?\b"
    r"|\bwhen\b.*\b(?:writ|wrot|publi|releas|c[ao]me out|appear|introduc|propos|made|from)"
    r"|\bwhen(?: was| is|'s)? (?:it|that|this|the paper)\b|^\W*(?:when|year|authors?)\W*$|^\W*(?:\S+\s+){0,3}authors?(?: and year)?\W*$|\byear(?: and authors?)?\W*$",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"\b(compare[ds]?|comparison|difference|differences|differs?|differently|different from|versus|vs\.?|contrast|distinguish(?:es)?|similarit\w+|in common)(?=\W|$)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(how (?:many|much|large|big|long|far|often)|what (?:percent|percentage|share|fraction|number|size|accuracy)|number of|by what factor)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    rf"\b(?:which|what|list|name|any|show(?: me)?|give(?: me)?|find|all|some|several|other|more)\b(?:\W+[\w-]+){{0,4}}?\W+(?:{THINGS})\b"
    rf"|^\W*(?:{THINGS})\b|\bwhat (?:do|have) (?:i|my notes|the notes)\b.*\b(?:on|about)\b|^\W*list\b|\beverything\b"
    r"|['’]s? (?:papers|works|publications)\b|^\W*[\w'’]+ papers\b"
    r"|\bwhich of (?:them|these|those)\b|^\W*(?:and |but )?(?:only|just)\b.*\b(?:19|20)\d\d\b|^\W*more like\b|\b(?:anything|something|others?) else\b"
    r"|\bwhat (?:has|have|did|does) [\w'-]+(?: (?:and|&) [\w'-]+)? (?:writ|wrot|work|publi)|^\W*any(?:thing|one)\b.*\b(?:by|of|from|with|about|on)\b",
    re.IGNORECASE,
)


def kind_of(question: str) -> Kind:
    """The kind of answer that a question asks for, by its own words: what `standalone` added says what it is about, not what it asks."""
    question = question.partition(ABOUT)[0]
    if _NUMBER.search(question) and not sides(question):
        return "number"
    if _COMPARE.search(question):
        return "compare"
    if _LIST.search(question) and not re.match(r"\W*(?:who|when)\b", question, re.IGNORECASE):
        return "list"
    if _WHO.search(question):
        return "attribution"
    return "lookup"


_SIDES = (
    re.compile(r"\bbetween (?P<a>.+?) and (?P<b>.+)", re.IGNORECASE),
    re.compile(r"\bcompar(?:e|ing) (?P<a>.+?) (?:with|to|and|against|versus|vs\.?) (?P<b>.+)", re.IGNORECASE),
    re.compile(r"(?:\bhow (?:is|are|does|do|did) )?(?P<a>[^ ].*?),? compared? (?:with|to|against) (?P<b>[^,;]+)", re.IGNORECASE),
    re.compile(
        r"\b(?:how|where|in what way)s? (?:do|does|did|is|are) (?P<a>.+?) (?:differ|different)\w* (?:from|to|than) (?P<b>.+)", re.IGNORECASE
    ),
    re.compile(r"\bwhat (?:distinguishes|separates|sets) (?P<a>.+?) (?:from|apart from) (?P<b>.+)", re.IGNORECASE),
    re.compile(r"\bwhat (?:do|does) (?P<a>.+?) and (?P<b>.+?) have in common", re.IGNORECASE),
    re.compile(r"\b(?:how|where|what) do(?:es)? (?P<a>.+?) and (?P<b>.+?) (?:do )?differ", re.IGNORECASE),
    re.compile(r"(?P<a>.+?)\s+(?:versus|vs\.?|as opposed to|in contrast (?:to|with))\s+(?P<b>.+)", re.IGNORECASE),
    re.compile(r"(?P<a>.+?)\s+(?:and|or)\s+(?P<b>.+?)[\s,:-]+(?:what|how|compare|difference)", re.IGNORECASE),
)


def sides(question: str) -> tuple[str, str] | None:
    """The two things that a question compares, in its own words; None where they cannot be told apart."""
    own, _, about = question.partition(ABOUT)
    if not _COMPARE.search(own):
        return None
    for pattern in _SIDES:
        if match := pattern.search(own.strip(" ?.!")):
            one, other = (_side(match[side], about) for side in "ab")
            if one and other:
                return one, other
    return None


def _side(words: str, about: str) -> str:
    """One thing that is compared; what only points back ("it") is what the conversation was about."""
    side = re.sub(r"^(?:the|a|an)\s+", "", words.strip(" ,.?!:"), flags=re.IGNORECASE)
    return about.rstrip(")").split("; ")[-1] if about and _POINTING.fullmatch(side) else side


_POINTING = re.compile(
    r"it|its|they|them|this|that|these|those|(?:first|second|third|last|former|latter|other)(?: one| paper| method)?", re.IGNORECASE
)
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
    r"|^\W*(?:when|who|where|how|how many|which ones?|by whom|(?:what |which |the )?(?:year|authors?|date))(?: (?:and|or) (?:year|when|authors?))?\W*$",
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
    if not history or not _leans(question) or _OWN_SUBJECT.match(question):
        return question
    about = _pointed_at(question, history) or _last_subject(history, cited=not (_ANOTHER.search(question) or _ONLY.match(question)))
    return f"{question.rstrip()}{ABOUT}{about})" if about else question


def told_already(question: str, history: Sequence[Turn]) -> set[str]:
    """The titles that a follow-up wants no more of, as it asks for others than the last answer cited: "more like this", "anything else?"."""
    answer = _last_answer(history)
    return set(answer.cited) if answer and _OTHERS.search(question) and _leans(question) else set()


def _leans(question: str) -> bool:
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
    asked = next((turn for turn in turns if not _leans(turn)), turns[0] if turns else "")
    answer = _last_answer(history)
    if asked:
        parts.append(" ".join(asked.split()[:_CONTEXT_WORDS]))
    if answer is not None and (cited or not parts):
        parts.append(_cited(answer)[0])
    return "; ".join(parts)


_LEAD = re.compile(
    r"^\W*(?:(?:please|can you|could you|would you|i(?:'d| would) like|give me|show me|write)\s+)*"
    r"(?:(?:an?|the)\s+)?(?:(?:short|brief|cited|quick|full)\s+)?"
    r"(?:summari[sz]e|summari[sz]ing|summary(?: of| on)?|overview(?: of| on)?|survey(?: of| on)?|"
    r"what (?:do|does|did) (?:i|we|my notes|the notes|our notes) (?:have|say|know|hold|contain)(?: (?:about|on|of))?|"
    r"what(?:'s| is) (?:in my notes|there) (?:about|on)|everything (?:i have )?(?:about|on))\b[\s:,]*"
    r"(?:(?:what|everything|all) (?:i|we|my notes|the notes) (?:have|say|know|hold)(?: (?:about|on|of))?\s*|(?:my|the|all) (?:notes|entries|papers) (?:about|on)\s*)?",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:\s+(?:in|from|according to) (?:my|the|our) notes|\s+please)?[\s?.!]*$", re.IGNORECASE)


def asks_for_overview(text: str) -> bool:
    """Whether a message in a conversation asks for an overview of a topic rather than for an answer."""
    return bool(_LEAD.match(text)) and bool(bare_topic(text))


def bare_topic(text: str) -> str:
    """The topic in a request: `summarize what I have on mixture of experts` → `mixture of experts`."""
    return _TAIL.sub("", _LEAD.sub("", text)).strip(" ?.!,:“”\"'")
