"""Brings a model from a hub into the home folder: pinned to a commit, held to its hashes, and there as a whole or not at all."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import FetchError, NoHubError, UsageError
from assistant.models.download import Source, download
from assistant.models.hub import Hub, Listing
from assistant.models.record import Record, altered, read_record, sha256_of, write_record
from assistant.models.wanted import Wanted, wanted

OnProgress = Callable[[str, int, int], None]
FOLDER = "models"
_UNDER_WAY = ".fetching"
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What to fetch: a model by its name on the hub, at a revision, with the ONNX file to take where the user chose one, and the SHA-256 that the user
    knows, by file."""

    name: str
    revision: str = "main"
    file: str | None = None
    sha256: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A model's folder, its record, the files that no hash was known of beforehand, and whether it was there already."""

    folder: Path
    record: Record
    unverified: tuple[str, ...] = ()
    was_there: bool = False


def fetch(home: Path, hub: Hub, wish: Wish, progress: OnProgress) -> Fetched:
    """Fetches a model; `progress` is told (file, megabytes there, of). Raises `FetchError`, with the folder to put the files into by hand where the hub
    cannot be reached, and `UsageError`."""
    folder = home / FOLDER / wish.name
    try:
        if there := _there(folder, wish):
            return there
        listing = hub.listing(wish.name, wish.revision)
        files = wanted(wish.name, listing.files, wish.file)
        return _Fetching(hub, wish, listing, files, folder, progress).run(home)
    except NoHubError as error:
        raise FetchError(
            f"{error}; run it again once there is a network, or put model.onnx, tokenizer.json and config.json of {wish.name} into {folder} yourself "
            f"and run `assistant models check {folder}`"
        ) from None


def _there(folder: Path, wish: Wish) -> Fetched | None:
    """The model where it is there already, whole, at this commit: then nobody is asked. Raises `FetchError` where other files are in the way."""
    if not folder.exists():
        return None
    try:
        record = read_record(folder)
    except FetchError:
        record = None
    if record is None:
        raise FetchError(f"{folder} is there and was not fetched; use it as it is, or move it away to fetch the model")
    if record.commit != wish.revision or wish.file not in {None, record.model}:
        return None
    return Fetched(folder, record, was_there=True) if _holds(folder, record, wish.sha256) else None


def _holds(folder: Path, record: Record, sha256: Mapping[str, str | None]) -> bool:
    """Whether a folder is as it was fetched, with these hashes where they are known."""
    return all(known in {None, record.sha256.get(place)} for place, known in sha256.items()) and not altered(folder, record)


@dataclass(frozen=True)
class _Fetching:
    hub: Hub
    wish: Wish
    listing: Listing
    files: list[Wanted]
    folder: Path
    progress: OnProgress

    def run(self, home: Path) -> Fetched:
        """Fetches all files beside the folder, then puts them in its place."""
        expected = {one.place: self._expected(one) for one in self.files}
        if unknown := [
            name for name in self.wish.sha256 if name not in {name for one in self.files for name in (one.place, one.file.name)}
        ]:
            raise UsageError(f"{unknown[0]!r} is no file that is fetched of {self.wish.name}; these are: {', '.join(expected)}")
        commit, model = self.listing.commit, self.files[-1].file.name
        before = read_record(self.folder) if self.folder.exists() else None
        if before and (before.commit, before.model) == (commit, model) and _holds(self.folder, before, expected):
            return Fetched(self.folder, before, was_there=True)
        under_way = home / FOLDER / _UNDER_WAY / re.sub(r"\W", "-", f"{self.wish.name}@{commit}@{model}")
        under_way.mkdir(parents=True, exist_ok=True)
        self._require_room(under_way)
        found = {one.place: self._fetched(one, under_way, expected[one.place]) for one in self.files}
        record = Record(self.hub.address, self.wish.name, commit, model, self.listing.licence, found)
        write_record(under_way, record)
        _put_in_place(under_way, self.folder)
        return Fetched(self.folder, record, tuple(place for place, sha256 in expected.items() if sha256 is None))

    def _expected(self, one: Wanted) -> str | None:
        """The SHA-256 that a file must have: as the user says, else as the hub does. Raises `FetchError` where they differ."""
        given = self.wish.sha256.get(one.place) or self.wish.sha256.get(one.file.name)
        if given and one.file.sha256 not in {None, given}:
            raise FetchError(
                f"{self.hub.address} lists {one.file.name} of {self.wish.name} with SHA-256 {one.file.sha256}, and not {given}; nothing was fetched"
            )
        return given or one.file.sha256

    def _require_room(self, folder: Path) -> None:
        there = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        needed, free = sum(one.file.size or 0 for one in self.files) - there, shutil.disk_usage(folder).free
        if needed > free:
            raise FetchError(
                f"{self.wish.name} needs {needed // _MEGABYTE:,} MB more, and {free // _MEGABYTE:,} MB are free at {folder}; free space"
            )

    def _fetched(self, one: Wanted, folder: Path, sha256: str | None) -> str:
        """The SHA-256 of a file, which is fetched where it is not there yet from an earlier run."""
        target, size = folder / one.place, one.file.size or 0

        def tell(there: int) -> None:
            self.progress(f"{one.place} (MB)", _megabytes(there), _megabytes(max(size, there)))

        if sha256 and target.is_file() and sha256_of(target) == sha256:
            tell(size)
            return sha256
        return download(Source(self.hub, self.wish.name, self.listing.commit, one.file, sha256), target, tell)


def _megabytes(size: int) -> int:
    return -(-size // _MEGABYTE)


def _put_in_place(made: Path, folder: Path) -> None:
    """Renames a folder to be another, whose place it takes."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    old = made.with_name(f"{made.name}-replaced")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    made.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
