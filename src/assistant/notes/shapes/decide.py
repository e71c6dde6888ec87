"""What each file of a folder is, decided by the signs of all of them together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assistant.notes.lines import OutlineLine
from assistant.notes.shapes.listing import read_listing
from assistant.notes.shapes.note import read_note
from assistant.notes.shapes.shaped import Shape, Shaped, Source
from assistant.notes.shapes.signs import Signs
from assistant.notes.shapes.text import read_text

_READ = {"outline": read_listing, "note": read_note, "text": read_text}
_RECURS = 3
_SHARED = 0.5
_HALF = 0.5
_NEARLY = 0.8
_SOME = 0.25
_SEVERAL = 3
_MANY = 5
_LONG_TEXT = 1500
_SECTIONS = 3
_NUMBERED, _NUMBER = re.compile(r"\d+ \d+ "), re.compile(r"^(?:\d+ )+")
_ONLY_PAPERS = frozenset({"abstract", "related work", "related works", "摘要", "相关工作"})
_PARTS = frozenset({"introduction", "conclusion", "conclusions", "method", "methods", "methodology", "引言", "结论", "方法"})


def read_as(shape: Shape, lines: Sequence[OutlineLine], source: Source) -> Shaped:
    """The entries of a file that is of a certain shape."""
    return _READ[shape](lines, source)


def decide(files: Sequence[tuple[str, Signs]]) -> list[Shape]:
    """The shape of each of a library's files, given by the folder it stands in and its signs.

    A file of which half the headings and labels stand in other files too follows a template: it is one note, and none of these is an entry. What a file
    alone does not tell is decided as for most others of its folder; where it only names ideas, as lists of them and notes with terms alike do, also as for
    those of the folders above.
    """
    often = Counter(name for _, signs in files for name in signs.names)
    shared = [_shared(signs, often) for _, signs in files]
    first = [_shape(signs, part) for (_, signs), part in zip(files, shared, strict=True)]
    own: dict[str, Counter[Shape]] = {}
    below: dict[str, Counter[Shape]] = {}
    for (folder, signs), shape in zip(files, first, strict=True):
        if not _is_doubtful(signs):
            own.setdefault(folder, Counter())[shape] += 1
            for one in _upwards(folder):
                below.setdefault(one, Counter())[shape] += 1

    def around(folder: str, signs: Signs, shape: Shape) -> list[Counter[Shape]]:
        wider = _upwards(folder) if shape == "outline" and signs.ideas and not signs.works else []
        return [own.get(folder, Counter()), *(below.get(one, Counter()) for one in wider)]

    return [
        _most(around(folder, signs, shape), shape) if _is_doubtful(signs) else shape
        for (folder, signs), shape in zip(files, first, strict=True)
    ]


def _upwards(folder: str) -> list[str]:
    """A folder and those that it lies in, the nearest first."""
    parts = folder.split("/")
    return ["/".join(parts[:length]) for length in range(len(parts), 0, -1)]


def in_blocks(files: Sequence[tuple[str, Signs]]) -> list[bool]:
    """Which files, given as to `decide`, are written in blocks: those that show it, and where several of a library do, the others with empty headings."""
    roots = [folder.partition("/")[0] for folder, _ in files]
    shown = Counter(root for root, (_, signs) in zip(roots, files, strict=True) if signs.blocks)
    headed = Counter(root for root, (_, signs) in zip(roots, files, strict=True) if signs.empty)
    many = {root for root, count in shown.items() if count >= _SEVERAL and count >= _SOME * headed[root]}
    return [signs.blocks or (signs.empty and root in many) for root, (_, signs) in zip(roots, files, strict=True)]


def _shared(signs: Signs, often: Counter[str]) -> float:
    """The share of a file's names that recur through the library."""
    return sum(often[name] >= _RECURS for name in signs.names) / len(signs.names) if signs.names else 0.0


def _shape(signs: Signs, shared: float) -> Shape:
    if _is_listing(signs, shared):
        return "outline"
    is_long = signs.words > _LONG_TEXT and signs.sections >= _SECTIONS
    return "text" if is_long and not signs.paper and shared < _SHARED and not _has_parts_of_paper(signs) else "note"


def _is_numbered(signs: Signs) -> bool:
    """Whether most headings of a file are numbered as those of a long text are, `2.1 The Oven`."""
    return sum(bool(_NUMBERED.match(name)) for name in signs.names) > _HALF * len(signs.names)


def _has_parts_of_paper(signs: Signs) -> bool:
    """Whether a file goes through a paper by its parts: an abstract or related work, and an introduction or a conclusion."""
    names = {_NUMBER.sub("", name) for name in signs.names}
    return bool(names & _ONLY_PAPERS) and bool(names & _PARTS)


def _is_listing(signs: Signs, shared: float) -> bool:
    if signs.named:
        return False
    one = signs.paper or shared >= _SHARED
    if signs.titled and (shared >= _SHARED or (shared >= _SOME and signs.sections >= _SEVERAL)):
        return False
    if signs.reviews >= 2 or (signs.reviews and not one):
        return signs.covered >= _HALF or (signs.works >= _MANY and (signs.reviews >= 2 or signs.covered >= _SOME))
    if signs.works:
        enough = 1 if not one and not signs.properties else _SEVERAL
        most = signs.works >= enough and signs.covered >= (_NEARLY if signs.paper else _HALF)
        some = signs.works >= _MANY and signs.covered >= _SOME and not one and not _is_numbered(signs)
        return (most and not (signs.paper and shared >= _SHARED)) or some
    return signs.ideas >= 2 and signs.covered >= _HALF and not one and not signs.properties


def _is_doubtful(signs: Signs) -> bool:
    """Whether a file has too little in it to tell a list of works from a note: few of them, or ideas alone."""
    few = 0 < signs.works + signs.ideas < _SEVERAL or (signs.ideas > 0 and not signs.works)
    return few and not signs.paper and not signs.reviews and not signs.properties


def _most(folders: Sequence[Counter[Shape]], own: Shape) -> Shape:
    """The shape of most files of the nearest folder that has enough of them; else the file's own."""
    shapes = next((shapes for shapes in folders if sum(shapes.values()) >= _MANY), None)
    if shapes is None:
        return own
    shape, count = shapes.most_common(1)[0]
    return shape if shape != "text" and count >= _HALF * sum(shapes.values()) else own
