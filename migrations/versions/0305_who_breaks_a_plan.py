"""A run keeps whom it found to break the planner until it has a plan.

Why: finding one may take minutes, and a run that was ended after an hour began to look for all of them anew
(decision 0305).
Live database: safe; a column that may be null, which rewrites nothing.
Previous release: keeps working; it neither reads nor writes it.
Undo: drops the column; whoever was found is looked for again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0305"
down_revision = "0283"
branch_labels = None
depends_on = None

CHECK = "ck_plan_runs_breaking_is_by_id"


def upgrade() -> None:
    """Go one step up."""
    column = sa.Column("breaking", postgresql.JSONB(astext_type=sa.Text()), nullable=True)
    op.add_column("plan_runs", column)
    op.create_check_constraint(op.f(CHECK), "plan_runs", "jsonb_typeof(breaking) = 'object'")


def downgrade() -> None:
    """Go one step down."""
    op.drop_constraint(op.f(CHECK), "plan_runs")
    op.drop_column("plan_runs", "breaking")
