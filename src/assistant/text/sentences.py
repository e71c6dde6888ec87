"""Where sentences end."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Full stops of scripts that put a blank behind them, and of those that put none.
_STOP, _STOP_NO_BLANK = r".!?…؟۔।॥։።", "。！？｡"
_SENTENCE_END = re.compile(
    rf"(?<![{_STOP}])[{_STOP}]+[\"”’')*_»]*(?:\s*(?:\[\d+\])+[.]?)?(?=\s+\S)(?!\s*\[\d+\])"
    rf"|[{_STOP_NO_BLANK}]++[\"”’'」』）》】*_]*+(?:\s*(?:\[\d+\])+)?+(?=\s*[^\sと、，])(?!\s*\[\d+\])"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|vs?|viz|ca|approx|resp|dr|prof|mr|mrs|ms|st|dept|univ|incl|esp|w\.r\.t|a\.k\.a|z|bzw|ggf|evtl|vgl|т|см|ср))$",
    re.IGNORECASE,
)
_BEFORE_NUMBER = re.compile(r"\b(?:fig|figs|eq|eqs|sec|ch|tab|no|nos|vol|pp|p|ref|refs|app|thm|nr|abb|рис|табл|стр|с)$", re.IGNORECASE)
_NAME_PART = re.compile(r"(?:\b(?:al|etc|jr|sr|inc)|(?:^|[\s(.])[A-ZΑ-ΩА-ЯЁ])$")
# What points at a place around a sentence: `the task above.`, `see below`, `the next section`; not `the layers above it` or `below 20 %`.
_POINTS = re.compile(r"\s+(?:above|below)(?=\s*(?:[:;,.)]|$))", re.IGNORECASE)
_AT_A_NOTE = re.compile(
    r"\b(?:see|as|described|shown|listed) (?:above|below)\b|\b(?:previous|preceding|next|following) (?:notes?|bullets?|entry|entries|sections?|points?)\b|"
    r"\b(?:notes?|bullets?|entry|entries|sections?|points?|list)\b[^.;:]{0,40}\b(?:above|below)\b",
    re.IGNORECASE,
)
_LOOKS_BACK, _LOOKS_AHEAD = 24, 200  # characters: what decides whether a sentence ends stands close by
_STARTER = re.compile(r"(?:The|This|These|That|Those|They|Their|It|Its|In|A|An|We|However|For|By|On|Here|Both)\s")


def split_sentences(text: str) -> list[str]:
    """The sentences of a line. Abbreviations (`et al.`, `e.g.`, `Fig.`), initials, decimals and identifiers do not end one; markers that follow a
    full stop stay with the sentence before it. Full stops of Chinese and Japanese need no blank behind them."""
    return [sentence for start, end in sentence_spans(text) if (sentence := text[start:end].strip())]


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a line begins and ends, with the space before it: one begins where the last ends."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        before, after = max(start, match.start() - _LOOKS_BACK), match.end() + _LOOKS_AHEAD
        if _ends_sentence(text[before : match.start()], match[0], text[match.end() : after]):
            yield start, match.end()
            start = match.end()
    yield start, len(text)


def without_pointing(sentence: str) -> str:
    """A sentence as it can be told away from its place in the notes: without a clause before a colon that points around it (`It changes the second
    note above: …`) and without `above` behind what it names; empty where it points at a note or a section and says nothing else."""
    before, colon, after = sentence.partition(": ")
    if colon and _POINTS.search(before):
        return without_pointing(after.strip())
    return "" if _AT_A_NOTE.search(sentence) else _POINTS.sub("", sentence)


def _ends_sentence(before: str, end: str, after: str) -> bool:
    rest = after.lstrip()
    if end == ".":
        if _ABBREVIATION.search(before) or (_BEFORE_NUMBER.search(before) and re.match(r"[A-Z]?\d", rest)):
            return False
        if _NAME_PART.search(before):
            return bool(_STARTER.match(rest))
    word = re.match(r"[\W_]*(\w[\w-]*)", rest)
    if word is None:
        return False
    return not word[1][0].islower() or bool(re.search(r"[A-Z\d]", word[1])) or "[" in end
