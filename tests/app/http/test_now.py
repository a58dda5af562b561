"""What a day begins with: who waits and why, what is free and sure, what is new since somebody left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.store import sessions
from models.words import Role
from tests.app.http.test_occupancy import placed_in
from tests.support.database import Database
from tests.support.houses import BERGEN, TROMSO, call, house, load_all_zones
from tests.support.served import Caller, Clock, Served, serving


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    with serving(module_database, Clock(stopped=True)) as running:
        load_all_zones(running.service)
        yield running


def waiting_of(who: Caller, case: str) -> dict[str, object] | None:
    found = [one for one in who.ok("GET", "/waiting")["waiting"] if one["referral"] == case]
    return found[0] if found else None


def test_who_waits_comes_with_her_class_and_with_what_nobody_asked(served: Served) -> None:
    worker, her = served.caller(Role.ON_CALL), served.signed_in(Role.COORDINATOR)
    afraid = call(served, worker)["id"]
    served.clock.forward(minutes=5)
    silent = worker.ok("POST", "/referrals/phone", {})["id"]
    line, other = waiting_of(her, afraid), waiting_of(her, silent)
    assert line is not None and other is not None
    assert (line["priority"], line["adults"], line["has_place"]) == ("P1", 1, False)
    assert "CONSENT" in other["missing"] and "CONSENT" not in line["missing"]  # type: ignore[operator]
    assert "level" not in line, "nobody has judged it"
    order = [one["priority"] for one in her.ok("GET", "/waiting")["waiting"]]
    assert order == sorted(order)


def test_who_has_a_safe_place_waits_no_more_and_is_new_for_whoever_was_away(
    served: Served,
) -> None:
    coordinator, worker = served.signed_in(Role.COORDINATOR), served.signed_in(Role.ON_CALL)
    there = house(served, coordinator, "NOW-1", TROMSO)
    with served.service.store.transaction() as tx:
        later = served.clock()
        sessions.end_all(tx, coordinator.account, now=later)
    served.clock.forward(minutes=30)
    worker = served.signed_in(Role.ON_CALL)
    case = call(served, worker)["id"]
    placement = placed_in(worker, case, there)
    back = served.again(coordinator)
    told = back.ok("GET", "/since-last")
    assert told["since"] is not None
    (line,) = [one for one in told["placements"] if one["placement"] == placement]
    assert (line["referral"], line["acute"], line["state"]) == (case, True, "ACCEPTED")
    assert "shelter" not in line
    assert waiting_of(back, case) is None
    mine = worker.ok("GET", "/since-last")
    assert [one["placement"] for one in mine["placements"]] == [placement]
    assert served.signed_in(Role.ON_CALL).ok("GET", "/since-last")["placements"] == []


def test_free_units_are_counted_and_only_fresh_words_are_sure(served: Served) -> None:
    her = served.signed_in(Role.COORDINATOR)
    before = counted(her)
    said = house(served, her, "NOW-2", BERGEN, region="WEST", units=3)
    house(served, her, "NOW-3", BERGEN, region="WEST", units=2, confirmed=False)
    span = {"first": served.today().isoformat(), "reason": "MAINTENANCE"}
    path = f"/shelters/{said['id']}/units/{said['units'][0]}/out-of-service"
    shut = her("POST", path, span, version=her.ok("GET", f"/shelters/{said['id']}")["version"])
    assert shut.status_code in (201, 422)
    closed = 1 if shut.status_code == 201 else 0
    after = counted(her)
    assert [b - a for a, b in zip(before, after, strict=True)] == [2, 5, 5 - closed, 3 - closed]
    served.clock.forward(hours=7)
    late = served.again(her)
    assert counted(late)[3] == 0


def counted(who: Caller) -> list[int]:
    lines = [one for one in who.ok("GET", "/free-units")["free"] if one["region"] == "WEST"]
    return [sum(one[name] for one in lines) for name in ("houses", "units", "free", "fresh")]


@pytest.mark.parametrize("path", ["/waiting", "/free-units"])
def test_on_call_learns_of_no_other_case_and_of_no_bed(served: Served, path: str) -> None:
    assert served.signed_in(Role.ON_CALL)("GET", path).status_code == 404


def test_a_case_from_which_a_list_keeps_her_does_not_wait_for_her(served: Served) -> None:
    her, boss = served.signed_in(Role.COORDINATOR), served.signed_in(Role.COORDINATOR)
    case = call(served, served.caller(Role.ON_CALL))["id"]
    assert waiting_of(her, case) is not None
    boss.ok("POST", f"/referrals/{case}/take-over", {"purpose": "SHIFT"})
    handle = her.ok("GET", "/session")["handle"]
    boss.ok("POST", f"/referrals/{case}/readers", {"handle": handle})
    assert waiting_of(her, case) is None and waiting_of(boss, case) is not None
