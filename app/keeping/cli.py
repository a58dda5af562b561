"""The commands of keys, as typed; what they do is imported only when one of them runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

keys = typer.Typer(no_args_is_help=True, help="List, rotate and divide keys (docs/keys.md).")


@keys.command("list")
def list_keys() -> None:
    """Whose data keys there are, of which generation, under which master key; never a key."""
    from app.keeping.key_commands import run_list

    raise typer.Exit(run_list())


@keys.command("rotate")
def rotate(
    new_master: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Another master key instead; made when not there."),
    ] = None,
    only: Annotated[
        UUID | None, typer.Option(metavar="ID", help="Only the data key of this case or shelter.")
    ] = None,
) -> None:
    """Seal everything under new data keys, or wrap every data key under another master key."""
    from app.keeping.key_commands import run_master, run_rotate

    raise typer.Exit(run_rotate(only) if new_master is None else run_master(new_master))


@keys.command("split")
def split(
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where three files go.")],
) -> None:
    """Divide the master key among three custodians; any two of them make it whole."""
    from app.keeping.key_commands import run_split

    raise typer.Exit(run_split(out))


@keys.command("join")
def join(
    shares: Annotated[list[Path], typer.Argument(metavar="SHARE SHARE", help="Two shares.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the key goes.")],
) -> None:
    """Make the file of the master key out of two custodians' shares."""
    from app.keeping.key_commands import run_join

    raise typer.Exit(run_join(shares, out))
