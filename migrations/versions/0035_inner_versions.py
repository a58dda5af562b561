"""A shelter has an inner version beside the one that its own house sees.

Why: the version of a profile rose when somebody reported a suspicion or declared a tie, so a house
could see from its own ETag that it was spoken of (security 2, AT02).
Live database: one column with a constant default; rewrites no row.
Previous release: keeps working; it never names the column. Lines of plans that were made before
count as stale, which is the safe side.
Undo: drops the column.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.add_column(
        "shelters", sa.Column("inner_version", sa.Integer(), server_default="1", nullable=False)
    )


def downgrade() -> None:
    """Go one step down."""
    op.drop_column("shelters", "inner_version")
