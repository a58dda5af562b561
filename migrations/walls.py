"""The walls are raised anew after the last step, as the records and the matrix have them now.

They are no step of their own: a step is written once, and the matrix changes with every new column.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from models import wall_sql

_STANDING = text("""
    SELECT obj_description(n.oid, 'pg_namespace') = :fingerprint
        AND (SELECT bool_and(relrowsecurity AND relforcerowsecurity) FROM pg_class c
             WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
                 AND relname <> 'alembic_version')
        AND (SELECT count(*) FROM pg_policies WHERE policyname LIKE 'wall_%') = :policies
        AND NOT has_database_privilege('public', current_database(), 'TEMPORARY')
        AND NOT EXISTS (SELECT FROM pg_proc p
            WHERE (p.pronamespace = n.oid OR p.oid = ANY (CAST(:closed AS regprocedure[])))
                AND has_function_privilege('public', p.oid, 'EXECUTE'))
    FROM pg_namespace n WHERE nspname = 'walls'
""")


def raise_walls(connection: Connection) -> None:
    """The walls stand as the records say; nothing is locked when they stood so before.

    In the caller's transaction: nobody ever meets a table whose wall is half up.
    """
    wanted = wall_sql.all_statements()
    policies = sum(statement.startswith("CREATE POLICY") for statement in wanted)
    told = {
        "fingerprint": wall_sql.fingerprint(),
        "policies": policies,
        "closed": list(wall_sql.OWNERS_FUNCTIONS),
    }
    if connection.execute(_STANDING, told).scalar_one_or_none():
        return
    # One text without parameters, so that a thousand statements are one message.
    connection.exec_driver_sql(";\n".join(wanted), execution_options={"no_parameters": True})
