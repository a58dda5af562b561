"""The case side of a picture: open households and what is feared, needed and wished.

What was not asked becomes UNKNOWN; nothing in here turns a missing answer into a harmless one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, exists, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from app.places.gazetteer import Gazetteer
from app.store.nights import tonight as night_of
from app.store.picture_shelters import Some, grouped, one_of, read, single, table
from app.store.stay_limits import LOOK_BACK
from app.store.transactions import Tx
from matching.geography import Place
from matching.ruleset import RuleSet
from matching.situation import (
    Actor,
    ActorRoute,
    Continuity,
    DangerArea,
    Household,
    Lowering,
    Need,
    NightsUsed,
    NoGoArea,
    Person,
    ThreatAssessment,
    Wish,
)
from matching.stay import plan_span
from matching.vocabulary import (
    ActorId,
    ActorStatus,
    AddressBlock,
    Answer,
    Fear,
    HouseholdId,
    MemberRole,
    NetworkId,
    PersonId,
    SearchConsent,
    ShelterId,
    SubstanceUse,
    TargetGroup,
    ThreatLevel,
    ZoneId,
)
from models.consent import ConsentRecord
from models.continuity import (
    ContinuityRecord,
    ContinuityZoneRecord,
    DeclineRecord,
    FoundAtRecord,
)
from models.household import HouseholdRecord, PersonRecord
from models.legal import LegalPeriodRecord
from models.not_matched import NotMatchedRecord
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.refusal import RefusalRecord
from models.threat import (
    ActorAreaRecord,
    ActorRouteRecord,
    ActorRouteStopRecord,
    HouseholdNetworkRecord,
    InstrumentResultRecord,
    NoGoAreaRecord,
    ThreatActorRecord,
    ThreatAnswerRecord,
    ThreatAssessmentRecord,
)
from models.wish import NeedRecord, WishRecord
from models.words import (
    ConsentAnswer,
    LegalTrack,
    LevelAnswer,
    NotMatchedWhy,
    PlacementState,
    Purpose,
    Question,
    ReferralState,
    ReferrerKind,
    RefusalReview,
    ThreatReply,
)

OPEN = frozenset(ReferralState) - {
    ReferralState.LEFT,
    ReferralState.CLOSED,
    ReferralState.WITHDRAWN,
    ReferralState.HANDED_OVER,
    ReferralState.SUPPORT_WITHOUT_BED,
}
"""States in which a household is looked for a bed, or has one."""
RELEASE_NEAR = timedelta(days=30)
"""So long before a release he counts as free: what he is kept from is planned anew (11.2 item 6)."""
PERMITS = (LegalTrack.REFLECTION, LegalTrack.LIMITED_PERMIT, LegalTrack.WITNESS_PERMIT)

_FEAR = {
    ThreatReply.NOT: Fear.NOT,
    ThreatReply.LITTLE: Fear.LITTLE,
    ThreatReply.VERY: Fear.VERY,
    ThreatReply.FOR_MY_LIFE: Fear.FOR_MY_LIFE,
}
_FIELDS = {
    Question.Q02: "q02_threat_to_kill",
    Question.Q03: "q03_serious_violence",
    Question.Q04: "q04_searching",
    Question.Q05: "q05_knows_location",
    Question.Q06: "q06_organised",
    Question.Q07: "q07_witness",
    Question.Q08: "q08_hostage",
    Question.Q09: "q09_reach",
    Question.Q10: "q10_tracked",
    Question.Q11: "q11_escalation",
    Question.Q12: "q12_returned_before",
}


def open_ids(tx: Tx) -> set[UUID]:
    """Households of open referrals, but for those who need a hospital first."""
    h, r, n = table(HouseholdRecord), table(ReferralRecord), table(NotMatchedRecord)
    hospital_first = exists().where(
        n.c.referral_id == r.c.id,
        n.c.why == NotMatchedWhy.HOSPITAL_FIRST,
        n.c.ended_at.is_(None),
    )
    query = (
        select(h.c.id)
        .join(r, r.c.id == h.c.referral_id)
        .where(h.c.closed_at.is_(None), r.c.state.in_(OPEN), ~hospital_first)
    )
    return set(tx.execute(query).scalars())


class Unread(NamedTuple):
    """What counts of a household that cannot be read; the worst is taken for granted of the rest."""

    persons: int
    """How many they are; nobody told of is one."""
    networks: frozenset[NetworkId]
    """Every network that she or somebody whom she fears is of."""


class Cases:
    """Every row of the case side, read in a fixed number of SELECTs."""

    def __init__(
        self,
        tx: Tx,
        some: Some,
        *,
        now: datetime,
        tonight: date,
        housed: Mapping[UUID, date],
        map_: Gazetteer,
        rules: RuleSet,
        earliest: date | None = None,
    ) -> None:
        """``earliest``: the first night that is asked of, where it is not tonight."""
        self.now, self.tonight, self.map, self.rules = now, tonight, map_, rules
        self.housed = housed
        """Whoever has an agreed bed tonight, and when it ends."""
        self.unreadable: dict[UUID, Exception] = {}
        """Households that ``all`` could not read, and what was wrong."""
        self.at_home: dict[HouseholdId, Household] = {}
        """Of those whose stay is about to end, after ``all``: they as they are until then (11.2)."""
        by = "household_id"
        h, r = table(HouseholdRecord), table(ReferralRecord)
        self.main = read(tx, h, "id", some)
        self.referrals = single(read(tx, r, "id", {m.referral_id for m in self.main}), "id")
        p = table(PersonRecord)
        self.persons = grouped(read(tx, p, by, some, p.c.left_at.is_(None)), by)
        self.judged = self._latest(tx, some)
        judged = [a.id for a in self.judged.values()]
        self.answers = grouped(
            read(tx, table(ThreatAnswerRecord), "assessment_id", judged), "assessment_id"
        )
        self.bands = grouped(
            read(tx, table(InstrumentResultRecord), "assessment_id", judged), "assessment_id"
        )
        self.actors = grouped(read(tx, table(ThreatActorRecord), by, some), by)
        area, route = table(ActorAreaRecord), table(ActorRouteRecord)
        self.areas = grouped(read(tx, area, by, some, area.c.cleared_at.is_(None)), by)
        routes = read(tx, route, by, some, route.c.cleared_at.is_(None))
        self.routes = grouped(routes, by)
        self.stops = grouped(
            read(tx, table(ActorRouteStopRecord), "route_id", [r.id for r in routes]), "route_id"
        )
        self.networks = grouped(read(tx, table(HouseholdNetworkRecord), by, some), by)
        self.no_go = grouped(read(tx, table(NoGoAreaRecord), by, some), by)
        self.declined = grouped(read(tx, table(DeclineRecord), by, some), by)
        no = table(RefusalRecord)
        stands = (
            or_(no.c.review.is_(None), no.c.review == RefusalReview.STANDS),
            or_(no.c.bars_until.is_(None), no.c.bars_until > now),
        )
        self.refused = grouped(read(tx, no, by, some, *stands), by)
        self.found_at = grouped(read(tx, table(FoundAtRecord), by, some), by)
        need = table(NeedRecord)
        lasting = or_(need.c.until_date.is_(None), need.c.until_date > tonight)
        self.needs = grouped(read(tx, need, by, some, lasting), by)
        self.wishes = grouped(read(tx, table(WishRecord), by, some), by)
        running = read(tx, table(ContinuityRecord), by, some)
        self.running = grouped(running, by)
        self.zones = grouped(
            read(tx, table(ContinuityZoneRecord), "continuity_id", [c.id for c in running]),
            "continuity_id",
        )
        c = table(ConsentRecord)
        self.consents = grouped(read(tx, c, by, some, c.c.purpose == Purpose.SEARCH), by)
        self.legal = grouped(read(tx, table(LegalPeriodRecord), by, some), by)
        stay = table(PlacementRecord)
        lived = (
            stay.c.state.in_((PlacementState.ARRIVED, PlacementState.ENDED)),
            func.upper(stay.c.nights) > (earliest or tonight) - LOOK_BACK,
            func.lower(stay.c.nights) < tonight,
        )
        self.lived = grouped(read(tx, stay, by, some, *lived), by)

    def _latest(self, tx: Tx, some: Some) -> dict[UUID, Row[Any]]:
        """The last judgement of each household."""
        a = table(ThreatAssessmentRecord)
        query = select(a).ext(distinct_on(a.c.household_id))
        if some is not None:
            query = query.where(one_of(a.c.household_id, some))
        query = query.order_by(a.c.household_id, a.c.assessed_at.desc(), a.c.id.desc())
        return {row.household_id: row for row in tx.execute(query)}

    def all(self) -> dict[UUID, Household]:
        """Each household by its id; one that cannot be read is in ``unreadable`` instead."""
        found = {}
        for row in self.main:
            try:
                found[row.id] = self._one(row)
            except Exception as fault:  # noqa: BLE001 - one record must not stop all others
                self.unreadable[row.id] = fault
        return found

    def unread(self, household: UUID) -> Unread:
        """What is known of her without reading the rest."""
        rows = (*self.networks.get(household, ()), *self.actors.get(household, ()))
        return Unread(
            max(1, len(self.persons.get(household, ()))),
            frozenset(NetworkId(str(r.network_id)) for r in rows if r.network_id),
        )

    def ends(self) -> dict[UUID, datetime]:
        """When the first of what is said of a household runs out: an answer of hers, a house's no."""
        found: dict[UUID, datetime] = {}
        for rows, name in ((self.consents, "expires_at"), (self.refused, "bars_until")):
            for household, some in rows.items():
                ends = [e for e in (getattr(r, name) for r in some) if e and e > self.now]
                if ends:
                    found[household] = min(*ends, found.get(household, ends[0]))
        return found

    def _one(self, h: Row[Any]) -> Household:
        r, housed = self.referrals[h.referral_id], h.id in self.housed
        third = r.referrer_kind not in (None, ReferrerKind.SELF) and r.she_knows is not Answer.YES
        police = h.police_involved is Answer.YES or r.referrer_kind is ReferrerKind.POLICE
        members = self._members(h)
        her = Household(
            id=HouseholdId(str(h.id)),
            members=members,
            together=h.together,
            waiting_since=r.received_at,
            tonight=Answer.NO if housed else (r.tonight_need or Answer.UNKNOWN),
            needed_from=h.needed_from or night_of(r.received_at),
            planned_until=h.planned_until,
            permit_until=self._permit(h.id),
            wants_move=h.wants_move is Answer.YES,
            search_consent=self._consent(h.id),
            third_party_without_her=third,
            threat=self._threat(h.id),
            danger=self._danger(h.id),
            routes=self._routes(h.id),
            networks=frozenset(NetworkId(str(n.network_id)) for n in self.networks.get(h.id, ())),
            no_go=tuple(
                NoGoArea(self._place(n.place_code), n.radius_km)
                for n in _by_id(self.no_go.get(h.id))
            ),
            # H11 asks whether a no stands between them; whose it was is not matching's to know.
            declined=_shelters(self.declined.get(h.id)) | _shelters(self.refused.get(h.id)),
            found_at=_shelters(self.found_at.get(h.id)),
            women_only=h.women_only or Answer.UNKNOWN,
            target_group=h.target_group or TargetGroup.UNKNOWN,
            substance_use=h.substance_use or SubstanceUse.UNKNOWN,
            acute_psychosis=h.acute_psychosis or Answer.UNKNOWN,
            wheelchair=h.wheelchair or Answer.UNKNOWN,
            pets=h.pets or Answer.UNKNOWN,
            languages=frozenset(h.languages or ()) - {"und"},
            needs=tuple(
                Need(service=n.service, criticality=n.criticality, max_minutes=n.max_minutes)
                for n in _by_id(self.needs.get(h.id))
            ),
            wishes=self._wishes(h.id),
            continuity=self._continuity(h.id),
            stands_out_in=h.stands_out_in or frozenset(),
            nights_used=self.nights_used(h.id, self.tonight),
            address_block=self._block(h.id),
            police_involved=police,
            where_now=self._place(h.where_now) if h.where_now else None,
            safe_until=r.safe_until,
        )
        return self._feared(h.id, her)

    def _place(self, code: str) -> Place:
        return self.map.entry(code).place

    def _members(self, h: Row[Any]) -> tuple[Person, ...]:
        """Her people; nobody told of is one adult, whose gender and age are not known (6.2)."""
        rows = _by_id(self.persons.get(h.id))
        if not rows:
            return (Person(id=PersonId(str(h.id)), role=MemberRole.ADULT),)
        return tuple(
            Person(
                id=PersonId(str(p.id)),
                role=p.role,
                age_band=p.age_band,
                gender=p.gender,
                apparent_minor=p.apparent_minor is Answer.YES,
            )
            for p in rows
        )

    def _permit(self, household: UUID) -> date | None:
        """The last end of a permit that still runs; an end nobody knows ends nothing."""
        running = [
            p.until_date
            for p in self.legal.get(household, ())
            if p.track in PERMITS and (p.until_date is None or p.until_date > self.tonight)
        ]
        return None if not running or None in running else max(running)

    def _consent(self, household: UUID) -> SearchConsent:
        """Her last word on the search; taken back is a no, run out is not answered (H12)."""
        said = sorted(self.consents.get(household, ()), key=lambda c: (c.given_at, str(c.id)))
        if not said:
            return SearchConsent.NOT_ANSWERED
        last = said[-1]
        if last.withdrawn_at is not None or last.answer is ConsentAnswer.REFUSED:
            return SearchConsent.REFUSED
        given = last.answer is ConsentAnswer.GIVEN and last.expires_at > self.now
        return SearchConsent.GIVEN if given else SearchConsent.NOT_ANSWERED

    def _threat(self, household: UUID) -> ThreatAssessment:
        a = self.judged.get(household)
        if a is None:
            return ThreatAssessment()
        said: dict[str, Any] = {}
        for row in self.answers.get(a.id, ()):
            if row.question is Question.Q01:
                said["q01_self_fear"] = _FEAR.get(row.reply)
            else:
                said[_FIELDS[row.question]] = Answer(row.reply.value)
            if row.question is Question.Q04:
                said["q04_last_on"] = row.last_on
        level = None
        if a.level_human not in (None, LevelAnswer.UNKNOWN):
            level = ThreatLevel[a.level_human.value]
        lowering = None
        if a.lowered_to is not None:
            lowering = Lowering(
                to=a.lowered_to,
                by=frozenset({str(a.lowered_first_by), str(a.lowered_second_by)}),
                decided_on=a.lowered_on,
                expires_on=a.lowering_expires_on,
            )
        return ThreatAssessment(
            **said,
            nationwide=a.nationwide is Answer.YES,
            instruments=tuple(sorted(b.band for b in self.bands.get(a.id, ()))),
            level_human=level,
            assessed_on=night_of(a.assessed_at),
            lowering=lowering,
        )

    def _feared(self, household: UUID, her: Household) -> Household:
        """She with whom she fears, for the nights for which it must be known where they are (11.2).

        Whoever has a bed, and has not asked for another, stays in it until it ends: they are the nights
        of that stay. For a bed that she needs, the next one too, they are those of her plan: whose stay is
        about to end is told for both.
        """
        ends = self.housed.get(household)
        if ends is not None and not her.wants_move:
            stays = replace(her, actors=self._actors(household, ends))
            if ends > self.tonight + timedelta(days=self.rules.bed_needed_within_days):
                return stays
            self.at_home[her.id] = stays
        then = her
        if ends is not None:
            outlived = her.planned_until is not None and her.planned_until < ends
            then = replace(
                her,
                needed_from=max(her.needed_from, ends),
                planned_until=None if outlived else her.planned_until,
            )
        until = plan_span(then, self.tonight, self.rules).end
        return replace(her, actors=self._actors(household, until))

    def _status(self, actor: Row[Any], until: date) -> ActorStatus:
        """Where he is; custody keeps nobody safe whose end is near, in those nights, or not told."""
        if actor.status is ActorStatus.CUSTODY:
            safe_through = max(self.tonight + RELEASE_NEAR, until)
            if actor.custody_until is None or actor.custody_until <= safe_through:
                return ActorStatus.UNKNOWN
        return actor.status or ActorStatus.UNKNOWN

    def _actors(self, household: UUID, until: date) -> tuple[Actor, ...]:
        return tuple(
            Actor(
                id=ActorId(str(a.id)),
                status=self._status(a, until),
                others_at_large=a.others_at_large or Answer.UNKNOWN,
                network=NetworkId(str(a.network_id)) if a.network_id else None,
            )
            for a in _by_id(self.actors.get(household))
        )

    def _danger(self, household: UUID) -> tuple[DangerArea, ...]:
        made = []
        for a in _by_id(self.areas.get(household)):
            entry = self.map.entry(a.place_code)
            made.append(
                DangerArea(
                    actor=ActorId(str(a.actor_id)) if a.actor_id else None,
                    place=entry.place,
                    kind=a.kind,
                    precision=a.precision,
                    reported_radius_km=a.reported_radius_km,
                    extent_km=entry.extent_km,
                    last_confirmed=a.last_confirmed,
                    cleared_by=1 if a.cleared_first_by else 0,
                )
            )
        return tuple(made)

    def _routes(self, household: UUID) -> tuple[ActorRoute, ...]:
        return tuple(
            ActorRoute(
                actor=ActorId(str(r.actor_id)) if r.actor_id else None,
                stops=tuple(
                    self._place(stop.place_code)
                    for stop in sorted(self.stops.get(r.id, ()), key=lambda s: s.ordinal)
                ),
                width_km=r.width_km,
                last_confirmed=r.last_confirmed,
                cleared_by=1 if r.cleared_first_by else 0,
            )
            for r in _by_id(self.routes.get(household))
        )

    def _wishes(self, household: UUID) -> tuple[Wish, ...]:
        return tuple(
            Wish(
                rank=w.rank,
                kind=w.kind,
                strength=w.strength,
                region=w.region,
                place=self._place(w.place_code) if w.place_code else None,
                service=w.service,
            )
            for w in sorted(self.wishes.get(household, ()), key=lambda w: w.rank)
        )

    def _continuity(self, household: UUID) -> tuple[Continuity, ...]:
        return tuple(
            Continuity(
                kind=c.kind,
                zones=frozenset(ZoneId(z.zone_id) for z in self.zones.get(c.id, ())),
                until=c.until,
            )
            for c in _by_id(self.running.get(household))
        )

    def nights_used(self, household: UUID, night: date) -> tuple[NightsUsed, ...]:
        """Nights that she lived in each house in the year before this night (H09)."""
        used: dict[ShelterId, int] = {}
        for p in self.lived.get(household, ()):
            start = max(p.nights.start, night - LOOK_BACK)
            nights = (min(p.nights.end, night) - start).days
            if nights > 0:
                key = ShelterId(str(p.shelter_id))
                used[key] = used.get(key, 0) + nights
        return tuple(NightsUsed(shelter, nights) for shelter, nights in sorted(used.items()))

    def _block(self, household: UUID) -> AddressBlock:
        """The strictest of her people; one of whom nobody asked leaves it unknown."""
        found = {
            p.address_block or AddressBlock.UNKNOWN for p in self.persons.get(household, ())
        } or {AddressBlock.UNKNOWN}
        strict = (AddressBlock.KODE6, AddressBlock.UNKNOWN, AddressBlock.KODE7)
        return next((block for block in strict if block in found), AddressBlock.NONE)


def _by_id(rows: list[Row[Any]] | None) -> list[Row[Any]]:
    return sorted(rows or (), key=lambda row: str(row.id))


def _shelters(rows: list[Row[Any]] | None) -> frozenset[ShelterId]:
    return frozenset(ShelterId(str(row.shelter_id)) for row in rows or ())
