"""A flat outline whose indentation was lost: numbered headings, citation lines, and lines that belong to the entry above."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.notes.outline import Heading, Item, OutlineLine, Prose, parse_head

_NUMBERED = re.compile(r"^(?P<number>\d+(?:\.\d+)+)\.?\s+(?P<text>.+?)\s*#?$")
_GROUP_LEVEL = 20
_MAX_GROUP_WORDS = 5
_MAX_NAME_WORDS = 5
_NAME = re.compile(r"^(?P<name>[^.:;!?]{2,60}?)\s+[-–]\s+\S")
# Words that open a remark on the entry above rather than the name of a group or an idea.
_REMARK = re.compile(
    r"^(?:the|a|an|this|these|their|they|it|its|and|or|but|also|then|note|e\.?g|i\.?e|ex|use[sd]?|using|add|learn|train|find|show|can|require|propose|"
    r"experiments?|focus|try|want|generate|evaluate|select|build|give|make|take|predict|get|keep|compare|extend|test|perform|obtain|similar|based|results?|"
    r"some|many|most|only|first|second|usually|often|sometimes|technically|highly|vaguely|specifically|however|if|when|where|in|on|for|with|to|by|from|as|"
    r"model|models|larger|different|step|goal|system|each|one|not|is|are|was|has|have|does|do)\b",
    re.IGNORECASE,
)


def read_flat(lines: Sequence[str]) -> tuple[list[OutlineLine], list[tuple[int, str]]]:
    """Outline lines of a flat outline.

    A citation is an entry. A short line that names no remark and stands before a citation or an idea gathers what follows. `name - comment` is an
    idea where it does not stand under an entry, or leads to a citation. All else belongs to the entry above; in doubt a line is kept as a remark, so
    that nothing is lost.
    """
    filled = [(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()]
    found: list[OutlineLine] = []
    under_item = False
    for place, (number, line) in enumerate(filled):
        following = filled[place + 1][1] if place + 1 < len(filled) else ""
        if match := _NUMBERED.match(line):
            found.append(Heading(match["number"].count(".") + 1, match["text"], number))
            under_item = False
        elif _is_citation(line) or (_is_idea(line) and (not under_item or _is_citation(following))):
            found.append(Item(0, line, number))
            under_item = True
        elif _is_group(line, following):
            found.append(Heading(_GROUP_LEVEL, line, number))
            under_item = False
        else:
            found.append(Item(1, line, number) if under_item else Prose(line, number))
    return found, []


def _is_citation(line: str) -> bool:
    head = parse_head(line)
    return head is not None and bool(head.authors or head.year or head.arxiv)


def _is_idea(line: str) -> bool:
    name = _NAME.match(line)
    return bool(name) and len(name["name"].split()) <= _MAX_NAME_WORDS and not _REMARK.match(line)


def _is_group(line: str, following: str) -> bool:
    words = line.split()
    if len(words) > _MAX_GROUP_WORDS or line[0].isdigit() or _REMARK.match(line) or re.search(r"[\\$=<>\[\]]|[.;:!?,]$|\d%", line):
        return False
    return len(line) > 2 and (_is_citation(following) or _is_idea(following))
