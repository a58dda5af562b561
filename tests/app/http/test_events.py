"""What a program is told of what happened: all of its own, in order, once, and nothing of others."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app.event_cursors import after_number
from app.importing.columns import Kind
from app.importing.importing import Importer, bring_in
from app.service import chain_key
from app.store import audit, chain
from app.upkeep import forget_events
from models.words import AuditAct, ReferrerKind, Role
from tests.app.importing.tables import table
from tests.support.database import Database
from tests.support.houses import call, house, load_all_zones
from tests.support.programs import program
from tests.support.served import Caller, Served, serving


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    with serving(module_database) as running:
        load_all_zones(running.service)
        yield running


@pytest.fixture(scope="module")
def coordinator(served: Served) -> Caller:
    return served.caller(Role.COORDINATOR)


@pytest.fixture(scope="module")
def houses(served: Served, coordinator: Caller) -> list[dict[str, Any]]:
    return [
        house(served, coordinator, "FEED-01", "Tromsø"),
        house(served, coordinator, "FEED-02", "Bodø"),
    ]


def all_told(who: Caller, after: str | None = None) -> tuple[list[tuple[str, str]], str]:
    """Everything that is there for it, and the cursor to go on with."""
    found: list[tuple[str, str]] = []
    while True:
        page = who.ok("GET", "/own-events?limit=3" + (f"&cursor={after}" if after else ""))
        assert page.keys() == {"events", "next", "more"}
        assert all(event.keys() == {"kind", "id"} for event in page["events"])
        found += [(event["kind"], event["id"]) for event in page["events"]]
        after = page["next"]
        if not page["more"]:
            return found, str(after)


def to_bed(served: Served, worker: Caller, houses: list[dict[str, Any]]) -> dict[str, Any]:
    """A call that becomes a placement; its ids, and the house with its staff."""
    taken = call(served, worker)
    option = worker.ok("POST", f"/referrals/{taken['id']}/options", key=None)["options"][0]
    held = worker.ok("POST", f"/offers/{option['offer']}/hold", version=option["version"])
    where = next(one for one in houses if one["id"] == option["shelter"])
    yes = {"yes": True}
    path = f"/offers/{option['offer']}"
    said = where["staff"].ok("POST", f"{path}/answer", yes, version=held["version"])
    shown = worker.ok("POST", f"{path}/show", version=said["version"])
    took = worker.ok("POST", f"{path}/accept", version=shown["version"])
    stay = where["staff"].ok("GET", f"/placements/{took['placement']}")
    where["staff"].ok("POST", f"/placements/{stay['id']}/arrive", version=stay["version"])
    return {"referral": taken["id"], "offer": option["offer"], "placement": stay["id"], "at": where}


def test_each_program_is_told_its_own_part_in_the_order_of_what_happened(
    served, coordinator, houses
):
    office = program(served, Role.COORDINATOR)
    of_houses = {one["id"]: program(served, Role.SHELTER, shelter=one["id"]) for one in houses}
    made = to_bed(served, served.caller(Role.ON_CALL), houses)
    offer, placement = made["offer"], made["placement"]
    stay = [
        ("OFFER_ASKED", offer),
        ("OFFER_ANSWERED", offer),
        ("PLACEMENT_ACCEPTED", placement),
        ("PLACEMENT_ARRIVED", placement),
    ]
    told, _ = all_told(office)
    assert [event for event in told if event in stay] == stay
    assert told[0] == ("REFERRAL_TAKEN", made["referral"])
    hers = made["at"]["id"]
    assert all_told(of_houses.pop(hers))[0] == stay
    [(_, other)] = of_houses.items()
    assert all_told(other)[0] == []


def test_an_arrival_that_is_put_right_is_told_as_what_it_is_by_now(served, coordinator, houses):
    office = program(served, Role.COORDINATOR)
    of_houses = {one["id"]: program(served, Role.SHELTER, shelter=one["id"]) for one in houses}
    made = to_bed(served, served.caller(Role.ON_CALL), houses)
    placement, case = made["placement"], made["referral"]
    who = (office, of_houses[made["at"]["id"]])
    begun = [all_told(one)[1] for one in who]

    def right(**said: Any) -> None:
        path = f"/placements/{placement}"
        version = coordinator.ok("GET", path)["version"]
        sent = {"why": "wrong woman at the door", **said}
        coordinator.ok("POST", f"{path}/right-arrival", sent, version=version)

    right(arrived=True, at=served.clock().isoformat())
    right(arrived=False)
    of_the_stay = [("PLACEMENT_ARRIVED", placement), ("PLACEMENT_ACCEPTED", placement)]
    for one, since in zip(who, begun, strict=True):
        told = all_told(one, since)[0]
        assert [event for event in told if event[1] == placement] == of_the_stay
    assert ("REFERRAL_CHANGED", case) in all_told(office, begun[0])[0]


def test_what_a_table_changes_of_units_is_told_to_their_house_unit_by_unit(
    served, coordinator, houses
):
    mine = program(served, Role.SHELTER, shelter=houses[0]["id"])
    other = program(served, Role.SHELTER, shelter=houses[1]["id"])
    office, service = program(served, Role.COORDINATOR), served.service
    importer = Importer(service.store, service.master, served.clock())
    name = {"shelter": houses[0]["name"]}
    units = [name | {"code": "U0", "kind": "ROOM", "beds": "2"}, name | {"code": "NEW-9"}]
    bring_in(importer, Kind.UNITS, table(Kind.UNITS, *units))
    spans = table(Kind.OUT_OF_SERVICE, name | {"unit": "NEW-9"})
    bring_in(importer, Kind.OUT_OF_SERVICE, spans)
    shown = coordinator.every(f"/shelters/{houses[0]['id']}/units", "units")
    known = {one["code"]: one["id"] for one in shown}
    expected = sorted([("UNIT_CHANGED", known["U0"]), *[("UNIT_CHANGED", known["NEW-9"])] * 2])
    assert sorted(all_told(mine)[0]) == expected
    assert sorted(all_told(office)[0]) == expected
    assert all_told(other)[0] == []


def test_no_event_tells_a_house_that_it_was_only_thought_of(served, coordinator, houses):
    house_program = program(served, Role.SHELTER, shelter=houses[0]["id"])
    worker = served.caller(Role.ON_CALL)
    taken = call(served, worker)
    assert worker.ok("POST", f"/referrals/{taken['id']}/options", key=None)["options"]
    ties = {"asked": "YES", "networks": []}
    path = f"/shelters/{houses[0]['id']}/staff-ties"
    version = int(coordinator("GET", path).headers["etag"].strip('"'))
    coordinator.ok("PUT", path, ties, version=version)
    report = {"shelter": houses[0]["id"], "scope": "GENERAL", "level": "SUSPECTED"}
    coordinator.ok("POST", "/compromises", report)
    before = house_program.ok("GET", "/own-events")
    assert before["events"] == [] and before["next"] == after_number(0)


def test_what_others_do_does_not_move_the_cursor(served, houses):
    quiet = program(served, Role.SHELTER, shelter=houses[1]["id"])
    before = quiet.ok("GET", "/own-events")["next"]
    call(served, served.caller(Role.ON_CALL))
    assert quiet.ok("GET", "/own-events")["next"] == before
    loud = program(served, Role.COORDINATOR)
    call(served, served.caller(Role.ON_CALL))
    assert loud.ok("GET", "/own-events")["next"] != before


def test_an_agency_hears_of_its_own_by_its_reference_alone(served):
    org = served.organisation(f"FEED-{uuid4().hex[:6].upper()}", ReferrerKind.NOAS)
    hers = program(served, Role.REFERRER, organisation=org)
    other = program(served, Role.REFERRER, organisation=org)
    with served.service.store.transaction() as tx:
        inner, reference = tx.execute(
            text("SELECT id, referrer_reference FROM referrals LIMIT 1")
        ).one()
        tx.execute(
            text("UPDATE referrals SET referrer_account_id = :a WHERE id = :i"),
            {"a": hers.account, "i": inner},
        )
        audit.add(
            tx, AuditAct.REFERRAL_CLOSED, at=served.clock(), actor=None, role=None,
            subject_kind="referral", subject=inner,
        )  # fmt: skip
    told, at = all_told(hers)
    assert told == [("REFERRAL_CLOSED", str(reference))] and str(inner) not in str(told)
    assert all_told(hers, after_number(0))[0] == told
    assert all_told(other)[0] == [] and at == after_number(1)


def test_what_became_hidden_since_is_not_told_again(served, coordinator):
    office = program(served, Role.COORDINATOR)
    taken = call(served, served.caller(Role.ON_CALL))
    told, _ = all_told(office)
    assert ("REFERRAL_TAKEN", taken["id"]) in told
    with served.service.store.transaction() as tx:
        tx.execute(
            text(
                "INSERT INTO case_readers (id, referral_id, account_id, listing, listed_at, listed_by)"
                " VALUES (gen_random_uuid(), :r, :a, 'DENIED', now(), :b)"
            ),
            {"r": taken["id"], "a": office.account, "b": coordinator.account},
        )
    again, _ = all_told(office, after_number(0))
    assert taken["id"] not in {subject for _, subject in again}
    assert set(again) < set(told)


def test_whoever_has_another_role_by_now_is_told_nothing_of_what_the_old_one_knew(served, houses):
    office = program(served, Role.COORDINATOR)
    call(served, served.caller(Role.ON_CALL))
    assert "REFERRAL_TAKEN" in {kind for kind, _ in all_told(office)[0]}
    values = {"a": office.account, "s": houses[1]["id"]}
    with served.service.store.transaction() as tx:
        for table, key in (("accounts", "id"), ("api_tokens", "account_id")):
            change = f"UPDATE {table} SET role = 'SHELTER', shelter_id = :s WHERE {key} = :a"
            tx.execute(text(change), values)
    assert all_told(office, after_number(0))[0] == []


def test_a_reader_misses_nothing_of_many_writers(served, houses):
    """Each act is told once, in the order of the chain, while writers commit in whatever order."""
    office = program(served, Role.COORDINATOR)
    store, now = served.service.store, served.clock()
    units = [uuid4() for _ in range(240)]
    shelter = UUID(houses[0]["id"])

    def write(mine: list[UUID]) -> None:
        for index, mark in enumerate(mine):
            with store.transaction() as tx:
                if index % 3 == 0:
                    tx.execute(text("SELECT pg_sleep(0.004)"))
                for _ in range(1 + index % 2):
                    audit.add(
                        tx, AuditAct.VACANCY_CONFIRMED, at=now, actor=None, role=None,
                        subject_kind="shelter", subject=shelter, detail={"mark": str(mark)},
                    )  # fmt: skip

    writers = [threading.Thread(target=write, args=(units[one::8],)) for one in range(8)]
    for one in writers:
        one.start()
    got, after = 0, after_number(0)
    while any(one.is_alive() for one in writers):
        page, after = all_told(office, after)
        got += sum(event == ("VACANCY_CONFIRMED", str(shelter)) for event in page)
    for one in writers:
        one.join()
    page, after = all_told(office, after)
    got += sum(event == ("VACANCY_CONFIRMED", str(shelter)) for event in page)
    with store.transaction() as tx:
        written = tx.execute(
            text("SELECT count(*) FROM audit_events WHERE detail ? 'mark'")
        ).scalar_one()
    assert got == written == 360


def test_an_act_that_is_not_committed_holds_back_those_that_would_overtake_it(served, houses):
    """The gap that a sequence would leave: here whoever is second waits, so no reader passes by."""
    office = program(served, Role.COORDINATOR)
    shelter, key = UUID(houses[0]["id"]), chain_key(served.service.master)
    made = chain.Act(
        at=served.clock(), act=AuditAct.VACANCY_CONFIRMED, actor=None, role=None,
        subject_kind="shelter", subject=shelter, detail={},
    )  # fmt: skip
    second = threading.Thread(target=call, args=(served, served.caller(Role.ON_CALL)))
    with served.service.store.transaction() as slow:
        chain.append(slow.session, [made], key)
        second.start()
        second.join(timeout=0.5)
        assert second.is_alive(), "whoever comes second waits for the first"
        passed, after = all_told(office)
        assert passed == []
    second.join(timeout=30)
    kinds = [kind for kind, _ in all_told(office, after)[0]]
    assert kinds[:2] == ["VACANCY_CONFIRMED", "REFERRAL_TAKEN"]


def test_two_that_ask_at_once_gather_each_event_once(served):
    office = program(served, Role.COORDINATOR)
    for _ in range(5):
        call(served, served.caller(Role.ON_CALL))
    asking = [threading.Thread(target=all_told, args=(office,)) for _ in range(6)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    told, _ = all_told(office)
    assert sum(kind == "REFERRAL_TAKEN" for kind, _ in told) == 5


def test_a_cursor_that_leads_nowhere_is_refused_and_one_that_is_too_old_says_so(served):
    office = program(served, Role.COORDINATOR)
    for _ in range(2):
        call(served, served.caller(Role.ON_CALL))
    told, last = all_told(office)
    for cursor in ("x", "AAAA", after_number(10**6), "_" * 11, last + "A"):
        assert office("GET", f"/own-events?cursor={cursor}").status_code == 400
    call(served, served.caller(Role.ON_CALL))
    newer, _ = all_told(office, last)
    with served.service.store.transaction() as tx:
        tx.execute(
            text(
                "UPDATE feed_events SET gathered_at = gathered_at - interval '31 days'"
                " WHERE account_id = :a AND number <= :n"
            ),
            {"a": office.account, "n": len(told)},
        )
    forget_events(served.service, served.clock())
    old = office("GET", f"/own-events?cursor={after_number(1)}")
    assert (old.status_code, old.json()["type"]) == (410, "urn:havn:problem:events-forgotten")
    assert all_told(office, last)[0] == newer != []
    assert all_told(office)[0] == newer


def test_a_gap_before_the_first_event_is_told_to_whoever_began_with_nothing(served):
    """An empty first answer gives a cursor as well: what came after it is hers to miss."""
    office = program(served, Role.COORDINATOR)
    empty, begin = all_told(office)
    assert empty == []
    for _ in range(2):
        call(served, served.caller(Role.ON_CALL))
    assert all_told(office, begin)[0]
    with served.service.store.transaction() as tx:
        earlier = "UPDATE feed_events SET gathered_at = gathered_at - interval '31 days'"
        tx.execute(text(f"{earlier} WHERE account_id = :a AND number = 1"), {"a": office.account})
    forget_events(served.service, served.clock())
    assert office("GET", f"/own-events?cursor={begin}").status_code == 410
    assert all_told(office)[0] != []


def test_whoever_has_no_feed_finds_nothing_and_a_feed_begins_when_it_is_granted(served):
    call(served, served.caller(Role.ON_CALL))
    assert program(served, Role.COORDINATOR).ok("GET", "/own-events")["events"] == []
    for role in (Role.COORDINATOR, Role.ON_CALL, Role.ADMIN, Role.AUDITOR, Role.POLICE):
        assert served.caller(role)("GET", "/own-events").status_code == 404


def test_the_whole_of_an_answer_is_kinds_and_ids(served):
    office = program(served, Role.COORDINATOR)
    taken = call(served, served.caller(Role.ON_CALL))
    answer = office("GET", "/own-events?limit=1")
    whole = {"events": [{"kind": "REFERRAL_TAKEN", "id": taken["id"]}], "next": after_number(1)}
    assert json.loads(answer.content) == {**whole, "more": answer.json()["more"]}
    assert taken["code_name"] not in answer.text
