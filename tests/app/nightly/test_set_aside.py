"""F15 on the records themselves: what cannot be read or planned is a line for a person."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.nightly.night import Outcome
from app.solver_process import Child, Limits, SolverLost, scarcest_first_apart
from app.store import plan_runs
from app.store.nights import local_date
from app.store.plan_runs import RunLost, Started
from app.store.walls import PLANNER
from matching.plan import Plan
from matching.situation import Situation
from matching.vocabulary import NightSpan
from models.alarm import AlarmRecord
from models.plan_run import PlanProposalRecord, PlanRunRecord
from models.stay import StayRecord
from models.unit import UnitRecord
from models.words import AlarmKind, ProposalState, RunState, StayState
from tests.support.night_world import (
    NightWorld,
    Process,
    a_night_world,
    a_planning,
    in_this_process,
    start,
)

DAY = timedelta(days=1)


@pytest.fixture
def world(database) -> Iterator[NightWorld]:
    with a_night_world(database, callers=4) as made:
        yield made


def lines(world: NightWorld) -> dict[Any, PlanProposalRecord]:
    """The lines of the one run, by household."""
    with Session(world.owner) as session:
        found = session.execute(select(PlanProposalRecord)).scalars().all()
    return {line.household_id: line for line in found}


def the_run(world: NightWorld) -> PlanRunRecord:
    with Session(world.owner) as session:
        return session.execute(select(PlanRunRecord)).scalar_one()


def kinds_of_alarms(world: NightWorld) -> list[AlarmKind]:
    with Session(world.owner) as session:
        return list(session.execute(select(AlarmRecord.kind)).scalars())


def spoil(world: NightWorld, household: Any) -> None:
    """Where she is now is a place that is in no gazetteer."""
    with Session(world.owner) as session, session.begin():
        session.execute(
            text("UPDATE households SET where_now = 'NO-T-1' WHERE id = :id"), {"id": household}
        )


def test_a_case_that_cannot_be_read_is_a_line_and_an_alarm_and_the_others_are_planned(world):
    bad, *good = world.households
    spoil(world, bad)
    assert start(world.database, world.start) is Outcome.PLANNED
    found = lines(world)
    assert (found[bad].state, found[bad].reasons) == (
        ProposalState.SET_ASIDE,
        {"why": "UNREADABLE"},
    )
    assert {found[one].state for one in good} == {ProposalState.PROPOSED}
    assert the_run(world).result == {
        "placed": 3,
        "unplaced": 0,
        "set_aside": 1,
        "houses_set_aside": [],
    }
    assert kinds_of_alarms(world) == [AlarmKind.RECORD_SET_ASIDE]


def test_who_is_under_kode_6_is_placed_by_hand_and_counted_by_nobody(world):
    hers, *others = world.households
    with Session(world.owner) as session, session.begin():
        session.execute(
            text("UPDATE persons SET address_block = 'KODE6' WHERE household_id = :id"),
            {"id": hers},
        )
    assert start(world.database, world.start) is Outcome.PLANNED
    found = lines(world)
    assert (found[hers].state, found[hers].reasons) == (ProposalState.SET_ASIDE, {"why": "BY_HAND"})
    assert {found[one].state for one in others} == {ProposalState.PROPOSED}
    result = the_run(world).result
    assert result == {"placed": 3, "unplaced": 0, "set_aside": 0, "houses_set_aside": []}
    assert kinds_of_alarms(world) == []


def ruin(session: Session, house: Any) -> None:
    """As a table that came back from elsewhere could have it: this service could not write it."""
    session.execute(text("ALTER TABLE units DROP CONSTRAINT ck_units_beds_counted"))
    session.execute(text("UPDATE units SET beds = 0 WHERE shelter_id = :id"), {"id": house})


@pytest.mark.parametrize("state", [StayState.HELD, StayState.ARRIVED])
def test_who_lives_in_a_house_that_cannot_be_read_is_set_aside_and_a_hold_there_is_no_bed(
    world, state
):
    (bad, _), hers = world.houses, world.households[0]
    with Session(world.owner) as session, session.begin():
        session.execute(text("ALTER TABLE stays DROP CONSTRAINT ck_stays_placed_has_placement"))
        unit = session.execute(select(UnitRecord.id).where(UnitRecord.shelter_id == bad)).scalars()
        session.add(
            StayRecord(
                unit_id=unit.first(),
                household_id=hers,
                nights=NightSpan(local_date(world.start), local_date(world.start) + 9 * DAY),
                state=state,
                hold_until=world.start + DAY if state is StayState.HELD else None,
                created_at=world.start,
            )
        )
        ruin(session, bad)
    assert start(world.database, world.start) is Outcome.PLANNED
    line = lines(world)[hers]
    if state is StayState.HELD:
        assert line.state in (ProposalState.PROPOSED, ProposalState.UNPLACED)
    else:
        told = (ProposalState.SET_ASIDE, {"why": "HOUSE_SET_ASIDE"})
        assert (line.state, line.reasons) == told


def test_a_house_that_cannot_be_read_takes_nobody_and_stops_nobody(world):
    bad, good = world.houses
    with Session(world.owner) as session, session.begin():
        ruin(session, bad)
    assert start(world.database, world.start) is Outcome.PLANNED
    placed = [one for one in lines(world).values() if one.state is ProposalState.PROPOSED]
    assert {one.shelter_id for one in placed} == {good}
    result = the_run(world).result
    assert result is not None
    assert result["houses_set_aside"] == [str(bad)]


def fragile(world: NightWorld, *, raising: bool) -> Any:
    """A planner that breaks wherever the first of them is."""
    bad = str(world.households[0])

    def planner(situation: Situation, limits: Limits, child: Child) -> Plan:
        if any(h.id == bad for h in situation.households):
            if raising:
                raise SolverLost("DIED")
            plan = in_this_process(situation, limits, child)
            return replace(plan, placed=(*plan.placed, *plan.placed[:1]))
        return in_this_process(situation, limits, child)

    return planner


@pytest.mark.parametrize("raising", [True, False], ids=["it dies", "its plan breaks a rule"])
def test_whoever_breaks_the_planner_is_found_and_the_others_have_the_plan_without_her(
    world, raising
):
    broken = fragile(world, raising=raising)
    told = start(world.database, world.start, planner=broken, without_solver=broken)
    if not raising:
        # A plan that breaks a rule is a fault of the planner until a record is shown to cause it.
        assert told is Outcome.FAILED
        assert the_run(world).state is RunState.REFUSED
        return
    assert told is Outcome.PLANNED
    found = lines(world)
    bad = found[world.households[0]]
    assert (bad.state, bad.reasons) == (ProposalState.SET_ASIDE, {"why": "BREAKS_THE_PLAN"})
    assert [one.state for one in found.values()].count(ProposalState.PROPOSED) == 3


def hanging(*bad: Any, tried: list[Situation] | None = None) -> Any:
    """A planner whose process hangs wherever one of these is; every situation that it was given."""
    them = {str(one) for one in bad}

    def planner(situation: Situation, limits: Limits, child: Child) -> Plan:
        if tried is not None:
            tried.append(situation)
        if any(h.id in them for h in situation.households):
            raise SolverLost("TIMEOUT")
        return in_this_process(situation, limits, child)

    return planner


FIRST_IS_FOUND = 10
"""The transaction: look, enter, tidy three times, read twice, think, say that it screens, then this."""


def killed_when_the_first_was_found(world: NightWorld, *bad: Any) -> Any:
    """The one of these who was found before the process was killed."""
    hangs = hanging(*bad)
    more = {"planner": hangs, "without_solver": hangs}
    killed = Process(world.database, world.start, killed_in=FIRST_IS_FOUND, committed=True, **more)
    assert killed.ended() == -signal.SIGKILL
    found = the_run(world).breaking
    assert found is not None
    assert len(found) == 1
    return next(one for one in bad if str(one) in found)


def test_who_was_found_before_a_run_was_killed_is_not_looked_for_again(world: NightWorld) -> None:
    bad = world.households[:2]
    first = killed_when_the_first_was_found(world, *bad)
    tried: list[Situation] = []
    hangs = hanging(*bad, tried=tried)
    told = start(world.database, world.start, planner=hangs, without_solver=hangs)
    assert told is Outcome.PLANNED
    assert len(tried) > 5, "the second one was looked for"
    assert [some for some in tried if any(h.id == str(first) for h in some.households)] == []
    found = lines(world)
    assert {found[one].state for one in bad} == {ProposalState.SET_ASIDE}
    assert {found[one].reasons["why"] for one in bad} == {"BREAKS_THE_PLAN"}
    assert {found[one].state for one in world.households[2:]} == {ProposalState.PROPOSED}
    assert (the_run(world).attempt, the_run(world).breaking) == (2, None)
    assert kinds_of_alarms(world) == [AlarmKind.RECORD_SET_ASIDE]
    late = Started(the_run(world).id)
    with (
        a_planning(world.database, world.start) as planning,
        pytest.raises(RunLost),
        planning.store.transaction(PLANNER) as tx,
    ):
        plan_runs.note_breaking(tx, late, {str(first): "hers"})


@pytest.mark.parametrize("changed", [True, False])
def test_who_was_found_is_tried_again_when_she_is_another_and_the_next_night(
    world: NightWorld, changed: bool
) -> None:
    first = killed_when_the_first_was_found(world, *world.households[:2])
    if changed:
        with Session(world.owner) as session, session.begin():
            session.execute(
                text("UPDATE households SET police_involved = 'YES' WHERE id = :id"), {"id": first}
            )
    assert start(world.database, world.start) is Outcome.PLANNED
    state = ProposalState.PROPOSED if changed else ProposalState.SET_ASIDE
    assert lines(world)[first].state is state
    assert start(world.database, world.start + DAY) is Outcome.PLANNED
    with Session(world.owner) as session:
        query = select(PlanProposalRecord.state).where(
            PlanProposalRecord.household_id == first,
            PlanProposalRecord.state == ProposalState.PROPOSED,
        )
        assert session.execute(query).scalars().all() == [ProposalState.PROPOSED]


def test_when_in_the_end_nobody_is_to_blame_nobody_is_kept_as_found(world: NightWorld) -> None:
    tries: list[Situation] = []

    def ever_worse(situation: Situation, limits: Limits, child: Child) -> Plan:
        """Her process hangs at first; then every process does, as on a machine without memory."""
        tries.append(situation)
        hers = any(h.id == str(world.households[0]) for h in situation.households)
        if hers or the_run(world).breaking:
            raise SolverLost("TIMEOUT")
        return in_this_process(situation, limits, child)

    told = start(world.database, world.start, planner=ever_worse, without_solver=ever_worse)
    assert told is Outcome.FAILED
    assert len(tries) > 5
    assert (the_run(world).failure, the_run(world).breaking) == ("TIMEOUT", None)


def test_when_no_plan_can_be_made_at_all_the_night_is_tried_again_and_people_hear_of_it(world):
    def lost(_: Situation, __: Limits, ___: Child) -> Plan:
        raise SolverLost("DIED")

    assert start(world.database, world.start, planner=lost, without_solver=lost) is Outcome.FAILED
    assert (the_run(world).state, the_run(world).failure) == (RunState.FAILED, "DIED")
    assert lines(world) == {}
    assert kinds_of_alarms(world) == [AlarmKind.NIGHT_NOT_PLANNED]
    assert start(world.database, world.start) is Outcome.PLANNED
    assert the_run(world).attempt == 2


def test_a_real_child_plans_it_too(world):
    told = start(world.database, world.start, planner=scarcest_first_apart)
    assert told is Outcome.PLANNED
    assert {one.state for one in lines(world).values()} == {ProposalState.PROPOSED}
