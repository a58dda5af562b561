"""The shipped zones of Norway, brought into the records; every shelter stands in one of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from app.countries.profile import this_country
from app.places.zone_checks import validate_zones
from app.places.zones import COLUMNS, MapZone, load_zones, shipped_text
from app.store import imports
from app.store.transactions import Tx


class OtherZones(Exception):
    """Shelters stand in zones of another drawing under the same codes."""


@dataclass(frozen=True, slots=True)
class ZonesLoaded:
    """How many zones are new, and how many were drawn anew."""

    new: int
    changed: int
    same: int


def bring_in_zones(tx: Tx, *, now: datetime) -> ZonesLoaded:
    """Every shipped zone is in the records; a second time changes nothing.

    A code of another drawing may name other land. A shelter in such a zone would be taken for
    one that is elsewhere, and every distance from it would be wrong, so nothing is changed then.

    Raises
    ------
    OtherZones
        When a shelter stands in a zone that the shipped set draws in another way.
    """
    known, used = imports.zones(tx), imports.zones_in_use(tx)
    name = f"{this_country().code}-" + hashlib.sha256(shipped_text().encode()).hexdigest()[:12]
    new = changed = same = 0
    for zone, values in _shipped():
        values = values | {"zone_set": name}
        have = known.get(zone.code)
        if have is not None and _disc(have) != _disc(values) and zone.code in used:
            raise OtherZones
        if have is not None and all(have[column] == value for column, value in values.items()):
            same += 1
            continue
        imports.put_zone(tx, zone.code, values | {"validated_at": now})
        new, changed = new + (have is None), changed + (have is not None)
    if new or changed:
        imports.record(tx, now=now, kind="zones", new=new, changed=changed, same=same)
    return ZonesLoaded(new, changed, same)


@cache
def _shipped() -> tuple[tuple[MapZone, dict[str, Any]], ...]:
    return tuple((zone, _values(zone)) for zone in load_zones().zones)


def _values(zone: MapZone) -> dict[str, Any]:
    return {
        "lat": zone.centre.lat,
        "lon": zone.centre.lon,
        "radius_km": zone.radius_km,
        "possible_addresses": zone.addresses,
        "valid": not validate_zones([_row(zone)]),
    }


def _row(zone: MapZone) -> dict[str | None, object]:
    told = {
        "code": zone.code,
        "lat": f"{zone.centre.lat:.4f}",
        "lon": f"{zone.centre.lon:.4f}",
        "radius_km": f"{zone.radius_km:.1f}",
        "region_word": zone.region.value,
        "addresses": str(zone.addresses),
        "towns_inside": str(zone.towns_inside),
        "cell": " ".join(zone.cell),
    }
    return {column: told[column] for column in COLUMNS}


def _disc(zone: Any) -> tuple[float, float, float]:  # noqa: ANN401 - a row or its values
    return zone["lat"], zone["lon"], zone["radius_km"]
