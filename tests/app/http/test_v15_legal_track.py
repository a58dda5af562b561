"""V15 of the domain: her track changes while she stays; her bed does not, her clocks do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from app.contract.cases import Period
from app.use_cases.clocks import clocks, current
from app.use_cases.wishes import next_step_words
from models.words import LegalTrack
from tests.support.houses import call, house
from tests.support.served import Served

NEVER = (
    "traffick", "police", "crisis", "shelter", "violence", "menneskehandel", "politi", "krise",
    "senter", "vold", "oslo",
)  # fmt: skip


def bookings(served: Served) -> dict[str, list[Any]]:
    """Every stay, placement, offer and referral as it stands, the case's own version left out."""
    with served.service.store.transaction() as tx:
        return {
            name: [
                str(row) for row in tx.execute(text(f"SELECT {columns} FROM {name} ORDER BY id"))
            ]
            for name, columns in (
                ("stays", "*"),
                ("placements", "*"),
                ("offers", "*"),
                ("referrals", "id, state"),
            )
        }


def test_v15_asylum_to_reflection_in_the_middle_of_a_stay(served, coordinator, on_call):
    there = house(served, coordinator, "LEGAL-01", "Tromsø", units=1)
    case = call(served, on_call)
    path = f"/referrals/{case['id']}"
    found = on_call.ok("POST", f"{path}/options", key=None)["options"][0]
    offer = f"/offers/{found['offer']}"
    held = on_call.ok("POST", f"{offer}/hold", version=found["version"])
    yes = there["staff"].ok("POST", f"{offer}/answer", {"yes": True}, version=held["version"])
    shown = on_call.ok("POST", f"{offer}/show", version=yes["version"])
    took = on_call.ok("POST", f"{offer}/accept", version=shown["version"])
    place = there["staff"].ok("GET", f"/placements/{took['placement']}")
    there["staff"].ok("POST", f"/placements/{place['id']}/arrive", version=place["version"])

    today = served.today()
    start = (today - timedelta(days=40)).isoformat()
    due = (today + timedelta(days=90)).isoformat()
    asylum = {"track": "ASYLUM_PENDING", "first": start, "decision_due": due}
    version = coordinator.ok("GET", path)["version"]
    sent = {"periods": [asylum]}
    version = coordinator.ok("PUT", f"{path}/legal", sent, version=version)["version"]
    was = coordinator.ok("GET", f"{path}/legal")
    assert [(c["name"], c["due"]) for c in was["clocks"]] == [("DECISION", due)]
    assert (was["next_step"]["code"], was["next_step"]["before"]) == ("WAIT_FOR_ANSWER", None)
    before = bookings(served)
    assert before["stays"] and before["placements"]

    changed_on = today - timedelta(days=1)
    ended = {"track": "ASYLUM_PENDING", "first": start, "to": changed_on.isoformat()}
    thinking = {"track": "REFLECTION", "first": changed_on.isoformat()}
    sent = {"periods": [ended, thinking]}
    version = coordinator.ok("PUT", f"{path}/legal", sent, version=version)["version"]
    assert bookings(served) == before
    now = coordinator.ok("GET", f"{path}/legal")
    assert [p["track"] for p in now["periods"]] == ["ASYLUM_PENDING", "REFLECTION"]
    (clock,) = now["clocks"]
    end = date.fromisoformat(clock["due"])
    assert (clock["name"], clock["start"], clock["months"], clock["renewable"]) == (
        "REFLECTION", changed_on.isoformat(), 6, False,
    )  # fmt: skip
    assert 181 <= (end - changed_on).days <= 184
    reminders = [(end - date.fromisoformat(day)).days for day in clock["remind"]]
    assert reminders == [60, 30, 14, 7]
    step = now["next_step"]
    assert (step["code"], step["before"], step["track"]) == (
        "TIME_TO_THINK", "ASYLUM_PENDING", "REFLECTION",
    )  # fmt: skip

    coordinator.ok("PUT", f"{path}/legal", sent, version=version)
    assert coordinator.ok("GET", f"{path}/legal")["next_step"] == step
    assert on_call("GET", f"{path}/legal").status_code in (403, 404)


def test_each_track_has_words_that_tell_nothing():
    for words in (next_step_words(track) for track in LegalTrack):
        assert not [w for w in NEVER if w in f"{words.en} {words.no}".lower()]


def test_a_clock_is_never_later_than_what_is_known():
    first = date(2026, 8, 31)
    (six,) = clocks(Period(track=LegalTrack.REFLECTION, first=first))
    assert six.due == date(2027, 2, 28)
    (less,) = clocks(Period(track=LegalTrack.REFLECTION, first=first, to=date(2026, 12, 1)))
    assert less.due == date(2026, 12, 1)
    (year,) = clocks(Period(track=LegalTrack.LIMITED_PERMIT, first=first, to=date(2028, 1, 1)))
    assert (year.due, year.renewable) == (date(2027, 8, 31), True)
    (unknown,) = clocks(Period(track=LegalTrack.REFLECTION))
    assert (unknown.due, unknown.remind) == (None, [])
    ended = Period(track=LegalTrack.REFLECTION, first=first, to=date(2026, 12, 1))
    assert current([ended], date(2026, 12, 1)) is None
    assert current([ended], date(2026, 11, 30)) is ended
