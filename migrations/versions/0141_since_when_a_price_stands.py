"""A price says from which night on it stands.

Why: a price is of one row of the plan, and rows stand only for nights that can bind; a stay of two nights
before that night was told that a unit is free which the plan needs (decision 0268). Old rows stand from
before any plan, the safe side: they are asked of more stays than they should be, until the next plan.
Live database: safe; a constant default rewrites no row, and the table holds the prices of one run.
Previous release: keeps working; it never names the column, and its rows get the default.
Undo: drops the column; prices are asked of stays that hold the row's own night, as before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0141"
down_revision = "0138"
branch_labels = None
depends_on = None

CHECK = "ck_unit_prices_since_no_later"


def upgrade() -> None:
    """Go one step up."""
    since = sa.Column("since", sa.Date(), server_default=sa.text("'2000-01-01'"), nullable=False)
    op.add_column("unit_prices", since)
    op.create_check_constraint(op.f(CHECK), "unit_prices", "since <= night")


def downgrade() -> None:
    """Go one step down."""
    op.drop_constraint(op.f(CHECK), "unit_prices")
    op.drop_column("unit_prices", "since")
