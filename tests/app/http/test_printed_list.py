"""The printed list is made once, however many ask for it at once, and tells what is free by region."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from matching.vocabulary import NightSpan
from models.stay import StayRecord
from models.unit import OutOfServiceRecord
from models.words import OutOfServiceReason, Role, StayState
from tests.support.houses import call, house
from tests.support.served import Caller, Served

SOUTH, MID = "SOUTH", "MID"


@pytest.fixture
def alone_in_mid(served: Served) -> Iterator[str]:
    """The unit of the one house of its region; the house is closed when the test is over."""
    name, somebody = f"MID-{uuid4().hex[:6].upper()}", served.caller(Role.COORDINATOR)
    yield str(house(served, somebody, name, "Trondheim", region=MID, units=1)["units"][0])
    with served.service.store.transaction() as tx:
        closed = text("UPDATE shelters SET status = 'CLOSED' WHERE code_name = :name")
        tx.execute(closed, {"name": name})


def levels(served: Served) -> dict[str, str]:
    """Those of the next evening."""
    served.clock.forward(days=1)
    got = served.caller(Role.ON_CALL).ok("GET", "/fallback-list")
    return {one["region"]: one["level"] for one in got["levels"]}


def held(served: Served, unit: str, **until: float) -> None:
    """The unit is held for somebody, for a week from now on."""
    on_call = served.caller(Role.ON_CALL)
    case = call(served, on_call)["id"]
    with served.service.store.transaction() as tx:
        whose = text("SELECT id FROM households WHERE referral_id = :case")
        today = served.today()
        tx.add(
            StayRecord(
                id=uuid4(),
                unit_id=UUID(unit),
                household_id=tx.execute(whose, {"case": case}).scalar_one(),
                nights=NightSpan(today, today + timedelta(days=7)),
                state=StayState.HELD,
                hold_until=served.clock() + timedelta(**until),
                created_at=served.clock(),
                created_by=on_call.account,
            )
        )


def test_who_asks_at_once_for_the_first_list_of_an_evening_gets_the_same_one(
    served: Served, on_call: Caller
) -> None:
    callers = [served.caller(Role.ON_CALL) for _ in range(6)]
    for _ in range(3):  # three evenings
        served.clock.forward(days=1)
        with ThreadPoolExecutor(len(callers)) as pool:
            asked: list[httpx.Response] = list(
                pool.map(lambda who: who("GET", "/fallback-list"), callers)
            )
        assert {got.status_code for got in asked} == {200}
        assert len({got.content for got in asked}) == 1


def test_a_region_whose_houses_are_full_has_none_and_one_without_a_house_is_not_known(
    served: Served, alone_in_mid: str
) -> None:
    assert levels(served)[MID] == "FEW"
    held(served, alone_in_mid, days=6)
    found = levels(served)
    assert (found[MID], found[SOUTH]) == ("NONE", "UNKNOWN")


def test_a_region_whose_only_house_pauses_has_none(served: Served, alone_in_mid: str) -> None:
    with served.service.store.transaction() as tx:
        paused = "UPDATE shelters SET status = 'PAUSED' WHERE id = "
        of = "(SELECT shelter_id FROM units WHERE id = :unit)"
        tx.execute(text(paused + of), {"unit": alone_in_mid})
    assert levels(served)[MID] == "NONE"


def test_a_hold_that_is_over_keeps_no_unit_from_the_list(served: Served, alone_in_mid: str) -> None:
    held(served, alone_in_mid, minutes=30)
    assert levels(served)[MID] == "FEW"


def test_a_unit_that_is_in_service_again_is_on_the_list(served: Served, alone_in_mid: str) -> None:
    today = served.today()
    broken = OutOfServiceRecord(
        id=uuid4(),
        unit_id=UUID(alone_in_mid),
        nights=NightSpan(today, today + timedelta(days=9)),
        reason=OutOfServiceReason.CLEANING,
        created_at=served.clock(),
    )
    with served.service.store.transaction() as tx:
        tx.add(broken)
    assert levels(served)[MID] == "NONE"
    with served.service.store.transaction() as tx:
        tx.execute(text("UPDATE out_of_service SET lifted_at = now()"))
    assert levels(served)[MID] == "FEW"
