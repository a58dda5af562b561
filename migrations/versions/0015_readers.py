"""Who may never open a case and who alone may; whoever took a case stands on it.

Why: staff who know somebody in her network must not see her case, and under kode 6 only the named
may (domain O34, security 5.3). A case is open to those who stand on it (AT04); until now the account
that took a call was known by the call alone, and could not hand it over.
Live database: one new table; one row for each referral that an account of ROSA took, hundreds.
Previous release: keeps working; it reads neither table.
Undo: drops the table and, with it, who was denied; the rows of those who took a case stay, since the
previous release may have ended some of them and they say nothing that the referral does not.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0010"
branch_labels = None
depends_on = None

TAKERS = """
INSERT INTO case_members (id, referral_id, account_id, scope, added_at, added_by)
SELECT gen_random_uuid(), r.id, a.id, 'ASSIGNED', r.received_at, a.id
FROM referrals r JOIN accounts a ON a.id = r.referrer_account_id
WHERE a.role IN ('COORDINATOR', 'ON_CALL') AND NOT EXISTS (
    SELECT FROM case_members m
    WHERE m.referral_id = r.id AND m.account_id = a.id AND m.scope = 'ASSIGNED'
)
"""


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "case_readers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("listing", sa.Text(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=True),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("listed_by", sa.Uuid(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(lifted_at IS NULL) = (lifted_by IS NULL)", op.f("ck_case_readers_lifted_by_somebody")
        ),
        sa.CheckConstraint("lifted_at >= listed_at", op.f("ck_case_readers_lifted_after_listed")),
        sa.CheckConstraint(
            "(listing = 'ALLOWED') = (seat IS NOT NULL)", op.f("ck_case_readers_allowed_has_a_seat")
        ),
        sa.CheckConstraint("seat BETWEEN 1 AND 3", op.f("ck_case_readers_three_seats")),
        sa.CheckConstraint(
            "listing IN ('ALLOWED', 'DENIED')", op.f("ck_case_readers_listing_words")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_case_readers_referral_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_case_readers_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["listed_by"], ["accounts.id"], name=op.f("fk_case_readers_listed_by")
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by"], ["accounts.id"], name=op.f("fk_case_readers_lifted_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_readers")),
    )
    op.create_index(
        op.f("ix_case_readers_account_id_referral_id"),
        "case_readers",
        ["account_id", "referral_id"],
    )
    for name, columns in (
        ("uq_case_readers_once", ["referral_id", "account_id", "listing"]),
        ("uq_case_readers_seat", ["referral_id", "seat"]),
    ):
        still = sa.text("lifted_at IS NULL")
        op.create_index(name, "case_readers", columns, unique=True, postgresql_where=still)
    op.execute("GRANT SELECT, INSERT, UPDATE ON case_readers TO havn_service")
    op.execute(TAKERS)


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("case_readers")
