"""Words in titles and bylines: the name that stands for an author, the words that tell nothing, the acronyms of a title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.text.fold import fold

# Ids are made without these words, so that this list stays as it is whatever becomes of the function words of `text/words.py`.
SMALL_WORDS = frozenset(
    "a an and are as at be by can do does for from how in into is it its of on or out the their to toward towards using via vs "
    "what when where which why with without not we you your".split()
)
ORGANISATIONS = frozenset(
    "adept anthropic baidu berkeley cdc cmu deepmind epfl eth fair fao fda google ibm imf ipcc iso kaist meta microsoft mila mit nasa nist noaa nus nvidia nyu"
    " oecd openai stanford tum ucla ucsd unesco who".split()
)
# What people call a part of their notes on a work, or a place where something of it is found.
_LABELS = frozenset(
    "abstract analysis appendix article author authors background blog blogpost code comments conclusion conclusions cons data dataset demo details "
    "discussion example examples experiments figure figures findings future github goal homepage idea ideas implementation intro introduction key "
    "limitation limitations link links main method methods more motivation note notes open overview page paper pdf post problem project pros question "
    "questions quote recap reference references related repo repository resource resources result results review site slides summary takeaway "
    "takeaways talk task thoughts thread tldr todo "
    "tweet verdict video website work "
    "einleitung ergebnisse fazit hintergrund methode methoden zusammenfassung conclusions conclusion methode méthode méthodes résultats résumé "
    "conclusiones introducción método métodos resultados resumen "
    "背景 贡献 方法 结果 结论 局限 实验 实验结果 问题 相关工作 摘要 引言 标题 内容 代码 总结 动机 创新点 思考 不足 "
    "概要 課題 結果 結論 考察 手法 実験 実験結果 関連研究 まとめ 感想 "
    "결과 결론 방법 배경 서론 실험 실험결과 요약 한계 관련연구".split()
)
_NO_NAMES = frozenset("blog blogpost book paper post thesis".split())
_AND_OTHERS = re.compile(r"\bet al\b|\bи др\b|\bта ін\b|等|ほか|他$|(?<=\s)외$|ואח|وآخرون")
_OTHERS = re.compile(rf"…|\.\.|\+|{_AND_OTHERS.pattern}")


def acronyms_of(title: str) -> set[str]:
    """The acronyms that a title's words could be known by, lower case: `Mixture of Experts` → `moe`, `Indirect Object Identification` → `ioi`.

    Runs of 2 to 6 words, small words counted or passed over (Schwartz and Hearst, 2003, "A simple algorithm for identifying abbreviation
    definitions", the other way about).
    """
    found: set[str] = set()
    every = re.findall(r"[^\W\d_]+", title)
    for words in (every, [word for word in every if word.lower() not in SMALL_WORDS]):
        initials = [word[0].lower() for word in words]
        for length in range(2, 7):
            found.update("".join(initials[i : i + length]) for i in range(len(initials) - length + 1))
    return found


def is_common(title: str) -> bool:
    """Whether a title is a label that anything may bear: `Link`, `Key results`, `Code and data`."""
    return all(word in _LABELS or word in SMALL_WORDS for word in fold(title).split() if any(map(str.isalnum, word)))


def first_author(authors: Sequence[str]) -> str:
    """Folded last name of the first author: `pryzant…zeng` → `pryzant`, `lisa li` → `li`, `Beurer-Kellner` → `beurerkellner`."""
    return last_name(_OTHERS.split(authors[0])[0]) if authors else ""


def last_author(authors: Sequence[str]) -> str:
    """Folded last name of the last author, empty where there is none or others are left out behind it, as by `et al.`"""
    return last_name(re.split(r"…|\.\.", authors[-1])[-1]) if authors and not _AND_OTHERS.search(authors[-1]) else ""


def last_name(name: str) -> str:
    """The folded last word of a name; initials and what kind of text it wrote are passed over: `grain blogpost` → `grain`."""
    words = [word for word in fold(name.replace("-", "")).split() if word not in _NO_NAMES and word[0].isalnum()]
    full = [word for word in words if len(word) > 1 or word.lower() == word.upper()]
    return (full or words or [""])[-1]
