"""What one shift of a house tells the next, read in that house alone."""

from __future__ import annotations

from uuid import UUID

from app.contract import shift_notes as told
from app.store import shelters, shift_notes
from app.use_cases.acting import Acting
from models.words import AuditAct

PART = "shift note"


def say(a: Acting, shelter: UUID, sent: told.NewShiftNote) -> told.ShiftNotes:
    """One more note.

    Raises
    ------
    NotFound
        When it is another house than that of this account.
    """
    _own(a, shelter)
    shift_notes.add(a.tx, shelter, sent.said, by=a.actor.account, now=a.now)
    a.record(AuditAct.SHELTER_CHANGED, "shelter", shelter, part=PART)
    return read(a, shelter)


def read(a: Acting, shelter: UUID) -> told.ShiftNotes:
    """The notes that have not expired, the latest first.

    Raises
    ------
    NotFound
        As when something is said.
    """
    _own(a, shelter)
    found = [
        told.ShiftNoteTold(
            id=row["id"],
            said=row["said"],
            said_at=row["said_at"],
            expires_at=row["expires_at"],
            mine=row["by"] == a.actor.account,
        ).owned(True)
        for row in shift_notes.of_shelter(a.tx, shelter, now=a.now)
    ]
    return told.ShiftNotes(notes=found).owned(True)


def take_away(a: Acting, shelter: UUID, note: UUID) -> told.ShiftNotes:
    """Whoever of the house sees that it is settled takes it away.

    Raises
    ------
    NotFound
        When this house has no such note.
    """
    _own(a, shelter)
    shift_notes.take_away(a.tx, note, shelter)
    a.record(AuditAct.SHELTER_CHANGED, "shelter", shelter, part=PART)
    return read(a, shelter)


def _own(a: Acting, shelter: UUID) -> None:
    a.own_shelter(shelter)
    shelters.must_exist(a.tx, shelter)
