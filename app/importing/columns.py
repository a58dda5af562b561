"""The columns of each kind of file: how a cell is read, what it means, an example.

docs/import.md is made from this list, and a test compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.importing import cells
from app.importing.cells import Reader
from app.importing.faults import CellRefused
from app.importing.intake_hours import intake_hours
from matching.vocabulary import (
    Answer,
    CaseByCase,
    Exemption,
    FeatureCode,
    Phase,
    ResidentsGender,
    ServiceType,
    ShelterKind,
    ShelterStatus,
    SubstanceRule,
    UnitKind,
    UnitSide,
)
from models.words import OutOfServiceReason


class Kind(StrEnum):
    """What the rows of a file are."""

    SHELTERS = "shelters"
    UNITS = "units"
    SERVICES = "services"
    OUT_OF_SERVICE = "out-of-service"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a template."""

    name: str
    reader: Reader
    meaning: str
    example: str = ""
    needed: bool = False
    keeps: bool = False
    """An empty cell leaves what a known house has: taking it away would open the house further."""

    @property
    def allowed(self) -> str:
        """What a cell may hold, as a wrong one is told."""
        return self.reader.allowed if self.needed else f"{self.reader.allowed}; or empty"

    def read(self, text: str) -> Any:  # noqa: ANN401 - each column has its own type
        """The value of the cell.

        Raises
        ------
        CellRefused
            When the cell does not hold what is allowed.
        """
        value = self.reader(text)
        if value is None and self.needed:
            raise CellRefused(self.reader.allowed)
        return value


_PLACE = cells.matched(
    re.compile(r"NO-[TK]-[0-9]{4,8}|[0-9]{4}"),
    "the code of a Norwegian town like NO-T-3133880, or of a municipality like 5001",
)
_ANSWER = cells.word(Answer)
_CASE = cells.word(CaseByCase)


_OR_NO_CAP = "empty leaves it as it is, and is no cap of a new one"


def _yes_no(name: str, meaning: str, example: str = "") -> Column:
    return Column(name, _ANSWER, meaning, example)


_SHELTER = (
    Column("code_name", cells.code_name(), "the name it has in havn; tells no place", "FJORD-07", True),
    Column("kind", cells.word(ShelterKind), "what kind of place it is", "CRISIS_CENTRE", True),
    Column("phases", cells.words(Phase), "what it is meant for", "ACUTE|STABILISATION", True),
    Column("place", _PLACE, "where it stands; only the zone is kept readable", "NO-T-3133880", True),
    Column(
        "residents_gender",
        cells.word(ResidentsGender),
        "whom the house is for",
        "SEPARATED",
        True,
    ),
    Column(
        "status",
        cells.word(ShelterStatus, but=(ShelterStatus.COMPROMISED,)),
        "whether it takes anybody in; a new one without a word is OPEN, and a known one stays as it is",
        "OPEN",
        keeps=True,
    ),
    Column(
        "street_address", cells.free_text(200), "sealed at once; empty leaves it as it is", keeps=True
    ),
    Column(
        "police_response_min",
        cells.whole_or(0, 600, "UNKNOWN"),
        "minutes until the police are there; sealed; empty leaves it as it is",
        "12",
        keeps=True,
    ),
    _yes_no("separate_entrance", "parts of a SEPARATED house have entrances of their own", "YES"),
    _yes_no("women_only_staff", "only women work there", "YES"),
    _yes_no("urban", "it stands in a town of 20,000 people or more", "YES"),
    Column("turnover_per_year", cells.whole(0, 100_000), "people who come in a year", "60"),
    Column("house_duties", cells.free_text(280), "what everybody does in the house", "Cooks once a week"),
    Column(
        "max_concurrent_t4",
        cells.whole_or(0, 100_000, "NONE"),
        f"most people of level T4 at once; NONE: no cap; {_OR_NO_CAP}",
        keeps=True,
    ),
    Column(
        "max_concurrent_long_stay",
        cells.whole_or(0, 100_000, "NONE"),
        f"most people who stay long at once; NONE: no cap; {_OR_NO_CAP}",
        keeps=True,
    ),
    _yes_no("ties_asked", "the staff were asked for ties to networks", "YES"),
    Column("last_profile_check", cells.day(), "when somebody last read the whole profile", "2026-11-01"),
    Column("intake_hours", intake_hours(), "when somebody can arrive", "MON-SUN 08:00-22:00"),
    _yes_no("after_hours", "somebody can arrive outside these hours", "YES"),
)  # fmt: skip

_ACCEPTANCE = (
    Column("boys_max_age", cells.whole(0, 25), "years of the oldest boy; 0: none", "17"),
    Column("girls_max_age", cells.whole(0, 25), "years of the oldest girl; 0: none", "17"),
    Column("max_children", cells.whole(0, 50), "most children of one household", "4"),
    Column(
        "min_age",
        cells.whole(0, 99),
        "years of the youngest person who comes alone; empty leaves it as it is, 18 of a new one",
        "18",
        keeps=True,
    ),
    Column("trafficking_residents", _CASE, "takes victims of trafficking", "YES"),
    Column("partner_violence", _CASE, "takes victims of a partner", "YES"),
    Column("family_violence", _CASE, "takes victims of their family", "CASE_BY_CASE"),
    Column("substance_use", cells.word(SubstanceRule), "rule on the use of substances", "STABLE"),
    _yes_no("acute_psychosis", "takes somebody in acute psychosis", "NO"),
    _yes_no("wheelchair", "a wheelchair can be used in the house", "YES"),
    _yes_no("pets", "pets may come", "NO"),
    _yes_no("adult_men_in_household", "an adult man of the household may come", "NO"),
    Column(
        "status_rule",
        cells.free_text(280),
        "a rule on legal status, as the house says it; empty leaves it as it is",
        keeps=True,
    ),
)  # fmt: skip

_STAY = (
    Column(
        "stay_limit_nights",
        cells.whole_or(1, 10_000, "NONE", "UNKNOWN"),
        "longest stay; NONE: no limit; UNKNOWN counts as 42; empty leaves it as it is, UNKNOWN of a new one",
        "90",
        keeps=True,
    ),
    Column("exemption", cells.word(Exemption), "whether the limit can be lifted", "POSSIBLE"),
    Column("exempt_max_nights", cells.whole(0, 10_000), "nights beyond the limit; empty: 0", "30"),
    _yes_no("separate_long_stay_wing", "a wing of its own for long stays", "NO"),
    _yes_no("other_residents_limited", "the others have a limit too", "YES"),
)

_STAFFING = (
    Column("fixed_fte", cells.decimal(10_000), "full-time posts", "7.5"),
    Column("volunteers", cells.whole(0, 100_000), "volunteers", "4"),
    _yes_no("fixed_followup_team", "the same people follow up", "YES"),
    Column("trafficking_trained_on", cells.day(), "last training on trafficking", "2026-03-12"),
    Column(
        "trafficking_residents_served",
        cells.whole(0, 100_000),
        "victims of trafficking who lived there so far",
        "3",
    ),
    Column("languages", cells.languages(), "languages of the staff", "nob|eng"),
    _yes_no("phone_interpreter", "interprets by telephone", "YES"),
)

_SUPPORT = (
    _yes_no("named_contact", "the municipality has a named contact", "YES"),
    Column("decision_days_median", cells.whole(0, 3_650), "days until the municipality decides", "21"),
    _yes_no("refund_agreement", "expenses are refunded", "UNKNOWN"),
    _yes_no("health_without_id", "health services without a number of identity", "YES"),
    _yes_no("special_task", "the municipality has this as a task", "UNKNOWN"),
)  # fmt: skip

PARTS: Mapping[str, tuple[str, ...]] = {
    "acceptance": tuple(c.name for c in _ACCEPTANCE),
    "stay_policy": tuple(c.name for c in _STAY),
    "staffing": tuple(c.name for c in _STAFFING),
    "municipality_support": tuple(c.name for c in _SUPPORT),
}
"""Columns by the part of the profile that they belong to."""

FEATURES: Mapping[str, FeatureCode] = {code.value.casefold(): code for code in FeatureCode}
_FEATURES = tuple(
    Column(
        name,
        cells.look(),
        f"security feature {code}",
        "YES 2026-10-02" if code is FeatureCode.INTERCOM else "",
        keeps=True,
    )
    for name, code in FEATURES.items()
)  # fmt: skip

_SHELTER_OF = Column(
    "shelter", cells.code_name(), "code name of a shelter that is in havn", "FJORD-07", True
)

TEMPLATES: Mapping[Kind, tuple[Column, ...]] = {
    Kind.SHELTERS: (*_SHELTER, *_ACCEPTANCE, *_STAY, *_STAFFING, *_SUPPORT, *_FEATURES),
    Kind.UNITS: (
        _SHELTER_OF,
        Column("code", cells.unit_code(), "its code in the house", "A1", True),
        Column("kind", cells.word(UnitKind), "what kind of unit it is", "ROOM", True),
        Column("beds", cells.whole(1, 50), "beds", "3", True),
        Column("cots", cells.whole(0, 50), "cots; empty: 0", "1"),
        _yes_no("cot_possible", "one more cot can be put up", "YES"),
        _yes_no("wheelchair", "a wheelchair can be used in it", "NO"),
        _yes_no("own_bathroom", "a bathroom of its own", "YES"),
        Column("wing", cells.unit_code(), "units of one wing adjoin; empty: none do", "A"),
        Column("side", cells.word(UnitSide), "for whom, in a SEPARATED house; empty: nobody", "WOMEN"),
    ),
    Kind.SERVICES: (
        _SHELTER_OF,
        Column("type", cells.word(ServiceType), "which service", "GP", True),
        _yes_no("on_site", "in the house itself", "NO"),
        Column("minutes", cells.whole(0, 10_000), "door to door by the way she can safely go", "12"),
        Column("hours_per_week", cells.decimal(168), "hours a week", "37.5"),
        _yes_no("capacity_now", "takes somebody new now", "YES"),
        Column("verified_on", cells.day(), "when somebody asked", "2026-10-02"),
    ),
    Kind.OUT_OF_SERVICE: (
        _SHELTER_OF,
        Column("unit", cells.unit_code(), "code of the unit", "A1", True),
        Column("first", cells.day(), "first night in which nobody can use it", "2026-12-01", True),
        Column("to", cells.day(), "first night in which somebody can again", "2026-12-05", True),
        Column("reason", cells.word(OutOfServiceReason), "why", "REPAIR", True),
    ),
}  # fmt: skip

KEYS: Mapping[Kind, tuple[str, ...]] = {
    Kind.SHELTERS: ("code_name",),
    Kind.UNITS: ("shelter", "code"),
    Kind.SERVICES: ("shelter", "type"),
    Kind.OUT_OF_SERVICE: ("shelter", "unit", "first"),
}
"""By what a row is known again."""


def template(kind: Kind) -> str:
    """A file of that kind with its heading and one example."""
    columns = TEMPLATES[kind]
    heading = ",".join(column.name for column in columns)
    return f"{heading}\n{','.join(column.example for column in columns)}\n"
