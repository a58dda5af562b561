"""The table of steps as the database keeps it: whatever the code does, no other step is taken."""

from __future__ import annotations

from models.lifecycle import steps
from models.words import Machine

TABLES = {
    Machine.REFERRAL: "referrals",
    Machine.OFFER: "offers",
    Machine.PLACEMENT: "placements",
    Machine.TRANSFER: "transfers",
}
NO_SUCH_STEP = "state_may_follow"
"""Named in the refusal as a constraint is."""


def _allowed() -> str:
    pairs = [f"'{TABLES[one]}:{a}:{b}'" for one in Machine for a, b in sorted(steps(one))]
    return ",\n        ".join(pairs)


GUARD = f"""
CREATE FUNCTION {NO_SUCH_STEP}() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME || ':' || OLD.state || ':' || NEW.state <> ALL (ARRAY[
        {_allowed()}
    ]) THEN
        RAISE EXCEPTION 'no such step'
        USING ERRCODE = 'check_violation', CONSTRAINT = '{NO_SUCH_STEP}';
    END IF;
    RETURN NEW;
END
$$
"""
TRIGGERS = tuple(
    f"CREATE TRIGGER {NO_SUCH_STEP} BEFORE UPDATE ON {table} FOR EACH ROW "
    f"WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION {NO_SUCH_STEP}()"
    for table in TABLES.values()
)
NOT_FOR_ALL = f"REVOKE ALL ON FUNCTION {NO_SUCH_STEP}() FROM PUBLIC"
"""A trigger calls it whoever writes; nobody else has a use for it."""
NO_GUARD = f"DROP FUNCTION {NO_SUCH_STEP}() CASCADE"
