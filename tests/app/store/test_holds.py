"""Holds and placements on a real database: what is taken, freed, lapsed and refused."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from app.store import holds, locks
from app.store.holds import By
from app.store.refusals import (
    AlreadyPlaced,
    Busy,
    HoldOver,
    NotFound,
    UnitOutOfService,
    UnitTaken,
    WrongState,
)
from app.store.transactions import LockOrder
from matching.vocabulary import NightSpan, PlanMode
from models.audit import AuditEventRecord
from models.placement import PlacementRecord
from models.stay import StayRecord
from models.unit import OutOfServiceRecord
from models.words import (
    AuditAct,
    Departure,
    OutOfServiceReason,
    PlacementState,
    Role,
    StayState,
)
from tests.app.store.conftest import World
from tests.support.records import NOON

WEEK = NightSpan(date(2026, 3, 2), date(2026, 3, 9))
SOON = NOON + timedelta(hours=2)


def hold(
    world: World,
    unit: int = 0,
    household: int = 0,
    nights: NightSpan = WEEK,
    at: timedelta = timedelta(),
) -> UUID:
    by = By(world.rows.account, Role.COORDINATOR, NOON + at)
    with world.store.transaction() as tx:
        (stay,) = holds.hold(
            tx,
            household=world.rows.households[household],
            units=[world.rows.units[unit]],
            nights=nights,
            until=by.at + timedelta(hours=2),
            by=by,
        )
    return stay


def accept(world: World, *stays: UUID, household: int = 0, at: timedelta = timedelta()) -> UUID:
    with world.store.transaction() as tx:
        return holds.accept(
            tx,
            household=world.rows.households[household],
            stays=stays,
            mode=PlanMode.WITHIN_LIMIT,
            rule_set="NO-1",
            by=By(world.rows.account, Role.COORDINATOR, NOON + at),
        )


@pytest.mark.parametrize(("units", "minutes"), [([], 1), ([0], 0), ([0], -1)])
def test_a_hold_has_a_unit_and_an_end_that_is_still_to_come(
    world: World, units: list[int], minutes: int
) -> None:
    by = By(world.rows.account, Role.COORDINATOR, NOON)
    with world.store.transaction() as tx, pytest.raises(ValueError, match="still to come"):
        holds.hold(
            tx,
            household=world.rows.households[0],
            units=[world.rows.units[unit] for unit in units],
            nights=WEEK,
            until=NOON + timedelta(minutes=minutes),
            by=by,
        )
    assert states(world) == {}


def states(world: World) -> dict[UUID, StayState]:
    with world.store.transaction() as tx:
        return {row.id: row.state for row in tx.execute(select(StayRecord.id, StayRecord.state))}


def test_a_held_unit_is_refused_to_everybody_else(world: World) -> None:
    hold(world)
    with pytest.raises(UnitTaken):
        hold(world, household=1, nights=NightSpan(date(2026, 3, 8), date(2026, 3, 12)))
    assert list(states(world).values()) == [StayState.HELD]


def test_the_night_on_which_a_stay_ends_belongs_to_the_next(world: World) -> None:
    hold(world)
    hold(world, household=1, nights=NightSpan(date(2026, 3, 9), date(2026, 3, 10)))
    assert len(states(world)) == 2


def test_a_hold_keeps_others_out_to_the_last_instant_and_not_beyond(world: World) -> None:
    first = hold(world)
    with pytest.raises(UnitTaken):
        hold(world, household=1, at=timedelta(hours=2) - timedelta(microseconds=1))
    second = hold(world, household=1, at=timedelta(hours=2))
    assert states(world) == {first: StayState.EXPIRED, second: StayState.HELD}
    with world.store.transaction() as tx:
        acts = tx.execute(select(AuditEventRecord.act).order_by(AuditEventRecord.seq)).scalars()
        assert list(acts) == [AuditAct.UNIT_HELD, AuditAct.HOLD_EXPIRED, AuditAct.UNIT_HELD]


def test_a_unit_out_of_service_is_refused_until_the_span_is_lifted(world: World) -> None:
    span = OutOfServiceRecord(
        id=uuid4(),
        unit_id=world.rows.units[0],
        nights=NightSpan(date(2026, 3, 8), date(2026, 3, 10)),
        reason=OutOfServiceReason.REPAIR,
        created_at=NOON,
    )
    with world.store.transaction() as tx:
        tx.add(span)
    with pytest.raises(UnitOutOfService):
        hold(world)
    hold(world, nights=NightSpan(date(2026, 3, 2), date(2026, 3, 8)))
    with world.store.transaction() as tx:
        tx.execute(text("UPDATE out_of_service SET lifted_at = now()"))
    hold(world, nights=NightSpan(date(2026, 3, 8), date(2026, 3, 10)))


def test_two_units_are_held_together_or_not_at_all(world: World) -> None:
    hold(world, unit=1, household=1)
    with pytest.raises(UnitTaken), world.store.transaction() as tx:
        holds.hold(
            tx,
            household=world.rows.households[0],
            units=world.rows.units[:2],
            nights=WEEK,
            until=SOON,
            by=world.by,
        )
    assert len(states(world)) == 1


def test_the_constraint_refuses_where_the_code_does_not_look(world: World) -> None:
    first = hold(world)
    with pytest.raises(UnitTaken) as refused, world.store.transaction() as tx:
        tx.add(
            StayRecord(
                unit_id=world.rows.units[0],
                household_id=world.rows.households[1],
                nights=WEEK,
                state=StayState.HELD,
                hold_until=SOON,
                created_at=NOON,
            )
        )
    assert str(world.rows.units[0]) not in str(refused.value)
    assert set(states(world)) == {first}


def test_accepting_makes_a_placement_and_releases_every_other_hold(world: World) -> None:
    chosen, other = hold(world, unit=0), hold(world, unit=1)
    foreign = hold(world, unit=2, household=1)
    placement = accept(world, chosen)
    assert states(world) == {
        chosen: StayState.ACCEPTED,
        other: StayState.RELEASED,
        foreign: StayState.HELD,
    }
    with world.store.transaction() as tx:
        made = tx.session.get_one(PlacementRecord, placement)
        assert (made.nights, made.state, made.version) == (WEEK, PlacementState.ACCEPTED, 1)


def test_two_adjoining_units_become_one_placement(world: World) -> None:
    placement = accept(world, hold(world, unit=0), hold(world, unit=1))
    with world.store.transaction() as tx:
        rows = tx.execute(select(StayRecord.placement_id, StayRecord.state)).all()
    assert [tuple(row) for row in rows] == [(placement, StayState.ACCEPTED)] * 2


def test_a_hold_cannot_be_accepted_when_its_time_is_over(world: World) -> None:
    stay = hold(world)
    with pytest.raises(HoldOver):
        accept(world, stay, at=timedelta(hours=2))
    accept(world, stay, at=timedelta(hours=2) - timedelta(microseconds=1))


def test_another_households_hold_is_not_there(world: World) -> None:
    stay = hold(world)
    with pytest.raises(NotFound):
        accept(world, stay, household=1)
    with pytest.raises(NotFound):
        accept(world, uuid4())


def test_one_household_has_one_placement_per_night(world: World) -> None:
    accept(world, hold(world, unit=0))
    with pytest.raises(AlreadyPlaced):
        accept(world, hold(world, unit=1))
    later = NightSpan(date(2026, 3, 9), date(2026, 3, 12))
    accept(world, hold(world, unit=1, nights=later))


def test_a_released_hold_frees_the_unit_and_is_released_once(world: World) -> None:
    stay = hold(world)
    for expected in (None, WrongState):
        try:
            with world.store.transaction() as tx:
                holds.release(tx, household=world.rows.households[0], stays=[stay], by=world.by)
        except WrongState:
            assert expected is WrongState
        else:
            assert expected is None
    hold(world, household=1)


def test_leaving_early_frees_the_nights_that_are_left(world: World) -> None:
    placement = accept(world, hold(world))
    with world.store.transaction() as tx:
        holds.arrive(tx, placement, by=world.by)
    with world.store.transaction() as tx:
        holds.end(
            tx,
            placement,
            last=date(2026, 3, 5),
            departure=Departure.OWN_HOME,
            by=world.by,
        )
    with world.store.transaction() as tx:
        made = tx.session.get_one(PlacementRecord, placement)
        stayed = NightSpan(date(2026, 3, 2), date(2026, 3, 5))
        assert (made.nights, made.actual_to, made.version) == (stayed, date(2026, 3, 5), 3)
        assert tx.execute(select(StayRecord.nights)).scalar_one() == stayed
    hold(world, household=1, nights=NightSpan(date(2026, 3, 5), date(2026, 3, 9)))


def test_leaving_on_the_first_evening_counts_one_night(world: World) -> None:
    placement = accept(world, hold(world))
    with world.store.transaction() as tx:
        holds.arrive(tx, placement, by=world.by)
        holds.end(tx, placement, last=WEEK.start, departure=Departure.UNKNOWN_LEFT, by=world.by)
    with world.store.transaction() as tx:
        assert tx.session.get_one(PlacementRecord, placement).nights.nights == 1


def test_a_cancelled_placement_frees_its_unit(world: World) -> None:
    placement = accept(world, hold(world))
    with world.store.transaction() as tx:
        holds.call_off(tx, placement, why=PlacementState.CANCELLED, by=world.by)
    accept(world, hold(world, household=1), household=1)
    with pytest.raises(WrongState), world.store.transaction() as tx:
        holds.arrive(tx, placement, by=world.by)


def test_holds_whose_time_is_over_are_expired_by_the_clock_too(world: World) -> None:
    stay = hold(world)
    with world.store.transaction() as tx:
        assert holds.expire_due(tx, SOON - timedelta(seconds=1)) == 0
        assert holds.expire_due(tx, SOON) == 1
    assert states(world) == {stay: StayState.EXPIRED}


def test_a_lock_out_of_order_is_a_fault_before_it_is_a_deadlock(world: World) -> None:
    with pytest.raises(LockOrder), world.store.transaction() as tx:
        locks.units(tx, [world.rows.units[0]])
        locks.households(tx, [world.rows.households[0]])
    first, second = sorted(world.rows.units[:2])
    with pytest.raises(LockOrder), world.store.transaction() as tx:
        locks.units(tx, [second])
        locks.units(tx, [first])
    with world.store.transaction() as tx:
        locks.units(tx, [second, first])
        locks.units(tx, [first])


def test_what_the_statement_does_not_book_is_taken_whatever_was_looked_at_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = hold(world)
    monkeypatch.setattr(holds, "_free", lambda *_: False)
    with pytest.raises(UnitTaken):
        hold(world, household=1)
    assert states(world) == {first: StayState.HELD}


def hold_at_once(world: World, household: int, unit: int) -> None:
    """A hold that waits for nobody: it is refused as Busy where it would have to."""
    with world.store.transaction() as tx:
        tx.execute(text("SET LOCAL lock_timeout = '100ms'"))
        holds.hold(
            tx,
            household=world.rows.households[household],
            units=[world.rows.units[unit]],
            nights=WEEK,
            until=SOON,
            by=By(world.rows.account, Role.COORDINATOR, NOON),
        )


@pytest.mark.parametrize("what", ["household", "unit"])
def test_a_hold_waits_for_whoever_changes_that_household_or_books_that_unit(
    world: World, what: str
) -> None:
    with world.store.transaction() as other:
        if what == "household":
            locks.households(other, [world.rows.households[0]])
        else:
            locks.units(other, [world.rows.units[0]])
        with pytest.raises(Busy):
            hold_at_once(world, household=0, unit=0)
        hold_at_once(world, household=1, unit=1)
    assert len(states(world)) == 1


def test_a_hold_is_given_up_and_runs_out_in_turn_too(world: World) -> None:
    stay = hold(world)
    for lock, act in (
        (
            lambda tx: locks.households(tx, [world.rows.households[0]]),
            lambda tx: holds.release(
                tx, household=world.rows.households[0], stays=[stay], by=world.by
            ),
        ),
        (
            lambda tx: locks.units(tx, [world.rows.units[0]]),
            lambda tx: holds.expire_due(tx, SOON),
        ),
        (
            lambda tx: locks.units(tx, [world.rows.units[0]]),
            lambda tx: holds.release(
                tx, household=world.rows.households[0], stays=[stay], by=world.by
            ),
        ),
        (
            lambda tx: locks.units(tx, [world.rows.units[0]]),
            lambda tx: holds.keep(
                tx, household=world.rows.households[0], stays=[stay], until=SOON, by=world.by
            ),
        ),
    ):
        with world.store.transaction() as other:
            lock(other)
            with pytest.raises(Busy), world.store.transaction() as tx:
                tx.execute(text("SET LOCAL lock_timeout = '100ms'"))
                act(tx)
    assert states(world) == {stay: StayState.HELD}


def test_who_comes_too_late_hears_so_without_waiting(world: World) -> None:
    hold(world)
    with world.store.transaction() as other:
        locks.units(other, [world.rows.units[0]])
        with pytest.raises(UnitTaken):
            hold_at_once(world, household=1, unit=0)


def test_a_unit_that_does_not_exist_is_not_found(world: World) -> None:
    with pytest.raises(NotFound), world.store.transaction() as tx:
        holds.hold(
            tx,
            household=world.rows.households[0],
            units=[uuid4()],
            nights=WEEK,
            until=SOON,
            by=world.by,
        )
