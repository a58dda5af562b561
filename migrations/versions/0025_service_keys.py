"""Secrets that hung on an earlier master key are kept, wrapped by the present one.

Why: links of the audit chain that were made under the old master key must be verified after it was
changed (security 7); nobody should have to keep the old key itself for that.
Live database: safe; a new table.
Previous release: keeps working; it does not know the table.
Undo: drops the table; links made before the last change of the master key then verify only with
the old key at hand.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "service_keys",
        sa.Column("master_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_by", sa.Text(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("master_id", "purpose", name=op.f("pk_service_keys")),
    )
    op.execute("GRANT SELECT, INSERT ON service_keys TO havn_service")


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("service_keys")
