"""New data keys: what was sealed under the old one is sealed anew, a portion at a time.

The old key reads, the new one writes. One transaction takes some cases or shelters whole, so that
a kill leaves each of them before or after, and the next run goes on where this one ended: the
moment at which a rotation began stands in the audit chain. Old generations stay until their case
is erased, since older files of a backup are still sealed under them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.store import audit, data_keys, rotations, sealed
from app.store.data_keys import WrappedKey
from app.store.transactions import Store, Tx
from app.use_cases.data_key import master_of_now, unwrapped
from app.use_cases.disclosure.opening import key_of, opened, place_of
from app.vault.keys import MasterKey, new_wrapped_key
from app.vault.seal import seal
from models.words import AuditAct

AT_ONCE = 20
"""Cases or shelters whose fields one transaction seals anew."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What one run did."""

    subjects: int
    fields: int


def rotate(
    store: Store,
    master: MasterKey,
    now: Callable[[], datetime],
    *,
    subject: UUID | None = None,
    at_once: int = AT_ONCE,
) -> Rotated:
    """Every case and shelter, or the one, has a new data key and is sealed under it."""
    began = _began(store, now(), subject)
    subjects = fields = 0
    while True:
        with store.transaction() as tx:
            due = data_keys.made_before(tx, began, at_most=at_once, subject=subject)
            for old in due:
                fields += _renewed(tx, old, master, now())
            if not due:
                _note(tx, now(), subject, "DONE", began)
                return Rotated(subjects, fields)
        subjects += len(due)


def _began(store: Store, now: datetime, subject: UUID | None) -> datetime:
    """When this rotation began: before a kill, if the last one was not ended."""
    with store.transaction() as tx:
        unfinished = rotations.unfinished(tx, subject)
        if unfinished is not None:
            return unfinished
        _note(tx, now, subject, "BEGUN", now)
    return now


def _note(tx: Tx, now: datetime, subject: UUID | None, state: str, began: datetime) -> None:
    audit.add(
        tx,
        AuditAct.KEY_ROTATED,
        at=now,
        actor=None,
        role=None,
        subject_kind="data_key",
        subject=subject,
        detail={"state": state, "began": began.isoformat()},
    )


def _renewed(tx: Tx, old: WrappedKey, master: MasterKey, now: datetime) -> int:
    """The fields of one case or shelter, sealed under a key of the next generation."""
    found = sealed.of_subject(tx, old.kind, old.subject, lock=True)
    wrapped = new_wrapped_key(master, old.kind.value, old.subject, old.generation + 1)
    with master_of_now():
        made = data_keys.succeed(tx, old, wrapped, master_id=master.id, now=now)
    key = unwrapped(master, made)
    for field in found:
        text = opened(field, key_of(tx, field, master))
        sealed.replace(tx, field, seal(text, key, place_of(field)))
    return len(found)
