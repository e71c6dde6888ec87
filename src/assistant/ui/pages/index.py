"""The index page: what of the notes can be searched, what became of every file, and how notes are added."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from assistant.assistant import Assistant
from assistant.errors import AssistantError, NotesError, UsageError
from assistant.index.sync import FileOutcome
from assistant.index.views.last_run import LastRun, size_of
from assistant.notes.formats.suffixes import SUFFIXES
from assistant.notes.handling.adding import add_file
from assistant.notes.handling.decided import decided, taken_for
from assistant.settings import expanded
from assistant.text.display import plain, plural, safe
from assistant.ui.pages.one_file import show_file
from assistant.ui.pages.progress import show_work, works
from assistant.ui.parts import configured, following
from assistant.working import Work

_WORK = "index"
_AT_ONCE_SECONDS = 1.0
_LOOK_EVERY_SECONDS = 0.5
_STATES = ("failed", "skipped", "indexed", "unchanged", "removed")
_NOT_PLACED = "not placed"
_FITTING = 10  # rows of a table that are shown whole


def page() -> None:
    """The index page."""
    notes = configured()
    st.title("Index")
    st.markdown("What of your notes can be searched, and what could not be read.")
    if name := st.query_params.get("file"):
        show_file(notes, name)
        return
    following().follow()
    running = show_work(_WORK, "Reading the notes") or _show_following()
    run = notes.last_run()
    if notes.is_indexed():
        _show_state(notes, run)
    elif not running:
        st.info("These notes are not indexed yet.", icon=":material/info:")
    if not running and st.button("Update now", type="primary", icon=":material/refresh:"):
        _begin(notes)
    _show_folders(notes, run)
    _add_files(notes)
    if run:
        _show_files(run.report.files)


def _begin(notes: Assistant, paths: tuple[Path, ...] = ()) -> None:
    """Begins a run: of other folders where they are given, else of the notes that are followed."""
    works().start(_WORK, (lambda work: notes.index(paths, work.tell)) if paths else _update).done.wait(_AT_ONCE_SECONDS)
    st.rerun()


def _update(_: Work) -> None:
    if following().update() is None:
        raise NotesError(following().fault)


def _show_following() -> bool:
    """Whether the notes are being indexed because they have changed; draws how far that is."""
    if following().stage is None:
        return False
    _follow()
    return True


@st.fragment(run_every=_LOOK_EVERY_SECONDS)
def _follow() -> None:
    stage = following().stage
    if stage is None:
        st.rerun()
    elif stage[2]:
        st.progress(min(stage[1] / stage[2], 1.0), f"{stage[0].capitalize()}: {stage[1]} of {stage[2]}")
    else:
        st.progress(0.0, "Reading the notes")


def _show_state(notes: Assistant, run: LastRun | None) -> None:
    entries, chunks = notes.counts()
    told = [
        f"{entries:,} {plural(entries, 'entry')} in {chunks:,} {plural(chunks, 'passage')}",
        f"{size_of(notes.index_folder) / 1e6:.0f} MB",
    ]
    told += [f"last read {_ago(run.when)}"] if run else []
    st.markdown(f"**{' · '.join(told)}**")
    if run and (run.report.mended or run.report.rebuilt):
        st.caption(safe("; ".join(filter(None, [run.report.mended, run.report.rebuilt]))))
    if told_of_following := following().said():
        st.caption(safe(told_of_following))
    for is_sound, line in notes.drift():
        (st.caption if is_sound else st.warning)(safe(line.replace("; run `assistant index`", "")))
    if told_of_languages := notes.little_read():
        st.caption(safe(told_of_languages))


def _ago(when: float) -> str:
    seconds = max(time.time() - when, 0)
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            number = int(seconds // size)
            return f"{number} {plural(number, unit)} ago"
    return "just now"


def _show_folders(notes: Assistant, run: LastRun | None) -> None:
    """The folders of the notes, what was taken for an entry in each, and a field for another one."""
    st.header("Folders")
    shapes = decided((outcome.path, outcome.shape) for outcome in run.report.files) if run else {}
    files = Counter(outcome.path.rpartition("/")[0] or "." for outcome in run.report.files) if run else Counter[str]()
    roots = notes.roots
    for number, root in enumerate(roots):
        with st.container(horizontal=True, vertical_alignment="center", key=f"root-{number}"):
            st.markdown(f":material/folder: {safe(str(root))}")
            if len(roots) > 1 and st.button("Leave out", key=f"leave-{number}", type="tertiary", help="The files stay where they are."):
                _begin(notes, tuple(one for one in roots if one != root))
    rows = [{"folder": plain(one), "files": count, "read as": taken_for(shapes.get(one, {})) or "nothing"} for one, count in files.items()]
    if rows:
        st.dataframe(rows, hide_index=True, width="stretch", key="index-folders")
    if run and (run.report.hidden or run.report.ignored):
        st.caption(f"Passed over: {run.report.hidden} hidden, {run.report.ignored} that an ignore file leaves out.")
    if notes.settings.notes is not None:
        st.caption("ASSISTANT_NOTES names these notes. To add folders here, start the app without it.")
        return
    with st.form("add-folder", border=False, clear_on_submit=True):
        path = st.text_input("Another folder", placeholder="~/Documents/papers", help="All folders are read anew then, as one library.")
        if st.form_submit_button("Add folder", icon=":material/create_new_folder:") and path.strip():
            _add_folder(notes, path)


def _add_folder(notes: Assistant, path: str) -> None:
    try:
        folder = expanded(path.strip())
        if not folder.is_dir():
            raise UsageError(f"there is no folder {path.strip()!r} on this machine; give its whole path")
        if any(folder.resolve().is_relative_to(root.resolve()) for root in notes.roots):
            raise UsageError("that folder is inside the notes already")
    except (AssistantError, ValueError, OSError) as error:
        st.error(safe(str(error)))
        return
    _begin(notes, (*notes.roots, folder.resolve()))


def _add_files(notes: Assistant) -> None:
    """Files dropped here are copied into the notes."""
    roots = [root for root in notes.roots if root.is_dir()]
    if not roots:
        return
    with (
        st.expander("Add files", icon=":material/upload_file:", key="add-files"),
        st.form("add-files-form", border=False, clear_on_submit=True),
    ):
        files = st.file_uploader("Files", type=[suffix[1:] for suffix in SUFFIXES], accept_multiple_files=True)
        root = st.selectbox("Notes", roots, format_func=str) if len(roots) > 1 else roots[0]
        folder = st.text_input("Folder inside the notes", "added", help="Made where there is none. Nothing that is there is written over.")
        if st.form_submit_button("Copy into the notes"):
            _copy(notes, root, folder, [(file.name, file.getvalue()) for file in files])


def _copy(notes: Assistant, root: Path, folder: str, files: Sequence[tuple[str, bytes]]) -> None:
    if not files:
        st.warning("There is no file yet: choose one, and wait until it is listed.")
    added = []
    for name, data in files:
        try:
            added.append(add_file(root, folder, name, data))
        except AssistantError as error:
            st.error(safe(str(error)))
    if added:
        st.toast(f"Copied: {safe(', '.join(file.name for file in added))}")
        _begin(notes)


def _show_files(outcomes: tuple[FileOutcome, ...]) -> None:
    """What became of each file; a click on one shows its lines."""
    st.header("Files")
    counts = Counter[str](outcome.status for outcome in outcomes)
    loose = sum(bool(outcome.unplaced) for outcome in outcomes)
    choices = ["all", *([_NOT_PLACED] if loose else []), *(state for state in _STATES if counts[state])]
    numbers: dict[str, int] = {"all": len(outcomes), _NOT_PLACED: loose, **counts}
    kind = st.segmented_control(
        "Which files",
        choices,
        default="all",
        key="which",
        bind="query-params",
        required=True,
        label_visibility="collapsed",
        format_func=lambda choice: f"{choice}: {numbers[choice]}",
    )
    shown = [one for one in outcomes if kind == "all" or one.status == kind or (kind == _NOT_PLACED and one.unplaced)]
    rows = [
        {
            "file": plain(one.path),
            "became": one.status,
            "entries": one.entries,
            "lines not placed": len(one.unplaced),
            "reason": plain(one.reason),
        }
        for one in shown
    ]
    st.dataframe(rows, hide_index=True, width="stretch", key=f"index-files-{kind}", height=400 if len(rows) > _FITTING else "auto")
    names = [one.path for one in shown if one.status not in {"removed", "skipped"}]
    if names:
        st.selectbox(
            "How each line of a file was read",
            names,
            None,
            placeholder="Choose a file",
            key=f"look-{kind}",
            on_change=_look_into,
            args=(kind,),
        )


def _look_into(kind: str) -> None:
    st.query_params["file"] = st.session_state[f"look-{kind}"]
