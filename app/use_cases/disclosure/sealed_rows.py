"""Of what a disclosure may be asked: which rows are sealed, and what is known of each in the open."""

from __future__ import annotations

from uuid import UUID

from app.contract import disclosures as told
from app.store import disclosures, placements, referrals
from app.use_cases.acting import Acting


def of_case(a: Acting, referral: UUID) -> told.SealedRows:
    """Those of a case, for who stands on it; to read puts nobody there.

    Raises
    ------
    NotFound
        When there is no such case, or this person does not stand on it.
    """
    case = referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, standing=True)
    a.has_read(referral, "sealed")
    return _rows(a, case.household)


def of_placement(a: Acting, placement: UUID) -> told.SealedRows:
    """Those of whoever lives there, for the house in which she does.

    Raises
    ------
    NotFound
        When there is no such placement in this house.
    """
    me = a.actor
    found = placements.find(a.tx, placement, account=me.account, role=me.role, shelter=me.shelter)
    a.has_read(found["referral"], "sealed")
    return _rows(a, found["household"])


def _rows(a: Acting, household: UUID) -> told.SealedRows:
    people, contacts = disclosures.rows_of(a.tx, household)
    said = told.SealedRows(
        people=[told.SealedPerson(**row) for row in people],
        contacts=[told.SealedContact(**row) for row in contacts],
    )
    said.owned(True)
    return said
