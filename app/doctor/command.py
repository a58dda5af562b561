"""What ``havn doctor`` says. Exit 0: nothing to do. 1: something is wrong, or could not be looked at."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict

from app.doctor.examine import examine
from app.doctor.findings import Finding
from app.doctor.gathering import gather
from app.doctor.telling import tell

WELL, WRONG = 0, 1


def run(*, as_json: bool, record: bool = False) -> int:
    """Gather, judge and tell; the exit code. ``record``: the watch hears of it too (app.doctor.telling)."""
    facts = gather(os.environ)
    found = examine(facts)
    wrong = sum(one.wrong for one in found)
    print(_json(found) if as_json else _text(found))
    if record and not tell(facts, wrong=wrong):
        print("error: the verdict could not be recorded, so the watch misses it", file=sys.stderr)
        return WRONG
    return WRONG if wrong else WELL


def _text(found: Sequence[Finding]) -> str:
    lines = []
    for one in found:
        lines.append(f"{one.verdict.value:<8}{one.check:<16}{one.words}")
        if one.remedy and one.verdict != "GOOD":
            lines.append(f"{'':<24}-> {one.remedy}")
    wrong = sum(one.wrong for one in found)
    lines.append(
        f"{len(found)} findings, {wrong} to act on"
        if wrong
        else f"{len(found)} findings, nothing to act on"
    )
    return "\n".join(lines)


def _json(found: Sequence[Finding]) -> str:
    told = {"good": not any(one.wrong for one in found), "findings": [asdict(one) for one in found]}
    return json.dumps(told, indent=2)
