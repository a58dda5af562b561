"""What is said of a shelter, by itself or by a coordinator (domain 8.1)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.contract import shelters as told
from app.countries.profile import this_country
from app.errors import KeysAway, Malformed, NotFound, SecondPersonNeeded
from app.places.gazetteer import Gazetteer, load_gazetteer
from app.store import networks, referrals, shelters, units
from app.store.refusals import WrongState
from app.use_cases import moves_needed
from app.use_cases.acting import Acting
from app.use_cases.data_key import key_for
from app.vault.keys import KeyRefused, MasterKey
from app.vault.seal import Where, seal
from matching.vocabulary import Answer, NightSpan, ShelterKind, ShelterStatus
from models.words import AuditAct, ConfirmedHow, KeySubject, OutOfServiceReason, Role

FEATURE_VALID = timedelta(days=365)
"""How long a verified feature counts (domain 9.0)."""
COORDINATORS_ALONE = frozenset({"zone", "police_within_15_min", "ties_asked", "kind"})
"""Fields of the profile which a house does not say of itself: its level and place hang on them."""
ITS_OWN = (ShelterStatus.OPEN, ShelterStatus.PAUSED)
"""Between these a house goes by itself; out of any other a coordinator takes it."""


def register(a: Acting, sent: told.NewShelter) -> told.Changed:
    """A new open shelter; in no valid zone it is never proposed.

    Raises
    ------
    Malformed
        When the zone is not a valid one, or this country has no such kind.
    NameTaken
        When another shelter has the code name.
    """
    _of_this_country(sent.kind)
    said = sent.model_dump()
    said["zone_id"] = _zone(a, said.pop("zone"))
    shelter = shelters.add(a.tx, now=a.now, **said)
    a.record(AuditAct.SHELTER_CHANGED, "shelter", shelter, part="new")
    return told.Changed(id=shelter, version=1)


def _of_this_country(kind: ShelterKind | None) -> None:
    if kind is not None and kind not in this_country().kinds:
        raise Malformed("/kind", "not_in_this_country")


def change_profile(a: Acting, shelter: UUID, seen: int, sent: told.ShelterChange) -> told.Changed:
    """The fields that were sent are changed.

    Raises
    ------
    NotFound
        When a shelter changes another one, or a field that is not its own to say.
    WrongState
        When a shelter that is closed or compromised would open or pause itself.
    Stale
        When somebody changed it meanwhile.
    """
    a.own_shelter(shelter)
    _not_ahead(a, sent.last_profile_check, "/last_profile_check")
    said: dict[str, Any] = sent.model_dump(exclude_unset=True)
    if a.actor.role is Role.SHELTER and COORDINATORS_ALONE & said.keys():
        raise NotFound
    itself = a.actor.role is Role.SHELTER and "status" in said
    if itself and shelters.status(a.tx, shelter) not in ITS_OWN:
        raise WrongState
    if "zone" in said:
        said["zone_id"] = _zone(a, said.pop("zone"))
    _of_this_country(said.get("kind"))
    with moves_needed.looked_at(a, load_gazetteer(), shelter=shelter):
        version = shelters.change(a.tx, shelter, seen, **said)
        a.record(AuditAct.SHELTER_CHANGED, "shelter", shelter, part="profile")
    return told.Changed(id=shelter, version=version)


def put_policy(
    a: Acting, shelter: UUID, seen: int, part: str, values: dict[str, Any]
) -> told.Changed:
    """One part of the profile is this, whole; what is left out is unknown again."""
    a.own_shelter(shelter)
    _not_ahead(a, values.get("trafficking_trained_on"), "/trafficking_trained_on")
    with moves_needed.looked_at(a, load_gazetteer(), shelter=shelter):
        version = shelters.change(a.tx, shelter, seen)
        shelters.put_policy(a.tx, part, shelter, values)
        a.record(AuditAct.SHELTER_CHANGED, "shelter", shelter, part=part)
    return told.Changed(id=shelter, version=version)


def put_services(a: Acting, shelter: UUID, seen: int, sent: told.Services) -> told.Changed:
    """The services of the house are these; one that is left out is absent."""
    a.own_shelter(shelter)
    for service in sent.services:
        _not_ahead(a, service.verified_on, "/services")
    with moves_needed.looked_at(a, load_gazetteer(), shelter=shelter):
        version = shelters.change(a.tx, shelter, seen)
        shelters.put_services(a.tx, shelter, [s.model_dump() for s in sent.services])
        a.record(AuditAct.SHELTER_CHANGED, "shelter", shelter, part="services")
    return told.Changed(id=shelter, version=version)


def put_hours(a: Acting, shelter: UUID, seen: int, sent: told.IntakeHours) -> told.Changed:
    """Somebody can arrive in these windows; hours nobody knows are closed at night (H13)."""
    a.own_shelter(shelter)
    version = shelters.change(
        a.tx, shelter, seen, intake_hours_known=sent.known, after_hours=sent.after_hours
    )
    shelters.put_hours(a.tx, shelter, [w.model_dump() for w in sent.windows])
    a.record(AuditAct.SHELTER_CHANGED, "shelter", shelter, part="intake_hours")
    return told.Changed(id=shelter, version=version)


def verify_features(
    a: Acting, shelter: UUID, seen: int, sent: told.Features, places: Gazetteer
) -> told.Changed:
    """Each feature is as somebody saw it; the level follows from them and is never typed.

    Residents for whom the house is not secure enough any more are asked whether they will move;
    nobody is moved by it (9.2).

    Raises
    ------
    Malformed
        When a look lies in the future.
    """
    for feature in sent.features:
        _not_ahead(a, feature.verified_on, "/features")
    version = shelters.change(a.tx, shelter, seen)
    for feature in sent.features:
        shelters.put_feature(
            a.tx,
            shelter,
            feature.code,
            {
                "present": feature.present,
                "verified_on": feature.verified_on,
                "verified_by_role": a.actor.role,
                "expires_on": feature.verified_on + FEATURE_VALID,
            },
        )
    a.record(AuditAct.SHELTER_CHANGED, "shelter", shelter, part="features")
    moves_needed.look(a, places, shelter=shelter)
    return told.Changed(id=shelter, version=version)


def staff_ties(a: Acting, shelter: UUID) -> told.StaffTiesTold:
    """Which ties were declared, for those who place people; the house never sees them."""
    return told.StaffTiesTold(**shelters.ties(a.tx, shelter))


def declare_ties(
    a: Acting, shelter: UUID, seen: int, sent: told.StaffTies, places: Gazetteer
) -> told.Changed:
    """Ties of those who work there to networks, as the shelter's lead was asked (H20).

    ``seen`` is the version of the ties, which is not that of the profile.

    Raises
    ------
    Malformed
        When a network is not known.
    """
    if not networks.all_known(a.tx, sent.networks):
        raise Malformed("/networks", "not_known")
    version = shelters.change_inside(a.tx, shelter, seen, ties_asked=sent.asked)
    shelters.put_ties(a.tx, shelter, sent.networks, a.today)
    a.record(AuditAct.SHELTER_CHANGED, "shelter", shelter, part="staff_ties")
    moves_needed.look(a, places, shelter=shelter)
    return told.Changed(id=shelter, version=version)


def seal_address(
    a: Acting, shelter: UUID, seen: int, sent: told.Address, master: MasterKey
) -> told.Changed:
    """The street address is sealed under the shelter's own key; only a disclosure opens it.

    Raises
    ------
    KeysAway
        When that key cannot be used.
    """
    a.own_shelter(shelter)
    version = shelters.change(a.tx, shelter, seen)
    try:
        key = key_for(a.tx, master, KeySubject.SHELTER, shelter, now=a.now)
    except KeyRefused:
        raise KeysAway from None
    where = Where("shelters_sealed", "street_address", shelter)
    shelters.put_address(a.tx, shelter, seal(sent.street_address, key, where))
    a.record(AuditAct.SEALED_WRITTEN, "shelter", shelter, part="street_address")
    return told.Changed(id=shelter, version=version)


def add_unit(a: Acting, shelter: UUID, seen: int, sent: told.NewUnit) -> told.Changed:
    """A new unit of the shelter; the version is the shelter's.

    Raises
    ------
    NameTaken
        When another unit of it has the code.
    """
    a.own_shelter(shelter)
    version = shelters.change(a.tx, shelter, seen)
    unit = units.add(a.tx, shelter, **sent.model_dump())
    a.record(AuditAct.UNIT_CHANGED, "unit", unit, part="new")
    return told.Changed(id=unit, version=version)


def change_unit(
    a: Acting, shelter: UUID, unit: UUID, seen: int, sent: told.UnitChange
) -> told.Changed:
    """The fields of the unit that were sent are changed; the version is the shelter's."""
    a.own_shelter(shelter)
    units.must_be_of(a.tx, unit, shelter)
    version = shelters.change(a.tx, shelter, seen)
    units.change(a.tx, unit, **sent.model_dump(exclude_unset=True))
    a.record(AuditAct.UNIT_CHANGED, "unit", unit, part="unit")
    return told.Changed(id=unit, version=version)


def close_unit(
    a: Acting, shelter: UUID, unit: UUID, seen: int, sent: told.NewOutOfService
) -> told.Changed:
    """The unit cannot be used in these nights; nobody who is in it is moved by that.

    Who is on her way to it is somebody's task at once.
    """
    a.own_shelter(shelter)
    units.must_be_of(a.tx, unit, shelter)
    version = shelters.change(a.tx, shelter, seen)
    nights = NightSpan(sent.first, sent.to)
    span = units.close(a.tx, unit, nights, OutOfServiceReason(sent.reason), now=a.now)
    a.record(AuditAct.UNIT_CHANGED, "unit", unit, part="out_of_service")
    moves_needed.look_at_beds(a, shelter=shelter)
    return told.Changed(id=span, version=version)


def open_unit(a: Acting, shelter: UUID, unit: UUID, span: UUID, seen: int) -> told.Changed:
    """The span no longer keeps anybody out of the unit."""
    a.own_shelter(shelter)
    units.must_be_of(a.tx, unit, shelter)
    version = shelters.change(a.tx, shelter, seen)
    units.lift(a.tx, span, unit, now=a.now)
    a.record(AuditAct.UNIT_CHANGED, "unit", unit, part="in_service")
    return told.Changed(id=span, version=version)


def report_vacancy(a: Acting, shelter: UUID, sent: told.NewVacancy) -> told.Made:
    """The free units were free at this moment (H14).

    STAFF is the shelter's own word. TELEPHONE is what on-call or a coordinator heard it say; it is
    reviewed on the next day. On-call may say it only of a shelter that was offered to her call.

    Raises
    ------
    NotFound
        When it is not this person's to say.
    """
    a.own_shelter(shelter)
    shelters.must_exist(a.tx, shelter)
    own = a.actor.role is Role.SHELTER
    if own is not (sent.how is ConfirmedHow.STAFF):
        raise NotFound
    if a.actor.role is Role.ON_CALL:
        hers = referrals.households_of(a.tx, a.actor.account)
        if not shelters.was_offered_by(a.tx, shelter, hers):
            raise NotFound
    made = shelters.confirm_vacancy(a.tx, shelter, by=a.actor.account, how=sent.how, now=a.now)
    a.record(AuditAct.VACANCY_CONFIRMED, "shelter", shelter, how=sent.how.value)
    return told.Made(id=made)


def review_vacancy(a: Acting, confirmation: UUID, sent: told.Review) -> told.Made:
    """A second person looked at what was said by telephone.

    Raises
    ------
    SecondPersonNeeded
        When it is the one who said it.
    """
    if shelters.confirmed_by(a.tx, confirmation) == a.actor.account:
        raise SecondPersonNeeded
    shelters.review(a.tx, confirmation, by=a.actor.account, agreed=Answer(sent.agreed), now=a.now)
    a.record(AuditAct.VACANCY_REVIEWED, "vacancy", confirmation, agreed=sent.agreed)
    return told.Made(id=confirmation)


def _not_ahead(a: Acting, day: date | None, at: str) -> None:
    """Refuses a look at something which is still to come: it would count for too long."""
    if day is not None and day > a.today:
        raise Malformed(at, "not_in_the_future")


def _zone(a: Acting, zone: str | None) -> str | None:
    if zone is not None and not shelters.zone_is_valid(a.tx, zone):
        raise Malformed("/zone", "no_valid_zone")
    return zone
