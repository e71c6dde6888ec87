"""How the keyword index is asked for a word."""

from __future__ import annotations

from collections.abc import Collection

from assistant.text.languages import ENGLISH, begins, is_divided, is_latin, pieces, stem_of


def keyword(word: str, languages: Collection[str] = ()) -> str:
    """The FTS5 expression for a folded word: of a script that parts no words, all its pairs of characters; of another script than the Latin one, or where
    many notes are in `languages` that are written in Latin letters, its stem and what begins with it, too."""
    if is_divided(word):
        return f"({' AND '.join(map(_quoted, pieces(word)))})"
    read_as = languages if is_latin(word) else (ENGLISH,)
    if not read_as:
        return _quoted(word)
    stems = sorted({word, *(stem_of(word, language) for language in read_as)})
    return f"({' OR '.join(f'{_quoted(stem)}*' if begins(stem) else _quoted(stem) for stem in stems)})"


def _quoted(word: str) -> str:
    return f'"{word}"'
