"""Authors in questions that are not English: `Arbeiten von Müller`, `artículos de García`, `what did X write` in them, `李明的论文`, `статьи Иванова`.

Only names that the library knows count: what stands where a name may stand is as often a subject.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from assistant.questions.conditions.authors import Named
from assistant.questions.vocabulary import any_of

_NAME = r"[^\W\d_][\w'’-]*"
_NAMES = rf"(?P<names>{_NAME}(?:[ ]{_NAME}){{0,3}})"
_WORKS = any_of("works_of")
_WRITTEN = "geschrieben|veröffentlicht|escrito|publicado|scritto|pubblicato|geschreven"
_WROTE = "escribió|publicó|escreveu|publicou|a écrit|a publié|ont écrit|написал[аи]?|опубликовал[аи]?"
_SPACED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:{_WORKS})\s+(?:(?:{any_of('of_whom')})\s+|d['’])?{_NAMES}",
        rf"\b{_NAMES}\s+(?:{_WORKS})\b",
        rf"\b(?:hat|haben|ha|ont|han|heeft)\s+{_NAMES}\s+(?:{_WRITTEN})\b",
        rf"\b(?:hat|haben|ha|ont|han|heeft)\s+{_NAMES}(?=\s.{{1,200}}\b(?:{_WRITTEN})\b)",
        rf"\b{_NAMES}\s+(?:{_WROTE})\b",
        rf"\b(?:qu['’]\s*)?(?:{_WROTE})\s+{_NAMES}",
    )
)
_TEXTS = "论文|論文|文章|著作|研究|作品|书|書|논문|연구|글"
_SIGN = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
_UNSPACED = re.compile(
    rf"(?P<names>{_SIGN}{{2,12}}?(?:[·・]{_SIGN}{{1,12}}?){{0,3}})\s*"
    rf"(?:(?:所?[写寫著]?的|の|의)\s*(?:所有|全部|最新|すべての|모든)?\s*(?:{_TEXTS})|有(?:哪些|什么|什麼)(?:{_TEXTS})"
    rf"|(?:都|还|還)?(?:写|寫|发表|發表|出版)(?:了|过|過)?(?:什么|什麼|哪些|的|{_TEXTS})|[がは](?:書いた|発表した|出した)|[이가은는]\s*(?:쓴|발표한))"
)
# Endings that Russian and German put behind a name.
_CASE = re.compile(r"(?:ого|ова|ой|ых|а|я|у|ы|s)$")
_SHORTEST = 2
# In characters: what is longer is no question for papers.
_LONGEST = 1000


def works_of(text: str, is_author: Callable[[str], bool]) -> Named | None:
    """The first author of the library whose work a text asks for in another language than English; None where it names none."""
    if len(text) > _LONGEST:
        return None
    for pattern in _SPACED:
        for match in pattern.finditer(text):
            words = list(re.finditer(_NAME, match["names"]))
            for count in range(len(words), 0, -1):
                if name := _known([word[0] for word in words[:count]], is_author):
                    end = match.end() if count == len(words) else match.start("names") + words[count - 1].end()
                    return Named((name,), match.start(), end)
    for match in _UNSPACED.finditer(text):
        for name in _endings(match["names"]):
            if is_author(name):
                return Named((name,), match.end("names") - len(name), match.end())
    return None


def _known(words: list[str], is_author: Callable[[str], bool]) -> str:
    """The name that some words are, without what a language puts behind its last one; empty where the library has no such author, or one of them is
    written small."""
    *first, last = words
    if not all(word[0] != word[0].lower() for word in words):
        return ""
    forms = dict.fromkeys((last, _CASE.sub("", last), last.removesuffix("а")))
    return next((" ".join([*first, form]) for form in forms if len(form) >= _SHORTEST and is_author(form)), "")


def _endings(text: str) -> Iterator[str]:
    """The endings of a text that may be a name, the longest first: nothing parts a name from the words before it."""
    yield from (text[at:] for at in range(len(text) - _SHORTEST + 1))
