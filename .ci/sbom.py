"""The bill of materials: every locked package with its hashes and licence, as CycloneDX 1.6 JSON.

Read from the two lock files and from the metadata of what is installed; nothing is asked of any host.
The same locks give the same bytes: no time and no serial number.
"""

from __future__ import annotations

import json
import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
LONGEST = 200
"""Some packages put a whole licence where its name belongs."""

Pins = dict[tuple[str, str], list[str]]


def pins(lock: Path) -> Pins:
    """The hashes of every package of a lock file, by name and version: another Python, another one."""
    found: Pins = {}
    last: list[str] = []
    for line in lock.read_text(encoding="utf-8").splitlines():
        if pin := PIN.match(line):
            last = found[pin[1], pin[2]] = []
        if digest := HASH.search(line):
            last.append(digest[1])
    return found


def licence(name: str, version: str) -> str | None:
    """What the installed package of this version says; None when it is not installed or silent."""
    try:
        told = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None
    if told.version != version:
        return None
    classified = [
        one.rsplit(" :: ", 1)[1]
        for one in told.metadata.get_all("Classifier") or []
        if one.startswith("License :: ") and one != "License :: OSI Approved"
    ]
    plain = told.metadata.get("License-Expression") or told.metadata.get("License") or ""
    short = plain.strip() if len(plain) <= LONGEST and "\n" not in plain.strip() else ""
    return short or (classified[0] if classified else None)


def bill() -> dict[str, object]:
    """All of it: what the service runs on is required, what only works on it is excluded."""
    runs, works = pins(ROOT / "requirements.lock"), pins(ROOT / "requirements-dev.lock")
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": "havn", "bom-ref": "havn"},
        },
        "components": [
            _component(*pin, hashes, runs=pin in runs)
            for pin, hashes in sorted({**works, **runs}.items())
        ],
    }


def _component(name: str, version: str, hashes: list[str], *, runs: bool) -> dict[str, object]:
    ref = f"pkg:pypi/{name}@{version}"
    told = licence(name, version)
    return {
        "type": "library",
        "bom-ref": ref,
        "name": name,
        "version": version,
        "scope": "required" if runs else "excluded",
        "purl": ref,
        "hashes": [{"alg": "SHA-256", "content": one} for one in sorted(hashes)],
        **({"licenses": [{"license": {"name": told}}]} if told else {}),
    }


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, indent=1, sort_keys=True)
    print()
