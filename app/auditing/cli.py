"""The commands of the audit chain, as typed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

auditing = typer.Typer(no_args_is_help=True, help="Verify the audit chain; keep its head.")


@auditing.command("verify")
def verify(
    head: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A head that was kept elsewhere; may be given again."),
    ] = None,
) -> None:
    """Find any altered, missing or re-ordered act and name the first; exit 1 when there is one."""
    from app.auditing.commands import run_verify

    raise typer.Exit(run_verify(head or []))


@auditing.command("head")
def head(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write it.")],
) -> None:
    """Write the newest head, to be kept on another machine."""
    from app.auditing.commands import run_head

    raise typer.Exit(run_head(out))
