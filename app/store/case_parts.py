"""Reading back the parts of a case that are written as a whole."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.store.transactions import Tx
from models.continuity import ContinuityRecord, ContinuityZoneRecord, FoundAtRecord
from models.household import HouseholdRecord, PersonRecord
from models.threat import (
    ActorRouteRecord,
    ActorRouteStopRecord,
    HouseholdNetworkRecord,
    InstrumentResultRecord,
    NoGoAreaRecord,
    ThreatAnswerRecord,
    ThreatAssessmentRecord,
)
from models.wish import NeedRecord, WishRecord
from models.words import LevelAnswer

Rows = list[dict[str, Any]]
JUDGEMENTS = 10
"""How many of the latest ones are told."""


def _rows(tx: Tx, query: Any) -> Rows:  # noqa: ANN401 - any SELECT
    return [dict(row._mapping) for row in tx.execute(query)]


def members(tx: Tx, household: UUID) -> Rows:
    """Her people, in the order in which ids come."""
    p = PersonRecord
    columns = p.role, p.age_band, p.gender, p.apparent_minor, p.reads, p.languages
    return _rows(
        tx,
        select(*columns)
        .where(p.household_id == household, p.left_at.is_(None))
        .order_by(p.role, p.age_band, p.id),
    )


def needs(tx: Tx, household: UUID) -> Rows:
    """What she must be able to reach."""
    n = NeedRecord
    columns = n.service, n.criticality, n.max_minutes, n.until_date.label("until")
    return _rows(tx, select(*columns).where(n.household_id == household).order_by(n.service, n.id))


def wishes(tx: Tx, household: UUID) -> Rows:
    """Her wishes in her own order."""
    w = WishRecord
    columns = w.rank, w.kind, w.strength, w.region, w.place_code.label("place"), w.service
    return _rows(tx, select(*columns).where(w.household_id == household).order_by(w.rank))


def no_go(tx: Tx, household: UUID) -> Rows:
    """Places she will not go to."""
    n = NoGoAreaRecord
    columns = n.place_code.label("place"), n.radius_km
    return _rows(tx, select(*columns).where(n.household_id == household).order_by(n.place_code))


def routes(tx: Tx, household: UUID) -> Rows:
    """Ways of those she fears that two persons have not cleared, each with its stops in order."""
    r, s = ActorRouteRecord, ActorRouteStopRecord
    found = (
        select(r.id, r.last_confirmed, s.place_code)
        .join(s, s.route_id == r.id)
        .where(r.household_id == household, r.cleared_at.is_(None))
        .order_by(r.id, s.ordinal)
    )
    ways: dict[UUID, dict[str, Any]] = {}
    for row in tx.execute(found):
        way = ways.setdefault(row.id, {"stops": [], "last_confirmed": row.last_confirmed})
        way["stops"].append(row.place_code)
    return list(ways.values())


def networks(tx: Tx, household: UUID) -> list[UUID]:
    """Networks that she fears."""
    h = HouseholdNetworkRecord
    query = select(h.network_id).where(h.household_id == household).order_by(h.network_id)
    return list(tx.execute(query).scalars())


def found_at(tx: Tx, household: UUID) -> list[UUID]:
    """Houses where she was found."""
    f = FoundAtRecord
    query = select(f.shelter_id).where(f.household_id == household).order_by(f.shelter_id)
    return list(tx.execute(query).scalars())


def running(tx: Tx, household: UUID) -> Rows:
    """What a move would break."""
    c, z = ContinuityRecord, ContinuityZoneRecord
    zones: dict[UUID, list[str]] = defaultdict(list)
    hers = select(c.id).where(c.household_id == household)
    for row in tx.execute(
        select(z.continuity_id, z.zone_id).where(z.continuity_id.in_(hers)).order_by(z.zone_id)
    ):
        zones[row.continuity_id].append(row.zone_id)
    found = select(c.id, c.kind, c.until).where(c.household_id == household).order_by(c.kind, c.id)
    return [
        {"kind": row.kind, "until": row.until, "zones": zones[row.id]} for row in tx.execute(found)
    ]


def whereabouts(tx: Tx, household: UUID) -> dict[str, Any]:
    """Where she is now, and where she says that she stands out."""
    h = HouseholdRecord
    row = tx.execute(select(h.where_now, h.stands_out_in).where(h.id == household)).one()
    return dict(row._mapping)


def picture(tx: Tx, assessment: UUID) -> dict[str, Any]:
    """The replies, the bands and the lowering of one judgement."""
    t, a, i = ThreatAssessmentRecord, ThreatAnswerRecord, InstrumentResultRecord
    answers = select(a.question, a.reply, a.source, a.known_at, a.last_on)
    bands = select(i.instrument, i.band, i.done_on)
    set_by_two = select(t.lowered_to, t.lowering_expires_on, t.nationwide)
    return {
        "answers": _rows(tx, answers.where(a.assessment_id == assessment).order_by(a.question)),
        "instruments": _rows(tx, bands.where(i.assessment_id == assessment).order_by(i.id)),
        **_rows(tx, set_by_two.where(t.id == assessment))[0],
    }


def judgements(tx: Tx, household: UUID) -> Rows:
    """What was judged last, each level with the role of whoever judged; calls judge nothing."""
    t = ThreatAssessmentRecord
    query = (
        select(t.level_human.label("level"), t.by_role, t.assessed_at.label("at"))
        .where(
            t.household_id == household,
            t.by_role.is_not(None),
            t.level_human.is_not(None),
            t.t_eff.is_not(None) | (t.level_human != LevelAnswer.UNKNOWN),
        )
        .order_by(t.assessed_at.desc(), t.id)
        .limit(JUDGEMENTS)
    )
    return _rows(tx, query)
