"""A newer word of a call writes the parts of the case that it changed, and no others.

Why: every word of a call wrote the whole case again: slowly, and over what a coordinator had typed since.
Live database: safe; a column with a constant default, which rewrites no row.
Previous release: keeps working; it never names the column.
Undo: drops it; the next word of an open call writes all parts once.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0101"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.add_column(
        "phone_calls",
        sa.Column("parts", JSONB(), server_default=sa.text("'{}'"), nullable=False),
    )


def downgrade() -> None:
    """Go one step down."""
    op.drop_column("phone_calls", "parts")
