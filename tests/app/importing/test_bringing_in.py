"""An import is whole or nothing, changes nothing when it comes again, and takes nothing back."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from app.importing.columns import Kind, template
from app.importing.counts import Counts
from app.importing.faults import RowsRefused
from app.importing.importing import bring_in
from app.importing.zone_set import OtherZones, bring_in_zones
from tests.app.importing.tables import parsed, table

ADDRESS = "Kanarifugl gate 4711"
NEW = Counts(1, 0, 0)
CHANGED = Counts(0, 1, 0)
SAME = Counts(0, 0, 1)


def shelter(world, **cells):
    return bring_in(world.importer, Kind.SHELTERS, table(Kind.SHELTERS, cells))


def refused(world, kind, *rows):
    with pytest.raises(RowsRefused) as found:
        bring_in(world.importer, kind, table(kind, *rows))
    return [str(fault) for fault in found.value.faults]


def test_each_template_comes_in_and_says_nothing_new_the_second_time(world):
    for kind in Kind:
        assert bring_in(world.importer, kind, parsed(kind, template(kind))) == NEW
    before = world.everything()
    for kind in Kind:
        assert bring_in(world.importer, kind, parsed(kind, template(kind))) == SAME
    assert world.everything() == before


def test_a_row_is_known_again_by_its_code_name_and_changes_what_differs(world):
    assert shelter(world, wheelchair="YES", pets="NO") == NEW
    assert shelter(world, wheelchair="NO", pets="NO") == CHANGED
    assert world.rows("SELECT wheelchair, pets FROM acceptance_policies") == [("NO", "NO")]
    assert world.rows("SELECT version FROM shelters") == [(2,)]


def test_a_column_that_the_file_does_not_have_stays_and_an_empty_cell_is_not_asked(world):
    shelter(world, wheelchair="YES", pets="NO")
    assert shelter(world, pets="") == CHANGED
    assert world.rows("SELECT wheelchair, pets FROM acceptance_policies") == [("YES", None)]


def test_an_empty_cell_opens_a_known_house_no_further(world):
    closed = {
        "status": "PAUSED",
        "max_concurrent_t4": "0",
        "max_concurrent_long_stay": "1",
        "min_age": "21",
        "stay_limit_nights": "14",
        "status_rule": "Asks on-call first",
    }
    shelter(world, **closed)
    query = (
        "SELECT status, max_concurrent_t4, max_concurrent_long_stay, min_age, limit_known, max_nights,"
        " status_rule FROM shelters s JOIN acceptance_policies a ON a.shelter_id = s.id"
        " JOIN stay_policies p ON p.shelter_id = s.id"
    )
    before = [("PAUSED", 0, 1, 21, True, 14, "Asks on-call first")]
    assert world.rows(query) == before
    assert shelter(world, **dict.fromkeys(closed, "")) == SAME
    assert world.rows(query) == before
    none = {"max_concurrent_t4": "none", "max_concurrent_long_stay": "NONE"}
    assert shelter(world, **closed | none) == CHANGED
    assert world.rows(query) == [("PAUSED", None, None, 21, True, 14, "Asks on-call first")]


def test_a_new_house_is_open_without_a_word(world):
    shelter(world, status="", max_concurrent_t4="", min_age="", stay_limit_nights="", pets="NO")
    assert world.rows("SELECT status, max_concurrent_t4 FROM shelters") == [("OPEN", None)]
    assert world.rows("SELECT min_age, pets FROM acceptance_policies") == [(18, "NO")]


LIKE_A_DATE = "a code that does not look like a date"
LIKE_ANOTHER = "a code that differs from all others"


@pytest.mark.parametrize(
    ("known", "again", "told"),
    [
        ("1-2", "2026-02-01", LIKE_A_DATE),
        ("1-2", "01.02.2026", LIKE_A_DATE),
        ("1-2", "01.feb", LIKE_A_DATE),
        ("1-2", "Feb-01", LIKE_A_DATE),
        ("1-2", "46054", LIKE_A_DATE),
        ("01", "1", LIKE_ANOTHER),
        ("1", "001", LIKE_ANOTHER),
        ("A-01", "a1", LIKE_ANOTHER),
        ("1.2", "12", LIKE_ANOTHER),
    ],
)
def test_what_a_spreadsheet_makes_of_a_code_is_no_second_room(world, known, again, told):
    shelter(world)
    rooms = table(Kind.UNITS, {"code": known})
    assert bring_in(world.importer, Kind.UNITS, rooms) == NEW
    assert bring_in(world.importer, Kind.UNITS, rooms) == SAME
    (fault,) = refused(world, Kind.UNITS, {"code": again})
    assert fault.startswith(f"row 2, code: {told}")
    assert world.rows("SELECT code FROM units") == [(known,)]


def test_two_new_codes_of_one_file_are_held_against_each_other_house_by_house(world):
    shelter(world)
    shelter(world, code_name="ELV-01")
    (fault,) = refused(world, Kind.UNITS, {"code": "01"}, {"code": "1"}, {"code": "10"})
    assert fault.startswith(f"row 3, code: {LIKE_ANOTHER}")
    both = table(Kind.UNITS, {"code": "01"}, {"shelter": "ELV-01", "code": "1"}, {"code": "10"})
    assert bring_in(world.importer, Kind.UNITS, both) == Counts(3, 0, 0)


@pytest.mark.parametrize(
    ("again", "told"),
    [("FJORD-7", LIKE_ANOTHER), ("FJORD07", LIKE_ANOTHER), ("MAR-07", LIKE_A_DATE)],
)
def test_what_a_spreadsheet_makes_of_a_code_name_is_no_second_house(world, again, told):
    shelter(world)
    (fault,) = refused(world, Kind.SHELTERS, {}, {"code_name": again})
    assert fault.startswith(f"row 3, code_name: {told}")
    assert shelter(world, code_name="MARIT-07") == NEW


def test_the_zone_follows_from_the_place_and_the_place_is_not_readable(world):
    shelter(world, place="NO-T-3133880")
    [(zone, region)] = world.rows("SELECT zone_id, region FROM shelters")
    assert zone.startswith("NO-Z-")
    assert region == "MID"
    assert not any("5001" in row or "3133880" in row for row in world.everything()["shelters"])


@pytest.mark.parametrize(
    ("place", "why"), [("5001", "name the town"), ("NO-T-9999999", "in the gazetteer")]
)
def test_a_place_without_a_zone_is_refused_and_never_moved_to_the_nearest(world, place, why):
    assert why in refused(world, Kind.SHELTERS, {"place": place})[0]


def test_a_code_name_that_tells_the_town_is_refused(world):
    told = refused(world, Kind.SHELTERS, {"code_name": "TRONDHEIM-2"})
    assert told == ["row 2, code_name: a name that does not hold the name of its place"]


@pytest.mark.parametrize(
    ("minutes", "near"),
    [("15", "YES"), ("16", "NO"), ("UNKNOWN", "UNKNOWN"), ("", "UNKNOWN")],
)
def test_minutes_of_the_police_are_sealed_and_only_the_answer_is_kept(world, minutes, near):
    shelter(world, police_response_min=minutes)
    assert world.rows("SELECT police_within_15_min FROM shelters") == [(near,)]
    [(sealed,)] = world.rows("SELECT police_response_min IS NOT NULL FROM shelters_sealed")
    assert sealed is bool(minutes)


def test_one_wrong_row_keeps_every_other_one_out_and_all_are_told(world):
    told = refused(
        world,
        Kind.SHELTERS,
        {},
        {"code_name": "ELV-01", "wheelchair": "PERHAPS"},
        {"code_name": "ELV-02", "place": "NO-T-9999999"},
        {"code_name": "ELV-03"},
    )
    assert [fault.split(":")[0] for fault in told] == ["row 3, wheelchair", "row 4, place"]
    assert world.rows("SELECT count(*) FROM shelters") == [(0,)]
    assert world.rows("SELECT count(*) FROM audit_events") == [(0,)]


def test_rows_of_a_shelter_or_unit_that_is_not_there_are_told_with_all_others(world):
    told = refused(world, Kind.UNITS, {}, {"code": "A2", "beds": "none"})
    assert [fault.split(":")[0] for fault in told] == ["row 2, shelter", "row 3, beds"]
    shelter(world)
    assert "import units first" in refused(world, Kind.OUT_OF_SERVICE)[0]


def test_a_dry_run_checks_everything_and_keeps_nothing(world):
    before = world.everything()
    done = bring_in(world.importer, Kind.SHELTERS, table(Kind.SHELTERS), dry_run=True)
    assert done == NEW
    assert world.everything() == before
    assert world.rows("SELECT count(*) FROM audit_events") == [(0,)]


def test_what_is_sealed_stands_nowhere_in_plain_text_and_is_sealed_once(world):
    shelter(world, street_address=ADDRESS, police_response_min="12")
    first = world.everything()
    audit = world.rows("SELECT t::text FROM audit_events t")
    told = repr(first) + repr(audit)
    for piece in (ADDRESS, ADDRESS.encode().hex(), "Kanarifugl"):
        assert piece not in told
    assert shelter(world, street_address=ADDRESS, police_response_min="12") == SAME
    assert world.everything() == first


def test_a_new_address_is_sealed_and_an_empty_cell_leaves_the_old_one(world):
    shelter(world, street_address=ADDRESS)
    old = world.rows("SELECT street_address FROM shelters_sealed")
    assert shelter(world, street_address="") == SAME
    assert world.rows("SELECT street_address FROM shelters_sealed") == old
    assert shelter(world, street_address="En annen vei 1") == CHANGED
    assert world.rows("SELECT street_address FROM shelters_sealed") != old


def test_two_shelters_at_one_address_cannot_be_told_by_their_prints(world):
    rows = [{"street_address": ADDRESS}, {"code_name": "ELV-01", "street_address": ADDRESS}]
    bring_in(world.importer, Kind.SHELTERS, table(Kind.SHELTERS, *rows))
    prints = world.rows(
        "SELECT detail->>'print' FROM audit_events WHERE detail->>'part' = 'street_address'"
    )
    assert len(prints) == len(set(prints)) == 2


def test_an_older_look_takes_no_newer_one_back(world):
    shelter(world, intercom="YES 2026-10-02")
    assert shelter(world, intercom="NO 2026-11-02") == CHANGED
    assert shelter(world, intercom="YES 2026-10-02") == SAME
    assert shelter(world, intercom="UNKNOWN") == SAME
    assert world.rows("SELECT present, verified_on::text, expires_on::text FROM security_features") == [
        ("NO", "2026-11-02", "2027-11-02")
    ]  # fmt: skip


def test_a_compromised_house_does_not_open_by_a_table(world):
    shelter(world)
    with_owner(world, "UPDATE shelters SET status = 'COMPROMISED'")
    assert shelter(world, status="OPEN") == SAME
    assert world.rows("SELECT status FROM shelters") == [("COMPROMISED",)]


def test_a_span_that_somebody_lifted_stays_lifted(world):
    shelter(world)
    bring_in(world.importer, Kind.UNITS, table(Kind.UNITS))
    spans = table(Kind.OUT_OF_SERVICE)
    assert bring_in(world.importer, Kind.OUT_OF_SERVICE, spans) == NEW
    with_owner(world, "UPDATE out_of_service SET lifted_at = now()")
    assert bring_in(world.importer, Kind.OUT_OF_SERVICE, spans) == SAME
    assert world.rows("SELECT count(*) FROM out_of_service WHERE lifted_at IS NULL") == [(0,)]


def test_a_span_with_another_end_is_changed_and_not_doubled(world):
    shelter(world)
    bring_in(world.importer, Kind.UNITS, table(Kind.UNITS))
    bring_in(world.importer, Kind.OUT_OF_SERVICE, table(Kind.OUT_OF_SERVICE))
    longer = table(Kind.OUT_OF_SERVICE, {"to": "2026-12-09"})
    assert bring_in(world.importer, Kind.OUT_OF_SERVICE, longer) == CHANGED
    assert world.rows("SELECT upper(nights)::text FROM out_of_service") == [("2026-12-09",)]


def test_no_limit_an_unknown_limit_and_one_that_nobody_asked_for_differ(world):
    for name, limit in (("A-1", "NONE"), ("A-2", "UNKNOWN"), ("A-3", "90"), ("A-4", "")):
        shelter(world, code_name=name, stay_limit_nights=limit)
    assert world.rows(
        "SELECT code_name, limit_known, max_nights FROM shelters s"
        " LEFT JOIN stay_policies p ON p.shelter_id = s.id ORDER BY 1"
    ) == [("A-1", True, None), ("A-2", False, None), ("A-3", True, 90), ("A-4", None, None)]


def test_two_files_at_once_do_not_mix(world):
    rows = [{"code_name": f"ELV-{n:02d}", "wheelchair": "YES"} for n in range(30)]
    other = [row | {"wheelchair": "NO", "pets": "NO"} for row in reversed(rows)]
    mine = table(Kind.SHELTERS, *[row | {"pets": "YES"} for row in rows])
    theirs = table(Kind.SHELTERS, *other)
    done = []

    def run(wanted):
        done.append(bring_in(world.importer, Kind.SHELTERS, wanted))

    threads = [threading.Thread(target=run, args=[t]) for t in (mine, theirs, mine, theirs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts.new for counts in done) == 30
    assert all(counts.rows == 30 for counts in done)
    left = world.rows("SELECT DISTINCT wheelchair, pets FROM acceptance_policies")
    assert left in ([("YES", "YES")], [("NO", "NO")])


def test_each_import_leaves_its_row_in_the_audit_chain(world):
    shelter(world)
    shelter(world)
    told = world.rows("SELECT detail FROM audit_events WHERE act = 'DATA_IMPORTED' ORDER BY seq")
    assert told == [
        ({"kind": "zones", "new": 88, "changed": 0, "same": 0},),
        ({"kind": "shelters", "new": 1, "changed": 0, "same": 0},),
        ({"kind": "shelters", "new": 0, "changed": 0, "same": 1},),
    ]


def test_zones_are_loaded_once_and_all_are_valid(world):
    with world.importer.store.transaction() as tx:
        first = bring_in_zones(tx, now=world.importer.now)
    later = replace(world.importer, now=world.importer.now + timedelta(days=1))
    with later.store.transaction() as tx:
        again = bring_in_zones(tx, now=later.now)
    assert first.new > 50
    assert (again.new, again.changed, again.same) == (0, 0, first.new)
    assert world.rows("SELECT count(*) FROM zones WHERE NOT valid") == [(0,)]


def test_zones_of_another_drawing_are_not_exchanged_under_a_shelter(world):
    shelter(world)
    with_owner(world, "UPDATE zones SET lat = lat + 1 WHERE id = (SELECT zone_id FROM shelters)")
    with pytest.raises(OtherZones):
        shelter(world, pets="YES")
    assert world.rows("SELECT count(*) FROM acceptance_policies") == [(0,)]


def test_zones_of_another_drawing_without_a_shelter_are_drawn_anew(world):
    shelter(world)
    with_owner(
        world,
        "UPDATE zones SET lat = 60 WHERE id = (SELECT min(id) FROM zones"
        " WHERE id NOT IN (SELECT zone_id FROM shelters))",
    )
    with world.importer.store.transaction() as tx:
        assert bring_in_zones(tx, now=world.importer.now).changed == 1


def with_owner(world, statement):
    import psycopg

    with psycopg.connect(world.owner_url.replace("+psycopg", "")) as connection:
        connection.execute(statement)
