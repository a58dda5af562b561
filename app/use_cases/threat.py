"""The threat picture of a case: judgements, those she fears, their places and ways (domain 3, 8.2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.contract import cases as told
from app.errors import GraverStands, Malformed
from app.places.gazetteer import Gazetteer
from app.settings import PlacesAllowed
from app.store import cases, locks, networks, picture, referrals
from app.store.referrals import Case
from app.store.refusals import NotFound
from app.use_cases import due_cases, moves_needed
from app.use_cases.acting import Acting
from app.use_cases.judging import Judged, judge
from app.use_cases.own_typing import stands_beside
from app.use_cases.places import count_places, known
from app.use_cases.referrals import mine
from models.words import AuditAct


def assess(
    a: Acting, referral: UUID, seen: int, sent: told.Assessment, places: Gazetteer
) -> told.ThreatTold:
    """A new judgement; replies that are not given again stand as they were.

    The worker's level comes with the replies, before the floor is told (judge first, see later). It
    takes the place of the level that was judged before; the floor holds what the facts say.

    Raises
    ------
    Malformed
        When something is said to have happened in the future.
    GraverStands
        When a reply or a band would be less grave than one that stands: two ask for a lower level.
    """
    _not_in_days_to_come(a, sent)
    case = mine(a, referral)
    version = referrals.change(a.tx, case, seen)
    _nothing_less_grave(a, case, sent)
    judged = judged_anew(a, case, sent, places)
    due_cases.releases_reviewed(a.tx, referral, by=a.actor.account, now=a.now)
    return told.ThreatTold(
        level=judged.level.name,
        floor=judged.floor.name,
        review_due=judged.review_due,
        version=version,
    )


def judged_anew(a: Acting, case: Case, sent: told.Assessment, places: Gazetteer) -> Judged:
    """The judgement stands in the case, which was locked and changed, and what follows from it.

    Raises
    ------
    Malformed
        When something is said to have happened in the future.
    """
    _not_in_days_to_come(a, sent)
    before = cases.newest_assessment(a.tx, case.household)
    assessment = cases.add_assessment(
        a.tx,
        case.household,
        {
            "level_human": sent.level,
            "nationwide": sent.nationwide,
            "assessed_at": a.now,
            "assessed_by": a.actor.account,
            "by_role": a.actor.role,
        },
        [{**r.model_dump(), "known_at": a.now} for r in sent.answers],
        [r.model_dump() for r in sent.instruments],
    )
    judged = judge(a, case.household, places)
    cases.note_levels(a.tx, assessment, judged.floor, judged.level, judged.review_due)
    due_cases.reviewed(a.tx, before, by=a.actor.account, now=a.now)
    a.record(AuditAct.THREAT_ASSESSED, "referral", case.referral, level=judged.level.name)
    moves_needed.look(a, places, households=[case.household])
    return judged


def _nothing_less_grave(a: Acting, case: Case, sent: told.Assessment) -> None:
    stands = stands_beside(a, case.household)
    less_grave = (
        *(stands.graver_than_reply(one.model_dump()) for one in sent.answers),
        *(stands.graver_than_band(one.instrument, one.band) for one in sent.instruments),
        sent.nationwide is not None and stands.or_nationwide(sent.nationwide) != sent.nationwide,
    )
    if any(less_grave):
        raise GraverStands


def _not_in_days_to_come(a: Acting, sent: told.Assessment) -> None:
    days = [r.last_on for r in sent.answers] + [r.done_on for r in sent.instruments]
    if any(day is not None and day > a.today for day in days):
        raise Malformed("/answers", "not_in_the_future")


def name_actor(
    a: Acting, referral: UUID, seen: int, sent: told.NewActor, places: Gazetteer
) -> told.PartMade:
    """Somebody she fears is known by a letter; unknown is at large."""
    case = mine(a, referral)
    version = referrals.change(a.tx, case, seen)
    said = _with_network(a, sent.model_dump())
    actor = cases.add_actor(a.tx, case.household, **said)
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part="actor")
    moves_needed.look(a, places, households=[case.household])
    return told.PartMade(id=actor, version=version)


def change_actor(
    a: Acting, referral: UUID, actor: UUID, seen: int, sent: told.ActorChange, places: Gazetteer
) -> told.PartMade:
    """What is known of somebody she fears by now."""
    case = mine(a, referral)
    version = referrals.change(a.tx, case, seen)
    cases.change_actor(a.tx, case.household, actor, **_with_network(a, sent.model_dump()))
    due_cases.releases_told(a.tx, referral, a.now)
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part="actor")
    moves_needed.look(a, places, households=[case.household])
    return told.PartMade(id=actor, version=version)


def add_area(
    a: Acting,
    referral: UUID,
    seen: int,
    sent: told.NewArea,
    places: Gazetteer,
    quota: PlacesAllowed,
) -> told.PartMade:
    """A place is dangerous to her from now on, until two persons clear it.

    Raises
    ------
    NoSuchPlace
        When the place is not one of the gazetteer's.
    QuotaReached
        When this account named too many different places.
    """
    known(places, sent.place, "/place")
    _not_in_the_future(a, sent.last_confirmed)
    case = mine(a, referral)
    version = referrals.change(a.tx, case, seen)
    return told.PartMade(id=dangerous(a, case, sent, places, quota), version=version)


def dangerous(
    a: Acting, case: Case, sent: told.NewArea, places: Gazetteer, quota: PlacesAllowed
) -> UUID:
    """The place is dangerous to her; the case was locked and changed.

    Raises
    ------
    Malformed
        When it was confirmed in the future.
    NoSuchPlace, QuotaReached
        As for ``add_area``.
    NotFound
        When somebody is named who is not of this case.
    """
    known(places, sent.place, "/place")
    _not_in_the_future(a, sent.last_confirmed)
    cases.must_be_actor(a.tx, case.household, sent.actor)
    count_places(a, case.referral, [sent.place], quota)
    said = sent.model_dump(exclude={"place", "actor"})
    area = cases.add_area(a.tx, case.household, place_code=sent.place, actor_id=sent.actor, **said)
    a.record(AuditAct.AREA_ADDED, "referral", case.referral, area=str(area))
    moves_needed.look(a, places, households=[case.household])
    return area


def add_network_area(
    a: Acting,
    network: UUID,
    sent: told.NewNetworkArea,
    places: Gazetteer,
    quota: PlacesAllowed,
) -> told.PartMade:
    """A place is dangerous to everybody who fears this network, until two persons clear it for her.

    The answer does not say how many those are: a case may be shut to whoever reports.

    Raises
    ------
    NotFound
        When there is no such network.
    NoSuchPlace
        When the place is not one of the gazetteer's.
    QuotaReached
        When this account named too many different places.
    """
    if not networks.all_known(a.tx, {network}):
        raise NotFound
    known(places, sent.place, "/place")
    _not_in_the_future(a, sent.last_confirmed)
    tied = picture.tied_to(a.tx, network)
    locks.households(a.tx, tied)
    said = sent.model_dump(exclude={"place"})
    for number, household in enumerate(tied):
        referral = cases.spread_area(a.tx, household, network, place_code=sent.place, **said)
        if number == 0:
            count_places(a, referral, [sent.place], quota)
        a.record(AuditAct.AREA_ADDED, "referral", referral, network=str(network))
    moves_needed.look(a, places, households=tied)
    return told.PartMade(id=network, version=1)


def add_route(
    a: Acting,
    referral: UUID,
    seen: int,
    sent: told.NewRoute,
    places: Gazetteer,
    quota: PlacesAllowed,
) -> told.PartMade:
    """A way of those she fears: its stops are danger places of their own (domain 11.2)."""
    for code in sent.stops:
        known(places, code, "/stops")
    _not_in_the_future(a, sent.last_confirmed)
    case = mine(a, referral)
    version = referrals.change(a.tx, case, seen)
    cases.must_be_actor(a.tx, case.household, sent.actor)
    count_places(a, referral, sent.stops, quota)
    said = sent.model_dump(exclude={"stops", "actor"})
    route = cases.add_route(a.tx, case.household, sent.stops, actor_id=sent.actor, **said)
    a.record(AuditAct.AREA_ADDED, "referral", referral, route=str(route))
    moves_needed.look(a, places, households=[case.household])
    return told.PartMade(id=route, version=version)


def put_networks(
    a: Acting, referral: UUID, seen: int, sent: told.NetworksSent, places: Gazetteer
) -> told.CaseChanged:
    """The networks that this household fears."""
    if not networks.all_known(a.tx, sent.networks):
        raise Malformed("/networks", "not_known")
    case = mine(a, referral)
    version = referrals.change(a.tx, case, seen)
    cases.put_networks(a.tx, case.household, sent.networks)
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part="networks")
    moves_needed.look(a, places, households=[case.household])
    return told.CaseChanged(id=referral, version=version)


def _with_network(a: Acting, said: dict[str, Any]) -> dict[str, Any]:
    network = said.pop("network")
    if network is not None and not networks.all_known(a.tx, {network}):
        raise Malformed("/network", "not_known")
    return {**said, "network_id": network}


def _not_in_the_future(a: Acting, day: Any) -> None:  # noqa: ANN401 - a day or nothing
    if day is not None and day > a.today:
        raise Malformed("/last_confirmed", "not_in_the_future")
