"""What an erased case leaves with others of the same person: in no count, or counted by it already.

Why: erasing a case took her no to statistics, and that she had been counted, from the cases that it was tied to
(decision 0301). Old rows say nothing: what was erased before this step is not known any more.
Live database: safe; a column that may be null rewrites no row; its check reads referrals once.
Previous release: keeps working; it never names the column.
Undo: drops the column; the word of cases that were erased is lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0301"
down_revision = "0300"
branch_labels = None
depends_on = None

CHECK = "ck_referrals_counted_as_words"


def upgrade() -> None:
    """Go one step up."""
    op.add_column("referrals", sa.Column("counted_as", sa.Text(), nullable=True))
    holds = "counted_as IN ('AGAIN', 'IN_NO_COUNT')"
    op.create_check_constraint(op.f(CHECK), "referrals", holds)


def downgrade() -> None:
    """Go one step down."""
    op.drop_constraint(op.f(CHECK), "referrals")
    op.drop_column("referrals", "counted_as")
