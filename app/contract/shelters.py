"""Shelters and their units, as sent and as told to a coordinator and to the shelter itself.

A coordinator reads the zone and the derived level, never an address. A shelter reads its own
profile and features. Nobody reads a coordinate. Null beside a word means that nobody asked.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.contract.base import (
    EACH_ONCE,
    CodeName,
    Count,
    Day,
    Language,
    Nights,
    Of,
    Page,
    SecurityWord,
    Sent,
    Short,
    StrictBool,
    StrictFloat,
    StrictInt,
    Told,
    Value,
)
from matching.vocabulary import (
    Answer,
    CaseByCase,
    Exemption,
    FeatureCode,
    Phase,
    Region,
    ResidentsGender,
    ServiceType,
    ShelterKind,
    ShelterStatus,
    SubstanceRule,
    UnitKind,
    UnitSide,
)
from models.rights import Code
from models.words import BedState, ConfirmedHow, OutOfServiceReason

ZoneCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,40}$")]
Age = Annotated[StrictInt, Field(ge=0, le=25)]
Minutes = Annotated[StrictInt, Field(ge=0, le=10_000)]
Hours = Annotated[StrictFloat, Field(ge=0, le=168, allow_inf_nan=False)]
ByHand = Literal[ShelterStatus.OPEN, ShelterStatus.PAUSED, ShelterStatus.CLOSED]
"""COMPROMISED is not set by hand but follows from a report."""


class NewShelter(Sent):
    """A shelter to be entered; everything else of it is unknown until somebody says it."""

    code_name: CodeName
    kind: ShelterKind
    phases: Annotated[frozenset[Phase], Field(min_length=1), EACH_ONCE]
    zone: ZoneCode | None
    region: Region
    residents_gender: ResidentsGender
    police_within_15_min: Answer = Answer.UNKNOWN


class ShelterChange(Sent):
    """Fields of the profile to be changed; a field that is left out stays as it is."""

    kind: ShelterKind = ShelterKind.CRISIS_CENTRE
    phases: Annotated[frozenset[Phase], Field(min_length=1), EACH_ONCE] = frozenset()
    status: ByHand = ShelterStatus.OPEN
    residents_gender: ResidentsGender = ResidentsGender.UNKNOWN
    separate_entrance: Answer = Answer.UNKNOWN
    women_only_staff: Answer = Answer.UNKNOWN
    urban: Answer = Answer.UNKNOWN
    turnover_per_year: Count | None = None
    house_duties: Short | None = None
    max_concurrent_t4: Count | None = None
    max_concurrent_long_stay: Count | None = None
    after_hours: Answer = Answer.UNKNOWN
    ties_asked: Answer = Answer.UNKNOWN
    last_profile_check: Day | None = None
    zone: ZoneCode | None = None
    police_within_15_min: Answer = Answer.UNKNOWN

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("empty")
        return self


class Address(Sent):
    """Where the shelter is; sealed at once and never read back by this API."""

    street_address: Annotated[str, Field(min_length=1, max_length=200)]


class Acceptance(Sent):
    """Whom the house takes; what is left out is unknown, and unknown is not accepted."""

    boys_max_age: Age | None = None
    girls_max_age: Age | None = None
    max_children: Annotated[StrictInt, Field(ge=0, le=50)] | None = None
    min_age: Annotated[StrictInt, Field(ge=0, le=99)] = 18
    trafficking_residents: CaseByCase | None = None
    partner_violence: CaseByCase | None = None
    family_violence: CaseByCase | None = None
    substance_use: SubstanceRule | None = None
    acute_psychosis: Answer | None = None
    wheelchair: Answer | None = None
    pets: Answer | None = None
    adult_men_in_household: Answer | None = None
    status_rule: Short | None = None


class StayRules(Sent):
    """How long a household may stay; nights. No limit is ``limit_known`` without ``max_nights``."""

    limit_known: StrictBool = False
    max_nights: Annotated[StrictInt, Field(ge=1, le=10_000)] | None = None
    exemption: Exemption | None = None
    exempt_max_nights: Annotated[StrictInt, Field(ge=0, le=10_000)] = 0
    separate_long_stay_wing: Answer | None = None
    other_residents_limited: Answer | None = None

    @model_validator(mode="after")
    def _no_limit_without_knowing(self) -> Self:
        if self.max_nights is not None and not self.limit_known:
            raise ValueError("limit_known")
        return self


class Staffing(Sent):
    """Who works there; no person is named."""

    fixed_fte: Annotated[StrictFloat, Field(ge=0, le=10_000, allow_inf_nan=False)] | None = None
    volunteers: Count | None = None
    fixed_followup_team: Answer | None = None
    trafficking_trained_on: Day | None = None
    trafficking_residents_served: Count | None = None
    languages: Annotated[list[Language], Field(max_length=40)] | None = None
    phone_interpreter: Answer | None = None


class MunicipalitySupport(Sent):
    """What the host municipality does; which one it is, is not said here."""

    named_contact: Answer | None = None
    decision_days_median: Annotated[StrictInt, Field(ge=0, le=3_650)] | None = None
    refund_agreement: Answer | None = None
    health_without_id: Answer | None = None
    special_task: Answer | None = None


class Service(Sent):
    """A service as reached from the house; minutes door to door."""

    type: ServiceType
    on_site: Answer | None = None
    minutes: Minutes | None = None
    hours_per_week: Hours | None = None
    capacity_now: Answer | None = None
    verified_on: Day | None = None


class Services(Sent):
    """Every service of the house; one that is left out is absent."""

    services: Annotated[list[Service], Field(max_length=50)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({s.type for s in self.services}) != len(self.services):
            raise ValueError("each_once")
        return self


class Window(Sent):
    """One weekly window of intake; local minutes, 0 is Monday."""

    weekday: Annotated[StrictInt, Field(ge=0, le=6)]
    from_minute: Annotated[StrictInt, Field(ge=0, le=1439)]
    to_minute: Annotated[StrictInt, Field(ge=1, le=1440)]

    @model_validator(mode="after")
    def _within_one_day(self) -> Self:
        if self.from_minute >= self.to_minute:
            raise ValueError("within_one_day")
        return self


class IntakeHours(Sent):
    """When somebody can arrive; ``known`` false means that nobody has said so yet."""

    known: StrictBool
    after_hours: Answer
    windows: Annotated[list[Window], Field(max_length=50)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({(w.weekday, w.from_minute) for w in self.windows}) != len(self.windows):
            raise ValueError("each_once")
        return self


class Feature(Sent):
    """One security feature as somebody looked at it on a day; it counts for 365 days."""

    code: FeatureCode
    present: Answer
    verified_on: Day


class Features(Sent):
    """Features that were looked at; others stay as they are."""

    features: Annotated[list[Feature], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({f.code for f in self.features}) != len(self.features):
            raise ValueError("each_once")
        return self


class StaffTies(Sent):
    """Networks to which somebody who works there declared a tie; never who."""

    asked: Answer
    networks: Annotated[frozenset[UUID], Field(max_length=50), EACH_ONCE]


class StaffTiesTold(Told):
    """The declared ties, and the version that the next declaration must name."""

    asked: Annotated[Answer | None, Of("staff_ties")]
    networks: Annotated[list[UUID], Of("staff_ties")]
    version: Annotated[int, Of("staff_ties")]


class NewUnit(Sent):
    """A room or flat which one household takes whole."""

    code: Annotated[str, Field(pattern=r"^[A-Za-zÆØÅæøå0-9.-]{1,24}$")]
    kind: UnitKind
    beds: Annotated[StrictInt, Field(ge=1, le=50)]
    cots: Annotated[StrictInt, Field(ge=0, le=50)] = 0
    cot_possible: Answer | None = None
    wheelchair: Answer | None = None
    own_bathroom: Answer | None = None
    wing: Annotated[str, Field(pattern=r"^[A-Za-zÆØÅæøå0-9.-]{1,24}$")] | None = None
    side: UnitSide | None = None


class UnitChange(Sent):
    """Fields of a unit to be changed; its code stays."""

    kind: UnitKind = UnitKind.ROOM
    beds: Annotated[StrictInt, Field(ge=1, le=50)] = 1
    cots: Annotated[StrictInt, Field(ge=0, le=50)] = 0
    cot_possible: Answer | None = None
    wheelchair: Answer | None = None
    own_bathroom: Answer | None = None
    wing: Annotated[str, Field(pattern=r"^[A-Za-zÆØÅæøå0-9.-]{1,24}$")] | None = None
    side: UnitSide | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("empty")
        return self


class NewOutOfService(Sent):
    """Nights in which a unit cannot be used; ``to`` is the first night that it can again."""

    first: Day
    to: Day
    reason: OutOfServiceReason

    @model_validator(mode="after")
    def _a_night(self) -> Self:
        if not self.first < self.to:
            raise ValueError("no_night")
        return self


class NewVacancy(Sent):
    """Somebody says that the free units are free."""

    how: ConfirmedHow


class Review(Sent):
    """What a second look at a telephone confirmation found."""

    agreed: Literal["YES", "NO"]


# --- what is told ---


class Changed(Told):
    """The version that the aggregate has now."""

    id: Annotated[UUID, Of("own_acts")]
    version: Annotated[int, Of("own_acts")]


class Made(Told):
    """Something new, by its id."""

    id: Annotated[UUID, Of("own_acts")]


class Zone(Told):
    """A zone by its code; where it lies is not told."""

    id: Annotated[str, Of("zone")]
    valid: Annotated[bool, Of("zone")]


class ZonePage(Page):
    """A page of zones."""

    zones: Annotated[list[Zone], Of("zone")]


class ShelterLine(Told):
    """A shelter in a coordinator's list."""

    id: Annotated[UUID, Of("shelter_name")]
    code_name: Annotated[str, Of("shelter_name")]
    kind: Annotated[ShelterKind, Of("shelter_name")]
    region: Annotated[Region, Of("region")]
    zone: Annotated[str | None, Of("zone")]
    status: Annotated[ShelterStatus, Of("shelter_profile")]
    security: Annotated[SecurityWord, Of("security_features", by=(Code.BANDED,))]
    vacancy_confirmed_at: Annotated[datetime | None, Of("free_units")]
    version: Annotated[int, Of("shelter_name")]


class ShelterPage(Page):
    """A page of shelters."""

    shelters: Annotated[list[ShelterLine], Of("shelter_name")]


class FeatureTold(Value):
    """A feature as last looked at."""

    code: FeatureCode
    present: Answer
    verified_on: date | None
    expires_on: date | None


class Shelter(Told):
    """A shelter: a zone and no map, a level, and what that is made of for the house alone."""

    id: Annotated[UUID, Of("shelter_name")]
    code_name: Annotated[str, Of("shelter_name")]
    kind: Annotated[ShelterKind, Of("shelter_name")]
    phases: Annotated[list[Phase], Of("shelter_profile")]
    status: Annotated[ShelterStatus, Of("shelter_profile")]
    residents_gender: Annotated[ResidentsGender, Of("shelter_profile")]
    separate_entrance: Annotated[Answer | None, Of("shelter_profile")]
    women_only_staff: Annotated[Answer | None, Of("shelter_profile")]
    urban: Annotated[Answer | None, Of("shelter_profile")]
    turnover_per_year: Annotated[int | None, Of("shelter_profile")]
    house_duties: Annotated[str | None, Of("shelter_profile")]
    max_concurrent_t4: Annotated[int | None, Of("shelter_profile")]
    max_concurrent_long_stay: Annotated[int | None, Of("shelter_profile")]
    after_hours: Annotated[Answer | None, Of("shelter_profile")]
    ties_asked: Annotated[Answer | None, Of("staff_ties")]
    police_within_15_min: Annotated[Answer, Of("police_near")]
    last_profile_check: Annotated[date | None, Of("shelter_profile")]
    region: Annotated[Region, Of("region")]
    zone: Annotated[str | None, Of("zone")]
    security: Annotated[SecurityWord, Of("security_features", by=(Code.BANDED,))]
    vacancy_confirmed_at: Annotated[datetime | None, Of("free_units")]
    acceptance: Annotated[Acceptance | None, Of("shelter_profile")]
    stay_policy: Annotated[StayRules | None, Of("shelter_profile")]
    staffing: Annotated[Staffing | None, Of("shelter_profile")]
    municipality_support: Annotated[MunicipalitySupport | None, Of("shelter_profile")]
    services: Annotated[list[Service], Of("shelter_profile")]
    intake_hours: Annotated[IntakeHours, Of("shelter_profile")]
    features: Annotated[list[FeatureTold], Of("security_features")]
    version: Annotated[int, Of("shelter_name")]


class UnitTold(Told):
    """A unit and whether it is free tonight."""

    id: Annotated[UUID, Of("free_units")]
    code: Annotated[str, Of("free_units")]
    kind: Annotated[UnitKind, Of("free_units")]
    beds: Annotated[int, Of("free_units")]
    cots: Annotated[int, Of("free_units")]
    cot_possible: Annotated[Answer | None, Of("free_units")]
    wheelchair: Annotated[Answer | None, Of("free_units")]
    own_bathroom: Annotated[Answer | None, Of("free_units")]
    wing: Annotated[str | None, Of("free_units")]
    side: Annotated[UnitSide | None, Of("free_units")]
    tonight: Annotated[Literal["FREE", "HELD", "OCCUPIED", "BLOCKED"], Of("free_units")]


class Bed(Told):
    """A unit and what it is on one night."""

    unit: Annotated[UUID, Of("free_units")]
    code: Annotated[str, Of("free_units")]
    state: Annotated[BedState, Of("free_units")]


class Beds(Told):
    """Every unit of a shelter on one night."""

    night: Annotated[date, Of("free_units")]
    beds: Annotated[list[Bed], Of("free_units")]


class UnitPage(Page):
    """A page of the units of one shelter."""

    units: Annotated[list[UnitTold], Of("free_units")]


class OutOfServiceTold(Told):
    """A span in which a unit cannot be used."""

    id: Annotated[UUID, Of("free_units")]
    nights: Annotated[Nights, Of("free_units")]
    reason: Annotated[OutOfServiceReason, Of("free_units")]


class OutOfServicePage(Page):
    """A page of spans that are not over and not lifted."""

    spans: Annotated[list[OutOfServiceTold], Of("free_units")]


class ToReview(Told):
    """A vacancy that was confirmed by telephone and waits for a second look."""

    id: Annotated[UUID, Of("free_units")]
    shelter: Annotated[UUID, Of("free_units")]
    confirmed_at: Annotated[datetime, Of("free_units")]


class ReviewPage(Page):
    """A page of confirmations to be reviewed."""

    confirmations: Annotated[list[ToReview], Of("free_units")]
