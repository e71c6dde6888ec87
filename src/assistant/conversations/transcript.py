"""A conversation to take along: as Markdown with its references, or what it cites as BibTeX or CSL-JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Literal, get_args

from assistant.answers.answer import Citation
from assistant.answers.references import answer_markdown, bibtex, citations_in, csl_json
from assistant.conversations.threads import Exchange
from assistant.overviews.overview import Overview
from assistant.text.display import inert

Format = Literal["md", "bib", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)


def transcript(title: str, exchanges: Sequence[Exchange], form: Format) -> str:
    """A thread in a form. What was not answered stands in the Markdown with the reason."""
    if form == "bib":
        return bibtex(_cited(exchanges))
    if form == "json":
        return json.dumps(csl_json(_cited(exchanges)), ensure_ascii=False, indent=2) + "\n"
    return "\n".join([f"# {inert(title)}\n", *(_told(exchange) for exchange in exchanges)])


def _cited(exchanges: Iterable[Exchange]) -> list[Citation]:
    return [citation for exchange in exchanges if exchange.answer for citation in citations_in(exchange.answer)]


def _told(exchange: Exchange) -> str:
    if exchange.answer is None:
        reason = {"failed": exchange.error, "stopped": "Stopped."}.get(exchange.state, "Not answered.")
        return f"## {inert(exchange.question)}\n\n{inert(exchange.partial or reason)}\n"
    return _lowered(markdown_of(exchange.answer, exchange.question))


def markdown_of(document: dict[str, Any], question: str = "") -> str:
    """What was said back to a question, an answer or an overview, as Markdown with its references."""
    if "overview" in document:
        return Overview.from_json(document).to_markdown()
    return answer_markdown({**document, "question": question or document["question"]})


def _lowered(markdown: str) -> str:
    """The same a heading deeper, so that it stands below a title."""
    return "\n".join(f"#{line}" if line.startswith("#") else line for line in markdown.split("\n"))
