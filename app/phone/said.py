"""What a command says when it cannot: one line each, and an exit code."""

from __future__ import annotations

WAITING = 75
"""Exit code while something still waits to be sent (EX_TEMPFAIL)."""
NOT_ENROLLED = "This device is not enrolled: havn intake enrol --service URL --code CODE"
REVOKED = "This device's token was revoked: ask for a new code, then havn intake enrol."
DOWN = "The service does not answer: nothing is lost, try again or use the printed list."
TOO_NEW = "The service is newer than this program: install the newest havn intake."
NOT_SAFE = "A service is named by https://, or http:// on this machine alone."
NO_TERMINAL = "A call needs a terminal with a keyboard."


class Said(Exception):
    """Something to be said in one line before the program ends."""

    def __init__(self, line: str, code: int = 1) -> None:
        """The line, and the exit code."""
        super().__init__(line)
        self.code = code
