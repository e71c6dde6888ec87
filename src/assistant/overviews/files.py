"""An overview as files: Markdown, BibTeX, a picture of its timeline."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.answers.references import bibtex
from assistant.errors import NotesError, UsageError
from assistant.overviews.overview import Overview
from assistant.overviews.timeline import save_timeline


@dataclass(frozen=True, slots=True)
class Exports:
    """Where an overview is to be written. Raises `UsageError` for a kind of figure that is not drawn, before any work is done."""

    markdown: Path | None = None
    bibtex: Path | None = None
    figure: Path | None = None

    def __post_init__(self) -> None:
        if self.figure and self.figure.suffix.lower() not in (".png", ".svg"):
            raise UsageError(f"--figure takes a .png or .svg file, not {self.figure.name!r}")

    def write(self, overview: Overview) -> list[Path]:
        """Writes the files that are wanted and gives their paths. Raises `NotesError` where there is nothing to write."""
        files = [file for file in (self.markdown, self.bibtex, self.figure) if file]
        if files and overview.refused:
            raise NotesError(f"{overview.overview} Nothing was written")
        if self.markdown:
            self.markdown.write_text(overview.to_markdown(), encoding="utf-8")
        if self.bibtex:
            self.bibtex.write_text(bibtex(overview.citations), encoding="utf-8")
        if self.figure:
            save_timeline(overview, self.figure)
        return files
