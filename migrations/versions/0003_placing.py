"""Offers, stays, placements, plan runs: the double booking that the database refuses.

Why: H01 and domain 8.5 (1) are constraints, whatever the code does.
Live database: new tables; nothing that stands is locked for longer than a foreign key is added.
Previous release: keeps working; it does not know these tables.
Undo: drops the tables; every hold and placement is lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ADDED_TO = ()
"""Rows are added and never changed."""
CHANGED = (
    "plan_runs",
    "plan_proposals",
    "stay_exemptions",
    "offers",
    "placements",
    "stays",
    "transfers",
)
"""Rows are added and changed, never removed."""
REPLACED = ("plan_proposal_units", "offer_units", "plan_segments")
"""Parts of a form, which the next answer replaces."""
PLANNER_READS = (
    "plan_runs",
    "plan_proposals",
    "stay_exemptions",
    "offers",
    "plan_proposal_units",
    "offer_units",
    "placements",
    "plan_segments",
    "stays",
    "transfers",
)
"""What a plan needs: no sealed field, no contact, no token."""


def upgrade() -> None:
    """Go one step up."""
    _tables()
    _grants()


def _tables() -> None:
    op.create_table(
        "plan_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rule_set_id", sa.Uuid(), nullable=False),
        sa.Column("snapshot_hash", sa.LargeBinary(), nullable=True),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("solver", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stages", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'RUNNING') = (finished_at IS NULL)",
            name=op.f("ck_plan_runs_finished_has_its_time"),
        ),
        sa.CheckConstraint(
            "state IN ('RUNNING', 'PROVEN', 'NOT_PROVEN', 'GREEDY', 'REFUSED', 'FAILED')",
            name=op.f("ck_plan_runs_state_words"),
        ),
        sa.CheckConstraint(
            "trigger IN ('PHONE', 'NIGHT', 'EVENT', 'WHAT_IF')",
            name=op.f("ck_plan_runs_trigger_words"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_plan_runs_number_from_one")),
        sa.CheckConstraint(
            "octet_length(snapshot_hash) = 32", name=op.f("ck_plan_runs_hash_of_32_bytes")
        ),
        sa.ForeignKeyConstraint(
            ["rule_set_id"], ["rule_sets.id"], name=op.f("fk_plan_runs_rule_set_id")
        ),
        sa.ForeignKeyConstraint(
            ["started_by"], ["accounts.id"], name=op.f("fk_plan_runs_started_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_runs")),
        sa.UniqueConstraint(
            "night", "trigger", "number", name=op.f("uq_plan_runs_night_trigger_number")
        ),
    )
    op.create_index(
        "uq_plan_runs_night",
        "plan_runs",
        ["night"],
        unique=True,
        postgresql_where=sa.text("trigger = 'NIGHT'"),
    )
    op.create_table(
        "plan_proposals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=True),
        sa.Column("nights", postgresql.DATERANGE(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("firmness", sa.Text(), nullable=True),
        sa.Column("segments", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("blocked_by", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("household_version", sa.Integer(), nullable=False),
        sa.Column("shelter_version", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'UNPLACED') = (shelter_id IS NULL) AND (shelter_id IS NULL) = (nights IS NULL) AND (shelter_id IS NULL) = (mode IS NULL)",
            name=op.f("ck_plan_proposals_placed_whole"),
        ),
        sa.CheckConstraint(
            "(state IN ('ACCEPTED', 'REJECTED')) = (decided_at IS NOT NULL)",
            name=op.f("ck_plan_proposals_decided_has_time"),
        ),
        sa.CheckConstraint(
            "blocked_by <@ ARRAY['H01', 'H02', 'H03', 'H04', 'H05', 'H06', 'H07', 'H08', 'H09', 'H10', 'H11', 'H12', 'H13', 'H14', 'H15', 'H16', 'H17', 'H18', 'H19', 'H20', 'H21']::text[]",
            name=op.f("ck_plan_proposals_blocked_by_words"),
        ),
        sa.CheckConstraint(
            "firmness IN ('FIRM', 'INTENDED')", name=op.f("ck_plan_proposals_firmness_words")
        ),
        sa.CheckConstraint(
            "mode IN ('WITHIN_LIMIT', 'EXEMPTED', 'SEGMENTED')",
            name=op.f("ck_plan_proposals_mode_words"),
        ),
        sa.CheckConstraint(
            "state IN ('PROPOSED', 'UNPLACED', 'ACCEPTED', 'REJECTED', 'STALE')",
            name=op.f("ck_plan_proposals_state_words"),
        ),
        sa.CheckConstraint(
            "nights IS NULL OR (lower(nights) IS NOT NULL AND upper(nights) IS NOT NULL AND isfinite(lower(nights)) AND isfinite(upper(nights)))",
            name=op.f("ck_plan_proposals_nights_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["accounts.id"], name=op.f("fk_plan_proposals_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_plan_proposals_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["plan_runs.id"], name=op.f("fk_plan_proposals_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_plan_proposals_shelter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_proposals")),
        sa.UniqueConstraint(
            "run_id", "household_id", name=op.f("uq_plan_proposals_run_id_household_id")
        ),
    )
    op.create_index(
        op.f("ix_plan_proposals_household_id_state"),
        "plan_proposals",
        ["household_id", "state"],
        unique=False,
    )
    op.create_index(
        op.f("ix_plan_proposals_shelter_id"), "plan_proposals", ["shelter_id"], unique=False
    )
    op.create_table(
        "stay_exemptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("nights", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cover_note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('THREAT', 'CHILDREN', 'HEALTH', 'NO_HOME', 'LEGAL_TRACK', 'OTHER')",
            name=op.f("ck_stay_exemptions_reason_words"),
        ),
        sa.CheckConstraint(
            "length(cover_note) <= 280", name=op.f("ck_stay_exemptions_cover_note_short")
        ),
        sa.CheckConstraint("nights >= 1", name=op.f("ck_stay_exemptions_at_least_a_night")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["accounts.id"], name=op.f("fk_stay_exemptions_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_stay_exemptions_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_stay_exemptions_shelter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stay_exemptions")),
    )
    op.create_index(
        op.f("ix_stay_exemptions_household_id_shelter_id"),
        "stay_exemptions",
        ["household_id", "shelter_id"],
        unique=False,
    )
    op.create_table(
        "offers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("option_rank", sa.Integer(), nullable=True),
        sa.Column("nights", postgresql.DATERANGE(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("hold_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("explanation", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("rule_set", sa.Text(), nullable=False),
        sa.Column("snapshot_hash", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal_reason", sa.Text(), nullable=True),
        sa.Column("decline_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "decline_reason IN ('TOO_FAR', 'TOO_NEAR', 'NOT_SAFE', 'WITH_FRIENDS', 'RULES', 'CHILDREN_SCHOOL', 'WORK_MONEY', 'WITH_PARTNER', 'NO_TRUST', 'NOT_READY', 'OTHER', 'NOT_SAID')",
            name=op.f("ck_offers_decline_reason_words"),
        ),
        sa.CheckConstraint(
            "decline_reason IS NULL OR state = 'DECLINED'",
            name=op.f("ck_offers_decline_reason_when_declined"),
        ),
        sa.CheckConstraint(
            "mode IN ('WITHIN_LIMIT', 'EXEMPTED', 'SEGMENTED')", name=op.f("ck_offers_mode_words")
        ),
        sa.CheckConstraint(
            "refusal_reason IN ('FULL', 'GENDER', 'CHILD_AGE', 'ACCESSIBILITY', 'STAFFING', 'SECURITY_NOT_ENOUGH', 'SEPARATION', 'SUBSTANCE', 'HEALTH', 'STATUS_RULE', 'OTHER')",
            name=op.f("ck_offers_refusal_reason_words"),
        ),
        sa.CheckConstraint(
            "refusal_reason IS NULL OR state = 'SHELTER_NO'",
            name=op.f("ck_offers_refusal_reason_when_refused"),
        ),
        sa.CheckConstraint(
            "state IN ('PROPOSED', 'APPROVED', 'SHELTER_ASKED', 'SHELTER_YES', 'SHELTER_NO', 'SHOWN', 'TAKEN', 'DECLINED', 'EXPIRED', 'RELEASED')",
            name=op.f("ck_offers_state_words"),
        ),
        sa.CheckConstraint(
            "nights IS NULL OR (lower(nights) IS NOT NULL AND upper(nights) IS NOT NULL AND isfinite(lower(nights)) AND isfinite(upper(nights)))",
            name=op.f("ck_offers_nights_bounded"),
        ),
        sa.CheckConstraint(
            "octet_length(snapshot_hash) = 32", name=op.f("ck_offers_hash_of_32_bytes")
        ),
        sa.CheckConstraint("option_rank BETWEEN 1 AND 10", name=op.f("ck_offers_rank_possible")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_offers_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["plan_proposals.id"], name=op.f("fk_offers_proposal_id")
        ),
        sa.ForeignKeyConstraint(["shelter_id"], ["shelters.id"], name=op.f("fk_offers_shelter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.create_index(op.f("ix_offers_household_id"), "offers", ["household_id"], unique=False)
    op.create_index(op.f("ix_offers_shelter_id"), "offers", ["shelter_id"], unique=False)
    op.create_table(
        "plan_proposal_units",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["plan_proposals.id"], name=op.f("fk_plan_proposal_units_proposal_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_plan_proposal_units_unit_id")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "unit_id", name=op.f("pk_plan_proposal_units")),
    )
    op.create_table(
        "offer_units",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_offer_units_offer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_offer_units_unit_id")),
        sa.PrimaryKeyConstraint("offer_id", "unit_id", name=op.f("pk_offer_units")),
    )
    op.create_table(
        "placements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("nights", postgresql.DATERANGE(), nullable=False),
        sa.Column("actual_to", sa.Date(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rule_set", sa.Text(), nullable=False),
        sa.Column("departure", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.text("uuidrange(household_id, household_id, '[]')"), "&&"),
            (sa.literal_column("nights"), "&&"),
            where=sa.text("state IN ('ACCEPTED', 'ARRIVED')"),
            using="gist",
            name="ex_placements_one_per_night",
        ),
        sa.CheckConstraint(
            "(state = 'ENDED') = (actual_to IS NOT NULL)",
            name=op.f("ck_placements_ended_has_its_date"),
        ),
        sa.CheckConstraint(
            "departure IN ('OWN_HOME', 'MUNICIPAL_HOME', 'OTHER_SHELTER', 'WITH_FRIENDS', 'ASSISTED_RETURN', 'DEPORTED', 'TO_PERPETRATOR', 'UNKNOWN_LEFT', 'HEALTH', 'OTHER')",
            name=op.f("ck_placements_departure_words"),
        ),
        sa.CheckConstraint(
            "departure IS NULL OR state = 'ENDED'", name=op.f("ck_placements_departure_when_ended")
        ),
        sa.CheckConstraint(
            "mode IN ('WITHIN_LIMIT', 'EXEMPTED', 'SEGMENTED')",
            name=op.f("ck_placements_mode_words"),
        ),
        sa.CheckConstraint(
            "state IN ('ACCEPTED', 'ARRIVED', 'ENDED', 'CANCELLED', 'NOT_ARRIVED')",
            name=op.f("ck_placements_state_words"),
        ),
        sa.CheckConstraint(
            "nights IS NULL OR (lower(nights) IS NOT NULL AND upper(nights) IS NOT NULL AND isfinite(lower(nights)) AND isfinite(upper(nights)))",
            name=op.f("ck_placements_nights_bounded"),
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_placements_household_id")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_placements_offer_id")),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_placements_shelter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
    )
    op.create_index(
        op.f("ix_placements_household_id"), "placements", ["household_id"], unique=False
    )
    op.create_index(op.f("ix_placements_shelter_id"), "placements", ["shelter_id"], unique=False)
    op.create_table(
        "plan_segments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("nights", postgresql.DATERANGE(), nullable=False),
        sa.Column("firmness", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "firmness <> 'FIRM' OR shelter_id IS NOT NULL",
            name=op.f("ck_plan_segments_firm_has_a_shelter"),
        ),
        sa.CheckConstraint(
            "firmness IN ('FIRM', 'INTENDED')", name=op.f("ck_plan_segments_firmness_words")
        ),
        sa.CheckConstraint(
            "kind IN ('CRISIS_CENTRE', 'SAFE_HOUSE', 'SHARED_HOUSE', 'PROTECTED_FLAT', 'MEN_SHELTER', 'FAMILY_UNIT', 'MUNICIPAL_FLAT', 'EMERGENCY_HOTEL', 'PRIVATE_WITH_SUPPORT')",
            name=op.f("ck_plan_segments_kind_words"),
        ),
        sa.CheckConstraint(
            "nights IS NULL OR (lower(nights) IS NOT NULL AND upper(nights) IS NOT NULL AND isfinite(lower(nights)) AND isfinite(upper(nights)))",
            name=op.f("ck_plan_segments_nights_bounded"),
        ),
        sa.CheckConstraint("ordinal >= 1", name=op.f("ck_plan_segments_ordinal_from_one")),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placements.id"], name=op.f("fk_plan_segments_placement_id")
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_plan_segments_shelter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_segments")),
        sa.UniqueConstraint(
            "placement_id", "ordinal", name=op.f("uq_plan_segments_placement_id_ordinal")
        ),
    )
    op.create_table(
        "stays",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("nights", postgresql.DATERANGE(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("hold_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("placement_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.text("uuidrange(unit_id, unit_id, '[]')"), "&&"),
            (sa.literal_column("nights"), "&&"),
            where=sa.text("state IN ('HELD', 'ACCEPTED', 'ARRIVED')"),
            using="gist",
            name="ex_stays_no_double_booking",
        ),
        sa.CheckConstraint(
            "(state = 'HELD') <= (hold_until IS NOT NULL)", name=op.f("ck_stays_held_until_a_time")
        ),
        sa.CheckConstraint(
            "(state IN ('ACCEPTED', 'ARRIVED', 'ENDED', 'NOT_ARRIVED', 'CANCELLED')) = (placement_id IS NOT NULL)",
            name=op.f("ck_stays_placed_has_placement"),
        ),
        sa.CheckConstraint(
            "state IN ('HELD', 'ACCEPTED', 'ARRIVED', 'RELEASED', 'EXPIRED', 'CANCELLED', 'NOT_ARRIVED', 'ENDED')",
            name=op.f("ck_stays_state_words"),
        ),
        sa.CheckConstraint(
            "nights IS NULL OR (lower(nights) IS NOT NULL AND upper(nights) IS NOT NULL AND isfinite(lower(nights)) AND isfinite(upper(nights)))",
            name=op.f("ck_stays_nights_bounded"),
        ),
        sa.ForeignKeyConstraint(["created_by"], ["accounts.id"], name=op.f("fk_stays_created_by")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_stays_household_id")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_stays_offer_id")),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placements.id"], name=op.f("fk_stays_placement_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_stays_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stays")),
    )
    op.create_index(
        "ix_stays_holds",
        "stays",
        ["hold_until"],
        unique=False,
        postgresql_where=sa.text("state = 'HELD'"),
    )
    op.create_index(op.f("ix_stays_household_id"), "stays", ["household_id"], unique=False)
    op.create_index(op.f("ix_stays_offer_id"), "stays", ["offer_id"], unique=False)
    op.create_index(op.f("ix_stays_placement_id"), "stays", ["placement_id"], unique=False)
    op.create_table(
        "transfers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_placement_id", sa.Uuid(), nullable=False),
        sa.Column("to_shelter_id", sa.Uuid(), nullable=True),
        sa.Column("to_placement_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("her_agreement_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("police_consulted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receiving_police_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('COMPROMISE', 'THREAT_UP', 'STAY_LIMIT', 'COURT', 'CONFLICT', 'HEALTH', 'OWN_WISH', 'CAPACITY', 'MOVE_ON')",
            name=op.f("ck_transfers_reason_words"),
        ),
        sa.CheckConstraint(
            "state <> 'MOVED' OR to_placement_id IS NOT NULL",
            name=op.f("ck_transfers_moved_somewhere"),
        ),
        sa.CheckConstraint(
            "state IN ('PROPOSED', 'AGREED', 'POLICE_CONSULTED', 'FIRM', 'MOVED', 'CANCELLED')",
            name=op.f("ck_transfers_state_words"),
        ),
        sa.CheckConstraint(
            "state IN ('PROPOSED', 'CANCELLED') OR her_agreement_at IS NOT NULL",
            name=op.f("ck_transfers_she_agreed_first"),
        ),
        sa.ForeignKeyConstraint(
            ["from_placement_id"], ["placements.id"], name=op.f("fk_transfers_from_placement_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_placement_id"], ["placements.id"], name=op.f("fk_transfers_to_placement_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_shelter_id"], ["shelters.id"], name=op.f("fk_transfers_to_shelter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
    )
    op.create_index(
        op.f("ix_transfers_from_placement_id"), "transfers", ["from_placement_id"], unique=False
    )
    # ### end Alembic commands ###


def _grants() -> None:
    for tables, rights in (
        (ADDED_TO, "SELECT, INSERT"),
        (CHANGED, "SELECT, INSERT, UPDATE"),
        (REPLACED, "SELECT, INSERT, UPDATE, DELETE"),
    ):
        for table in tables:
            op.execute(f"GRANT {rights} ON {table} TO havn_service")
    for table in PLANNER_READS:
        op.execute(f"GRANT SELECT ON {table} TO havn_planner")
    op.execute("GRANT INSERT, UPDATE ON plan_runs, plan_proposals TO havn_planner")
    op.execute("GRANT INSERT ON plan_proposal_units TO havn_planner")
    op.execute("GRANT UPDATE (state, hold_until) ON stays TO havn_planner")


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("transfers")
    op.drop_table("stays")
    op.drop_table("plan_segments")
    op.drop_table("placements")
    op.drop_table("offer_units")
    op.drop_table("plan_proposal_units")
    op.drop_table("offers")
    op.drop_table("stay_exemptions")
    op.drop_table("plan_proposals")
    op.drop_table("plan_runs")
