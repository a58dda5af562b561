"""Alarms that nobody answers go up; tasks that are late for days reach a named contact.

Why: an alarm told those on duty once and then waited for them; and above the duty manager there was
nobody, although a municipality's chief executive can instruct (domain O14).
Live database: safe; one column with a constant default and one that may be empty, which rewrites no
row, one CHECK that holds for every row, and one small table.
Previous release: keeps working; the default fills what it does not name.
Undo: drops them; who was named is lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0072"
branch_labels = None
depends_on = None

PARENTS = {"organisation_id": "organisations", "account_id": "accounts", "set_by": "accounts"}


def upgrade() -> None:
    """Go one step up."""
    op.add_column(
        "alarms", sa.Column("escalations", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("alarms", sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(
        op.f("ck_alarms_escalated_at_some_time"),
        "alarms",
        "(escalations = 0) = (escalated_at IS NULL)",
    )
    op.create_table(
        "escalation_contacts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("after_days", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "after_days BETWEEN 1 AND 365", op.f("ck_escalation_contacts_after_some_days")
        ),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{table}.id"], name=op.f(f"fk_escalation_contacts_{name}")
            )
            for name, table in PARENTS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation_contacts")),
    )
    op.create_index(
        "uq_escalation_contacts_organisation_id",
        "escalation_contacts",
        ["organisation_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON escalation_contacts TO havn_service")


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("escalation_contacts")
    op.drop_constraint(op.f("ck_alarms_escalated_at_some_time"), "alarms")
    op.drop_column("alarms", "escalated_at")
    op.drop_column("alarms", "escalations")
