"""Items of lists that people keep of works, told by their links: `[Title](link) (Venue 2020) [code]`, `Title. Authors. Venue 2020. [[pdf]](link)`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from assistant.notes.heads.around.before import JOINED, SHORT_VENUE, TAG, VENUE_FIRST, with_link_behind, without_signs
from assistant.notes.heads.around.beside import TITLE_AND_VENUE, is_venue, is_written_as_title, said, tail
from assistant.notes.heads.byline import ET_AL, VENUES, are_last_names, read_byline
from assistant.notes.heads.fields import common_name
from assistant.notes.heads.head import NO_TITLE, Head
from assistant.notes.heads.links import LINK, SHORTCODE, is_label, is_local, is_paper, links_in, unlink, without_marks
from assistant.notes.heads.told import YEAR, Told, finished, keeps, tag_year, venue_in, year_in
from assistant.notes.heads.worded import cited_in, people_first, venue_behind, worded
from assistant.notes.names import SMALL_WORDS, is_common
from assistant.notes.readers.shape import is_sentence, is_title
from assistant.text.fold import fold, identity

_CODE = re.compile(r"`([^`]+)`")
# A tag in code right behind the year of a work: `Slow Rye, OVEN 2020 ```C1``` (bread)`.
_CODE_BEHIND = re.compile(r"(?<=\d{4})\s*(?<!`)`{1,3}([^`]{1,30})`{1,3}(?!`)(?=\s)")
_FOLDER = re.compile(r"\[`?([^\[\]`()]+/)`?\]\(\1\)")  # a link to a folder by its own name
_ANGLED = re.compile(r"<(\[[^\[\]]*\]\([^()<>]*\))>")
_COLON = re.compile(r"[:：]\s*(?=\S)")
_BOLD = re.compile(r"^(\*{1,3}|_{2,3})(?P<title>(?=\S).+?(?<=\S))\1(?![*_])\s*(?P<rest>.*)$", re.DOTALL)
_QUOTED = re.compile(
    r"^[*_]{0,2}(?:\"(?P<a>[^\"]{8,300})\"|“(?P<b>[^“”]{8,300})”|《(?P<c>[^《》]{2,200})》)[*_]{0,2}\s*(?P<rest>.*)$", re.DOTALL
)
_TAGGED = re.compile(
    rf"^[\[(【（](?:@?(?P<before>[^\W\d_][\w&/+ -]{{0,30}}?)[\s,'’-]*)?(?P<year>{YEAR})(?:\d{{2}})?\+?"
    r"(?:[\s,-]+@?(?P<behind>[^\W\d_][^\[\]()\d]{0,25}))?[\])】）]\s*(?P<title>\S.*)$",
    re.DOTALL,
)
_VENUE_LED = re.compile(
    rf"^(?P<before>(?:(?:ACM|IEEE|USENIX)(?:[/-](?:ACM|IEEE))? )?[A-Z][\w&/+]*[A-Z][\w&/+]*)(?:\s+(?=\d)|\s?(?=['’]))(?P<year>{YEAR}|['’]\d{{2}})"
    r"(?P<behind>)\s+[-–—]\s+(?P<title>\S.*)$",
    re.DOTALL,
)
_TAG_BEHIND = re.compile(
    rf"^(?P<title>[^`]{{8,}}?)\s+`(?:(?P<before>[^`\d]{{1,30}}?)[\s,'’-]*)?(?P<year>{YEAR})(?P<behind>)(?:[./-]\d{{1,2}}){{0,2}}`$"
)
_VENUE_LINK = re.compile(
    r"(?P<open>[(（])?(?:(?<=[\s,.(（])[Ii]n:? )?\["
    rf"(?P<venue>(?:[A-Z]|arXiv,? )[\w&/ '’.,-]{{1,30}}?[ '’]*(?:{YEAR}|\d{{2}})(?: \(?(?:[A-Z][a-z]+|paper|oral|poster|spotlight)\)?){{0,2}})\]"
    r"\((?P<to>[^\s()]*)\)(?P<close>[)）])?"
)
_ESCAPED = re.compile(r"\\([\[\]()_*#])")
_STORY = re.compile(r"(?:I|We|They|He|She|It|This|These|Those|There|My|Our)\b")
_SPACES = re.compile(r"[ \t]{2,}")
# A short name in bold before a link that is the title: `**UCB**: [Finite-Time Analysis of Bandits](…)`.
_NICKNAMED = re.compile(r"^(?P<mark>\*\*|__)(?P<name>[^*_\[\]]{1,40}?)[:：]?(?P=mark)\s*[:：–—-]?\s*(?=\[[^\[\]]{8,}\]\(http)")
_PIPED = re.compile(r"(?P<name>[^\s|]+(?: [^\s|]+)?) \| (?P<title>[^|]*\w+ \w+ [^|]+)")  # `RYE | Slow Rye at Night`
_MIN_WORDS = 2
_MAX_WORDS = 40
_BRACKETS = re.compile(r"(?:\[[^\[\]]{1,30}\]\s*){1,3}(?=[^\W_])")
_IN_BRACKETS = re.compile(r"\[([^\[\]]+)\]")


@lru_cache(maxsize=2048)  # a line is read several times, as a sign of its file and as what it is
def parse_listed(text: str) -> Head | None:
    """What an item says of the work it names, or None where it names none by a link or a venue, or is a sentence."""
    text = _SPACES.sub(" ", text)
    text = _ANGLED.sub(r"\1", SHORTCODE.sub("", _ESCAPED.sub(r"\1", _FOLDER.sub(r"\1", text)))).strip()
    codes = _CODE_BEHIND.findall(text)
    text = _CODE_BEHIND.sub("", text)
    text = _VENUE_LINK.sub(_with_venue, with_link_behind(text))
    links = [link for link in links_in(text) if link.startswith("http") or is_local(link)]
    if not links:
        return _venued(text)
    before = without_signs(text)
    text = f"{text[: len(text) - len(before.rest)]}{with_link_behind(before.rest)}"
    rest = _bold_name(with_link_behind(before.rest))
    if nicknamed := _NICKNAMED.match(rest):
        name, link = nicknamed["name"].strip(), LINK.match(rest, nicknamed.end())
        if link and link[1] and _is_called(name, link[1], link[2]):
            before.names.append(name)
            rest = rest[nicknamed.end() :]
    named = _linked(rest) or _bold(rest) or _quoted(rest)
    found = _beside(*named) if named else worded(rest)
    if found is None or not _is_title(found.title, named=bool(named)):
        return None
    if named and found.comment and re.match(r"(?!by [^\W\d_a-z])[a-z]", named[1].strip()):
        return None  # a sentence that goes on
    year = found.year or _first_year(before.tags)
    people, venue = _people_and_venue(venue_in(before.tags))
    found = found if found.authors else replace(found, authors=people)
    venue = found.venue or venue
    own = links[0] if not named or links[0] in rest[: len(rest) - len(named[1])] else ""
    head = finished(text, replace(found, year=year, venue=venue), own)
    if marks := [*before.names, *(word for word in [*_CODE.findall(text[: len(text) - len(rest)]), *codes] if identity(word))]:
        head = replace(head, links=(*head.links, ("tags", ", ".join(marks))))
    return head if keeps(head, text) else replace(head, comment=said(named[1] if named else rest))


def _is_called(name: str, title: str, address: str) -> bool:
    """Whether what stands before a link to a paper is a short name of it, and no label: `**UCB**: [Finite-Time Analysis of Bandits](…)`."""
    return is_paper(address) and len(title.split()) > _MIN_WORDS and not is_label(title) and not common_name(name) and not is_common(name)


def _with_venue(link: re.Match[str]) -> str:
    """A link that is called by the venue behind a title as those words and a link to the work; in a parenthesis that holds more as the words alone."""
    if not link.start() and not SHORT_VENUE.fullmatch(link["venue"]):
        return link[0]
    if link.start() and bool(link["open"]) == bool(link["close"]):
        return f"({link['venue'].rstrip(')').replace('(', '')}) [paper]({link['to']})"
    return f"{link['open'] or ''}{link['venue']}{link['close'] or ''}"


def parse_tagged(text: str) -> Head | None:
    """A title behind its year and perhaps its venue, as people name files and headings: `[2020 BREAD] Slow Rye at Night`, `(BREAD 2020) …`, `BREAD'20 - …`;
    or before them, where they stand in code. None for a date, which is that of a day and no work."""
    found = _TAGGED.match(text) or _VENUE_LED.match(text) or _TAG_BEHIND.match(text)
    if not found or is_common(without_marks(found["title"])) or not identity(found["title"]):
        return None
    venue = not VENUES.isdisjoint(fold(found["before"] or "").split())
    if found["title"].endswith((".", "。") if venue else (".", "?", "!", "。")):
        return None  # a sentence; of a work that came out somewhere the title may ask
    return finished(text, Told(found["title"], (), year_in(found["year"]), (found["before"] or found["behind"] or "").strip(" ,'’-")), "")


def _venued(text: str) -> Head | None:
    """A title that is told by the venue before or behind it, `Slow Rye at Night, BREAD 2018 (read)`, or in bold by the people behind it; nothing else may
    follow."""
    if (head := _in_bold(text)) or (head := _dated(text)):
        return head
    if named := people_first(text):
        return finished(text, named, "")
    first = VENUE_FIRST.match(text)
    listed = first and not VENUES.isdisjoint(re.split(r"\W", first["tag"].lower()))
    title = without_marks(text[first.end() :]) if first else ""
    if first and ((listed and _may_be_title(title)) or ("," in first[0] and is_written_as_title(title) and not is_sentence(title))):
        return finished(text, Told(title, (), year_in(first["tag"]), first["tag"]), "")
    tag = TAG.match(text) or JOINED.match(text)
    known = bool(tag and tag.re is JOINED and tag["known"])
    title = without_marks(text[tag.end() :]) if tag else ""
    if tag and (len(title.split()) > _MIN_WORDS if known else is_title(title) and not is_sentence(title)):
        told = tag["tag"] if tag.re is TAG else f"{tag['venue'] or tag['known']}'{tag['year']}"
        more = (tag.groupdict().get("more") or "").strip(" ,;:-–")
        return finished(text, Told(title, (), tag_year(told), venue_in([told]), more), "")
    if _VENUE_LED.match(text) and (head := parse_tagged(text)):
        return head
    found = TITLE_AND_VENUE.match(text)
    if not found or not (is_written_as_title(found["title"]) or (is_venue(found["name"], "") and _may_be_title(found["title"]))):
        return None
    capitals = is_title(found["title"]) and all(word[:1].isupper() or word[:1].isdigit() for word in found["venue"].split())
    if not capitals and not is_venue(found["name"], found["venue"]):
        return None
    told = Told(found["title"], (), year_in(found["venue"]), found["venue"], (found["rest"] or "").strip("()[] "))
    return finished(text, told, "")


def _in_bold(text: str) -> Head | None:
    """A title in bold with its people or its venue behind it: `**Slow Rye at Night**. Ann Miller, Bo Stone. BREAD 2018.`"""
    before = without_signs(text)
    named = _bold(before.rest)
    if (
        not named
        or LINK.search(text)
        or named[1][:1] in ("(", "（", ":", "：")
        or named[0].endswith((":", "："))
        or not _is_title(named[0], named=True)
    ):
        return None
    found = replace(tail(named[1]), title=named[0])
    placed = is_venue(re.split(r"[\s'’,]", found.venue)[0], found.venue) if found.venue else bool(found.year) and is_title(named[0])
    if not found.authors and (not placed or found.comment):
        return None
    head = finished(text, replace(found, year=found.year or _first_year(before.tags)), "")
    head = replace(head, links=(*head.links, ("tags", ", ".join(before.names)))) if before.names else head
    return head if keeps(head, text) else replace(head, comment=named[1].strip())


def _dated(text: str) -> Head | None:
    """A title behind a bare year and its venue: `2019 - BREAD - Slow Rye at Night`."""
    before = without_signs(text)
    year = _first_year(before.tags)
    title = without_marks(before.rest)
    venue = venue_in(before.tags[1:])
    if not year or not venue or before.names or not _may_be_title(title):
        return None
    return finished(text, Told(title, (), year, venue), "")


def _may_be_title(text: str) -> bool:
    """Whether a text beside its venue and year is no sentence: three words or more, the first with a capital, and none of a story."""
    return (
        len(text.split()) > _MIN_WORDS
        and text[:1].isupper()
        and "|" not in text
        and not _STORY.match(text)
        and not NO_TITLE.match(text)
        and not is_sentence(text)
    )


def _people_and_venue(tag: str) -> tuple[tuple[str, ...], str]:
    """The people in a tag before a title, known by others who are left out or by a second name, and where it came out: `[Miller et al., OVEN 2021]`."""
    people, year, venue = read_byline(tag)
    named = bool(year and people and venue) and (bool(ET_AL.search(tag)) or are_last_names(", ".join(people)))
    return (people, venue) if named else ((), tag)


def _first_year(tags: Sequence[str]) -> int | None:
    return next((year for tag in tags if (year := tag_year(tag))), None)


def _beside(title: str, behind: str) -> Told:
    """A title and what stands behind it; one that holds a whole reference, its people or its venue gives those."""
    if cited := cited_in(title):
        return cited
    if (led := _VENUE_LED.match(title)) and not is_common(led["title"]):
        return replace(tail(behind), title=led["title"], year=year_in(led["year"]), venue=led["before"])
    found = tail(behind)
    title, tags = _without_tags(without_marks(title))
    if (called := _PIPED.match(title)) and is_title(called["title"]):
        title, tags = called["title"], [*tags, called["name"]]
    title_alone, venue, rest = venue_behind(without_marks(title), "", alone=False) if not found.venue else (title, "", "")
    title, venue = (title_alone, venue) if not rest else (title, "")
    told = next((tag for tag in tags if tag_year(tag)), "")
    venue = found.venue or venue or venue_in([told])
    said = [tag for tag in tags if tag != told]
    return replace(
        found,
        title=title,
        venue=venue,
        year=found.year or year_in(venue) or tag_year(told),
        comment=" ".join([*said, found.comment]).strip(),
    )


def _without_tags(title: str) -> tuple[str, list[str]]:
    """A title without the brackets with a short name or a venue before it, and what stands in those: `[RYE][OVEN 23]Cold Rye at Night`."""
    if whole := _IN_BRACKETS.fullmatch(title):
        return whole[1], []
    tags = _BRACKETS.match(title)
    if not tags or len(title[tags.end() :].split()) <= _MIN_WORDS:
        return title, []
    return title[tags.end() :], [tag.strip() for tag in re.findall(r"\[([^\[\]]+)\]", tags[0])]


def _linked(text: str) -> tuple[str, str] | None:
    link = LINK.match(text)
    return (link[1], text[link.end() :]) if link and link[1] and not is_label(link[1]) else None


def _bold(text: str) -> tuple[str, str] | None:
    found = _BOLD.match(text)
    return (found["title"], found["rest"]) if found and not is_label(unlink(found["title"])) else None


def _bold_name(text: str) -> str:
    """A text whose name in bold only begins its title, `**DDIM**: Denoising Diffusion Implicit Models, [pdf](link)`, without the marks."""
    found = _BOLD.match(text)
    behind = LINK.split(found["rest"], maxsplit=1)[0].rstrip(" ,;.|/([-–—") if found else ""
    goes_on = bool(_COLON.match(behind)) or behind.split(" ")[0] in SMALL_WORDS
    if not found or not goes_on or LINK.search(found["title"]) or not is_title(f"{found['title']} {behind}"):
        return text
    return f"{found['title']}{'' if _COLON.match(behind) else ' '}{found['rest']}"


def _quoted(text: str) -> tuple[str, str] | None:
    found = _QUOTED.match(text)
    return (found["a"] or found["b"] or found["c"], found["rest"]) if found else None


def _is_title(title: str, *, named: bool) -> bool:
    words = without_marks(title)
    count = len(words.split())
    if NO_TITLE.match(words) or words.endswith((" at", " in", " on", " from", " here", " see", " by")):
        return False
    named = (named and words[:1].isupper()) or count >= _MIN_WORDS or bool(re.search(r"[A-Z].*[A-Z\d]|[^\x00-\x7f]{2}", words))
    return named and count <= _MAX_WORDS and not is_common(words) and bool(identity(words))
