"""The mappings to the words of others hold, and the examples in the pages are what they make."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from uuid import UUID

import jsonschema
import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.encounter import Encounter
from fhir.resources.R4B.location import Location

from app.exports import fhir, hmis, hsds
from matching.vocabulary import NightSpan, Region, ShelterKind
from models.words import FreeLevel, PlacementState

PAGES = Path(__file__).resolve().parents[3] / "docs" / "integrate"
EXAMPLES = PAGES / "examples"
KEY = bytes(range(32))
MADE_AT = datetime(2026, 11, 26, 20, 0, tzinfo=UTC)
OFFERS = tuple(
    hmis.Offered(
        offer=UUID(int=number),
        household=UUID(int=100 + number % 2),
        kind=kind,
        asked_on=date(2026, 11, 20 + number),
        result=result,
        ended_on=None if result is None else date(2026, 11, 21 + number),
    )
    for number, (kind, result) in enumerate(
        [
            (ShelterKind.CRISIS_CENTRE, hmis.Result.CLIENT_ACCEPTED),
            (ShelterKind.SAFE_HOUSE, hmis.Result.PROVIDER_REJECTED),
            (ShelterKind.SHARED_HOUSE, hmis.Result.CLIENT_REJECTED),
            (ShelterKind.CRISIS_CENTRE, None),
        ]
    )
)
STAY = fhir.Stay(
    pseudonym="b1946ac9-2492-4d23-8f1c-7a5f6f0a9c11",
    subject="K-4711",
    where=fhir.Where(Region.NORTH, ShelterKind.SAFE_HOUSE, in_region=5, of_kind=3),
    state=PlacementState.ARRIVED,
    nights=NightSpan(date(2026, 11, 20), date(2027, 1, 19)),
)
PART = hsds.Part(
    Region.NORTH, [ShelterKind.CRISIS_CENTRE, ShelterKind.SAFE_HOUSE], ["nob", "eng"], FreeLevel.FEW
)


def an_event_csv() -> str:
    return hmis.events(OFFERS, key=KEY, export="EXAMPLE-1", made_at=MADE_AT)


def a_bundle() -> str:
    parts = [fhir.location(STAY.where), fhir.encounter(STAY)]
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": p} for p in parts],
    }
    return json.dumps(bundle, indent=1) + "\n"


def a_service() -> str:
    [made] = hsds.directory([PART], country="NO", organisation="havn", as_of=MADE_AT.date())
    return json.dumps(made, indent=1) + "\n"


@pytest.mark.parametrize(
    ("name", "made"),
    [("Event.csv", an_event_csv), ("fhir.json", a_bundle), ("hsds.json", a_service)],
)
def test_an_example_is_what_its_mapping_makes(name, made):
    assert (EXAMPLES / name).read_bytes().decode() == made()


def test_the_example_of_hsds_is_valid():
    schema = json.loads((PAGES / "hsds.schema.json").read_text(encoding="utf-8"))
    check = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    example = json.loads(a_service())
    check.validate(example)
    for key in ("location", "phones", "schedules", "email", "service_at_locations"):
        assert list(check.iter_errors({**example, key: []})), f"{key} could tell a place"


def rows(text):
    read = list(csv.reader(StringIO(text, newline="")))
    return [dict(zip(read[0], row, strict=True)) for row in read[1:]]


COLUMN_RULES = {
    "EventID": r"[0-9a-f]{32}",
    "EnrollmentID": r"[0-9a-f]{32}",
    "PersonalID": r"[0-9a-f]{32}",
    "EventDate": r"\d{4}-\d\d-\d\d",
    "Event": r"[1-9]|1[0-8]",
    "ProbSolDivRRResult": r"",
    "ReferralCaseManageAfter": r"",
    "LocationCrisisOrPHHousing": r"",
    "ReferralResult": r"[123]?",
    "ResultDate": r"(\d{4}-\d\d-\d\d)?",
    "DateCreated": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    "DateUpdated": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    "UserID": r".{1,32}",
    "DateDeleted": r"",
    "ExportID": r".{1,32}",
}
"""Types and lengths of the HMIS CSV format; what may tell a place or a moment is empty or equal."""


def test_each_row_of_event_csv_has_the_columns_types_and_codes_of_the_format():
    text = an_event_csv()
    assert text.splitlines()[0] == ",".join(COLUMN_RULES)
    read = rows(text)
    assert len(read) == len(OFFERS)
    for row in read:
        for column, rule in COLUMN_RULES.items():
            assert re.fullmatch(rule, row[column]), column
        assert (row["ReferralResult"] == "") == (row["ResultDate"] == "")
        assert row["DateCreated"] == row["DateUpdated"] == "2026-11-26 20:00:00"
    assert read == sorted(read, key=lambda row: row["EventID"])


def test_pseudonyms_join_rows_of_one_household_and_lead_to_nobody_without_the_key():
    read = rows(an_event_csv())
    assert len({row["PersonalID"] for row in read}) == 2
    other = rows(hmis.events(OFFERS, key=bytes(32), export="EXAMPLE-1", made_at=MADE_AT))
    assert not {r["PersonalID"] for r in read} & {r["PersonalID"] for r in other}
    whole = an_event_csv()
    for offer in OFFERS:
        assert str(offer.offer) not in whole and offer.household.hex not in whole


def test_every_kind_of_house_is_an_event_of_the_list():
    assert hmis.EVENT_OF.keys() == set(ShelterKind)
    assert set(hmis.EVENT_OF.values()) == {10, 11}


@pytest.mark.parametrize("state", list(PlacementState))
def test_a_stay_in_every_state_is_an_encounter_of_r4(state):
    stay = replace(STAY, state=state)
    made = fhir.encounter(stay)
    read = Encounter.model_validate(made)
    assert read.status in {"planned", "in-progress", "finished", "cancelled"}
    assert ("period" in made) == (read.status != "cancelled")
    assert json.loads(read.model_dump_json()) == made


@pytest.mark.parametrize("kind", list(ShelterKind))
def test_every_kind_of_house_is_a_location_of_r4_that_is_no_place(kind):
    made = fhir.location(fhir.Where(Region.WEST, kind, in_region=3, of_kind=3))
    read = Location.model_validate(made)
    assert json.loads(read.model_dump_json()) == made
    for telling in ("name", "address", "position", "telecom", "managingOrganization", "alias"):
        assert getattr(read, telling) is None


@pytest.mark.parametrize(("in_region", "of_kind"), [(3, 2), (2, 2), (2, 1), (9, 1)])
def test_a_kind_or_a_part_that_fewer_than_three_houses_share_is_not_told(in_region, of_kind):
    def there(kind, region=Region.NORTH):
        return fhir.Where(region, kind, in_region, of_kind)

    made = fhir.location(there(ShelterKind.SAFE_HOUSE))
    Location.model_validate(made)
    assert "type" not in made
    assert ("extension" in made) == (in_region >= 3)
    # neither its id nor the stay's reference is another for another kind
    assert made == fhir.location(there(ShelterKind.CRISIS_CENTRE))
    if in_region < 3:
        assert made == fhir.location(there(ShelterKind.SAFE_HOUSE, Region.SOUTH))
    stay = fhir.encounter(replace(STAY, where=there(ShelterKind.SAFE_HOUSE)))
    assert stay == fhir.encounter(replace(STAY, where=there(ShelterKind.CRISIS_CENTRE)))
    assert stay["location"][0]["location"]["reference"] == f"Location/{made['id']}"


def test_the_bundle_is_one_and_its_encounter_refers_to_its_location():
    bundle = json.loads(a_bundle())
    Bundle.model_validate(bundle)
    place, stay = (entry["resource"] for entry in bundle["entry"])
    assert stay["location"][0]["location"]["reference"] == f"Location/{place['id']}"


def test_an_encounter_that_lacks_what_r4_needs_would_be_refused():
    made = fhir.encounter(STAY)
    for needed in ("status", "class"):
        with pytest.raises(ValueError, match=needed):
            Encounter.model_validate({k: v for k, v in made.items() if k != needed})
