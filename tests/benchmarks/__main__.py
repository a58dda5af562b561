"""Measurements: ``python -m tests.benchmarks NAME ...`` runs ``tests/benchmarks/NAME.py``.

Each module has ``run(argv) -> int``, prints a table and, as its last line, one JSON object.
"""

from __future__ import annotations

import sys

from tests.support.named_runs import main

if __name__ == "__main__":
    sys.exit(main("benchmarks", "./dev bench", sys.argv[1:]))
