"""A rule that keeps two women apart can be set aside where both wish it.

Why: H05 is waived by two persons with the police and with both women's recorded wish (domain 9.6); the
wish had no place, so that such a waiver was taken and never counted.
Live database: safe; a column with a constant default, which rewrites no row.
Previous release: keeps working; it never names the column, and its waivers of H05 count as little as before.
Undo: drops it; waivers of H05 stay and count no more.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0129"
down_revision = "0128"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.add_column(
        "waivers",
        sa.Column("wished_by_both", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )


def downgrade() -> None:
    """Go one step down."""
    op.drop_column("waivers", "wished_by_both")
