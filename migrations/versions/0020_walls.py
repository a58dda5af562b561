"""A role of the database for each role of people, and room for the walls between tenants.

Why: what one tenant may not see the database refuses too, whatever a query forgot (AT02, ASVS 8.4.1
and 13.2.2). Row-level security and rights are raised after the last step, from the records and the
matrix (migrations/walls.py); this step makes who they are for.
Live database: no table changes in this step. Raising the walls locks each table for a moment.
Previous release: sees no row any more once the walls stand, since it signs nothing; it must be
stopped before.
Undo: takes every wall down; the code alone keeps tenants apart. The roles stay, since other
databases may grant to them.
"""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0036"
branch_labels = None
depends_on = None

KEEPER = "havn_walls"
ROLES = """
havn_coordinator havn_on_call havn_shelter havn_referrer havn_auditor havn_administrator havn_statistics
havn_police havn_lawyer havn_municipality havn_return_counsellor havn_follow_up
havn_coordinator_wide havn_on_call_wide havn_shelter_wide havn_administrator_wide
""".split()  # noqa: SIM905 - read as a list of names
STEPPED_INTO = [*ROLES, "havn_planner"]


def _role(name: str) -> None:
    """Make a role without a login unless the cluster has it; as the first step does."""
    op.execute(f"""
        DO $$
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN
                CREATE ROLE {name} NOLOGIN;
            END IF;
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN
                NULL;  -- another database of this cluster migrates at the same time
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'create the role {name} (NOLOGIN) first, or let the owner create roles';
        END
        $$
    """)


def _membership(role: str, of: str) -> None:
    """``of`` may step into ``role``; granted unless it was before."""
    op.execute(f"""
        DO $$
        BEGIN
            IF NOT EXISTS (
                SELECT FROM pg_auth_members
                WHERE roleid = '{role}'::regrole AND member = {of}::regrole
            ) THEN
                EXECUTE format('GRANT {role} TO %s', {of}::regrole);
            END IF;
        EXCEPTION
            WHEN unique_violation OR SQLSTATE 'XX000' THEN
                NULL;  -- another database of this cluster migrates at the same time
            WHEN insufficient_privilege OR invalid_grant_operation THEN
                RAISE EXCEPTION 'GRANT {role} TO % first, or let the owner create roles', {of};
        END
        $$
    """)


def upgrade() -> None:
    """Go one step up."""
    for role in (KEEPER, *ROLES):
        _role(role)
    # Whoever steps into a role has its rights only then: the service does not carry them about.
    op.execute("""
        DO $$
        BEGIN
            IF (SELECT rolinherit FROM pg_roles WHERE rolname = 'havn_service') THEN
                ALTER ROLE havn_service NOINHERIT;
            END IF;
        EXCEPTION
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'ALTER ROLE havn_service NOINHERIT first, or let the owner do it';
        END
        $$
    """)
    for role in STEPPED_INTO:
        _membership(role, "'havn_service'")
    _membership(KEEPER, "current_user")


def downgrade() -> None:
    """Go one step down."""
    op.execute("""
        DO $$
        DECLARE
            wall record;
        BEGIN
            FOR wall IN SELECT tablename, policyname FROM pg_policies
                WHERE schemaname = 'public' AND policyname LIKE 'wall\\_%'
            LOOP
                EXECUTE format('DROP POLICY %I ON public.%I', wall.policyname, wall.tablename);
            END LOOP;
            FOR wall IN SELECT relname FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relrowsecurity
            LOOP
                EXECUTE format('ALTER TABLE public.%I DISABLE ROW LEVEL SECURITY,'
                    ' NO FORCE ROW LEVEL SECURITY', wall.relname);
            END LOOP;
        END
        $$
    """)
    op.execute("DROP SCHEMA IF EXISTS walls CASCADE")
    for role in (KEEPER, *ROLES):
        op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
        op.execute(f"REVOKE USAGE ON SCHEMA public FROM {role}")
