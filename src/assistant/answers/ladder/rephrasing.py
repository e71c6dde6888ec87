"""What a question in other words than the notes' may mean, as a model names it in the field's terms: to search with, and never shown as an answer.

The sentence that a model makes up lies nearer to the passage that is meant than the question does, be it true or not (HyDE; Gao et al., 2022).
"""

from __future__ import annotations

from assistant.answers.answer import Usage
from assistant.answers.prompts import Template, harmless
from assistant.endpoint.writer import Writer
from assistant.text.safe import readable

_TOKENS = 40
_WORDS = 60


def rephrase(writer: Writer, template: Template, question: str) -> tuple[str, Usage]:
    """What the model says that a question may mean, in a line; empty where it says nothing. Raises `ModelError`."""
    reply = writer.complete(template.fill(question=harmless(question)), _TOKENS)
    words = " ".join(readable(reply.text).split()[:_WORDS])
    return words, Usage.of(reply.counts)
