"""O09 NOAS and receptions: who comes from a reception is known in its town, without saying so."""

from __future__ import annotations

from tests.support.houses import call, place


def areas(coordinator, case):
    found = coordinator.ok("GET", f"/referrals/{case['id']}/areas")["areas"]
    return {one["place"] for one in found if one["kind"] == "HER_KNOWN_PLACE"}


def test_the_town_of_the_reception_is_a_known_place_by_default(served, coordinator, houses):
    town = place(served, "Bodø")
    free = call(served, coordinator, where_now=town)
    known = call(served, coordinator, where_now=town, referrer_kind="RECEPTION")
    assert areas(coordinator, free) == set()
    assert areas(coordinator, known) == {town}
    near = next(one["id"] for one in houses.values() if one["name"] == "ORG-2")

    def offered(case):
        found = coordinator.ok("POST", f"/referrals/{case['id']}/options", key=None)
        return {one["shelter"] for one in found["options"]}

    assert near in offered(free)
    assert near not in offered(known)


def test_a_form_does_the_same(served, coordinator):
    town = place(served, "Bodø")
    sent = {"referrer_kind": "RECEPTION", "members": [{"role": "ADULT"}], "where_now": town}
    assert areas(coordinator, coordinator.ok("POST", "/referrals", sent)) == {town}
