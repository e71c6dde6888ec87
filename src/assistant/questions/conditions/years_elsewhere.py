"""Years as questions in other languages ask for them, said in English: `seit 2020`, `entre 2018 et 2020`, `2020年以降の論文`, `2020년 이후`.

Only what stands directly at a year is read, so a word that is also one of another language does no harm elsewhere.
"""

from __future__ import annotations

import re

_YEAR = r"(?:19|20)\d{2}"
# German; French; Spanish and Portuguese; Italian; Dutch; Russian. Longer phrases before those they begin with.
_LEADS = {
    "since": "seit|ab|depuis|dès|à partir de|a partir de|desde|a partire dal|dal|da|sinds|vanaf|начиная с|с",
    "after": "nach|après|después de|después del|depois de|dopo il|dopo|na|после",
    "before": "vor|avant|antes de|antes del|prima del|voor|до",
    "until": r"bis|jusqu['’]en|jusqu['’]à|hasta|até|fino al|tot|по",
    "in": r"aus|von|im|en|de|del|em|nel|uit|van|в|за",
}
_OF_THE_YEAR = r"(?:(?:dem|des|den|del|el|o|il|het)\s+)?(?:(?:Jahre?s?|l['’]ann?[ée]e|l['’]an|año|ano|l['’]anno|jaar|году?)\s+)?"
_BEHIND = r"(?:\s+(?:год[ауы]?(?!\w)|гг?\.))?"
_SPANS = (
    rf"(?:zwischen|entre|tra|fra|tussen|между)\s+(?:il\s+)?({_YEAR})\s+(?:und|et|y|e|en|и)\s+(?:il\s+)?({_YEAR})",
    rf"(?:von|de|desde|dal|van|с)\s+({_YEAR})\s+(?:bis|à|a|al|até|hasta|tot|по)\s+({_YEAR})",
    rf"({_YEAR})\s*年?\s*(?:から|到|至|～|〜|~)\s*({_YEAR})\s*年?\s*(?:まで|之间|之間|の間)?[の的]?",
    rf"({_YEAR})\s*년?\s*(?:부터|에서|과|와)\s*({_YEAR})\s*년?\s*(?:까지|사이)?[의에]?",
)
# Chinese, Japanese and Korean say it behind the year.
_FOLLOWED = {
    "since": "以降|以后|以後|以来|以來|起|から|이후|부터|이래",
    "after": "之后|之後|より後",
    "until": "以前(?=の)|まで|까지",
    "before": "以前|之前|より前|이전|전",
    "in": "(?=[的の发發出])|に|(?=[^\\W\\d_]*(?:论文|論文|文章))|에|의|(?=\\s*(?:논문|발표))",
}
_EITHER = re.compile(rf"\b({_YEAR})\s+(?:oder|ou|o|of|или)\s+({_YEAR})\b", re.IGNORECASE)
_SPAN = tuple(re.compile(rf"(?<!\w){span}{_BEHIND}" if span.startswith("(?:") else span, re.IGNORECASE) for span in _SPANS)
_LEAD = tuple(
    (said, re.compile(rf"(?<!\w)(?:{words.replace(' ', chr(92) + 's+')})\s+{_OF_THE_YEAR}({_YEAR})\b{_BEHIND}", re.IGNORECASE))
    for said, words in _LEADS.items()
)
_FOLLOW = tuple((said, re.compile(rf"({_YEAR})\s*[年년]\s*(?:{words})[の的의에]?")) for said, words in _FOLLOWED.items())


def in_english(question: str) -> str:
    """The question with the years that it asks for said as an English one would say them; as it is where none is said in another language."""
    for span in _SPAN:
        question = span.sub(r" in \1 to \2 ", question)
    for said, followed in _FOLLOW:
        question = followed.sub(rf" {said} \1 ", question)
    for said, lead in _LEAD:
        question = lead.sub(rf"{said} \1", question)
    return _EITHER.sub(r"\1 or \2", question)
