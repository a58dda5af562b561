"""The police may report that she is found without knowing where; nobody is told of the house.

Why: the police report for an own case, and the house is found by havn: its name is not theirs to read.
Live database: safe; a column with a constant default, which rewrites no row.
Previous release: keeps working; it never names the column, and its police name the house themselves.
Undo: drops it; reports that named no house would be told with its code name.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0118"
down_revision = "0085"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.add_column(
        "compromises",
        sa.Column("unnamed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )


def downgrade() -> None:
    """Go one step down."""
    op.drop_column("compromises", "unnamed")
