"""The commands import and zones, as typed; what they do is imported only when one of them runs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

importing = typer.Typer(
    no_args_is_help=True, help="Bring shelters in from tables (docs/import.md)."
)
zones = typer.Typer(no_args_is_help=True, help="Draw, check and load the zones of the map.")

TablePath = Annotated[Path, typer.Argument(metavar="FILE", help="A table: CSV in UTF-8, or XLSX.")]
CsvPath = Annotated[Path, typer.Argument(metavar="FILE.csv", help="A UTF-8 table.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything and keep nothing.")]


class Table(StrEnum):
    """What the rows of a file are."""

    SHELTERS = "shelters"
    UNITS = "units"
    SERVICES = "services"
    OUT_OF_SERVICE = "out-of-service"


TableName = Annotated[Table, typer.Argument(help="What the rows are.")]


@importing.command("shelters")
def shelters(file: TablePath, dry_run: DryRun = False) -> None:
    """Shelters with their profile, policies and features; one row each."""
    _run(Table.SHELTERS, file, dry_run)


@importing.command("units")
def units(file: TablePath, dry_run: DryRun = False) -> None:
    """Rooms and flats of shelters that are in havn."""
    _run(Table.UNITS, file, dry_run)


@importing.command("services")
def services(file: TablePath, dry_run: DryRun = False) -> None:
    """Services that can be reached from shelters that are in havn."""
    _run(Table.SERVICES, file, dry_run)


@importing.command("out-of-service")
def out_of_service(file: TablePath, dry_run: DryRun = False) -> None:
    """Nights in which units cannot be used."""
    _run(Table.OUT_OF_SERVICE, file, dry_run)


@importing.command("template")
def template(table: TableName) -> None:
    """Print an empty file of that kind with one example row."""
    from app.importing.columns import Kind
    from app.importing.commands import run_template

    raise typer.Exit(run_template(Kind(table.value)))


@importing.command("columns")
def columns(table: TableName) -> None:
    """Print what each column of a file takes and means."""
    from app.importing.columns import Kind
    from app.importing.commands import run_columns

    raise typer.Exit(run_columns(Kind(table.value)))


@zones.command("validate")
def validate(file: CsvPath) -> None:
    """Say everything that is wrong with a set of zones: exit 0 without a fault, 2 with any."""
    from app.places.zone_checks import run_validate

    raise typer.Exit(run_validate(file))


@zones.command("draw")
def draw(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write them.")],
) -> None:
    """Draw the zones of Norway from its towns and municipalities, as they were drawn before."""
    from app.places.zone_drawing import run_draw

    raise typer.Exit(run_draw(out))


@zones.command("load")
def load() -> None:
    """Bring the shipped zones of Norway into the records; a second time changes nothing."""
    from app.importing.commands import run_zones_load

    raise typer.Exit(run_zones_load())


@zones.command("find")
def find(
    name: Annotated[str, typer.Argument(help="The beginning of a name.")],
) -> None:
    """Find the code of a town or municipality for the column place."""
    from app.importing.commands import run_zones_find

    raise typer.Exit(run_zones_find(name))


def _run(table: Table, file: Path, dry_run: bool) -> None:
    from app.importing.columns import Kind
    from app.importing.commands import run_import

    raise typer.Exit(run_import(Kind(table.value), file, dry_run=dry_run))
