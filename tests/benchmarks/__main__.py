"""Measurements: ``python -m tests.benchmarks NAME ...`` runs ``tests/benchmarks/NAME.py``.

Each module has ``run(argv) -> int``, prints a table and, as its last line, one JSON object.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def names() -> list[str]:
    """Every measurement there is."""
    here = Path(__file__).parent
    return sorted(
        path.stem.replace("_", "-")
        for path in here.glob("*.py")
        if not path.stem.startswith("_") and "def run(" in path.read_text(encoding="utf-8")
    )


def main(argv: list[str]) -> int:
    """Run the measurement that the first word names."""
    if not argv or argv[0] not in names():
        print("usage: ./dev bench NAME, where NAME is one of: " + ", ".join(names()))
        return 2
    module = import_module("tests.benchmarks." + argv[0].replace("-", "_"))
    code: int = module.run(argv[1:])
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
