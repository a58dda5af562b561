"""The nine questions in their order, field by field, and which key gives which answer.

Source: docs/domain.md 6.2, 6.4. A field that was passed over was not asked; ``?`` was asked and is
not known. Both are left out of what is sent, where both count as the dangerous side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

UNKNOWN = "UNKNOWN"
KEY_UNKNOWN = "?"


class Kind(Enum):
    """How a field is answered."""

    ONE = "one key, and the next field"
    COUNT = "one digit, and the next field"
    SOME = "any number of keys, then Enter"
    PLACES = "letters of a name, then Enter; Enter again for the next field"
    CLOCK = "four digits"
    WORD = "a word, then Enter"
    NOTE = "a line, then Enter"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is answered; ``question`` is its number, 0 before the nine, 10 and 11 after."""

    id: str
    question: int
    kind: Kind
    keys: Mapping[str, str] = field(default_factory=dict)
    most: int = 1
    """How many answers it takes."""


_YES_NO = MappingProxyType({"y": "YES", "j": "YES", "n": "NO"})


def _yes_no(name: str, question: int) -> Field:
    return Field(name, question, Kind.ONE, _YES_NO)


CALLERS = MappingProxyType(
    {
        "h": "SELF",
        "p": "POLICE",
        "c": "EMERGENCY_CLINIC",
        "r": "RECEPTION",
        "b": "CHILD_WELFARE",
        "f": "PRIVATE",
        "o": "OTHER",
    }
)
MUST = MappingProxyType(
    {
        "w": "WHEELCHAIR",
        "p": "MATERNITY",
        "d": "DIALYSIS",
        "m": "GP",
        "c": "EMERGENCY_CLINIC",
        "s": "ACUTE",
        "a": "ANIMAL",
        "n": "NONE",
    }
)
"""What must be there; NONE was asked and answered, and stands alone."""
LANGUAGES = MappingProxyType(
    {
        "n": "nob",
        "e": "eng",
        "a": "ara",
        "s": "som",
        "u": "ukr",
        "r": "ron",
        "p": "pol",
        "t": "tir",
        "f": "fas",
        "v": "vie",
        "h": "tha",
        "k": "kmr",
    }
)
BANDS = MappingProxyType({"a": "0-2", "b": "3-6", "c": "7-12", "d": "13-17", "e": UNKNOWN})
GENDERS = MappingProxyType({"w": "WOMAN", "k": "WOMAN", "m": "MAN", "o": "OTHER"})
FEARS = MappingProxyType({"0": "NOT", "1": "LITTLE", "2": "VERY", "3": "FOR_MY_LIFE"})
INTERPRETERS = MappingProxyType({"w": "WOMAN", "k": "WOMAN", "m": "MAN", "a": "ANY"})

FIELDS: tuple[Field, ...] = (
    Field("caller", 0, Kind.ONE, CALLERS),
    _yes_no("she_knows", 0),
    _yes_no("danger_now", 1),
    _yes_no("she_calls_back", 2),
    _yes_no("message_ok", 2),
    Field("safe_until", 2, Kind.CLOCK),
    Field("code_word", 2, Kind.WORD),
    Field("adults", 3, Kind.COUNT, {str(n): str(n) for n in range(10)}),
    Field("children", 3, Kind.SOME, BANDS, most=9),
    Field("gender", 3, Kind.ONE, GENDERS),
    _yes_no("women_only", 3),
    Field("where_now", 4, Kind.PLACES, most=1),
    Field("his", 5, Kind.PLACES, most=5),
    Field("known_there", 5, Kind.PLACES, most=5),
    Field("not_there", 5, Kind.PLACES, most=5),
    _yes_no("nationwide", 5),
    Field("self_fear", 6, Kind.ONE, FEARS),
    _yes_no("knows_location", 6),
    _yes_no("organised", 6),
    _yes_no("phone_tracked", 6),
    Field("must_have", 7, Kind.SOME, MUST, most=7),
    Field("languages", 8, Kind.SOME, LANGUAGES, most=4),
    _yes_no("reads", 8),
    Field("interpreter", 8, Kind.ONE, INTERPRETERS),
    _yes_no("search", 9),
    _yes_no("tell_shelter", 9),
    _yes_no("threat_to_kill", 10),
    _yes_no("serious_violence", 10),
    _yes_no("searching", 10),
    _yes_no("reported", 10),
    Field("call_back", 11, Kind.CLOCK),
    Field("note", 11, Kind.NOTE),
)
INDEX: Mapping[str, int] = MappingProxyType({one.id: n for n, one in enumerate(FIELDS)})
LAST_OF_NINE = INDEX["tell_shelter"]
THREAT = tuple(one.id for one in FIELDS if one.question == 10)
"""What would raise or lower the level that was assumed: Q02, Q03, Q04 and Q07 (domain 6.2)."""
NEEDED = (3, 5, 6)
"""Options are looked for as soon as each of these was asked (domain 6.5)."""
