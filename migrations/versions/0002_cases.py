"""The case side: referrals, households, the threat picture, links, wishes, consents.

Why: a household is placed by these facts (domain 8.2).
Live database: new tables; nothing that stands is locked for longer than a foreign key is added.
Previous release: keeps working; it does not know these tables.
Undo: drops the tables; all cases are lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ADDED_TO = ("next_steps",)
"""Rows are added and never changed."""
CHANGED = (
    "threat_networks",
    "referrals",
    "households",
    "consents",
    "person_links",
    "threat_actors",
    "threat_assessments",
    "waivers",
    "actor_areas",
    "actor_routes",
    "compromises",
)
"""Rows are added and changed, never removed."""
REPLACED = (
    "staff_ties",
    "place_uses",
    "contact_safety",
    "continuity",
    "declines",
    "found_at",
    "household_networks",
    "legal_periods",
    "needs",
    "no_go_areas",
    "persons",
    "wishes",
    "contacts_sealed",
    "continuity_zones",
    "instrument_results",
    "persons_sealed",
    "threat_answers",
    "actor_route_stops",
)
"""Parts of a form, which the next answer replaces."""
PLANNER_READS = (
    "threat_networks",
    "staff_ties",
    "referrals",
    "households",
    "consents",
    "continuity",
    "declines",
    "found_at",
    "household_networks",
    "legal_periods",
    "needs",
    "no_go_areas",
    "person_links",
    "persons",
    "threat_actors",
    "threat_assessments",
    "waivers",
    "wishes",
    "actor_areas",
    "actor_routes",
    "compromises",
    "continuity_zones",
    "instrument_results",
    "threat_answers",
    "actor_route_stops",
)
"""What a plan needs: no sealed field, no contact, no token."""


def upgrade() -> None:
    """Go one step up."""
    _tables()
    _grants()


def _tables() -> None:
    op.create_table(
        "threat_networks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('INDIVIDUAL', 'FAMILY', 'LOCAL_GROUP', 'NATIONAL', 'TRANSNATIONAL', 'UNKNOWN')",
            name=op.f("ck_threat_networks_kind_words"),
        ),
        sa.CheckConstraint(
            "length(label) BETWEEN 1 AND 24", name=op.f("ck_threat_networks_label_short")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threat_networks")),
        sa.UniqueConstraint("label", name=op.f("uq_threat_networks_label")),
    )
    op.create_table(
        "staff_ties",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("network_id", sa.Uuid(), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"], ["threat_networks.id"], name=op.f("fk_staff_ties_network_id")
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_staff_ties_shelter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_ties")),
        sa.UniqueConstraint(
            "shelter_id", "network_id", name=op.f("uq_staff_ties_shelter_id_network_id")
        ),
    )
    op.create_index(op.f("ix_staff_ties_network_id"), "staff_ties", ["network_id"], unique=False)
    op.create_table(
        "referrals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_name", sa.Text(), nullable=False),
        sa.Column("referrer_reference", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("referrer_kind", sa.Text(), nullable=True),
        sa.Column("referrer_org", sa.Text(), nullable=True),
        sa.Column("referrer_account_id", sa.Uuid(), nullable=True),
        sa.Column("she_knows", sa.Text(), nullable=True),
        sa.Column("danger_now", sa.Text(), nullable=True),
        sa.Column("tonight_need", sa.Text(), nullable=True),
        sa.Column("safe_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=True),
        sa.Column("rule_set", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'CLOSED') <= (closed_at IS NOT NULL)",
            name=op.f("ck_referrals_closed_has_its_time"),
        ),
        sa.CheckConstraint(
            "channel IN ('PHONE', 'FORM', 'API')", name=op.f("ck_referrals_channel_words")
        ),
        sa.CheckConstraint(
            "danger_now IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_referrals_danger_now_words")
        ),
        sa.CheckConstraint(
            "priority IN ('P1', 'P2', 'P3', 'P4')", name=op.f("ck_referrals_priority_words")
        ),
        sa.CheckConstraint(
            "referrer_kind IN ('POLICE', 'LAWYER', 'EMERGENCY_CLINIC', 'OUTREACH_NADHEIM', 'OUTREACH_PRO', 'NOAS', 'RECEPTION', 'UDI', 'CHILD_WELFARE', 'HEALTH', 'NAV', 'CRISIS_CENTRE', 'HOTLINE', 'SELF', 'PRIVATE', 'FAITH', 'OTHER')",
            name=op.f("ck_referrals_referrer_kind_words"),
        ),
        sa.CheckConstraint(
            "she_knows IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_referrals_she_knows_words")
        ),
        sa.CheckConstraint(
            "state IN ('RECEIVED', 'SEARCHING', 'OPTIONS_READY', 'NEEDS_INFO', 'NO_SAFE_BED', 'OFFERED', 'ACCEPTED', 'TRAVEL', 'ARRIVED', 'IN_STAY', 'TRANSFER', 'LEFT', 'CLOSED', 'WITHDRAWN', 'HANDED_OVER', 'SUPPORT_WITHOUT_BED')",
            name=op.f("ck_referrals_state_words"),
        ),
        sa.CheckConstraint(
            "tonight_need IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_referrals_tonight_need_words")
        ),
        sa.CheckConstraint(
            "length(code_name) BETWEEN 1 AND 24", name=op.f("ck_referrals_code_name_short")
        ),
        sa.CheckConstraint(
            "length(referrer_org) <= 120", name=op.f("ck_referrals_referrer_org_short")
        ),
        sa.ForeignKeyConstraint(
            ["referrer_account_id"], ["accounts.id"], name=op.f("fk_referrals_referrer_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("code_name", name=op.f("uq_referrals_code_name")),
        sa.UniqueConstraint("referrer_reference", name=op.f("uq_referrals_referrer_reference")),
    )
    op.create_index(
        op.f("ix_referrals_referrer_account_id"), "referrals", ["referrer_account_id"], unique=False
    )
    op.create_index(
        op.f("ix_referrals_state_received_at"), "referrals", ["state", "received_at"], unique=False
    )
    op.create_table(
        "households",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("code_name", sa.Text(), nullable=False),
        sa.Column("together", sa.Text(), nullable=False),
        sa.Column("members_known", sa.Text(), nullable=True),
        sa.Column("needed_from", sa.Date(), nullable=True),
        sa.Column("planned_until", sa.Date(), nullable=True),
        sa.Column("wants_move", sa.Text(), nullable=True),
        sa.Column("women_only", sa.Text(), nullable=True),
        sa.Column("pregnant_due_month", sa.Date(), nullable=True),
        sa.Column("target_group", sa.Text(), nullable=True),
        sa.Column("substance_use", sa.Text(), nullable=True),
        sa.Column("acute_psychosis", sa.Text(), nullable=True),
        sa.Column("wheelchair", sa.Text(), nullable=True),
        sa.Column("pets", sa.Text(), nullable=True),
        sa.Column("must_have_known", sa.Text(), nullable=True),
        sa.Column("danger_places_known", sa.Text(), nullable=True),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("reads", sa.Text(), nullable=True),
        sa.Column("interpreter_gender", sa.Text(), nullable=True),
        sa.Column("police_involved", sa.Text(), nullable=True),
        sa.Column("where_now", sa.Text(), nullable=True),
        sa.Column("stands_out_in", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "acute_psychosis IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_households_acute_psychosis_words"),
        ),
        sa.CheckConstraint(
            "danger_places_known IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_households_danger_places_known_words"),
        ),
        sa.CheckConstraint(
            "interpreter_gender IN ('WOMAN', 'MAN', 'ANY', 'UNKNOWN')",
            name=op.f("ck_households_interpreter_gender_words"),
        ),
        sa.CheckConstraint(
            "members_known IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_households_members_known_words"),
        ),
        sa.CheckConstraint(
            "must_have_known IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_households_must_have_known_words"),
        ),
        sa.CheckConstraint(
            "pets IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_households_pets_words")
        ),
        sa.CheckConstraint(
            "police_involved IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_households_police_involved_words"),
        ),
        sa.CheckConstraint(
            "reads IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_households_reads_words")
        ),
        sa.CheckConstraint(
            "stands_out_in <@ ARRAY['EAST', 'SOUTH', 'WEST', 'MID', 'NORTH']::text[]",
            name=op.f("ck_households_stands_out_in_words"),
        ),
        sa.CheckConstraint(
            "substance_use IN ('NONE', 'STABLE', 'ACTIVE', 'UNKNOWN')",
            name=op.f("ck_households_substance_use_words"),
        ),
        sa.CheckConstraint(
            "target_group IN ('TRAFFICKING', 'PARTNER_VIOLENCE', 'FAMILY_VIOLENCE', 'UNKNOWN')",
            name=op.f("ck_households_target_group_words"),
        ),
        sa.CheckConstraint(
            "together IN ('MUST', 'PREFER')", name=op.f("ck_households_together_words")
        ),
        sa.CheckConstraint(
            "wants_move IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_households_wants_move_words")
        ),
        sa.CheckConstraint(
            "wheelchair IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_households_wheelchair_words")
        ),
        sa.CheckConstraint(
            "women_only IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_households_women_only_words")
        ),
        sa.CheckConstraint(
            "cardinality(languages) >= 1", name=op.f("ck_households_languages_not_empty")
        ),
        sa.CheckConstraint(
            "extract(day from pregnant_due_month) = 1", name=op.f("ck_households_a_month")
        ),
        sa.CheckConstraint(
            "length(code_name) BETWEEN 1 AND 24", name=op.f("ck_households_code_name_short")
        ),
        sa.CheckConstraint(
            "planned_until > needed_from", name=op.f("ck_households_plan_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_households_referral_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_households")),
        sa.UniqueConstraint("code_name", name=op.f("uq_households_code_name")),
    )
    op.create_index(op.f("ix_households_referral_id"), "households", ["referral_id"], unique=False)
    op.create_table(
        "place_uses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("place_code", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_place_uses_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_place_uses_referral_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_uses")),
    )
    op.create_index(
        op.f("ix_place_uses_account_id_used_at"),
        "place_uses",
        ["account_id", "used_at"],
        unique=False,
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("scope", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("witnessed_by_role", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "answer <> 'GIVEN' OR (form IS NOT NULL AND expires_at > given_at AND expires_at IS NOT NULL)",
            name=op.f("ck_consents_given_has_form_and_end"),
        ),
        sa.CheckConstraint(
            "answer IN ('GIVEN', 'NOT_ANSWERED', 'REFUSED')", name=op.f("ck_consents_answer_words")
        ),
        sa.CheckConstraint(
            "expires_at <= given_at + interval '90 days'", name=op.f("ck_consents_at_most_90_days")
        ),
        sa.CheckConstraint("form IN ('VERBAL', 'WRITTEN')", name=op.f("ck_consents_form_words")),
        sa.CheckConstraint(
            "purpose IN ('SEARCH', 'TELL_SHELTER', 'POLICE_CONTACT', 'FOLLOW_UP_MEMBER', 'HEALTH', 'RETURN_COUNSELLING', 'STATISTICS')",
            name=op.f("ck_consents_purpose_words"),
        ),
        sa.CheckConstraint(
            "witnessed_by_role IN ('COORDINATOR', 'ON_CALL', 'SHELTER', 'REFERRER', 'BATCH', 'AUDITOR', 'ADMIN', 'STATISTICS')",
            name=op.f("ck_consents_witnessed_by_role_words"),
        ),
        sa.CheckConstraint(
            "withdrawn_at >= given_at", name=op.f("ck_consents_withdrawn_after_it_was_given")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_consents_household_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(
        op.f("ix_consents_household_id_purpose_given_at"),
        "consents",
        ["household_id", "purpose", "given_at"],
        unique=False,
    )
    op.create_table(
        "contact_safety",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("safe_from", sa.Time(), nullable=True),
        sa.Column("safe_until", sa.Time(), nullable=True),
        sa.Column("message_ok", sa.Text(), nullable=True),
        sa.Column("code_word_hash", sa.LargeBinary(), nullable=True),
        sa.Column("phone_tracked", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "channel IN ('PHONE', 'MESSAGE', 'EMAIL', 'THROUGH_REFERRER', 'SHE_CALLS_BACK')",
            name=op.f("ck_contact_safety_channel_words"),
        ),
        sa.CheckConstraint(
            "message_ok IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_contact_safety_message_ok_words"),
        ),
        sa.CheckConstraint(
            "phone_tracked IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_contact_safety_phone_tracked_words"),
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_contact_safety_household_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_safety")),
    )
    op.create_index(
        op.f("ix_contact_safety_household_id"), "contact_safety", ["household_id"], unique=False
    )
    op.create_table(
        "continuity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('COURT', 'TREATMENT', 'SCHOOL_TERM', 'TRAINING')",
            name=op.f("ck_continuity_kind_words"),
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_continuity_household_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_continuity")),
    )
    op.create_index(
        op.f("ix_continuity_household_id"), "continuity", ["household_id"], unique=False
    )
    op.create_table(
        "declines",
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "reason IN ('TOO_FAR', 'TOO_NEAR', 'NOT_SAFE', 'WITH_FRIENDS', 'RULES', 'CHILDREN_SCHOOL', 'WORK_MONEY', 'WITH_PARTNER', 'NO_TRUST', 'NOT_READY', 'OTHER', 'NOT_SAID')",
            name=op.f("ck_declines_reason_words"),
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_declines_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_declines_shelter_id")
        ),
        sa.PrimaryKeyConstraint("household_id", "shelter_id", name=op.f("pk_declines")),
    )
    op.create_table(
        "found_at",
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_found_at_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_found_at_shelter_id")
        ),
        sa.PrimaryKeyConstraint("household_id", "shelter_id", name=op.f("pk_found_at")),
    )
    op.create_table(
        "household_networks",
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("network_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_household_networks_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["threat_networks.id"], name=op.f("fk_household_networks_network_id")
        ),
        sa.PrimaryKeyConstraint("household_id", "network_id", name=op.f("pk_household_networks")),
    )
    op.create_index(
        op.f("ix_household_networks_network_id"), "household_networks", ["network_id"], unique=False
    )
    op.create_table(
        "legal_periods",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=True),
        sa.Column("until_date", sa.Date(), nullable=True),
        sa.Column("decision_due", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "track IN ('NONE', 'NOT_APPLIED', 'REFLECTION', 'LIMITED_PERMIT', 'ASYLUM_PENDING', 'ASYLUM_GRANTED', 'REFUSED', 'FINAL_REFUSAL', 'WITNESS_PERMIT', 'CITIZEN_EEA', 'UNKNOWN')",
            name=op.f("ck_legal_periods_track_words"),
        ),
        sa.CheckConstraint(
            "until_date > from_date", name=op.f("ck_legal_periods_ends_after_it_starts")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_legal_periods_household_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_periods")),
    )
    op.create_index(
        op.f("ix_legal_periods_household_id"), "legal_periods", ["household_id"], unique=False
    )
    op.create_table(
        "next_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "track IN ('NONE', 'NOT_APPLIED', 'REFLECTION', 'LIMITED_PERMIT', 'ASYLUM_PENDING', 'ASYLUM_GRANTED', 'REFUSED', 'FINAL_REFUSAL', 'WITNESS_PERMIT', 'CITIZEN_EEA', 'UNKNOWN')",
            name=op.f("ck_next_steps_track_words"),
        ),
        sa.CheckConstraint(
            "before IN ('NONE', 'NOT_APPLIED', 'REFLECTION', 'LIMITED_PERMIT', 'ASYLUM_PENDING', 'ASYLUM_GRANTED', 'REFUSED', 'FINAL_REFUSAL', 'WITNESS_PERMIT', 'CITIZEN_EEA', 'UNKNOWN')",
            name=op.f("ck_next_steps_before_words"),
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_next_steps_household_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_steps")),
    )
    op.create_index(
        op.f("ix_next_steps_household_id_created_at"),
        "next_steps",
        ["household_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "needs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("criticality", sa.Text(), nullable=False),
        sa.Column("max_minutes", sa.Integer(), nullable=True),
        sa.Column("from_date", sa.Date(), nullable=True),
        sa.Column("until_date", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "criticality IN ('SAFETY_CRITICAL', 'IMPORTANT', 'WISH')",
            name=op.f("ck_needs_criticality_words"),
        ),
        sa.CheckConstraint(
            "service IN ('GP', 'EMERGENCY_CLINIC', 'HOSPITAL', 'MATERNITY', 'DIALYSIS', 'MENTAL_HEALTH', 'DENTIST', 'OPIOID_SUBST', 'LANGUAGE_COURSE', 'SCHOOL', 'KINDERGARTEN', 'TRAINING', 'WORK_TRAINING', 'LAWYER', 'COURT', 'POLICE', 'INTERPRETER', 'ACTIVITY', 'RETURN_COUNSELLING', 'SOCIAL_OFFICE')",
            name=op.f("ck_needs_service_words"),
        ),
        sa.CheckConstraint("max_minutes >= 0", name=op.f("ck_needs_minutes_not_negative")),
        sa.CheckConstraint("until_date > from_date", name=op.f("ck_needs_ends_after_it_starts")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_needs_household_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs")),
    )
    op.create_index(op.f("ix_needs_household_id"), "needs", ["household_id"], unique=False)
    op.create_table(
        "no_go_areas",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("place_code", sa.Text(), nullable=False),
        sa.Column("radius_km", sa.Double(), nullable=False),
        sa.CheckConstraint("radius_km >= 0", name=op.f("ck_no_go_areas_radius_not_negative")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_no_go_areas_household_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_no_go_areas")),
    )
    op.create_index(
        op.f("ix_no_go_areas_household_id"), "no_go_areas", ["household_id"], unique=False
    )
    op.create_table(
        "person_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_a", sa.Uuid(), nullable=False),
        sa.Column("household_b", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("set_by_role", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "basis IN ('SAME_NETWORK', 'SUSPECTED_RECRUITER', 'SAME_CASE_WITNESS', 'FAMILY_OF_ACTOR', 'CONFLICT', 'ACQUAINTED', 'OWN_WISH')",
            name=op.f("ck_person_links_basis_words"),
        ),
        sa.CheckConstraint(
            "kind IN ('MUST_SEPARATE', 'PREFER_SEPARATE', 'PREFER_TOGETHER', 'MUST_TOGETHER', 'UNKNOWN')",
            name=op.f("ck_person_links_kind_words"),
        ),
        sa.CheckConstraint(
            "set_by_role IN ('COORDINATOR', 'ON_CALL', 'SHELTER', 'REFERRER', 'BATCH', 'AUDITOR', 'ADMIN', 'STATISTICS')",
            name=op.f("ck_person_links_set_by_role_words"),
        ),
        sa.CheckConstraint("household_a < household_b", name=op.f("ck_person_links_a_pair_once")),
        sa.ForeignKeyConstraint(
            ["household_a"], ["households.id"], name=op.f("fk_person_links_household_a")
        ),
        sa.ForeignKeyConstraint(
            ["household_b"], ["households.id"], name=op.f("fk_person_links_household_b")
        ),
        sa.ForeignKeyConstraint(["set_by"], ["accounts.id"], name=op.f("fk_person_links_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_links")),
        sa.UniqueConstraint(
            "household_a",
            "household_b",
            "set_by_role",
            name=op.f("uq_person_links_household_a_household_b_set_by_role"),
        ),
    )
    op.create_index(
        op.f("ix_person_links_household_b"), "person_links", ["household_b"], unique=False
    )
    op.create_table(
        "persons",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("age_band", sa.Text(), nullable=False),
        sa.Column("gender", sa.Text(), nullable=False),
        sa.Column("apparent_minor", sa.Text(), nullable=True),
        sa.Column("reads", sa.Text(), nullable=True),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("address_block", sa.Text(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "address_block IN ('NONE', 'KODE7', 'KODE6', 'UNKNOWN')",
            name=op.f("ck_persons_address_block_words"),
        ),
        sa.CheckConstraint(
            "age_band IN ('0-2', '3-6', '7-12', '13-17', '18-24', '25-39', '40-64', '65+', 'UNKNOWN')",
            name=op.f("ck_persons_age_band_words"),
        ),
        sa.CheckConstraint(
            "apparent_minor IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_persons_apparent_minor_words"),
        ),
        sa.CheckConstraint(
            "gender IN ('WOMAN', 'MAN', 'OTHER', 'UNDISCLOSED')",
            name=op.f("ck_persons_gender_words"),
        ),
        sa.CheckConstraint(
            "reads IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_persons_reads_words")
        ),
        sa.CheckConstraint("role IN ('ADULT', 'CHILD')", name=op.f("ck_persons_role_words")),
        sa.CheckConstraint(
            "cardinality(languages) >= 1", name=op.f("ck_persons_languages_not_empty")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_persons_household_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
    )
    op.create_index(op.f("ix_persons_household_id"), "persons", ["household_id"], unique=False)
    op.create_table(
        "threat_actors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("custody_until", sa.Date(), nullable=True),
        sa.Column("others_at_large", sa.Text(), nullable=True),
        sa.Column("network_id", sa.Uuid(), nullable=True),
        sa.Column("reach", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.CheckConstraint(
            "custody_until IS NULL OR status = 'CUSTODY'",
            name=op.f("ck_threat_actors_custody_has_the_date"),
        ),
        sa.CheckConstraint(
            "kind IN ('INDIVIDUAL', 'FAMILY', 'LOCAL_GROUP', 'NATIONAL', 'TRANSNATIONAL', 'UNKNOWN')",
            name=op.f("ck_threat_actors_kind_words"),
        ),
        sa.CheckConstraint("label ~ '^[A-Z]$'", name=op.f("ck_threat_actors_label_one_letter")),
        sa.CheckConstraint(
            "others_at_large IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_threat_actors_others_at_large_words"),
        ),
        sa.CheckConstraint(
            "reach <@ ARRAY['COMMUNITY', 'TAXI', 'STAFF', 'AUTHORITY']::text[]",
            name=op.f("ck_threat_actors_reach_words"),
        ),
        sa.CheckConstraint(
            "status IN ('AT_LARGE', 'CUSTODY', 'ABROAD', 'DEAD', 'UNKNOWN')",
            name=op.f("ck_threat_actors_status_words"),
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_threat_actors_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["threat_networks.id"], name=op.f("fk_threat_actors_network_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threat_actors")),
        sa.UniqueConstraint(
            "household_id", "label", name=op.f("uq_threat_actors_household_id_label")
        ),
    )
    op.create_index(
        op.f("ix_threat_actors_network_id"), "threat_actors", ["network_id"], unique=False
    )
    op.create_table(
        "threat_assessments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("level_human", sa.Text(), nullable=True),
        sa.Column("nationwide", sa.Text(), nullable=True),
        sa.Column("floor", sa.Text(), nullable=True),
        sa.Column("t_eff", sa.Text(), nullable=True),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assessed_by", sa.Uuid(), nullable=True),
        sa.Column("by_role", sa.Text(), nullable=True),
        sa.Column("review_due", sa.Date(), nullable=True),
        sa.Column("lowered_to", sa.Text(), nullable=True),
        sa.Column("lowered_first_by", sa.Uuid(), nullable=True),
        sa.Column("lowered_second_by", sa.Uuid(), nullable=True),
        sa.Column("lowered_on", sa.Date(), nullable=True),
        sa.Column("lowering_expires_on", sa.Date(), nullable=True),
        sa.Column("lowering_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "by_role IN ('COORDINATOR', 'ON_CALL', 'SHELTER', 'REFERRER', 'BATCH', 'AUDITOR', 'ADMIN', 'STATISTICS')",
            name=op.f("ck_threat_assessments_by_role_words"),
        ),
        sa.CheckConstraint(
            "floor IN ('T1', 'T2', 'T3', 'T4')", name=op.f("ck_threat_assessments_floor_words")
        ),
        sa.CheckConstraint(
            "level_human IN ('T1', 'T2', 'T3', 'T4', 'UNKNOWN')",
            name=op.f("ck_threat_assessments_level_human_words"),
        ),
        sa.CheckConstraint(
            "lowered_to IN ('T1', 'T2', 'T3', 'T4')",
            name=op.f("ck_threat_assessments_lowered_to_words"),
        ),
        sa.CheckConstraint(
            "nationwide IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_threat_assessments_nationwide_words"),
        ),
        sa.CheckConstraint(
            "t_eff IN ('T1', 'T2', 'T3', 'T4')", name=op.f("ck_threat_assessments_t_eff_words")
        ),
        sa.CheckConstraint(
            "length(lowering_reason) <= 280",
            name=op.f("ck_threat_assessments_lowering_reason_short"),
        ),
        sa.CheckConstraint(
            "lowered_first_by <> lowered_second_by",
            name=op.f("ck_threat_assessments_lowered_by_two_different"),
        ),
        sa.CheckConstraint(
            "lowered_to IS NULL OR (lowered_first_by IS NOT NULL AND lowered_second_by IS NOT NULL AND lowered_on IS NOT NULL AND lowering_expires_on IS NOT NULL AND lowering_reason IS NOT NULL)",
            name=op.f("ck_threat_assessments_lowered_by_two"),
        ),
        sa.CheckConstraint(
            "lowering_expires_on > lowered_on AND lowering_expires_on <= lowered_on + 30",
            name=op.f("ck_threat_assessments_lowered_for_30_days"),
        ),
        sa.CheckConstraint(
            "t_eff >= floor OR (lowered_to IS NOT NULL AND t_eff >= lowered_to)",
            name=op.f("ck_threat_assessments_never_below_the_floor"),
        ),
        sa.ForeignKeyConstraint(
            ["assessed_by"], ["accounts.id"], name=op.f("fk_threat_assessments_assessed_by")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_threat_assessments_household_id")
        ),
        sa.ForeignKeyConstraint(
            ["lowered_first_by"],
            ["accounts.id"],
            name=op.f("fk_threat_assessments_lowered_first_by"),
        ),
        sa.ForeignKeyConstraint(
            ["lowered_second_by"],
            ["accounts.id"],
            name=op.f("fk_threat_assessments_lowered_second_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threat_assessments")),
    )
    op.create_index(
        op.f("ix_threat_assessments_household_id_assessed_at"),
        "threat_assessments",
        ["household_id", "assessed_at"],
        unique=False,
    )
    op.create_table(
        "waivers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("first_by", sa.Uuid(), nullable=False),
        sa.Column("second_by", sa.Uuid(), nullable=True),
        sa.Column("by_coordinator", sa.Boolean(), nullable=False),
        sa.Column("police_statement", sa.Boolean(), nullable=False),
        sa.Column("health_professional", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "rule IN ('H01', 'H02', 'H03', 'H04', 'H05', 'H06', 'H07', 'H08', 'H09', 'H10', 'H11', 'H12', 'H13', 'H14', 'H15', 'H16', 'H17', 'H18', 'H19', 'H20', 'H21')",
            name=op.f("ck_waivers_rule_words"),
        ),
        sa.CheckConstraint(
            "expires_on > decided_on AND expires_on <= decided_on + 14",
            name=op.f("ck_waivers_at_most_14_days"),
        ),
        sa.CheckConstraint("first_by <> second_by", name=op.f("ck_waivers_two_different")),
        sa.CheckConstraint(
            "length(reason) BETWEEN 1 AND 280", name=op.f("ck_waivers_reason_short")
        ),
        sa.ForeignKeyConstraint(["first_by"], ["accounts.id"], name=op.f("fk_waivers_first_by")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_waivers_household_id")
        ),
        sa.ForeignKeyConstraint(["second_by"], ["accounts.id"], name=op.f("fk_waivers_second_by")),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_waivers_shelter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waivers")),
    )
    op.create_index(
        op.f("ix_waivers_household_id_shelter_id"),
        "waivers",
        ["household_id", "shelter_id"],
        unique=False,
    )
    op.create_table(
        "wishes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("strength", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("place_code", sa.Text(), nullable=True),
        sa.Column("service", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('REGION', 'AWAY_FROM', 'NEAR_SERVICE', 'URBAN', 'RURAL', 'WITH_PEERS', 'WITHOUT_PEERS', 'SINGLE_FLAT', 'SHARED', 'LANGUAGE_PEERS', 'STAY_WHERE_I_AM')",
            name=op.f("ck_wishes_kind_words"),
        ),
        sa.CheckConstraint(
            "place_code IS NULL OR kind = 'AWAY_FROM'",
            name=op.f("ck_wishes_place_where_it_is_read"),
        ),
        sa.CheckConstraint(
            "region IN ('EAST', 'SOUTH', 'WEST', 'MID', 'NORTH')",
            name=op.f("ck_wishes_region_words"),
        ),
        sa.CheckConstraint(
            "region IS NULL OR kind = 'REGION'", name=op.f("ck_wishes_region_where_it_is_read")
        ),
        sa.CheckConstraint(
            "service IN ('GP', 'EMERGENCY_CLINIC', 'HOSPITAL', 'MATERNITY', 'DIALYSIS', 'MENTAL_HEALTH', 'DENTIST', 'OPIOID_SUBST', 'LANGUAGE_COURSE', 'SCHOOL', 'KINDERGARTEN', 'TRAINING', 'WORK_TRAINING', 'LAWYER', 'COURT', 'POLICE', 'INTERPRETER', 'ACTIVITY', 'RETURN_COUNSELLING', 'SOCIAL_OFFICE')",
            name=op.f("ck_wishes_service_words"),
        ),
        sa.CheckConstraint(
            "service IS NULL OR kind = 'NEAR_SERVICE'",
            name=op.f("ck_wishes_service_where_it_is_read"),
        ),
        sa.CheckConstraint("strength IN ('WANT', 'STRONG')", name=op.f("ck_wishes_strength_words")),
        sa.CheckConstraint("rank BETWEEN 1 AND 5", name=op.f("ck_wishes_rank_one_to_five")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_wishes_household_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wishes")),
        sa.UniqueConstraint("household_id", "rank", name=op.f("uq_wishes_household_id_rank")),
    )
    op.create_table(
        "actor_areas",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("place_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("precision", sa.Text(), nullable=False),
        sa.Column("reported_radius_km", sa.Double(), nullable=True),
        sa.Column("last_confirmed", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("cleared_first_by", sa.Uuid(), nullable=True),
        sa.Column("cleared_second_by", sa.Uuid(), nullable=True),
        sa.Column("clear_reason", sa.Text(), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('HOME', 'WORK', 'EXPLOITATION', 'LAST_SEEN', 'FAMILY', 'STOP_ON_ROUTE', 'HER_KNOWN_PLACE')",
            name=op.f("ck_actor_areas_kind_words"),
        ),
        sa.CheckConstraint(
            "precision IN ('EXACT', 'LOCALITY', 'MUNICIPALITY', 'COUNTY')",
            name=op.f("ck_actor_areas_precision_words"),
        ),
        sa.CheckConstraint(
            "source IN ('HERSELF', 'POLICE', 'REFERRER', 'SHELTER', 'OTHER')",
            name=op.f("ck_actor_areas_source_words"),
        ),
        sa.CheckConstraint(
            "cleared_at IS NULL OR (cleared_first_by IS NOT NULL AND cleared_second_by IS NOT NULL AND clear_reason IS NOT NULL)",
            name=op.f("ck_actor_areas_cleared_by_two"),
        ),
        sa.CheckConstraint(
            "cleared_first_by <> cleared_second_by",
            name=op.f("ck_actor_areas_cleared_by_two_different"),
        ),
        sa.CheckConstraint(
            "length(clear_reason) <= 280", name=op.f("ck_actor_areas_clear_reason_short")
        ),
        sa.CheckConstraint(
            "reported_radius_km >= 0", name=op.f("ck_actor_areas_radius_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["threat_actors.id"], name=op.f("fk_actor_areas_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["cleared_first_by"], ["accounts.id"], name=op.f("fk_actor_areas_cleared_first_by")
        ),
        sa.ForeignKeyConstraint(
            ["cleared_second_by"], ["accounts.id"], name=op.f("fk_actor_areas_cleared_second_by")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_actor_areas_household_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actor_areas")),
    )
    op.create_index(
        op.f("ix_actor_areas_household_id"), "actor_areas", ["household_id"], unique=False
    )
    op.create_table(
        "actor_routes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("width_km", sa.Double(), nullable=True),
        sa.Column("last_confirmed", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("cleared_first_by", sa.Uuid(), nullable=True),
        sa.Column("cleared_second_by", sa.Uuid(), nullable=True),
        sa.Column("clear_reason", sa.Text(), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "source IN ('HERSELF', 'POLICE', 'REFERRER', 'SHELTER', 'OTHER')",
            name=op.f("ck_actor_routes_source_words"),
        ),
        sa.CheckConstraint(
            "cleared_at IS NULL OR (cleared_first_by IS NOT NULL AND cleared_second_by IS NOT NULL AND clear_reason IS NOT NULL)",
            name=op.f("ck_actor_routes_cleared_by_two"),
        ),
        sa.CheckConstraint(
            "cleared_first_by <> cleared_second_by",
            name=op.f("ck_actor_routes_cleared_by_two_different"),
        ),
        sa.CheckConstraint(
            "length(clear_reason) <= 280", name=op.f("ck_actor_routes_clear_reason_short")
        ),
        sa.CheckConstraint("width_km >= 0", name=op.f("ck_actor_routes_width_not_negative")),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["threat_actors.id"], name=op.f("fk_actor_routes_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["cleared_first_by"], ["accounts.id"], name=op.f("fk_actor_routes_cleared_first_by")
        ),
        sa.ForeignKeyConstraint(
            ["cleared_second_by"], ["accounts.id"], name=op.f("fk_actor_routes_cleared_second_by")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["households.id"], name=op.f("fk_actor_routes_household_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actor_routes")),
    )
    op.create_index(
        op.f("ix_actor_routes_household_id"), "actor_routes", ["household_id"], unique=False
    )
    op.create_table(
        "compromises",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("network_id", sa.Uuid(), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by", sa.Uuid(), nullable=False),
        sa.Column("cleared_first_by", sa.Uuid(), nullable=True),
        sa.Column("cleared_second_by", sa.Uuid(), nullable=True),
        sa.Column("clear_reason", sa.Text(), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(scope = 'ACTOR') = (actor_id IS NOT NULL)", name=op.f("ck_compromises_actor_named")
        ),
        sa.CheckConstraint(
            "(scope = 'NETWORK') = (network_id IS NOT NULL)",
            name=op.f("ck_compromises_network_named"),
        ),
        sa.CheckConstraint(
            "level IN ('SUSPECTED', 'CONFIRMED')", name=op.f("ck_compromises_level_words")
        ),
        sa.CheckConstraint(
            "scope IN ('GENERAL', 'NETWORK', 'ACTOR')", name=op.f("ck_compromises_scope_words")
        ),
        sa.CheckConstraint(
            "cleared_at IS NULL OR (cleared_first_by IS NOT NULL AND cleared_second_by IS NOT NULL AND clear_reason IS NOT NULL)",
            name=op.f("ck_compromises_cleared_by_two"),
        ),
        sa.CheckConstraint(
            "cleared_first_by <> cleared_second_by",
            name=op.f("ck_compromises_cleared_by_two_different"),
        ),
        sa.CheckConstraint(
            "length(clear_reason) <= 280", name=op.f("ck_compromises_clear_reason_short")
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["threat_actors.id"], name=op.f("fk_compromises_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["cleared_first_by"], ["accounts.id"], name=op.f("fk_compromises_cleared_first_by")
        ),
        sa.ForeignKeyConstraint(
            ["cleared_second_by"], ["accounts.id"], name=op.f("fk_compromises_cleared_second_by")
        ),
        sa.ForeignKeyConstraint(
            ["network_id"], ["threat_networks.id"], name=op.f("fk_compromises_network_id")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by"], ["accounts.id"], name=op.f("fk_compromises_reported_by")
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_compromises_shelter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compromises")),
    )
    op.create_index(op.f("ix_compromises_shelter_id"), "compromises", ["shelter_id"], unique=False)
    op.create_table(
        "contacts_sealed",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact_safety.id"], name=op.f("fk_contacts_sealed_contact_id")
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_contacts_sealed")),
    )
    op.create_table(
        "continuity_zones",
        sa.Column("continuity_id", sa.Uuid(), nullable=False),
        sa.Column("zone_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["continuity_id"], ["continuity.id"], name=op.f("fk_continuity_zones_continuity_id")
        ),
        sa.ForeignKeyConstraint(
            ["zone_id"], ["zones.id"], name=op.f("fk_continuity_zones_zone_id")
        ),
        sa.PrimaryKeyConstraint("continuity_id", "zone_id", name=op.f("pk_continuity_zones")),
    )
    op.create_table(
        "instrument_results",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "band IN ('LOW', 'MODERATE', 'HIGH', 'EXTREME')",
            name=op.f("ck_instrument_results_band_words"),
        ),
        sa.CheckConstraint(
            "instrument IN ('DASH', 'SARA', 'B_SAFER', 'PATRIARK', 'DANGER_ASSESSMENT', 'VIOGEN', 'OTHER')",
            name=op.f("ck_instrument_results_instrument_words"),
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["threat_assessments.id"],
            name=op.f("fk_instrument_results_assessment_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument_results")),
    )
    op.create_index(
        op.f("ix_instrument_results_assessment_id"),
        "instrument_results",
        ["assessment_id"],
        unique=False,
    )
    op.create_table(
        "persons_sealed",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("birth_date", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_persons_sealed_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_persons_sealed")),
    )
    op.create_table(
        "threat_answers",
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "last_on IS NULL OR question = 'Q04'",
            name=op.f("ck_threat_answers_date_for_searching_only"),
        ),
        sa.CheckConstraint(
            "question IN ('Q01', 'Q02', 'Q03', 'Q04', 'Q05', 'Q06', 'Q07', 'Q08', 'Q09', 'Q10', 'Q11', 'Q12')",
            name=op.f("ck_threat_answers_question_words"),
        ),
        sa.CheckConstraint(
            "reply = 'UNKNOWN' OR (question = 'Q01') = (reply IN ('NOT', 'LITTLE', 'VERY', 'FOR_MY_LIFE'))",
            name=op.f("ck_threat_answers_reply_fits_question"),
        ),
        sa.CheckConstraint(
            "reply IN ('NOT', 'LITTLE', 'VERY', 'FOR_MY_LIFE', 'YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_threat_answers_reply_words"),
        ),
        sa.CheckConstraint(
            "source IN ('HERSELF', 'POLICE', 'REFERRER', 'SHELTER', 'OTHER')",
            name=op.f("ck_threat_answers_source_words"),
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["threat_assessments.id"],
            name=op.f("fk_threat_answers_assessment_id"),
        ),
        sa.PrimaryKeyConstraint("assessment_id", "question", name=op.f("pk_threat_answers")),
    )
    op.create_table(
        "actor_route_stops",
        sa.Column("route_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("place_code", sa.Text(), nullable=False),
        sa.CheckConstraint("ordinal >= 1", name=op.f("ck_actor_route_stops_ordinal_from_one")),
        sa.ForeignKeyConstraint(
            ["route_id"], ["actor_routes.id"], name=op.f("fk_actor_route_stops_route_id")
        ),
        sa.PrimaryKeyConstraint("route_id", "ordinal", name=op.f("pk_actor_route_stops")),
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


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("actor_route_stops")
    op.drop_table("threat_answers")
    op.drop_table("persons_sealed")
    op.drop_table("instrument_results")
    op.drop_table("continuity_zones")
    op.drop_table("contacts_sealed")
    op.drop_table("compromises")
    op.drop_table("actor_routes")
    op.drop_table("actor_areas")
    op.drop_table("wishes")
    op.drop_table("waivers")
    op.drop_table("threat_assessments")
    op.drop_table("threat_actors")
    op.drop_table("persons")
    op.drop_table("person_links")
    op.drop_table("no_go_areas")
    op.drop_table("next_steps")
    op.drop_table("needs")
    op.drop_table("legal_periods")
    op.drop_table("household_networks")
    op.drop_table("found_at")
    op.drop_table("declines")
    op.drop_table("continuity")
    op.drop_table("contact_safety")
    op.drop_table("consents")
    op.drop_table("place_uses")
    op.drop_table("households")
    op.drop_table("referrals")
    op.drop_table("staff_ties")
    op.drop_table("threat_networks")
