"""A note is read in its house alone, names nobody and no case, and is gone after three days."""

from __future__ import annotations

import pytest

from app.store import shift_notes
from app.upkeep import forget_shift_notes
from models.words import Role
from tests.support.houses import TROMSO, house


@pytest.fixture(scope="module")
def home(served, coordinator):
    return house(served, coordinator, "NOTES-1", TROMSO)


def test_the_house_alone_reads_what_its_last_shift_said(served, coordinator, home):
    path, staff = f"/shelters/{home['id']}/shift-notes", home["staff"]
    told = staff.ok("POST", path, {"said": "The back door sticks."})["notes"]
    assert [(one["said"], one["mine"]) for one in told] == [("The back door sticks.", True)]
    next_shift = served.caller(Role.SHELTER, home["id"])
    (seen,) = next_shift.ok("GET", path)["notes"]
    assert (seen["said"], seen["mine"]) == ("The back door sticks.", False)
    other = house(served, coordinator, "NOTES-2", TROMSO)["staff"]
    for stranger in (other, coordinator, served.caller(Role.ON_CALL)):
        assert stranger("GET", path).status_code == 404
        assert stranger("POST", path, {"said": "Hello."}).status_code == 404
        assert stranger("DELETE", f"{path}/{seen['id']}").status_code == 404
    assert next_shift.ok("DELETE", f"{path}/{seen['id']}")["notes"] == []
    assert next_shift("DELETE", f"{path}/{seen['id']}").status_code == 404


@pytest.mark.parametrize(
    "said", ["Ask Kari Nordmann.", "Call 22 33 44 55.", "R-ABCD12 is ill.", "h-xy34z9 left.", ""]
)
def test_a_note_names_nobody_and_no_case(home, said):
    got = home["staff"]("POST", f"/shelters/{home['id']}/shift-notes", {"said": said})
    assert got.status_code == 422
    assert not said or said not in got.text


def test_after_three_days_it_is_told_to_nobody_and_stands_nowhere(served, home):
    path, staff = f"/shelters/{home['id']}/shift-notes", home["staff"]
    staff.ok("POST", path, {"said": "Milk is short."})
    served.clock.forward(days=3)
    assert staff.ok("GET", path)["notes"] == []
    forget_shift_notes(served.service, served.clock())
    with served.service.store.transaction() as tx:
        assert shift_notes.forget(tx, served.clock()) == 0
