"""Fields that notes give of a work, as `- **Authors**: A. Vaswani`, `year:: 2020` or a property of the file: their names, and what they say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.notes.entry import Field
from assistant.notes.heads.byline import VENUES, is_byline, read_byline, split_names
from assistant.notes.heads.links import arxiv_in, doi_in, is_aside, links_in, links_paper, only_link, only_links, unlink, without_marks
from assistant.notes.names import is_common
from assistant.text.fold import fold

# The common name of each field, and how people call it.
_CALLED = {
    "title": "title|paper title|paper name|full title|titel|titre|titulo|título|标题|標題|题目|題目|題名|論文標題|论文标题|论文题目|論文題目"
    "|論文タイトル|タイトル|論文名|제목|논문 제목|название",
    "authors": "author|authors|author s|first author|written by|by|autor|autoren|auteur|auteurs|autores|作者|著者|저자|автор|авторы",
    "year": "year|published|publication year|publish year|year published|date published|publication date|publish date|date of publication|published on"
    "|jahr|année|año|ano|年|年份|年度|发表年份|發表年份|发表时间|发表日期|发布时间|发布日期|出版时间|出版日期|出版年|発表年|発行年|公開日|연도"
    "|발표|발행|출판|발표 연도|출판 연도|год|submitted|erscheinungsjahr|date de publication|fecha de publicacion",
    "venue": "收录|收录于|收录会议|venue|journal|conference|conf|booktitle|publication|published in|publisher|published at|proceedings|container title|conference journal"
    "|journal conference|publication title|zeitschrift|revue|revista|会议|會議|会議|期刊|出处|出處|来源|來源|出典|学会|発表先|发表于|发表状态|发表情况|会议期刊|학회"
    "|ジャーナル|掲載誌|학술지|게재|журнал",
    "doi": "doi",
    "arxiv": "arxiv|arxiv id|arxivid|eprint|arxiv link|arxiv url",
    "url": "url|link|links|paper|paper link|paper url|pdf|pdf link|source|source url|original paper|paper pdf|website|链接|連結|論文|论文|原文|论文链接|论文地址"
    "|原文链接|論文リンク|リンク|링크|논문|ссылка|lien|enlace",
    "tags": "tag|tags|keyword|keywords|key words|category|categories|topic|topics|标签|標籤|关键词|關鍵詞|キーワード|タグ|分类|태그|키워드|schlagworte|mots cles"
    "|palabras clave|etiquetas|分类标签|カテゴリ|분야|ключевые слова|теги|manual tags|automatic tags|bookshelves|labels",
    "aliases": "alias|aliases|also known as|aka",
    "original title": "original title|original|title en|english title|title cn|title zh|translated title|originaltitel|titre original|titulo original|原题|原标题|英文标题"
    "|英文题目|中文标题|中文题目|原題|原タイトル|원제",
    "status": "status|state|read status|reading status|状态|状態|상태|статус",
    "created": "date|created|date created|date added|added|modified|updated|last updated|last modified|date read|read on|read date|日期|日付|날짜|дата|datum"
    "|fecha|阅读日期|読んだ日",
    "comment": "comment|comments|note|notes|remark|remarks|summary|abstract|tldr|tl dr|description|contribution|contributions|abstract note|review|my review"
    "|thoughts|takeaways|key takeaways|notizen|zusammenfassung|resumen|resume|要約|概要|摘要|备注|备註|メモ|요약",
}
# Before the name of a field these say no more than whose it is: `논문 링크`, `Paper Authors`, `论文发布时间`.
_OF_PAPER = re.compile(r"^(?:(?:article|paper|official|offical|original)\s+|(?:论文|論文|文献|논문)\s*)(?=\S)")
_PAPER = frozenset("article paper 论文 論文 논문".split())
_NAMES = {fold(name): common for common, names in _CALLED.items() for name in names.split("|")}
# `**Authors:** …`, `*Year*: …`, with an emoji or so before it; `Year: 2020`, `title:: …`, `作者：…`.
_MARKED = re.compile(
    r"^[^\w\[<*_`]{0,4}(?P<mark>\*{1,3}|_{1,2}|`)(?P<name>[^\W\d_][^\n:：|*`\[\]<>]{0,38}?)\s*(?P<in>::?|：)?(?P=mark)\s*(?P<out>::?|：|->|→)?\s*(?P<value>.*)$",
    re.DOTALL,
)
_PLAIN = re.compile(r"^[^\w\[<*_`$(\"“]{0,4}(?P<name>[^\W\d_][^\n:：|*`\[\]<>]{0,38}?)\s?(?:::?(?=\s|\[|$)|：)\s*(?P<value>.*)$", re.DOTALL)
# `Paper link - https://arxiv.org/…`, which is a field for its link alone.
_DASHED = re.compile(r"^\W{0,4}(?P<name>[^\W\d_]+(?: [^\W\d_]+){0,2})\s?[-–—]\s(?P<value>\S.*)$", re.DOTALL)
_OF_WORKS = frozenset("authors year venue doi arxiv url".split())
_YEAR = re.compile(r"(?<![\d./])(?<!arXiv )(?<!arxiv )(1[5-9]\d{2}|20\d{2})(?!\d)")
_SHORT_YEAR = re.compile(r"(?<=[A-Za-z])\s?['’](\d{2})(?!\d)")
_NO_PERSON = re.compile(r"\d{2}|^(?:last )?(?:submitted|revised|accepted|published|presented)\b|https?:", re.IGNORECASE)
_BLANK = re.compile(r"\{\{.*\}\}|<%.*%>|\$\{.*\}", re.DOTALL)  # what a template's value is to be put for
_MAX_VALUE_WORDS = 15
_MAX_NAME_WORDS = 4
_LABEL = re.compile(r"(?:\*\*|__)?(?P<name>[^\W\d_][^:：*_\[\n]{0,38}?)\s*(?:[:：]|(?:\*\*|__)\s*(?:[:：]|[-–—]\s|$)|\s[-–—]\s)")
_FORM = 3


def common_name(name: str) -> str:
    """The common name of a field, empty where it is none that every collection knows."""
    folded = fold(name)
    return _NAMES.get(folded) or _NAMES.get(_OF_PAPER.sub("", folded)) or _NAMES.get(fold(re.split(r"[/|,&(（]", name)[0]), "")


def is_blank(value: str) -> bool:
    """Whether a value is that of a template, which something is to be put for."""
    return bool(_BLANK.fullmatch(value.strip()))


def names_paper(name: str, value: str) -> bool:
    """Whether a field says by its title, and by no link, which paper is spoken of: `Paper: Cold Levain`."""
    return fold(name) in _PAPER and not links_in(value) and len(value.split()) > 1


def field_of(text: str) -> tuple[str, str] | None:
    """Name and value of a line that is written as a field: `**Year**: 2020`, `title:: Cold Levain`."""
    if (dashed := _DASHED.match(text)) and common_name(dashed["name"]) in ("url", "arxiv", "doi") and only_link(dashed["value"]):
        return dashed["name"], dashed["value"].strip()
    found = _MARKED.match(text) or _PLAIN.match(text)
    colon = found and (found.re is _PLAIN or found["in"] or found["out"])
    if not found or not colon or len(found["name"].split()) > _MAX_NAME_WORDS:
        return None
    return found["name"].strip(), found["value"].strip()


def label_of(text: str) -> str:
    """The folded words that an item begins with before a colon, a dash or its end, in bold before the last; empty where there are none."""
    found = _LABEL.match(text)
    return fold(found["name"]) if found and len(found["name"].split()) <= _MAX_NAME_WORDS else ""


def labels_of_form(blocks: Sequence[Sequence[str]]) -> frozenset[str]:
    """The labels that stand under most headings of a file, as in a form that is filled in again and again. `blocks` are the outermost items under each."""
    filled = [block for block in blocks if block]
    often = Counter(label for block in filled for label in {label_of(text) for text in block} - {""})
    return frozenset(label for label, times in often.items() if times >= max(_FORM, len(filled) / 2))


def fields_below(texts: Sequence[str]) -> dict[int, tuple[str, str]]:
    """Common names and values of those lines right below a work in a list, by number, that are fields of it: `📅 Date: April 15, 2025`, and the line of its
    authors at first, and lines of links to it. Below a work a date is that of the work."""
    found: dict[int, tuple[str, str]] = {}
    for number, text in enumerate(texts):
        name, value = field_of(text) or ("", "")
        common = "year" if fold(name) == "date" else common_name(name)
        if (
            common in _OF_WORKS
            and value
            and (is_short(value) or common == "authors")
            and (common not in ("url", "arxiv") or links_in(value))
        ):
            found[number] = (common, value)
        elif only_links(text) and links_paper(text):
            found[number] = ("url", text)
    if texts and 0 not in found and is_byline(without_marks(texts[0])):
        found[0] = ("authors", texts[0])
    return found


def is_short(value: str) -> bool:
    """Whether a value is one of a field, and no sentence."""
    return len(unlink(value).split()) <= _MAX_VALUE_WORDS


@dataclass(frozen=True, slots=True)
class Known:
    """What fields say of a work."""

    title: str = ""
    authors: tuple[str, ...] = ()
    year: int | None = None
    date: int | None = None
    arxiv: str | None = None
    doi: str | None = None
    url: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def is_paper(self) -> bool:
        """Whether that is said of a work which only a publication has."""
        return bool(self.authors or self.arxiv or self.doi)


def known(fields: Sequence[Field]) -> Known:
    """What fields say of the work that they are given for; the first of a kind counts."""
    values: dict[str, list[str]] = {}
    for field in (field for field in fields if not is_blank(field.value)):
        values.setdefault(field.name, []).append(field.value)
    told = [value for name in ("arxiv", "url", "doi", "title", "venue", "year") for value in values.get(name, [])]
    links = [link for value in told for link in links_in(value)]
    arxiv = next((found for value in values.get("arxiv", []) if (found := arxiv_in(value) or arxiv_in(f"arxiv:{value}"))), None)
    arxiv = arxiv or next((found for value in told if (found := arxiv_in(value))), None)
    doi = next((found for value in [*values.get("doi", []), *told] if (found := doi_in(value))), None)
    return Known(
        title=next((title for value in values.get("title", []) if (title := without_marks(value)) and not is_common(title)), ""),
        authors=tuple(dict.fromkeys(name for value in values.get("authors", []) for name in _people_in(without_marks(value)))),
        year=_year([*values.get("year", []), *values.get("venue", []), *values.get("authors", [])]) or _short_year(values.get("venue", [])),
        date=_year(values.get("date", [])),
        arxiv=arxiv,
        doi=doi,
        url=next((link for link in links if link.startswith("http") and not arxiv_in(link) and not is_aside(link)), None),
        aliases=(
            *(title for value in values.get("original title", []) if (title := without_marks(value))),
            *(alias for value in values.get("aliases", []) for part in value.split(",") if (alias := part.strip())),
        ),
    )


def _people_in(value: str) -> tuple[str, ...]:
    names = read_byline(value)[0] if _YEAR.search(value) and ";" not in value else split_names(value)
    return tuple(name for name in names if not _NO_PERSON.search(name) and fold(name) not in VENUES)


def _short_year(venues: Iterable[str]) -> int | None:
    """The year of a venue that tells it in two digits: 2021 of `OVEN'21`."""
    return next((2000 + int(found[1]) for venue in venues if (found := _SHORT_YEAR.search(venue))), None)


def _year(values: Iterable[str]) -> int | None:
    return next((int(found[1]) for value in values if (found := _YEAR.search(value))), None)
