"""Complaints and exclusions wait for a review; who is never matched stands as such.

Why: nobody had to answer a complaint, whoever was left out was so without a reason, and a child, a
person who needs a hospital first or one who wants no bed had no task of anybody (domain 13, SG4, B16).
Live database: safe; two new tables. Who is a child alone already gets her row when her people change.
Previous release: keeps working; it makes no row, and would look for a place for who needs a hospital.
Undo: drops them; complaints that wait are lost and must be heard by word of mouth.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0100"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "complaints",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'EXCLUSION') = (about IN ('NOT_THE_TARGET_GROUP', "
            "'SAFE_ELSEWHERE', 'OTHER_SERVICE', 'DANGER_TO_OTHERS'))",
            name=op.f("ck_complaints_about_what_it_may_be"),
        ),
        sa.CheckConstraint(
            "about IN ('PLACE_OFFERED', 'HOUSE_SAID_NO', 'HOW_I_WAS_TREATED', "
            "'LEFT_WAITING', 'TOLD_TOO_LITTLE', 'PRIVACY', 'LEFT_OUT', 'OTHER', "
            "'NOT_THE_TARGET_GROUP', 'SAFE_ELSEWHERE', 'OTHER_SERVICE', "
            "'DANGER_TO_OTHERS')",
            name=op.f("ck_complaints_about_words"),
        ),
        sa.CheckConstraint(
            "due_at = made_at + interval '72 hours'", name=op.f("ck_complaints_due_in_72_hours")
        ),
        sa.CheckConstraint(
            "length(finding) BETWEEN 1 AND 280", name=op.f("ck_complaints_finding_reasoned")
        ),
        sa.CheckConstraint(
            "kind IN ('COMPLAINT', 'EXCLUSION')", name=op.f("ck_complaints_kind_words")
        ),
        sa.CheckConstraint("length(reason) BETWEEN 1 AND 280", name=op.f("ck_complaints_reasoned")),
        sa.CheckConstraint(
            "reviewed_by <> made_by", name=op.f("ck_complaints_reviewed_by_another")
        ),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (reviewed_by IS NULL) AND (reviewed_at IS "
            "NULL) = (verdict IS NULL) AND (reviewed_at IS NULL) = (finding IS "
            "NULL)",
            name=op.f("ck_complaints_reviewed_whole"),
        ),
        sa.CheckConstraint(
            "said_by IN ('HERSELF', 'HER_HELPER', 'STAFF')",
            name=op.f("ck_complaints_said_by_words"),
        ),
        sa.CheckConstraint(
            "verdict IN ('RIGHT', 'PARTLY', 'NOT_RIGHT')", name=op.f("ck_complaints_verdict_words")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_complaints_made_by")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_complaints_referral_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["accounts.id"], name=op.f("fk_complaints_reviewed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
    )
    op.create_index(
        op.f("ix_complaints_due"),
        "complaints",
        ["due_at"],
        postgresql_where=sa.text("reviewed_at IS NULL"),
    )
    op.create_index(op.f("ix_complaints_referral_id"), "complaints", ["referral_id"])
    op.execute("GRANT SELECT, INSERT, UPDATE ON complaints TO havn_service")
    op.create_table(
        "not_matched",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("ended_at >= made_at", name=op.f("ck_not_matched_ended_after_made")),
        sa.CheckConstraint(
            "why IN ('MINOR', 'HOSPITAL_FIRST', 'OWN_WISH')", name=op.f("ck_not_matched_why_words")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["accounts.id"], name=op.f("fk_not_matched_ended_by")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_not_matched_made_by")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_not_matched_referral_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_matched")),
    )
    op.create_index(
        op.f("uq_not_matched_stands"),
        "not_matched",
        ["referral_id", "why"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON not_matched TO havn_service")
    op.execute("GRANT SELECT ON not_matched TO havn_planner")


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("not_matched")
    op.drop_table("complaints")
