"""The closed list of words in which a house is told to her: what it is, what is there, how long.

Source: docs/domain.md 14, 8.4. No place, no number, no name; nothing of trafficking, police or a
crisis centre.
"""

from __future__ import annotations

from enum import StrEnum

from matching.explain_words import Words
from matching.vocabulary import ServiceType, ShelterKind, UnitKind

KIND = {
    ShelterKind.CRISIS_CENTRE: Words(
        "KIND_HOUSE_WITH_STAFF",
        "A house where several families live, with staff.",
        "Et hus der flere familier bor, med ansatte.",
    ),
    ShelterKind.SAFE_HOUSE: Words("KIND_SAFE_HOUSE", "A protected house.", "Et trygt hus."),
    ShelterKind.SHARED_HOUSE: Words(
        "KIND_SHARED_HOUSE",
        "A house that you share with others.",
        "Et hus som du deler med andre.",
    ),
    ShelterKind.PROTECTED_FLAT: Words(
        "KIND_PROTECTED_FLAT", "A protected flat.", "En skjermet leilighet."
    ),
    ShelterKind.MEN_SHELTER: Words("KIND_FOR_MEN", "A house for men.", "Et hus for menn."),
    ShelterKind.FAMILY_UNIT: Words(
        "KIND_FOR_FAMILIES", "A house for families.", "Et hus for familier."
    ),
    ShelterKind.MUNICIPAL_FLAT: Words("KIND_FLAT", "An ordinary flat.", "En vanlig leilighet."),
    ShelterKind.EMERGENCY_HOTEL: Words(
        "KIND_HOTEL", "A room in a hotel, for a short time.", "Et hotellrom, for en kort tid."
    ),
    ShelterKind.PRIVATE_WITH_SUPPORT: Words(
        "KIND_PRIVATE", "A private home with support.", "Et privat hjem med oppfølging."
    ),
}
UNIT = {
    UnitKind.ROOM: Words("OWN_ROOM", "A room of your own.", "Et eget rom."),
    UnitKind.FLAT: Words("OWN_FLAT", "A flat of your own.", "En egen leilighet."),
    UnitKind.ACUTE_ROOM: Words(
        "OWN_ROOM_FIRST",
        "A room of your own for the first days.",
        "Et eget rom de første dagene.",
    ),
    UnitKind.FAMILY: Words("OWN_FAMILY_ROOM", "A family room of your own.", "Et eget familierom."),
}
SEVERAL_UNITS = Words(
    "UNITS_TOGETHER",
    "You have more than one, next to each other.",
    "Dere får flere, ved siden av hverandre.",
)
UNITS_IN_ONE_HOUSE = Words(
    "UNITS_IN_ONE_HOUSE",
    "You have more than one, in the same house.",
    "Dere får flere, i samme hus.",
)
WOMEN_STAFF = Words("WOMEN_STAFF", "Only women work there.", "Bare kvinner arbeider der.")
THERE = {
    ServiceType.GP: Words(
        "THERE_DOCTOR", "A doctor comes to the house.", "En lege kommer til huset."
    ),
    ServiceType.MENTAL_HEALTH: Words(
        "THERE_TALKS", "You can talk with a therapist there.", "Du kan snakke med en behandler der."
    ),
    ServiceType.LANGUAGE_COURSE: Words(
        "THERE_COURSE", "There is a language course.", "Det er norskkurs der."
    ),
    ServiceType.SCHOOL: Words("THERE_SCHOOL", "Children have school there.", "Barn har skole der."),
    ServiceType.KINDERGARTEN: Words(
        "THERE_KINDERGARTEN", "There is a kindergarten.", "Det er barnehage der."
    ),
    ServiceType.ACTIVITY: Words(
        "THERE_ACTIVITIES", "There is something to do by day.", "Det er noe å gjøre om dagen."
    ),
    ServiceType.LAWYER: Words(
        "THERE_LAWYER", "A lawyer comes to the house.", "En advokat kommer til huset."
    ),
    ServiceType.INTERPRETER: Words(
        "THERE_INTERPRETER", "There is an interpreter.", "Det er tolk der."
    ),
}
"""Only what is in the house itself: how far away the rest is would say where it lies."""


class Long(StrEnum):
    """How long she can be there, in words."""

    DAYS = "DAYS"
    WEEKS = "WEEKS"
    MONTHS = "MONTHS"


LONG = {
    Long.DAYS: Words("STAY_DAYS", "You can stay some days.", "Du kan bli noen dager."),
    Long.WEEKS: Words("STAY_WEEKS", "You can stay some weeks.", "Du kan bli noen uker."),
    Long.MONTHS: Words("STAY_MONTHS", "You can stay some months.", "Du kan bli noen måneder."),
}
THEN_MOVE = Words(
    "STAY_THEN_MOVE",
    "After that we find the next place together.",
    "Etterpå finner vi neste plass sammen.",
)
YOU_DECIDE = Words(
    "YOU_DECIDE",
    "You can say no. You need no reason, and we go on looking.",
    "Du kan si nei. Du trenger ingen grunn, og vi leter videre.",
)
