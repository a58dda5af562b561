"""Who must be asked whether she will move: residents for whom a rule bars the house they live in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from app.places.gazetteer import Gazetteer
from app.store import alarms, journeys, picture, tasks, transfers
from app.store.journeys import Expected
from app.store.tasks import About
from app.store.walls import StepOut
from app.use_cases.acting import Acting
from matching.plan import Because
from matching.rules import blocks
from matching.standing import Standing
from matching.vocabulary import HouseholdId, Rule, ShelterId
from models.words import AlarmKind, AuditAct, TaskKind, TransferReason

WHY = {
    Rule.H04: TransferReason.COMPROMISE,
    Rule.H03: TransferReason.COMPROMISE,
    Rule.H20: TransferReason.COMPROMISE,
    Rule.H02: TransferReason.THREAT_UP,
    Rule.H21: TransferReason.THREAT_UP,
    Rule.H05: TransferReason.CONFLICT,
}
"""Rules that open a standing bed for her safety (H19), and why she would move; the first one counts."""

STOPPED_WITHIN = timedelta(minutes=5)
"""So soon somebody reaches who is on her way to a house that is not safe for her any more."""
ASKED_WITHIN = timedelta(hours=1)
"""So soon somebody asks her, and looks for a place."""


def look(
    a: Acting,
    places: Gazetteer,
    *,
    shelter: UUID | None = None,
    households: Collection[UUID] = (),
) -> int:
    """A move is proposed for each of these residents whose house is barred by now; how many.

    ``shelter``: all who live there. Who is only on her way to a house that is barred by now is
    somebody's task at once. What is merely unknown of a house moves nobody. The households need not
    be locked: a proposal changes nothing before she is asked.
    """
    with a.tx.as_service(StepOut.MATCHING):
        for one in journeys.on_the_way(a.tx, shelter=shelter, households=households):
            _stopped(a, places, one)
        here = transfers.residents(a.tx, shelter=shelter, households=households)
        return sum(_proposed(a, places, one) for one in here)


def _stopped(a: Acting, places: Gazetteer, one: Expected) -> None:
    """She must not arrive there: a person calls her, since no program can."""
    if _barred(a, places, one.household, one.shelter) is None:
        return
    case = one.referral
    alarms.raise_(a.tx, AlarmKind.SAFETY_GAP, now=a.now, subject_kind="referral", subject=case)
    tasks.set_(
        a.tx,
        TaskKind.SAFETY_GAP,
        now=a.now,
        due_at=a.now + STOPPED_WITHIN,
        referral=case,
        subject=About("offer", one.offer),
    )


def _proposed(a: Acting, places: Gazetteer, one: dict[str, UUID]) -> bool:
    why = _barred(a, places, one["household"], one["shelter"])
    if why is None:
        return False
    made = transfers.propose(a.tx, one["placement"], why, now=a.now)
    if made is None:
        return False
    referral = one["referral"]
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part="move", id=str(made))
    alarms.raise_(a.tx, AlarmKind.SAFETY_GAP, now=a.now, subject_kind="referral", subject=referral)
    tasks.set_(
        a.tx,
        TaskKind.TRANSFER,
        now=a.now,
        due_at=a.now + ASKED_WITHIN,
        referral=referral,
        subject=About("transfer", made),
    )
    return True


def _barred(a: Acting, places: Gazetteer, household: UUID, shelter: UUID) -> TransferReason | None:
    seen = picture.around(a.tx, household, shelter, now=a.now, map_=places, tie_key="")
    standing = Standing(seen.situation)
    her = standing.households[HouseholdId(str(household))]
    found = blocks(her, standing.shelters[ShelterId(str(shelter))], standing)
    met = {one.rule for one in found if one.because is Because.FACT or one.restricted}
    return next((why for rule, why in WHY.items() if rule in met), None)
