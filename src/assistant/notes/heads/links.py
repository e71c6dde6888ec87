"""Links in a line of Markdown: their words, their addresses, and the arXiv ids and DOIs in them."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.notes.names import is_common
from assistant.text.fold import fold

# No part of these patterns can run over the beginning of its own next match, so that a line is read in time that grows with its length.
LINKED = r"\[((?:[^\[\]]|\[[^\[\]]*\])*+)\]\((?=[^\s)])([^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+(?:\"[^\"]*\"|'[^']*'))?\)"
_NOWHERE = re.compile(r"(?<!!)\[([^\[\]\n]+)\]\(\s*\)")
LINK = re.compile(LINKED + r"|<(https?://[^<>\s]+)>|(https?://[^\s()>\]]+(?:\([^\s()]*\)[^\s()>\]]*)*)")
ADDRESS = re.compile(r"https?://\S*")
# New ids and those from before 2007, `hep-th/9901001`.
ARXIV = re.compile(
    r"(?:(?:(?:arxiv|ar5iv|alphaxiv)(?:\.labs\.arxiv)?\.org/(?:abs|pdf|html|overview|format|ps|ftp/arxiv/papers/\d{4})/|huggingface\.co/papers/"
    r"|arxiv-vanity\.com/papers/|scirate\.com/arxiv/|10\.48550/arxiv\.|arxiv(?:\s*[:：]\s*|\s+))(?:arxiv:)?)"
    r"(\d{4}\.\d{4,5}|[a-z]{2,8}(?:-[a-z]{2,4})?(?:\.[a-z]{2})?/\d{7})(?!\d)(?:v\d{1,2}\b)?",
    re.IGNORECASE,
)
_DOI = re.compile(
    r"(?:doi\.org/|\bdoi\s*:\s*|/doi/(?:abs/|full/|pdf/|epdf/|book/|pdfdirect/)?|springer\.com/(?:article|chapter|book|content/pdf)/|^)"
    r"(10\.\d{4,9}/(?:(?!\]\()[^\s?#\"])+)",
    re.IGNORECASE,
)
# A page, a paper or a folder beside the notes that link to it.
_LOCAL = re.compile(
    r"^(?!\w+:|#|//)/?(?:[^\s#]+\.(?:md|markdown|txt|html|ipynb|org|pdf)(?:#\S*)?|(?:\.{1,2}/)*[^\s#./][^\s#]*/[^\s#.]*)$", re.IGNORECASE
)
_CATEGORY = re.compile(r"\[[a-z]{2,8}(?:-[a-z]{2,4})?(?:\.[A-Z]{2})?\]")
_PAPER_LINK = re.compile(
    r"arxiv\.org|doi\.org|openreview\.net|aclanthology\.org|aclweb\.org|proceedings\.|papers\.nips\.cc|openaccess\.thecvf|dl\.acm\.org|ieeexplore"
    r"|link\.springer|sciencedirect|usenix\.org|jmlr\.org|nature\.com/articles|biorxiv\.org|semanticscholar\.org|\.pdf(?:$|[?#])",
    re.IGNORECASE,
)
_BETWEEN_LINKS = re.compile(r"[\W_]*(?:and[\s*_]*)?")
_ASIDE = re.compile(
    r"github\.com|githubusercontent|gitlab\.com|youtu\.?be|twitter\.com|//x\.com|huggingface\.co|zhihu\.com|bilibili|reddit\.com|shields\.io",
    re.IGNORECASE,
)
_FEW = 2
_MAX_ASIDE_WORDS = 6
_EMPTY_LINK = re.compile(r"\[[^\[\]]*\]\(\s*\)")
_MAX_VENUE_WORDS = 10
_WITH_YEAR = re.compile(r"[A-Z][\w&/:,'’ -]*(?:19|20)\d{2}(?:[ ,(][\w ,()-]*)?")
_WHOSE = frozenset(
    "personal my our official project paper reading full short long author authors chinese english video conference extended camera ready".split()
)
_ENDS = frozenset("url link paper notes note code slides video pdf blog post page website talk repo github summary".split())
_LABELS = frozenset(
    "arxiv abs acl aclweb acm alphaxiv bib bibtex checkpoint checkpoints colab dataset datasets doi download full gh hal hf html huggingface ieee jax keras"
    " huggingfacehub implementation kaggle md model models notebook official openreview pdf poster preprint press pytorch report resource resources"
    " semantic scholar slide springer supp supplement supplementary supplemental tech tensorflow text tf torch tutorial twitter unofficial version"
    " weights wiki x youtube zhihu source"
    " 论文 代码 项目 主页 链接 原文 知乎 解读 论文链接 代码链接 项目主页 代码仓库 数据集 模型 官网 博客 論文 コード リンク プロジェクト 논문 코드"
    " 공식 구현 링크 원문 프로젝트 페이지 статья код".split()
)
# `:star::star:`, which is shown as a picture.
SHORTCODE = re.compile(r"(?:^|(?<=[\s\])]))(?::[a-z][a-z0-9_+-]{1,30}:)+(?=\s|$)")
_WIKI = re.compile(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\](?!\()")
# No longer than emphasis is, or a line of lone marks would be read anew from each of them.
_MARKS = re.compile(r"(?<!\\)(\*{1,3}|_{1,3}|`)(?=\S)(.{1,600}?)(?<=[^\s\\])\1(?![^\W_])", re.DOTALL)
_QUOTED = re.compile(r"[\"“”]([^\"“”]*)[\"“”]?|([^\"“”]*)[\"“”]")
_ESCAPED = re.compile(r"\\([&_*#~`>|$\[\]()-])")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s[^()]*)?\)")


def unlink(text: str) -> str:
    """A text without its Markdown links, their words kept; also of a link whose address is still to come."""
    return _NOWHERE.sub(r"\1", re.sub(LINKED, r"\1", text))


def links_in(text: str) -> list[str]:
    """The addresses that a text gives, in order."""
    return [match[2] or match[3] or match[4] for match in LINK.finditer(text)]


def arxiv_in(text: str) -> str | None:
    """The first arXiv id that a text gives."""
    found = ARXIV.search(text)
    return found[1] if found else None


def arxiv_year(number: str) -> int:
    """The year in which an arXiv id was given: 2020 of `2001.00001`, 1999 of `hep-th/9901001`."""
    short = int(number.rpartition("/")[2][:2])
    return (1900 if "/" in number and short > 90 else 2000) + short


def is_paper(text: str) -> bool:
    """Whether a text holds the address of a published work."""
    return bool(_PAPER_LINK.search(text))


def links_paper(text: str) -> bool:
    """Whether one of the addresses in a text is that of a published work."""
    return any(is_paper(link) for link in links_in(text))


def is_local(link: str) -> bool:
    """Whether a link leads to another file or folder of the notes."""
    return bool(_LOCAL.match(link))


def doi_in(text: str) -> str | None:
    """The first DOI that a text gives, parentheses in it included; an arXiv id is none."""
    for found in _DOI.finditer(text):
        doi = found[1].removesuffix(".pdf").rstrip(".,;>]*")
        while doi.endswith(")") and doi.count(")") > doi.count("("):
            doi = doi[:-1].rstrip(".,;")
        if not doi.casefold().startswith("10.48550/arxiv."):
            return doi
    return None


def is_label(words: str) -> bool:
    """Whether the words of a link only say what is found there: `pdf`, `[code]`, `Personal Notes`, `arXiv:2001.00001`, or nothing, or its address."""
    plain = ARXIV.sub(" ", words)
    named = [word for word in fold(plain).split() if re.search(r"\w", word)]
    if len(named) > 1 and named[-1] in _ENDS and set(named[:-1]) <= _WHOSE:
        return True
    return bool(ADDRESS.match(plain.strip())) or all(word in _LABELS or word.isdigit() or is_common(word) for word in named)


def only_tells(link: re.Match[str]) -> bool:
    """Whether a link only says what is found there, by its words or by standing in brackets of its own: `[[NIPS](…)]`."""
    words, around = (link[1] or "").split(), link.string[max(0, link.start() - 1) : link.start()] + link.string[link.end() : link.end() + 1]
    around = "[]" if words and words[0].startswith("[") and words[-1].endswith("]") else around
    boxed = around in ("[]", "()") and (len(words) <= _FEW or (len(words) <= _FEW + 1 and words[-1].lower() in _ENDS | _LABELS))
    return is_label(link[1] or "") or boxed


def is_aside(link: str) -> bool:
    """Whether a link leads to what is said or made of a work, not to the work: code, a thread, a video."""
    return bool(_ASIDE.search(link))


def only_links(text: str) -> bool:
    """Whether nothing stands in a text but links that only say what is found there, or an arXiv id; behind the link to a paper some may be called
    by a name, `[arXiv](…) | [Rye Code](…)`."""
    links = list(LINK.finditer(text))
    rest = _CATEGORY.sub("", ARXIV.sub("", LINK.sub("", _EMPTY_LINK.sub("", text))))
    if not (links or ARXIV.search(text)) or not _BETWEEN_LINKS.fullmatch(rest):
        return False
    others = [link for link in links if not is_label(link[1] or "")]
    own = bool(links) and links[0] not in others and is_paper(links[0][0])
    return not others or (own and all(len(link[1].split()) <= _MAX_ASIDE_WORDS and not is_paper(link[0]) for link in others))


def only_link(text: str) -> bool:
    """Whether a text is one link and nothing else, whatever it is called."""
    return bool(LINK.fullmatch(text.strip(" .")))


def links_and_venue(text: str) -> bool:
    """Whether a line is links to a paper by mere labels, and where and when it was published: `[[pdf](…)] BREAD 2020`."""
    links = list(LINK.finditer(text))
    said = without_marks(LINK.sub(" ", text)).strip(" []()|,;.\\")
    labels = all(is_label(link[1] or "") for link in links)
    return labels and links_paper(text) and len(said.split()) <= _MAX_VENUE_WORDS and bool(_WITH_YEAR.fullmatch(said))


@lru_cache(maxsize=2048)  # a line is read several times, as a sign of its file and as what it is
def without_marks(text: str) -> str:
    """The words of a text as a reader sees them: no links, no wiki brackets, no images, no marks of emphasis or code."""
    words = unlink(_WIKI.sub(r"\1", _IMAGE.sub(" ", text)))
    before = ""
    while before != words:
        before, words = words, _MARKS.sub(r"\2", words)
    plain = " ".join(_ESCAPED.sub(r"\1", words).split())
    quoted = _QUOTED.fullmatch(plain)  # around part of a title, quotation marks are the title's own
    return (quoted[1] or quoted[2] or "").strip() if quoted else plain
