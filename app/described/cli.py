"""The command api, as typed; what it does is imported only when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

api = typer.Typer(
    no_args_is_help=True, help="The OpenAPI file, and what breaks those who use it (docs/api)."
)


@api.command("describe")
def describe(
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it there instead of printing it.")
    ] = None,
    breaking: Annotated[
        bool, typer.Option("--breaking", help="Even when that breaks whoever used the old file.")
    ] = False,
) -> None:
    """Tell the API as OpenAPI 3.1; exit 1 when it would break who uses the file that is there."""
    from app.described.commands import run_describe

    raise typer.Exit(run_describe(out, breaking=breaking))


@api.command("breaks")
def breaks(
    old: Annotated[Path, typer.Argument(metavar="OLD.json", help="What you were written for.")],
    new: Annotated[
        Path | None, typer.Argument(metavar="NEW.json", help="Without it: this version.")
    ] = None,
) -> None:
    """Say what breaks whoever was written for the old description: exit 0 nothing, 1 something."""
    from app.described.commands import run_breaks

    raise typer.Exit(run_breaks(old, new))
