"""An identity provider may vouch for somebody who has enrolled and linked herself.

Why: issue 3, item 1 (optional OIDC). One table, and words of challenges and sessions for it.
Live database: a new table; three CHECK constraints of two short-lived tables are made anew and
checked over their rows, which are hundreds.
Previous release: keeps working; it names nothing of the new table and writes none of the words.
Undo: drops the table; challenges and sessions of those words go, so whoever signed in by the
provider signs in anew by another way.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0015"
branch_labels = None
depends_on = None

NOBODYS = "ck_challenges_only_a_sign_in_is_of_nobody"
PURPOSES = "ck_challenges_purpose_words"
WAYS = "ck_sessions_signed_in_by_words"


def _words(name: str, table: str, condition: str) -> None:
    op.drop_constraint(op.f(name), table)
    op.create_check_constraint(op.f(name), table, condition)


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "provider_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "length(subject) BETWEEN 1 AND 255",
            name=op.f("ck_provider_links_subject_as_providers_have_it"),
        ),
        sa.CheckConstraint(
            "removed_at >= created_at", name=op.f("ck_provider_links_removed_after_made")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_provider_links_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_links")),
    )
    op.create_index(
        op.f("ix_provider_links_account_id"), "provider_links", ["account_id"], unique=False
    )
    op.create_index(
        "uq_provider_links_live",
        "provider_links",
        ["issuer", "subject"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    _words(
        PURPOSES,
        "challenges",
        "purpose IN ('SIGN_IN', 'ENROL', 'STEP_UP', 'PROVIDER_SIGN_IN', 'PROVIDER_LINK', "
        "'PROVIDER_PROVEN')",
    )
    _words(
        NOBODYS,
        "challenges",
        "(purpose IN ('SIGN_IN', 'PROVIDER_SIGN_IN')) = (account_id IS NULL)",
    )
    _words(WAYS, "sessions", "signed_in_by IN ('PASSKEY', 'PASSWORD', 'DURESS', 'PROVIDER')")
    op.execute("GRANT SELECT, INSERT, UPDATE ON provider_links TO havn_service")


def downgrade() -> None:
    """Go one step down."""
    op.execute("DELETE FROM challenges WHERE purpose LIKE 'PROVIDER%'")
    op.execute("DELETE FROM sessions WHERE signed_in_by = 'PROVIDER'")
    _words(WAYS, "sessions", "signed_in_by IN ('PASSKEY', 'PASSWORD', 'DURESS')")
    _words(NOBODYS, "challenges", "(purpose = 'SIGN_IN') = (account_id IS NULL)")
    _words(PURPOSES, "challenges", "purpose IN ('SIGN_IN', 'ENROL', 'STEP_UP')")
    op.drop_index(
        "uq_provider_links_live",
        table_name="provider_links",
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.drop_index(op.f("ix_provider_links_account_id"), table_name="provider_links")
    op.drop_table("provider_links")
