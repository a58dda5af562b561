"""The map of the country by zone, and for one case which zones are out and by which rule.

A zone is public and drawn of towns alone (decision 0010). What is told of it for a case follows from
the zone and from the words that her options tell of each house (decisions 0024, 0130).
"""

from __future__ import annotations

from collections import defaultdict
from math import ceil
from uuid import UUID

from app.contract import zone_map as told
from app.pictures import Kept, Pictures
from app.places.zones import load_zones
from app.store import referrals, zone_map
from app.store.nights import offset_minutes
from app.store.refusals import WrongState
from app.use_cases.acting import Acting
from app.use_cases.options import bars_of
from matching.explain_words import RESTRICTED
from matching.options import ranked
from matching.rules.safety import near_danger
from matching.vocabulary import ShelterStatus, ZoneId
from models.words import AuditAct

HIDDEN = RESTRICTED["COORDINATOR"].code


def read(a: Acting) -> told.ZoneMapTold:
    """Every valid zone, coarse, with what is free in it tonight."""
    regions = {zone.code: zone.region for zone in load_zones().zones}
    return told.ZoneMapTold(
        zones=[
            told.ZoneOnMap(
                zone=row["zone"],
                region=regions.get(row["zone"]),
                lat=round(row["lat"], 1),
                lon=round(row["lon"], 1),
                radius_km=ceil(row["radius_km"]),
                houses=row["houses"],
                units=row["units"],
                free=row["free"],
            )
            for row in zone_map.zones(a.tx, night=a.tonight, now=a.now)
        ]
    )


def for_her(a: Acting, referral: UUID, pictures: Pictures, kept: Kept) -> told.ZonesForHer:
    """Which zones are out for her, and by which rule; that it was read is recorded.

    Raises
    ------
    PictureMoved
        When something happened since the picture was taken.
    NotFound
        When there is no such case, or this person does not stand on it.
    WrongState
        When it is closed.
    """
    who = a.actor
    case = referrals.find(a.tx, referral, account=who.account, role=who.role, standing=True)
    if case.state in referrals.CLOSED:
        raise WrongState
    pictures.must_hold(a.tx, kept)
    her = pictures.caller(a.tx, case.household, case.version, a.now, kept)
    standing = kept.standing.at(a.now, offset_minutes(a.now), her)
    found = ranked(her, kept.columns, standing, kept.prices)
    words: dict[ZoneId, list[tuple[str, ...]]] = defaultdict(list)
    for shelter, (codes, _) in bars_of(her, standing, found, kept):
        if shelter.zone is not None and shelter.status is not ShelterStatus.CLOSED:
            words[shelter.zone].append(codes)
    near = {
        zone.id for zone in standing.situation.zones if near_danger(her, zone, standing) is not None
    }
    a.record(AuditAct.CASE_READ, "referral", referral, part="zones")
    return told.ZonesForHer(
        referral=referral,
        zones=[
            _zone(zone, zone in near, words.get(zone, [])) for zone in sorted(near | set(words))
        ],
    ).owned(True)


def _zone(zone: ZoneId, near: bool, bars: list[tuple[str, ...]]) -> told.ZoneForHer:
    codes = {code for one in bars for code in one}
    return told.ZoneForHer(
        zone=zone,
        near_danger=near,
        houses=len(bars),
        possible=sum(not one for one in bars),
        reasons=sorted(codes, key=lambda code: (code == HIDDEN, code)),
    ).owned(True)
