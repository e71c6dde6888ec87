"""Who wrote a work and when, as a citation's parenthesis gives it, in whatever script: `(liu…neubig, 2021)`, `（李、王，2021年）`."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.notes.heads.links import without_marks
from assistant.notes.names import ORGANISATIONS
from assistant.text.fold import fold

UNDATED = r"in press|forthcoming|to appear|n\. ?d\.|no date|under review|in prep(?:aration)?"
EARLY = r"1[0-8]\d{2}"
_YEAR = re.compile(rf"(?<!\d)(?:((?:19|20)\d{{2}})|(?<=[,;]\s)({EARLY})(?=[a-z]?\s*$))")
_NO_YEAR = re.compile(rf"(?:^|[,;\s])\s*(?:{UNDATED})\s*$", re.IGNORECASE)
_AFTER_YEAR = re.compile(r"^\d*[a-z+]?(?:-\d{2})?(?:-\d{2})?(?:\s*(?:年(?:\d{1,2}月)?(?:\d{1,2}日)?|년|г(?:ода?|\.)?(?!\w)))?")
# Between names: commas, `and` in several languages, Hebrew ו and Arabic و before the second name, Korean 와 behind the first.
_BETWEEN = re.compile(
    r"\s*[,;]\s*(?:&|(?:and|und)\s)?\s*|\s*&\s*|\s+(?:and|und|y|e|i|och|og|en|и(?! др))\s+|\s+et\s+(?!al\b)"
    r"|\s+ו(?!אח)(?=[\u05d0-\u05d4\u05d6-\u05d8\u05da-\u05ea][\u05d0-\u05ea])|\s+و\s+|\s+و(?!ليد|ائل|سام|حيد|جدي|فاء)(?=[\u0621-\u064a]{3})"
    r"|(?<=[가-힣])(?:와|과)\s+(?=[가-힣])|\s+및\s+"
)
_INITIALS = re.compile(r"(?:[A-ZÀ-ÞΑ-ΩА-Я]\.[\s-]?){1,4}|[A-ZÀ-ÞΑ-ΩА-Я]")
_VENUE = re.compile(r"(?=\S*[A-Z]\S*[A-Z])[A-Za-z][\w&/@-]*(?: [A-Z][\w&-]*){0,3}")
# Venues that stand alone before a year; any other single word there is taken for a person or an organisation.
VENUES = frozenset(
    "3dv aaai accv acl acml acmmm aistats arxiv asplos asru atc bionlp bmvc ccs cgo chi cidr cikm coling colm colt conext conll corl cscw cvpr "
    "dac eacl ecai eccv ecir ecml emnlp esorics eswc eurocrypt eurosys fccm hpca icassp iccad iccv icdcs icde iclr icml icra ijcai ijcv imc "
    "infocom interspeech iros isbi isca ispass isscc iui jair jmlr kdd lrec miccai micro midl mlsys mobicom mobisys naacl nature ndss neurips "
    "nips nsdi osdi pact pami pldi podc pods popl ppopp recsys rss science semeval sensys sigcomm siggraph sigir sigmod sosp tacl tip tkde tmlr "
    "tog tpami tvcg uai ubicomp uist usenix vldb wacv wmt wsdm www".split()
)
OF_VENUES = re.compile(
    r"\b(?:journal|transactions|proceedings|proc|conference|conf|symposium|workshop|letters|magazine|communications|advances|annals|review|reviews"
    r"|meeting|arxiv)\b",
    re.IGNORECASE,
)
ET_AL = re.compile(r"\bet\.? al\b\.?")
_JOURNAL = re.compile(r"(?:[A-Z][\w&/-]+ ){1,4}(?:of|on|in|for) (?:(?:the|and) )?[A-Z][\w&/-]+(?: (?:(?:and|&) )?[A-Z][\w&/-]+){0,4}")
_ACRONYM = re.compile(r"[A-Z][A-Z&/@-]{2,}")  # right before a year, with no comma between
_BY = re.compile(r"^(?:written )?by\s+(?=\S)", re.IGNORECASE)
_AFFILIATION = re.compile(
    r"<sup>.*?</sup>|\^[^\s^,]{1,6}\^?|\$[^$]*\$|\\?[*†‡§¶]+|[(（][^()（）]*[)）]|(?<=[^\W\d_])\d+(?:,\d+)*", re.IGNORECASE
)
# What stands before a family's name in small letters.
_PARTICLE = "van|von|de|der|den|la|le|del|della|di|da|dos|bin|al|el|ten|ter"
_PERSON = re.compile(
    rf"(?:[^\W\d_]\.[\s-]?|[^\W\d_a-z][\w’'.-]*\s){{1,3}}(?:(?:{_PARTICLE})\s){{0,2}}[^\W\d_a-z][\w’'-]+"
    r"(?: et al\.?)?|[^\W\d_a-z][\w’'-]+(?:, (?:[^\W\d_]\.[\s-]?)+(?: ?et al\.?)?| et al\.?)"
)
# Words in Chinese or Japanese that are no name: too long for one, or mixed with Latin letters.
_IN_HAN = re.compile(r"(?=.*[\u3040-\u309f\u3400-\u9fff])(?:.{9}|.*[A-Za-z]{2})")
# BibTeX parts people by `and`, and turns each: `Haarnoja, Tuomas and Zhou, Aurick`.
_TURNED_NAME = (
    r"(?:(?i:van|von|de|der|den|la|le|del|di|da|dos|el|al|ten|ter)\s){0,2}[^\W\d_a-z][^\W\d_’'-]*(?:[’'-][^\W\d_]+)*"
    r", [^\W\d_a-z][^\W\d_]*[.’'-]?[^\W\d_]*\.?(?: [^\W\d_a-z][^\W\d_]*\.?){0,2}"
)
_TURNED = re.compile(rf"(?:{_TURNED_NAME} and )+(?:{_TURNED_NAME}|others)")
_OTHERS = re.compile(r"(?:and )?(?:et\.? al\.?|others|等|ほか|外)", re.IGNORECASE)
# Marks of direction, which nobody sees, may stand around a parenthesis.
_ASIDE = re.compile(
    r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]{0,3}[(（](?P<by>[^()（）]*)[)）][\u200e\u200f\u202a-\u202e\u2066-\u2069]{0,3}"
)
# More letters of such a script in a row than a name has.
_SENTENCE = re.compile(r"[\u3041-\u309f\u30a1-\u30fa\u30fc\u4e00-\u9fff]{10,}")
_NAME_STOP = re.compile(r"(?<=[^\W\d_]{2})(?<!\bal)\.\s*$")
_STOPPED = re.compile(r"(?<=[^\W\d_]{2})\.\s+(?=[^\W\d_][\w&/ -]{1,30}\W*$)")
# A colon, or what a thing is: `An Open-Source Audio, Music, and Speech Toolkit`.
_NO_BYLINE = re.compile(rf"{_SENTENCE.pattern}|[^\W\d_][:：]|^The |^An? (?:\S+-\S|[a-z])")
_PARTICLES = frozenset([*_PARTICLE.split("|"), "et", "al."])
_LAST_NAME = re.compile(rf"[^\W\d_a-z][^\W\d_’'-]*(?:[’'-][^\W\d_]+)*|{_PARTICLE}")
_MAX_BYLINE = 1000
_PAIRS = 4
_MAX_NAME_WORDS = 8
_MARKS = str.maketrans("，、；：،؛", ",,;:,;")
MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december"
)
_MONTH = re.compile(rf"(?:^|(?<=[\s,;]))(?:\d{{1,2}}\s+)?(?=[A-Z])(?i:{MONTHS})\.?(?:\s+\d{{1,2}},?)?\s*$")


_BELOW_TITLE = re.compile(r"(?P<by>[^()|]{4,300}?)(?P<rest>\s+[-–—|]\s+.{2,80}?)??[\s,(-]*(?P<year>(?:19|20)\d{2})\)?")
WHERE_FROM = re.compile(r"\s*[(（][^()（）]*[^\W\d_][^()（）]*[)）]")  # `Miller, Stone (Rye Mill), 2018`
_PLACED = re.compile(r"[Ii]n:?\s+(?=[^\W\d_])")  # `In OVEN 2020`: where it came out, and nobody's name


def parse_byline(text: str) -> tuple[tuple[str, ...], int | None]:
    """Authors as given and year of a citation's parenthesis: `liu…neubig, 2021` → `(("liu…neubig",), 2021)`.

    Names left out stay marked, on the name that follows them: `shi, …, yih` → `("shi", "…yih")`.
    """
    authors, year, _ = read_byline(text)
    return authors, year


def read_byline(text: str) -> tuple[tuple[str, ...], int | None, str]:
    """As `parse_byline`, with the venue where one stands behind the year or right before it: `Li, Wang, 2020, NeurIPS`."""
    text = _BY.sub("", text)
    found = _YEAR.search(text)
    if not found:
        if short := re.search(r",\s*(\d{2})\s*$", text):
            return _people(text[: short.start()]), 2000 + int(short[1]), ""
        if ET_AL.search(text) and (placed_at := _where(text)):
            return _people(text[:placed_at]), None, text[placed_at:].strip(" ,.(")
        return _people(_NO_YEAR.sub("", text)), None, ""
    year = int(found[1] or found[2])
    before, after = _MONTH.sub("", text[: found.start()]), _AFTER_YEAR.sub("", text[found.end() :])
    after = WHERE_FROM.sub(lambda aside: aside[0] if _is_venue(aside[0].strip(" ()（）")) else "", after)
    before = WHERE_FROM.sub("", before)
    if placed := _PLACED.match(before):
        return (), year, f"{before[placed.end() :].strip(' ,')} {year}"
    if placed_at := _where(before):
        return _people(_NAME_STOP.sub("", before[:placed_at])), year, f"{before[placed_at:].strip(' ,.(')} {year}"
    authors, behind = _people(before), _people(after)
    if not authors:
        return behind, year, ""
    if len(authors) == 1 and _is_place(before.strip()):
        return (), year, f"{authors[0]} {year}"
    if behind and not all(_is_venue(part) for part in behind):
        return (*authors, *behind), year, ""
    venue = ", ".join(behind)
    if not re.search(r"[,;]\s*$", before) and len(authors) > 1 and _is_venue(authors[-1]):
        return authors[:-1], year, f"{authors[-1]} {year}"
    return authors, year, venue


def _is_place(before: str) -> bool:
    """Whether all that stands before a year is where a work came out: `BREAD`, `Frontiers of Bread Science`."""
    return fold(before) in VENUES or bool(_JOURNAL.fullmatch(before)) or (bool(_ACRONYM.fullmatch(before)) and _is_venue(before))


def _is_venue(part: str) -> bool:
    """Whether a part of a byline is written as venues are, `NeurIPS` or `CVPR Workshops`, and names no organisation."""
    return fold(part) in VENUES or (bool(_VENUE.fullmatch(part)) and fold(part) not in ORGANISATIONS)


def _where(text: str) -> int:
    """Where in a byline the venue begins, behind `et al.` or behind a comma where it is written out; 0 where none does."""
    others, called = ET_AL.search(text), OF_VENUES.search(text)
    if others and (where := text[others.end() :].strip(" ,.(")) and (called or _names_venue(where)):
        return others.end()
    if called:
        return text.rfind(", ", 0, called.start()) + 1
    ended = _STOPPED.search(text)  # `Ann Miller, Bo Stone. ICML 2018`
    return ended.end() if ended and _names_venue(text[ended.end() :]) else 0


def _up_to_others(people: tuple[str, ...]) -> tuple[str, ...]:
    """The people up to `et al.`, behind which none are named."""
    last = next((n for n, name in enumerate(people) if ET_AL.search(name)), len(people))
    return people[: last + 1]


def _names_venue(venue: str) -> bool:
    return any(fold(word) in VENUES for word in venue.split())


def split_names(text: str) -> tuple[str, ...]:
    """The people of a field of authors: `A. Vaswani, N. Shazeer`, `Vaswani, Ashish; Shazeer, Noam`; marks of their affiliations are left out."""
    plain = _BY.sub("", " ".join(_AFFILIATION.sub(" ", text.translate(_MARKS)).split()))
    if ";" in plain and "," in plain:
        return tuple(name for part in plain.split(";") if (name := part.strip(" ,.&")) and not _OTHERS.fullmatch(name))
    plain = re.sub(r"(?<=[^\W\d_]{2})(?<!\bal)(?<!\bJr)(?<!\bSr)\.$", "", plain)
    names = [name.strip() for name in plain.split(",")]
    if len(names) >= _PAIRS and len(names) % 2 == 0 and all(len(name.split()) == 1 and len(name) > 2 for name in names[::2]):
        # First names behind last ones; where a list holds last names alone, two of them are seldom so many.
        return tuple(f"{last}, {first}" for last, first in zip(names[::2], names[1::2], strict=True))
    return _people(plain)


@lru_cache(maxsize=2048)  # a line is read several times, as a sign of its file and as what it is
def is_byline(text: str, *, lone: bool = False) -> bool:
    """Whether a line lists people, perhaps with a year and a venue behind them; `lone` where one with an initial will do."""
    plain = _BY.sub("", text.strip())
    if len(plain) > _MAX_BYLINE or plain.endswith(("?", "!", ":")) or "。" in plain or _NO_BYLINE.search(plain):
        return False
    people, year, venue = read_byline(plain)
    if (
        year
        and _names_venue(venue)
        and people
        and all(_is_name(name) or (len(people) > 1 and _LAST_NAME.fullmatch(name)) for name in people)
    ):
        return True
    people = people if year else split_names(plain)
    people = (
        *(first := _up_to_others(people)),
        *(part for part in people[len(first) :] if not part[0].isupper()),
    )  # but not where they are
    if not plain.isascii() and any(_IN_HAN.match(name) for name in people):
        return False
    if any(len(name.split()) > _MAX_NAME_WORDS for name in people):
        return False
    named = [name for name in people if _is_name(name)]
    several = len(named) >= 2 or (len(named) == 1 and ("et al" in plain or (lone and "." in named[0])))
    return several and len(named) >= 0.6 * len(people)


def is_dated_byline(text: str) -> bool:
    """Whether a line lists people with a year, or one with those left out: `Miller et al, March 2024`, `Miller and Stone, BREAD 2018`."""
    return is_byline(text) and bool("et al" in text or _YEAR.search(text))


def is_person(text: str) -> bool:
    """Whether a text is the name of one person, perhaps with a year behind it: `Bob Burg`, `N. Shazeer, 2019`."""
    return _is_name(re.sub(r",?\s*\(?(?:19|20)\d{2}\)?$", "", text.strip(" .,")))


def are_last_names(text: str) -> bool:
    """Whether a text is two or more last names: `Miller, Stone and van de Grain`."""
    names = re.split(r",\s*(?:and |& )?|\s+and\s+|\s+&\s+", text.strip())
    words = [word for name in names for word in name.split()]
    return 2 <= len(names) <= len(words) <= 2 * len(names) + 2 and all(_LAST_NAME.fullmatch(word) for word in words)


def people_below(heading: str) -> str:
    """The byline that a heading right below a title is, where the people are and it came out in a parenthesis; empty where it is none:
    `Miller, Stone and van de Grain (2019)`, `Ann Miller & Bo Stone - Rye Mill - (OVEN 2017)`."""
    found = _BELOW_TITLE.fullmatch(without_marks(heading))
    if not found or not (are_last_names(found["by"]) or (found["rest"] and is_byline(found["by"], lone=True))):
        return ""
    rest = re.sub(r"\W*[-–—|(]\W*", " ", found["rest"] or "").strip()
    return f"{found['by']}{f' ({rest})' if rest else ''}, {found['year']}"


def _is_name(text: str) -> bool:
    """Whether a text is written as a name is: no word in small letters but what stands before a family's name, in whatever script."""
    return bool(_PERSON.fullmatch(text)) and not any(word[0].islower() for word in text.split() if word not in _PARTICLES)


def _people(text: str) -> tuple[str, ...]:
    if _TURNED.fullmatch(plain := re.sub(r"(?<=\w\w)\.$", "", text.strip(" ,"))):
        names = [" ".join(reversed(name.split(", ", 1))) for name in plain.removesuffix(" and others").split(" and ")]
        return (*names[:-1], f"{names[-1]} et al.") if plain.endswith(" and others") else tuple(names)
    authors: list[str] = []
    left_out = ""
    for part in (part.strip().rstrip("( ") for part in _BETWEEN.split(text)):
        if authors and _INITIALS.fullmatch(part) and not _INITIALS.search(authors[-1].partition(", ")[2]) and "." not in authors[-1]:
            authors[-1] = f"{authors[-1]}, {part}"
        elif authors and _OTHERS.fullmatch(part):
            authors[-1] = f"{authors[-1]} {part}" if part.startswith("et") else f"{authors[-1]} et al."
        elif re.search(r"[^\W\d_]", part):
            authors.append(left_out + part)
            left_out = ""
        elif re.fullmatch(r"…|\.\.+", part):
            left_out = "…"
    return tuple(authors)


def with_plain_citation(text: str) -> str:
    """The text with the first parenthesis that holds a year in common brackets, commas and digits; all else stays as it is written.

    `深度学习（李，２０２１）——很好（王，2019）` → `深度学习(李,2021)——很好（王，2019）`.
    """
    for aside in _ASIDE.finditer(text):
        by = "".join(str(int(char)) if char.isdecimal() else char for char in aside["by"]).translate(_MARKS)
        if _YEAR.search(by):
            return f"{text[: aside.start()]}({by}){text[aside.end() :]}"
    return text
