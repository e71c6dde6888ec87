"""Themes of a topic: the notes' own sections, and clusters where a section is too wide to be one."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.embedding.embedder import Vectors32
from assistant.notes.shapes.shaped import FOLDER_FILES
from assistant.retrieval.topic_entries import Belonging
from assistant.text.fold import fold
from assistant.text.words import STOPWORDS, stem, stems

_WIDEST = 14
_CLUSTER = 9
_SMALLEST = 2
_ALIKE = 0.45
_ROUNDS = 20
_NAME_WORDS = 3
ELSEWHERE = "Elsewhere in the notes"


@dataclass(frozen=True, slots=True)
class Theme:
    """A part of a topic: its name and its entries, the surest first."""

    title: str
    members: tuple[Belonging, ...]


def make_themes(found: Sequence[Belonging]) -> list[Theme]:
    """Sorts the entries of a topic into themes, each entry into one; the themes with the surest entries first."""
    groups = _by_section(list(found), 0)
    groups = [part for group in groups for part in _split(group)]
    groups = _without_small(groups)
    for group in groups:
        group.heading = group.heading if fold(group.heading) else _notebook(group.members)
    themes = [Theme(title, tuple(sorted(members, key=_surest))) for title, members in _named(groups)]
    return sorted(themes, key=lambda theme: (theme.title == ELSEWHERE, -_weight(theme), theme.title))


def once(found: Sequence[Belonging]) -> list[Belonging]:
    """The same entries, ideas and headings that two notebooks write alike but for case taken as one, which stands in both places."""
    kept: dict[str, Belonging] = {}
    for one in found:
        entry = one.entry
        key = f"idea {fold(entry.title)}" if entry.kind != "paper" and not entry.byline() else entry.id
        first = kept.get(key)
        if first is None:
            kept[key] = one
            continue
        joined = replace(first.entry, notes=(*first.entry.notes, *entry.notes), places=(*first.entry.places, *entry.places))
        kept[key] = replace(first, entry=joined, score=max(first.score, one.score), vector=_unit(first.vector + one.vector))
    return list(kept.values())


@dataclass(slots=True)
class _Group:
    heading: str
    members: list[Belonging]
    clustered: bool = False

    @property
    def centre(self) -> Vectors32:
        return _unit(np.sum([one.vector for one in self.members], axis=0))


_VAGUE = re.compile(
    r"(?:misc\w*|papers?|other|others|general|overview|notes?|more|basics|intro\w*|background|related|methods?|etc)\W*", re.IGNORECASE
)


# When something was read says nothing of what it is on: `2017-09`, `Summer 2019`, `2016-11 (ICLR Edition)`, `March 2020`.
_DATED = re.compile(
    r"\W*(?:(?:19|20)\d{2}[-./年 ]+(?:\d{1,2}|[^\W\d_]{3,9})月?(?!\w).{0,24}"
    r"|(?:[^\W\d_]{3,9}|week \d+|q[1-4]|day \d+|\d{1,2}[-./])\W*(?:19|20)\d{2}|(?:19|20)\d{2}年?)\W*",
    re.IGNORECASE,
)


def _topics(one: Belonging) -> tuple[str, ...]:
    """The headings over an entry, without those that only say when it was read."""
    return tuple(heading for heading in one.entry.headings if not _DATED.fullmatch(heading))


def _heading(path: Sequence[str]) -> str:
    """The innermost heading of a section path, with the one above it where it says nothing alone."""
    if not path:
        return ""
    return f"{path[-2]}, {path[-1].lower()}" if len(path) > 1 and _VAGUE.fullmatch(path[-1]) else path[-1]


def _notebook(members: Sequence[Belonging]) -> str:
    """The notebook that entries without a heading stand in, where it is one for all and called for what is in it; else empty."""
    names = {one.entry.notebook.rpartition("/")[2] for one in members}
    name = min(names)
    return name if len(names) == 1 and len(members) > 1 and name.casefold() not in FOLDER_FILES else ""


def _by_section(members: list[Belonging], depth: int) -> list[_Group]:
    """Groups by heading: one heading where its entries are few enough for one theme, else those below it."""
    branches: dict[str, list[Belonging]] = {}
    for one in members:
        path = _topics(one)
        branches.setdefault(path[depth] if depth < len(path) else "", []).append(one)
    groups = []
    for heading, inside in branches.items():
        deeper = any(len(_topics(one)) > depth + 1 for one in inside)
        if heading and deeper and len(inside) > _CLUSTER:
            groups += [_Group(group.heading or heading, group.members) for group in _by_section(inside, depth + 1)]
        else:
            groups.append(_Group(_common_heading(inside, heading), inside))
    return groups


def _common_heading(members: Sequence[Belonging], heading: str) -> str:
    """The innermost heading that all of them share."""
    shared = _topics(members[0])
    for one in members[1:]:
        path = _topics(one)
        shared = shared[: next((i for i, (a, b) in enumerate(zip(shared, path, strict=False)) if a != b), min(len(shared), len(path)))]
    return _heading(shared) or heading


def _split(group: _Group) -> list[_Group]:
    """A group that is too wide, in clusters of like entries, and those again (spherical k-means: Dhillon and Modha, 2001; started from the members that lie
    farthest apart, so that the result is the same each time)."""
    if len(group.members) <= (_WIDEST if group.heading else _CLUSTER):
        return [group]
    matrix = np.stack([one.vector for one in group.members])
    labels = _cluster(matrix, math.ceil(len(group.members) / _CLUSTER))
    parts: dict[int, list[Belonging]] = {}
    for label, one in zip(labels, group.members, strict=True):
        parts.setdefault(int(label), []).append(one)
    if len(parts) == 1:
        return [group]
    return [small for members in parts.values() for small in _split(_Group(group.heading, members, clustered=True))]


def _cluster(matrix: Vectors32, count: int) -> list[int]:
    first = int((matrix @ _unit(matrix.sum(axis=0))).argmax())
    chosen = [first]
    while len(chosen) < count:
        nearest = (matrix @ matrix[chosen].T).max(axis=1)
        chosen.append(int(nearest.argmin()))
    centres = matrix[chosen]
    labels = (matrix @ centres.T).argmax(axis=1)
    for _ in range(_ROUNDS):
        centres = np.stack([_unit(matrix[labels == k].sum(axis=0)) if (labels == k).any() else centres[k] for k in range(count)])
        new = (matrix @ centres.T).argmax(axis=1)
        if (new == labels).all():
            break
        labels = new
    return [int(label) for label in labels]


def _without_small(groups: list[_Group]) -> list[_Group]:
    """Groups too small for a theme go to the one they are most like, or together to the end."""
    large = [group for group in groups if len(group.members) >= _SMALLEST]
    small = [one for group in groups if len(group.members) < _SMALLEST for one in group.members]
    rest: list[Belonging] = []
    centres = [group.centre for group in large]
    for one in small:
        likeness = [float(centre @ one.vector) for centre in centres]
        best = int(np.argmax(likeness)) if likeness else -1
        if best >= 0 and likeness[best] >= _ALIKE and len(large[best].members) <= _WIDEST:
            large[best].members.append(one)
        else:
            rest.append(one)
    if not rest:
        return large
    return [*large, _Group(ELSEWHERE if large else _common_heading(rest, ELSEWHERE), rest)]


def _named(groups: Sequence[_Group]) -> list[tuple[str, list[Belonging]]]:
    """Names: the notes' heading, and for clusters of one section or of none the words that tell them apart."""
    named = []
    for group in groups:
        siblings = [other for other in groups if group.heading in ("", other.heading) and other is not group]
        words = _telling(group, siblings, titles=True) if siblings and not group.heading else []
        words = words or (_telling(group, siblings) if siblings else [])
        title = f"{group.heading}: {', '.join(words)}" if group.heading and words else group.heading or " · ".join(words) or ELSEWHERE
        named.append((title[:1].upper() + title[1:], group.members))
    return named


def _telling(group: _Group, others: Sequence[_Group], *, titles: bool = False) -> list[str]:
    """The words of `titles` alone, or of titles and notes, that occur in many of a group's entries and few of the others'."""
    own, shown = _spread(group.members, titles=titles)
    rest, _ = _spread([one for other in others for one in other.members], titles=titles)
    outside = sum(len(other.members) for other in others)
    heading = stems(group.heading)

    def score(word: str) -> float:
        return own[word] / len(group.members) - rest[word] / outside

    words = [word for word in own if own[word] > 1 and word not in heading and score(word) > 0]
    return [shown[word] for word in sorted(words, key=lambda word: (-score(word), word))[:_NAME_WORDS]]


def _spread(members: Sequence[Belonging], *, titles: bool) -> tuple[Counter[str], dict[str, str]]:
    """In how many entries' titles, and unless `titles` are all that counts first lines, each stem occurs, and a word of each stem to show."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for one in members:
        words = {
            stem(word): word
            for word in fold(" ".join([one.entry.title, *([] if titles else one.entry.lines()[:2])])).split()
            if _tells(word)
        }
        counts.update(words.keys())
        for key, word in words.items():
            shown[key] = min(shown.get(key, word), word, key=lambda text: (len(text), text))
    return counts, shown


def _tells(word: str) -> bool:
    return len(word) > 2 and word not in STOPWORDS and not word.isdigit()


def _surest(one: Belonging) -> tuple[float, str]:
    return -one.score, one.entry.id


def _weight(theme: Theme) -> float:
    best = sorted((one.score for one in theme.members), reverse=True)[:3]
    return sum(best) / len(best) * math.log(2 + len(theme.members))


def _unit(vector: Vectors32) -> Vectors32:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=np.float32)
