"""What belongs to a case besides its root: threat, places, needs, wishes, consents, links."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, and_, bindparam, or_, select, update

from app.store import forms, going_on, members, threat_facts
from app.store.pages import Page, page
from app.store.refusals import NotFound, WrongState
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.vocabulary import AddressBlock, Answer, ThreatLevel
from models.consent import ConsentRecord
from models.continuity import ContinuityRecord, ContinuityZoneRecord, DeclineRecord, FoundAtRecord
from models.household import HouseholdRecord, PersonRecord
from models.legal import LegalPeriodRecord, NextStepRecord
from models.link import PersonLinkRecord
from models.referral import ReferralRecord
from models.shelter import ShelterRecord
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
from models.words import ConsentAnswer, DeclineReason, LevelAnswer, Purpose, Question, Role
from models.zone import ZoneRecord

Rows = Sequence[dict[str, Any]]


def add_assessment(
    tx: Tx, household: UUID, values: dict[str, Any], answers: Rows, instruments: Rows
) -> UUID:
    """A new judgement; answers that are not given again are carried over from the last one."""
    last = newest_assessment(tx, household)
    assessment = uuid4()
    if last is not None and values.get("nationwide") is None:
        values = {**values, "nationwide": threat_facts.of_assessment(tx, last).nationwide}
    forms.add(tx, ThreatAssessmentRecord, id=assessment, household_id=household, **values)
    given = {row["question"] for row in answers}
    a = ThreatAnswerRecord
    old: list[dict[str, Any]] = []
    if last is not None:
        kept = select(a.question, a.reply, a.source, a.known_at, a.last_on).where(
            a.assessment_id == last
        )
        old = [dict(r._mapping) for r in tx.execute(kept) if r.question not in given]
        i = InstrumentResultRecord
        bands = select(i.instrument, i.band, i.score, i.done_on).where(i.assessment_id == last)
        said = {row["instrument"] for row in instruments}
        instruments = [
            *instruments,
            *(dict(r._mapping) for r in tx.execute(bands) if r.instrument not in said),
        ]
    forms.replace(tx, a, a.assessment_id, assessment, [*answers, *old])
    forms.replace(
        tx,
        InstrumentResultRecord,
        InstrumentResultRecord.assessment_id,
        assessment,
        [{"id": uuid4(), **row} for row in instruments],
    )
    return assessment


def newest_assessment(tx: Tx, household: UUID) -> UUID | None:
    """The last judgement of the household."""
    t = ThreatAssessmentRecord
    return tx.execute(
        select(t.id)
        .where(t.household_id == household)
        .order_by(t.assessed_at.desc(), t.id.desc())
        .limit(1)
    ).scalar_one_or_none()


@beyond(StepOut.MATCHING)
def join_assessments(tx: Tx, source: UUID, target: UUID, now: datetime, *, higher: bool) -> None:
    """What is graver of both households' last judgements is judged of the target from now on.

    ``higher``: whether the source's level is the higher one. It is nobody's own typing: no single
    person makes any of it less grave again (decision 0022).
    """
    last, own = newest_assessment(tx, source), newest_assessment(tx, target)
    if last is None:
        return
    stands = threat_facts.NOTHING if own is None else threat_facts.of_assessment(tx, own)
    t, a, i = ThreatAssessmentRecord, ThreatAnswerRecord, InstrumentResultRecord
    judged = tx.execute(
        select(t.nationwide, t.floor, t.t_eff, t.by_role, t.review_due).where(
            t.id == (last if higher or own is None else own)
        )
    ).one()
    levels = [judged_level(tx, one) for one in (source, target)]
    known = [one for one in levels if one is not LevelAnswer.UNKNOWN]
    answers = tx.execute(
        select(a.question, a.reply, a.source, a.known_at, a.last_on).where(a.assessment_id == last)
    )
    bands = tx.execute(
        select(i.instrument, i.band, i.score, i.done_on).where(i.assessment_id == last)
    )
    theirs = threat_facts.of_assessment(tx, last)
    joined = {
        "level_human": max(known, default=LevelAnswer.UNKNOWN),
        "nationwide": theirs.or_nationwide(stands.or_nationwide(judged.nationwide)),
        "assessed_at": now,
        "assessed_by": None,
    }
    add_assessment(
        tx,
        target,
        {**judged._mapping, **joined},
        threat_facts.gravest(stands, [dict(row._mapping) for row in answers]),
        [
            dict(row._mapping)
            for row in bands
            if not stands.graver_than_band(row.instrument, row.band)
        ],
    )


def judged_level(tx: Tx, household: UUID) -> LevelAnswer:
    """The level that the last judgement said by a person; UNKNOWN when nobody judged."""
    last, t = newest_assessment(tx, household), ThreatAssessmentRecord
    if last is None:
        return LevelAnswer.UNKNOWN
    said = tx.execute(select(t.level_human).where(t.id == last)).scalar_one()
    return said or LevelAnswer.UNKNOWN


OF_HAVN = (Role.COORDINATOR, Role.ON_CALL)


def was_judged(tx: Tx, household: UUID, *, by: tuple[Role, ...] = OF_HAVN) -> bool:
    """Whether one of these said a level, or that it is not known; a call alone says none."""
    return tx.quick(_judged_by(by), {"household": household}).one_or_none() is not None


@cache
def _judged_by(by: tuple[Role, ...]) -> Select[Any]:
    t = ThreatAssessmentRecord
    hers = t.household_id == bindparam("household")
    return select(t.id).where(hers, t.t_eff.is_not(None), t.by_role.in_(by)).limit(1)


def note_levels(
    tx: Tx, assessment: UUID, floor: ThreatLevel, level: ThreatLevel, due: date | None
) -> None:
    """What the judgement came to when it was saved; every run computes it again."""
    tx.execute(
        update(ThreatAssessmentRecord)
        .where(ThreatAssessmentRecord.id == assessment)
        .values(floor=floor, t_eff=level, review_due=due)
        .execution_options(synchronize_session=False)
    )


def add_actor(tx: Tx, household: UUID, **values: Any) -> UUID:  # noqa: ANN401 - its columns
    """Somebody she fears.

    Raises
    ------
    WrongState
        When the letter is in use in this case.
    """
    a = ThreatActorRecord
    used = select(a.id).where(a.household_id == household, a.label == values["label"])
    if tx.execute(used).first() is not None:
        raise WrongState
    actor = uuid4()
    forms.add(tx, a, id=actor, household_id=household, **values)
    return actor


def change_actor(tx: Tx, household: UUID, actor: UUID, **values: Any) -> None:  # noqa: ANN401
    """What is known of somebody she fears by now."""
    must_be_actor(tx, household, actor)
    tx.execute(
        update(ThreatActorRecord)
        .where(ThreatActorRecord.id == actor)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def must_be_actor(tx: Tx, household: UUID, actor: UUID | None) -> None:
    """Do nothing when nobody is named, or somebody of this case.

    Raises
    ------
    NotFound
        When it is nobody of this case.
    """
    a = ThreatActorRecord
    if actor is None:
        return
    known = select(a.id).where(a.id == actor, a.household_id == household)
    if tx.execute(known).first() is None:
        raise NotFound


def actors(tx: Tx, household: UUID, wanted: Page) -> tuple[Rows, UUID | None]:
    """A page of those she fears."""
    a = ThreatActorRecord
    query = select(a.id, a.label, a.status, a.others_at_large).where(a.household_id == household)
    rows, last = page(tx, query, a.id, wanted)
    return [dict(r._mapping) for r in rows], last


def add_area(tx: Tx, household: UUID, **values: Any) -> UUID:  # noqa: ANN401 - its columns
    """A danger place."""
    area = uuid4()
    forms.add(tx, ActorAreaRecord, id=area, household_id=household, **values)
    return area


@beyond(StepOut.MATCHING)
def spread_area(tx: Tx, household: UUID, network: UUID, /, **values: Any) -> UUID:  # noqa: ANN401
    """A place of a network is dangerous to this household, which fears it; its referral.

    It stands with somebody of hers who belongs to the network; without one it is live anyway.
    """
    t = ThreatActorRecord
    actor = select(t.id).where(t.household_id == household, t.network_id == network)
    whose = tx.execute(actor.order_by(t.label).limit(1)).scalar_one_or_none()
    add_area(tx, household, actor_id=whose, **values)
    h = HouseholdRecord
    changed = (
        update(h).where(h.id == household).values(version=h.version + 1).returning(h.referral_id)
    )
    found: UUID = tx.execute(changed.execution_options(synchronize_session=False)).scalar_one()
    return found


def areas(tx: Tx, household: UUID, wanted: Page) -> tuple[Rows, UUID | None]:
    """A page of danger places that two persons have not cleared."""
    a = ActorAreaRecord
    query = select(
        a.id,
        a.place_code.label("place"),
        a.kind,
        a.precision,
        a.last_confirmed,
    ).where(a.household_id == household, a.cleared_at.is_(None))
    rows, last = page(tx, query, a.id, wanted)
    return [dict(r._mapping) for r in rows], last


def live_area(tx: Tx, household: UUID, area: UUID) -> str:
    """Which place it is.

    Raises
    ------
    NotFound
        When there is no such live place in this case.
    """
    a = ActorAreaRecord
    place: str | None = tx.execute(
        select(a.place_code).where(
            a.id == area, a.household_id == household, a.cleared_at.is_(None)
        )
    ).scalar_one_or_none()
    if place is None:
        raise NotFound
    return place


def clear_area(tx: Tx, area: UUID, **values: Any) -> None:  # noqa: ANN401 - its columns
    """Two persons have cleared the place."""
    tx.execute(
        update(ActorAreaRecord)
        .where(ActorAreaRecord.id == area)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def add_route(
    tx: Tx,
    household: UUID,
    stops: Sequence[str],
    **values: Any,  # noqa: ANN401 - its columns
) -> UUID:
    """A way with its stops in order."""
    route = uuid4()
    forms.add(tx, ActorRouteRecord, id=route, household_id=household, **values)
    rows = [{"ordinal": n, "place_code": code} for n, code in enumerate(stops, 1)]
    forms.replace(tx, ActorRouteStopRecord, ActorRouteStopRecord.route_id, route, rows)
    return route


def put_no_go(tx: Tx, household: UUID, rows: Rows) -> None:
    """Places she will not go to."""
    new = [{"id": uuid4(), **row} for row in rows]
    forms.replace(tx, NoGoAreaRecord, NoGoAreaRecord.household_id, household, new)


def add_no_go(tx: Tx, household: UUID, rows: Rows) -> None:
    """Places she will not go to, beside those that stand; one that stands stays as wide as it is."""
    _add_missing(tx, NoGoAreaRecord, "place_code", household, rows)


def put_networks(tx: Tx, household: UUID, some: Collection[UUID]) -> None:
    """Networks that the household fears."""
    h = HouseholdNetworkRecord
    forms.replace(tx, h, h.household_id, household, [{"network_id": n} for n in sorted(some)])


def put_found_at(tx: Tx, household: UUID, some: Collection[UUID], now: datetime) -> bool:
    """Shelters where she was found before; False, and nothing done, when one is not known."""
    s, f = ShelterRecord, FoundAtRecord
    known = set(tx.execute(select(s.id).where(s.id.in_(set(some)))).scalars())
    if known != set(some):
        return False
    rows = [{"shelter_id": one, "noted_at": now} for one in sorted(some)]
    forms.replace(tx, f, f.household_id, household, rows)
    return True


def put_needs(tx: Tx, household: UUID, rows: Rows) -> None:
    """Her needs."""
    new = [{"id": uuid4(), **row} for row in rows]
    forms.replace(tx, NeedRecord, NeedRecord.household_id, household, new)


def add_needs(tx: Tx, household: UUID, rows: Rows) -> None:
    """Needs of hers beside those that stand; one of a service that stands stays as it is."""
    _add_missing(tx, NeedRecord, "service", household, rows)


def _add_missing(
    tx: Tx,
    record: type[NoGoAreaRecord | NeedRecord],
    named_by: str,
    household: UUID,
    rows: Rows,
) -> None:
    column = getattr(record, named_by)
    stand = set(tx.execute(select(column).where(record.household_id == household)).scalars())
    new = [row for row in rows if row[named_by] not in stand]
    forms.add_all(tx, record, [{"id": uuid4(), "household_id": household, **row} for row in new])


def put_wishes(tx: Tx, household: UUID, rows: Rows) -> None:
    """Her wishes."""
    new = [{"id": uuid4(), **row} for row in rows]
    forms.replace(tx, WishRecord, WishRecord.household_id, household, new)


def put_continuity(tx: Tx, household: UUID, rows: Rows) -> bool:
    """Running things; False, and nothing done, when a zone is not known."""
    wanted = {zone for row in rows for zone in row["zones"]}
    z, c, cz = ZoneRecord, ContinuityRecord, ContinuityZoneRecord
    if wanted - set(tx.execute(select(z.id).where(z.id.in_(wanted))).scalars()):
        return False
    for old in list(tx.execute(select(c.id).where(c.household_id == household)).scalars()):
        forms.replace(tx, cz, cz.continuity_id, old, [])
    new = [{"id": uuid4(), "kind": r["kind"], "until": r["until"]} for r in rows]
    forms.replace(tx, c, c.household_id, household, new)
    for row, made in zip(rows, new, strict=True):
        zones = [{"zone_id": zone} for zone in sorted(row["zones"])]
        forms.replace(tx, cz, cz.continuity_id, made["id"], zones)
    return True


def put_legal(tx: Tx, household: UUID, rows: Rows) -> None:
    """Her legal track."""
    new = [{"id": uuid4(), **row} for row in rows]
    forms.replace(tx, LegalPeriodRecord, LegalPeriodRecord.household_id, household, new)


def legal(tx: Tx, household: UUID) -> Rows:
    """Her periods, the earliest first."""
    p = LegalPeriodRecord
    query = select(p.track, p.from_date, p.until_date, p.decision_due)
    found = tx.execute(query.where(p.household_id == household).order_by(p.from_date, p.id))
    return [dict(r._mapping) for r in found]


def add_next_step(tx: Tx, household: UUID, **values: Any) -> None:  # noqa: ANN401 - its columns
    """A text was made for her."""
    forms.add(tx, NextStepRecord, id=uuid4(), household_id=household, **values)


def last_next_step(tx: Tx, household: UUID) -> dict[str, Any] | None:
    """The text that was made last."""
    n = NextStepRecord
    query = select(n.track, n.before, n.created_at).where(n.household_id == household)
    row = tx.execute(query.order_by(n.created_at.desc(), n.id).limit(1)).one_or_none()
    return None if row is None else dict(row._mapping)


def add_consent(tx: Tx, household: UUID, **values: Any) -> UUID:  # noqa: ANN401 - its columns
    """One answer to one question for consent."""
    consent = uuid4()
    forms.add(tx, ConsentRecord, id=consent, household_id=household, **values)
    return consent


def consents(tx: Tx, household: UUID, wanted: Page) -> tuple[Rows, UUID | None]:
    """A page of consents."""
    c = ConsentRecord
    query = select(c.id, c.purpose, c.answer, c.given_at, c.expires_at, c.withdrawn_at).where(
        c.household_id == household
    )
    rows, last = page(tx, query, c.id, wanted)
    return [dict(r._mapping) for r in rows], last


def newest_consent(tx: Tx, household: UUID, purpose: Purpose) -> str | None:
    """Her last answer for this purpose; None when she was not asked, or took it back."""
    c = ConsentRecord
    row = tx.execute(
        select(c.answer, c.withdrawn_at)
        .where(c.household_id == household, c.purpose == purpose)
        .order_by(c.given_at.desc(), c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None or row.withdrawn_at is not None else str(row.answer.value)


@beyond(StepOut.CONSENT)
def taken_back(tx: Tx, referral: UUID, since: datetime) -> set[Purpose]:
    """What she said no to, or took back, since then: in this case or in one that went on in it."""
    c, h = ConsentRecord, HouseholdRecord
    came = going_on.back(ReferralRecord.id == referral)
    query = (
        select(c.purpose)
        .join(h, h.id == c.household_id)
        .join(came, came.c.referral == h.referral_id)
        .where(
            or_(
                c.withdrawn_at >= since,
                and_(c.answer == ConsentAnswer.REFUSED, c.given_at >= since),
            )
        )
    )
    return set(tx.execute(query).scalars())


def withdraw_consent(tx: Tx, household: UUID, consent: UUID, now: datetime) -> None:
    """She took it back; new disclosure stops at once.

    Raises
    ------
    NotFound
        When there is no such consent in force.
    """
    c = ConsentRecord
    done = tx.execute(
        update(c)
        .where(c.id == consent, c.household_id == household, c.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
        .returning(c.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if done is None:
        raise NotFound


@beyond(StepOut.CONSENT)
def agrees(tx: Tx, household: UUID, purpose: Purpose, now: datetime) -> UUID | None:
    """Her consent to this that holds now; None without one."""
    c = ConsentRecord
    query = (
        select(c.id)
        .where(
            c.household_id == household,
            c.purpose == purpose,
            members.consent_holds(c.id, now),
        )
        .order_by(c.given_at.desc(), c.id)
        .limit(1)
    )
    found: UUID | None = tx.execute(query).scalar_one_or_none()
    return found


@beyond(StepOut.MATCHING)
def phone_tracked(tx: Tx, household: UUID) -> Answer:
    """What was last said of her telephone (Q10); not asked is UNKNOWN."""
    t, q = ThreatAssessmentRecord, ThreatAnswerRecord
    said = tx.execute(
        select(q.reply)
        .join(t, t.id == q.assessment_id)
        .where(t.household_id == household, q.question == Question.Q10)
        .order_by(q.known_at.desc(), t.id)
        .limit(1)
    ).scalar_one_or_none()
    return Answer(said.value) if said is not None else Answer.UNKNOWN


@beyond(StepOut.CONSENT)
def may_tell_shelter(tx: Tx, household: UUID, now: datetime) -> bool:
    """Whether her last word allows that a shelter is told people, needs and level (H12)."""
    c = ConsentRecord
    row = tx.execute(
        select(c.answer, c.expires_at, c.withdrawn_at)
        .where(c.household_id == household, c.purpose == Purpose.TELL_SHELTER)
        .order_by(c.given_at.desc(), c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None or row.withdrawn_at is not None or row.expires_at is None:
        return False
    return bool(row.answer == "GIVEN" and row.expires_at > now)


def note_decline(
    tx: Tx, household: UUID, shelter: UUID, reason: DeclineReason, now: datetime
) -> None:
    """Her no to a shelter: the entry for H11 and nothing else (domain 8.5, 7)."""
    forms.put(
        tx,
        DeclineRecord,
        {"household_id": household, "shelter_id": shelter},
        {"reason": reason, "declined_at": now},
    )


def put_link(tx: Tx, a: UUID, b: UUID, *, role: Role, **values: Any) -> UUID:  # noqa: ANN401
    """How two households stand to each other, as this role says.

    What another role has said of the same pair stands beside it, and is neither touched nor told.
    """
    one, other = sorted((a, b))
    k = PersonLinkRecord
    known = tx.execute(
        select(k.id).where(k.household_a == one, k.household_b == other, k.set_by_role == role)
    ).one_or_none()
    if known is not None:
        tx.execute(
            update(k)
            .where(k.id == known.id)
            .values(**values)
            .execution_options(synchronize_session=False)
        )
        return UUID(str(known.id))
    link = uuid4()
    forms.add(tx, k, id=link, household_a=one, household_b=other, set_by_role=role, **values)
    return link


def links(tx: Tx, role: Role, wanted: Page, *, account: UUID) -> tuple[Rows, UUID | None]:
    """A page of the links that this role has set, by referral, between cases it may know of."""
    k, ha, hb = (
        PersonLinkRecord,
        HouseholdRecord.__table__.alias(),
        HouseholdRecord.__table__.alias(),
    )
    query = (
        select(k.id, ha.c.referral_id.label("a"), hb.c.referral_id.label("b"), k.kind, k.basis)
        .join(ha, ha.c.id == k.household_a)
        .join(hb, hb.c.id == k.household_b)
        .where(
            k.set_by_role == role,
            members.seen_by(ha.c.referral_id, account, role),
            members.seen_by(hb.c.referral_id, account, role),
        )
    )
    rows, last = page(tx, query, k.id, wanted)
    return [dict(r._mapping) for r in rows], last


def put_lowering(tx: Tx, assessment: UUID, **values: Any) -> None:  # noqa: ANN401 - its columns
    """Two persons have set a level below the floor."""
    tx.execute(
        update(ThreatAssessmentRecord)
        .where(ThreatAssessmentRecord.id == assessment)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def address_blocks(tx: Tx, household: UUID) -> list[str]:
    """The different address blocks of her people, by word; what was not asked counts as UNKNOWN."""
    p = PersonRecord
    query = select(p.address_block).where(p.household_id == household, p.left_at.is_(None))
    found = tx.execute(query.distinct()).scalars()
    return sorted({(one or AddressBlock.UNKNOWN).value for one in found})


def put_address_block(tx: Tx, household: UUID, block: AddressBlock) -> None:
    """Every one of her people has this address block."""
    p = PersonRecord
    tx.execute(
        update(p)
        .where(p.household_id == household, p.left_at.is_(None))
        .values(address_block=block)
        .execution_options(synchronize_session=False)
    )
