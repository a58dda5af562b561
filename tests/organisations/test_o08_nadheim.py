"""O08 Nadheim: a house of flats for years wins for a year with a child, and loses for one night."""

from __future__ import annotations

from datetime import timedelta

from tests.support.houses import house, place


def test_a_house_like_lauras_hus_wins_a_year_and_loses_a_night(served, coordinator, all_houses):
    for one in all_houses.values():  # only these two are looked at
        version = coordinator.ok("GET", f"/shelters/{one['id']}")["version"]
        coordinator.ok("PATCH", f"/shelters/{one['id']}", {"status": "PAUSED"}, version=version)
    shared = {"kind": "SHARED_HOUSE", "phases": ["LONG_STAY"], "turnover_per_year": 12}
    lauras = house(served, coordinator, "LAURAS", "Tromsø", **shared)
    acute = {"phases": ["ACUTE"], "turnover_per_year": 600}
    centre = house(served, coordinator, "CENTRE", "Bodø", **acute)
    version = coordinator.ok("GET", f"/shelters/{centre['id']}")["version"]
    limit = {"limit_known": True, "max_nights": 90, "exemption": "NONE"}
    coordinator.ok("PUT", f"/shelters/{centre['id']}/stay-policy", limit, version=version)
    try:
        assert first_for(served, coordinator, nights=365, child=True) == lauras["id"]
        assert first_for(served, coordinator, nights=1, child=False) == centre["id"]
    finally:
        for one in (lauras, centre):
            path = f"/shelters/{one['id']}"
            version = coordinator.ok("GET", path)["version"]
            coordinator.ok("PATCH", path, {"status": "PAUSED"}, version=version)
        for one in all_houses.values():
            path = f"/shelters/{one['id']}"
            version = coordinator.ok("GET", path)["version"]
            coordinator.ok("PATCH", path, {"status": "OPEN"}, version=version)


def first_for(served, coordinator, *, nights: int, child: bool) -> str:
    """The best option of a woman from Oslo who needs so many nights."""
    members = [{"role": "ADULT", "age_band": "25-39", "gender": "WOMAN"}]
    if child:
        members.append({"role": "CHILD", "age_band": "3-6", "gender": "WOMAN"})
    today = served.today()
    oslo = place(served, "Oslo")
    case = coordinator.ok(
        "POST",
        "/referrals",
        {
            "referrer_kind": "OUTREACH_NADHEIM",
            "she_knows": "YES",
            "members": members,
            "members_known": "YES",
            "tonight_need": "NO",
            "needed_from": today.isoformat(),
            "planned_until": (today + timedelta(days=nights)).isoformat(),
            "women_only": "YES",
            "target_group": "TRAFFICKING",
            "must_have_known": "YES",
            "danger_places_known": "YES",
            "languages": ["nob"],
            "where_now": oslo,
        },
    )
    path = f"/referrals/{case['id']}"
    sent = {"place": oslo, "kind": "HOME", "precision": "MUNICIPALITY"}
    version = coordinator.ok("GET", path)["version"]
    coordinator.ok("POST", f"{path}/areas", sent, version=version)
    for purpose in ("SEARCH", "TELL_SHELTER"):
        agreed = {"purpose": purpose, "answer": "GIVEN", "form": "VERBAL"}
        version = coordinator.ok("GET", path)["version"]
        coordinator.ok("POST", f"{path}/consents", agreed, version=version)
    found = coordinator.ok("POST", f"{path}/options", key=None)
    assert len(found["options"]) == 2, found
    return str(found["options"][0]["shelter"])
