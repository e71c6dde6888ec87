"""A wiki page saved as text: `- 2024-06: OpenAI: Title: remark`, headings without bullets, `- Title` without a date, `- A sentence` as a remark."""

from __future__ import annotations

import re

from assistant.notes.lines import Heading, Item, OutlineLine, Prose
from assistant.notes.readers.shape import Line, is_sentence, is_title, lines_of

_DATED = re.compile(r"^[-*•]\s+(?P<date>(?:19|20)\d{2}-\d{2})(?:-\d{2}|[A-Z][a-z]{2})?:\s*(?P<text>\S.*)$")
_BULLET = re.compile(r"^[-*•]\s+(?P<text>\S.*)$")
_END = re.compile(r"^(?P<title>.*?[^\s(])\s*\((?P<aside>[^()]*)\)(?P<rest>.*)$")
_PUBLISHER = re.compile(r"^(?:[A-Z][\w.&-]*)(?:,?\s+(?:[A-Z][\w.&-]*|&|and))*$")
_REPORTS = re.compile(r"\s(?=(?:(?:roughly|also|clearly)\s)?(?:proves|shows|finds|argues|suggests|demonstrates|introduces|proposes)\s)")
_MAX_HEADING_WORDS = 9
_MAX_TITLE_WORDS = 32
_MAX_LEVEL = 6
_MAX_LOOK = 1000


def is_wiki(text: str) -> bool:
    """Whether at least two lines begin with a bullet and a date, and at least one in ten lines does."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    dated = sum(bool(_DATED.match(line)) for line in lines)
    return dated >= 2 and dated >= 0.1 * len(lines)


def read_wiki(text: str) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """An entry for each date and each title; sentences belong to the entry above them. Headings that follow one another nest."""
    out: list[OutlineLine] = []
    left: list[tuple[int, str]] = []
    after_date = False
    for line in lines_of(text):
        dated, bullet = _DATED.match(line.text), _BULLET.match(line.text)
        above = out[-1] if out else None
        if dated:
            after_date = True
            out.append(Item(0, _entry(dated["text"], dated["date"]), line.number))
        elif line.text.lower() in {"contents", "table of contents"}:
            left.append((line.number, "the heading of a table of contents"))
        elif not bullet:
            after_date = False
            out.append(_unbulleted(line, above))
        elif _is_remark(bullet["text"], after_date=after_date):
            out.append(Item(1, bullet["text"], line.number) if isinstance(above, Item) else Prose(bullet["text"], line.number))
        else:
            out.append(Item(0, _entry(bullet["text"], ""), line.number))
    return out, left


def _unbulleted(line: Line, above: OutlineLine | None) -> OutlineLine:
    """A heading, unless it is too long or says something: items have bullets on such a page."""
    if above is None:
        return Heading(1, line.text, line.number)
    if len(line.text.split()) > _MAX_HEADING_WORDS or re.search(r"[=;]|\be\.g\.|(?<!etc)\.$", line.text):
        return Item(1, line.text, line.number) if isinstance(above, Item) else Prose(line.text, line.number)
    return Heading(min(above.level + 1, _MAX_LEVEL) if isinstance(above, Heading) else 2, line.text.rstrip(":"), line.number)


def _is_remark(text: str, *, after_date: bool) -> bool:
    """Whether an undated line says something of the entry above. Among dated entries any sentence does, among bare titles one with a full stop."""
    if re.match(r"[\"“]|(?:e\.g|i\.e)\.|(?:they|this|these|it|when|if)\b", text, re.IGNORECASE):
        return True
    title, remark = _split(text)
    if remark and len(title.split()) >= 3 and (is_title(title) or not (after_date or is_sentence(title))):
        return False
    return is_sentence(text) and not is_title(text) and (text.endswith(".") or after_date)


def _entry(text: str, date: str) -> str:
    """The entry in the notes' own grammar: title in bold, publisher and date in parentheses, then the remark."""
    title, remark = _split(text)
    by = date
    aside = _END.match(title)
    if aside and not aside["rest"] and date and _PUBLISHER.match(aside["aside"]):
        title, by = aside["title"], f"{aside['aside']}, {date}"
    elif aside and (aside["rest"] or not re.match(r"[A-Z]{2,}$", aside["aside"])):
        title, remark = aside["title"], ". ".join(part for part in (aside["aside"], aside["rest"].strip(" ."), remark) if part)
    head = f"**{title.strip(' :')}**" + (f" ({by})" if by else "")
    return f"{head} - {remark}" if remark else head


def _split(text: str) -> tuple[str, str]:
    """A title and the remark that follows it on the line: behind `?:`, behind a colon when it is a sentence, or as a second sentence."""
    if (question := re.match(r"^(.*?\?):\s+(.+)$", text)) is not None:
        return question[1], question[2]
    for colon in re.finditer(r":\s+(?=[A-Z])", text):
        after = text[colon.end() : colon.end() + _MAX_LOOK]
        if len(text[: colon.start()].split()) > _MAX_TITLE_WORDS:
            break
        if is_sentence(after) and not is_title(after) and len(text[: colon.start()].split()) >= 3:
            return text[: colon.start()], text[colon.end() :]
    if (stop := re.search(r"(?<=[a-z]{3})\.\s+(?=[A-Z])", text)) is not None and not is_sentence(text[: stop.start()]):
        return text[: stop.start()], text[stop.end() :]
    if (verb := _REPORTS.search(text)) is not None and is_title(text[: verb.start()]):
        return text[: verb.start()], text[verb.end() :]
    return text, ""
