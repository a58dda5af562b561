"""What is counted, in closed words: the subjects of a report and the words that each of them has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from models.words import CountOf, DeclineReason, Departure, Payer, ReferrerKind, RefusalReason

ALL = "ALL"
UNKNOWN = "UNKNOWN"
NONE = "NONE"
"""No decline, no refusal."""
NOT_KEPT = "NOT_KEPT"
"""Of a case that was erased before this was counted."""
NOT_NAMED = "NOT_NAMED"
"""An expense for which no organisation was named; no code name holds the blank that follows it."""
OTHERWISE = "OTHERWISE"
"""What a table does not tell line by line."""
CLASSES = ("P1", "P2", "P3", "P4", "NO_CLASS")
WAITS: Mapping[str, timedelta] = MappingProxyType(
    {
        "UNDER_1_HOUR": timedelta(hours=1),
        "UNDER_4_HOURS": timedelta(hours=4),
        "UNDER_24_HOURS": timedelta(hours=24),
    }
)
LATER, NEVER = "LATER", "NOT_AT_ALL"
BANDS = (*WAITS, LATER, NEVER)
NIGHTS: Mapping[str, int] = MappingProxyType(
    {"UNDER_8_NIGHTS": 8, "UNDER_31_NIGHTS": 31, "UNDER_91_NIGHTS": 91, "UNDER_366_NIGHTS": 366}
)
LONGER = "LONGER"
MOVES = ("NO_MOVE", "ONE_MOVE", "TWO_MOVES", "MORE_MOVES")
STEPS = ("NOT_OFFERED", "OFFERED", "ACCEPTED")


def of_class(priority: str, band: str) -> str:
    """One word for both: a wait within a class."""
    return f"{priority} {band}"


def not_named(payer: Payer) -> str:
    """One word for both: no organisation, and the kind of payer."""
    return f"{NOT_NAMED} {payer.value}"


NEVER_SHOWN = frozenset({RefusalReason.SEPARATION})
"""It would tell of somebody else who lives there; counted as OTHER."""
WORDS: Mapping[CountOf, tuple[str, ...]] = MappingProxyType(
    {
        CountOf.REFERRER: (*(kind.value for kind in ReferrerKind), UNKNOWN),
        CountOf.STEP: STEPS,
        CountOf.FIRST_OPTION: tuple(of_class(c, b) for c in CLASSES for b in BANDS),
        CountOf.FIRST_BED: tuple(of_class(c, b) for c in CLASSES for b in BANDS),
        CountOf.DECLINE: (NONE, *(reason.value for reason in DeclineReason)),
        CountOf.REFUSAL: (NONE, *(r.value for r in RefusalReason if r not in NEVER_SHOWN)),
        CountOf.NIGHTS: (*NIGHTS, LONGER),
        CountOf.MOVES: MOVES,
        CountOf.LEFT: tuple(departure.value for departure in Departure),
    }
)
OF_CASES = (
    CountOf.REFERRER,
    CountOf.STEP,
    CountOf.FIRST_OPTION,
    CountOf.FIRST_BED,
    CountOf.DECLINE,
    CountOf.REFUSAL,
)
"""Each case that was received stands once in each of these tables."""
OF_STAYS = (CountOf.NIGHTS, CountOf.MOVES, CountOf.LEFT)
"""Each case that left its last place stands once in each of these."""


def wait(waited: timedelta | None) -> str:
    """The band of a wait; None never came."""
    if waited is None:
        return NEVER
    return next((word for word, end in WAITS.items() if waited < end), LATER)


def nights(number: int) -> str:
    """The band of so many nights."""
    return next((word for word, end in NIGHTS.items() if number < end), LONGER)


def moves(number: int) -> str:
    """How often she moved, three times and more as one."""
    return MOVES[min(number, len(MOVES) - 1)]
