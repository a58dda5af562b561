"""O12 NAV: the median days from application to payment are told for each office, to it its own."""

from __future__ import annotations

from models.words import ReferrerKind, Role
from tests.app.http.test_benefits import applied, day


def test_the_median_from_application_to_payment_is_told_by_office(served, coordinator):
    office = served.organisation("NAV-O12", ReferrerKind.NAV)
    for ago, decided, paid in ((90, 80, 70), (60, 20, 10), (40, 35, 30)):
        _, path = applied(served, coordinator, "NAV-O12", ago)
        coordinator.ok("POST", path, {"decided_on": day(served, decided), "granted": True})
        coordinator.ok("POST", path, {"paid_on": day(served, paid)})
    told = coordinator.ok("GET", "/benefit-times")["offices"]
    (mine,) = [one for one in told if one["organisation"] == "NAV-O12"]
    assert (mine["number"], mine["paid"], mine["days_to_payment"]) == (3, 3, 20.0)
    clerk = served.caller(Role.MUNICIPALITY, organisation=office)
    assert clerk.ok("GET", "/own-benefit-times")["offices"] == [mine]
