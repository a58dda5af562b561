"""What is paid for her: by whom, how far, above a limit with two, and refunded by a municipality."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text

from app.countries.profile import profile
from models.words import ReferrerKind, Role
from tests.support.houses import call
from tests.support.served import Caller, Served

LIMIT = profile("NO").dual_control_ore


@pytest.fixture(scope="module")
def second(served: Served) -> Caller:
    """Another coordinator."""
    return served.caller(Role.COORDINATOR)


@pytest.fixture
def case(served: Served, coordinator: Caller) -> str:
    """Her case, on which this coordinator stands."""
    return str(call(served, coordinator)["id"])


def ask(who: Caller, case: str, **more: Any) -> Any:
    sent = {"kind": "DOCTOR", "amount_ore": 40_000, "payer": "ROSA", **more}
    return who("POST", f"/referrals/{case}/expenses", sent)


def asked(who: Caller, case: str, **more: Any) -> dict[str, Any]:
    got = ask(who, case, **more)
    assert got.status_code == 201, got.text
    found: dict[str, Any] = got.json()["expenses"][-1]
    return found


def step(who: Caller, case: str, expense: dict[str, Any], to: str) -> Any:
    return who("POST", f"/referrals/{case}/expenses/{expense['id']}/step", {"to": to})


def tasks(who: Caller, case: str) -> list[str]:
    found = who.ok("GET", f"/tasks?referral={case}")["tasks"]
    return [t["subject"] for t in found if t["kind"] == "EXPENSE"]


def test_a_claim_goes_one_way_and_each_step_is_told(
    served: Served, coordinator: Caller, case: str
) -> None:
    served.organisation("TOWN-1", ReferrerKind.OTHER)
    one = asked(coordinator, case, payer="MUNICIPALITY", organisation="TOWN-1")
    assert (one["state"], one["payer"], one["organisation"], one["dual"]) == (
        "REQUESTED", "MUNICIPALITY", "TOWN-1", False,
    )  # fmt: skip
    assert tasks(coordinator, case) == [one["id"]]
    for early in ("PAID", "REFUNDED"):
        assert step(coordinator, case, one, early).status_code == 409
    for to in ("APPROVED", "PAID", "REFUNDED"):
        assert step(coordinator, case, one, to).json()["expenses"][-1]["state"] == to
        for again in ("APPROVED", "REFUSED", to):
            assert step(coordinator, case, one, again).status_code == 409
    assert tasks(coordinator, case) == []
    other = asked(coordinator, case)
    assert step(coordinator, case, other, "REFUSED").status_code == 200
    assert step(coordinator, case, other, "PAID").status_code == 409


def test_what_was_spent_is_decided_and_no_word_nor_the_end_of_the_case_does_that(
    served: Served, coordinator: Caller, case: str
) -> None:
    one = asked(coordinator, case)
    found = coordinator.ok("GET", f"/tasks?referral={case}")["tasks"]
    (task,) = [t["id"] for t in found if t["kind"] == "EXPENSE"]
    assert coordinator("POST", f"/tasks/{task}/done", {}).status_code == 409
    version = coordinator.ok("GET", f"/referrals/{case}")["version"]
    coordinator.ok("POST", f"/referrals/{case}/withdraw", version=version)
    assert tasks(coordinator, case) == [one["id"]]
    assert step(coordinator, case, one, "APPROVED").status_code == 200
    assert tasks(coordinator, case) == []


def test_when_it_was_paid_is_kept_and_a_refund_changes_that_day_no_more(
    served: Served, coordinator: Caller, case: str
) -> None:
    served.organisation("TOWN-2", ReferrerKind.OTHER)
    one = asked(coordinator, case, payer="MUNICIPALITY", organisation="TOWN-2")

    def paid_at() -> datetime | None:
        with served.service.store.transaction() as tx:
            query = text("SELECT paid_at FROM expenses WHERE id = :id")
            found: datetime | None = tx.execute(query, {"id": one["id"]}).scalar_one()
        return found

    assert step(coordinator, case, one, "APPROVED").status_code == 200
    assert paid_at() is None
    with served.clock.standing():
        assert step(coordinator, case, one, "PAID").status_code == 200
        assert paid_at() == served.clock()
        then = served.clock()
        served.clock.forward(hours=1)
        assert step(coordinator, case, one, "REFUNDED").status_code == 200
    assert paid_at() == then


def test_nobody_refunds_what_names_nobody(coordinator: Caller, case: str) -> None:
    one = asked(coordinator, case)
    for to in ("APPROVED", "PAID"):
        assert step(coordinator, case, one, to).status_code == 200
    assert step(coordinator, case, one, "REFUNDED").status_code == 409
    assert ask(coordinator, case, payer="MUNICIPALITY").status_code == 422
    unknown = {"payer": "MUNICIPALITY", "organisation": "NOBODY-9"}
    assert ask(coordinator, case, **unknown).status_code == 422


def test_a_bridging_allowance_says_no_purpose_and_no_expense_has_a_text(
    coordinator: Caller, case: str
) -> None:
    one = asked(coordinator, case, kind="BRIDGING")
    assert set(one) == {
        "id", "kind", "amount_ore", "payer", "organisation", "dual", "state", "requested_at",
        "decided_at", "changed_at",
    }  # fmt: skip
    for more in ("purpose", "text", "merchant", "place"):
        assert ask(coordinator, case, kind="BRIDGING", **{more: "food"}).status_code == 422


@pytest.mark.parametrize(("amount", "dual"), [(LIMIT, False), (LIMIT + 1, True)])
def test_above_the_limit_another_person_says_yes(
    coordinator: Caller, second: Caller, case: str, amount: int, dual: bool
) -> None:
    one = asked(coordinator, case, amount_ore=amount)
    assert one["dual"] is dual
    for to in ("APPROVED", "REFUSED") if dual else ():
        got = step(coordinator, case, one, to)
        assert (got.status_code, got.json()["type"]) == (409, "urn:havn:problem:second-person")
    who = second if dual else coordinator
    assert step(who, case, one, "APPROVED").status_code == 200


def test_a_sum_cut_small_is_one_sum(
    served: Served, coordinator: Caller, second: Caller, case: str
) -> None:
    half = LIMIT // 2 + 1
    assert asked(coordinator, case, kind="BRIDGING", amount_ore=half)["dual"] is False
    assert asked(coordinator, case, kind="CLOTHES", amount_ore=half)["dual"] is False
    again = asked(coordinator, case, kind="BRIDGING", amount_ore=half)
    assert again["dual"] is True
    step(second, case, again, "REFUSED")
    assert asked(coordinator, case, kind="BRIDGING", amount_ore=LIMIT - half)["dual"] is False


def test_the_database_itself_wants_two(served: Served, coordinator: Caller, case: str) -> None:
    one = asked(coordinator, case, amount_ore=LIMIT + 1)
    query = "UPDATE expenses SET state = 'APPROVED', decided_at = now(), decided_by = requested_by"
    with (
        pytest.raises(Exception, match="dual_control"),
        served.service.store.transaction() as tx,
    ):
        tx.execute(text(f"{query} WHERE id = :id"), {"id": one["id"]})


def test_refunds_are_summed_by_municipality_and_quarter_and_each_sees_its_own(
    served: Served, coordinator: Caller, second: Caller
) -> None:
    threshold = profile("NO").refund_from_ore
    first = served.organisation("TOWN-A", ReferrerKind.OTHER)
    served.organisation("TOWN-B", ReferrerKind.OTHER)
    case = str(call(served, coordinator)["id"])
    for town, amount, last in (
        ("TOWN-A", 30_000, "PAID"),
        ("TOWN-A", 20_000, "REFUNDED"),
        ("TOWN-A", 10_000, "APPROVED"),
        ("TOWN-B", threshold + 1, "PAID"),
    ):
        one = asked(coordinator, case, payer="MUNICIPALITY", organisation=town, amount_ore=amount)
        for to in ("APPROVED", "PAID", "REFUNDED"):
            assert step(second, case, one, to).status_code == 200
            if to == last:
                break
    told = coordinator.ok("GET", "/refunds")
    assert told["currency"] == "NOK"
    now = served.clock()
    quarter = f"{now.year}-Q{(now.month - 1) // 3 + 1}"
    rows = {r["organisation"]: r for r in told["refunds"]}
    assert rows["TOWN-A"] == {
        "organisation": "TOWN-A", "quarter": quarter, "number": 2, "paid_ore": 50_000,
        "refunded_ore": 20_000, "open_ore": 30_000, "above": False,
    }  # fmt: skip
    assert (rows["TOWN-B"]["open_ore"], rows["TOWN-B"]["above"]) == (threshold + 1, True)
    of_none = served.caller(Role.MUNICIPALITY)
    assert of_none("GET", "/own-refunds").status_code == 404
    clerk = served.caller(Role.MUNICIPALITY, organisation=first)
    assert clerk.ok("GET", "/own-refunds")["refunds"] == [rows["TOWN-A"]]


def test_a_case_that_is_kept_from_a_coordinator_is_in_none_of_her_sums_and_in_those_of_who_pays(
    served: Served, coordinator: Caller, second: Caller
) -> None:
    town = served.organisation("TOWN-C", ReferrerKind.OTHER)
    for amount in (30_000, 20_000):
        case = str(call(served, coordinator)["id"])
        one = asked(
            coordinator, case, payer="MUNICIPALITY", organisation="TOWN-C", amount_ore=amount
        )
        for to in ("APPROVED", "PAID"):
            assert step(coordinator, case, one, to).status_code == 200

    def sums(who: Caller, path: str) -> list[tuple[int, int]]:
        found = who.ok("GET", path)["refunds"]
        return [(r["number"], r["paid_ore"]) for r in found if r["organisation"] == "TOWN-C"]

    assert sums(second, "/refunds") == [(2, 50_000)]
    kept = {"handle": served.handle(second)}
    coordinator.ok("POST", f"/referrals/{case}/readers", kept)
    assert sums(second, "/refunds") == [(1, 30_000)]
    assert sums(coordinator, "/refunds") == [(2, 50_000)]
    clerk = served.caller(Role.MUNICIPALITY, organisation=town)
    assert sums(clerk, "/own-refunds") == [(2, 50_000)]


def test_on_call_asks_and_does_not_decide(served: Served, on_call: Caller) -> None:
    case = str(call(served, on_call)["id"])
    one = asked(on_call, case, kind="TRAVEL")
    assert step(on_call, case, one, "APPROVED").status_code == 404
    other = served.caller(Role.ON_CALL)
    assert other("GET", f"/referrals/{case}/expenses").status_code == 404
    assert ask(other, case).status_code == 404
