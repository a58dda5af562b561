"""O13 Municipalities: a contact sees own cases by code name with own tasks, and never an address."""

from __future__ import annotations

from models.words import Role
from tests.app.http.test_follow_up import add, own_actions
from tests.app.http.test_outside import put_on
from tests.app.http.test_transfers import lives


def test_a_contact_sees_a_code_name_and_a_task_and_no_house(served, coordinator, on_call, houses):
    contact = served.caller(Role.MUNICIPALITY)
    her, another = (lives(served, on_call, houses) for _ in range(2))
    case = {"id": her["case"]}
    put_on(served, coordinator, case, contact, Role.MUNICIPALITY)
    assert add(served, coordinator, case, contact, kind="HOUSING").status_code == 201
    (line,) = contact.ok("GET", "/own-cases")["cases"]
    told = contact("GET", f"/own-cases/{line['id']}").text
    path, found = own_actions(contact)
    assert [one["kind"] for one in found] == ["HOUSING"]
    said = told + contact("GET", path).text + contact("GET", "/tasks").text
    names = {one["name"] for one in houses.values()} | set(houses) | {her["case"], another["case"]}
    assert not [name for name in names if name in said]
    assert line["code_name"].startswith("R-")
    for route in ("/shelters", "/placements", f"/shelters/{her['house']}"):
        assert contact("GET", route).status_code == 404
