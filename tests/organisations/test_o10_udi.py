"""O10 UDI: the end of a permit is told of at 60, 30, 14 and 7 days, and no change of status takes a bed."""

from __future__ import annotations

from datetime import timedelta

from app.telling import remind_of_clocks
from tests.app.http.test_due_cases import put_legal, tasks_of
from tests.app.http.test_transfers import lives


def test_a_permit_is_told_of_in_time_and_its_end_keeps_the_bed(
    served, coordinator, on_call, houses
):
    her = lives(served, on_call, houses)
    coordinator.ok("POST", f"/referrals/{her['case']}/take-over", {"purpose": "SHIFT"})
    now = served.clock().replace(hour=10)  # the same day everywhere, in summer time also
    ends = now.date() + timedelta(days=200)
    permit = {"track": "LIMITED_PERMIT", "first": now.date().isoformat(), "to": ends.isoformat()}
    put_legal(coordinator, her["case"], permit)
    (clock,) = coordinator.ok("GET", f"/referrals/{her['case']}/legal")["clocks"]
    days = [(ends - now.date().fromisoformat(day)).days for day in clock["remind"]]
    assert days == [60, 30, 14, 7]
    asked = []
    for ahead in (80, 61, 60, 59, 31, 30, 29, 15, 14, 13, 8, 7, 6, 1):
        remind_of_clocks(served.service, now + timedelta(days=200 - ahead))
        for one in tasks_of(coordinator, her["case"], "LEGAL_CLOCK"):
            asked.append(ahead)
            coordinator.ok("POST", f"/tasks/{one['id']}/done", {})
    assert asked == [60, 30, 14, 7]
    before = coordinator.ok("GET", f"/placements/{her['placement']['id']}")
    put_legal(coordinator, her["case"], {"track": "ASYLUM_PENDING"})
    after = coordinator.ok("GET", f"/placements/{her['placement']['id']}")
    assert (after["state"], after["nights"]) == (before["state"], before["nights"])
