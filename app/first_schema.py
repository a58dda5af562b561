"""The schema of a database that has none yet; one of another release is left to ``havn upgrade``."""

from __future__ import annotations

from app.migrate import migrate_in
from app.postgres import PostgresFailed
from app.store.chain import ChainKey
from app.store.copies import revision_of
from app.store.health import OTHER_RELEASE, is_ours
from app.store.one_transaction import held
from app.store.refusals import DatabaseAway
from app.store.unfinished import BROKEN_OFF, mark_at


class OtherRelease(PostgresFailed):
    """The database stands at another release, and no backup of it was made."""


def begin_schema(owner_url: str, key: ChainKey) -> None:
    """The schema stands as this program has it; where there was none all of it came at once, or nothing did.

    Raises
    ------
    OtherRelease
        When the database stands at another release; nothing was done.
    PostgresFailed
        When a restore into it was broken off.
    TakenBack, DatabaseAway
        When the database refuses a step, or does not answer; there is no schema as before.
    """
    ours = is_ours(owner_url)
    if ours is None:
        raise DatabaseAway
    if mark_at(owner_url):
        raise PostgresFailed(BROKEN_OFF)
    if ours:
        return
    if revision_of(owner_url) is not None:
        raise OtherRelease(OTHER_RELEASE)
    with held(owner_url, key) as all_of_it:
        migrate_in(all_of_it.connection, lambda _: None)
