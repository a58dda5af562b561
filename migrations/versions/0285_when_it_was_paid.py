"""An expense says when it was paid.

Why: the year of an expense was that in which it was asked for, so what was paid after that year had been
told was in no year (decision 0285). Old rows say nothing, and stand in the year in which they were asked
for, as they did: none is told twice.
Live database: safe; a column that may be null rewrites no row.
Previous release: keeps working; it never names the column, and what it pays says nothing.
Undo: drops the column; when something was paid is lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0285"
down_revision = "0282"
branch_labels = None
depends_on = None

CHECK = "ck_expenses_paid_when_paid"


def upgrade() -> None:
    """Go one step up."""
    op.add_column("expenses", sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True))
    holds = "paid_at IS NULL OR state IN ('PAID', 'REFUNDED')"
    op.create_check_constraint(op.f(CHECK), "expenses", holds)


def downgrade() -> None:
    """Go one step down."""
    op.drop_constraint(op.f(CHECK), "expenses")
    op.drop_column("expenses", "paid_at")
