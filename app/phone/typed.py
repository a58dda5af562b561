"""The commands as they are typed, with their help and completions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, NoReturn

import typer

from .taking import said_in_one_line, take_call, the_device

intake = typer.Typer(
    name="intake",
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    help="Take a call: nine answers, two minutes, three safe options.",
)


def _done(act: Callable[[], None]) -> NoReturn:
    raise typer.Exit(said_in_one_line(act))


@intake.callback()
def call(context: typer.Context) -> None:
    """Take a call: nine answers, two minutes, three safe options."""
    if context.invoked_subcommand is None:
        _done(take_call)


@intake.command()
def enrol(
    service: Annotated[str, typer.Option(help="https:// and the name of the service.")],
    code: Annotated[str, typer.Option(help="The one-time code.", prompt=True)],
    pin: Annotated[
        str,
        typer.Option(
            help="Six digits or more.",
            prompt="PIN for this device",
            hide_input=True,
            confirmation_prompt=True,
        ),
    ],
) -> None:
    """Make this device one of the service's, by a one-time code."""
    from .enrolling import enrol as enrol_

    _done(lambda: enrol_(service, code, pin))


@intake.command()
def send() -> None:
    """Send what waits sealed; exit 75 while something still waits."""
    from .commands import send_waiting

    _done(lambda: send_waiting(the_device()))


@intake.command()
def calls() -> None:
    """Show open calls and promised call-backs with their times."""
    from .commands import show_calls

    _done(lambda: show_calls(the_device()))


@intake.command("hand-over")
def hand_over(
    to: Annotated[str, typer.Option(help="The work name of whoever comes on duty.")],
) -> None:
    """Hand all open calls to the next shift in one act."""
    from .commands import hand_over_shift

    _done(lambda: hand_over_shift(the_device(), to))


@intake.command()
def fallback() -> None:
    """Print the list for when the line is down: switchboard and levels, no places."""
    from .commands import print_list

    _done(lambda: print_list(the_device()))


@intake.command()
def status() -> None:
    """Show what became of referrals: received, in progress or closed."""
    from .commands import show_status

    _done(lambda: show_status(the_device()))


@intake.command()
def forget(
    sure: Annotated[bool, typer.Option("--sure", help="Really.")] = False,
) -> None:
    """Remove this device's token, its lock and all that is sealed to it; what waits stays."""
    from .commands import forget_device

    _done(lambda: forget_device(sure))
