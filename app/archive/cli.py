"""The commands of the archive, as typed; what they do is imported only when one of them runs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

archive = typer.Typer(
    no_args_is_help=True, help="Base backups and the log after them (docs/operate/backup.md)."
)

FilePath = Annotated[Path, typer.Option(metavar="FILE")]
Files = Annotated[Path, typer.Option(metavar="FOLDER", help="Base backups and log; copy at will.")]
Keys = Annotated[Path, typer.Option(metavar="FOLDER", help="Keys of epochs; keep only this one.")]
Home = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where the data are kept.")]


def _home(said: Path | None) -> Path:
    from app.postgres import DEFAULT_FOLDER

    return said or DEFAULT_FOLDER


@archive.command("begin")
def begin(to: FilePath, files: Files, keys: Keys, folder: Home = None) -> None:
    """Archive from now on, for that offline key's public half, into two folders."""
    from app.archive.commands import run_begin

    raise typer.Exit(run_begin(to, files, keys, folder=_home(folder)))


@archive.command("base")
def base(
    keep_days: Annotated[int, typer.Option(min=1, help="Older epochs go.")] = 7,
    if_erased: Annotated[
        bool, typer.Option("--if-erased", help="Only when the archive knows who was erased.")
    ] = False,
    folder: Home = None,
) -> None:
    """Take a base backup, prove it, and let go of what is too old or knows who was erased."""
    from app.archive.commands import run_base

    raise typer.Exit(run_base(keep_days=keep_days, if_erased=if_erased, folder=_home(folder)))


@archive.command("restore")
def restore(
    files: Files,
    keys: Keys,
    identity: Annotated[Path, typer.Option(metavar="FILE", help="The offline key's private half.")],
    ring: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The newest key ring of havn backup.")
    ] = None,
    at: Annotated[
        datetime | None, typer.Option(metavar="TIME", help="UTC; the newest moment unless said.")
    ] = None,
    superuser: Annotated[
        str, typer.Option(metavar="NAME", help="Of the lost server, when it was one of your own.")
    ] = "postgres",
    folder: Home = None,
) -> None:
    """Bring the database of a moment back into an empty folder, and prove it."""
    from app.archive.commands import Wanted, run_recover

    moment = None if at is None else at.replace(tzinfo=at.tzinfo or UTC)
    wanted = Wanted(files, keys, identity, ring, moment, superuser)
    raise typer.Exit(run_recover(wanted, folder=_home(folder)))


@archive.command("look")
def look(
    files: Files,
    minutes: Annotated[float, typer.Option(min=0.1, help="Older than that is silent.")] = 5.0,
) -> None:
    """Say how old the newest piece is; exit 1 when the archive is silent."""
    from app.archive.commands import run_look

    raise typer.Exit(run_look(files, minutes))
