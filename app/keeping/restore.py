"""Restoring: into an empty database, in one transaction, and then proven rather than believed.

Both files are read from end to end before anything is written. What the key ring knows to be erased
is erased again, so that an older file of rows brings nobody back. Until that is done a mark stands in
the database, and nobody is served from it; the same command goes on where it was broken off.
Source: security 6, F9.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from app.keeping.backup_files import DataFile, Manifest, Ring
from app.keeping.erasing import erase_again
from app.keeping.erasing_others import erase_others_again
from app.migrate import known_step, migrate
from app.service import chain_keys
from app.store import audit, chain, copies
from app.store.transactions import Store, Tx
from app.store.unfinished import Found, Mark, mark_at, set_mark, take_mark
from app.use_cases.disclosure.drill import Drill, drill
from app.vault.keys import MasterKey
from models.words import AuditAct


class CannotRestore(Exception):
    """No row was written; one line for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found of a restored database."""

    rows: int
    rows_equal: bool
    sealed: Drill
    overlap_refused: bool
    chain_whole: bool
    erased_again: int

    @property
    def good(self) -> bool:
        """Whether everything is as it was."""
        whole = self.rows_equal and self.overlap_refused and self.chain_whole
        return whole and self.sealed.whole

    def lines(self) -> list[str]:
        """Each finding as a line."""
        sealed = self.sealed
        all_of_it = sealed.opened + sealed.lost + sealed.broken
        return [
            f"rows            {self.rows}, {'equal' if self.rows_equal else 'NOT EQUAL'}",
            f"sealed fields   {sealed.opened} of {all_of_it} open, {sealed.erased} erased stay shut",
            f"lost keys       {sealed.lost}; not openable {sealed.broken}",
            f"double booking  {'refused' if self.overlap_refused else 'NOT REFUSED'}",
            f"audit chain     {'whole' if self.chain_whole else 'NOT WHOLE'}",
            f"erased again    {self.erased_again}",
        ]


def restore(
    store: Store, owner_url: str, data: DataFile, ring: Ring, master: MasterKey, now: datetime
) -> Proof:
    """The records of the file are in the database, with the keys of the ring; what was found there.

    The store is that of the owner of the tables.

    Raises
    ------
    CannotRestore
        When the database is not empty, its step is not known to this program, or the restore that
        was broken off in it was of another backup or had a newer key ring.
    """
    revision = data.manifest.revision
    if not known_step(revision):
        raise CannotRestore("this backup was made by a newer havn; restore it with that one")
    mark = mark_at(owner_url)
    if mark is None:
        mark = _put(store, owner_url, data, ring)
    else:
        mark = _gone_on_with(store, mark, data, ring)
    migrate(owner_url)
    found = mark.found
    if found.chain_whole is None:
        found = _looked_at(store, mark, data, master)
    return _proven(store, master, ring.erased, found, now, over=take_mark)


def _gone_on_with(store: Store, mark: Mark, data: DataFile, ring: Ring) -> Mark:
    """The same restore, by this ring from now on; an older one would bring somebody back."""
    if mark.backup != _digest(data.manifest):
        raise CannotRestore("another restore was broken off here; use an empty database")
    if _instant(ring) < mark.ring_made_at:
        raise CannotRestore("the restore that was broken off here began with a newer key ring")
    mark = replace(mark, ring_made_at=_instant(ring))
    with store.transaction() as tx:
        set_mark(tx, mark)
    return mark


def _put(store: Store, owner_url: str, data: DataFile, ring: Ring) -> Mark:
    """The rows and the keys are there, with a mark, or none of them is."""
    revision = data.manifest.revision
    if copies.revision_of(owner_url) is None:
        migrate(owner_url, revision)
    if copies.revision_of(owner_url) != revision:
        raise CannotRestore("the database stands at another step than the backup; use an empty one")
    try:
        with store.transaction() as tx:
            copies.must_be_empty(tx)
            put = copies.put_rows(tx, data.rows())
            copies.put_keys(tx, ring.keys, ring.last)
            mark = Mark(
                backup=_digest(data.manifest),
                ring_made_at=_instant(ring),
                found=Found(rows=sum(put.values()), rows_equal=put == data.manifest.counts),
            )
            set_mark(tx, mark)
    except copies.NotEmpty:
        raise CannotRestore("the database is not empty; a restore mixes with nothing") from None
    return mark


def _looked_at(store: Store, mark: Mark, data: DataFile, master: MasterKey) -> Found:
    """What came back, before anything is erased from it: afterwards nobody could count it."""
    head, found = data.manifest.head, mark.found
    with store.transaction() as tx:
        equal = found.rows_equal and found.rows == sum(copies.counted(tx).values())
        known = [] if head is None else [head]
        whole = chain.broken(tx.session, chain_keys(tx, master), known) is None
        found = replace(found, rows_equal=equal, chain_whole=whole)
        set_mark(tx, replace(mark, found=found))
    return found


def _instant(ring: Ring) -> str:
    return ring.made_at.astimezone(UTC).isoformat()


def _digest(manifest: Manifest) -> str:
    """By what the file of rows says of itself two backups are told apart."""
    said = [
        manifest.made_at.isoformat(),
        manifest.revision,
        sorted(manifest.counts.items()),
        None if manifest.head is None else [manifest.head.seq, manifest.head.link.hex()],
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def prove(store: Store, master: MasterKey, erased: Collection[UUID], now: datetime) -> Proof:
    """What is found of a database that came back whole, as files; ``erased`` is erased again.

    The store is that of the owner of the tables.
    """
    with store.transaction() as tx:
        rows = sum(copies.counted(tx).values())
        whole = chain.broken(tx.session, chain_keys(tx, master), []) is None
    found = Found(rows=rows, rows_equal=True, chain_whole=whole)
    return _proven(store, master, erased, found, now)


def _proven(
    store: Store,
    master: MasterKey,
    erased: Collection[UUID],
    found: Found,
    now: datetime,
    over: Callable[[Tx], None] = lambda _: None,
) -> Proof:
    """Who was erased is erased again, and it is tried; ``over`` is done with the act that says so."""
    again = erase_again(store, erased, now) + erase_others_again(store, erased, now)
    with store.transaction() as tx:
        proof = Proof(
            rows=found.rows,
            rows_equal=found.rows_equal,
            sealed=drill(tx, master, erased),
            overlap_refused=copies.refuses_an_overlap(tx),
            chain_whole=found.chain_whole is True,
            erased_again=again,
        )
        over(tx)
        audit.add(
            tx,
            AuditAct.RESTORED,
            at=now,
            actor=None,
            role=None,
            detail={"rows": proof.rows, "opened": proof.sealed.opened, "good": proof.good},
        )
    return proof
