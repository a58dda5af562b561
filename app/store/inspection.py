"""What a database says of itself: version, settings, the login's own rights, newest acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, func, select, text
from sqlalchemy.exc import DBAPIError

from app.store import base_alarm
from app.store.engine import make_engine
from app.store.refusals import DatabaseAway
from app.store.silence import last_backups
from app.store.transactions import Tx
from models import wall_sql
from models.alarm import AlarmRecord as Alarm
from models.audit import AuditEventRecord as Event
from models.words import AlarmKind, AuditAct


@dataclass(frozen=True, slots=True)
class Login:
    """What the role that logged in may do besides its rights on rows."""

    name: str
    superuser: bool
    passes_walls: bool
    makes_roles: bool
    makes_databases: bool
    inherits: bool
    owns: int


@dataclass(frozen=True, slots=True)
class Server:
    """What the server says to whoever may connect."""

    version: int
    clock: datetime
    settings: Mapping[str, str]
    encoding: str
    in_the_clear: bool
    login: Login


@dataclass(frozen=True, slots=True)
class Newest:
    """When something was last done, by the audit chain."""

    first_act: datetime | None
    last_act: datetime | None
    """Of the act with the highest number, whatever the others are dated."""
    furthest_act: datetime | None
    """The latest date that any act has."""
    last_backup: datetime | None
    """Of the rows; a key ring alone is none, and neither is a base backup."""
    backup_failed: bool
    last_base: datetime | None
    """Of the whole cluster."""
    base_failed: bool


_LOGIN = text("""
    SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit,
        (SELECT count(*) FROM pg_class c WHERE c.relowner = r.oid AND c.relkind = 'r'
            AND c.relnamespace = 'public'::regnamespace)
    FROM pg_roles r WHERE rolname = session_user
""")
_CLEAR = text("""
    SELECT client_addr IS NOT NULL AND client_addr <> inet_server_addr()
        AND NOT coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)
    FROM pg_stat_get_activity(pg_backend_pid())
""")
# From 16 on whoever made a role is a member of it in name; only one who may act as it counts.
_INSIDE = text("""
    SELECT count(*) FROM pg_stat_activity a JOIN pg_roles r ON r.oid = a.usesysid
    WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND (
        r.rolname = ANY (:roles)
        OR NOT r.rolsuper AND r.rolname <> session_user AND EXISTS (
            SELECT FROM pg_roles named WHERE named.rolname = ANY (:roles) AND pg_has_role(
                r.oid, named.oid,
                CASE WHEN current_setting('server_version_num')::int < 160000
                    THEN 'MEMBER' ELSE 'SET' END)))
""")


def server(url: str) -> Server:
    """The server at that address, as its login sees it.

    Raises
    ------
    DatabaseAway
        When it does not answer.
    """
    with _connected(url) as connection:
        rows = connection.execute(text("SELECT name, setting FROM pg_settings")).all()
        settings = {row.name: row.setting for row in rows}
        return Server(
            int(settings["server_version_num"]),
            connection.execute(text("SELECT clock_timestamp()")).scalar_one(),
            settings,
            settings["server_encoding"],
            bool(connection.execute(_CLEAR).scalar_one()),
            _login(connection),
        )


def login(url: str) -> Login:
    """Who logs in at that address.

    Raises
    ------
    DatabaseAway
        When nobody answers there.
    """
    with _connected(url) as connection:
        return _login(connection)


def others_inside(url: str, *roles: str) -> int:
    """How many connections of these roles are in this database, also of logins that are members of one.

    A superuser is a member of nothing for that; so is whoever asks, unless named.

    Raises
    ------
    DatabaseAway
        When nobody answers there.
    """
    with _connected(url) as connection:
        return int(connection.execute(_INSIDE, {"roles": list(roles)}).scalar_one())


def service_inside(url: str, login: str) -> int:
    """How many connections of the service are in this database, whatever its logins are called.

    ``login``: the one that is known by name, which need be a member of no role of ours.

    Raises
    ------
    DatabaseAway
        When nobody answers there.
    """
    return others_inside(url, login, wall_sql.SERVICE, wall_sql.PLANNER)


def newest(tx: Tx, now: datetime) -> Newest:
    """The first and the last act, the last backups, and whether one failed that nobody looked after."""
    first = tx.execute(select(func.min(Event.at))).scalar_one()
    furthest = tx.execute(select(func.max(Event.at))).scalar_one()
    last = tx.execute(select(Event.at).order_by(Event.seq.desc()).limit(1)).scalar_one_or_none()
    backups = last_backups(tx, now)
    failed = select(
        exists().where(
            Alarm.kind == AlarmKind.BACKUP_FAILED,
            Alarm.answered_at.is_(None),
            Alarm.subject_kind.is_(None),
        )
    )
    has_failed = bool(tx.execute(failed).scalar_one())
    base_failed = base_alarm.is_open(tx)
    return Newest(first, last, furthest, backups.rows, has_failed, backups.base, base_failed)


def ring_is_older(tx: Tx) -> bool:
    """Whether the newest backup was made before the master key was last changed: it opens under that one.

    By their numbers in the chain: an act that comes later saw what the one before it did. A backup
    counts from its beginning, and only when its files stand.
    """
    act = select(func.max(Event.seq))
    changed = act.where(Event.act == AuditAct.KEY_ROTATED, Event.subject_kind == "master_key")
    stands = act.where(Event.act == AuditAct.BACKUP_WRITTEN).scalar_subquery()
    began = act.where(Event.act == AuditAct.BACKUP_MADE, Event.seq < stands)
    made = tx.execute(began).scalar_one()
    return made is not None and (tx.execute(changed).scalar_one() or 0) > made


def _login(connection: Connection) -> Login:
    return Login(*connection.execute(_LOGIN).one())


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = make_engine(url, pool_size=1)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError:
        raise DatabaseAway from None
    finally:
        engine.dispose()
