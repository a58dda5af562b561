"""Behind those who answer callers, in the machine's eyes: asked before anything large is imported.

What a plan needs takes seconds to import, and at the usual rank those seconds are a caller's.
"""

from __future__ import annotations

import os

NICE = 10
"""Whoever takes a call comes first on the same machine."""


def step_back() -> None:
    """This process, and whatever it starts, comes after those who answer."""
    os.setpriority(os.PRIO_PROCESS, 0, max(NICE, os.getpriority(os.PRIO_PROCESS, 0)))
