"""The country of this installation, as everybody who signs in may know it."""

from __future__ import annotations

from typing import Annotated

from app.contract.base import Of, Told, Value
from matching.vocabulary import ShelterKind
from models.words import LegalTrack


class ClockTold(Value):
    """How long a legal track lasts at most."""

    track: LegalTrack
    months: int | None
    days: int | None
    renewable: bool


class Label(Value):
    """What one word of one list is called in one language."""

    language: str
    listing: str
    word: str
    label: str


class TeamToEnter(Value):
    """A standing team that the country has; ``POST /local-teams`` enters it."""

    code_name: str
    municipality: str


class RulesToBegin(Value):
    """The rule set to begin with: numbers that differ from the defaults, and why."""

    name: str
    because: str
    numbers: dict[str, int | float | list[int | float]]


class CountryTold(Told):
    """Everything that differs from one country to the next."""

    code: Annotated[str, Of("country")]
    currency: Annotated[str, Of("country")]
    clock: Annotated[str, Of("country")]
    languages: Annotated[list[str], Of("country")]
    kinds: Annotated[list[ShelterKind], Of("country")]
    clocks: Annotated[list[ClockTold], Of("country")]
    labels: Annotated[list[Label], Of("country")]
    teams: Annotated[list[TeamToEnter], Of("country")]
    rule_set: Annotated[RulesToBegin, Of("country")]
