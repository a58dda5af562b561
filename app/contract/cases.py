"""Referrals and what belongs to a case, as sent and as told to a coordinator and to on-call.

No name, birth date, nationality, story or street is asked for anywhere (domain 6.3): there is no
field for it. Danger places are codes of the gazetteer. What is left out was not asked, UNKNOWN was
asked and not known; both fall on the dangerous side.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from app.contract.approvals import Reasoned
from app.contract.base import (
    EACH_ONCE,
    CodeName,
    Day,
    Instant,
    Language,
    LevelWord,
    Of,
    Page,
    PlaceCode,
    PriorityWord,
    Sent,
    StrictFloat,
    StrictInt,
    Told,
    Value,
)
from matching.vocabulary import (
    ActorStatus,
    AddressBlock,
    AgeBand,
    Answer,
    AreaKind,
    ContinuityKind,
    Criticality,
    Gender,
    InstrumentBand,
    LinkKind,
    MemberRole,
    Precision,
    Region,
    ServiceType,
    SubstanceUse,
    TargetGroup,
    Together,
    WishKind,
    WishStrength,
)
from models.words import (
    ActorKind,
    Channel,
    ConsentAnswer,
    ConsentForm,
    Instrument,
    InterpreterGender,
    LegalTrack,
    LevelAnswer,
    LinkBasis,
    Purpose,
    Question,
    ReachFlag,
    ReferralState,
    ReferrerKind,
    Source,
    ThreatReply,
)

BANDS_KM = (0.0, 25.0, 50.0, 100.0)
"""Reaches that may be said of a place. A free number would let the edge of a zone be sounded."""


def _a_band(km: float) -> float:
    if km not in BANDS_KM:
        raise ValueError("one_of_the_bands")
    return km


BandKm = Annotated[
    StrictFloat,
    Field(allow_inf_nan=False, json_schema_extra={"enum": list(BANDS_KM)}),
    AfterValidator(_a_band),
]
Fear = Literal["NOT", "LITTLE", "VERY", "FOR_MY_LIFE", "UNKNOWN"]
Few = Annotated[StrictInt, Field(ge=0, le=20)]
ZoneCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,40}$")]
Places = Annotated[list[PlaceCode], Field(max_length=20)]


# --- the nine answers of the telephone (domain 6.2) ---


class SafeContact(Sent):
    """2: may she be called, and until when; the number itself never comes over this API."""

    she_calls_back: Answer = Answer.UNKNOWN
    safe_until: Instant | None = None
    message_ok: Answer = Answer.UNKNOWN


class PeopleTonight(Sent):
    """3: how many need a place, and whether only women may live there."""

    adults: Annotated[StrictInt, Field(ge=0, le=10)] | None = None
    """Null: not known, and counted as one."""
    children: Annotated[
        list[Literal["0-2", "3-6", "7-12", "13-17", "UNKNOWN"]], Field(max_length=20)
    ] = Field(default_factory=list)
    gender: Gender = Gender.UNDISCLOSED
    """Of the adults; UNDISCLOSED is never guessed."""
    women_only: Answer = Answer.UNKNOWN
    apparent_minor: Answer = Answer.UNKNOWN
    """Whether the caller may be under 18 (H17)."""


class PlacesToAvoid(Sent):
    """5: where he is, lives, works, where she lived, worked, or will not go."""

    known: Answer = Answer.UNKNOWN
    his: Places = Field(default_factory=list)
    """Towns and municipalities of those she fears."""
    where_i_am_known: Places = Field(default_factory=list)
    not_there: Places = Field(default_factory=list)
    """Where she will not go; no reason is asked."""
    nationwide: Answer = Answer.UNKNOWN


class FearTonight(Sent):
    """6: three questions of the threat picture; the others may follow."""

    self_fear: Fear = "UNKNOWN"
    knows_location: Answer = Answer.UNKNOWN
    organised: Answer = Answer.UNKNOWN
    phone_tracked: Answer = Answer.UNKNOWN


class MustHave(Sent):
    """7: what must be there tonight."""

    known: Answer = Answer.UNKNOWN
    wheelchair: Answer = Answer.UNKNOWN
    services: Annotated[list[ServiceType], Field(max_length=10)] = Field(default_factory=list)
    """Each must be reached within the minutes that her safety allows, else on site."""
    max_minutes: Annotated[StrictInt, Field(ge=0, le=600)] | None = None
    acute_psychosis: Answer = Answer.UNKNOWN
    pets: Answer = Answer.UNKNOWN


class LanguageTonight(Sent):
    """8: which language, can she read, which interpreter."""

    languages: Annotated[list[Language], Field(min_length=1, max_length=10)] | None = None
    reads: Answer = Answer.UNKNOWN
    interpreter_gender: InterpreterGender = InterpreterGender.UNKNOWN


class ConsentTonight(Sent):
    """9: may havn search, and may it tell a shelter the people, needs and security level."""

    search: Literal["GIVEN", "REFUSED", "NOT_ANSWERED"] = "NOT_ANSWERED"
    tell_shelter: Literal["GIVEN", "REFUSED", "NOT_ANSWERED"] = "NOT_ANSWERED"


class PhoneReferral(Sent):
    """A call. Every one of the nine answers may be unknown, and an empty form is a valid one."""

    danger_now: Answer = Answer.UNKNOWN
    safe_contact: SafeContact = SafeContact()
    people: PeopleTonight = PeopleTonight()
    where_now: PlaceCode | None = None
    places_to_avoid: PlacesToAvoid = PlacesToAvoid()
    fear: FearTonight = FearTonight()
    must_have: MustHave = MustHave()
    language: LanguageTonight = LanguageTonight()
    consent: ConsentTonight = ConsentTonight()
    referrer_kind: ReferrerKind = ReferrerKind.SELF
    """Somebody else than herself: without her knowledge there is no search (H12)."""
    she_knows: Answer = Answer.UNKNOWN


# --- the full form, and its parts ---


class Member(Sent):
    """One person of the household, by band and never by name."""

    role: MemberRole
    age_band: AgeBand = AgeBand.UNKNOWN
    gender: Gender = Gender.UNDISCLOSED
    apparent_minor: Answer | None = None
    reads: Answer | None = None
    languages: Annotated[list[Language], Field(min_length=1, max_length=10)] | None = None
    address_block: AddressBlock | None = None
    """Of a case that is there it only makes stricter what stands; two persons lower it."""


class People(Sent):
    """Everybody who stays together."""

    members: Annotated[list[Member], Field(min_length=1, max_length=20)]


class CaseFields(Sent):
    """Single answers of a case; one that is left out is not asked, or stays as it is."""

    referrer_org: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    she_knows: Answer | None = None
    danger_now: Answer | None = None
    tonight_need: Answer | None = None
    safe_until: Instant | None = None
    together: Together = Together.MUST
    members_known: Answer | None = None
    needed_from: Day | None = None
    planned_until: Day | None = None
    wants_move: Answer | None = None
    women_only: Answer | None = None
    target_group: TargetGroup | None = None
    substance_use: SubstanceUse | None = None
    acute_psychosis: Answer | None = None
    wheelchair: Answer | None = None
    pets: Answer | None = None
    must_have_known: Answer | None = None
    danger_places_known: Answer | None = None
    languages: Annotated[list[Language], Field(min_length=1, max_length=10)] | None = None
    reads: Answer | None = None
    interpreter_gender: InterpreterGender | None = None
    police_involved: Answer | None = None
    where_now: PlaceCode | None = None
    stands_out_in: Annotated[frozenset[Region], Field(max_length=5), EACH_ONCE] | None = None

    @model_validator(mode="after")
    def _plan_ends_after_it_starts(self) -> Self:
        both = self.needed_from is not None and self.planned_until is not None
        if both and not self.needed_from < self.planned_until:  # type: ignore[operator]
            raise ValueError("ends_after_it_starts")
        return self


class NewReferral(CaseFields):
    """The full form."""

    channel: Literal[Channel.FORM, Channel.API] = Channel.FORM
    referrer_kind: ReferrerKind
    members: Annotated[list[Member], Field(min_length=1, max_length=20)]


class CaseChange(CaseFields):
    """Answers to be changed; one that is left out stays as it is."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("empty")
        return self


class ThreatReplySent(Sent):
    """One reply; Q01 takes how afraid she is, the others YES, NO or UNKNOWN."""

    question: Question
    reply: ThreatReply
    source: Source = Source.HERSELF
    last_on: Day | None = None
    """Q04 alone: when he was last known to search."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        fears = ("NOT", "LITTLE", "VERY", "FOR_MY_LIFE")
        if self.reply != "UNKNOWN" and (self.question == "Q01") != (self.reply in fears):
            raise ValueError("reply_fits_question")
        if self.last_on is not None and self.question != "Q04":
            raise ValueError("date_for_searching_only")
        return self


class InstrumentResult(Sent):
    """A band of an outside instrument; it only raises the floor, and no item text is kept."""

    instrument: Instrument
    band: InstrumentBand
    score: Annotated[StrictInt, Field(ge=0, le=100)] | None = None
    done_on: Day | None = None


class Assessment(Sent):
    """One judgement; the worker's own level is given before the floor is shown (domain 3.3)."""

    level: LevelAnswer
    answers: Annotated[list[ThreatReplySent], Field(max_length=12)] = Field(default_factory=list)
    nationwide: Answer | None = None
    instruments: Annotated[list[InstrumentResult], Field(max_length=10)] = Field(
        default_factory=list
    )

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({a.question for a in self.answers}) != len(self.answers):
            raise ValueError("each_once")
        return self


class NewActor(Sent):
    """Somebody she fears, by a letter of her case; never a name."""

    label: Annotated[str, Field(pattern="^[A-Z]$")]
    kind: ActorKind | None = None
    status: ActorStatus | None = None
    custody_until: Day | None = None
    others_at_large: Answer | None = None
    network: UUID | None = None
    reach: Annotated[frozenset[ReachFlag], Field(max_length=4), EACH_ONCE] | None = None

    @model_validator(mode="after")
    def _custody_has_the_date(self) -> Self:
        if self.custody_until is not None and self.status != ActorStatus.CUSTODY:
            raise ValueError("custody_has_the_date")
        return self


class ActorChange(Sent):
    """What is known of somebody she fears by now."""

    status: ActorStatus
    custody_until: Day | None = None
    others_at_large: Answer
    network: UUID | None = None

    @model_validator(mode="after")
    def _custody_has_the_date(self) -> Self:
        if self.custody_until is not None and self.status != ActorStatus.CUSTODY:
            raise ValueError("custody_has_the_date")
        return self


class NewArea(Sent):
    """A place of the gazetteer that is dangerous to her."""

    place: PlaceCode
    kind: AreaKind
    precision: Precision = Precision.MUNICIPALITY
    reported_radius_km: BandKm | None = None
    last_confirmed: Day | None = None
    source: Source = Source.HERSELF
    actor: UUID | None = None


class NewNetworkArea(Sent):
    """A place where a network was seen, or which it knows."""

    place: PlaceCode
    kind: AreaKind = AreaKind.LAST_SEEN
    precision: Precision = Precision.MUNICIPALITY
    reported_radius_km: BandKm | None = None
    last_confirmed: Day | None = None
    source: Source = Source.POLICE


class NewLowering(Reasoned):
    """A level below the floor until a day at most 30 nights away; a second person must agree."""

    to: LevelWord
    expires_on: Day


class NewRoute(Sent):
    """Ordered stops of a feared person's way."""

    stops: Annotated[list[PlaceCode], Field(min_length=1, max_length=20)]
    width_km: BandKm | None = None
    last_confirmed: Day | None = None
    source: Source = Source.HERSELF
    actor: UUID | None = None


class NoGo(Sent):
    """A place she will not go to; no reason is asked."""

    place: PlaceCode
    radius_km: BandKm = 0.0


class NoGoAreas(Sent):
    """All places she will not go to."""

    areas: Annotated[list[NoGo], Field(max_length=50)]


class SheltersSent(Sent):
    """Shelters where she was found before (H04)."""

    shelters: Annotated[frozenset[UUID], Field(max_length=50), EACH_ONCE]


class NetworksSent(Sent):
    """Networks that her household fears."""

    networks: Annotated[frozenset[UUID], Field(max_length=50), EACH_ONCE]


class NeedSent(Sent):
    """Something she must be able to reach; minutes door to door, null is on site only."""

    service: ServiceType
    criticality: Criticality
    max_minutes: Annotated[StrictInt, Field(ge=0, le=600)] | None = None
    until: Day | None = None


class Needs(Sent):
    """All her needs."""

    needs: Annotated[list[NeedSent], Field(max_length=50)]


class WishSent(Sent):
    """One of her wishes, in her own order; only the field that its kind names may be filled."""

    rank: Annotated[StrictInt, Field(ge=1, le=5)]
    kind: WishKind
    strength: WishStrength
    region: Region | None = None
    place: PlaceCode | None = None
    service: ServiceType | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        wanted = {"REGION": "region", "AWAY_FROM": "place", "NEAR_SERVICE": "service"}
        filled = {n for n in ("region", "place", "service") if getattr(self, n) is not None}
        if filled != {wanted[self.kind]} if self.kind in wanted else bool(filled):
            raise ValueError("field_of_its_kind")
        return self


class Wishes(Sent):
    """All her wishes."""

    wishes: Annotated[list[WishSent], Field(max_length=5)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({w.rank for w in self.wishes}) != len(self.wishes):
            raise ValueError("each_once")
        return self


class Running(Sent):
    """A running thing that a move would break, and the zones from which it can go on."""

    kind: ContinuityKind
    zones: Annotated[frozenset[ZoneCode], Field(max_length=50), EACH_ONCE]
    until: Day | None = None


class Continuity(Sent):
    """All running things."""

    running: Annotated[list[Running], Field(max_length=20)]


class Period(Sent):
    """One period of her legal track; it never changes a placement."""

    track: LegalTrack
    first: Day | None = None
    to: Day | None = None
    decision_due: Day | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.first is not None and self.to is not None and not self.first < self.to:
            raise ValueError("ends_after_it_starts")
        return self


class Legal(Sent):
    """All periods."""

    periods: Annotated[list[Period], Field(max_length=20)]


class Clock(Value):
    """One date that her track sets, and the days on which to remind of it."""

    name: str
    start: date | None
    months: int | None
    days: int | None
    due: date | None
    remind: list[date]
    renewable: bool


class NextStep(Value):
    """The text that was made for her when her track changed."""

    code: str
    en: str
    no: str
    track: LegalTrack
    before: LegalTrack | None
    created_at: datetime


class PeriodTold(Value):
    """One period of one track."""

    track: LegalTrack
    first: date | None
    to: date | None
    decision_due: date | None


class LegalTold(Told):
    """Her periods, the clocks of the one that counts today, and the last text made for her."""

    periods: Annotated[list[PeriodTold], Of("legal_track")]
    clocks: Annotated[list[Clock], Of("legal_track")]
    next_step: Annotated[NextStep | None, Of("legal_track")]


class NewConsent(Sent):
    """What she said when she was asked; never a condition of help."""

    purpose: Purpose
    answer: ConsentAnswer
    form: ConsentForm | None = None
    days: Annotated[StrictInt, Field(ge=1, le=90)] | None = None
    """How long it counts; 7 days for SEARCH and 30 for the others when nothing is said."""

    @model_validator(mode="after")
    def _given_has_a_form(self) -> Self:
        if (self.answer == ConsentAnswer.GIVEN) != (self.form is not None):
            raise ValueError("given_has_form")
        return self


class NewLink(Sent):
    """How two cases stand to each other; only the setter's role ever reads it."""

    a: UUID
    b: UUID
    kind: LinkKind
    basis: LinkBasis | None = None


class NewNetwork(Sent):
    """A network by a label; never a name."""

    label: CodeName
    kind: ActorKind | None = None


# --- what is told ---


class Taken(Told):
    """A referral was taken: its own id, the code name to say aloud, its version."""

    id: Annotated[UUID, Of("own_acts")]
    code_name: Annotated[str, Of("own_acts")]
    state: Annotated[ReferralState, Of("own_acts")]
    version: Annotated[int, Of("own_acts")]


class CaseChanged(Told):
    """The version that the case has now."""

    id: Annotated[UUID, Of("own_acts")]
    version: Annotated[int, Of("own_acts")]


class PartMade(Told):
    """A new part of a case, and the version that the case has now."""

    id: Annotated[UUID, Of("own_acts")]
    version: Annotated[int, Of("own_acts")]


class ThreatTold(Told):
    """The level that every rule reads, after a judgement."""

    level: Annotated[LevelWord, Of("threat_level")]
    floor: Annotated[LevelWord, Of("threat_level")]
    review_due: Annotated[date | None, Of("threat_level")]
    version: Annotated[int, Of("own_acts")]


class MemberTold(Value):
    """One person of the household."""

    role: MemberRole
    age_band: AgeBand
    gender: Gender


class Case(Told):
    """A case; threat answers and their words are not read back."""

    id: Annotated[UUID, Of("case_id")]
    code_name: Annotated[str, Of("case_pseudonym")]
    household_code_name: Annotated[str, Of("case_pseudonym")]
    state: Annotated[ReferralState, Of("case_state")]
    channel: Annotated[Channel, Of("call_origin")]
    referrer_kind: Annotated[ReferrerKind | None, Of("call_origin")]
    received_at: Annotated[datetime, Of("call_tonight")]
    she_knows: Annotated[Answer | None, Of("call_origin")]
    tonight_need: Annotated[Answer | None, Of("call_tonight")]
    danger_now: Annotated[Answer | None, Of("call_tonight")]
    safe_until: Annotated[datetime | None, Of("safe_contact")]
    together: Annotated[Together, Of("people")]
    members_known: Annotated[Answer | None, Of("people")]
    members: Annotated[list[MemberTold], Of("people")]
    needed_from: Annotated[date | None, Of("case_planning")]
    planned_until: Annotated[date | None, Of("case_planning")]
    wants_move: Annotated[Answer | None, Of("wishes")]
    women_only: Annotated[Answer | None, Of("wishes")]
    target_group: Annotated[TargetGroup | None, Of("people")]
    substance_use: Annotated[SubstanceUse | None, Of("health")]
    acute_psychosis: Annotated[Answer | None, Of("health")]
    wheelchair: Annotated[Answer | None, Of("health")]
    pets: Annotated[Answer | None, Of("health")]
    must_have_known: Annotated[Answer | None, Of("health")]
    danger_places_known: Annotated[Answer | None, Of("danger_places")]
    languages: Annotated[list[str] | None, Of("languages")]
    reads: Annotated[Answer | None, Of("languages")]
    interpreter_gender: Annotated[InterpreterGender | None, Of("languages")]
    police_involved: Annotated[Answer | None, Of("protection")]
    level: Annotated[LevelWord | None, Of("threat_level")]
    floor: Annotated[LevelWord | None, Of("threat_level")]
    """Both null until somebody has judged it: who sees them first judges by them (domain 3.3)."""
    review_due: Annotated[date | None, Of("threat_level")]
    priority: Annotated[PriorityWord, Of("case_priority")]
    version: Annotated[int, Of("case_pseudonym")]


class CaseLine(Told):
    """A case in a list."""

    id: Annotated[UUID, Of("case_id")]
    code_name: Annotated[str, Of("case_pseudonym")]
    state: Annotated[ReferralState, Of("case_state")]
    priority: Annotated[PriorityWord | None, Of("case_priority")]
    """Her class when she was last searched for; null before the first search."""
    received_at: Annotated[datetime, Of("call_tonight")]
    mine: Annotated[bool, Of("case_pseudonym")]
    """Whether the reader stands on it."""
    version: Annotated[int, Of("case_pseudonym")]


class CasePage(Page):
    """A page of cases."""

    referrals: Annotated[list[CaseLine], Of("case_pseudonym")]


class ActorTold(Told):
    """Somebody she fears."""

    id: Annotated[UUID, Of("actors")]
    label: Annotated[str, Of("actors")]
    status: Annotated[ActorStatus | None, Of("actors")]
    others_at_large: Annotated[Answer | None, Of("actors")]


class ActorPage(Page):
    """A page of actors of one case."""

    actors: Annotated[list[ActorTold], Of("actors")]


class AreaTold(Told):
    """A danger place by its code of the gazetteer."""

    id: Annotated[UUID, Of("danger_places")]
    place: Annotated[str, Of("danger_places")]
    name: Annotated[str, Of("danger_places")]
    """What the gazetteer calls it; its code where the gazetteer has it no more."""
    kind: Annotated[AreaKind, Of("danger_places")]
    precision: Annotated[Precision, Of("danger_places")]
    last_confirmed: Annotated[date | None, Of("danger_places")]


class AreaPage(Page):
    """A page of danger places of one case."""

    areas: Annotated[list[AreaTold], Of("danger_places")]


class ConsentTold(Told):
    """A consent as it stands."""

    id: Annotated[UUID, Of("consents")]
    purpose: Annotated[Purpose, Of("consents")]
    answer: Annotated[ConsentAnswer, Of("consents")]
    given_at: Annotated[datetime, Of("consents")]
    expires_at: Annotated[datetime | None, Of("consents")]
    withdrawn_at: Annotated[datetime | None, Of("consents")]


class ConsentPage(Page):
    """A page of consents of one case."""

    consents: Annotated[list[ConsentTold], Of("consents")]


class LinkTold(Told):
    """A link as its setter's role reads it."""

    id: Annotated[UUID, Of("links")]
    a: Annotated[UUID, Of("links")]
    b: Annotated[UUID, Of("links")]
    kind: Annotated[LinkKind, Of("links")]
    basis: Annotated[LinkBasis | None, Of("links")]


class LinkPage(Page):
    """A page of links."""

    links: Annotated[list[LinkTold], Of("links")]


class NetworkTold(Told):
    """A network by its label."""

    id: Annotated[UUID, Of("networks")]
    label: Annotated[str, Of("networks")]
    kind: Annotated[ActorKind | None, Of("networks")]


class NetworkPage(Page):
    """A page of networks."""

    networks: Annotated[list[NetworkTold], Of("networks")]


class PlaceSearch(Sent):
    """How the name of a wanted place begins."""

    name: Annotated[str, Field(min_length=2, max_length=40)]


class PlaceTold(Told):
    """A place of the gazetteer by name; where it lies is not told."""

    code: Annotated[str, Of("gazetteer")]
    name: Annotated[str, Of("gazetteer")]
    kind: Annotated[Literal["TOWN", "MUNICIPALITY"], Of("gazetteer")]
    region: Annotated[Region | None, Of("gazetteer")]


class PlacesFound(Told):
    """Places whose name begins with what was typed."""

    places: Annotated[list[PlaceTold], Of("gazetteer")]
