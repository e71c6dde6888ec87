"""Requests for an overview of a topic, and the topic in them."""

from __future__ import annotations

import re

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
