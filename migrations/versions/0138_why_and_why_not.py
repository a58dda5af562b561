"""A plan keeps why each shelter was or was not proposed, and the smallest set of rules that bars her.

Why: a coordinator asks it of the plan that was made, and its picture is gone when she asks (0265).
Live database: safe; three columns that may be null, which rewrites nothing.
Previous release: keeps working; it neither reads nor writes them.
Undo: what the last plan keeps of it is lost; the next plan after the step up writes it again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0138"
down_revision = "0128"
branch_labels = None
depends_on = None

RULES = ", ".join(f"'H{number:02}'" for number in range(1, 22))
CHECKS = (
    ("plan_proposals", "smallest_bars_words", f"smallest_bars <@ ARRAY[{RULES}]::text[]"),
    (
        "plan_proposals",
        "a_set_bars_whom_nobody_may_take",
        "smallest_bars IS NULL OR (state = 'UNPLACED' AND cardinality(smallest_bars) > 0)",
    ),
    ("plan_proposals", "verdicts_are_told", "jsonb_typeof(verdicts) = 'object'"),
    ("plan_runs", "shelters_are_listed", "jsonb_typeof(shelters) = 'array'"),
)


def upgrade() -> None:
    """Go one step up."""
    op.add_column(
        "plan_proposals", sa.Column("smallest_bars", postgresql.ARRAY(sa.Text()), nullable=True)
    )
    op.add_column(
        "plan_proposals",
        sa.Column("verdicts", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    )
    op.add_column(
        "plan_runs", sa.Column("shelters", postgresql.JSONB(astext_type=sa.Text()), nullable=True)
    )
    for table, name, holds in CHECKS:
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, holds)


def downgrade() -> None:
    """Go one step down."""
    for table, name, _ in reversed(CHECKS):
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
    op.drop_column("plan_runs", "shelters")
    op.drop_column("plan_proposals", "verdicts")
    op.drop_column("plan_proposals", "smallest_bars")
