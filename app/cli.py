"""The command line: what to run, and nothing of how. Each command imports what it needs itself.

A plan needs no web server and a schema needs no solver, so no command pays for another's imports.
"""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.archive.cli import archive
from app.asked_to_end import clearing_away
from app.auditing.cli import auditing
from app.described.cli import api
from app.importing.cli import importing, zones
from app.keeping.cli import backup, erasing, keys, privacy, restore
from app.phone.typed import intake

app = typer.Typer(
    name="havn",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


app.add_typer(api, name="api")
app.add_typer(auditing, name="audit")
app.add_typer(archive, name="archive")
app.add_typer(importing, name="import")
app.add_typer(zones, name="zones")
app.add_typer(intake, name="intake")
app.add_typer(keys, name="keys")
app.add_typer(erasing, name="erase")
app.add_typer(privacy, name="privacy")
app.command("backup")(backup)
app.command("restore")(restore)


class WorldSize(StrEnum):
    """How large an invented world is."""

    NORWAY = "norway"
    UK = "uk"
    US = "us"


class Schema(StrEnum):
    """Of which kind of file the JSON Schema is wanted."""

    WORLD = "world"
    PLAN = "plan"


WorldPath = Annotated[Path, typer.Argument(metavar="WORLD.json", help="A world file.")]


@app.command()
def plan(
    world: WorldPath,
    out: Annotated[Path, typer.Option("--out", metavar="PLAN.json", help="Where to write it.")],
    seconds: Annotated[
        float, typer.Option(min=1.0, max=86_400.0, help="Time after which the best so far is kept.")
    ] = 600.0,
    why: Annotated[
        str | None,
        typer.Option(metavar="ID", help="A household of which every shelter is told, and why not."),
    ] = None,
) -> None:
    """Plan the night for all open households together, prove it and check it."""
    from app.worlds.commands import run_plan

    raise typer.Exit(run_plan(world, out, seconds, why))


@app.command()
def options(
    world: WorldPath,
    household: Annotated[str, typer.Option("--household", metavar="ID", help="Its id.")],
) -> None:
    """Tell safe places for one household, and why each other shelter is barred."""
    from app.worlds.commands import run_options

    raise typer.Exit(run_options(world, household))


@app.command("what-if")
def what_if(
    world: WorldPath,
    close: Annotated[str | None, typer.Option(metavar="SHELTER", help="It is closed.")] = None,
    add_like: Annotated[
        str | None, typer.Option(metavar="SHELTER", help="One more house like it.")
    ] = None,
    zone: Annotated[str | None, typer.Option(help="In which zone the new house stands.")] = None,
    units: Annotated[int | None, typer.Option(min=1, max=200, help="How many units.")] = None,
    rule: Annotated[
        str | None, typer.Option(metavar="NAME=JSON", help="Another number of the rules.")
    ] = None,
    level: Annotated[
        str | None, typer.Option(metavar="HOUSEHOLD=T1..T4", help="Another threat level.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=1.0, max=86_400.0, help="For each solve.")] = 60.0,
) -> None:
    """Solve the night with one thing changed; without a change: which one would place most."""
    from app.worlds.commands import run_what_if
    from app.worlds.what_if import WhatIfAsked

    asked = WhatIfAsked(close, add_like, zone, units, rule, level)
    raise typer.Exit(run_what_if(world, asked, seconds))


@app.command("check-plan")
def check_plan(
    world: WorldPath,
    plan_file: Annotated[Path, typer.Argument(metavar="PLAN.json", help="A plan file.")],
) -> None:
    """Judge a plan by the rules alone: exit 0 without a fault, 1 with any."""
    from app.worlds.commands import run_check_plan

    raise typer.Exit(run_check_plan(world, plan_file))


@app.command("world")
def world(
    size: Annotated[WorldSize | None, typer.Option(help="How large.")] = None,
    seed: Annotated[int, typer.Option(min=0, max=1_000_000_000, help="Which one.")] = 1,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write it.")
    ] = None,
    schema: Annotated[
        Schema | None, typer.Option(help="Print the JSON Schema of a kind of file instead.")
    ] = None,
) -> None:
    """Invent a world of shelters and households from a seed, or print a schema."""
    from app.worlds.commands import run_schema, run_world

    if schema is not None:
        raise typer.Exit(run_schema(schema))
    if size is None or out is None:
        raise typer.BadParameter("needs --size and --out, or --schema")
    raise typer.Exit(run_world(size, seed, out))


@app.command()
def up(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Where it listens.")] = 8000,
    folder: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where its data are kept.")
    ] = None,
) -> None:
    """Start database, schema, demonstration world and service; Ctrl-C stops all of it."""
    typer.echo("havn: starting", err=True)  # what follows takes seconds to import
    from app.up import Where, run_up

    raise typer.Exit(run_up(Where(port=port) if folder is None else Where(folder, port)))


@app.callback()
def settings_from(
    env: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Settings, as units read them; may be given again."),
    ] = None,
) -> None:
    """Safe shelter places for people who flee."""
    if env:
        from app.installing.private_files import FileRefused, read_environment

        try:
            for path in env:
                os.environ.update(read_environment(path))
        except FileRefused as refused:
            typer.echo(f"error: {refused}", err=True)
            raise typer.Exit(2) from None
        os.environ["HAVN_ENV_FILES"] = os.pathsep.join(str(path.absolute()) for path in env)


@app.command()
def init(
    folder: Annotated[Path, typer.Option(metavar="FOLDER", help="Where keys and settings go.")],
    origin: Annotated[str, typer.Option(metavar="URL", help="Where browsers find the service.")],
    database: Annotated[str, typer.Option(metavar="NAME", help="What it is called.")] = "havn",
    custody: Annotated[
        bool, typer.Option("--custody", help="Divide the master key: two shares of three make it.")
    ] = False,
    embedded: Annotated[
        bool, typer.Option("--embedded", help="A PostgreSQL of its own in the folder: a trial.")
    ] = False,
) -> None:
    """Install: keys, roles, database, schema, settings, and one link for the first administrator."""
    from app.installing.command import run
    from app.installing.install import Wanted

    raise typer.Exit(run(Wanted(folder, origin, database, custody, embedded)))


@app.command()
def upgrade(
    to: Annotated[Path, typer.Option(metavar="FILE", help="The offline key's public half.")],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the backup goes.")],
) -> None:
    """Bring the database to this release: backup, steps, proof; all of it or nothing."""
    from app.upgrading.command import run

    raise typer.Exit(run(out, to))


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="For a machine.")] = False,
    tell: Annotated[
        bool, typer.Option("--tell", help="Record the verdict, so that somebody hears of it.")
    ] = False,
) -> None:
    """What is not as it must be on this host and in its database; exit 1 when anything is."""
    from app.doctor.command import run
    from app.postgres import named_folder

    with named_folder(os.environ):
        raise typer.Exit(run(as_json=as_json, record=tell))


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="Where to listen; the loopback unless said.")
    ] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="On which port.")] = None,
    processes: Annotated[int, typer.Option(min=1, max=64, help="How many on that port.")] = 1,
    inherit: Annotated[str | None, typer.Option(hidden=True)] = None,
) -> None:
    """Serve the API until it is told to stop; settings from the environment."""
    from app.postgres import named_folder
    from app.processes import Inherited
    from app.serving import run, run_several

    with named_folder(os.environ):
        if processes > 1:
            raise typer.Exit(run_several(host, port, processes))
        raise typer.Exit(run(host, port, Inherited.of(inherit) if inherit else None))


@app.command("upgrade-postgres")
def upgrade_postgres(
    folder: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where the data are kept.")
    ] = None,
) -> None:
    """Take the embedded server's data to the newest PostgreSQL that is here, and keep the old ones."""
    from app.postgres import DEFAULT_FOLDER
    from app.postgres_upgrade import run_upgrade

    raise typer.Exit(run_upgrade(folder or DEFAULT_FOLDER))


@app.command()
def night() -> None:
    """Plan the night that is due, once; exit 0 planned, 1 no plan, 2 cannot, 3 another is at it."""
    from app.behind import step_back

    step_back()
    from app.nightly.command import run

    raise typer.Exit(run())


class ReportName(StrEnum):
    """Which report is wanted."""

    ANNUAL = "annual"
    QUARTERLY = "quarterly"
    EQUITY = "equity"
    STAYS = "stays"
    EXPENSES = "expenses"
    GAP = "gap"
    EXAMPLE = "example"


@app.command()
def report(
    name: Annotated[ReportName, typer.Argument(help="Which one; example is of an invented year.")],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the files go.")],
    year: Annotated[int | None, typer.Option(min=2000, max=2098, help="Which year.")] = None,
    quarter: Annotated[int | None, typer.Option(min=1, max=4, help="Which quarter of it.")] = None,
) -> None:
    """Write a report that may leave, as CSV, workbook and page; gap solves the last nights again."""
    from app.reports.commands import run, run_example

    if name is ReportName.EXAMPLE:
        raise typer.Exit(run_example(out))
    if name is not ReportName.GAP and year is None:
        raise typer.BadParameter("needs --year")
    if name is ReportName.QUARTERLY and quarter is None:
        raise typer.BadParameter("needs --quarter")
    raise typer.Exit(run(name.value, year or 0, quarter or 0, out))


@app.command()
def honey(
    handle: Annotated[str, typer.Option("--as", help="Whose call it seems to be: on-call.")],
) -> None:
    """Plant a decoy among the cases; whoever opens it raises an alarm."""
    from app.honey import run_plant

    raise typer.Exit(run_plant(handle))


@app.command()
def migrate() -> None:
    """Take the database to the newest step, as its owner (DATABASE_OWNER_URL)."""
    from app.migrate import run

    raise typer.Exit(run())


@app.command(name="first-administrator")
def first_administrator() -> None:
    """Print a one-time link with which the first administrator enrols; then one for the second."""
    from app.first_administrator import run
    from app.postgres import named_folder

    with named_folder(os.environ):
        raise typer.Exit(run())


@app.command(name="recover-administrator")
def recover_administrator(
    handle: Annotated[str, typer.Option("--as", help="the work name of the administrator")],
) -> None:
    """Print a one-time link for an administrator, only when no two administrators can act."""
    from app.postgres import named_folder
    from app.recover_administrator import run

    with named_folder(os.environ):
        raise typer.Exit(run(handle))


def main() -> None:
    """Run the command that the arguments name."""
    with clearing_away():
        app()


if __name__ == "__main__":
    main()
