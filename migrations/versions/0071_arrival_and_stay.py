"""How she gets to a house and what is done for her there have their rows.

Why: where she is met, by when she must be there, what is done on arrival, reviews of what she needs,
how she moves about outside, visits, and what a house asks the coordinators were in nobody's record.
Live database: safe; six new tables. Who lives somewhere already gets no list and no review by this.
Previous release: keeps working; it does not write them.
Undo: drops them; what was agreed with her is lost and must be asked for anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0071"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "journeys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("met_at", sa.Text(), nullable=False),
        sa.Column("met_in", sa.Text(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("escort", sa.Text(), nullable=False),
        sa.Column("handset", sa.Text(), nullable=False),
        sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrive_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("if_missing", sa.Text(), nullable=False),
        sa.Column("set_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "escort IN ('NOBODY', 'STAFF', 'POLICE', 'REFERRER', 'FOLLOW_UP', 'VOLUNTEER', 'UNKNOWN')",
            name=op.f("ck_journeys_escort_words"),
        ),
        sa.CheckConstraint(
            "handset IN ('LEFT_BEHIND', 'SWITCHED_OFF', 'ANOTHER_ONE', 'WITH_HER', 'UNKNOWN')",
            name=op.f("ck_journeys_handset_words"),
        ),
        sa.CheckConstraint(
            "if_missing IN ('CALL_WITH_CODE_WORD', 'POLICE', 'WAIT')",
            name=op.f("ck_journeys_if_missing_words"),
        ),
        sa.CheckConstraint(
            "means IN ('TRAIN', 'BUS', 'PLANE', 'BOAT', 'TAXI', 'CAR', 'POLICE_CAR', 'ON_FOOT')",
            name=op.f("ck_journeys_means_words"),
        ),
        sa.CheckConstraint(
            "met_at IN ('STATION', 'BUS_STATION', 'AIRPORT', 'QUAY', 'POLICE_STATION', 'HOSPITAL', 'PUBLIC_OFFICE', 'OTHER_PUBLIC')",
            name=op.f("ck_journeys_met_at_words"),
        ),
        sa.CheckConstraint("arrive_by > leaves_at", name=op.f("ck_journeys_arrives_after_leaving")),
        sa.CheckConstraint(
            "length(met_in) BETWEEN 1 AND 40", name=op.f("ck_journeys_met_in_short")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_journeys_household_id")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_journeys_offer_id")),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_journeys_shelter_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["accounts.id"], name=op.f("fk_journeys_written_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journeys")),
        sa.UniqueConstraint("offer_id", name=op.f("uq_journeys_offer_id")),
    )
    op.create_index(op.f("ix_journeys_household_id"), "journeys", ["household_id"], unique=False)
    op.execute("GRANT SELECT, INSERT, UPDATE ON journeys TO havn_service")
    op.create_table(
        "checklist_items",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("listing", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "item IN ('CLOTHES', 'TOILETRIES', 'FOOD', 'BED_READY', 'SAFE_PHONE', 'HOUSE_RULES_EXPLAINED', 'RIGHTS_EXPLAINED', 'SAFETY_TALK', 'OUTDOOR_PLAN', 'NEEDS_ASKED', 'DOCTOR', 'LAWYER', 'MONEY', 'CHILDREN', 'PRIMARY_CONTACT', 'HOUSING', 'BENEFITS', 'LANGUAGE_COURSE', 'MUNICIPALITY_CONTACT', 'SAFE_ADDRESS', 'RETURN_COUNSELLING', 'RISK_THERE', 'TRAVEL_PAPERS', 'RECEIVED_THERE', 'REINTEGRATION')",
            name=op.f("ck_checklist_items_item_words"),
        ),
        sa.CheckConstraint(
            "listing IN ('ARRIVAL_KIT', 'FIRST_DAYS', 'STAY_TRACK', 'RETURN_TRACK')",
            name=op.f("ck_checklist_items_listing_words"),
        ),
        sa.CheckConstraint(
            "(done_at IS NULL) = (done_by IS NULL)",
            name=op.f("ck_checklist_items_done_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["done_by"], ["accounts.id"], name=op.f("fk_checklist_items_done_by")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placements.id"], name=op.f("fk_checklist_items_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_items")),
        sa.UniqueConstraint(
            "placement_id",
            "listing",
            "item",
            name=op.f("uq_checklist_items_placement_id_listing_item"),
        ),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON checklist_items TO havn_service")
    op.create_table(
        "stay_reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "found IN ('AS_BEFORE', 'CHANGED', 'NOT_SEEN')",
            name=op.f("ck_stay_reviews_found_words"),
        ),
        sa.CheckConstraint(
            "(done_at IS NULL) = (done_by IS NULL)", name=op.f("ck_stay_reviews_done_by_somebody")
        ),
        sa.CheckConstraint(
            "(done_at IS NULL) = (found IS NULL)", name=op.f("ck_stay_reviews_done_with_a_finding")
        ),
        sa.CheckConstraint("day IN (7, 30, 90)", name=op.f("ck_stay_reviews_on_its_days")),
        sa.ForeignKeyConstraint(["done_by"], ["accounts.id"], name=op.f("fk_stay_reviews_done_by")),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placements.id"], name=op.f("fk_stay_reviews_placement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stay_reviews")),
        sa.UniqueConstraint("placement_id", "day", name=op.f("uq_stay_reviews_placement_id_day")),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON stay_reviews TO havn_service")
    op.create_table(
        "outdoor_plans",
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("alone", sa.Text(), nullable=False),
        sa.Column("escort", sa.Text(), nullable=False),
        sa.Column("alarm", sa.Text(), nullable=False),
        sa.Column("rules", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("in_her_words", sa.Text(), nullable=False),
        sa.Column("agreed_with_her", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "agreed_with_her IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_outdoor_plans_agreed_with_her_words"),
        ),
        sa.CheckConstraint(
            "alarm IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_outdoor_plans_alarm_words")
        ),
        sa.CheckConstraint(
            "alone IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_outdoor_plans_alone_words")
        ),
        sa.CheckConstraint(
            "escort IN ('NOBODY', 'STAFF', 'POLICE', 'REFERRER', 'FOLLOW_UP', 'VOLUNTEER', 'UNKNOWN')",
            name=op.f("ck_outdoor_plans_escort_words"),
        ),
        sa.CheckConstraint(
            "rules <@ ARRAY['DAYLIGHT_ONLY', 'SAYS_WHEN_BACK', 'OTHER_WAY_EACH_TIME', 'NO_PHOTOS', 'NOT_THE_CENTRE', 'PHONE_WITHOUT_LOCATION', 'MEETS_NOBODY_NEAR_THE_HOUSE']::text[]",
            name=op.f("ck_outdoor_plans_rules_words"),
        ),
        sa.CheckConstraint(
            "length(in_her_words) <= 280", name=op.f("ck_outdoor_plans_words_short")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placements.id"], name=op.f("fk_outdoor_plans_placement_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["accounts.id"], name=op.f("fk_outdoor_plans_written_by")
        ),
        sa.PrimaryKeyConstraint("placement_id", name=op.f("pk_outdoor_plans")),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON outdoor_plans TO havn_service")
    op.create_table(
        "questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("from_role", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "from_role IN ('COORDINATOR', 'ON_CALL', 'SHELTER', 'REFERRER', 'BATCH', 'AUDITOR', 'ADMIN', 'STATISTICS', 'POLICE', 'LAWYER', 'MUNICIPALITY', 'RETURN_COUNSELLOR', 'FOLLOW_UP')",
            name=op.f("ck_questions_from_role_words"),
        ),
        sa.CheckConstraint(
            "from_role IN ('SHELTER', 'COORDINATOR')", name=op.f("ck_questions_from_one_of_the_two")
        ),
        sa.CheckConstraint("length(said) BETWEEN 1 AND 500", name=op.f("ck_questions_said_short")),
        sa.ForeignKeyConstraint(["said_by"], ["accounts.id"], name=op.f("fk_questions_said_by")),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_questions_shelter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(
        op.f("ix_questions_shelter_id_said_at"),
        "questions",
        ["shelter_id", "said_at"],
        unique=False,
    )
    op.execute("GRANT SELECT, INSERT ON questions TO havn_service")
    op.create_table(
        "visits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("comes", sa.Text(), nullable=False),
        sa.Column("consent_id", sa.Uuid(), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "comes IN ('ROSA', 'MEDIATOR', 'RETURN_COUNSELLOR', 'IOM')",
            name=op.f("ck_visits_comes_words"),
        ),
        sa.CheckConstraint(
            "kind <> 'RETURN_COUNSELLING' OR consent_id IS NOT NULL",
            name=op.f("ck_visits_return_by_consent"),
        ),
        sa.CheckConstraint(
            "kind IN ('MEDIATION', 'RETURN_COUNSELLING')", name=op.f("ck_visits_kind_words")
        ),
        sa.CheckConstraint(
            "outcome IN ('AGREED', 'NOT_AGREED', 'SHE_SAID_NO', 'TOLD', 'CALLED_OFF')",
            name=op.f("ck_visits_outcome_words"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (over_at IS NULL)", name=op.f("ck_visits_over_with_an_outcome")
        ),
        sa.ForeignKeyConstraint(["consent_id"], ["consents.id"], name=op.f("fk_visits_consent_id")),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placements.id"], name=op.f("fk_visits_placement_id")
        ),
        sa.ForeignKeyConstraint(["written_by"], ["accounts.id"], name=op.f("fk_visits_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index(op.f("ix_visits_placement_id"), "visits", ["placement_id"], unique=False)
    op.execute("GRANT SELECT, INSERT, UPDATE ON visits TO havn_service")


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("visits")
    op.drop_table("questions")
    op.drop_table("outdoor_plans")
    op.drop_table("stay_reviews")
    op.drop_table("checklist_items")
    op.drop_table("journeys")
