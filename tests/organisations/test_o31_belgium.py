"""O31 Belgium's centres: the service runs in Belgium, from a call to a bed, with a clock of 45 days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.countries.profile import SETTING
from models.words import Role
from tests.app.http.test_due_cases import put_legal
from tests.app.http.test_transfers import keep
from tests.support.database import Database
from tests.support.houses import house, load_all_zones, place, said_by_a_caller
from tests.support.served import serving


@pytest.fixture
def in_belgium(database: Database, monkeypatch: pytest.MonkeyPatch):
    """A service of its own, on Belgium's map."""
    monkeypatch.setenv(SETTING, "BE")
    with serving(database) as running:
        load_all_zones(running.service)
        yield running


def test_a_call_from_brussels_gets_a_bed_and_the_clock_of_45_days(in_belgium):
    boss = in_belgium.caller(Role.COORDINATOR)
    made = [
        house(in_belgium, boss, f"BELGE-{n}", town, units=1)
        for n, town in enumerate(("Arlon", "Eupen"))
    ]
    homes = {one["id"]: one for one in made}
    brussels = place(in_belgium, "Brussels")
    said = said_by_a_caller(
        in_belgium, town="Brussels", language={"languages": ["fra"]}, referrer_kind="SELF"
    )
    assert said["where_now"] == brussels
    case = boss.ok("POST", "/referrals/phone", said)
    path = f"/referrals/{case['id']}"
    held = keep(boss, case["id"], homes)
    took = boss.ok("POST", f"/offers/{held['id']}/accept", version=held["version"])
    stay = f"/placements/{took['placement']}"
    boss.ok("POST", f"{stay}/arrive", version=boss.ok("GET", stay)["version"])
    first = date(2026, 1, 31)
    put_legal(boss, case["id"], {"track": "REFLECTION", "first": first.isoformat()})
    (clock,) = boss.ok("GET", f"{path}/legal")["clocks"]
    assert date.fromisoformat(clock["due"]) - first == timedelta(days=45)
    assert boss.ok("GET", path)["state"] == "ARRIVED"
