"""A folder of programs that are run by name: each module has ``run(argv) -> int``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def names(folder: str) -> list[str]:
    """Every program of that folder of tests."""
    return sorted(
        path.stem.replace("_", "-")
        for path in (ROOT / "tests" / folder).glob("*.py")
        if not path.stem.startswith("_") and "def run(" in path.read_text(encoding="utf-8")
    )


def main(folder: str, command: str, argv: list[str]) -> int:
    """Run the program that the first word names, and return its exit code."""
    if not argv or argv[0] not in names(folder):
        print(f"usage: {command} NAME, where NAME is one of: " + ", ".join(names(folder)))
        return 2
    module = import_module(f"tests.{folder}.{argv[0].replace('-', '_')}")
    code: int = module.run(argv[1:])
    return code
