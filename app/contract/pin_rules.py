"""What a PIN must be: six digits and more, and not what somebody at a shared device tries first."""

from __future__ import annotations

from itertools import pairwise

SHORTEST, LONGEST = 6, 10
FEWEST_DIGITS = 3
"""Different ones."""


def fault(pin: str) -> str | None:
    """Which rule it breaks, as one closed word; None when it may be used."""
    if len(set(pin)) < FEWEST_DIGITS:
        return "too_few_digits"
    steps = {int(b) - int(a) for a, b in pairwise(pin)}
    if steps in ({1}, {-1}) or pin in pin[1:] + pin[:-1] or _is_a_day(pin):
        return "known_pin"
    return None


def _is_a_day(pin: str) -> bool:
    """Whether it may be a birthday: day, month and year, or the other way round."""
    if len(pin) not in (6, 8):
        return False
    first, second, last = int(pin[:2]), int(pin[2:4]), int(pin[-2:])
    written = 1 <= first <= 31 and 1 <= second <= 12
    turned = 1 <= int(pin[-4:-2]) <= 12 and 1 <= last <= 31
    return written or turned
