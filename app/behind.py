"""Behind those who answer callers, in the machine's eyes.

The night steps back before it imports anything: what a plan needs takes seconds to import, and at the
usual rank those seconds are a caller's.
"""

from __future__ import annotations

import os

NICE = 10
"""Whoever takes a call comes first on the same machine."""


def step_back(to: int = NICE) -> None:
    """This process, and whatever it starts, comes after those who answer; it never comes forward."""
    os.setpriority(os.PRIO_PROCESS, 0, max(to, os.getpriority(os.PRIO_PROCESS, 0)))
