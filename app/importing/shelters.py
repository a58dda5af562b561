"""Rows of shelters: one is known by its code name; each row is its whole profile.

A column that the file does not have stays as it was, and so does one whose empty cell would open a
known house further (columns.Column.keeps); another empty cell says "not asked". A newer look at a
feature is never overwritten by an older one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.importing.acts import note
from app.importing.cells import Look
from app.importing.columns import FEATURES, PARTS
from app.importing.counts import Counts
from app.importing.faults import CellRefused, RowFault
from app.importing.ids import NewId
from app.importing.intake_hours import Hours
from app.importing.new_codes import Codes
from app.importing.places import TELLS, Stands, stands_in, tells_its_place
from app.importing.rows import Row
from app.importing.sealing import shelter_seal
from app.importing.zone_set import bring_in_zones
from app.store import imports, shelters
from app.store.imports import KnownShelter
from app.store.transactions import Tx
from app.vault.keys import MasterKey
from matching.vocabulary import Answer, FeatureCode, ShelterStatus
from models.words import AuditAct

FEATURE_VALID = timedelta(days=365)
"""How long a verified feature counts. Source: domain 8.1 (expires_at)."""
POLICE_NEAR_MIN = 15
"""Minutes within which police near enough for S4 are there. Source: domain 9.2."""
_PROFILE = (
    "kind",
    "phases",
    "status",
    "residents_gender",
    "separate_entrance",
    "women_only_staff",
    "urban",
    "turnover_per_year",
    "house_duties",
    "ties_asked",
    "last_profile_check",
    "after_hours",
)
"""Columns of the file that are columns of the record as they stand."""
_CAPS = ("max_concurrent_t4", "max_concurrent_long_stay")
_BLANK: Mapping[str, Mapping[str, Any]] = {
    "acceptance": {"min_age": 18},
    "stay_policy": {"limit_known": False, "max_nights": None, "exempt_max_nights": 0},
    "staffing": {},
    "municipality_support": {},
}
"""What stands in a part where nobody has said anything yet and null is not allowed."""


@dataclass(frozen=True, slots=True, repr=False)
class _Wanted:
    """What one row asks for, in the words of the records."""

    row: int
    name: str
    profile: dict[str, Any]
    parts: dict[str, dict[str, Any]]
    hours: Hours | None
    features: dict[FeatureCode, Look]
    sealed: dict[str, str] = field(default_factory=dict)


def bring_in(
    tx: Tx,
    rows: Sequence[Row],
    faults: list[RowFault],
    *,
    now: datetime,
    master: MasterKey,
    new_id: NewId,
) -> Counts:
    """Each shelter is as its row says, and the shipped zones are there."""
    wanted = [one for row in rows if (one := _wanted(row, faults)) is not None]
    ids = imports.shelter_ids(tx, {one.name for one in wanted})
    codes = Codes(imports.all_code_names(tx))
    for one in wanted:
        if one.name not in ids and (why := codes.why_not(one.name)):
            faults.append(RowFault(one.row, "code_name", why))
    if faults:
        return Counts(0, 0, 0)
    bring_in_zones(tx, now=now)
    known = imports.known_shelters(tx, ids.values())
    new = changed = 0
    for one in wanted:
        have = known[ids[one.name]] if one.name in ids else None
        shelter = have.id if have else new_id("shelter", one.name)
        told = _write(tx, shelter, one, have, now=now)
        told |= _seal(tx, shelter, one, have, now=now, master=master)
        new += have is None
        changed += bool(have and told)
    return Counts(new, changed, len(wanted) - new - changed)


def _wanted(row: Row, faults: list[RowFault]) -> _Wanted | None:
    """What the row asks for; None when its place or name may not stand."""
    try:
        stands = stands_in(row.said["place"])
    except CellRefused as refused:
        faults.append(RowFault(row.number, "place", str(refused)))
        return None
    if tells_its_place(row.said["code_name"], row.said["place"]):
        faults.append(RowFault(row.number, "code_name", TELLS))
        return None
    said = row.said
    return _Wanted(
        row=row.number,
        name=said["code_name"],
        profile=_profile(said, stands),
        parts={part: _part(part, columns, said) for part, columns in PARTS.items()},
        hours=_hours(said),
        features={code: said[name] for name, code in FEATURES.items() if name in said},
        sealed=_sealed(said, stands),
    )


def _profile(said: Mapping[str, Any], stands: Stands) -> dict[str, Any]:
    found = {name: said[name] for name in _PROFILE if name in said}
    found |= {"zone_id": stands.zone, "region": stands.region}
    found |= {name: None if said[name] == "NONE" else said[name] for name in _CAPS if name in said}
    if "police_response_min" in said:
        found["police_within_15_min"] = _within(said["police_response_min"])
    if "intake_hours" in said:
        found["intake_hours_known"] = (
            said["intake_hours"] is not None and said["intake_hours"].known
        )
    return found  # fmt: skip


def _within(minutes: int | str) -> Answer:
    """Whether the police are near enough; an unknown way is not."""
    if isinstance(minutes, str):
        return Answer.UNKNOWN
    return Answer.YES if minutes <= POLICE_NEAR_MIN else Answer.NO


def _hours(said: Mapping[str, Any]) -> Hours | None:
    if "intake_hours" not in said:
        return None
    return said["intake_hours"] or Hours(False, ())


def _part(part: str, columns: Sequence[str], said: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a part that the file speaks of."""
    found = {name: said[name] for name in columns if name in said}
    for name, value in _BLANK[part].items():
        if name in found and found[name] is None:
            found[name] = value
    if "stay_limit_nights" in found:
        limit = found.pop("stay_limit_nights")
        found["limit_known"] = limit != "UNKNOWN"
        found["max_nights"] = limit if isinstance(limit, int) else None
    return found


def _sealed(said: Mapping[str, Any], stands: Stands) -> dict[str, str]:
    """Texts to be sealed; where the file says nothing, what there is stays."""
    said_so = {
        name: str(said[name]) for name in ("street_address", "police_response_min") if name in said
    }
    known = {} if stands.municipality is None else {"municipality": stands.municipality}
    return said_so | known


def _write(
    tx: Tx, shelter: UUID, one: _Wanted, have: KnownShelter | None, *, now: datetime
) -> bool:
    """Everything but what is sealed; whether anything was different."""
    parts = _changed_parts(one, have)
    features = _changed_features(one, have)
    hours = _changed_hours(one, have)
    if have is None:
        imports.add_shelter(tx, shelter, now=now, profile=_first_profile(one))
    else:
        profile = _changed_profile(one, have)
        if not (profile or parts or features or hours is not None):
            return False
        imports.change_shelter(tx, shelter, profile)
    for part, values in parts.items():
        shelters.put_policy(tx, part, shelter, values)
    if hours is not None:
        shelters.put_hours(tx, shelter, hours)
    for code, values in features.items():
        shelters.put_feature(tx, shelter, code, values)
    told = {"part": "profile", "by": "import"}
    note(tx, AuditAct.SHELTER_CHANGED, "shelter", [shelter], told, now=now)
    return True


def _first_profile(one: _Wanted) -> dict[str, Any]:
    unknown = {
        "status": ShelterStatus.OPEN,
        "police_within_15_min": Answer.UNKNOWN,
        "intake_hours_known": False,
    }
    return {"code_name": one.name, **unknown, **one.profile}


def _changed_profile(one: _Wanted, have: KnownShelter) -> dict[str, Any]:
    """What is different; a house that is compromised does not open by a table."""
    found = {name: v for name, v in one.profile.items() if have.profile[name] != v}
    if have.profile["status"] is ShelterStatus.COMPROMISED:
        found.pop("status", None)
    return found


def _changed_parts(one: _Wanted, have: KnownShelter | None) -> dict[str, dict[str, Any]]:
    found = {}
    for part, values in one.parts.items():
        old = have.parts.get(part) if have else None
        if not values or (old is None and all(v is None for v in values.values())):
            continue
        if old is None:
            found[part] = {**_BLANK[part], **values}
        elif any(old[name] != value for name, value in values.items()):
            found[part] = {n: v for n, v in old.items() if n != "shelter_id"} | values
    return found


def _changed_hours(one: _Wanted, have: KnownShelter | None) -> list[dict[str, Any]] | None:
    if one.hours is None:
        return None
    wanted = tuple((w.weekday, w.from_minute, w.to_minute) for w in one.hours.windows)
    if have is not None and have.hours == wanted:
        return None
    names = ("weekday", "from_minute", "to_minute")
    return [dict(zip(names, window, strict=True)) for window in wanted]


def _changed_features(one: _Wanted, have: KnownShelter | None) -> dict[FeatureCode, dict[str, Any]]:
    """Looks that are newer than what is known; an old file takes nothing back."""
    found = {}
    for code, look in one.features.items():
        values = {
            "present": look.present,
            "verified_on": look.on,
            "verified_by_role": None,
            "expires_on": None if look.on is None else look.on + FEATURE_VALID,
        }
        old = have.features.get(code) if have else None
        if old is not None and not _newer(look, old):
            continue
        found[code] = values
    return found


def _newer(look: Look, old: Mapping[str, Any]) -> bool:
    """Whether this look says more than the last: later, or another answer of the same day."""
    before = old["verified_on"]
    if look.on is None or before is None:
        return look.on is not None or (before is None and old["present"] is not look.present)
    return look.on > before or (look.on == before and old["present"] is not look.present)


def _seal(
    tx: Tx,
    shelter: UUID,
    one: _Wanted,
    have: KnownShelter | None,
    *,
    now: datetime,
    master: MasterKey,
) -> bool:
    """What the file says of sealed columns is sealed; whether anything was different."""
    if not one.sealed:
        return False
    seal = shelter_seal(tx, shelter, master, now=now)
    columns = seal.changed(one.sealed, have.prints if have else {})
    if not columns:
        return False
    seal.write(tx, {column: one.sealed[column] for column in columns})
    for column in columns:
        told = {"part": column, "print": seal.print_of(column, one.sealed[column])}
        note(tx, AuditAct.SEALED_WRITTEN, "shelter", [shelter], told, now=now)
    return True
