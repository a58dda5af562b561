"""Text that no spreadsheet takes for a formula (security AT10)."""

from __future__ import annotations

QUOTE = "'"
LEADS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""By which a spreadsheet begins to compute; the wide ones in some languages too."""


def guarded(text: str) -> str:
    """The text with a quote before it where it would be computed; ``plain_again`` takes it off."""
    bare = text.lstrip(QUOTE).lstrip(" ")
    return QUOTE + text if bare.startswith(LEADS) else text


def plain_again(text: str) -> str:
    """What was guarded."""
    bare = text.lstrip(QUOTE).lstrip(" ")
    return text[1:] if text.startswith(QUOTE) and bare.startswith(LEADS) else text
