"""Who must be asked whether she will move: residents for whom a rule bars the house they live in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.places.gazetteer import Gazetteer
from app.store import alarms, journeys, picture, tasks, tasks_past, transfers
from app.store.journeys import Expected
from app.store.picture import Picture
from app.store.tasks import About
from app.store.transactions import Tx
from app.store.transfers import FOR_SAFETY
from app.store.walls import StepOut
from app.use_cases.acting import Acting
from app.use_cases.transfers import for_her_safety
from matching.plan import Because
from matching.rules import blocks
from matching.rules.company import bars_there
from matching.situation import Household, Shelter, Stay, StayState
from matching.standing import Standing
from matching.vocabulary import HouseholdId, Rule, ShelterId, ShelterStatus
from models.words import AlarmKind, AuditAct, TaskKind, TransferReason, TransferState

WHY = {
    Rule.H04: TransferReason.COMPROMISE,
    Rule.H03: TransferReason.COMPROMISE,
    Rule.H20: TransferReason.COMPROMISE,
    Rule.H02: TransferReason.THREAT_UP,
    Rule.H21: TransferReason.THREAT_UP,
    Rule.H05: TransferReason.CONFLICT,
    Rule.H11: TransferReason.OWN_WISH,
    Rule.H10: TransferReason.HEALTH,
    Rule.H07: TransferReason.CAPACITY,
    Rule.H08: TransferReason.CAPACITY,
    Rule.H17: TransferReason.CAPACITY,
}
"""Rules that open a standing bed (H19), and why she would move; the first one counts."""
OF_SAFETY = (Rule.H04, Rule.H03, Rule.H20, Rule.H02, Rule.H21, Rule.H05)
"""Of these all hear at once; for the others somebody has the task to ask her."""
_HEARD_BY_ALL = frozenset(WHY[rule] for rule in OF_SAFETY)

STOPPED_WITHIN = timedelta(minutes=5)
"""So soon somebody reaches who is on her way to a house in which she must not, or cannot, arrive."""
ASKED_WITHIN = timedelta(hours=1)
"""So soon somebody asks her, and looks for a place."""
NOT_AGAIN = timedelta(days=7)
"""So long after a move was called off the clock alone does not propose it again (decision 0161)."""


def look(
    a: Acting,
    places: Gazetteer,
    *,
    shelter: UUID | None = None,
    households: Collection[UUID] = (),
) -> None:
    """A move is proposed for each of these residents whose house is barred by now.

    ``shelter``: all who live there. Who is only on her way to a house that is barred by now, or takes
    nobody in, or to a bed that is closed, is somebody's task at once. What is merely unknown of a
    house moves nobody. The households need not
    be locked: a proposal changes nothing before she is asked.
    """
    _look(a, places, shelter=shelter, households=households, by_clock=False)


def look_again(a: Acting, places: Gazetteer, household: UUID) -> None:
    """The same for one household when only time went by: what somebody was told stays told."""
    _look(a, places, shelter=None, households=[household], by_clock=True)


def barred(tx: Tx, places: Gazetteer, now: datetime) -> list[UUID]:
    """Households that live in a house, or are on their way to one, that is barred to them, by id.

    The transaction must be consistent: all is read once, however many they are. Who cannot be read
    is the plan's to set aside.
    """
    seen = picture.whole(tx, now=now, map_=places, tie_key="")
    standing = Standing(seen.situation)
    homes = {(one["household"], one["shelter"], True) for one in transfers.residents(tx)}
    homes |= {(one.household, one.shelter, False) for one in journeys.on_the_way(tx)}
    found = {
        her
        for her, house, lives_there in homes
        if HouseholdId(str(her)) in standing.households
        and ShelterId(str(house)) in standing.shelters
        and _why(seen, standing, her, house, lives_there=lives_there) is not None
    }
    return sorted(found)


def _look(
    a: Acting,
    places: Gazetteer,
    *,
    shelter: UUID | None,
    households: Collection[UUID],
    by_clock: bool,
) -> None:
    with a.tx.as_service(StepOut.MATCHING):
        for expected in journeys.on_the_way(a.tx, shelter=shelter, households=households):
            with _although_unreadable(a, expected.referral, by_clock=by_clock):
                _stopped(a, places, expected, by_clock=by_clock)
        for one in transfers.residents(a.tx, shelter=shelter, households=households):
            with _although_unreadable(a, one["referral"], by_clock=by_clock):
                _asked(a, places, one, by_clock=by_clock)


@contextmanager
def _although_unreadable(a: Acting, referral: UUID, *, by_clock: bool) -> Iterator[None]:
    """What was said of her danger is kept although a record beside her cannot be read; a person looks.

    To the clock it is a fault, which is told as one each time.
    """
    try:
        yield
    except picture.Unreadable:
        if by_clock:
            raise
        alarms.raise_(
            a.tx, AlarmKind.SAFETY_GAP, now=a.now, subject_kind="referral", subject=referral
        )


def _stopped(a: Acting, places: Gazetteer, one: Expected, *, by_clock: bool) -> None:
    """She must not arrive there, or would stand before a closed door: a person calls her, since no program can.

    All hear when the house is not safe for her; else whoever has the task, and all when it is late.
    """
    why = _barred(a, places, one.household, one.shelter, lives_there=False)
    if why is None and not journeys.bed_is_closed(a.tx, one.offer, a.tonight):
        return
    unsafe, case = why in _HEARD_BY_ALL, one.referral
    kind = TaskKind.SAFETY_GAP if unsafe else TaskKind.CALL_ON_HER_WAY
    if by_clock and tasks_past.was_set(a.tx, kind, one.offer):
        return
    if unsafe:
        alarms.raise_(a.tx, AlarmKind.SAFETY_GAP, now=a.now, subject_kind="referral", subject=case)
    tasks.set_(
        a.tx,
        kind,
        now=a.now,
        due_at=a.now + STOPPED_WITHIN,
        referral=case,
        subject=About("offer", one.offer),
    )


def _asked(a: Acting, places: Gazetteer, one: dict[str, UUID], *, by_clock: bool) -> None:
    why = _barred(a, places, one["household"], one["shelter"], lives_there=True)
    if why is None:
        return
    placement, referral = one["placement"], one["referral"]
    if by_clock and transfers.called_off_since(a.tx, placement, why, a.now - NOT_AGAIN):
        return
    made = transfers.propose(a.tx, placement, why, now=a.now)
    if made is not None:
        a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part="move", id=str(made))
        _hear(a, referral, made, why)
        return
    move = transfers.open_of(a.tx, one["household"])
    if move is not None:
        _graver(a, move, why, by_clock=by_clock)


def _graver(a: Acting, move: dict[str, Any], why: TransferReason, *, by_clock: bool) -> None:
    """A move that is open for something else hides nothing: it is for her safety from now on.

    One that is for her safety, or for just this, was heard of when it was proposed.
    """
    if why not in _HEARD_BY_ALL or move["reason"] in FOR_SAFETY or move["reason"] is why:
        return
    graver = why in FOR_SAFETY and move["state"] is not TransferState.FIRM
    gap, case = AlarmKind.SAFETY_GAP, move["referral"]
    if by_clock and not graver and alarms.was_raised(a.tx, gap, case, since=move["created_at"]):
        return
    if why in FOR_SAFETY:
        for_her_safety(a, move, why)
    _hear(a, move["referral"], move["id"], why)


def _hear(a: Acting, referral: UUID, move: UUID, why: TransferReason) -> None:
    if why in _HEARD_BY_ALL:
        gap = AlarmKind.SAFETY_GAP
        alarms.raise_(a.tx, gap, now=a.now, subject_kind="referral", subject=referral)
    tasks.set_(
        a.tx,
        TaskKind.TRANSFER,
        now=a.now,
        due_at=a.now + ASKED_WITHIN,
        referral=referral,
        subject=About("transfer", move),
    )


def _barred(
    a: Acting, places: Gazetteer, household: UUID, shelter: UUID, *, lives_there: bool
) -> TransferReason | None:
    seen = picture.around(a.tx, household, shelter, now=a.now, map_=places, tie_key="")
    return _why(seen, Standing(seen.situation), household, shelter, lives_there=lives_there)


def _why(
    seen: Picture, standing: Standing, household: UUID, shelter: UUID, *, lives_there: bool
) -> TransferReason | None:
    """The first rule that bars the house; what nobody was asked moves nobody out (H19).

    The house in which she has tonight's bed is judged for the nights of that stay, and where she lives
    already as a plan judges it: for tonight (9.2). Another house, and the next bed, are judged for her
    plan. Who is not there yet is stopped by what is unknown of safety too, as a booking would be:
    somebody asks the house first (H20). A house that is closed or takes nobody in (H16) stops her as well;
    why it paused nobody said, so it is of safety only where a rule says so, or the house is COMPROMISED.
    """
    house = standing.shelters[ShelterId(str(shelter))]
    her = standing.households[HouseholdId(str(household))]
    if not lives_there and house.status is ShelterStatus.COMPROMISED:
        return TransferReason.COMPROMISE
    beds = _beds(her, house, standing)
    if beds:
        her = seen.at_home.get(her.id, her)
    if lives_there and beds:
        met = {one.rule for stay in beds for one in bars_there(her, stay, standing)}
    else:
        found = blocks(her, house, standing)
        met = {
            one.rule
            for one in found
            if one.because is Because.FACT or (not lives_there and one.rule in OF_SAFETY)
        }
    shut = not lives_there and house.status is not ShelterStatus.OPEN
    return next(
        (why for rule, why in WHY.items() if rule in met),
        TransferReason.CAPACITY if shut else None,
    )


def _beds(household: Household, house: Shelter, standing: Standing) -> list[Stay]:
    """Her agreed beds of tonight in this house."""
    return [
        stay
        for stay in standing.stays_of(household.id)
        if stay.state is not StayState.HELD
        and standing.situation.tonight in stay.span
        and standing.shelter_of[stay.unit] == house.id
    ]
