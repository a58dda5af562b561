"""Leaving is prepared and handed over; a case knows the one before it and the one that goes on.

Why: a departure had a kind and nothing else, no municipality ever said that it takes a case over, an
exemption did not say who decided it for how long, and two calls of one person could not be told to be
of one person (domain 8.3, 9.4, 13).
Live database: safe; two new tables, new columns are empty, which says that nobody was asked.
Previous release: keeps working; it names none of them.
Undo: drops them; which case followed which is lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None

WENT = "'EAST', 'SOUTH', 'WEST', 'MID', 'NORTH', 'ABROAD', 'NOT_SAID'"
DECIDERS = "'HOUSE', 'OWNER', 'MUNICIPALITY', 'COORDINATION'"
LINKS = ("follows_id", "merged_into_id")
CHECKS = {
    "follows_another": "follows_id <> id",
    "merged_is_closed": ("merged_into_id <> id AND (merged_into_id IS NULL OR state = 'CLOSED')"),
}


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "departure_plans",
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "destination IN ('EAST', 'SOUTH', 'WEST', 'MID', 'NORTH', 'ABROAD', 'NOT_SAID')",
            name=op.f("ck_departure_plans_destination_words"),
        ),
        sa.CheckConstraint(
            "kind IN ('OWN_HOME', 'MUNICIPAL_HOME', 'OTHER_SHELTER', 'WITH_FRIENDS', 'ASSISTED_RETURN', 'DEPORTED', 'TO_PERPETRATOR', 'UNKNOWN_LEFT', 'HEALTH', 'OTHER')",
            name=op.f("ck_departure_plans_kind_words"),
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placements.id"], name=op.f("fk_departure_plans_placement_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["accounts.id"], name=op.f("fk_departure_plans_written_by")
        ),
        sa.PrimaryKeyConstraint("placement_id", name=op.f("pk_departure_plans")),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON departure_plans TO havn_service")
    op.create_table(
        "hand_overs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_by", sa.Uuid(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'OFFERED') = (answered_at IS NULL)",
            name=op.f("ck_hand_overs_answered_at_some_time"),
        ),
        sa.CheckConstraint(
            "state IN ('OFFERED', 'ACCEPTED', 'DECLINED')", name=op.f("ck_hand_overs_state_words")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["case_members.id"], name=op.f("fk_hand_overs_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["offered_by"], ["accounts.id"], name=op.f("fk_hand_overs_offered_by")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_hand_overs_referral_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_overs")),
    )
    op.create_index(
        "uq_hand_overs_open",
        "hand_overs",
        ["referral_id"],
        unique=True,
        postgresql_where=sa.text("state = 'OFFERED'"),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON hand_overs TO havn_service")
    op.add_column("placements", sa.Column("destination", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_placements_destination_words"), "placements", f"destination IN ({WENT})"
    )
    for name, kind in (
        ("decider", sa.Text()),
        ("months", sa.Integer()),
        ("placement_id", sa.Uuid()),
    ):
        op.add_column("stay_exemptions", sa.Column(name, kind, nullable=True))
    op.create_check_constraint(
        op.f("ck_stay_exemptions_decider_words"), "stay_exemptions", f"decider IN ({DECIDERS})"
    )
    op.create_check_constraint(
        op.f("ck_stay_exemptions_at_least_a_month"), "stay_exemptions", "months >= 1"
    )
    op.create_foreign_key(
        op.f("fk_stay_exemptions_placement_id"),
        "stay_exemptions",
        "placements",
        ["placement_id"],
        ["id"],
    )
    for name in LINKS:
        op.add_column("referrals", sa.Column(name, sa.Uuid(), nullable=True))
        op.create_foreign_key(
            op.f(f"fk_referrals_{name}"), "referrals", "referrals", [name], ["id"]
        )
    for name, said in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_referrals_{name}"), "referrals", said)


def downgrade() -> None:
    """Go one step down."""
    for name in CHECKS:
        op.drop_constraint(op.f(f"ck_referrals_{name}"), "referrals")
    for name in reversed(LINKS):
        op.drop_column("referrals", name)
    for name in ("placement_id", "months", "decider"):
        op.drop_column("stay_exemptions", name)
    op.drop_column("placements", "destination")
    op.drop_table("hand_overs")
    op.drop_table("departure_plans")
