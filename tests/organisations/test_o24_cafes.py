"""O24 Cafe and work-training: what fills the day has a neutral label."""

from __future__ import annotations

from matching.plain_words import THERE
from tests.support.houses import call

NEVER = ("traffick", "menneskehandel", "prostitut", "victim", "offer for", "police", "politi",
         "crisis", "krise", "violence", "vold")  # fmt: skip


def test_no_label_of_what_is_there_says_why_she_is(served, coordinator, houses):
    for words in THERE.values():
        said = f"{words.code} {words.en} {words.no}".lower()
        assert not [word for word in NEVER if word in said]
    today = served.today().isoformat()
    there = [
        {
            "type": kind,
            "on_site": "YES",
            "hours_per_week": 12,
            "capacity_now": "YES",
            "verified_on": today,
        }
        for kind in ("ACTIVITY", "WORK_TRAINING")
    ]
    for one in houses.values():
        path = f"/shelters/{one['id']}"
        version = coordinator.ok("GET", path)["version"]
        coordinator.ok("PUT", f"{path}/services", {"services": there}, version=version)
    case = call(served, coordinator)
    found = coordinator.ok("POST", f"/referrals/{case['id']}/options", key=None)["options"]
    said = [one["to_say"] for one in found]
    assert any(word["code"] == "THERE_ACTIVITIES" for words in said for word in words)
    assert not [word for word in NEVER if word in str(said).lower()]
