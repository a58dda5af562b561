"""The profile of the country in which this installation works: clocks, kinds, labels, sums, teams.

An installation is in one country, which ``HAVN_COUNTRY`` names; nothing of it is said anywhere else.
Source: docs/domain.md O31; issue of the life of a stay 11.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from matching.explain_words import Words
from matching.vocabulary import ShelterKind
from models.words import ExpenseKind, LegalTrack

COUNTRIES = ("NO", "BE")
SETTING = "HAVN_COUNTRY"


class UnknownCountry(ValueError):
    """There is no profile of that country, or one that is not whole."""


@dataclass(frozen=True, slots=True)
class TrackClock:
    """How long a legal track lasts at most: in months or in days."""

    months: int | None
    days: int | None
    renewable: bool


@dataclass(frozen=True, slots=True)
class Team:
    """A standing team that the country has, to be entered with its people."""

    code_name: str
    municipality: str


@dataclass(frozen=True, slots=True)
class RuleChanges:
    """The rule set to begin with: which numbers differ from the defaults, and why."""

    name: str
    because: str
    numbers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Country:
    """What differs from one country to the next. Unit of sums: hundredths of its money."""

    code: str
    currency: str
    time_zone: str
    languages: tuple[str, ...]
    dual_control_ore: int
    refund_from_ore: int
    kinds: frozenset[ShelterKind]
    clocks: Mapping[LegalTrack, TrackClock]
    teams: tuple[Team, ...]
    next_steps: Mapping[LegalTrack, Words]
    rule_set: RuleChanges
    labels: Mapping[str, Mapping[str, Mapping[str, str]]]
    """By language and list: the label of each word."""


def this_country() -> Country:
    """The country of this installation; Norway when nothing is set.

    Raises
    ------
    UnknownCountry
        When there is no such profile.
    """
    return profile(os.environ.get(SETTING, COUNTRIES[0]))


@cache
def profile(code: str) -> Country:
    """The profile of that country, read once.

    Raises
    ------
    UnknownCountry
        When there is none, or it is not whole.
    """
    if code not in COUNTRIES:
        raise UnknownCountry("no profile of that country")
    file = files("app.countries") / f"{code.lower()}.toml"
    return read(tomllib.loads(file.read_text(encoding="utf-8")))


def read(said: Mapping[str, Any]) -> Country:
    """A profile as it is written.

    Raises
    ------
    UnknownCountry
        When a word has no label in one of its languages, or a part is missing.
    """
    try:
        found = _read(said)
    except (KeyError, ValueError, TypeError):
        raise UnknownCountry("a part of the profile is missing or is no word of ours") from None
    wanted = {
        "kind": {kind.value for kind in found.kinds},
        "legal_track": {track.value for track in LegalTrack},
        "expense": {kind.value for kind in ExpenseKind},
    }
    for language in found.languages:
        told = {name: set(words) for name, words in found.labels[language].items()}
        if told != wanted:
            raise UnknownCountry(f"{language} does not label each word once")
    return found


def _read(said: Mapping[str, Any]) -> Country:
    return Country(
        code=said["code"],
        currency=said["currency"],
        time_zone=said["time_zone"],
        languages=tuple(said["languages"]),
        dual_control_ore=said["dual_control_ore"],
        refund_from_ore=said["refund_from_ore"],
        kinds=frozenset(ShelterKind(kind) for kind in said["kinds"]),
        clocks=MappingProxyType(
            {
                LegalTrack(track): TrackClock(one.get("months"), one.get("days"), one["renewable"])
                for track, one in said["clocks"].items()
            }
        ),
        teams=tuple(Team(one["code_name"], one["municipality"]) for one in said["teams"]),
        next_steps=MappingProxyType(
            {LegalTrack(track): Words(**one) for track, one in said["next_steps"].items()}
        ),
        rule_set=RuleChanges(**said["rule_set"]),
        labels=said["labels"],
    )
