"""The vectors that other indexes of the same home hold: of a folder that was indexed alone before it was joined with another, or the other way round."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from assistant.index.database import FILE
from assistant.index.embedded.keeping import KNOWN, Known, sound

# Seconds; who writes there is not waited for longer.
_PATIENCE = 1.0


def known_elsewhere(own: Path, maker: Mapping[str, str], texts: Sequence[str], *, with_words: bool) -> dict[str, Known]:
    """What the indexes beside the one in the folder `own` know of texts, by the hash of each, as made by this `maker` (`maker_of` an embedder).

    They are read only, each in one state that was complete in itself. One that is damaged, locked or of another form is passed over.
    """
    found: dict[str, Known] = {}
    for file in sorted(own.parent.glob(f"*/{FILE}")):
        missing = [text for text in texts if text not in found]
        if missing and file.parent != own:
            found |= _known_in(file, maker, missing, with_words=with_words)
    return found


def _known_in(file: Path, maker: Mapping[str, str], texts: Sequence[str], *, with_words: bool) -> dict[str, Known]:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=_PATIENCE, isolation_level=None)) as db:
            db.execute("BEGIN")  # one state for both questions
            if not maker.items() <= dict(db.execute("SELECT key, value FROM meta")).items():
                return {}
            rows = db.execute(f"{KNOWN} IN ({','.join('?' * len(texts))})", texts).fetchall()
    except (OSError, sqlite3.Error):
        return {}
    return sound(rows, with_words=with_words)
