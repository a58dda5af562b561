"""What makes the walls of ``models.walls`` stand in the database: functions, policies, rights.

Every statement may be run again. A transaction says for whom it is in ``havn.who``: the text
``ROLE|account|shelter|organisation``, signed with a secret that only its connection and
``walls.bonds`` know. So a statement that was smuggled in may set its role or this text, and sees
nothing for it: no other text has a signature (decision 0096).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache

from sqlalchemy import Table

from models import rights
from models.base import Base, Writes
from models.rights import Code
from models.walls import WALLS
from models.words import Role

KEEPER = "havn_walls"
"""Owns the schema ``walls`` and what is in it, and nothing else; nobody logs in as it."""
SERVICE, PLANNER = "havn_service", "havn_planner"
WIDE_ROLES = (Role.COORDINATOR, Role.ON_CALL, Role.SHELTER, Role.ADMIN)
"""Roles with a second one in the database: the same rows, and the columns that the service joins."""
_OTHER_NAMES = {Role.BATCH: PLANNER, Role.ADMIN: "havn_administrator"}
"""``havn_admin`` is the superuser of the embedded database."""
SEES = frozenset({Code.READ, Code.OWN, Code.PSEUDONYM})
"""Codes with which the database hands out a column. A band, a count, a disclosure and a broken
glass are the service's to give: they come out of a listed step beyond the wall."""


def database_role(role: Role) -> str:
    """Who somebody of this role is to the database."""
    return _OTHER_NAMES.get(role, f"havn_{role.lower()}")


def wide_role(role: Role) -> str:
    """The same rows with every column but the sealed ones."""
    return f"{database_role(role)}_wide"


READERS = tuple(role for role in Role if role is not Role.BATCH)
ROLES = (
    *(database_role(role) for role in READERS),
    *(wide_role(role) for role in WIDE_ROLES),
)
"""Roles that own nothing and log in nowhere; the service steps into them. The planner's is older."""

FOUNDATIONS = f"""
CREATE SCHEMA IF NOT EXISTS walls AUTHORIZATION {KEEPER};
REVOKE ALL ON SCHEMA walls FROM PUBLIC;
SET LOCAL ROLE {KEEPER};
CREATE TABLE IF NOT EXISTS walls.bonds (
    pid int NOT NULL,
    started timestamptz NOT NULL,
    secret bytea NOT NULL CHECK (octet_length(secret) = 32),
    PRIMARY KEY (pid, started)
);
CREATE OR REPLACE FUNCTION walls.bond_is_own() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.pid := pg_backend_pid();
    NEW.started := (SELECT backend_start FROM pg_stat_get_activity(pg_backend_pid()));
    RETURN NEW;
END
$$;
CREATE OR REPLACE FUNCTION walls.bonds_that_ended() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM walls.bonds WHERE (pid, started) IN (
        SELECT b.pid, b.started FROM walls.bonds b
        WHERE b.pid = NEW.pid AND b.started < NEW.started
            OR b.started < now() - interval '1 minute'
                AND NOT EXISTS (SELECT FROM pg_stat_get_activity(NULL) a WHERE a.pid = b.pid)
        FOR UPDATE SKIP LOCKED);
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER own BEFORE INSERT ON walls.bonds
FOR EACH ROW EXECUTE FUNCTION walls.bond_is_own();
CREATE OR REPLACE TRIGGER ended AFTER INSERT ON walls.bonds
FOR EACH ROW EXECUTE FUNCTION walls.bonds_that_ended();
"""  # noqa: S608 - names of our own
"""A connection's secret. Its row is made by the connection itself, once: number and start are
not the writer's to say, and the start is unknown to whoever stepped into another role."""

SAID = """
CREATE OR REPLACE FUNCTION walls.said(wanted text) RETURNS text[] LANGUAGE plpgsql
STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    who text := current_setting('havn.who', true);
    body text := left(who, -65);
    known bytea;
BEGIN
    IF split_part(body, '|', 1) IS DISTINCT FROM wanted THEN
        RETURN NULL;
    END IF;
    SELECT secret INTO known FROM walls.bonds
    WHERE pid = pg_backend_pid() ORDER BY started DESC LIMIT 1;
    IF encode(sha256(known || sha256(known || convert_to(body, 'UTF8'))), 'hex')
        IS DISTINCT FROM right(who, 64)
    THEN
        RETURN NULL;
    END IF;
    RETURN string_to_array(body, '|', '');
END
$$
"""


def _listing(name: str, body: str) -> str:
    """A function that lists what whoever this transaction is for may see, for one role."""
    return f"""
CREATE OR REPLACE FUNCTION walls.{name}(wanted text) RETURNS uuid[] LANGUAGE plpgsql
STABLE SECURITY DEFINER PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    me text[] := walls.said(wanted);
BEGIN
    IF me IS NULL THEN
        RETURN NULL;
    END IF;
{body}
END
$$"""


_MEMBER = """
        SELECT m.referral_id FROM public.case_members m
        WHERE m.account_id = me[2]::uuid AND m.ended_at IS NULL
            AND (m.until IS NULL OR m.until > now())
            AND ((m.consent_id IS NULL AND m.scope = 'ASSIGNED') OR EXISTS (
                SELECT FROM public.consents c WHERE c.id = m.consent_id AND c.answer = 'GIVEN'
                    AND c.withdrawn_at IS NULL AND c.expires_at > now()
                    AND NOT EXISTS (
                        SELECT FROM public.consents l WHERE l.household_id = c.household_id
                            AND l.purpose = c.purpose AND l.answer <> 'GIVEN'
                            AND l.given_at >= c.given_at)))
"""
"""Cases on which an account stands; a consent holds as ``app.store.members.consent_holds`` asks it."""
_SHUT = """
        SELECT r.referral_id FROM public.case_readers r
        WHERE r.listing = 'DENIED' AND r.account_id = me[2]::uuid AND r.lifted_at IS NULL
"""
"""Cases that a list of readers keeps from one account."""
_NOT_NAMED = f"""
        {_SHUT}
        UNION
        SELECT r.referral_id FROM public.case_readers r
        WHERE r.listing = 'ALLOWED' AND r.lifted_at IS NULL AND NOT EXISTS (
            SELECT FROM public.case_readers o
            WHERE o.referral_id = r.referral_id AND o.account_id = me[2]::uuid
                AND o.listing = 'ALLOWED' AND o.lifted_at IS NULL)
"""  # noqa: S608 - a text of our own
"""The same, and cases for which others alone are named."""
LISTINGS = (
    _listing(
        "households",
        """
    IF wanted = 'SHELTER' THEN
        RETURN ARRAY(
            (SELECT o.household_id FROM public.offers o
            WHERE o.shelter_id = me[3]::uuid AND o.asked_at IS NOT NULL
                AND o.state IN ('SHELTER_ASKED', 'SHELTER_YES', 'SHOWN', 'TAKEN')
            UNION
            SELECT p.household_id FROM public.placements p
            WHERE p.shelter_id = me[3]::uuid AND p.state IN ('ACCEPTED', 'ARRIVED'))
            EXCEPT (SELECT unnest(walls.hidden_households(wanted))));
    END IF;
    RETURN ARRAY(
        SELECT h.id FROM public.households h WHERE h.referral_id = ANY (walls.cases(wanted)));""",
    ),
    _listing(
        "cases",
        f"""
    IF wanted = 'SHELTER' THEN
        RETURN ARRAY(
            SELECT h.referral_id FROM public.households h WHERE h.id IN (
                SELECT o.household_id FROM public.offers o
                WHERE o.shelter_id = me[3]::uuid AND o.asked_at IS NOT NULL
                UNION ALL
                SELECT p.household_id FROM public.placements p WHERE p.shelter_id = me[3]::uuid)
            EXCEPT ({_SHUT}));
    END IF;
    IF wanted = 'REFERRER' THEN
        RETURN ARRAY(
            (SELECT r.id FROM public.referrals r WHERE r.referrer_account_id = me[2]::uuid
            UNION {_MEMBER})
            EXCEPT ({_NOT_NAMED}));
    END IF;
    RETURN ARRAY(({_MEMBER}) EXCEPT ({_NOT_NAMED}));""",  # noqa: S608 - a text of our own
    ),
    _listing(
        "houses",
        """
    IF wanted = 'SHELTER' THEN
        RETURN ARRAY[me[3]::uuid];
    END IF;
    IF wanted = 'POLICE' THEN
        RETURN ARRAY(
            SELECT p.shelter_id FROM public.placements p
            WHERE p.household_id = ANY (walls.households(wanted)));
    END IF;
    RETURN ARRAY(
        SELECT o.shelter_id FROM public.offers o
        WHERE o.household_id = ANY (walls.households(wanted))
            AND NOT (o.state = 'EXPIRED' AND o.asked_at IS NULL));""",
    ),
    _listing(
        "units",
        """
    RETURN ARRAY(
        SELECT u.id FROM public.units u WHERE u.shelter_id = ANY (walls.houses(wanted)));""",
    ),
    _listing(
        "networks",
        """
    RETURN ARRAY(
        SELECT n.network_id FROM public.household_networks n
        WHERE n.household_id = ANY (walls.households(wanted))
        UNION
        SELECT a.network_id FROM public.threat_actors a
        WHERE a.household_id = ANY (walls.households(wanted)) AND a.network_id IS NOT NULL);""",
    ),
    _listing(
        "hidden_cases",
        f"""
    IF wanted = 'SHELTER' THEN
        RETURN ARRAY({_SHUT});
    END IF;
    RETURN ARRAY({_NOT_NAMED});""",
    ),
    _listing(
        "hidden_households",
        """
    RETURN ARRAY(
        SELECT h.id FROM public.households h
        WHERE h.referral_id = ANY (walls.hidden_cases(wanted)));""",
    ),
)
ANSWERS = (
    "said",
    "households",
    "cases",
    "houses",
    "units",
    "networks",
    "hidden_cases",
    "hidden_households",
)
"""What policies ask, and so all that anybody may call: whoever may call a trigger's function can
hang it on a table of her own, where it works with its owner's rights on rows that she wrote."""
OWNERS_FUNCTIONS = ("audit_events_append_only()", "audit_events_head()", "honey_heard()")
"""Functions of the steps; PostgreSQL lets everybody call a new function."""
NO_TEMPORARY = f"""
DO $$
DECLARE
    everybody text[] := string_to_array('{SERVICE},{PLANNER},{",".join(ROLES)}', ',');
BEGIN
    IF NOT EXISTS (SELECT FROM unnest(everybody || 'public'::text) r
        WHERE has_database_privilege(r, current_database(), 'TEMPORARY'))
    THEN
        RETURN;
    END IF;
    BEGIN
        EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC, {SERVICE}, {PLANNER}, '
            '{", ".join(ROLES)}', current_database());
    EXCEPTION WHEN insufficient_privilege THEN
        NULL;  -- told below, as where the right was another's to take back
    END;
    IF EXISTS (SELECT FROM unnest(everybody || 'public'::text) r
        WHERE has_database_privilege(r, current_database(), 'TEMPORARY'))
    THEN
        RAISE EXCEPTION 'REVOKE TEMPORARY ON DATABASE % FROM PUBLIC and the roles of havn first,'
            ' or let the owner of the tables own the database', current_database();
    END IF;
END
$$
"""  # noqa: S608 - names of our own
"""Nobody but the owner makes a table: a new database lets everybody make temporary ones."""
KEEPER_READS = {
    "referrals": ("id", "referrer_account_id"),
    "households": ("id", "referral_id"),
    "case_members": ("referral_id", "account_id", "scope", "ended_at", "until", "consent_id"),
    "case_readers": ("referral_id", "account_id", "listing", "lifted_at"),
    "consents": (
        "id",
        "household_id",
        "purpose",
        "answer",
        "given_at",
        "withdrawn_at",
        "expires_at",
    ),
    "offers": ("household_id", "shelter_id", "asked_at", "state"),
    "placements": ("household_id", "shelter_id", "state"),
    "units": ("id", "shelter_id"),
    "household_networks": ("household_id", "network_id"),
    "threat_actors": ("household_id", "network_id"),
}
"""All that the functions above read."""


def all_statements() -> list[str]:
    """Everything that makes the walls stand, in order, for whoever owns the tables."""
    return [*_statements(), f"COMMENT ON SCHEMA walls IS '{fingerprint()}'"]


@cache
def _statements() -> tuple[str, ...]:
    return tuple(_written())


def _written() -> Iterator[str]:
    yield FOUNDATIONS
    yield SAID
    yield from LISTINGS
    everybody = ", ".join((SERVICE, PLANNER, *ROLES))
    answers = ", ".join(f"walls.{name}(text)" for name in ANSWERS)
    yield f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA walls FROM PUBLIC, {everybody}"
    yield f"GRANT EXECUTE ON FUNCTION {answers} TO {everybody}"
    yield f"GRANT INSERT (secret) ON walls.bonds TO {SERVICE}"
    yield f"GRANT USAGE ON SCHEMA walls TO {everybody}, CURRENT_USER"
    yield "RESET ROLE"
    yield NO_TEMPORARY
    yield f"REVOKE ALL ON FUNCTION {', '.join(OWNERS_FUNCTIONS)} FROM PUBLIC, {everybody}"
    yield f"GRANT EXECUTE ON FUNCTION audit_events_head() TO {SERVICE}, {PLANNER}"
    yield f"GRANT USAGE ON SCHEMA public TO {KEEPER}, {', '.join(ROLES)}"
    for table in Base.metadata.sorted_tables:
        yield from _wall_of(table)
    # The planner's rights stand in the steps; of a second look it knows that there was one.
    yield f"GRANT SELECT (confirmation_id, agreed) ON vacancy_reviews TO {PLANNER}"


def fingerprint() -> str:
    """What stands in the comment of the schema when exactly these statements were run."""
    return hashlib.sha256("\n".join(_statements()).encode()).hexdigest()


def _wall_of(table: Table) -> Iterator[str]:
    name = table.name
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
    yield f"REVOKE ALL ON {name} FROM {KEEPER}, {', '.join(ROLES)}"
    yield from _policy(name, "owner", "CURRENT_USER", "true")
    yield from _policy(name, "service", SERVICE, "(SELECT walls.said('SERVICE') IS NOT NULL)")
    if name in KEEPER_READS:
        yield f"GRANT SELECT ({', '.join(KEEPER_READS[name])}) ON {name} TO {KEEPER}"
        yield from _policy(name, "walls", KEEPER, "true", "SELECT")
    for role in Role:
        to = database_role(role)
        if role in WIDE_ROLES:
            to += f", {wide_role(role)}"
        wall = WALLS[name]
        yield from _policy(name, role.lower(), to, wall.seen(role), written=wall.written(role))
    for role in READERS:
        yield from _rights(table, role)
    for role in WIDE_ROLES:
        yield from _all_rights(table, wide_role(role))


def _policy(
    table: str, name: str, to: str, seen: str, verb: str = "ALL", written: str | None = None
) -> Iterator[str]:
    check = "" if verb == "SELECT" else f" WITH CHECK ({written or seen})"
    yield f"DROP POLICY IF EXISTS wall_{name} ON {table}"
    yield f"CREATE POLICY wall_{name} ON {table} FOR {verb} TO {to} USING ({seen}){check}"


def column_rights(table: Table, role: Role) -> dict[str, tuple[str, ...]]:
    """Verbs and the columns for which a role of the database has them, from the matrix.

    Whoever may read or write anything of a row may also read the keys that name it; of a table
    with sealed columns nobody has anything.
    """
    codes = _codes(table, role)
    if any(column.info["class"] == "X" for column in table.columns):
        return {}
    read = [name for name, some in codes.items() if some & SEES]
    written = tuple(name for name, some in codes.items() if Code.WRITE in some)
    keys = [c.name for c in table.columns if c.primary_key or c.name in KEYS]
    seen = tuple(c.name for c in table.columns if c.name in {*read, *keys}) if read else ()
    granted = {"SELECT": seen, "INSERT": written}
    granted["UPDATE"] = () if _writes(table) is Writes.APPEND else written
    return {verb: columns for verb, columns in granted.items() if columns}


KEYS = frozenset({"household_id", "referral_id", "shelter_id", "unit_id", "version"})
"""Columns that say to which case, shelter or version a row belongs."""


def _codes(table: Table, role: Role) -> dict[str, frozenset[Code]]:
    by_column = {c: f.codes[role] for f in rights.FIELDS.values() for c in f.columns}
    return {c.name: by_column[f"{table.name}.{c.name}"] for c in table.columns}


def _writes(table: Table) -> Writes:
    record = next(m.class_ for m in Base.registry.mappers if m.local_table is table)
    found: Writes = record.writes
    return found


def _rights(table: Table, role: Role) -> Iterator[str]:
    granted = column_rights(table, role)
    to = database_role(role)
    for verb, columns in granted.items():
        yield f"GRANT {verb} ({', '.join(columns)}) ON {table.name} TO {to}"
    if "UPDATE" in granted and _writes(table) is Writes.REPLACE:
        yield f"GRANT DELETE ON {table.name} TO {to}"


def _all_rights(table: Table, to: str) -> Iterator[str]:
    if not any(column.info["class"] == "X" for column in table.columns):
        yield f"GRANT SELECT, {_writes(table).value} ON {table.name} TO {to}"
