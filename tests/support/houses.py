"""Shelters and calls made over the API itself, as a coordinator and an on-call worker would."""

from __future__ import annotations

from typing import Any

from app.places.zones import load_zones, zone_of
from app.service import Service
from matching.security import HIGH
from models.words import Role
from models.zone import ZoneRecord
from tests.support.served import Caller, Served

OSLO, BERGEN, TROMSO = "Oslo", "Bergen", "Tromsø"
_SERVICES = ("GP", "EMERGENCY_CLINIC")


def place(served: Served, name: str) -> str:
    """The code of the largest town of that name."""
    return next(
        e.code for e in served.service.places.find(name) if e.name == name and e.kind == "TOWN"
    )


def load_all_zones(service: Service) -> None:
    """The shipped zones stand in the records."""
    now = service.now()
    with service.store.transaction() as tx:
        tx.add(
            *(
                ZoneRecord(
                    id=z.code,
                    lat=z.centre.lat,
                    lon=z.centre.lon,
                    radius_km=z.radius_km,
                    possible_addresses=z.addresses,
                    valid=True,
                    zone_set="NO",
                    validated_at=now,
                )
                for z in load_zones().zones
            )
        )


def house(
    served: Served,
    coordinator: Caller,
    name: str,
    town: str,
    *,
    region: str = "NORTH",
    units: int = 2,
    beds: int = 3,
    confirmed: bool = True,
    **profile: Any,
) -> dict[str, Any]:
    """A house of the highest level which takes nearly everybody, with free units."""
    zone = zone_of(place(served, town))
    assert zone is not None, "the town has a zone"
    made = coordinator.ok(
        "POST",
        "/shelters",
        {
            "code_name": name,
            "kind": "CRISIS_CENTRE",
            "phases": ["ACUTE", "STABILISATION", "LONG_STAY"],
            "zone": zone.code,
            "region": region,
            "residents_gender": "WOMEN",
            "police_within_15_min": "YES",
        },
    )
    shelter, version = made["id"], 1
    today = served.today().isoformat()
    parts: list[tuple[str, str, Any]] = [
        (
            "PUT",
            "features",
            {
                "features": [
                    {"code": code, "present": "YES", "verified_on": today}
                    for code in sorted({*HIGH, "MAIL_PROXY"})
                ]
            },
        ),
        (
            "PUT",
            "acceptance",
            {
                "boys_max_age": 18,
                "girls_max_age": 18,
                "max_children": 6,
                "trafficking_residents": "YES",
                "partner_violence": "YES",
                "family_violence": "YES",
                "substance_use": "ACCEPT",
                "acute_psychosis": "YES",
                "wheelchair": "YES",
                "pets": "YES",
                "adult_men_in_household": "NO",
            },
        ),
        ("PUT", "stay-policy", {"limit_known": True}),
        (
            "PUT",
            "intake-hours",
            {"known": True, "after_hours": "YES", "windows": []},
        ),
    ]
    if profile:
        parts.append(("PATCH", "", profile))
    for method, part, body in parts:
        path = f"/shelters/{shelter}" + (f"/{part}" if part else "")
        version = coordinator.ok(method, path, body, version=version)["version"]
    nobody = {"asked": "YES", "networks": []}
    coordinator.ok("PUT", f"/shelters/{shelter}/staff-ties", nobody, version=1)
    rooms = []
    for number in range(units):
        unit = coordinator.ok(
            "POST",
            f"/shelters/{shelter}/units",
            {"code": f"U{number}", "kind": "ROOM", "beds": beds, "cots": 1, "wheelchair": "YES"},
            version=version,
        )
        version = unit["version"]
        rooms.append(unit["id"])
    staff = served.caller(Role.SHELTER, shelter)
    if confirmed:
        staff.ok("POST", f"/shelters/{shelter}/vacancy", {"how": "STAFF"})
    return {"id": shelter, "version": version, "units": rooms, "staff": staff, "name": name}


def said_by_a_caller(served: Served, *, town: str = OSLO, **more: Any) -> dict[str, Any]:
    """What a woman alone says, afraid for her life of somebody in her town, tonight."""
    here = place(served, town)
    return {
        "people": {"adults": 1, "gender": "WOMAN", "women_only": "YES"},
        "where_now": here,
        "places_to_avoid": {"known": "YES", "his": [here]},
        "fear": {"self_fear": "VERY", "knows_location": "NO", "organised": "NO"},
        "must_have": {"known": "YES"},
        "language": {"languages": ["nob"]},
        "consent": {"search": "GIVEN", "tell_shelter": "GIVEN"},
        **more,
    }


def call(served: Served, worker: Caller, **more: Any) -> dict[str, Any]:
    """Her call, taken."""
    return worker.ok(  # type: ignore[no-any-return]
        "POST", "/referrals/phone", said_by_a_caller(served, **more)
    )
