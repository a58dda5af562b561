"""A world that is not there, as lines at a terminal; each answer says first that it is no plan."""

from __future__ import annotations

from collections.abc import Iterator

from matching.single_changes import Ranking
from matching.what_if import Difference

NO_PLAN = "WHAT IF: this is no plan; nothing in it can be carried out"


def difference_lines(found: Difference) -> Iterator[str]:
    """Who would be without a bed, and who elsewhere."""
    yield NO_PLAN
    yield ""
    yield f"{'without a bed':<16}{'now':>6}{'then':>6}"
    pairs = zip(found.unplaced_before, found.unplaced_after, strict=True)
    for name, (before, after) in zip(("P1", "P2", "P3"), pairs, strict=True):
        yield f"{name:<16}{before:>6}{after:>6}"
    yield ""
    for one in found.moved:
        yield f"{one.household}: {one.before or 'no bed'} -> {one.after or 'no bed'}"
    if not found.moved:
        yield "nobody would be elsewhere"


def helpful_lines(found: Ranking) -> Iterator[str]:
    """Which single changes would give more households a bed."""
    yield NO_PLAN
    yield ""
    for one in found.best:
        change, (p1, p2, p3) = one.change, one.gained
        parts = [change.kind, change.shelter, change.zone, change.unit, change.feature]
        words = " ".join(str(part) for part in parts if part)
        yield f"{words}: P1 {p1:+d}  P2 {p2:+d}  P3 {p3:+d}"
    if not found.best:
        yield "no single change would give anybody a bed who has none"
