"""What may be public, as services of the Human Services Data Specification 3 (Open Referral).

One service for each part of the country, never one for a house: without location, address, position,
telephone or schedule. Source: docs.openreferral.org, HSDS 3.0, objects service, organization,
service_area, language, attribute and taxonomy_term; docs/integrate/hsds.md has the table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from matching.vocabulary import Region, ShelterKind
from models.words import FreeLevel

NAMES = uuid5(NAMESPACE_URL, "urn:havn:directory")
"""Ids follow from the public word alone: they are the same in every export and lead to no record."""
TAXONOMY = "urn:havn:taxonomy:1"
AVAILABILITY: Mapping[FreeLevel, str] = MappingProxyType(
    {
        FreeLevel.NONE: "Nothing seemed free yesterday evening.",
        FreeLevel.FEW: "A few places seemed free yesterday evening.",
        FreeLevel.SEVERAL: "Several places seemed free yesterday evening.",
        FreeLevel.UNKNOWN: "It is not known whether places are free.",
    }
)


@dataclass(frozen=True, slots=True)
class Part:
    """What may be told of one part of the country."""

    region: Region
    kinds: Collection[ShelterKind]
    languages: Collection[str]
    level: FreeLevel


def directory(
    parts: Sequence[Part], *, country: str, organisation: str, as_of: date
) -> list[dict[str, Any]]:
    """A service for each of these parts, in their order."""
    return [_service(part, country, organisation, as_of) for part in parts]


def _service(part: Part, country: str, organisation: str, as_of: date) -> dict[str, Any]:
    of = f"{country}/{part.region.value}"
    name = f"Shelter, {country} {part.region.value.capitalize()}"
    kinds = [_term("kind", kind.value, "A kind of shelter.") for kind in sorted(part.kinds)]
    level = _term("availability", part.level.value, AVAILABILITY[part.level])
    return {
        "id": _id("service", of),
        "name": name,
        "description": "Safe shelter for people who flee from those who trafficked or hurt them. "
        "Where it is, is never told.",
        "status": "active",
        "assured_date": as_of.isoformat(),
        "application_process": "Somebody calls on a telephone that is answered day and night.",
        "fees_description": "None.",
        "organization": {
            "id": _id("organization", organisation),
            "name": organisation,
            "description": "Finds safe shelter places.",
        },
        "service_areas": [
            {
                "id": _id("service_area", of),
                "name": part.region.value,
                "description": f"A large part of the country ({country}).",
            }
        ],
        "languages": [
            {"id": _id("language", f"{of}/{code}"), "code": code, "name": code}
            for code in sorted(part.languages)
        ],
        "attributes": [
            {"id": _id("attribute", f"{of}/{term['code']}"), "taxonomy_term": term}
            for term in (*kinds, level)
        ],
    }


def _term(of: str, word: str, meaning: str) -> dict[str, Any]:
    return {
        "id": _id("taxonomy_term", f"{of}/{word}"),
        "code": f"{of}/{word}",
        "name": word,
        "description": meaning,
        "taxonomy": TAXONOMY,
    }


def _id(of: str, name: str) -> str:
    return str(uuid5(NAMES, f"{of}/{name}"))
