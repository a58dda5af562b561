"""A house and a stay as Location and Encounter of FHIR R4, for a health service of the same case.

A Location has neither name, address, position nor telephone, and stands for a part of the country and
a kind of house; each is told where three houses share it, since a kind with one house is that house.
An Encounter has days, never moments, and a subject that only its reader knows.
Source: hl7.org/fhir/R4, Location and Encounter; docs/integrate/fhir.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from app.exports.shared_by import LEAST_HOUSES
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
class Where:
    """Houses of one kind in one part of the country, and how many share it."""

    region: Region
    kind: ShelterKind
    in_region: int
    """Houses of any kind in that part."""
    of_kind: int
    """Those of them that are of this kind."""

    def told(self) -> tuple[Region | None, ShelterKind | None]:
        """The part and the kind as far as each is shared; None is not told."""
        return (
            self.region if self.in_region >= LEAST_HOUSES else None,
            self.kind if self.of_kind >= LEAST_HOUSES else None,
        )


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay: under the pseudonyms by which its reader knows her and it."""

    pseudonym: str
    subject: str
    where: Where
    state: PlacementState
    nights: NightSpan


def location(where: Where) -> dict[str, Any]:
    """Houses of one kind in one part of the country: a kind of place, no place."""
    region, kind = where.told()
    return {
        "resourceType": "Location",
        "id": _id(where),
        "status": "active",
        "mode": "kind",
        "description": "Shelters of one kind in one part of the country; where they are is never told.",
        **({"type": [{"coding": [_coding("shelter-kind", kind)]}]} if kind else {}),
        **(
            {"extension": [{"url": f"{SYSTEM}region", "valueCode": region.value}]} if region else {}
        ),
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
        "location": [{"location": {"reference": f"Location/{_id(stay.where)}"}}],
    }


def _coding(system: str, word: ShelterKind) -> dict[str, str]:
    return {"system": f"{SYSTEM}{system}", "code": word.value}


def _id(where: Where) -> str:
    """The same for all of whom the same is told, and of nothing else."""
    words = "/".join(word.value if word else "-" for word in where.told())
    return str(uuid5(NAMESPACE_URL, f"{SYSTEM}location/{words}"))
