"""Leaving over HTTP: both tracks, counselling by somebody else, the municipality's yes, and the clock
after which nothing of her is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from models.words import Departure, Role
from tests.app.http.test_outside import put_on
from tests.app.http.test_transfers import lives, state
from tests.support.houses import house
from tests.support.served import Caller, Served


@pytest.fixture(scope="module")
def houses(served: Served, coordinator: Caller) -> dict[str, dict[str, Any]]:
    one = house(served, coordinator, "LEAVE-1", "Tromsø", units=24)
    return {one["id"]: one}


def there(served: Served, coordinator: Caller, on_call: Caller, houses: dict[str, Any]) -> Any:
    her = lives(served, on_call, houses)
    coordinator.ok("POST", f"/referrals/{her['case']}/take-over", {"purpose": "SHIFT"})
    return her, f"/placements/{her['placement']['id']}"


def kinds(coordinator: Caller, case: str) -> list[str]:
    found = coordinator.ok("GET", f"/tasks?referral={case}&limit=50")["tasks"]
    return [one["kind"] for one in found]


def leave(served: Served, coordinator: Caller, path: str, **more: Any) -> dict[str, Any]:
    body = {
        "first_night_away": served.today().isoformat(),
        "departure": "OWN_HOME",
        **more,
    }
    version = coordinator.ok("GET", path)["version"]
    return dict(coordinator.ok("POST", f"{path}/end", body, version=version))


def test_both_tracks_are_prepared_beside_each_other(served, coordinator, on_call, houses):
    her, path = there(served, coordinator, on_call, houses)
    staff = houses[her["house"]]["staff"]
    assert staff("GET", f"{path}/departure-plan").status_code == 404
    planned = staff.ok("PUT", f"{path}/departure-plan", {"kind": "MUNICIPAL_HOME"})
    assert (planned["kind"], planned["destination"]) == ("MUNICIPAL_HOME", "NOT_SAID")
    items = staff.ok("GET", f"{path}/checklists")["items"]
    tracks = [one for one in items if one["listing"] in ("STAY_TRACK", "RETURN_TRACK")]
    assert {one["listing"] for one in tracks} == {"STAY_TRACK", "RETURN_TRACK"}
    assert {"DEPARTURE", "RETURN_COUNSELLING"} <= set(kinds(coordinator, her["case"]))
    done = {"listing": "STAY_TRACK", "item": "HOUSING"}
    after = staff.ok("POST", f"{path}/checklists/done", done)["items"]
    assert [one["item"] for one in after if one["done_at"]] == ["HOUSING"]
    changed = {"kind": "ASSISTED_RETURN", "destination": "ABROAD"}
    assert staff.ok("PUT", f"{path}/departure-plan", changed)["version"] == 2
    after = staff.ok("GET", f"{path}/checklists")["items"]
    assert [one["item"] for one in after if one["done_at"]] == [
        "HOUSING"
    ]  # the other one stays too


def test_return_counselling_is_never_by_the_house_and_never_without_her_consent(
    served, coordinator, on_call, houses
):
    her, path = there(served, coordinator, on_call, houses)
    staff = houses[her["house"]]["staff"]
    staff.ok("PUT", f"{path}/departure-plan", {"kind": "ASSISTED_RETURN"})
    at = (served.clock() + timedelta(days=3)).isoformat()
    body = {"kind": "RETURN_COUNSELLING", "comes": "IOM", "planned_at": at}
    assert staff("POST", f"{path}/visits", body).json()["type"] == "urn:havn:problem:second-person"
    got = coordinator("POST", f"{path}/visits", body)
    assert (got.status_code, got.json()["wrong"][0]["rule"]) == (422, "by_her_consent")
    case = f"/referrals/{her['case']}"
    consent = {"purpose": "RETURN_COUNSELLING", "answer": "GIVEN", "form": "WRITTEN"}
    version = coordinator.ok("GET", case)["version"]
    given = coordinator.ok("POST", f"{case}/consents", consent, version=version)
    (visit,) = coordinator.ok("POST", f"{path}/visits", body)["visits"]
    with served.service.store.transaction() as tx:
        kept = tx.execute(
            text("SELECT consent_id FROM visits WHERE id = :id"), {"id": visit["id"]}
        ).scalar_one()
    assert str(kept) == given["id"]
    over = f"{path}/visits/{visit['id']}/over"
    assert staff("POST", over, {"outcome": "TOLD"}).status_code == 404
    (told,) = coordinator.ok("POST", over, {"outcome": "TOLD"})["visits"]
    assert told["outcome"] == "TOLD"
    assert "RETURN_COUNSELLING" not in kinds(coordinator, her["case"])
    withdrawn = f"{case}/consents/{given['id']}/withdraw"
    coordinator.ok("POST", withdrawn, version=coordinator.ok("GET", case)["version"])
    assert coordinator("POST", f"{path}/visits", body).status_code == 422


def test_a_mediator_comes_and_what_became_of_it_is_recorded(served, coordinator, on_call, houses):
    her, path = there(served, coordinator, on_call, houses)
    staff = houses[her["house"]]["staff"]
    at = (served.clock() + timedelta(days=3)).isoformat()
    body = {"kind": "MEDIATION", "comes": "ROSA", "planned_at": at}
    (visit,) = staff.ok("POST", f"{path}/visits", body)["visits"]
    assert "MEDIATION_VISIT" in kinds(coordinator, her["case"])
    over = f"{path}/visits/{visit['id']}/over"
    coordinator.ok("POST", over, {"outcome": "AGREED"})
    assert "MEDIATION_VISIT" not in kinds(coordinator, her["case"])
    assert coordinator("POST", over, {"outcome": "AGREED"}).status_code == 409
    assert staff("POST", f"{path}/visits", {**body, "comes": "IOM"}).status_code == 422


@pytest.mark.parametrize("answer", [True, False])
def test_a_municipality_says_itself_whether_it_takes_the_case_over(
    served, coordinator, on_call, houses, answer
):
    her, _ = there(served, coordinator, on_call, houses)
    path = f"/referrals/{her['case']}/municipality-hand-over"
    assert coordinator("POST", path).status_code == 409  # nobody of a municipality stands there
    town, other = (served.caller(Role.MUNICIPALITY) for _ in range(2))
    put_on(served, coordinator, {"id": her["case"]}, town, Role.MUNICIPALITY)
    (entry,) = town.ok("GET", "/own-cases")["cases"]
    own = f"/own-cases/{entry['id']}/hand-over"
    assert town("POST", own, {"accept": True}).status_code == 409  # nothing was offered
    (made,) = coordinator.ok("POST", path)["hand_overs"]
    assert made["state"] == "OFFERED"
    assert coordinator("POST", path).status_code == 409  # one waits for its answer
    assert other("POST", own, {"accept": True}).status_code == 404
    (said,) = town.ok("POST", own, {"accept": answer})["hand_overs"]
    assert said["state"] == ("ACCEPTED" if answer else "DECLINED")
    assert coordinator.ok("GET", path)["hand_overs"] == [said]
    assert ("HAND_OVER" in kinds(coordinator, her["case"])) is not answer


@pytest.mark.parametrize("kind", [one.value for one in Departure])
def test_she_leaves_by_each_kind_and_the_time_to_be_kept_runs_from_then(
    served, coordinator, on_call, houses, kind
):
    her, path = there(served, coordinator, on_call, houses)
    left = leave(served, coordinator, path, departure=kind, destination="WEST")
    assert (left["departure"], left["destination"]) == (kind, "WEST")
    assert state(on_call, her) == "LEFT"
    with served.service.store.transaction() as tx:
        at = tx.execute(
            text("SELECT closed_at FROM referrals WHERE id = :id"), {"id": her["case"]}
        ).scalar_one()
    assert abs((served.clock() - at).total_seconds()) < 60
    assert not {"ARRIVAL_KIT", "FIRST_DAYS", "NEEDS_REVIEW"} & set(kinds(coordinator, her["case"]))


def test_a_case_is_closed_after_she_left_and_never_opened_again(
    served, coordinator, on_call, houses
):
    her, path = there(served, coordinator, on_call, houses)
    case = f"/referrals/{her['case']}"

    def close() -> Any:
        return coordinator("POST", f"{case}/close", version=coordinator.ok("GET", case)["version"])

    assert close().status_code == 409  # she lives there
    leave(served, coordinator, path)
    assert close().status_code == 200
    assert state(on_call, her) == "CLOSED"
    assert close().status_code == 409
    assert kinds(coordinator, her["case"]) == []
