"""A passkey may open an empty workload, as a word under duress does.

Why: whoever signs in by passkey alone could be made to, and nobody heard of it (security AT16).
Live database: a column with a constant default, which rewrites no row, and an index over few rows; the
CHECK of ways in takes one word more, which scans the sessions of 30 days.
Previous release: keeps working; it never names the column, and would let such a passkey into her work.
Undo: such passkeys and their sessions are taken out first: none of them may open her work.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0051"
branch_labels = None
depends_on = None

LIVE = sa.text("opens = 'DURESS' AND removed_at IS NULL")
BEFORE = "'PASSKEY', 'PASSWORD', 'DURESS', 'PROVIDER'"


def upgrade() -> None:
    """Go one step up."""
    op.add_column(
        "passkeys", sa.Column("opens", sa.Text(), server_default=sa.text("'OWN'"), nullable=False)
    )
    op.create_check_constraint(
        op.f("ck_passkeys_opens_words"), "passkeys", "opens IN ('OWN', 'DURESS')"
    )
    op.create_index(
        "uq_passkeys_duress_live", "passkeys", ["account_id"], unique=True, postgresql_where=LIVE
    )
    _ways(f"{BEFORE}, 'DURESS_KEY'")


def _ways(words: str) -> None:
    name = op.f("ck_sessions_signed_in_by_words")
    op.drop_constraint(name, "sessions")
    op.create_check_constraint(name, "sessions", f"signed_in_by IN ({words})")


def downgrade() -> None:
    """Go one step down."""
    op.execute("DELETE FROM sessions WHERE signed_in_by = 'DURESS_KEY'")
    _ways(BEFORE)
    op.execute("DELETE FROM passkeys WHERE opens = 'DURESS'")
    op.drop_index("uq_passkeys_duress_live", "passkeys")
    op.drop_constraint(op.f("ck_passkeys_opens_words"), "passkeys")
    op.drop_column("passkeys", "opens")
