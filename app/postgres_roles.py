"""The roles of a server and a database that belongs to them, made by an administrator of that server.

Everything may be done again: what is there already stays, with the passwords that are said now. The
administrator is a superuser, or a role that may create roles and databases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

OWNER, SERVICE, PLANNER = "havn_owner", "havn_service", "havn_planner"
ROLES = (OWNER, SERVICE, PLANNER)
"""Who has rights of its own; owner and service log in."""
KEEPER = "havn_walls"
READERS = """
havn_coordinator havn_on_call havn_shelter havn_referrer havn_auditor havn_administrator havn_statistics
havn_police havn_lawyer havn_municipality havn_return_counsellor havn_follow_up
havn_coordinator_wide havn_on_call_wide havn_shelter_wide havn_administrator_wide
""".split()  # noqa: SIM905 - read as a list of names
"""Whom the service steps into for whoever calls; nobody logs in as one of them."""
QUIET = {
    # Errors carry the rows and values they speak of, so none reaches the log: neither the
    # statement, nor its parameters, nor the message itself ("log" stands above "error").
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_min_duration_statement": "-1",
    "log_duration": "off",
    "timezone": "UTC",
}
"""Settings of a database whose server's log may hold nothing of people."""
ONE_INSTALLER = 4_711_008_003
"""Key of the advisory lock of whoever installs."""


class ServerRefused(Exception):
    """The server cannot be used so; the text names a role or a code, never an address or a password."""


@contextmanager
def administrator(url: str) -> Iterator[psycopg.Connection]:
    """A connection of the server's administrator, each statement its own transaction.

    Raises
    ------
    ServerRefused
        When nobody answers there, or the administrator may not do what is asked.
    """
    try:
        plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
        with psycopg.connect(plain, autocommit=True, connect_timeout=5) as admin:
            admin.execute("SELECT pg_advisory_lock(%s)", [ONE_INSTALLER])
            yield admin
    except psycopg.OperationalError:
        raise ServerRefused(
            "no PostgreSQL answers at DATABASE_ADMIN_URL, or it lets nobody in"
        ) from None
    except psycopg.errors.InsufficientPrivilege:
        raise ServerRefused("DATABASE_ADMIN_URL may not create roles and databases there") from None
    except psycopg.Error as error:
        raise ServerRefused(f"PostgreSQL refuses ({error.sqlstate or 'no code'})") from None


def address_for(admin: psycopg.Connection, role: str, password: str, database: str) -> str:
    """An address at which that role gets in by its password: as the administrator came, else by loopback.

    Raises
    ------
    ServerRefused
        When it gets in by neither.
    """
    tls = admin.info.get_parameters().get("sslmode")
    more = {"sslmode": tls} if tls else {}
    at = {"user": role, "password": password, "dbname": database, "port": str(admin.info.port)}
    for host in dict.fromkeys([admin.info.host, "127.0.0.1"]):
        if _gets_in(host, at, more):
            return _address(host, at, more)
    raise ServerRefused(
        f"{role} cannot log in by its password: let it in pg_hba.conf (scram-sha-256)"
    )


def _gets_in(host: str, at: Mapping[str, str], more: Mapping[str, str]) -> bool:
    try:
        psycopg.connect(make_conninfo("", host=host, connect_timeout=5, **at, **more)).close()
    except psycopg.OperationalError:
        return False
    return True


def must_be_ours(admin: psycopg.Connection, passwords: Mapping[str, str], name: str) -> None:
    """Do nothing when what is there of those roles and that database is ours, and nobody else's.

    An administrator's address of another server is soon typed; new passwords there would shut another
    havn out, and a database of another service would be closed to whoever uses it.

    Raises
    ------
    ServerRefused
        When a role is there that our password does not let in, or the database is another role's.
    """
    owner = admin.execute(
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [name]
    ).fetchone()
    if owner not in (None, (OWNER,)):
        raise ServerRefused(
            f"the database {name} there is another role's: name one with --database"
        )
    there = "SELECT FROM pg_roles WHERE rolcanlogin AND rolname = %s"
    for role, password in passwords.items():
        if admin.execute(there, [role]).fetchone() is not None and not any(
            _lets_in(admin, role, password, database)
            for database in dict.fromkeys([name, admin.info.dbname, "template1"])
        ):
            raise ServerRefused(
                f"{role} is there, and our password does not let it in: it is that of another havn, whose"
                " environment files to bring, or pg_hba.conf does not let it in (scram-sha-256)"
            )


def _lets_in(admin: psycopg.Connection, role: str, password: str, database: str) -> bool:
    try:
        address_for(admin, role, password, database)
    except ServerRefused:
        return False
    return True


def _address(host: str, at: Mapping[str, str], more: Mapping[str, str]) -> str:
    login = f"{at['user']}:{quote(at['password'], safe='')}"
    if not host.startswith("/"):
        place, query = f"{host}:{at['port']}", dict(more)
    else:
        place, query = "", {"host": host, "port": at["port"], **more}
    asked = f"?{urlencode(query)}" if query else ""
    return f"postgresql://{login}@{place}/{quote(at['dbname'], safe='')}{asked}"


def prepare_roles(admin: psycopg.Connection, passwords: Mapping[str, str]) -> None:
    """Every role is there; those with a password log in with it, the others log in nowhere."""
    there = {name for (name,) in admin.execute("SELECT rolname FROM pg_roles")}
    lesser = sql.SQL("NOSUPERUSER NOCREATEROLE") if _is_superuser(admin) else sql.SQL("")
    for role, password in passwords.items():
        verb = sql.SQL("ALTER" if role in there else "CREATE")
        hashed = admin.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
        statement = sql.SQL("{} ROLE {} LOGIN {} PASSWORD {}")
        admin.execute(statement.format(verb, sql.Identifier(role), lesser, hashed.decode()))
    for role in (PLANNER, KEEPER, *READERS):
        if role not in there and role not in passwords:
            admin.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
    # The service has a reader's rights only while it has stepped into that role.
    admin.execute(sql.SQL("ALTER ROLE {} NOINHERIT").format(sql.Identifier(SERVICE)))
    for role in (*READERS, PLANNER):
        _join(admin, role, SERVICE)
    _join(admin, KEEPER, OWNER)


def logins_there(admin: psycopg.Connection) -> bool:
    """Whether this server has a role of havn already that logs in."""
    found = admin.execute(
        "SELECT FROM pg_roles WHERE rolcanlogin AND rolname = ANY (%s)", [list(ROLES)]
    )
    return found.fetchone() is not None


def has_database(admin: psycopg.Connection, name: str) -> bool:
    """Whether this server has a database of that name."""
    return (
        admin.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None
    )


def create_database(admin: psycopg.Connection, name: str, *, template: str = "template0") -> None:
    """A database of that name which the owner owns, in UTF-8."""
    database, owner = sql.Identifier(name), sql.Identifier(OWNER)
    encoded = sql.SQL("ENCODING 'UTF8'" if template == "template0" else "")
    made = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} {}")
    _as_owner(admin, made.format(database, owner, sql.Identifier(template), encoded))


def let_in(admin: psycopg.Connection, name: str) -> None:
    """Only our roles may enter that database."""
    database = sql.Identifier(name)
    roles = sql.SQL(", ").join(map(sql.Identifier, (SERVICE, PLANNER)))
    _as_owner(
        admin,
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, roles),
    )


def quiet(admin: psycopg.Connection, name: str) -> None:
    """What is done in that database leaves no statement and no row in the server's log, and times are UTC.

    Only a superuser may say so; where the administrator is none, the doctor says what is left to do.
    """
    if not _is_superuser(admin):
        return
    for setting, value in QUIET.items():
        admin.execute(
            sql.SQL("ALTER DATABASE {} SET {} = {}").format(
                sql.Identifier(name), sql.Identifier(setting), sql.Literal(value)
            )
        )


def _as_owner(admin: psycopg.Connection, *statements: sql.Composed) -> None:
    """Run them by somebody who has the owner's rights, for as long as that takes."""
    lent = not _is_superuser(admin)
    if lent:
        admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))
    try:
        for statement in statements:
            admin.execute(statement)
    finally:
        if lent:
            admin.execute(sql.SQL("REVOKE {} FROM CURRENT_USER").format(sql.Identifier(OWNER)))


def _is_superuser(admin: psycopg.Connection) -> bool:
    row = admin.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


def _join(admin: psycopg.Connection, role: str, member: str) -> None:
    statement = sql.SQL("GRANT {} TO {}")
    admin.execute(statement.format(sql.Identifier(role), sql.Identifier(member)))
