"""The telephone: calls by the id their device made, travel, codes for devices, levels for the list.

Why: a call that is sent twice, late or in pieces must become one case (issue 7); how she travels, by
which code a device came in, and what the printed list of an evening said stood in no place.
Live database: safe; four new tables.
Previous release: keeps working; it knows none of them.
Undo: drops them; which call became which case, notes, travel plans and unused codes are lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0070"
branch_labels = None
depends_on = None

ANSWERS = "'YES', 'NO', 'UNKNOWN'"
REGIONS = "'EAST', 'SOUTH', 'WEST', 'MID', 'NORTH'"


def upgrade() -> None:
    """Go one step up."""
    _phone_calls()
    _travel_plans()
    _device_codes()
    _fallback_levels()


def _phone_calls() -> None:
    op.create_table(
        "phone_calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("call_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("one_line", sa.Text(), nullable=True),
        sa.CheckConstraint("revision >= 1", op.f("ck_phone_calls_revision_counted")),
        sa.CheckConstraint(
            "length(one_line) BETWEEN 1 AND 140", op.f("ck_phone_calls_one_line_short")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_phone_calls_referral_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_phone_calls_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_calls")),
        sa.UniqueConstraint("referral_id", name=op.f("uq_phone_calls_referral_id")),
    )
    op.create_index(op.f("ix_phone_calls_account_id"), "phone_calls", ["account_id"])
    op.execute("GRANT SELECT, INSERT, UPDATE ON phone_calls TO havn_service")


def _travel_plans() -> None:
    words = ("pick_up", "alone", "phone_left")
    op.create_table(
        "travel_plans",
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in (*words, "meeting_point")),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "length(meeting_point) BETWEEN 1 AND 140", op.f("ck_travel_plans_meeting_short")
        ),
        *(
            sa.CheckConstraint(f"{name} IN ({ANSWERS})", op.f(f"ck_travel_plans_{name}_words"))
            for name in words
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placements.id"], name=op.f("fk_travel_plans_placement_id")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by"], ["accounts.id"], name=op.f("fk_travel_plans_noted_by")
        ),
        sa.PrimaryKeyConstraint("placement_id", name=op.f("pk_travel_plans")),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON travel_plans TO havn_service")


def _device_codes() -> None:
    checks = {
        "hash_of_32_bytes": "octet_length(code_sha256) = 32",
        "expires_after_it_was_made": "expires_at > made_at",
        "days_of_a_year": "days BETWEEN 1 AND 365",
        "audience_words": "audience IN ('intake', 'agency')",
    }
    op.create_table(
        "device_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.CheckConstraint(rule, op.f(f"ck_device_codes_{name}"))
            for name, rule in checks.items()
        ),
        *(
            sa.ForeignKeyConstraint([name], ["accounts.id"], name=op.f(f"fk_device_codes_{name}"))
            for name in ("account_id", "made_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_codes")),
        sa.UniqueConstraint("code_sha256", name=op.f("uq_device_codes_code_sha256")),
    )
    op.create_index(op.f("ix_device_codes_account_id"), "device_codes", ["account_id"])
    op.create_index(op.f("ix_device_codes_expires_at"), "device_codes", ["expires_at"])
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON device_codes TO havn_service")


def _fallback_levels() -> None:
    op.create_table(
        "fallback_levels",
        sa.Column("evening", sa.Date(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"region IN ({REGIONS})", op.f("ck_fallback_levels_region_words")),
        sa.CheckConstraint(
            "level IN ('NONE', 'FEW', 'SEVERAL', 'UNKNOWN')",
            op.f("ck_fallback_levels_level_words"),
        ),
        sa.PrimaryKeyConstraint("evening", "region", name=op.f("pk_fallback_levels")),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON fallback_levels TO havn_service")


def downgrade() -> None:
    """Go one step down."""
    for table in ("fallback_levels", "device_codes", "travel_plans", "phone_calls"):
        op.drop_table(table)
