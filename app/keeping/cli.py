"""The commands of keys, erasure and backup, as typed; what they do is imported only when one of them runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

keys = typer.Typer(no_args_is_help=True, help="List, rotate and divide keys (docs/keys.md).")

FilePath = Annotated[Path, typer.Option(metavar="FILE")]

privacy = typer.Typer(no_args_is_help=True, help="For the data-protection officer.")
erasing = typer.Typer(no_args_is_help=True, help="Erase cases whose time is over.")


@keys.command("list")
def list_keys() -> None:
    """Whose data keys there are, of which generation, under which master key; never a key."""
    from app.keeping.key_commands import run_list

    raise typer.Exit(run_list())


@keys.command("make")
def make(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the key goes.")],
) -> None:
    """Make a master key; nothing hangs on it until it takes the place of the one before."""
    from app.keeping.key_commands import run_make

    raise typer.Exit(run_make(file))


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


@erasing.command("due")
def due() -> None:
    """Erase every case whose time is over: its keys, and every row of her."""
    from app.keeping.erase_commands import run_due

    raise typer.Exit(run_due())


@erasing.command("case")
def case(
    name: Annotated[str, typer.Argument(metavar="CODE-NAME", help="The case's code name.")],
    by: Annotated[str, typer.Option(metavar="HANDLE", help="Who decided it.")],
    second: Annotated[str, typer.Option(metavar="HANDLE", help="Who decided it as well.")],
) -> None:
    """Erase one case that two people decided to erase before its time."""
    from app.keeping.erase_commands import run_case

    raise typer.Exit(run_case(name, by, second))


@keys.command("offline")
def offline(private: FilePath, public: FilePath) -> None:
    """Make the offline key of the backup; its private half belongs on no machine that serves."""
    from app.keeping.backup_commands import run_offline

    raise typer.Exit(run_offline(private, public))


def backup(
    to: Annotated[Path, typer.Option(metavar="FILE", help="The offline key's public half.")],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the files go.")],
    keys_only: Annotated[
        bool, typer.Option("--keys-only", help="Only the key ring, as after an erasure.")
    ] = False,
    keep: Annotated[
        int | None,
        typer.Option(metavar="DAYS", min=1, help="Then remove rows that are older than that."),
    ] = None,
) -> None:
    """Write two encrypted files: all rows without keys, and the key ring in place of the last."""
    from app.keeping.backup_commands import run_backup

    raise typer.Exit(run_backup(out, to, ring_only=keys_only, keep_days=keep))


def restore(
    data: FilePath,
    keys: FilePath,
    identity: Annotated[Path, typer.Option(metavar="FILE", help="The offline key's private half.")],
    drill: Annotated[
        bool, typer.Option("--drill", help="Into a database that is thrown away afterwards.")
    ] = False,
) -> None:
    """Restore into an empty database and prove it: rows, seals, bookings, audit chain."""
    from app.keeping.backup_commands import run_restore

    raise typer.Exit(run_restore(data, keys, identity, trial=drill))


@privacy.command("breach")
def breach(
    since: Annotated[str, typer.Option(metavar="TIME", help="2026-11-26 or 2026-11-26T14:30.")],
    until: Annotated[str, typer.Option(metavar="TIME", help="The first moment after it.")],
    account: Annotated[
        str | None, typer.Option(metavar="HANDLE", help="Only what this account did.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a machine.")] = False,
) -> None:
    """Who did and read what, when and why, from the audit chain; never any content."""
    from app.keeping.privacy_commands import run_breach

    raise typer.Exit(run_breach(since, until, account, as_json=as_json))


@privacy.command("processing")
def processing() -> None:
    """The record of processing activities, out of the records and the matrix."""
    from app.keeping.privacy_commands import run_processing

    raise typer.Exit(run_processing())
