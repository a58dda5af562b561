"""An evening's levels have one for anybody beside that of on-call.

Why: the level of a region with one or two houses is that of a house, and the one of the open houses alone
tells that one pauses or was found (decision 0282). Old rows are UNKNOWN for anybody, the safe side: until
the next evening's list nothing is told.
Live database: safe; a constant default rewrites no row, and the table holds thirty evenings of five.
Previous release: keeps working; it never names the column, and its rows get the default.
Undo: drops the column; anybody reads the level of on-call again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0282"
down_revision = "0288"
branch_labels = None
depends_on = None

CHECK = "ck_fallback_levels_shared_level_words"
LEVELS = "'NONE', 'FEW', 'SEVERAL', 'UNKNOWN'"


def upgrade() -> None:
    """Go one step up."""
    level = sa.Column(
        "shared_level", sa.Text(), server_default=sa.text("'UNKNOWN'"), nullable=False
    )
    op.add_column("fallback_levels", level)
    op.create_check_constraint(op.f(CHECK), "fallback_levels", f"shared_level IN ({LEVELS})")


def downgrade() -> None:
    """Go one step down."""
    op.drop_constraint(op.f(CHECK), "fallback_levels")
    op.drop_column("fallback_levels", "shared_level")
