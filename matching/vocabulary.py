"""The words of the domain guide as types: ids, nights, levels, answers and every closed list.

Source: docs/domain.md 8. UNKNOWN is a value of its own in every list that may have it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import NewType, TypeVar, dataclass_transform, overload

HouseholdId = NewType("HouseholdId", str)
PersonId = NewType("PersonId", str)
ShelterId = NewType("ShelterId", str)
UnitId = NewType("UnitId", str)
ZoneId = NewType("ZoneId", str)
NetworkId = NewType("NetworkId", str)
ActorId = NewType("ActorId", str)

CLOSED = {"extra": "forbid", "strict": True}
"""How a border may read a value from JSON: no unknown field, no silent conversion."""

T = TypeVar("T")


class DomainError(ValueError):
    """A value that the domain guide does not allow; the text repeats nothing that was sent."""


@overload
def value(cls: type[T]) -> type[T]: ...
@overload
def value(*, kw_only: bool) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True)
def value(
    cls: type[T] | None = None, *, kw_only: bool = False
) -> type[T] | Callable[[type[T]], type[T]]:
    """Make a frozen, slotted value that a border reads strictly and without unknown fields."""

    def make(plain: type[T]) -> type[T]:
        made = dataclass(frozen=True, slots=True, kw_only=kw_only)(plain)
        setattr(made, "__pydantic_config__", CLOSED)  # noqa: B010 - a plain mark for the border
        return made

    return make if cls is None else make(cls)


@value
class NightSpan:
    """Nights as local dates, half-open: the night of ``start`` is in, the night of ``end`` is not.

    Raises
    ------
    DomainError
        When there is no night in it.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise DomainError("a span of nights ends after it starts")

    @property
    def nights(self) -> int:
        """Calendar nights; a clock change makes none longer or shorter."""
        return (self.end - self.start).days

    def meets(self, other: NightSpan) -> bool:
        """Whether at least one night is in both."""
        return self.start < other.end and other.start < self.end

    def __contains__(self, night: date) -> bool:
        return self.start <= night < self.end

    def __iter__(self) -> Iterator[date]:
        return (self.start + timedelta(days=n) for n in range(self.nights))


class Answer(StrEnum):
    """What somebody answered. None beside it means: not asked."""

    YES = "YES"
    NO = "NO"
    UNKNOWN = "UNKNOWN"


class ThreatLevel(IntEnum):
    """T1 low, T2 moderate, T3 high, T4 extreme (domain 3.3)."""

    T1 = 1
    T2 = 2
    T3 = 3
    T4 = 4


class SecurityLevel(IntEnum):
    """S1 no demand, S2 standard, S3 reinforced, S4 high; derived, never typed (domain 9.2)."""

    S1 = 1
    S2 = 2
    S3 = 3
    S4 = 4


class Priority(IntEnum):
    """Priority class from two facts only (domain 10.1)."""

    P1 = 1
    P2 = 2
    P3 = 3
    P4 = 4


class Trigger(StrEnum):
    """What a run of the matching is for."""

    PHONE = "PHONE"
    NIGHT = "NIGHT"
    EVENT = "EVENT"
    WHAT_IF = "WHAT_IF"


class Region(StrEnum):
    """The part of the country, the only place word that an option may show."""

    EAST = "EAST"
    SOUTH = "SOUTH"
    WEST = "WEST"
    MID = "MID"
    NORTH = "NORTH"


# --- shelter side (domain 8.1) ---


class ShelterKind(StrEnum):
    """What kind of place it is."""

    CRISIS_CENTRE = "CRISIS_CENTRE"
    SAFE_HOUSE = "SAFE_HOUSE"
    SHARED_HOUSE = "SHARED_HOUSE"
    PROTECTED_FLAT = "PROTECTED_FLAT"
    MEN_SHELTER = "MEN_SHELTER"
    FAMILY_UNIT = "FAMILY_UNIT"
    MUNICIPAL_FLAT = "MUNICIPAL_FLAT"
    EMERGENCY_HOTEL = "EMERGENCY_HOTEL"
    PRIVATE_WITH_SUPPORT = "PRIVATE_WITH_SUPPORT"


class Phase(StrEnum):
    """Which phase of her way a place is meant for."""

    ACUTE = "ACUTE"
    STABILISATION = "STABILISATION"
    LONG_STAY = "LONG_STAY"


class ShelterStatus(StrEnum):
    """Whether a shelter takes anybody in."""

    OPEN = "OPEN"
    PAUSED = "PAUSED"
    CLOSED = "CLOSED"
    COMPROMISED = "COMPROMISED"


class ResidentsGender(StrEnum):
    """Whom a house is for."""

    WOMEN = "WOMEN"
    MEN = "MEN"
    SEPARATED = "SEPARATED"
    MIXED = "MIXED"
    UNKNOWN = "UNKNOWN"


class UnitSide(StrEnum):
    """Which part of a SEPARATED house a unit is in: whom it can hold (domain 9.6 H01)."""

    WOMEN = "WOMEN"
    MEN = "MEN"
    EITHER = "EITHER"
    """A unit with an entrance of its own, which may take any household."""
    UNKNOWN = "UNKNOWN"


class FeatureCode(StrEnum):
    """Security features of a shelter, each verified and expiring."""

    INTERCOM = "INTERCOM"
    CCTV_ENTRANCE = "CCTV_ENTRANCE"
    SECURE_DOORS = "SECURE_DOORS"
    SECURE_WINDOWS = "SECURE_WINDOWS"
    INTRUDER_ALARM = "INTRUDER_ALARM"
    VISION_SCREEN = "VISION_SCREEN"
    SHIELDED_ADDRESS = "SHIELDED_ADDRESS"
    ACCESS_CONTROL = "ACCESS_CONTROL"
    AIRLOCK = "AIRLOCK"
    LIT_APPROACH = "LIT_APPROACH"
    SCREENED_OUTDOOR = "SCREENED_OUTDOOR"
    TOUGH_GLASS = "TOUGH_GLASS"
    POLICE_ALARM = "POLICE_ALARM"
    PERSONAL_ALARM = "PERSONAL_ALARM"
    ESCORT = "ESCORT"
    STAFFED_24_7 = "STAFFED_24_7"
    POLICE_LIAISON = "POLICE_LIAISON"
    ANONYMOUS_PHONE = "ANONYMOUS_PHONE"
    MAIL_PROXY = "MAIL_PROXY"


class UnitKind(StrEnum):
    """What kind of unit; a unit holds one household."""

    ROOM = "ROOM"
    FLAT = "FLAT"
    ACUTE_ROOM = "ACUTE_ROOM"
    FAMILY = "FAMILY"


class CaseByCase(StrEnum):
    """A house's word on a group of residents; CASE_BY_CASE needs its yes."""

    YES = "YES"
    NO = "NO"
    CASE_BY_CASE = "CASE_BY_CASE"
    UNKNOWN = "UNKNOWN"


class SubstanceRule(StrEnum):
    """A house's rule on substance use."""

    ACCEPT = "ACCEPT"
    STABLE = "STABLE"
    NO = "NO"
    UNKNOWN = "UNKNOWN"


class Exemption(StrEnum):
    """Whether a stay limit can be lifted for one household."""

    NONE = "NONE"
    POSSIBLE = "POSSIBLE"
    STANDARD = "STANDARD"
    UNKNOWN = "UNKNOWN"


class ServiceType(StrEnum):
    """Services that can be reached from a shelter."""

    GP = "GP"
    EMERGENCY_CLINIC = "EMERGENCY_CLINIC"
    HOSPITAL = "HOSPITAL"
    MATERNITY = "MATERNITY"
    DIALYSIS = "DIALYSIS"
    MENTAL_HEALTH = "MENTAL_HEALTH"
    DENTIST = "DENTIST"
    OPIOID_SUBST = "OPIOID_SUBST"
    LANGUAGE_COURSE = "LANGUAGE_COURSE"
    SCHOOL = "SCHOOL"
    KINDERGARTEN = "KINDERGARTEN"
    TRAINING = "TRAINING"
    WORK_TRAINING = "WORK_TRAINING"
    LAWYER = "LAWYER"
    COURT = "COURT"
    POLICE = "POLICE"
    INTERPRETER = "INTERPRETER"
    ACTIVITY = "ACTIVITY"
    RETURN_COUNSELLING = "RETURN_COUNSELLING"
    SOCIAL_OFFICE = "SOCIAL_OFFICE"


class CompromiseScope(StrEnum):
    """Towards whom a shelter is known."""

    GENERAL = "GENERAL"
    NETWORK = "NETWORK"
    ACTOR = "ACTOR"


class CompromiseLevel(StrEnum):
    """How sure it is; an open report is SUSPECTED."""

    SUSPECTED = "SUSPECTED"
    CONFIRMED = "CONFIRMED"


# --- case side (domain 8.2) ---


class MemberRole(StrEnum):
    """A member's role in the household."""

    ADULT = "ADULT"
    CHILD = "CHILD"


class AgeBand(StrEnum):
    """Age bands; a name or birth date is never needed to match."""

    A0_2 = "0-2"
    A3_6 = "3-6"
    A7_12 = "7-12"
    A13_17 = "13-17"
    A18_24 = "18-24"
    A25_39 = "25-39"
    A40_64 = "40-64"
    A65 = "65+"
    UNKNOWN = "UNKNOWN"


class Gender(StrEnum):
    """Gender as she gives it; UNDISCLOSED is never guessed."""

    WOMAN = "WOMAN"
    MAN = "MAN"
    OTHER = "OTHER"
    UNDISCLOSED = "UNDISCLOSED"


class Together(StrEnum):
    """Whether the household may be spread over units that do not adjoin."""

    MUST = "MUST"
    PREFER = "PREFER"


class TargetGroup(StrEnum):
    """Why a place is sought, only as far as a house's own policy asks for it."""

    TRAFFICKING = "TRAFFICKING"
    PARTNER_VIOLENCE = "PARTNER_VIOLENCE"
    FAMILY_VIOLENCE = "FAMILY_VIOLENCE"
    UNKNOWN = "UNKNOWN"


class SubstanceUse(StrEnum):
    """Use that a house's rule may speak of."""

    NONE = "NONE"
    STABLE = "STABLE"
    ACTIVE = "ACTIVE"
    UNKNOWN = "UNKNOWN"


class Criticality(StrEnum):
    """How much hangs on a need."""

    SAFETY_CRITICAL = "SAFETY_CRITICAL"
    IMPORTANT = "IMPORTANT"
    WISH = "WISH"


class WishKind(StrEnum):
    """What she may wish for, in her own order."""

    REGION = "REGION"
    AWAY_FROM = "AWAY_FROM"
    NEAR_SERVICE = "NEAR_SERVICE"
    URBAN = "URBAN"
    RURAL = "RURAL"
    WITH_PEERS = "WITH_PEERS"
    WITHOUT_PEERS = "WITHOUT_PEERS"
    SINGLE_FLAT = "SINGLE_FLAT"
    SHARED = "SHARED"
    LANGUAGE_PEERS = "LANGUAGE_PEERS"
    STAY_WHERE_I_AM = "STAY_WHERE_I_AM"


class WishStrength(StrEnum):
    """How strongly she wishes it."""

    WANT = "WANT"
    STRONG = "STRONG"


class Precision(StrEnum):
    """How precisely a danger place is known."""

    EXACT = "EXACT"
    LOCALITY = "LOCALITY"
    MUNICIPALITY = "MUNICIPALITY"
    COUNTY = "COUNTY"


class AreaKind(StrEnum):
    """What a danger place is to those she fears, or to her."""

    HOME = "HOME"
    WORK = "WORK"
    EXPLOITATION = "EXPLOITATION"
    LAST_SEEN = "LAST_SEEN"
    FAMILY = "FAMILY"
    STOP_ON_ROUTE = "STOP_ON_ROUTE"
    HER_KNOWN_PLACE = "HER_KNOWN_PLACE"


class ActorStatus(StrEnum):
    """Where a feared person is; UNKNOWN is at large."""

    AT_LARGE = "AT_LARGE"
    CUSTODY = "CUSTODY"
    ABROAD = "ABROAD"
    DEAD = "DEAD"
    UNKNOWN = "UNKNOWN"


class LinkKind(StrEnum):
    """How two households stand to each other."""

    MUST_SEPARATE = "MUST_SEPARATE"
    PREFER_SEPARATE = "PREFER_SEPARATE"
    PREFER_TOGETHER = "PREFER_TOGETHER"
    MUST_TOGETHER = "MUST_TOGETHER"
    UNKNOWN = "UNKNOWN"


class AddressBlock(StrEnum):
    """Address block by police or child welfare; UNKNOWN with police involved counts as KODE6."""

    NONE = "NONE"
    KODE7 = "KODE7"
    KODE6 = "KODE6"
    UNKNOWN = "UNKNOWN"


class SearchConsent(StrEnum):
    """Whether she agreed to the search itself."""

    GIVEN = "GIVEN"
    NOT_ANSWERED = "NOT_ANSWERED"
    REFUSED = "REFUSED"


class ContinuityKind(StrEnum):
    """Running things that a move would break."""

    COURT = "COURT"
    TREATMENT = "TREATMENT"
    SCHOOL_TERM = "SCHOOL_TERM"
    TRAINING = "TRAINING"


class Fear(IntEnum):
    """Q01: how afraid are you."""

    NOT = 0
    LITTLE = 1
    VERY = 2
    FOR_MY_LIFE = 3


class InstrumentBand(StrEnum):
    """Band of an outside instrument, mapped to a floor only (domain 3.3)."""

    LOW = "LOW"
    MODERATE = "MODERATE"
    HIGH = "HIGH"
    EXTREME = "EXTREME"


# --- what a run answers (domain 8.3, 9, 10) ---


class Rule(StrEnum):
    """Hard rules of domain 9.1."""

    H01 = "H01"
    H02 = "H02"
    H03 = "H03"
    H04 = "H04"
    H05 = "H05"
    H06 = "H06"
    H07 = "H07"
    H08 = "H08"
    H09 = "H09"
    H10 = "H10"
    H11 = "H11"
    H12 = "H12"
    H13 = "H13"
    H14 = "H14"
    H15 = "H15"
    H16 = "H16"
    H17 = "H17"
    H18 = "H18"
    H19 = "H19"
    H20 = "H20"
    H21 = "H21"


class WaivedBy(StrEnum):
    """Who may waive a rule (column W of domain 9.1)."""

    NOBODY = "NOBODY"
    COORDINATOR = "COORDINATOR"
    TWO = "TWO"
    TWO_WITH_POLICE = "TWO_WITH_POLICE"
    TWO_WITH_HEALTH = "TWO_WITH_HEALTH"
    HER = "HER"
    SHELTER = "SHELTER"


class PlanMode(StrEnum):
    """How a stay fits the house's limit."""

    WITHIN_LIMIT = "WITHIN_LIMIT"
    EXEMPTED = "EXEMPTED"
    SEGMENTED = "SEGMENTED"


class Firmness(StrEnum):
    """FIRM is proposed to be held; INTENDED is counted in the plan and holds nothing."""

    FIRM = "FIRM"
    INTENDED = "INTENDED"


class Tier(StrEnum):
    """The stages of the lexicographic plan, in order (domain 10.2)."""

    P1 = "p1"
    P2 = "p2"
    P3 = "p3"
    RISK_MAX = "risk_max"
    RISK_SUM = "risk_sum"
    CHANGES = "changes"
    WISHES = "wishes"
    STABILITY = "stability"
    SERVICES = "services"
    STEWARDSHIP = "stewardship"
