"""What goes out, and what every way of sending promises."""

from __future__ import annotations

from typing import Protocol

TEXT = "New task."
"""All that ever leaves: who reads along learns neither of whom nor of what (security 2, AT01)."""


class NotSent(Exception):
    """It did not go out; its text holds no address."""


class Sender(Protocol):
    """One way in which one person hears that there is a new task."""

    def send(self) -> None:
        """Tell that person.

        Raises
        ------
        NotSent
            When it did not go out; it is tried again.
        """
