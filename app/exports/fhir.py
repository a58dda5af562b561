"""A house and a stay as Location and Encounter of FHIR R4, for a health service of the same case.

A Location has neither name, address, position nor telephone, and stands for a part of the country and a
kind of house. An Encounter has days, never moments, and a subject that only its reader knows.
Source: hl7.org/fhir/R4, Location and Encounter; docs/integrate/fhir.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from matching.vocabulary import NightSpan, Region, ShelterKind
from models.words import PlacementState

SYSTEM = "urn:havn:"
STATUS: Mapping[PlacementState, str] = MappingProxyType(
    {
        PlacementState.ACCEPTED: "planned",
        PlacementState.ARRIVED: "in-progress",
        PlacementState.ENDED: "finished",
        PlacementState.CANCELLED: "cancelled",
        PlacementState.NOT_ARRIVED: "cancelled",
    }
)
"""Every state of a placement."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay: under the pseudonyms by which its reader knows her and it."""

    pseudonym: str
    subject: str
    region: Region
    kind: ShelterKind
    state: PlacementState
    nights: NightSpan


def location(region: Region, kind: ShelterKind) -> dict[str, Any]:
    """Houses of one kind in one part of the country: a kind of place, no place."""
    return {
        "resourceType": "Location",
        "id": _id(region, kind),
        "status": "active",
        "mode": "kind",
        "description": "Shelters of one kind in one part of the country; where they are is never told.",
        "type": [{"coding": [{"system": f"{SYSTEM}shelter-kind", "code": kind.value}]}],
        "extension": [{"url": f"{SYSTEM}region", "valueCode": region.value}],
    }


def encounter(stay: Stay) -> dict[str, Any]:
    """A stay; its class says that she lives there, and not that she is a patient."""
    called_off = STATUS[stay.state] == "cancelled"
    nights = {"start": stay.nights.start.isoformat(), "end": stay.nights.end.isoformat()}
    return {
        "resourceType": "Encounter",
        "id": stay.pseudonym,
        "status": STATUS[stay.state],
        "class": {"system": f"{SYSTEM}encounter-class", "code": "SHELTER-STAY"},
        "subject": {"identifier": {"system": f"{SYSTEM}subject", "value": stay.subject}},
        **({} if called_off else {"period": nights}),
        "location": [{"location": {"reference": f"Location/{_id(stay.region, stay.kind)}"}}],
    }


def _id(region: Region, kind: ShelterKind) -> str:
    return str(uuid5(NAMESPACE_URL, f"{SYSTEM}location/{region.value}/{kind.value}"))
