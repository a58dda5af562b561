"""Which state may follow which, who brings it about and why: one table, for the code and the database.

The four machines of docs/domain.md 13. What is not a line here does not happen: the code refuses it,
and a trigger of the database does so again. Nothing leads out of a last state: who calls again is a
new referral.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from models.words import (
    Consequence,
    DeclineReason,
    Departure,
    Machine,
    NonArrival,
    OfferState,
    OrdinaryReason,
    Party,
    PlacementState,
    ReferralState,
    RefusalReason,
    TransferReason,
    TransferState,
)

Reason: TypeAlias = (
    OrdinaryReason | RefusalReason | DeclineReason | Departure | NonArrival | TransferReason
)
State: TypeAlias = ReferralState | OfferState | PlacementState | TransferState


@dataclass(frozen=True, slots=True)
class Edge:
    """One step from a state to the next.

    ``reasons``: the one reason that such a step has, or the words of which whoever takes it says one.
    ``also``: further reasons that somebody must say, beside the one that goes without saying.
    """

    before: State
    after: State
    party: Party
    reasons: OrdinaryReason | type[Reason]
    also: tuple[OrdinaryReason | type[Reason], ...] = ()

    def allows(self, reason: Reason) -> bool:
        """Whether this step may have that reason."""
        for one in self.also:
            if reason is one or (isinstance(one, type) and isinstance(reason, one)):
                return True
        if isinstance(self.reasons, OrdinaryReason):
            return reason is self.reasons
        return isinstance(reason, self.reasons)


def _from(
    states: list[State],
    after: State,
    party: Party,
    reasons: OrdinaryReason | type[Reason],
    *also: OrdinaryReason | type[Reason],
) -> list[Edge]:
    return [Edge(before, after, party, reasons, also) for before in states if before is not after]


R, F, P, T, Y = ReferralState, OfferState, PlacementState, TransferState, OrdinaryReason
HER, HOUSE, HAVN = Party.PERSON, Party.HOUSE, Party.SYSTEM

LOOKED_FOR: list[State] = [
    R.RECEIVED,
    R.SEARCHING,
    R.OPTIONS_READY,
    R.NEEDS_INFO,
    R.NO_SAFE_BED,
    R.SUPPORT_WITHOUT_BED,
]
"""She has no bed yet and none is held for her."""
SHE_LIVES_THERE: list[State] = [R.ARRIVED, R.IN_STAY, R.TRANSFER]
OPEN_CASES: list[State] = [*LOOKED_FOR, R.OFFERED, R.ACCEPTED, R.TRAVEL, *SHE_LIVES_THERE]
HELD: list[State] = [F.SHELTER_ASKED, F.SHELTER_YES, F.SHOWN]

REFERRAL: list[Edge] = [
    *_from(LOOKED_FOR, R.SEARCHING, HAVN, Y.SEARCHED),
    *_from(LOOKED_FOR, R.OPTIONS_READY, HAVN, Y.SEARCHED),
    *_from(LOOKED_FOR, R.NO_SAFE_BED, HAVN, Y.SEARCHED),
    *_from(LOOKED_FOR, R.NEEDS_INFO, HAVN, Y.ANSWERS_MISSING),
    *_from([*LOOKED_FOR, R.OFFERED], R.SUPPORT_WITHOUT_BED, HER, Y.WANTS_NO_BED),
    *_from(LOOKED_FOR, R.OFFERED, HAVN, Y.HOUSE_ASKED),
    *_from([R.OFFERED, R.ACCEPTED, R.TRAVEL], R.OPTIONS_READY, HAVN, Y.FELL_THROUGH),
    *_from([R.ACCEPTED, R.TRAVEL], R.OFFERED, HAVN, Y.FELL_THROUGH),
    *_from([*LOOKED_FOR, R.OFFERED], R.ACCEPTED, HER, Y.SAID_YES),
    *_from([R.ACCEPTED], R.TRAVEL, HER, Y.ON_HER_WAY),
    *_from([R.ACCEPTED, R.TRAVEL], R.SEARCHING, HAVN, Y.NOT_THERE),
    *_from([R.ACCEPTED, R.TRAVEL, R.IN_STAY, R.TRANSFER], R.ARRIVED, HER, Y.CAME),
    *_from([R.ARRIVED], R.IN_STAY, HAVN, Y.SETTLED),
    *_from([R.ARRIVED, R.IN_STAY], R.TRANSFER, HAVN, TransferReason),
    *_from([R.TRANSFER], R.IN_STAY, HAVN, Y.FELL_THROUGH),
    *_from(SHE_LIVES_THERE, R.OFFERED, HER, Departure),
    *_from(SHE_LIVES_THERE, R.ACCEPTED, HER, Departure, Y.RECORDED_WRONGLY),
    *_from(SHE_LIVES_THERE, R.LEFT, HER, Departure),
    *_from([*OPEN_CASES, R.LEFT], R.CLOSED, HAVN, Y.WORK_DONE, Y.SAME_PERSON),
    *_from(OPEN_CASES, R.WITHDRAWN, HER, Y.WITHDREW),
    *_from(OPEN_CASES, R.HANDED_OVER, HAVN, Y.OTHERS_TOOK_OVER),
]
OFFER: list[Edge] = [
    *_from([F.PROPOSED], F.APPROVED, HAVN, Y.APPROVED),
    *_from([F.PROPOSED, F.APPROVED], F.SHELTER_ASKED, HAVN, Y.HOUSE_ASKED),
    *_from([F.SHELTER_ASKED], F.SHELTER_YES, HOUSE, Y.SAID_YES),
    *_from(HELD, F.SHELTER_NO, HOUSE, RefusalReason),
    *_from([F.SHELTER_YES], F.SHOWN, HAVN, Y.TOLD),
    *_from([F.SHELTER_YES, F.SHOWN], F.TAKEN, HER, Y.SAID_YES),
    *_from([F.PROPOSED, F.APPROVED, *HELD], F.DECLINED, HER, DeclineReason),
    *_from([F.PROPOSED, F.APPROVED], F.EXPIRED, HAVN, Y.OUT_OF_DATE),
    *_from(HELD, F.EXPIRED, HAVN, Y.TIME_OVER),
    *_from(HELD, F.RELEASED, HAVN, Y.GIVEN_UP),
]
PLACEMENT: list[Edge] = [
    *_from([P.ACCEPTED], P.ARRIVED, HER, Y.CAME),
    *_from([P.ACCEPTED], P.CANCELLED, HAVN, Y.FELL_THROUGH),
    *_from([P.ACCEPTED], P.NOT_ARRIVED, HER, NonArrival),
    *_from([P.ARRIVED], P.ACCEPTED, HAVN, Y.RECORDED_WRONGLY),
    *_from([P.ARRIVED], P.ENDED, HER, Departure),
]
TRANSFER: list[Edge] = [
    *_from([T.PROPOSED], T.AGREED, HER, Y.SAID_YES),
    *_from([T.AGREED], T.POLICE_CONSULTED, HAVN, Y.POLICE_ASKED),
    *_from([T.AGREED, T.POLICE_CONSULTED], T.FIRM, HAVN, Y.APPROVED),
    *_from([T.FIRM], T.MOVED, HER, Y.CAME, Y.ON_HER_WAY),
    *_from([T.PROPOSED, T.AGREED, T.POLICE_CONSULTED], T.CANCELLED, HAVN, Y.FELL_THROUGH),
    *_from([T.FIRM], T.CANCELLED, HAVN, Y.FELL_THROUGH, NonArrival),
]

TABLE: Mapping[Machine, tuple[Edge, ...]] = MappingProxyType(
    {
        Machine.REFERRAL: tuple(REFERRAL),
        Machine.OFFER: tuple(OFFER),
        Machine.PLACEMENT: tuple(PLACEMENT),
        Machine.TRANSFER: tuple(TRANSFER),
    }
)

_NEVER, _LATER = Consequence.NEVER_HERE, Consequence.LATER
_OF_A_HOUSE: Mapping[RefusalReason, Consequence] = MappingProxyType(
    {
        RefusalReason.FULL: _LATER,
        RefusalReason.GENDER: _NEVER,
        RefusalReason.CHILD_AGE: _NEVER,
        RefusalReason.ACCESSIBILITY: _NEVER,
        RefusalReason.STAFFING: _LATER,
        RefusalReason.SECURITY_NOT_ENOUGH: _NEVER,
        RefusalReason.SEPARATION: _NEVER,
        RefusalReason.SUBSTANCE: _LATER,
        RefusalReason.HEALTH: _LATER,
        RefusalReason.STATUS_RULE: _NEVER,
        RefusalReason.OTHER: _LATER,
    }
)


class NoSuchStep(ValueError):
    """The table has no such step, or not with that reason."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a state changed: the word, whose word it is, and what it means from now on."""

    reason: Reason
    party: Party
    consequence: Consequence


def why(machine: Machine, before: State, after: State, reason: Reason | None = None) -> Why:
    """What is recorded of a step; without a reason it has the one that such a step has.

    Raises
    ------
    NoSuchStep
        When the table has no such step, or not with that reason.
    """
    edge = _EDGES.get((machine, before.value, after.value))
    if edge is None:
        raise NoSuchStep
    given = reason
    if given is None and isinstance(edge.reasons, OrdinaryReason):
        given = edge.reasons
    if given is None or not edge.allows(given):
        raise NoSuchStep
    return Why(given, edge.party, consequence(given))


def consequence(reason: Reason) -> Consequence:
    """What a reason means for this house and her.

    Whatever she says no for, the house is not offered again unless she asks (H11); a house that is
    full, or short of staff, may be asked again; one that takes nobody like her may not. Nothing
    else that is recorded bars anything.
    """
    if isinstance(reason, RefusalReason):
        return _OF_A_HOUSE[reason]
    if isinstance(reason, DeclineReason):
        return Consequence.NEVER_HERE
    if reason in (OrdinaryReason.GIVEN_UP, OrdinaryReason.TIME_OVER, OrdinaryReason.OUT_OF_DATE):
        return Consequence.AGAIN
    return Consequence.NO_EFFECT


def steps(machine: Machine) -> Iterator[tuple[str, str]]:
    """Every pair of states of which the second may follow the first."""
    for edge in TABLE[machine]:
        yield edge.before.value, edge.after.value


def last_states(machine: Machine) -> frozenset[str]:
    """States out of which nothing leads."""
    left = {before for before, _ in steps(machine)}
    return frozenset({after for _, after in steps(machine)} - left)


_EDGES: dict[tuple[Machine, str, str], Edge] = {
    (machine, edge.before.value, edge.after.value): edge
    for machine, edges in TABLE.items()
    for edge in edges
}
