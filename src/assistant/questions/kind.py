"""The kind of answer that a question asks for, and the two sides of a comparison, by its own words."""

from __future__ import annotations

import re
from typing import Literal

from assistant.questions.vocabulary import any_of

Kind = Literal["lookup", "attribution", "list", "compare", "number"]

THINGS = any_of("things")
PAPERS = r"papers?|articles?|publications?|works?|study|studies|entry|entries"
NUMBERS = {word: number for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}
# What takes something out of what is asked for.
NOT = (
    r"(?:(?:\b(?:not|never|neither|without|except(?:\s+for)?|excluding|outside(?:\s+of)?|other\s+than)|(?<=(?:one|ody|ing|all) )but|n['’]t)\s+"
    r"(?:(?:the|those|ones?|papers|published|written)\s+)*)"
)
# What a follow-up that was made to stand alone has before what was added to it.
ABOUT = " (about: "
_WHO = re.compile(
    r"\b(?:who|whose|whom|(?:what|which) year|year of|written by)\b"
    r"|(?<!do the )(?<!did the )(?<!does the )\bauthors? (?:of|behind|for)\b"
    r"|(?:\bwhat(?:'s| is| are)|\bgive me|\btell me|\blist|^)\W*(?:(?:the|its|all|their) )?authors?\b"
    r"|\bwhen\b.*\b(?:writ|wrot|publi|releas|c[ao]me out|appear|introduc|propos|made|from)|\bwhen(?: was| is|'s)? (?:it|that|this|the paper)\b|^\W*when\W*$"
    r"|^\W*(?:was|were|is|are)\b.*\b(?:published|written|authored|released|by|from)\b.*\b(?:[A-Z]\w+|(?:19|20)\d\d)\W*$"
    r"|^\W*(?:\S+ ){0,3}authors?\W*$|\byear(?: and authors?)?\W*$",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"\b(?:compare[ds]?|comparison|differ(?:s|ences?|ently|ent from)?|versus|vs\.?|contrast|distinguish(?:es)?|similarit\w+|in common)(?=\W|$)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?:how (?:many|much|large|big|long|far|often)|what (?:percent|percentage|share|fraction|number|size|accuracy)|number of)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    rf"\b(?:which|what|list|name|any|show(?: me)?|give(?: me)?|find|all|some|several|other|more)\b(?:\W+[\w-]+){{0,4}}?\W+(?:{THINGS})\b"
    rf"|^\W*(?:{THINGS})\b|^\W*[\w'’]+ papers\b|\bwhat (?:do|have) (?:i|(?:my|the) notes)\b.*\b(?:on|about)\b|^\W*list\b|\beverything\b|['’]s? (?:papers|works|publications)\b"
    r"|\bwhich of (?:them|these|those)\b|^\W*(?:only|just)\b.*\b(?:19|20)\d\d\b|^\W*more like\b|\b(?:anything|something|others?) else\b"
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
# Two things in one sentence, and in the next how they differ.
_NAMED_BEFORE = re.compile(
    r"(?:^|[,:;]\s*|\b(?:have|are|know|noted|read|about)\s+)(?P<a>[^,:;.?!]+?),?\s+(?:and|or)\s+(?P<b>[^,:;.?!]+?)(?:\s+in\s+my\s+(?:notes|library))?\s*[.;?!,]\s+"
    r"(?=[^.?!]*(?:\b(?:they|them|these|those|the\s+two|both|each\s+other)\b|difference\W*$)[^.?!]*$)",
    re.IGNORECASE,
)


def sides(question: str) -> tuple[str, str] | None:
    """The two things that a question compares, in its own words; None where they cannot be told apart."""
    own, _, about = question.partition(ABOUT)
    if not _COMPARE.search(own):
        return None
    if (match := _NAMED_BEFORE.search(own.strip(" ?.!"))) and (one := _side(match["a"], "")) and (other := _side(match["b"], "")):
        told = own[: match.start("a")].strip(" ,:;")
        return (f"{one}, {told}" if one.endswith(" one") else one), (f"{other}, {told}" if other.endswith(" one") else other)
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


_OVERVIEW = re.compile(
    r"^\W*(?:(?:please|can you|could you|i(?:'d| would) like|give|show|write|me|an?|the|short|brief|quick)\s+)*"
    r"(?:summari[sz]e|summary|overview|survey|what (?:do|does) (?:i|we|(?:my|the|our) notes) (?:have|say|know|hold)|everything(?= (?:i have )?(?:about|on)))\b"
    r"(?: (?:what|everything|i|we|my|the|notes|entries|papers|have|say|know|about|of|on)\b)*[\s:,]*",
    re.IGNORECASE,
)
_OVERVIEW_END = re.compile(r"(?:\s+(?:in|from) (?:my|the|our) notes|\s+please)?[\s?.!]*$", re.IGNORECASE)


def asks_for_overview(text: str) -> bool:
    """Whether a message in a conversation asks for an overview of a topic rather than for an answer."""
    return bool(_OVERVIEW.match(text)) and bool(bare_topic(text))


def bare_topic(text: str) -> str:
    """The topic in a request for an overview: `summarize what I have on mixture of experts` → `mixture of experts`."""
    return _OVERVIEW_END.sub("", _OVERVIEW.sub("", text)).strip(" ?.!,:“”\"'")
