"""Plan runs over HTTP: started, followed, decided line by line, stale when anything changed."""

from __future__ import annotations

import sys
import time
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, select, text

from app.main import create_app
from app.plan_runner import PlanRunner
from app.service import Service
from app.solver_process import Child, Limits, SolverLost, scarcest_first_apart
from app.vault.keys import FileMasterKey, KeyRefused
from matching.plan import Plan
from matching.situation import Situation
from models.referral import ReferralRecord
from models.words import Role
from tests.support.houses import call, house
from tests.support.served import Caller, Served


@pytest.fixture(scope="module")
def world(served: Served, coordinator: Caller, on_call: Caller) -> dict[str, Any]:
    """Two far houses with one unit each, and three callers."""
    houses = [
        house(served, coordinator, "PLAN-01", "Tromsø", units=1),
        house(served, coordinator, "PLAN-02", "Bodø", units=1),
    ]
    cases = [call(served, on_call) for _ in range(3)]
    return {"houses": houses, "cases": cases}


def run(coordinator: Caller) -> dict[str, Any]:
    """One run, followed to its end."""
    started = coordinator("POST", "/plan-runs")
    assert started.status_code == 202
    made = started.json()
    for _ in range(600):
        if made["state"] != "RUNNING":
            break
        time.sleep(0.1)
        made = coordinator.ok("GET", f"/plan-runs/{made['id']}")
    return made  # type: ignore[no-any-return]


def lines(coordinator: Caller, made: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of a run."""
    return coordinator.ok("GET", f"/plan-runs/{made['id']}/proposals?limit=50")["proposals"]  # type: ignore[no-any-return]


def test_a_plan_is_made_while_the_key_service_is_off(
    served, coordinator, on_call, world, monkeypatch
):
    """AT13: neither the batch nor the core asks for a key, so that none can be taken from them."""
    asked = []

    def off(*_: object) -> bytes:
        asked.append(True)
        raise KeyRefused("off")

    for name in ("wrap", "unwrap"):
        monkeypatch.setattr(FileMasterKey, name, off)
    made = run(coordinator)
    assert (made["state"], asked) == ("PROVEN", [])


def why_of(served: Served, line: str) -> str:
    """The word with which the chain says that this line was decided."""
    decided = "SELECT detail ->> 'reason' FROM audit_events WHERE subject_id = :id"
    with served.service.store.transaction() as tx:
        return str(tx.execute(text(decided), {"id": line}).scalar_one())


def class_of(served: Served, referral: str) -> str | None:
    """The class that reports count a case by."""
    with served.service.store.transaction() as tx:
        asked = select(ReferralRecord.priority).where(ReferralRecord.id == UUID(referral))
        found = tx.execute(asked).scalar_one()
    return None if found is None else found.name


def test_a_plan_is_proven_and_each_line_decided(served, coordinator, on_call, world):
    made = run(coordinator)
    assert made["state"] == "PROVEN", made
    assert (made["placed"], made["unplaced"]) == (2, 1)
    assert [t["name"] for t in made["tiers"]][:3] == ["p1", "p2", "p3"]
    assert all(t["value"] == t["bound"] and t["proven"] for t in made["tiers"])
    assert made["tiers"][0]["value"] == 1
    found = lines(coordinator, made)
    placed = [line for line in found if line["state"] == "PROPOSED"]
    assert {line["shelter"] for line in placed} == {h["id"] for h in world["houses"]}
    accept = f"/proposals/{placed[0]['id']}/accept"
    assert coordinator("POST", accept, {"reason": "because"}, version=1).status_code == 422
    took = coordinator.ok("POST", accept, {"reason": "AS_PROPOSED"}, version=1)
    assert why_of(served, placed[0]["id"]) == "AS_PROPOSED"
    offer = coordinator.ok("GET", f"/offers/{took['offer']}")
    assert offer["state"] == "SHELTER_ASKED"
    assert offer["shelter"] == placed[0]["shelter"]
    assert class_of(served, placed[0]["referral"]) == placed[0]["priority"] == "P1"
    again = coordinator("POST", f"/proposals/{placed[0]['id']}/accept", version=2)
    assert again.json()["type"] == "urn:havn:problem:wrong-state"
    reject = f"/proposals/{placed[1]['id']}/reject"
    put_aside = coordinator.ok("POST", reject, {"reason": "HER_WISH"}, version=1)
    assert put_aside["version"] == 2
    assert why_of(served, placed[1]["id"]) == "HER_WISH"
    coordinator.ok("POST", f"/offers/{offer['id']}/release", version=offer["version"])


@pytest.mark.parametrize("what", ["household", "shelter", "unit"])
def test_409_plan_stale_when_what_it_rests_on_changed(served, coordinator, on_call, world, what):
    made = run(coordinator)
    line = next(one for one in lines(coordinator, made) if one["state"] == "PROPOSED")
    held = None
    if what == "household":
        version = coordinator.ok("GET", f"/referrals/{line['referral']}")["version"]
        coordinator.ok("PATCH", f"/referrals/{line['referral']}", {"pets": "NO"}, version=version)
    elif what == "shelter":
        version = coordinator.ok("GET", f"/shelters/{line['shelter']}")["version"]
        body = {"house_duties": "cooking on Mondays"}
        coordinator.ok("PATCH", f"/shelters/{line['shelter']}", body, version=version)
    else:
        other = call(served, on_call)
        found = on_call.ok("POST", f"/referrals/{other['id']}/options", key=None)
        option = next(o for o in found["options"] if o["shelter"] == line["shelter"])
        held = on_call.ok("POST", f"/offers/{option['offer']}/hold", version=1)
    got = coordinator("POST", f"/proposals/{line['id']}/accept", version=1)
    assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:plan-stale")
    after = next(one for one in lines(coordinator, made) if one["id"] == line["id"])
    assert (after["state"], after["version"]) == ("PROPOSED", 1)
    if held:
        on_call.ok("POST", f"/offers/{held['id']}/release", version=held["version"])
        on_call.ok("POST", f"/referrals/{held['referral']}/withdraw", version=1)


def test_409_with_why_when_an_input_changed_and_no_version_rose(
    served, coordinator, on_call, world, module_database
):
    """The hash has the last word: it does not trust that every write raises a version."""
    made = run(coordinator)
    line = next(one for one in lines(coordinator, made) if one["state"] == "PROPOSED")
    assert len(line["inputs"]) == 64
    owner = create_engine(module_database.owner_url)
    pets = "UPDATE households SET pets = :pets WHERE referral_id = :referral"
    with owner.begin() as connection:
        asked = text("SELECT pets FROM households WHERE referral_id = :referral")
        had = connection.execute(asked, {"referral": line["referral"]}).scalar_one()

    def say(answer: str | None) -> None:
        with owner.begin() as connection:
            connection.execute(text(pets), {"pets": answer, "referral": line["referral"]})

    say("NO" if had == "YES" else "YES")
    got = coordinator("POST", f"/proposals/{line['id']}/accept", version=1)
    assert (got.status_code, got.json()["rules"]) == (409, ["HOUSEHOLD_CHANGED"])
    say(had)
    owner.dispose()
    took = coordinator.ok("POST", f"/proposals/{line['id']}/accept", version=1)
    offer = coordinator.ok("GET", f"/offers/{took['offer']}")
    coordinator.ok("POST", f"/offers/{offer['id']}/release", version=offer["version"])


def test_a_run_says_what_it_does_while_it_runs(served, coordinator, world):
    seen = []

    def watching(situation: Situation, limits: Limits, child: Child) -> Plan:
        made = coordinator.ok("GET", f"/plan-runs/{started}")
        seen.append((made["state"], made["step"], made["step_at"] is not None))
        return scarcest_first_apart(situation, limits, child)

    runner = a_runner(served, planner=watching)
    started = start_only(served, coordinator)
    runner.do(started)
    assert seen == [("RUNNING", "THINKING", True)]
    made = coordinator.ok("GET", f"/plan-runs/{started}")
    assert (made["state"], made["step"]) == ("GREEDY", "STORING")


def a_runner(served: Served, **more: Any) -> PlanRunner:
    """A runner of its own over the same records."""
    service = served.service
    given = {"limits": Limits(20, 2048), **more}
    return PlanRunner(service.store, service.pictures, now=service.now, **given)


def lost(_: Situation, __: Limits, ___: Child) -> Plan:
    """The solver's process dies."""
    raise SolverLost("DIED")


def asleep(_: Situation, __: Limits, child: Child) -> Plan:
    """A real child that thinks for ten minutes."""
    child.ask([sys.executable, "-c", "import time; time.sleep(600)"], b"", 600)
    raise AssertionError("it was stopped")


def silent(_: Situation, __: Limits, child: Child) -> Plan:
    """A real child that is still thinking when its time is up."""
    child.ask([sys.executable, "-c", "import time; time.sleep(600)"], b"", 0.2)
    raise AssertionError("its time was up")


def babbling(_: Situation, __: Limits, ___: Child) -> Plan:
    """An answer that is no plan."""
    raise SolverLost("NO_PLAN")


def test_where_the_solver_has_no_memory_the_scarcest_first_plan_stands(served, coordinator, world):
    runner = a_runner(served, limits=Limits(5, 80))
    started = start_only(served, coordinator)
    runner.do(started)
    made = coordinator.ok("GET", f"/plan-runs/{started}")
    assert (made["state"], made["failure"]) == ("GREEDY", "DIED")
    assert (made["placed"], made["unplaced"]) == (2, 1)
    placed = [line for line in lines(coordinator, made) if line["state"] == "PROPOSED"]
    assert {line["shelter"] for line in placed} == {h["id"] for h in world["houses"]}


@pytest.mark.parametrize(("planner", "word"), [(silent, "TIMEOUT"), (babbling, "NO_PLAN")])
def test_any_way_of_losing_the_solver_leaves_the_plan_without_it(
    served, coordinator, world, planner, word
):
    runner = a_runner(served, planner=planner)
    started = start_only(served, coordinator)
    runner.do(started)
    made = coordinator.ok("GET", f"/plan-runs/{started}")
    assert (made["state"], made["failure"], made["placed"]) == ("GREEDY", word, 2)


def test_the_plan_without_the_solver_is_checked_too(served, coordinator, world):
    from dataclasses import replace

    def spoiled(situation: Situation, limits: Limits, child: Child) -> Plan:
        plan = scarcest_first_apart(situation, limits, child)
        return replace(plan, placed=(*plan.placed, plan.placed[0]))

    runner = a_runner(served, planner=lost, without_solver=spoiled)
    started = start_only(served, coordinator)
    runner.do(started)
    made = coordinator.ok("GET", f"/plan-runs/{started}")
    assert (made["state"], made["failure"]) == ("REFUSED", "BREAKS_A_RULE")


def test_when_both_are_lost_the_run_fails_and_the_last_lines_stay(served, coordinator, world):
    good = run(coordinator)

    def broken(_: Situation, __: Limits, ___: Child) -> Plan:
        raise RuntimeError("a text that may hold anything")

    for without_solver, word in ((lost, "DIED"), (broken, "RuntimeError")):
        runner = a_runner(served, planner=babbling, without_solver=without_solver)
        started = start_only(served, coordinator)
        runner.do(started)
        made = coordinator.ok("GET", f"/plan-runs/{started}")
        assert (made["state"], made["failure"]) == ("FAILED", word)
    assert [line["state"] for line in lines(coordinator, good)].count("PROPOSED") == 2


def test_a_run_stops_with_its_service_and_a_new_one_may_start(served, coordinator, world):
    runner = a_runner(served, planner=asleep)
    started = start_only(served, coordinator)
    runner.start(started)
    while runner.planning.child._process is None:
        time.sleep(0.01)
    process = runner.planning.child._process
    began = time.monotonic()
    runner.close()
    runner._pool.shutdown(wait=True)  # as Python does when it ends
    assert time.monotonic() - began < 3
    assert process.poll() is not None
    made = coordinator.ok("GET", f"/plan-runs/{started}")
    assert (made["state"], made["failure"]) == ("FAILED", "STOPPED")
    assert run(coordinator)["state"] == "PROVEN"


def test_a_start_ends_the_runs_of_a_service_that_was_killed(served, coordinator, world):
    started = start_only(served, coordinator)
    assert coordinator("POST", "/plan-runs").status_code == 409
    with TestClient(create_app(served.service.settings, service=no_closing(served))):
        made = coordinator.ok("GET", f"/plan-runs/{started}")
    assert (made["state"], made["failure"]) == ("FAILED", "LOST")
    assert run(coordinator)["state"] == "PROVEN"


def no_closing(served: Served) -> Service:
    """The same service, which goes on when the second application ends."""
    from dataclasses import replace

    return replace(served.service, closing=[])


def test_a_plan_that_breaks_a_rule_is_refused(served, coordinator, world):
    from dataclasses import replace

    from app.solver_process import priced_apart

    def spoiled(situation: Situation, limits: Limits, child: Child) -> Plan:
        plan = priced_apart(situation, limits, child).plan
        return replace(plan, placed=(*plan.placed, plan.placed[0]))

    runner = a_runner(served, planner=spoiled)
    started = start_only(served, coordinator)
    runner.do(started)
    made = coordinator.ok("GET", f"/plan-runs/{started}")
    assert (made["state"], made["failure"], made["placed"]) == ("REFUSED", "BREAKS_A_RULE", 0)


def start_only(served: Served, coordinator: Caller) -> Any:
    """A run that is entered and that nobody has begun."""
    from app.store import plan_runs
    from app.store.nights import tonight

    now = served.clock()
    with served.service.store.transaction() as tx:
        return plan_runs.start(tx, night=tonight(now), by=coordinator.account, now=now)


def test_the_batch_starts_runs_and_reads_no_line(served):
    batch = served.caller(Role.BATCH)
    made = run(batch)
    assert made["state"] in ("PROVEN", "NOT_PROVEN")
    assert batch("GET", f"/plan-runs/{made['id']}/proposals").status_code == 404
