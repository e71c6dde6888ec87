"""Follow-ups on an overview, with no model: "shorter", "expand the second theme", "only since 2023", "add the ones you left out"."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.answer import Statement
from assistant.answers.extractive import same
from assistant.errors import UsageError
from assistant.notes.entry import Entry
from assistant.overviews.extractive import only_names
from assistant.overviews.overview import Overview
from assistant.overviews.requests import Change, change_in
from assistant.overviews.revision import Revision, Sources, Theme

_OF_EACH = 3
_OF_NAMED = 2


def revise(request: str, overview: Overview, whole: Overview, sources: Sources) -> Overview | None:
    """The overview as `request` asks to have it; None where it asks for no change of an overview. `whole` is the overview as it was first written.

    What stays keeps its words, its markers are numbered as they come; what goes stands in the ledger with the reason. Raises `UsageError` where a theme is asked for
    that there is not, or where nothing would be left.
    """
    change = None if overview.refused else change_in(request, [theme.title for theme in overview.themes])
    if change is None:
        return None
    revision = Revision(overview, whole, sources)
    match change.kind:
        case "shorter":
            _shorten(revision, change.themes)
        case "expand":
            _expand(revision, change.themes)
        case "only" | "without":
            _keep_themes(revision, change)
        case "years":
            _keep_years(revision, change)
        case "add":
            _add_left_out(revision)
        case "outside":
            _add_outside(revision)
    return revision.overview()


def _shorten(revision: Revision, numbers: Sequence[int]) -> None:
    """Takes second statements of an entry away; where there are none, the less telling half; where that is one each, half of the themes."""
    chosen = [revision.themes[number] for number in numbers] or revision.themes
    size = revision.size()
    for theme in chosen:
        theme.statements = _first_of_each(theme.statements)
    if revision.size() == size:
        for theme in chosen:
            own = [one for one in theme.statements if not only_names(one)] or theme.statements
            theme.statements = own[: (len(own) + 1) // 2]
    if revision.size() == size:
        revision.themes = revision.themes[: (len(revision.themes) + 1) // 2]
    revision.leave_out("for length")


def _first_of_each(statements: Sequence[Statement]) -> list[Statement]:
    kept: dict[tuple[int, ...], Statement] = {}
    for statement in statements:
        kept.setdefault(statement.markers, statement)
    return list(kept.values())


def _expand(revision: Revision, numbers: Sequence[int]) -> None:
    """Gives the entries of themes more sentences each, and those that were only named sentences of their own."""
    size = revision.size()
    for theme in [revision.themes[number] for number in numbers] or revision.themes:
        revision.tell_named(theme, _OF_NAMED)
        for entry in revision.known(revision.cited(theme.statements)).values():
            _say_more(revision, theme, entry)
    if revision.size() == size:
        revision.remark = "The notes say no more of these entries."


def _say_more(revision: Revision, theme: Theme, entry: Entry) -> None:
    """More sentences of an entry behind the statement that cites it alone; they name it where there is no such statement."""
    marker = revision.citation(entry.id).marker
    shown = [one.text for one in theme.statements if marker in one.markers]
    own = [place for place, one in enumerate(theme.statements) if one.markers == (marker,) and not only_names(one)]
    more = [one for one in revision.sentences(entry, _OF_EACH) if not any(one in text or same(one, text) for text in shown)]
    more = more[: _OF_EACH - len(own)]
    if more and own:
        theme.statements[own[-1] + 1 : own[-1] + 1] = revision.say(entry, more, named=False)
    elif more:
        theme.add(revision.say(entry, more))


def _keep_themes(revision: Revision, change: Change) -> None:
    """Keeps some themes, or all but some."""
    chosen = [theme for number, theme in enumerate(revision.themes) if number in change.themes]
    kept = chosen if change.kind == "only" else [theme for theme in revision.themes if theme not in chosen]
    if not kept:
        raise UsageError("no theme would be left; name fewer of them")
    revision.themes = kept
    told = " or ".join(f"“{theme.title}”" for theme in chosen)
    revision.leave_out(f"not in {told}" if change.kind == "only" else f"in {told}")


def _keep_years(revision: Revision, change: Change) -> None:
    """Keeps the entries of some years; those of them whose statement spoke of others, too, get one of their own."""
    shown = revision.shown()
    reasons = {one: _against(revision.citation(one).year, change) for one in shown}
    stay = {one for one in shown if not reasons[one]}
    if not stay:
        raise UsageError(f"none of the {len(shown)} entries of this overview is {_asked(change)}")
    revision.reasons |= {one: reason for one, reason in reasons.items() if reason}
    for theme in revision.themes:
        theme.statements = [kept for one in theme.statements for kept in revision.kept(one, stay)]
    revision.tell(revision.by_marker(stay - revision.shown()))


def _against(year: int | None, change: Change) -> str:
    """Why an entry of this year is not among those asked for; nothing where it is."""
    if year is None:
        return "without a year"
    if change.since is not None and year < change.since:
        return f"before {change.since}"
    return f"after {change.until}" if change.until is not None and year > change.until else ""


def _asked(change: Change) -> str:
    if change.since is None or change.until is None:
        return f"from {change.since} or later" if change.until is None else f"from {change.until} or earlier"
    return f"from {change.since}" if change.since == change.until else f"from {change.since} to {change.until}"


def _add_left_out(revision: Revision) -> None:
    """Brings back what was left out, and gives the entries that were only named statements of their own."""
    size, shown = revision.size(), revision.shown()
    for theme in revision.themes:
        revision.tell_named(theme, 1)
    revision.tell([line.entry_id for line in revision.lines if line.entry_id not in shown])
    if revision.size() == size:
        revision.remark = "Nothing was left out of which the notes say more."


def _add_outside(revision: Revision) -> None:
    """Takes the entries just outside the topic in, as a theme of their own."""
    added, revision.outside = revision.outside, []
    if not added:
        revision.remark = "No entry lies just outside the topic."
    revision.lines += added
    revision.tell([line.entry_id for line in added])
