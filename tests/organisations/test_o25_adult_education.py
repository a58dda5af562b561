"""O25 Adult education: how far the course is counts in minutes when she needs it, and else not."""

from __future__ import annotations

from tests.support.houses import call


def test_minutes_to_the_course_count_for_who_needs_it(served, coordinator, houses):
    today = served.today().isoformat()
    minutes = {"ORG-1": 110, "ORG-2": 10, "ORG-3": 60}
    for one in houses.values():
        course = {
            "type": "LANGUAGE_COURSE",
            "on_site": "NO",
            "minutes": minutes[one["name"]],
            "hours_per_week": 12,
            "capacity_now": "YES",
            "verified_on": today,
        }
        path = f"/shelters/{one['id']}"
        version = coordinator.ok("GET", path)["version"]
        coordinator.ok("PUT", f"{path}/services", {"services": [course]}, version=version)
    case = call(served, coordinator)
    path = f"/referrals/{case['id']}"

    def costs() -> dict[str, int]:
        found = coordinator.ok("POST", f"{path}/options", key=None)["options"]
        return {one["code_name"]: one["costs"]["services"] for one in found}

    before = costs()
    need = {"service": "LANGUAGE_COURSE", "criticality": "IMPORTANT"}
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("PUT", f"{path}/needs", {"needs": [need]}, version=version)
    after = costs()
    more = {name: after[name] - before[name] for name in minutes}
    assert more["ORG-2"] == 0
    assert more["ORG-1"] > more["ORG-3"] > 0
