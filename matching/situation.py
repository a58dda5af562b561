"""What goes into a run: households, shelters, dangers, links and what stands already.

Source: docs/domain.md 8. Every value is frozen; UNKNOWN and a missing date fall on the dangerous
side wherever a rule reads them. There is no name, no address and no shelter's point in here.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from matching.geography import Place, Zone
from matching.ruleset import RuleSet
from matching.vocabulary import (
    ActorId,
    ActorStatus,
    AddressBlock,
    AgeBand,
    Answer,
    AreaKind,
    CaseByCase,
    CompromiseLevel,
    CompromiseScope,
    ContinuityKind,
    Criticality,
    DomainError,
    Exemption,
    Fear,
    FeatureCode,
    Gender,
    HouseholdId,
    InstrumentBand,
    LinkKind,
    MemberRole,
    NetworkId,
    NightSpan,
    PersonId,
    Phase,
    Precision,
    Region,
    ResidentsGender,
    Rule,
    SearchConsent,
    SecurityLevel,
    ServiceType,
    ShelterId,
    ShelterKind,
    ShelterStatus,
    SubstanceRule,
    SubstanceUse,
    TargetGroup,
    ThreatLevel,
    Together,
    Trigger,
    UnitId,
    UnitKind,
    UnitSide,
    WishKind,
    WishStrength,
    ZoneId,
    value,
)


class StayState(StrEnum):
    """How firm a stay is; all three count against capacity."""

    HELD = "HELD"
    ACCEPTED = "ACCEPTED"
    ARRIVED = "ARRIVED"


# --- shelters ---


@value(kw_only=True)
class SecurityFeature:
    """One security feature as last verified; it counts only if YES and not expired (9.2)."""

    code: FeatureCode
    present: Answer
    expires_on: date | None
    """First day on which it no longer counts; None counts as expired."""


@value(kw_only=True)
class AcceptancePolicy:
    """Whom a house takes; what it has not said counts as not accepted (H07, H08, 11.1)."""

    boys_max_age: int | None = None
    """Whole years of the oldest boy; None is unknown."""
    girls_max_age: int | None = None
    max_children: int | None = None
    min_age: int = 18
    trafficking_residents: CaseByCase = CaseByCase.UNKNOWN
    partner_violence: CaseByCase = CaseByCase.UNKNOWN
    family_violence: CaseByCase = CaseByCase.UNKNOWN
    substance_use: SubstanceRule = SubstanceRule.UNKNOWN
    acute_psychosis: Answer = Answer.UNKNOWN
    wheelchair: Answer = Answer.UNKNOWN
    pets: Answer = Answer.UNKNOWN
    adult_men_in_household: Answer = Answer.UNKNOWN

    def __post_init__(self) -> None:
        told = (self.boys_max_age, self.girls_max_age, self.max_children, self.min_age)
        if any(number is not None and number < 0 for number in told):
            raise DomainError("an age or a number of children is never below 0")


@value(kw_only=True)
class StayPolicy:
    """How long a household may stay; nights (9.4)."""

    limit_known: bool = False
    max_nights: int | None = None
    """None with ``limit_known`` means no limit; without it the limit counts as 42 nights."""
    exemption: Exemption = Exemption.UNKNOWN
    exempt_max_nights: int = 0
    """Nights beyond ``max_nights`` that an exemption may add."""
    separate_long_stay_wing: Answer = Answer.UNKNOWN
    other_residents_limited: Answer = Answer.UNKNOWN


@value(kw_only=True)
class ServiceOffer:
    """A service as reached from the shelter; minutes door to door, derived when it is saved."""

    type: ServiceType
    on_site: Answer = Answer.UNKNOWN
    minutes: int | None = None
    hours_per_week: float | None = None
    capacity_now: Answer = Answer.UNKNOWN
    verified_on: date | None = None


@value(kw_only=True)
class Staffing:
    """Who works there, as far as the cost of competence and language asks (10.3)."""

    languages: frozenset[str] = frozenset()
    phone_interpreter: Answer = Answer.UNKNOWN
    trafficking_trained_on: date | None = None
    trafficking_residents_served: int | None = None
    fixed_followup_team: Answer = Answer.UNKNOWN
    volunteers: int | None = None


@value(kw_only=True)
class MunicipalitySupport:
    """What the host municipality does (10.3)."""

    decision_days_median: int | None = None
    health_without_id: Answer = Answer.UNKNOWN


@value
class IntakeWindow:
    """Weekly local hours of intake; ``weekday`` 0 is Monday, minutes from local midnight."""

    weekday: int
    from_minute: int
    to_minute: int

    def __post_init__(self) -> None:
        if not (0 <= self.weekday <= 6 and 0 <= self.from_minute < self.to_minute <= 1440):
            raise DomainError("an intake window lies within one day of the week")


@value(kw_only=True)
class Unit:
    """A room or flat which one household takes whole."""

    id: UnitId
    kind: UnitKind
    beds: int
    cots: int = 0
    cot_possible: Answer = Answer.UNKNOWN
    wheelchair: Answer = Answer.UNKNOWN
    wing: str | None = None
    """Units of one named wing adjoin; None is unknown and adjoins nothing (H06)."""
    side: UnitSide = UnitSide.UNKNOWN
    """Read only in a SEPARATED house; there UNKNOWN holds nobody (H01)."""
    out_of_service: tuple[NightSpan, ...] = ()

    def __post_init__(self) -> None:
        if self.beds < 1 or self.cots < 0:
            raise DomainError("a unit has at least one bed and no negative cots")


@value(kw_only=True)
class Shelter:
    """A shelter as matching may know it: its zone, never its point (domain 8.1, 9.3)."""

    id: ShelterId
    kind: ShelterKind
    phases: frozenset[Phase]
    zone: ZoneId | None
    """None: no valid zone, so it is not proposed."""
    region: Region
    status: ShelterStatus
    features: tuple[SecurityFeature, ...]
    police_within_15_min: Answer
    """Derived from the sealed response time when the profile is saved (9.2)."""
    residents_gender: ResidentsGender
    separate_entrance: Answer = Answer.UNKNOWN
    """Whether the parts of a SEPARATED house have entrances of their own (H07)."""
    women_only_staff: Answer = Answer.UNKNOWN
    acceptance: AcceptancePolicy
    stay: StayPolicy
    services: tuple[ServiceOffer, ...] = ()
    staffing: Staffing = Staffing()
    support: MunicipalitySupport = MunicipalitySupport()
    intake_hours_known: bool = False
    intake_hours: tuple[IntakeWindow, ...] = ()
    after_hours: Answer = Answer.UNKNOWN
    """Whether it takes somebody in outside its hours."""
    vacancy_confirmed_at: datetime | None = None
    """UTC instant; None was never confirmed."""
    urban: Answer = Answer.UNKNOWN
    turnover_per_year: int | None = None
    max_concurrent_t4: int | None = None
    """Persons; None is no cap."""
    max_concurrent_long_stay: int | None = None
    """Persons; None is no cap."""
    staff_ties: frozenset[NetworkId] = frozenset()
    """Networks to which somebody who works there declared a tie (H20)."""
    ties_asked: Answer = Answer.UNKNOWN
    """Whether the staff were asked for such ties at all (H20)."""
    units: tuple[Unit, ...]


@value(kw_only=True)
class Compromise:
    """Somebody may know, or knows, this shelter (H04)."""

    shelter: ShelterId
    scope: CompromiseScope
    level: CompromiseLevel
    network: NetworkId | None = None
    actor: ActorId | None = None
    cleared_by: int = 0
    """Distinct persons who cleared it; two are needed."""


# --- households ---


@value(kw_only=True)
class Person:
    """One member, by band and never by name."""

    id: PersonId
    role: MemberRole
    age_band: AgeBand = AgeBand.UNKNOWN
    gender: Gender = Gender.UNDISCLOSED
    apparent_minor: bool = False


@value(kw_only=True)
class Lowering:
    """A level set below the floor by two named persons, for at most 30 days (3.3)."""

    to: ThreatLevel
    by: frozenset[str]
    """Opaque ids of the persons."""
    decided_on: date
    expires_on: date


@value(kw_only=True)
class ThreatAssessment:
    """Her own picture and the facts; None and UNKNOWN are no answer (3.2)."""

    q01_self_fear: Fear | None = None
    q02_threat_to_kill: Answer = Answer.UNKNOWN
    q03_serious_violence: Answer = Answer.UNKNOWN
    q04_searching: Answer = Answer.UNKNOWN
    q04_last_on: date | None = None
    """When he was last known to search; YES without a date counts as now."""
    q05_knows_location: Answer = Answer.UNKNOWN
    q06_organised: Answer = Answer.UNKNOWN
    q07_witness: Answer = Answer.UNKNOWN
    q08_hostage: Answer = Answer.UNKNOWN
    q09_reach: Answer = Answer.UNKNOWN
    q10_tracked: Answer = Answer.UNKNOWN
    q11_escalation: Answer = Answer.UNKNOWN
    q12_returned_before: Answer = Answer.UNKNOWN
    nationwide: bool = False
    """"Nationwide or abroad" was said: no area, but Q06 and a floor of T3 (11.2)."""
    instruments: tuple[InstrumentBand, ...] = ()
    level_human: ThreatLevel | None = None
    """The worker's level, set before the floor is shown; None is UNKNOWN."""
    assessed_on: date | None = None
    """The night on which she was judged: before noon it is that of the day before (3.3)."""
    lowering: Lowering | None = None


@value(kw_only=True)
class Actor:
    """Somebody she fears, by label; others_at_large decides whether custody helps (9.3)."""

    id: ActorId
    status: ActorStatus = ActorStatus.UNKNOWN
    """CUSTODY is one that outlasts the nights she would stay (11.2 item 6)."""
    others_at_large: Answer = Answer.UNKNOWN
    network: NetworkId | None = None


@value(kw_only=True)
class DangerArea:
    """A gazetteer place that is dangerous to her (ActorArea, 8.2); km and dates."""

    actor: ActorId | None
    """None for a place where she is known: always live."""
    place: Place
    kind: AreaKind
    precision: Precision
    reported_radius_km: float | None = None
    """None takes the precision's default."""
    extent_km: float = 0.0
    """How far the gazetteer entry itself reaches from its point."""
    last_confirmed: date | None = None
    """None is unknown and counts as fully aged."""
    cleared_by: int = 0
    """Distinct persons who cleared it; two are needed."""

    def __post_init__(self) -> None:
        if (self.reported_radius_km or 0.0) < 0 or self.extent_km < 0:
            raise DomainError("a danger place has no negative reach")


@value(kw_only=True)
class ActorRoute:
    """Ordered stops of a feared person's way; stops are areas, legs are mostly soft (11.2)."""

    actor: ActorId | None
    stops: tuple[Place, ...]
    width_km: float | None = None
    """None takes the rule set's."""
    last_confirmed: date | None = None
    cleared_by: int = 0


@value
class NoGoArea:
    """A place she will not go to; no reason needed. ``radius_km`` reaches round the place."""

    place: Place
    radius_km: float


@value(kw_only=True)
class Need:
    """Something she must be able to reach; minutes door to door."""

    service: ServiceType
    criticality: Criticality
    max_minutes: int | None = None
    """None with SAFETY_CRITICAL means on site only."""


@value(kw_only=True)
class Wish:
    """One of her ranked wishes; only the field that its kind names is read."""

    rank: int
    kind: WishKind
    strength: WishStrength
    region: Region | None = None
    place: Place | None = None
    service: ServiceType | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.rank <= 5:
            raise DomainError("a wish has a rank from 1 to 5")


@value(kw_only=True)
class Continuity:
    """A running thing and the zones from which it can go on."""

    kind: ContinuityKind
    zones: frozenset[ZoneId]
    until: date | None = None
    """COURT: the date of the hearing."""


@value
class NightsUsed:
    """Nights she already stayed in a shelter during the last 365 days (H09)."""

    shelter: ShelterId
    nights: int


@value(kw_only=True)
class Household:
    """One household that is open for matching; the people who stay together (8.2)."""

    id: HouseholdId
    members: tuple[Person, ...]
    together: Together = Together.MUST
    waiting_since: datetime
    """UTC instant of the referral; ties inside a class go to the longest waiting."""
    tonight: Answer = Answer.UNKNOWN
    """Whether a bed is needed tonight; UNKNOWN is tonight."""
    needed_from: date
    """First night, used when ``tonight`` is NO."""
    planned_until: date | None = None
    """End of her own plan; None takes the default horizon."""
    permit_until: date | None = None
    wants_move: bool = False
    search_consent: SearchConsent = SearchConsent.NOT_ANSWERED
    third_party_without_her: bool = False
    """Somebody else called and she does not know, or it is not known whether she does."""
    threat: ThreatAssessment = ThreatAssessment()
    actors: tuple[Actor, ...] = ()
    danger: tuple[DangerArea, ...] = ()
    routes: tuple[ActorRoute, ...] = ()
    networks: frozenset[NetworkId] = frozenset()
    no_go: tuple[NoGoArea, ...] = ()
    declined: frozenset[ShelterId] = frozenset()
    found_at: frozenset[ShelterId] = frozenset()
    """Shelters where she was found before (H04)."""
    women_only: Answer = Answer.UNKNOWN
    target_group: TargetGroup = TargetGroup.UNKNOWN
    substance_use: SubstanceUse = SubstanceUse.UNKNOWN
    acute_psychosis: Answer = Answer.UNKNOWN
    wheelchair: Answer = Answer.UNKNOWN
    pets: Answer = Answer.UNKNOWN
    languages: frozenset[str] = frozenset()
    """ISO 639-3; empty is not answered: a phone interpreter is needed."""
    needs: tuple[Need, ...] = ()
    wishes: tuple[Wish, ...] = ()
    continuity: tuple[Continuity, ...] = ()
    stands_out_in: frozenset[Region] = frozenset()
    """Regions where she herself says she would stand out; never from nationality."""
    nights_used: tuple[NightsUsed, ...] = ()
    address_block: AddressBlock = AddressBlock.UNKNOWN
    police_involved: bool = False
    where_now: Place | None = None
    safe_until: datetime | None = None
    """UTC instant until which she is safe where she is."""

    def __post_init__(self) -> None:
        if not self.members:
            raise DomainError("a household has at least one member")


# --- what stands, and between households ---


@value(kw_only=True)
class Stay:
    """A hold or placement that is fixed in this run (H19) and what others must know of it."""

    household: HouseholdId
    unit: UnitId
    span: NightSpan
    state: StayState
    t_eff: ThreatLevel
    persons: int
    """The whole household, also where it has a stay for each of two units."""
    networks: frozenset[NetworkId] = frozenset()
    languages: frozenset[str] = frozenset()
    target_group: TargetGroup = TargetGroup.UNKNOWN


@value
class Link:
    """How two households stand to each other (PersonLink, 8.2)."""

    a: HouseholdId
    b: HouseholdId
    kind: LinkKind


@value
class Proposal:
    """A still valid, not yet accepted line of the last plan (tier 2b)."""

    household: HouseholdId
    shelter: ShelterId


@value(kw_only=True)
class Waiver:
    """A rule set aside for one household and shelter; the core counts who did it (9.1)."""

    rule: Rule
    household: HouseholdId
    shelter: ShelterId
    by: frozenset[str]
    """Opaque ids of distinct persons."""
    by_coordinator: bool = False
    police_statement: bool = False
    health_professional: bool = False
    wished_by_both: bool = False
    """H05: both women wish to be in one place."""
    decided_on: date
    expires_on: date


@value(kw_only=True)
class FreeUnits:
    """Units free tonight in open houses of one level of a region, beside those of the picture (H15)."""

    region: Region
    level: SecurityLevel
    units: int

    def __post_init__(self) -> None:
        if self.units < 0:
            raise DomainError("there are never fewer than no units")


@value
class ClockChange:
    """The next time at which the local clock is put forward or back."""

    at: datetime
    """UTC instant."""
    offset_minutes: int
    """Local time minus UTC from then on."""


@value(kw_only=True)
class Situation:
    """Everything a run may know of one moment.

    Raises
    ------
    DomainError
        When an id stands twice, a reference points nowhere, a stay has no unit, or an instant
        has no time zone.
    """

    now: datetime
    """UTC instant for which the rules are judged."""
    clock_offset_minutes: int
    """Local time minus UTC at ``now``."""
    clock_change: ClockChange | None = None
    """None: the clock is not changed while anybody of this run is on her way."""
    tonight: date
    """The night that is being placed: domain 8 for a caller, the coming night for the batch."""
    trigger: Trigger = Trigger.PHONE
    rules: RuleSet = RuleSet()
    tie_key: str = "havn"
    """Key of the hash that breaks ties, so that no order of arrival shows."""
    zones: tuple[Zone, ...]
    shelters: tuple[Shelter, ...]
    compromises: tuple[Compromise, ...] = ()
    households: tuple[Household, ...]
    stays: tuple[Stay, ...] = ()
    links: tuple[Link, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    free_elsewhere: tuple[FreeUnits, ...] = ()
    """Of a picture of a few houses: what is free in the others, where that was asked for."""

    def __post_init__(self) -> None:
        instants = [
            self.now,
            *(h.waiting_since for h in self.households),
            *(h.safe_until for h in self.households if h.safe_until),
            *(s.vacancy_confirmed_at for s in self.shelters if s.vacancy_confirmed_at),
            *([self.clock_change.at] if self.clock_change else []),
        ]
        if any(instant.utcoffset() is None for instant in instants):
            raise DomainError("an instant has a time zone")
        units = [unit.id for shelter in self.shelters for unit in shelter.units]
        known: tuple[tuple[str, list[str]], ...] = (
            ("zone", [zone.id for zone in self.zones]),
            ("shelter", [shelter.id for shelter in self.shelters]),
            ("household", [household.id for household in self.households]),
            ("unit", list(units)),
        )
        for noun, ids in known:
            if len(ids) != len(set(ids)):
                raise DomainError(f"a {noun} id stands twice")
        zones, shelters = set(known[0][1]), set(known[1][1])
        if any(s.zone is not None and s.zone not in zones for s in self.shelters):
            raise DomainError("a shelter names a zone that is not in the list")
        if not {c.shelter for c in self.compromises} <= shelters:
            raise DomainError("a compromise names a shelter that is not in the list")
        if not {s.unit for s in self.stays} <= set(units):
            raise DomainError("a stay names a unit that is not in the list")

    def local(self, instant: datetime) -> datetime:
        """Local wall time at a UTC instant that is not before ``now``, without a zone."""
        offset, change = self.clock_offset_minutes, self.clock_change
        if change is not None and instant >= change.at:
            offset = change.offset_minutes
        return instant.astimezone(UTC).replace(tzinfo=None) + timedelta(minutes=offset)
