"""The shelter side, accounts, keys and the audit chain.

Why: the first slice needs somewhere to stand (domain 8.1). Roles come first: the owner migrates,
``havn_service`` reads and writes rows, ``havn_planner`` reads what a plan needs and no sealed field.
Live database: an empty one.
Previous release: there is none.
Undo: drops every table; all is lost. The roles stay, since other databases may grant to them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ADDED_TO = ("audit_events", "data_keys", "vacancy_confirmations", "vacancy_reviews")
"""Rows are added and never changed."""
CHANGED = (
    "zones",
    "shelters",
    "acceptance_policies",
    "accounts",
    "municipality_support",
    "shelters_sealed",
    "staffing",
    "stay_policies",
    "units",
    "api_tokens",
    "out_of_service",
    "rule_sets",
)
"""Rows are added and changed, never removed."""
REPLACED = ("intake_hours", "security_features", "service_offers", "idempotency_keys")
"""Parts of a form, which the next answer replaces."""
PLANNER_READS = (
    "zones",
    "shelters",
    "acceptance_policies",
    "intake_hours",
    "municipality_support",
    "security_features",
    "service_offers",
    "staffing",
    "stay_policies",
    "units",
    "out_of_service",
    "rule_sets",
    "vacancy_confirmations",
)
"""What a plan needs: no sealed field, no contact, no token."""

ROLES = ("havn_service", "havn_planner")

UUID_RANGE = "CREATE TYPE uuidrange AS RANGE (subtype = uuid)"

AUDIT_GUARD = """
CREATE FUNCTION audit_events_append_only() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the audit chain is append-only' USING ERRCODE = 'HV001';
END
$$
"""
AUDIT_TRIGGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
FOR EACH STATEMENT EXECUTE FUNCTION audit_events_append_only()
"""
AUDIT_HEAD = """
CREATE FUNCTION audit_events_head() RETURNS TABLE (seq bigint, link bytea)
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(4711008002);
    RETURN QUERY SELECT e.seq, e.link FROM audit_events e ORDER BY e.seq DESC LIMIT 1;
END
$$
"""


def _role(name: str) -> None:
    """Make a group role unless the cluster has it; it holds no login and no rights of its own."""
    op.execute(f"""
        DO $$
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN
                CREATE ROLE {name} NOLOGIN;
            END IF;
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN
                NULL;  -- another database of this cluster migrates at the same time
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'create the role {name} (NOLOGIN) first, or let the owner create roles';
        END
        $$
    """)


def upgrade() -> None:
    """Go one step up."""
    for role in ROLES:
        _role(role)
    op.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    op.execute(UUID_RANGE)
    _tables()
    op.execute(AUDIT_GUARD)
    op.execute(AUDIT_TRIGGER)
    op.execute(AUDIT_HEAD)
    op.execute("ALTER TABLE audit_events ENABLE ALWAYS TRIGGER append_only")
    _grants()


def _tables() -> None:
    op.create_table(
        "audit_events",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("subject_kind", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "act IN ('REFERRAL_TAKEN', 'REFERRAL_CHANGED', 'REFERRAL_CLOSED', 'CASE_READ', 'THREAT_ASSESSED', 'THREAT_LOWERED', 'AREA_ADDED', 'AREA_CLEARED', 'LINK_SET', 'CONSENT_GIVEN', 'CONSENT_WITHDRAWN', 'OPTIONS_SHOWN', 'OFFER_APPROVED', 'SHELTER_ASKED', 'SHELTER_ANSWERED', 'OFFER_SHOWN', 'OFFER_DECLINED', 'UNIT_HELD', 'HOLD_RELEASED', 'HOLD_EXPIRED', 'PLACEMENT_ACCEPTED', 'ARRIVED', 'NOT_ARRIVED', 'PLACEMENT_CANCELLED', 'STAY_ENDED', 'STAY_EXTENDED', 'PLAN_RUN_STARTED', 'PLAN_RUN_FINISHED', 'PROPOSAL_ACCEPTED', 'PROPOSAL_REJECTED', 'RULE_WAIVED', 'RULE_SET_ACTIVATED', 'SHELTER_CHANGED', 'UNIT_CHANGED', 'VACANCY_CONFIRMED', 'VACANCY_REVIEWED', 'COMPROMISE_REPORTED', 'COMPROMISE_CLEARED', 'SEALED_WRITTEN', 'SEALED_OPENED', 'KEY_ERASED', 'DATA_IMPORTED', 'ACCOUNT_CHANGED', 'TOKEN_ISSUED', 'TOKEN_REVOKED', 'ACCESS_REFUSED')",
            name=op.f("ck_audit_events_act_words"),
        ),
        sa.CheckConstraint(
            "role IN ('COORDINATOR', 'ON_CALL', 'SHELTER', 'REFERRER', 'BATCH', 'AUDITOR', 'ADMIN', 'STATISTICS')",
            name=op.f("ck_audit_events_role_words"),
        ),
        sa.CheckConstraint("length(purpose) <= 80", name=op.f("ck_audit_events_purpose_short")),
        sa.CheckConstraint(
            "octet_length(link) = 32 AND octet_length(before) = 32",
            name=op.f("ck_audit_events_links_whole"),
        ),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_audit_events_seq_from_one")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_events")),
        sa.UniqueConstraint("link", name=op.f("uq_audit_events_link")),
    )
    op.create_index(
        op.f("ix_audit_events_actor_id_at"), "audit_events", ["actor_id", "at"], unique=False
    )
    op.create_index(
        op.f("ix_audit_events_subject_id"), "audit_events", ["subject_id"], unique=False
    )
    op.create_table(
        "data_keys",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("master_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "subject_kind IN ('CASE', 'SHELTER')", name=op.f("ck_data_keys_subject_kind_words")
        ),
        sa.CheckConstraint("generation >= 1", name=op.f("ck_data_keys_generation_from_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_keys")),
        sa.UniqueConstraint(
            "subject_kind",
            "subject_id",
            "generation",
            name=op.f("uq_data_keys_subject_kind_subject_id_generation"),
        ),
    )
    op.create_table(
        "zones",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("radius_km", sa.Double(), nullable=False),
        sa.Column("possible_addresses", sa.Integer(), nullable=True),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.Column("zone_set", sa.Text(), nullable=False),
        sa.Column("validated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180", name=op.f("ck_zones_on_earth")
        ),
        sa.CheckConstraint("possible_addresses >= 0", name=op.f("ck_zones_counted")),
        sa.CheckConstraint(
            "radius_km >= 12.5 AND radius_km < 2000", name=op.f("ck_zones_wide_enough")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zones")),
    )
    op.create_table(
        "shelters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("phases", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("zone_id", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("residents_gender", sa.Text(), nullable=False),
        sa.Column("separate_entrance", sa.Text(), nullable=True),
        sa.Column("women_only_staff", sa.Text(), nullable=True),
        sa.Column("police_within_15_min", sa.Text(), nullable=False),
        sa.Column("urban", sa.Text(), nullable=True),
        sa.Column("turnover_per_year", sa.Integer(), nullable=True),
        sa.Column("house_duties", sa.Text(), nullable=True),
        sa.Column("max_concurrent_t4", sa.Integer(), nullable=True),
        sa.Column("max_concurrent_long_stay", sa.Integer(), nullable=True),
        sa.Column("intake_hours_known", sa.Boolean(), nullable=False),
        sa.Column("after_hours", sa.Text(), nullable=True),
        sa.Column("ties_asked", sa.Text(), nullable=True),
        sa.Column("last_profile_check", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "after_hours IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_shelters_after_hours_words")
        ),
        sa.CheckConstraint(
            "kind IN ('CRISIS_CENTRE', 'SAFE_HOUSE', 'SHARED_HOUSE', 'PROTECTED_FLAT', 'MEN_SHELTER', 'FAMILY_UNIT', 'MUNICIPAL_FLAT', 'EMERGENCY_HOTEL', 'PRIVATE_WITH_SUPPORT')",
            name=op.f("ck_shelters_kind_words"),
        ),
        sa.CheckConstraint(
            "phases <@ ARRAY['ACUTE', 'STABILISATION', 'LONG_STAY']::text[]",
            name=op.f("ck_shelters_phases_words"),
        ),
        sa.CheckConstraint(
            "police_within_15_min IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_shelters_police_within_15_min_words"),
        ),
        sa.CheckConstraint(
            "region IN ('EAST', 'SOUTH', 'WEST', 'MID', 'NORTH')",
            name=op.f("ck_shelters_region_words"),
        ),
        sa.CheckConstraint(
            "residents_gender IN ('WOMEN', 'MEN', 'SEPARATED', 'MIXED', 'UNKNOWN')",
            name=op.f("ck_shelters_residents_gender_words"),
        ),
        sa.CheckConstraint(
            "separate_entrance IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_shelters_separate_entrance_words"),
        ),
        sa.CheckConstraint(
            "status IN ('OPEN', 'PAUSED', 'CLOSED', 'COMPROMISED')",
            name=op.f("ck_shelters_status_words"),
        ),
        sa.CheckConstraint(
            "ties_asked IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_shelters_ties_asked_words")
        ),
        sa.CheckConstraint(
            "urban IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_shelters_urban_words")
        ),
        sa.CheckConstraint(
            "women_only_staff IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_shelters_women_only_staff_words"),
        ),
        sa.CheckConstraint(
            "length(code_name) BETWEEN 1 AND 24", name=op.f("ck_shelters_code_name_short")
        ),
        sa.CheckConstraint(
            "length(house_duties) <= 280", name=op.f("ck_shelters_house_duties_short")
        ),
        sa.CheckConstraint(
            "max_concurrent_t4 >= 0 AND max_concurrent_long_stay >= 0 AND turnover_per_year >= 0",
            name=op.f("ck_shelters_counts_not_negative"),
        ),
        sa.ForeignKeyConstraint(["zone_id"], ["zones.id"], name=op.f("fk_shelters_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelters")),
        sa.UniqueConstraint("code_name", name=op.f("uq_shelters_code_name")),
    )
    op.create_index(op.f("ix_shelters_zone_id"), "shelters", ["zone_id"], unique=False)
    op.create_table(
        "acceptance_policies",
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("boys_max_age", sa.Integer(), nullable=True),
        sa.Column("girls_max_age", sa.Integer(), nullable=True),
        sa.Column("max_children", sa.Integer(), nullable=True),
        sa.Column("min_age", sa.Integer(), nullable=False),
        sa.Column("trafficking_residents", sa.Text(), nullable=True),
        sa.Column("partner_violence", sa.Text(), nullable=True),
        sa.Column("family_violence", sa.Text(), nullable=True),
        sa.Column("substance_use", sa.Text(), nullable=True),
        sa.Column("acute_psychosis", sa.Text(), nullable=True),
        sa.Column("wheelchair", sa.Text(), nullable=True),
        sa.Column("pets", sa.Text(), nullable=True),
        sa.Column("adult_men_in_household", sa.Text(), nullable=True),
        sa.Column("status_rule", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "acute_psychosis IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_acceptance_policies_acute_psychosis_words"),
        ),
        sa.CheckConstraint(
            "adult_men_in_household IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_acceptance_policies_adult_men_in_household_words"),
        ),
        sa.CheckConstraint(
            "family_violence IN ('YES', 'NO', 'CASE_BY_CASE', 'UNKNOWN')",
            name=op.f("ck_acceptance_policies_family_violence_words"),
        ),
        sa.CheckConstraint(
            "partner_violence IN ('YES', 'NO', 'CASE_BY_CASE', 'UNKNOWN')",
            name=op.f("ck_acceptance_policies_partner_violence_words"),
        ),
        sa.CheckConstraint(
            "pets IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_acceptance_policies_pets_words")
        ),
        sa.CheckConstraint(
            "substance_use IN ('ACCEPT', 'STABLE', 'NO', 'UNKNOWN')",
            name=op.f("ck_acceptance_policies_substance_use_words"),
        ),
        sa.CheckConstraint(
            "trafficking_residents IN ('YES', 'NO', 'CASE_BY_CASE', 'UNKNOWN')",
            name=op.f("ck_acceptance_policies_trafficking_residents_words"),
        ),
        sa.CheckConstraint(
            "wheelchair IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_acceptance_policies_wheelchair_words"),
        ),
        sa.CheckConstraint(
            "boys_max_age BETWEEN 0 AND 25 AND girls_max_age BETWEEN 0 AND 25 AND max_children >= 0 AND min_age BETWEEN 0 AND 99",
            name=op.f("ck_acceptance_policies_ages_possible"),
        ),
        sa.CheckConstraint(
            "length(status_rule) <= 280", name=op.f("ck_acceptance_policies_status_rule_short")
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_acceptance_policies_shelter_id")
        ),
        sa.PrimaryKeyConstraint("shelter_id", name=op.f("pk_acceptance_policies")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(role = 'SHELTER') = (shelter_id IS NOT NULL)",
            name=op.f("ck_accounts_shelter_role_has_its_shelter"),
        ),
        sa.CheckConstraint(
            "role IN ('COORDINATOR', 'ON_CALL', 'SHELTER', 'REFERRER', 'BATCH', 'AUDITOR', 'ADMIN', 'STATISTICS')",
            name=op.f("ck_accounts_role_words"),
        ),
        sa.CheckConstraint(
            "status IN ('ACTIVE', 'LOCKED', 'CLOSED')", name=op.f("ck_accounts_status_words")
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_accounts_shelter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("handle", name=op.f("uq_accounts_handle")),
    )
    op.create_index(op.f("ix_accounts_shelter_id"), "accounts", ["shelter_id"], unique=False)
    op.create_table(
        "intake_hours",
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("from_minute", sa.Integer(), nullable=False),
        sa.Column("to_minute", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "weekday BETWEEN 0 AND 6 AND from_minute >= 0 AND from_minute < to_minute AND to_minute <= 1440",
            name=op.f("ck_intake_hours_within_one_day"),
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_intake_hours_shelter_id")
        ),
        sa.PrimaryKeyConstraint(
            "shelter_id", "weekday", "from_minute", name=op.f("pk_intake_hours")
        ),
    )
    op.create_table(
        "municipality_support",
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("named_contact", sa.Text(), nullable=True),
        sa.Column("decision_days_median", sa.Integer(), nullable=True),
        sa.Column("refund_agreement", sa.Text(), nullable=True),
        sa.Column("health_without_id", sa.Text(), nullable=True),
        sa.Column("special_task", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "health_without_id IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_municipality_support_health_without_id_words"),
        ),
        sa.CheckConstraint(
            "named_contact IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_municipality_support_named_contact_words"),
        ),
        sa.CheckConstraint(
            "refund_agreement IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_municipality_support_refund_agreement_words"),
        ),
        sa.CheckConstraint(
            "special_task IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_municipality_support_special_task_words"),
        ),
        sa.CheckConstraint(
            "decision_days_median >= 0", name=op.f("ck_municipality_support_days_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_municipality_support_shelter_id")
        ),
        sa.PrimaryKeyConstraint("shelter_id", name=op.f("pk_municipality_support")),
    )
    op.create_table(
        "security_features",
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("present", sa.Text(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by_role", sa.Text(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "code IN ('INTERCOM', 'CCTV_ENTRANCE', 'SECURE_DOORS', 'SECURE_WINDOWS', 'INTRUDER_ALARM', 'VISION_SCREEN', 'SHIELDED_ADDRESS', 'ACCESS_CONTROL', 'AIRLOCK', 'LIT_APPROACH', 'SCREENED_OUTDOOR', 'TOUGH_GLASS', 'POLICE_ALARM', 'PERSONAL_ALARM', 'ESCORT', 'STAFFED_24_7', 'POLICE_LIAISON', 'ANONYMOUS_PHONE', 'MAIL_PROXY')",
            name=op.f("ck_security_features_code_words"),
        ),
        sa.CheckConstraint(
            "present IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_security_features_present_words")
        ),
        sa.CheckConstraint(
            "verified_by_role IN ('COORDINATOR', 'ON_CALL', 'SHELTER', 'REFERRER', 'BATCH', 'AUDITOR', 'ADMIN', 'STATISTICS')",
            name=op.f("ck_security_features_verified_by_role_words"),
        ),
        sa.CheckConstraint(
            "expires_on > verified_on",
            name=op.f("ck_security_features_expires_after_it_was_verified"),
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_security_features_shelter_id")
        ),
        sa.PrimaryKeyConstraint("shelter_id", "code", name=op.f("pk_security_features")),
    )
    op.create_table(
        "service_offers",
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("on_site", sa.Text(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("hours_per_week", sa.Double(), nullable=True),
        sa.Column("capacity_now", sa.Text(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "capacity_now IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_service_offers_capacity_now_words"),
        ),
        sa.CheckConstraint(
            "on_site IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_service_offers_on_site_words")
        ),
        sa.CheckConstraint(
            "type IN ('GP', 'EMERGENCY_CLINIC', 'HOSPITAL', 'MATERNITY', 'DIALYSIS', 'MENTAL_HEALTH', 'DENTIST', 'OPIOID_SUBST', 'LANGUAGE_COURSE', 'SCHOOL', 'KINDERGARTEN', 'TRAINING', 'WORK_TRAINING', 'LAWYER', 'COURT', 'POLICE', 'INTERPRETER', 'ACTIVITY', 'RETURN_COUNSELLING', 'SOCIAL_OFFICE')",
            name=op.f("ck_service_offers_type_words"),
        ),
        sa.CheckConstraint(
            "minutes >= 0 AND hours_per_week >= 0", name=op.f("ck_service_offers_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_service_offers_shelter_id")
        ),
        sa.PrimaryKeyConstraint("shelter_id", "type", name=op.f("pk_service_offers")),
    )
    op.create_table(
        "shelters_sealed",
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("street_address", sa.LargeBinary(), nullable=True),
        sa.Column("point", sa.LargeBinary(), nullable=True),
        sa.Column("municipality", sa.LargeBinary(), nullable=True),
        sa.Column("police_district", sa.LargeBinary(), nullable=True),
        sa.Column("police_response_min", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_shelters_sealed_shelter_id")
        ),
        sa.PrimaryKeyConstraint("shelter_id", name=op.f("pk_shelters_sealed")),
    )
    op.create_table(
        "staffing",
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("fixed_fte", sa.Double(), nullable=True),
        sa.Column("volunteers", sa.Integer(), nullable=True),
        sa.Column("fixed_followup_team", sa.Text(), nullable=True),
        sa.Column("trafficking_trained_on", sa.Date(), nullable=True),
        sa.Column("trafficking_residents_served", sa.Integer(), nullable=True),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("phone_interpreter", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "fixed_followup_team IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_staffing_fixed_followup_team_words"),
        ),
        sa.CheckConstraint(
            "phone_interpreter IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_staffing_phone_interpreter_words"),
        ),
        sa.CheckConstraint(
            "fixed_fte >= 0 AND volunteers >= 0 AND trafficking_residents_served >= 0",
            name=op.f("ck_staffing_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_staffing_shelter_id")
        ),
        sa.PrimaryKeyConstraint("shelter_id", name=op.f("pk_staffing")),
    )
    op.create_table(
        "stay_policies",
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("limit_known", sa.Boolean(), nullable=False),
        sa.Column("max_nights", sa.Integer(), nullable=True),
        sa.Column("exemption", sa.Text(), nullable=True),
        sa.Column("exempt_max_nights", sa.Integer(), nullable=False),
        sa.Column("separate_long_stay_wing", sa.Text(), nullable=True),
        sa.Column("other_residents_limited", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "exemption IN ('NONE', 'POSSIBLE', 'STANDARD', 'UNKNOWN')",
            name=op.f("ck_stay_policies_exemption_words"),
        ),
        sa.CheckConstraint(
            "other_residents_limited IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_stay_policies_other_residents_limited_words"),
        ),
        sa.CheckConstraint(
            "separate_long_stay_wing IN ('YES', 'NO', 'UNKNOWN')",
            name=op.f("ck_stay_policies_separate_long_stay_wing_words"),
        ),
        sa.CheckConstraint(
            "exempt_max_nights >= 0", name=op.f("ck_stay_policies_exempt_nights_not_negative")
        ),
        sa.CheckConstraint(
            "limit_known OR max_nights IS NULL",
            name=op.f("ck_stay_policies_no_limit_without_knowing"),
        ),
        sa.CheckConstraint(
            "max_nights >= 1", name=op.f("ck_stay_policies_limit_of_at_least_a_night")
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_stay_policies_shelter_id")
        ),
        sa.PrimaryKeyConstraint("shelter_id", name=op.f("pk_stay_policies")),
    )
    op.create_table(
        "units",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("beds", sa.Integer(), nullable=False),
        sa.Column("cots", sa.Integer(), nullable=False),
        sa.Column("cot_possible", sa.Text(), nullable=True),
        sa.Column("wheelchair", sa.Text(), nullable=True),
        sa.Column("own_bathroom", sa.Text(), nullable=True),
        sa.Column("wing", sa.Text(), nullable=True),
        sa.Column("side", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "cot_possible IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_units_cot_possible_words")
        ),
        sa.CheckConstraint(
            "kind IN ('ROOM', 'FLAT', 'ACUTE_ROOM', 'FAMILY')", name=op.f("ck_units_kind_words")
        ),
        sa.CheckConstraint(
            "own_bathroom IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_units_own_bathroom_words")
        ),
        sa.CheckConstraint(
            "side IN ('WOMEN', 'MEN', 'EITHER', 'UNKNOWN')", name=op.f("ck_units_side_words")
        ),
        sa.CheckConstraint(
            "wheelchair IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_units_wheelchair_words")
        ),
        sa.CheckConstraint("beds >= 1 AND cots >= 0", name=op.f("ck_units_beds_counted")),
        sa.CheckConstraint("length(code) BETWEEN 1 AND 24", name=op.f("ck_units_code_short")),
        sa.ForeignKeyConstraint(["shelter_id"], ["shelters.id"], name=op.f("fk_units_shelter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("shelter_id", "code", name=op.f("uq_units_shelter_id_code")),
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(role = 'SHELTER') = (shelter_id IS NOT NULL)",
            name=op.f("ck_api_tokens_shelter_role_has_its_shelter"),
        ),
        sa.CheckConstraint(
            "role IN ('COORDINATOR', 'ON_CALL', 'SHELTER', 'REFERRER', 'BATCH', 'AUDITOR', 'ADMIN', 'STATISTICS')",
            name=op.f("ck_api_tokens_role_words"),
        ),
        sa.CheckConstraint(
            "expires_at > created_at", name=op.f("ck_api_tokens_expires_after_it_was_made")
        ),
        sa.CheckConstraint(
            "octet_length(token_sha256) = 32", name=op.f("ck_api_tokens_hash_of_32_bytes")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_api_tokens_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_api_tokens_shelter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_api_tokens_token_sha256")),
    )
    op.create_index(op.f("ix_api_tokens_account_id"), "api_tokens", ["account_id"], unique=False)
    op.create_table(
        "idempotency_keys",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("response", sa.LargeBinary(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(status IS NULL) = (response IS NULL)", name=op.f("ck_idempotency_keys_answered_whole")
        ),
        sa.CheckConstraint(
            "length(key) BETWEEN 1 AND 200", name=op.f("ck_idempotency_keys_key_short")
        ),
        sa.CheckConstraint(
            "octet_length(request_hash) = 32", name=op.f("ck_idempotency_keys_hash_of_32_bytes")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_idempotency_keys_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(
        op.f("ix_idempotency_keys_created_at"), "idempotency_keys", ["created_at"], unique=False
    )
    op.create_table(
        "out_of_service",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("nights", postgresql.DATERANGE(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "reason IN ('REPAIR', 'CLEANING', 'STAFFING', 'SAFETY', 'OTHER')",
            name=op.f("ck_out_of_service_reason_words"),
        ),
        sa.CheckConstraint(
            "nights IS NULL OR (lower(nights) IS NOT NULL AND upper(nights) IS NOT NULL AND isfinite(lower(nights)) AND isfinite(upper(nights)))",
            name=op.f("ck_out_of_service_nights_bounded"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_out_of_service_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_out_of_service")),
    )
    op.create_index(op.f("ix_out_of_service_unit_id"), "out_of_service", ["unit_id"], unique=False)
    op.create_table(
        "rule_sets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("numbers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("activated_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(activated_at IS NULL) = (activated_by IS NULL)",
            name=op.f("ck_rule_sets_activated_by_one"),
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 40", name=op.f("ck_rule_sets_name_short")),
        sa.ForeignKeyConstraint(
            ["activated_by"], ["accounts.id"], name=op.f("fk_rule_sets_activated_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_sets")),
        sa.UniqueConstraint("name", name=op.f("uq_rule_sets_name")),
    )
    op.create_table(
        "vacancy_confirmations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shelter_id", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "how IN ('STAFF', 'TELEPHONE')", name=op.f("ck_vacancy_confirmations_how_words")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["accounts.id"], name=op.f("fk_vacancy_confirmations_confirmed_by")
        ),
        sa.ForeignKeyConstraint(
            ["shelter_id"], ["shelters.id"], name=op.f("fk_vacancy_confirmations_shelter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy_confirmations")),
    )
    op.create_index(
        op.f("ix_vacancy_confirmations_shelter_id_confirmed_at"),
        "vacancy_confirmations",
        ["shelter_id", "confirmed_at"],
        unique=False,
    )
    op.create_table(
        "vacancy_reviews",
        sa.Column("confirmation_id", sa.Uuid(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by", sa.Uuid(), nullable=False),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "agreed IN ('YES', 'NO', 'UNKNOWN')", name=op.f("ck_vacancy_reviews_agreed_words")
        ),
        sa.ForeignKeyConstraint(
            ["confirmation_id"],
            ["vacancy_confirmations.id"],
            name=op.f("fk_vacancy_reviews_confirmation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["accounts.id"], name=op.f("fk_vacancy_reviews_reviewed_by")
        ),
        sa.PrimaryKeyConstraint("confirmation_id", name=op.f("pk_vacancy_reviews")),
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
    for role in ROLES:
        op.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        op.execute(f"GRANT SELECT ON alembic_version TO {role}")
    op.execute("GRANT INSERT, SELECT (seq, link) ON audit_events TO havn_planner")


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("vacancy_reviews")
    op.drop_table("vacancy_confirmations")
    op.drop_table("rule_sets")
    op.drop_table("out_of_service")
    op.drop_table("idempotency_keys")
    op.drop_table("api_tokens")
    op.drop_table("units")
    op.drop_table("stay_policies")
    op.drop_table("staffing")
    op.drop_table("shelters_sealed")
    op.drop_table("service_offers")
    op.drop_table("security_features")
    op.drop_table("municipality_support")
    op.drop_table("intake_hours")
    op.drop_table("accounts")
    op.drop_table("acceptance_policies")
    op.drop_table("shelters")
    op.drop_table("zones")
    op.drop_table("data_keys")
    op.drop_table("audit_events")
    op.execute("DROP FUNCTION audit_events_head()")
    op.execute("DROP FUNCTION audit_events_append_only()")
    op.execute("DROP TYPE uuidrange")
    for role in ROLES:
        op.execute(f"REVOKE USAGE ON SCHEMA public FROM {role}")
        op.execute(f"REVOKE SELECT ON alembic_version FROM {role}")
