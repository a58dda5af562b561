"""O04 KOM: its quarterly file holds no number below the threshold, and equals a hand count."""

from __future__ import annotations

import csv
from base64 import b64decode
from io import StringIO

from app.reports.suppression import LEAST, rounded
from models.words import Role
from tests.support.counted_year import QUARTER, YEAR, by_hand


def test_its_file_holds_no_small_number_and_equals_a_hand_count(a_year):
    reader = a_year.caller(Role.STATISTICS)
    path = f"/reports/quarterly/files/csv?year={YEAR}&quarter={QUARTER.number}"
    content = b64decode(reader.ok("GET", path)["content"]).decode()
    lines = list(csv.DictReader(StringIO(content, newline="")))
    numbers = {
        (one["table"], one["row"]): one["number"] for one in lines if one["unit"] == "number"
    }
    assert all(one["definition"] and one["source"] for one in lines)
    told = {key: int(number) for key, number in numbers.items() if number != "hidden"}
    assert len(told) >= 3 and min(told.values()) >= LEAST
    ledger = by_hand(a_year)
    contacts = ledger.referrers(QUARTER.first, QUARTER.after)
    assert told["Contacts, offered and accepted", "Contacts"] == rounded(contacts.total())
    for (table, row), number in told.items():
        if table == "Contacts by referrer":
            counted = contacts[row.upper().replace(" ", "_")]
            assert counted >= LEAST and number == rounded(counted)
    steps = ledger.steps(QUARTER.first, QUARTER.after)
    accepted = told.get(("Contacts, offered and accepted", "Accepted one"))
    assert accepted in (None, rounded(steps["ACCEPTED"]))
