"""O03 Crisis centres: a shift worker confirms what is free by one request and sees her own centre alone."""

from __future__ import annotations

from uuid import uuid4


def test_one_request_confirms_the_vacancy_and_no_other_centre_is_there(houses):
    mine, *others = houses.values()
    staff = mine["staff"]
    assert staff.ok("POST", f"/shelters/{mine['id']}/vacancy", {"how": "STAFF"})
    assert [one["id"] for one in staff.ok("GET", "/shelters")["shelters"]] == [mine["id"]]
    nothing = staff("GET", f"/shelters/{uuid4()}")
    for other in others:
        for path in ("", "/units"):
            got = staff("GET", f"/shelters/{other['id']}{path}")
            assert (got.status_code, got.content) == (404, nothing.content)
        got = staff("POST", f"/shelters/{other['id']}/vacancy", {"how": "STAFF"})
        assert got.status_code == 404
