"""What a check finds, in plain words and without any value of a setting that is secret."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How it stands. Whatever could not be looked at counts as a fault."""

    GOOD = "GOOD"
    NOTE = "NOTE"
    """Nothing is wrong, and somebody should know."""
    UNKNOWN = "UNKNOWN"
    FAULT = "FAULT"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found, and what to do about it."""

    check: str
    verdict: Verdict
    words: str
    remedy: str = ""

    @property
    def wrong(self) -> bool:
        """Whether somebody has to act before people rely on this installation."""
        return self.verdict in (Verdict.FAULT, Verdict.UNKNOWN)


def good(check: str, words: str) -> list[Finding]:
    """Nothing to do."""
    return [Finding(check, Verdict.GOOD, words)]


def note(check: str, words: str, remedy: str = "") -> list[Finding]:
    """Nothing is wrong, and somebody should know."""
    return [Finding(check, Verdict.NOTE, words, remedy)]


def fault(check: str, words: str, remedy: str) -> list[Finding]:
    """Somebody has to act."""
    return [Finding(check, Verdict.FAULT, words, remedy)]


def unknown(check: str, words: str, remedy: str) -> list[Finding]:
    """It could not be looked at."""
    return [Finding(check, Verdict.UNKNOWN, words, remedy)]
