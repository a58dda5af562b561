"""Cards: what she is told at each change, told again on later days, and who has read the texts.

Why: what she was told, in which language and how was in nobody's record, and a text that nobody who
speaks the language had read could be handed to her (domain 13).
Live database: safe; four new tables. Cases that are there get their first card with their next change.
Previous release: keeps working; it makes no card.
Undo: drops them; what she was told is lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "cards",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("over_at >= made_at", name=op.f("ck_cards_over_after_made")),
        sa.CheckConstraint(
            "topic IN ('LOOKING', 'CHOICES', 'STILL_LOOKING', 'ASKED', 'GOING', "
            "'THERE', 'MOVING', 'LEAVING', 'WITHOUT_A_BED', 'OTHERS_HELP', "
            "'GOODBYE', 'RIGHTS')",
            name=op.f("ck_cards_topic_words"),
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_cards_referral_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
    )
    op.create_index(op.f("ix_cards_referral_id_made_at"), "cards", ["referral_id", "made_at"])
    op.create_index(
        op.f("uq_cards_next_step"),
        "cards",
        ["referral_id"],
        unique=True,
        postgresql_where=sa.text("over_at IS NULL AND topic <> 'RIGHTS'"),
    )
    op.create_index(
        op.f("uq_cards_rights"),
        "cards",
        ["referral_id"],
        unique=True,
        postgresql_where=sa.text("over_at IS NULL AND topic = 'RIGHTS'"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON cards TO havn_service")
    op.create_table(
        "card_tellings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_by", sa.Uuid(), nullable=True),
        sa.Column("way", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("interpreter", sa.Boolean(), nullable=True),
        sa.CheckConstraint("day IN (0, 2, 7, 30)", name=op.f("ck_card_tellings_days")),
        sa.CheckConstraint("way <> 'NONE'", name=op.f("ck_card_tellings_told_in_some_way")),
        sa.CheckConstraint(
            "(told_at IS NULL) = (told_by IS NULL) AND (told_at IS NULL) = (way IS "
            "NULL) AND (told_at IS NULL) = (language IS NULL) AND (told_at IS NULL) "
            "= (interpreter IS NULL)",
            name=op.f("ck_card_tellings_told_whole"),
        ),
        sa.CheckConstraint(
            "way IN ('READ_OUT', 'AUDIO', 'PAPER', 'NONE')", name=op.f("ck_card_tellings_way_words")
        ),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name=op.f("fk_card_tellings_card_id")),
        sa.ForeignKeyConstraint(
            ["told_by"], ["accounts.id"], name=op.f("fk_card_tellings_told_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_tellings")),
        sa.UniqueConstraint("card_id", "day", name=op.f("uq_card_tellings_card_id_day")),
    )
    op.create_index(
        op.f("ix_card_tellings_due"),
        "card_tellings",
        ["due_at"],
        postgresql_where=sa.text("told_at IS NULL"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON card_tellings TO havn_service")
    op.create_table(
        "card_choices",
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chosen_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "way IN ('READ_OUT', 'AUDIO', 'PAPER', 'NONE')", name=op.f("ck_card_choices_way_words")
        ),
        sa.ForeignKeyConstraint(
            ["chosen_by"], ["accounts.id"], name=op.f("fk_card_choices_chosen_by")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_card_choices_referral_id")
        ),
        sa.PrimaryKeyConstraint("referral_id", name=op.f("pk_card_choices")),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON card_choices TO havn_service")
    op.create_table(
        "card_reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Uuid(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("digest ~ '^[0-9a-f]{64}$'", name=op.f("ck_card_reviews_digest_is_one")),
        sa.CheckConstraint("language ~ '^[a-z]{3}$'", name=op.f("ck_card_reviews_language_is_one")),
        sa.CheckConstraint(
            "topic IN ('LOOKING', 'CHOICES', 'STILL_LOOKING', 'ASKED', 'GOING', "
            "'THERE', 'MOVING', 'LEAVING', 'WITHOUT_A_BED', 'OTHERS_HELP', "
            "'GOODBYE', 'RIGHTS')",
            name=op.f("ck_card_reviews_topic_words"),
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["accounts.id"], name=op.f("fk_card_reviews_reviewed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_reviews")),
        sa.UniqueConstraint(
            "topic", "language", "digest", name=op.f("uq_card_reviews_topic_language_digest")
        ),
    )
    op.execute("GRANT SELECT, INSERT ON card_reviews TO havn_service")


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("card_reviews")
    op.drop_table("card_choices")
    op.drop_table("card_tellings")
    op.drop_table("cards")
