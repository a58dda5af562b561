"""What a unit would have been worth to the last plan is kept, unit by unit and night by night.

Why: the options of one caller shall not spend a unit that others need more (domain 10.3, decision 0119).
Live database: one new table.
Previous release: keeps working; it never names the table.
Undo: drops the table; the next plan tells its prices again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0042"
branch_labels = None
depends_on = None

TIERS = "'p1', 'p2', 'p3', 'risk_max', 'risk_sum', 'changes', 'wishes', 'stability', 'services', 'stewardship'"


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "unit_prices",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.CheckConstraint("price > 0", name=op.f("ck_unit_prices_price_above_nothing")),
        sa.CheckConstraint(f"tier IN ({TIERS})", name=op.f("ck_unit_prices_tier_words")),
        sa.ForeignKeyConstraint(["run_id"], ["plan_runs.id"], name=op.f("fk_unit_prices_run_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_prices_unit_id")),
        sa.PrimaryKeyConstraint("run_id", "unit_id", "night", "tier", name=op.f("pk_unit_prices")),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON unit_prices TO havn_service")
    op.execute("GRANT SELECT, INSERT, DELETE ON unit_prices TO havn_planner")


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("unit_prices")
