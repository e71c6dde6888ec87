"""References to what was cited: a line to read, Markdown to paste, BibTeX to compile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter

from assistant.answers.answer import Citation
from assistant.text.display import inert

_GAP = re.compile(r"(?<!\s)\s*(?:…|\.{2,})\s*")
_ET_AL = re.compile(r"(?<!\s)\s+et\.? al\b\.?", re.IGNORECASE)
_AFTER_EXAMPLE = re.compile(r"^(?:e\.g\.|i\.e\.|see|cf\.)\s+", re.IGNORECASE)
_MATH = re.compile(r"(\$[^\s$](?:[^$]*[^\s$])?\$(?!\d))")
_ESCAPED = {"\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}"}
_ESCAPED |= {"^": r"\textasciicircum{}", **{mark: f"\\{mark}" for mark in "$%&#_"}}


def reference(citation: Citation) -> str:
    """`Title (authors, year), arXiv:…, file:line`."""
    byline = ", ".join([*citation.authors, *([str(citation.year)] if citation.year else [])])
    link = f", arXiv:{citation.arxiv}" if citation.arxiv else f", {citation.url}" if citation.url else ""
    return f"{citation.title}{f' ({byline})' if byline else ''}{link}, {citation.place}"


def is_work(citation: Citation) -> bool:
    """Whether what is cited is a work, which the notes give authors, a year or a link of; a heading's remarks and a bare idea are the notes' own."""
    return bool(citation.authors or citation.year or citation.arxiv or citation.url)


def reference_list(citations: Iterable[Citation]) -> str:
    """A Markdown list of references, each under its marker."""
    return "\n".join(f"- [{citation.marker}] {reference(citation)}" for citation in citations)


def citations_in(document: Mapping[str, Any]) -> list[Citation]:
    """The citations of a stored answer or overview."""
    return TypeAdapter(list[Citation]).validate_python(document["citations"])


def answer_markdown(document: Mapping[str, Any]) -> str:
    """An answer (the document of `ask --json`) as Markdown with its references."""
    parts = [f"# {document['question']}", document["answer"]]
    references = reference_list(citations_in(document))
    return inert("\n\n".join([*parts, *([f"## References\n\n{references}"] if references else [])])) + "\n"


def bibtex(citations: Iterable[Citation]) -> str:
    """BibTeX of the works that were cited, an entry for each: its key is the entry's id, its fields what the notes give, ready for LaTeX.

    A list of authors that the notes shorten ends in `and others`, for BibTeX knows a gap only at the end; `annote`, which styles do not print,
    keeps the authors as the notes give them and the place in the notes.
    """
    cited = {citation.entry_id: citation for citation in citations if is_work(citation)}
    return "\n\n".join(map(_entry, cited.values())) + "\n" if cited else ""


def _entry(citation: Citation) -> str:
    names, shortened = bibtex_authors(citation.authors)
    as_given = [", ".join(citation.authors)] if shortened else []
    fields = {
        "title": _title(citation.title),
        "author": names,
        "year": str(citation.year or ""),
        "eprint": citation.arxiv or "",
        "archiveprefix": "arXiv" if citation.arxiv else "",
        "url": _url(citation.url or ""),
        "annote": _escape("; ".join([*as_given, citation.place])),
    }
    body = "".join(f",\n  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{citation.entry_id}{body}\n}}"


def bibtex_authors(authors: Sequence[str]) -> tuple[str, bool]:
    """Authors as BibTeX joins them, and whether the notes shorten the list: `liu…neubig` becomes `liu and others`, and so does `liu et al.`."""
    names, shortened = _listed(authors)
    if not shortened:
        return " and ".join(map(_name, names)), False
    return " and ".join([*map(_name, names), "others"]) if names else _name(_GAP.sub("", shortened)), True


def _listed(authors: Sequence[str]) -> tuple[list[str], str]:
    """The authors that a list names up to where it is shortened, and the part of it in which it is; empty where it is whole."""
    names: list[str] = []
    for author in authors:
        given = _AFTER_EXAMPLE.sub("", author.strip())
        before = _ET_AL.split(_GAP.split(given)[0])[0].strip()
        if re.search(r"\w", before):
            names.append(before)
        if before != given:
            return names, given
    return names, ""


def csl_json(citations: Iterable[Citation]) -> list[dict[str, Any]]:
    """The works that were cited as CSL-JSON, which Zotero, pandoc and Word's plug-ins read. Authors are literal names, as the notes give them; `note`
    keeps a shortened list of them whole, and the place in the notes."""
    return [_csl(citation) for citation in {one.entry_id: one for one in citations if is_work(one)}.values()]


def _csl(citation: Citation) -> dict[str, Any]:
    names, shortened = _listed(citation.authors)
    said = [", ".join(citation.authors)] if shortened else []
    fields: dict[str, Any] = {
        "id": citation.entry_id,
        "type": "article" if citation.arxiv else "document",
        "title": citation.title,
        "author": [{"literal": name} for name in [*names, *(["et al."] if shortened else [])]],
        "issued": {"date-parts": [[citation.year]]} if citation.year else None,
        "number": f"arXiv:{citation.arxiv}" if citation.arxiv else None,
        "URL": citation.url or (f"https://arxiv.org/abs/{citation.arxiv}" if citation.arxiv else None),
        "note": "; ".join([*said, citation.place]),
    }
    return {name: value for name, value in fields.items() if value}


def _name(author: str) -> str:
    """A name; in braces where BibTeX would take it apart."""
    escaped = _escape(author)
    return f"{{{escaped}}}" if re.search(r"\band\b|[^\w\s.'’-]", author) else escaped


def _title(title: str) -> str:
    """A title in which formulas stay formulas, and words with a capital inside keep it where a style lowers the others."""
    parts = _MATH.split(re.sub(r"\\([^\w\s])", r"\1", title) if "$" not in title else title)
    return "".join(part if _is_formula(part) else " ".join(map(_word, part.split(" "))) for part in parts)


def _word(word: str) -> str:
    escaped = _escape(word)
    return f"{{{escaped}}}" if re.match(r"\W*\w.*[A-Z]", word) else escaped


def _is_formula(part: str) -> bool:
    return bool(_MATH.fullmatch(part)) and part.count("{") == part.count("}")


def _escape(text: str) -> str:
    return "".join(_ESCAPED.get(character, character) for character in text)


def _url(url: str) -> str:
    return url.replace("{", "%7B").replace("}", "%7D").replace(" ", "%20").replace("\\", "%5C")
