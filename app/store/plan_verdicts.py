"""What a plan keeps of why each shelter was or was not proposed, in words that its readers may know.

A line has what was said (``say``) once each and one letter for each shelter (``of``), since a country
has thousands of shelters and says few different things of them. The run lists the shelters. Only the
last plan keeps it (decision 0265).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import null, select, update

from app.store.picture import Picture
from app.store.picture_shelters import one_of, table
from app.store.transactions import Tx
from matching.vocabulary import HouseholdId, Rule, Tier
from matching.why import Verdict, WhyNot
from models.plan_run import PlanProposalRecord as Line
from models.plan_run import PlanRunRecord as Run
from models.shelter import ShelterRecord
from models.words import RunState

FIRST_LETTER = 0x100
"""Letters from here on need no escape in JSON; there are more than a country has shelters."""


@dataclass(frozen=True, slots=True, repr=False)
class Explained:
    """One household's part: a verdict for each shelter, and the fewest rules that bar her."""

    verdicts: tuple[WhyNot, ...]
    """In the order of the picture."""
    smallest_bars: tuple[Rule, ...] | None
    """None where some shelter may take her, or she is placed."""


Explanations = Mapping[HouseholdId, Explained]


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """What the plan says of one shelter."""

    shelter: UUID
    version: int
    """Of the shelter, as the plan read it."""
    verdict: Verdict
    tier: Tier | None
    reasons: tuple[str, ...]
    call_may_help: bool


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """All that the plan says of one household, by ascending id of the shelter."""

    state: RunState
    said: tuple[Said, ...]


def written(verdicts: Sequence[WhyNot]) -> dict[str, Any]:
    """The verdicts of one household as its line keeps them."""
    say: dict[tuple[Any, ...], int] = {}
    letters = []
    for one in verdicts:
        tier = None if one.tier is None else one.tier.value
        what = (one.verdict.value, tier, one.words, one.call_may_help)
        letters.append(chr(FIRST_LETTER + say.setdefault(what, len(say))))
    return {"say": [[v, t, list(words), call] for v, t, words, call in say], "of": "".join(letters)}


def listed(seen: Picture) -> list[list[Any]]:
    """Id and version of each shelter, in the order of the picture."""
    versions = seen.shelter_versions
    return [[s.id, versions[UUID(s.id)]] for s in seen.situation.shelters]


def let_go(tx: Tx) -> None:
    """Older plans keep nothing of it."""
    for record, column in ((Line, Line.verdicts), (Run, Run.shelters)):
        tx.execute(
            update(record)
            .where(column.is_not(None))
            .values({column.key: null()})
            .execution_options(synchronize_session=False)
        )


def of_line(tx: Tx, proposal: UUID) -> Answer | None:
    """What the plan of this line says of every shelter; None where it is not kept, or never was."""
    row = tx.execute(
        select(Line.verdicts, Run.shelters, Run.state)
        .join(Run, Run.id == Line.run_id)
        .where(Line.id == proposal)
    ).one_or_none()
    if row is None or row.verdicts is None or row.shelters is None:
        return None
    say = row.verdicts["say"]
    pairs = zip(row.shelters, row.verdicts["of"], strict=True)
    said = [
        _said(shelter, version, say[ord(letter) - FIRST_LETTER])
        for (shelter, version), letter in pairs
    ]
    return Answer(row.state, tuple(sorted(said, key=lambda one: one.shelter)))


def _said(shelter: str, version: int, what: list[Any]) -> Said:
    verdict, tier, words, call = what
    tier = None if tier is None else Tier(tier)
    return Said(UUID(shelter), version, Verdict(verdict), tier, tuple(words), call)


def as_they_are(tx: Tx, some: Sequence[UUID]) -> dict[UUID, tuple[str, int]]:
    """Code name and version of these shelters now; one that is gone is not in it."""
    s = table(ShelterRecord)
    version = (s.c.version + s.c.inner_version).label("version")
    rows = tx.execute(select(s.c.id, s.c.code_name, version).where(one_of(s.c.id, some)))
    return {row.id: (row.code_name, row.version) for row in rows}
