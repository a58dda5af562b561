"""Drills: ``python -m tests.drills NAME ...`` runs ``tests/drills/NAME.py``, for real and on this machine.

Each module has ``run(argv) -> int``: it makes what it needs in a folder of its own, says each step in
one line while it does it, and leaves nothing behind. Exit 0: everything was as it must be. A test in
``tests/drills/test_drills.py`` runs each of them as a person would.
"""

from __future__ import annotations

import sys

from tests.support.named_runs import main

if __name__ == "__main__":
    sys.exit(main("drills", "./dev drill", sys.argv[1:]))
