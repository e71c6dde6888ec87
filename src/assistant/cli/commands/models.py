"""Which models may be used; fetching and checking those that run on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from assistant.cli.options import ERR, Home, Json, Notes, open_assistant, out_console, print_json
from assistant.cli.terminal import progress_bar
from assistant.errors import UsageError
from assistant.models.check import check
from assistant.models.fetch import Fetched, Wish, fetch
from assistant.models.hub import Hub
from assistant.models.offered import Offered, folders, offered
from assistant.models.record import as_document, given_hashes
from assistant.settings import Settings, expanded
from assistant.spending.ledger import Spending, spent

models = typer.Typer(
    help="Which models may be used, with prices and what was spent; `fetch` brings one, `check` examines those on this machine."
)


@models.callback(invoke_without_command=True)
def listing(context: typer.Context, as_json: Json = False, notes: Notes = None, home: Home = None) -> None:
    """Which models may be used, with prices and what was spent; `fetch` brings one, `check` examines those on this machine."""
    if context.invoked_subcommand:
        if as_json or notes or home:
            raise UsageError(f"put --json, --notes and --home behind `models {context.invoked_subcommand}`")
        return
    settings = open_assistant(notes, home, build=False).settings
    found, told = offered(settings)
    taken = spent(settings.home)
    if as_json:
        print_json(
            {
                "models": [one.to_json() for one in found],
                "note": told,
                "spent": _spent_document(taken),
                "prices": str(settings.home / "prices.toml"),
            }
        )
    else:
        _print(found, told, taken, settings)


def _print(found: list[Offered], told: str, taken: Spending, settings: Settings) -> None:
    console = out_console()
    for line in _rows(found):
        console.print(escape(line), soft_wrap=True)
    if not any(one.in_use and one.kind == "chat" for one in found):
        none = told or "no chat model is configured (set OPENAI_API_KEY, OPENAI_BASE_URL, or ASSISTANT_MODEL to a .gguf file)"
        console.print(escape(f"{none}; answers are made of the notes' own words"), soft_wrap=True)
    elif told:
        console.print(escape(told), soft_wrap=True)
    console.print("* in use; prices for a million tokens: read / from the cache / written", style="dim", soft_wrap=True)
    console.print(f"spent today: {taken.today.told()}; in all: {taken.total.told()}", soft_wrap=True)
    console.print(escape(f"prices of your own: {settings.home / 'prices.toml'}"), style="dim", soft_wrap=True)


def _rows(found: list[Offered]) -> list[str]:
    """A line a model: whether it is in use, what for, its name, its price, the setting that chooses it."""
    cells = [
        ("*" if one.in_use else " ", one.kind, one.name, one.price.told() if one.price else "price not known", one.setting) for one in found
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(4)]
    return ["  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]) for row in cells]


def _spent_document(taken: Spending) -> dict[str, Any]:
    one = {"today": taken.today, "total": taken.total}
    each = {"days": taken.days, "models": taken.models}
    return {
        **{name: spent.to_json() for name, spent in one.items()},
        **{name: [{"name": key, **spent.to_json()} for key, spent in rows] for name, rows in each.items()},
    }


@models.command(name="fetch")
def fetch_model(
    name: Annotated[str, typer.Argument(help="The model's name on the hub, such as sentence-transformers/all-MiniLM-L6-v2.")],
    hub: Annotated[str, typer.Option("--hub", metavar="URL", help="The hub to ask, such as https://huggingface.co; no other is.")],
    revision: Annotated[str, typer.Option("--revision", help="A commit, a tag or a branch; what it is now is recorded.")] = "main",
    file: Annotated[
        str | None, typer.Option("--file", help="The ONNX file to take where there are several, such as onnx/model_int8.onnx.")
    ] = None,
    sha256: Annotated[
        list[str] | None, typer.Option("--sha256", metavar="FILE=HEX", help="What a file must have; can be given several times.")
    ] = None,
    manifest: Annotated[
        Path | None,
        typer.Option("--manifest", parser=expanded, metavar="FILE", help="A file of such hashes: a fetched.json, or as sha256sum prints."),
    ] = None,
    as_json: Json = False,
    notes: Notes = None,
    home: Home = None,
) -> None:
    """Fetch an ONNX model (sentence embeddings, or a cross-encoder) into the home folder, and check it."""
    base = open_assistant(notes, home, build=False).settings.home
    wish = Wish(name, revision, file, given_hashes(sha256 or (), manifest))
    with progress_bar(ERR) as progress:
        fetched = fetch(base, Hub(hub), wish, progress)
    checked = check(fetched.folder)
    if as_json:
        told = {"unverified": list(fetched.unverified), "was_there": fetched.was_there, "ok": checked.ok, "told": checked.told}
        print_json({"folder": str(fetched.folder), "setting": checked.setting, **told, "record": as_document(fetched.record)})
    else:
        _print_fetched(fetched)
    if not checked.ok:
        raise checked.error()
    if not as_json:
        out_console().print(escape(f"{checked.told}\nuse it with\n{checked.setting}"), soft_wrap=True)


def _print_fetched(fetched: Fetched) -> None:
    console, record = out_console(), fetched.record
    what = "is there already" if fetched.was_there else "fetched"
    licence = f", licence {record.licence}" if record.licence else ", the hub names no licence"
    console.print(escape(f"{record.name} at {record.commit} {what}: {fetched.folder}{licence}"), soft_wrap=True)
    if fetched.unverified:
        console.print(
            escape(f"no SHA-256 was known beforehand of {', '.join(fetched.unverified)}; what came is recorded in fetched.json"),
            soft_wrap=True,
        )


@models.command(name="check")
def check_models(
    folder: Annotated[Path | None, typer.Argument(parser=expanded, help="A model's folder; without one, all on this machine.")] = None,
    as_json: Json = False,
    notes: Notes = None,
    home: Home = None,
) -> None:
    """Examine models on this machine: files as fetched, it loads, and tells a known pair apart."""
    settings = open_assistant(notes, home, build=False).settings
    kind, _, named = settings.embedding.partition(":")
    set_up = [*([expanded(named)] if kind == "onnx" else []), *([settings.cross_encoder] if settings.cross_encoder else [])]
    found = [check(one) for one in ([folder] if folder else dict.fromkeys([*folders(settings.home), *set_up]))]
    console = out_console()
    if as_json:
        print_json([{"folder": str(one.folder), "kind": one.kind, "ok": one.ok, "told": one.told, "setting": one.setting} for one in found])
    elif not found:
        console.print(
            escape(f"no models in {settings.home / 'models'}; `assistant models fetch NAME --hub URL` brings one"), soft_wrap=True
        )
    else:
        for one in found:
            console.print(
                f"{'[green]ok  [/green]' if one.ok else '[red]MEND[/red]'} {escape(f'{one.folder} ({one.kind}): {one.told}')}",
                soft_wrap=True,
            )
    if any(not one.ok for one in found):
        raise SystemExit(1)
