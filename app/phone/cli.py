"""`havn intake` where the telephone is installed by itself; a call begins without any detour."""

from __future__ import annotations

import sys

from .taking import said_in_one_line, take_call


def main() -> None:
    """Run what the arguments name."""
    if sys.argv[1:] == [
        "intake"
    ]:  # the library of commands costs a third of the time to a question
        raise SystemExit(said_in_one_line(take_call))
    import typer

    from .typed import intake

    havn = typer.Typer(name="havn", no_args_is_help=True, pretty_exceptions_enable=False)
    havn.add_typer(intake, name="intake")

    @havn.callback()
    def _havn() -> None:
        """The telephone of havn."""

    havn()


if __name__ == "__main__":
    main()
