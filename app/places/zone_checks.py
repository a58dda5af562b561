"""What is wrong with a zone file, all of it at once, before a single shelter stands in its zones.

Source: domain 9.3, security 3. A fault names its row and a well-formed zone code and repeats
nothing else of the file.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from csv import DictReader, Error
from enum import StrEnum
from io import StringIO
from pathlib import Path
from re import compile as pattern

from app.places.enclosing import RoundPlace, enclosing_disc
from app.places.gazetteer import Gazetteer, GazetteerEntry, load_gazetteer
from app.places.zones import (
    COLUMNS,
    MIN_ADDRESSES,
    MIN_RADIUS_KM,
    MIN_SHELTERS,
    MapZone,
    cell_entries,
    reach_in_cell_km,
    towns_inside,
    zone_of_row,
)
from matching.vocabulary import Region, ZoneId, value

MIN_TOWNS = 2
"""Towns of known population in a zone: a zone with one town in it is the town (style, card 4)."""
MAX_FILE_BYTES = 5_000_000

_CODE = pattern(r"[A-Z]{2}-Z-[0-9]{3,5}")
_DEGREES = pattern(r"-?[0-9]{1,3}(\.[0-9]{1,6})?")
_KM = pattern(r"[0-9]{1,4}(\.[0-9]{1,3})?")
_COUNT = pattern(r"[0-9]{1,9}")
_MAX_RADIUS_KM = 2000


class Fault(StrEnum):
    """What can be wrong with a zone; the value is the sentence that a person reads."""

    NOT_A_FILE = "the file is not a readable UTF-8 CSV file of at most 5 MB"
    NO_ZONES = "the file holds no zone"
    COLUMNS = f"the columns are not exactly {', '.join(COLUMNS)}"
    CODE = "the zone code is not like NO-Z-017"
    CODE_TWICE = "an earlier row has the same zone code"
    OFF_EARTH = "lat and lon are not decimal degrees on Earth"
    RADIUS = "radius_km is not a number of km below 2,000"
    TOO_NARROW = "the disc is less than 25 km wide"
    REGION = f"region_word is not one of {', '.join(Region)}"
    COUNTS = "addresses or towns_inside is not a whole number"
    TOO_FEW = "there are neither 3 shelters nor 5,000 possible addresses"
    EMPTY_CELL = "the cell names no place"
    UNKNOWN_PLACE = "the cell names a place that is not in the gazetteer"
    PLACE_TWICE = "a place of the cell lies in an earlier zone, or twice in this one"
    NOT_HELD = "the disc does not hold every place of its cell"
    CELL_TOO_NARROW = "the places of the cell lie within less than 25 km"
    TOWNS_DIFFER = "towns_inside is not the number of towns that the gazetteer has there"
    ONE_TOWN = "the cell has fewer than 2 towns, so that the zone is the town"


@value
class ZoneFault:
    """One thing that is wrong: the row (1 is the first after the heading, 0 the file) and what."""

    row: int
    zone: ZoneId | None
    fault: Fault


def validate_zones(
    rows: Sequence[Mapping[str | None, object]],
    shelters_per_zone: Mapping[str, int] | None = None,
    *,
    gazetteer: Gazetteer | None = None,
) -> list[ZoneFault]:
    """Every fault of a set of zones, in the order of the rows; none when shelters may use it.

    Unknown: without ``shelters_per_zone``, and for a zone that is not in it, there are no
    shelters, so that only the possible addresses count.
    """
    if not rows:
        return [ZoneFault(0, None, Fault.NO_ZONES)]
    places = gazetteer or load_gazetteer()
    seen_codes: set[str] = set()
    seen_places: set[str] = set()
    faults: list[ZoneFault] = []
    for number, row in enumerate(rows, start=1):
        found = _faults_of_columns(row)
        code = _code(row)
        if not found:
            text = {name: str(row[name]) for name in COLUMNS}
            found = _faults_of_form(text)
            if code in seen_codes:
                found.append(Fault.CODE_TWICE)
            if not found:
                zone = zone_of_row(text)
                shelters = (shelters_per_zone or {}).get(zone.code, 0)
                found = _faults_of_size(zone, shelters)
                found += _faults_of_cell(zone, places, seen_places)
        if code is not None:
            seen_codes.add(code)
        faults += [ZoneFault(number, code, fault) for fault in found]
    return faults


def run_validate(path: str | Path) -> int:
    """Print one line per fault of a zone file, or how many zones are well; exit code 0 or 2."""
    faults, zones = _read_and_check(Path(path))
    for fault in faults:
        where = f"row {fault.row}" if fault.row else "file"
        print(" ".join(filter(None, [where, fault.zone])) + f": {fault.fault}", file=sys.stderr)
    if not faults:
        print(f"{zones} zones, no fault")
    return 2 if faults else 0


def _read_and_check(path: Path) -> tuple[list[ZoneFault], int]:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
        if len(raw) > MAX_FILE_BYTES:
            return [ZoneFault(0, None, Fault.NOT_A_FILE)], 0
        reader = DictReader(StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
        rows = list(reader)
        heading = reader.fieldnames
    except (OSError, UnicodeDecodeError, Error):
        return [ZoneFault(0, None, Fault.NOT_A_FILE)], 0
    if heading is None or sorted(heading) != sorted(COLUMNS):
        return [ZoneFault(0, None, Fault.COLUMNS)], 0
    return validate_zones(rows), len(rows)


def _code(row: Mapping[str | None, object]) -> ZoneId | None:
    """The zone code of a row when it is well-formed: nothing else of a file is ever repeated."""
    code = row.get("code")
    return ZoneId(code) if isinstance(code, str) and _CODE.fullmatch(code) else None


def _faults_of_columns(row: Mapping[str | None, object]) -> list[Fault]:
    whole = set(row) == set(COLUMNS) and all(isinstance(v, str) for v in row.values())
    return [] if whole else [Fault.COLUMNS]


def _faults_of_form(text: Mapping[str, str]) -> list[Fault]:
    """The faults of the single fields; without one the row can be read as a zone."""
    found = []
    if not _CODE.fullmatch(text["code"]):
        found.append(Fault.CODE)
    if not (_within(text["lat"], 90) and _within(text["lon"], 180)):
        found.append(Fault.OFF_EARTH)
    if not (_KM.fullmatch(text["radius_km"]) and float(text["radius_km"]) < _MAX_RADIUS_KM):
        found.append(Fault.RADIUS)
    if text["region_word"] not in set(Region):
        found.append(Fault.REGION)
    if not all(_COUNT.fullmatch(text[name]) for name in ("addresses", "towns_inside")):
        found.append(Fault.COUNTS)
    return found


def _within(text: str, degrees: int) -> bool:
    return bool(_DEGREES.fullmatch(text)) and abs(float(text)) <= degrees


def _faults_of_size(zone: MapZone, shelters: int) -> list[Fault]:
    found = []
    if zone.radius_km < MIN_RADIUS_KM:
        found.append(Fault.TOO_NARROW)
    if zone.addresses < MIN_ADDRESSES and shelters < MIN_SHELTERS:
        found.append(Fault.TOO_FEW)
    return found


def _faults_of_cell(zone: MapZone, gazetteer: Gazetteer, seen: set[str]) -> list[Fault]:
    """What is wrong with the places of a zone; ``seen`` are those of earlier rows and grows."""
    if not zone.cell:
        return [Fault.EMPTY_CELL]
    if not all(code in gazetteer for code in zone.cell):
        return [Fault.UNKNOWN_PLACE]
    entries = cell_entries(gazetteer, zone.cell)
    codes = {entry.code for entry in entries}
    found = []
    if len(set(zone.cell)) != len(zone.cell) or codes & seen:
        found.append(Fault.PLACE_TWICE)
    seen |= codes
    if not all(zone.holds(entry.place, reach_in_cell_km(entry)) for entry in entries):
        found.append(Fault.NOT_HELD)
    if _natural_radius_km(entries) < MIN_RADIUS_KM:
        found.append(Fault.CELL_TOO_NARROW)
    towns = towns_inside(entries)
    if towns != zone.towns_inside:
        found.append(Fault.TOWNS_DIFFER)
    if towns < MIN_TOWNS:
        found.append(Fault.ONE_TOWN)
    return found


def _natural_radius_km(entries: Sequence[GazetteerEntry]) -> float:
    """Radius of the disc which the places themselves need: a wide disc round a small cell hides
    nobody from a reader who knows the cells."""
    spots = [RoundPlace(entry.place, reach_in_cell_km(entry)) for entry in entries]
    return enclosing_disc(spots)[1]
