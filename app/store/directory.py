"""What the houses of a part of the country have in common; no house, and no count leaves this."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import select

from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching.vocabulary import Region, ShelterKind, ShelterStatus
from models.policy import StaffingRecord
from models.shelter import ShelterRecord


@dataclass(frozen=True, slots=True)
class Shared:
    """In how many houses of one region there is each kind and each language."""

    kinds: Counter[ShelterKind] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)


@beyond(StepOut.COUNTS)
def shared(tx: Tx) -> dict[Region, Shared]:
    """By region; a house that is closed for good does not count, one that pauses does.

    So that a house pauses, or was found by somebody, changes nothing.
    """
    s, p = ShelterRecord, StaffingRecord
    rows = tx.execute(
        select(s.region, s.kind, p.languages)
        .outerjoin(p, p.shelter_id == s.id)
        .where(s.status != ShelterStatus.CLOSED)
    )
    found = {region: Shared() for region in Region}
    for row in rows:
        found[row.region].kinds[row.kind] += 1
        found[row.region].languages.update(set(row.languages or ()))
    return found
