"""Who must be asked whether she will move: residents for whom a rule bars the house they live in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.places.gazetteer import Gazetteer
from app.store import alarms, journeys, picture, tasks, tasks_past, transfers
from app.store.journeys import Expected
from app.store.nights import tonight
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


@dataclass(frozen=True, slots=True)
class _Home:
    """The house in which a household lives, or to which it is on its way."""

    household: UUID
    shelter: UUID
    lives_there: bool


_Barred = Mapping[_Home, frozenset[Rule] | None]
"""Rules that bar each of them by now; None: a record cannot be read on which that rests."""


def look(
    a: Acting,
    places: Gazetteer,
    *,
    shelter: UUID | None = None,
    households: Collection[UUID] = (),
) -> None:
    """A move is proposed for each of these residents whose house is barred by now.

    ``shelter``: all who live there. Who is only on her way to a house that is barred by now, or takes
    nobody in, is somebody's task at once. What is merely unknown of a house moves nobody. The
    households need not be locked: a proposal changes nothing before she is asked.
    """
    with a.tx.as_service(StepOut.MATCHING):
        _hear_of(a, places, shelter, households)


@contextmanager
def looked_at(
    a: Acting,
    places: Gazetteer,
    *,
    shelter: UUID | None = None,
    households: Collection[UUID] = (),
) -> Iterator[None]:
    """The same after an act that may say much else: what barred the house before it says nothing new.

    A rule of safety is heard of each time.
    """
    with a.tx.as_service(StepOut.MATCHING):
        before = _met_by_all(a, places, _homes(*_concerned(a.tx, shelter, households)))
    yield
    with a.tx.as_service(StepOut.MATCHING):
        _hear_of(a, places, shelter, households, before=before)


def look_again(a: Acting, places: Gazetteer, household: UUID) -> None:
    """The same for one household when only time went by: what somebody was told stays told.

    Raises
    ------
    Unreadable
        When her record, or one beside it, cannot be read.
    """
    with a.tx.as_service(StepOut.MATCHING):
        _hear_of(a, places, None, [household], by_clock=True)


def look_at_beds(
    a: Acting, *, shelter: UUID | None = None, households: Collection[UUID] = ()
) -> None:
    """Whoever is on her way to a closed unit, of this house or of these households, is somebody's task."""
    with a.tx.as_service(StepOut.MATCHING):
        _closed_beds(a, journeys.on_the_way(a.tx, shelter=shelter, households=households))


def barred(tx: Tx, places: Gazetteer, now: datetime) -> list[UUID]:
    """Households that live in a house, or are on their way to one, that is barred to them, by id.

    Or to a bed that is closed. The transaction must be consistent: all is read once, however many
    they are. Who cannot be read is the plan's to set aside.
    """
    seen = picture.whole(tx, now=now, map_=places, tie_key="")
    standing = Standing(seen.situation)
    living, coming = _concerned(tx, None, None)
    found = {
        home.household
        for home in _homes(living, coming)
        if HouseholdId(str(home.household)) in standing.households
        and ShelterId(str(home.shelter)) in standing.shelters
        and _reason(_met(seen, standing, home)) is not None
    }
    closed = journeys.closed_beds(tx, [one.offer for one in coming], tonight(now))
    return sorted(found | {one.household for one in coming if one.offer in closed})


def _concerned(
    tx: Tx, shelter: UUID | None, households: Collection[UUID] | None
) -> tuple[list[dict[str, Any]], list[Expected]]:
    """Who lives in this house, or where these households are, and who is on her way there."""
    which: dict[str, Any] = {"shelter": shelter, "households": households}
    return transfers.residents(tx, **which), journeys.on_the_way(tx, **which)


def _homes(living: Collection[dict[str, Any]], coming: Collection[Expected]) -> set[_Home]:
    return {_home(one) for one in living} | {_home(one) for one in coming}


def _home(one: dict[str, Any] | Expected) -> _Home:
    if isinstance(one, Expected):
        return _Home(one.household, one.shelter, False)
    return _Home(one["household"], one["shelter"], True)


def _hear_of(
    a: Acting,
    places: Gazetteer,
    shelter: UUID | None,
    households: Collection[UUID],
    *,
    by_clock: bool = False,
    before: _Barred | None = None,
) -> None:
    living, coming = _concerned(a.tx, shelter, households)
    met = _met_by_all(a, places, _homes(living, coming))

    def why(home: _Home, referral: UUID) -> TransferReason | None:
        found = met[home]
        if found is None:
            _not_read(a, referral, by_clock=by_clock)
            return None
        reason = _reason(found)
        if before is not None and reason not in _HEARD_BY_ALL:
            return _reason(found - (before.get(home) or frozenset()))
        return reason

    for expected in coming:
        reason = why(_home(expected), expected.referral)
        if reason is not None:
            _stopped(a, expected, reason, by_clock=by_clock)
    for one in living:
        reason = why(_home(one), one["referral"])
        if reason is not None:
            _asked(a, one, reason, by_clock=by_clock)


def _not_read(a: Acting, referral: UUID, *, by_clock: bool) -> None:
    """What was said of her danger is kept although a record beside her cannot be read; a person looks.

    To the clock it is a fault, which is told as one each time.
    """
    if by_clock:
        raise picture.Unreadable
    gap = AlarmKind.SAFETY_GAP
    alarms.raise_(a.tx, gap, now=a.now, subject_kind="referral", subject=referral)


def _closed_beds(a: Acting, coming: Sequence[Expected]) -> None:
    """Whoever would find her bed closed is somebody's task, once since that is so."""
    closed = journeys.closed_beds(a.tx, [one.offer for one in coming], a.tonight)
    kind = TaskKind.CALL_ON_HER_WAY
    for one in coming:
        since = closed.get(one.offer)
        if since is not None and not tasks_past.was_seen_to(a.tx, kind, one.offer, since=since):
            _call_her(a, one, kind)


def _stopped(a: Acting, one: Expected, why: TransferReason, *, by_clock: bool) -> None:
    """She must not arrive there, or would stand before a closed door: a person calls her, since no program can.

    All hear when the house is not safe for her; else whoever has the task, and all when it is late.
    """
    unsafe = why in _HEARD_BY_ALL
    kind = TaskKind.SAFETY_GAP if unsafe else TaskKind.CALL_ON_HER_WAY
    if by_clock and tasks_past.was_set(a.tx, kind, one.offer):
        return
    if unsafe:
        gap, case = AlarmKind.SAFETY_GAP, one.referral
        alarms.raise_(a.tx, gap, now=a.now, subject_kind="referral", subject=case)
    _call_her(a, one, kind)


def _call_her(a: Acting, one: Expected, kind: TaskKind) -> None:
    tasks.set_(
        a.tx,
        kind,
        now=a.now,
        due_at=a.now + STOPPED_WITHIN,
        referral=one.referral,
        subject=About("offer", one.offer),
    )


def _asked(a: Acting, one: dict[str, UUID], why: TransferReason, *, by_clock: bool) -> None:
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
        _open_already(a, move, why, by_clock=by_clock)


def _open_already(a: Acting, move: dict[str, Any], why: TransferReason, *, by_clock: bool) -> None:
    """A move that is open for something else hides nothing.

    For her safety it is from now on. Otherwise, and where it was for that or for just this from the
    first, all have heard of it; while it is only proposed somebody has to ask her, who may be nobody.
    """
    heard = move["reason"] in FOR_SAFETY or move["reason"] is why
    if why in _HEARD_BY_ALL and not heard:
        _graver(a, move, why, by_clock=by_clock)
    elif move["state"] is TransferState.PROPOSED:
        once = by_clock or heard
        if not (once and tasks_past.was_set(a.tx, TaskKind.TRANSFER, move["id"])):
            _ask_her(a, move["referral"], move["id"])


def _graver(a: Acting, move: dict[str, Any], why: TransferReason, *, by_clock: bool) -> None:
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
    _ask_her(a, referral, move)


def _ask_her(a: Acting, referral: UUID, move: UUID) -> None:
    tasks.set_(
        a.tx,
        TaskKind.TRANSFER,
        now=a.now,
        due_at=a.now + ASKED_WITHIN,
        referral=referral,
        subject=About("transfer", move),
    )


def _met_by_all(a: Acting, places: Gazetteer, homes: Collection[_Home]) -> _Barred:
    """All are read once, however many they are; one by one only where something cannot be read."""
    if not homes:
        return {}
    households, shelters = {one.household for one in homes}, {one.shelter for one in homes}
    try:
        seen = picture.around_all(a.tx, households, shelters, now=a.now, map_=places, tie_key="")
    except picture.Unreadable:
        if len(homes) == 1:
            return dict.fromkeys(homes)
        return {one: _met_by_all(a, places, [one])[one] for one in homes}
    standing = Standing(seen.situation)
    return {one: _met(seen, standing, one) for one in homes}


def _reason(met: frozenset[Rule]) -> TransferReason | None:
    shut = TransferReason.CAPACITY if Rule.H16 in met else None
    return next((why for rule, why in WHY.items() if rule in met), shut)


def _met(seen: Picture, standing: Standing, home: _Home) -> frozenset[Rule]:
    """The rules that bar the house; what nobody was asked moves nobody out (H19).

    The house in which she has tonight's bed is judged for the nights of that stay, and where she lives
    already as a plan judges it: for tonight (9.2). Another house, and the next bed, are judged for her
    plan. Who is not there yet is stopped by what is unknown of safety too, as a booking would be:
    somebody asks the house first (H20). A house that is closed or takes nobody in (H16) stops her as well;
    why it paused nobody said, so it is of safety only where a rule says so, as H04 does of a COMPROMISED one.
    """
    house = standing.shelters[ShelterId(str(home.shelter))]
    her = standing.households[HouseholdId(str(home.household))]
    beds = _beds(her, house, standing)
    if beds:
        her = seen.at_home.get(her.id, her)
    if home.lives_there and beds:
        return frozenset(one.rule for stay in beds for one in bars_there(her, stay, standing))
    return _of_its_status(house, home) | {
        one.rule
        for one in blocks(her, house, standing)
        if one.rule in WHY
        and (one.because is Because.FACT or (not home.lives_there and one.rule in OF_SAFETY))
    }


def _of_its_status(house: Shelter, home: _Home) -> frozenset[Rule]:
    if home.lives_there or house.status is ShelterStatus.OPEN:
        return frozenset()
    return frozenset({Rule.H16})


def _beds(household: Household, house: Shelter, standing: Standing) -> list[Stay]:
    """Her agreed beds of tonight in this house."""
    return [
        stay
        for stay in standing.stays_of(household.id)
        if stay.state is not StayState.HELD
        and standing.situation.tonight in stay.span
        and standing.shelter_of[stay.unit] == house.id
    ]
