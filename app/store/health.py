"""Whether the records are there."""

from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.store.engine import make_engine
from app.store.held import UNDER_WAY, UPGRADE, is_held
from app.store.refusals import DatabaseAway
from app.store.transactions import Store, Tx
from models import wall_sql
from models.zone import ZoneRecord

OTHER_RELEASE = "this database stands at another release than this program: havn upgrade"


def can_serve(tx: Tx) -> None:
    """Do nothing when the tables can be read, and written: a standby answers every read and books nobody.

    Raises
    ------
    DatabaseAway
        When the database does not answer, or takes no writes.
    """
    tx.execute(select(ZoneRecord.id).limit(1))
    if tx.execute(text("SELECT current_setting('transaction_read_only')")).scalar_one() == "on":
        raise DatabaseAway


def is_ours(url: str) -> bool | None:
    """Whether the database stands as the records of this very program have it; None when it is away.

    Its walls are raised after the last step, so a database before it or beyond it says no.
    """
    engine = make_engine(url, pool_size=1)
    try:
        with engine.connect() as connection:
            told = connection.execute(
                text(
                    "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace"
                    " WHERE nspname = 'walls'"
                )
            ).scalar_one_or_none()
    except DBAPIError:
        return None
    finally:
        engine.dispose()
    return bool(told == wall_sql.fingerprint())


def why_not_begin(url: str, store: Store) -> str | None:
    """Why nothing of this program may begin there: another release, or on its way to one; None when it may.

    The lock is asked for first, on a connection that stays in the store's pool: an upgrade that takes it
    a moment later finds that one inside, and one that ended before has left another release.

    Raises
    ------
    DatabaseAway
        When the database does not answer.
    """
    with store.transaction() as tx:
        if is_held(tx, UPGRADE):
            return UNDER_WAY
    ours = is_ours(url)
    if ours is None:
        raise DatabaseAway
    return None if ours else OTHER_RELEASE
