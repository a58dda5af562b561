"""Steps: each change of a state leaves a row, and the database refuses one that is not in the table.

Why: a state went wherever the code of that moment let it, and only the audit chain knew of it; why it
changed, whose word that was and what it means was in no place (domain 13).
Live database: safe; one new table, one function, four triggers. Rows keep the states that they have.
Previous release: takes the same steps but one: a house was put back to her options when an offer fell
through although she lived somewhere; that it may still do, until it is replaced, from OFFERED alone.
Undo: drops them; why states changed is lost, the states stay.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0043"
branch_labels = None
depends_on = None

WORDS = {
    "machine": "'REFERRAL', 'OFFER', 'PLACEMENT', 'TRANSFER'",
    "party": "'PERSON', 'HOUSE', 'REFERRER', 'SYSTEM'",
    "consequence": "'AGAIN', 'NEVER_HERE', 'LATER', 'NO_EFFECT'",
}
WORD_LIKE = "~ '^[A-Z_]{2,40}$'"
CHECKS = {
    "goes_somewhere": "before <> after",
    "reason_is_a_word": f"reason {WORD_LIKE}",
    "before_is_a_word": f"before {WORD_LIKE}",
    "after_is_a_word": f"after {WORD_LIKE}",
} | {f"{name}_words": f"{name} IN ({words})" for name, words in WORDS.items()}
GUARD = """
CREATE FUNCTION state_may_follow() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME || ':' || OLD.state || ':' || NEW.state <> ALL (ARRAY[
        'referrals:ACCEPTED:ARRIVED',
        'referrals:ACCEPTED:CLOSED',
        'referrals:ACCEPTED:HANDED_OVER',
        'referrals:ACCEPTED:OPTIONS_READY',
        'referrals:ACCEPTED:SEARCHING',
        'referrals:ACCEPTED:TRAVEL',
        'referrals:ACCEPTED:WITHDRAWN',
        'referrals:ARRIVED:ACCEPTED',
        'referrals:ARRIVED:CLOSED',
        'referrals:ARRIVED:HANDED_OVER',
        'referrals:ARRIVED:IN_STAY',
        'referrals:ARRIVED:LEFT',
        'referrals:ARRIVED:OFFERED',
        'referrals:ARRIVED:TRANSFER',
        'referrals:ARRIVED:WITHDRAWN',
        'referrals:IN_STAY:ACCEPTED',
        'referrals:IN_STAY:ARRIVED',
        'referrals:IN_STAY:CLOSED',
        'referrals:IN_STAY:HANDED_OVER',
        'referrals:IN_STAY:LEFT',
        'referrals:IN_STAY:OFFERED',
        'referrals:IN_STAY:TRANSFER',
        'referrals:IN_STAY:WITHDRAWN',
        'referrals:LEFT:CLOSED',
        'referrals:NEEDS_INFO:ACCEPTED',
        'referrals:NEEDS_INFO:CLOSED',
        'referrals:NEEDS_INFO:HANDED_OVER',
        'referrals:NEEDS_INFO:NO_SAFE_BED',
        'referrals:NEEDS_INFO:OFFERED',
        'referrals:NEEDS_INFO:OPTIONS_READY',
        'referrals:NEEDS_INFO:SEARCHING',
        'referrals:NEEDS_INFO:SUPPORT_WITHOUT_BED',
        'referrals:NEEDS_INFO:WITHDRAWN',
        'referrals:NO_SAFE_BED:ACCEPTED',
        'referrals:NO_SAFE_BED:CLOSED',
        'referrals:NO_SAFE_BED:HANDED_OVER',
        'referrals:NO_SAFE_BED:NEEDS_INFO',
        'referrals:NO_SAFE_BED:OFFERED',
        'referrals:NO_SAFE_BED:OPTIONS_READY',
        'referrals:NO_SAFE_BED:SEARCHING',
        'referrals:NO_SAFE_BED:SUPPORT_WITHOUT_BED',
        'referrals:NO_SAFE_BED:WITHDRAWN',
        'referrals:OFFERED:ACCEPTED',
        'referrals:OFFERED:CLOSED',
        'referrals:OFFERED:HANDED_OVER',
        'referrals:OFFERED:OPTIONS_READY',
        'referrals:OFFERED:SUPPORT_WITHOUT_BED',
        'referrals:OFFERED:WITHDRAWN',
        'referrals:OPTIONS_READY:ACCEPTED',
        'referrals:OPTIONS_READY:CLOSED',
        'referrals:OPTIONS_READY:HANDED_OVER',
        'referrals:OPTIONS_READY:NEEDS_INFO',
        'referrals:OPTIONS_READY:NO_SAFE_BED',
        'referrals:OPTIONS_READY:OFFERED',
        'referrals:OPTIONS_READY:SEARCHING',
        'referrals:OPTIONS_READY:SUPPORT_WITHOUT_BED',
        'referrals:OPTIONS_READY:WITHDRAWN',
        'referrals:RECEIVED:ACCEPTED',
        'referrals:RECEIVED:CLOSED',
        'referrals:RECEIVED:HANDED_OVER',
        'referrals:RECEIVED:NEEDS_INFO',
        'referrals:RECEIVED:NO_SAFE_BED',
        'referrals:RECEIVED:OFFERED',
        'referrals:RECEIVED:OPTIONS_READY',
        'referrals:RECEIVED:SEARCHING',
        'referrals:RECEIVED:SUPPORT_WITHOUT_BED',
        'referrals:RECEIVED:WITHDRAWN',
        'referrals:SEARCHING:ACCEPTED',
        'referrals:SEARCHING:CLOSED',
        'referrals:SEARCHING:HANDED_OVER',
        'referrals:SEARCHING:NEEDS_INFO',
        'referrals:SEARCHING:NO_SAFE_BED',
        'referrals:SEARCHING:OFFERED',
        'referrals:SEARCHING:OPTIONS_READY',
        'referrals:SEARCHING:SUPPORT_WITHOUT_BED',
        'referrals:SEARCHING:WITHDRAWN',
        'referrals:SUPPORT_WITHOUT_BED:ACCEPTED',
        'referrals:SUPPORT_WITHOUT_BED:CLOSED',
        'referrals:SUPPORT_WITHOUT_BED:HANDED_OVER',
        'referrals:SUPPORT_WITHOUT_BED:NEEDS_INFO',
        'referrals:SUPPORT_WITHOUT_BED:NO_SAFE_BED',
        'referrals:SUPPORT_WITHOUT_BED:OFFERED',
        'referrals:SUPPORT_WITHOUT_BED:OPTIONS_READY',
        'referrals:SUPPORT_WITHOUT_BED:SEARCHING',
        'referrals:SUPPORT_WITHOUT_BED:WITHDRAWN',
        'referrals:TRANSFER:ACCEPTED',
        'referrals:TRANSFER:ARRIVED',
        'referrals:TRANSFER:CLOSED',
        'referrals:TRANSFER:HANDED_OVER',
        'referrals:TRANSFER:IN_STAY',
        'referrals:TRANSFER:LEFT',
        'referrals:TRANSFER:OFFERED',
        'referrals:TRANSFER:WITHDRAWN',
        'referrals:TRAVEL:ARRIVED',
        'referrals:TRAVEL:CLOSED',
        'referrals:TRAVEL:HANDED_OVER',
        'referrals:TRAVEL:OPTIONS_READY',
        'referrals:TRAVEL:SEARCHING',
        'referrals:TRAVEL:WITHDRAWN',
        'offers:APPROVED:DECLINED',
        'offers:APPROVED:EXPIRED',
        'offers:APPROVED:SHELTER_ASKED',
        'offers:PROPOSED:APPROVED',
        'offers:PROPOSED:DECLINED',
        'offers:PROPOSED:EXPIRED',
        'offers:PROPOSED:SHELTER_ASKED',
        'offers:SHELTER_ASKED:DECLINED',
        'offers:SHELTER_ASKED:EXPIRED',
        'offers:SHELTER_ASKED:RELEASED',
        'offers:SHELTER_ASKED:SHELTER_NO',
        'offers:SHELTER_ASKED:SHELTER_YES',
        'offers:SHELTER_YES:DECLINED',
        'offers:SHELTER_YES:EXPIRED',
        'offers:SHELTER_YES:RELEASED',
        'offers:SHELTER_YES:SHOWN',
        'offers:SHELTER_YES:TAKEN',
        'offers:SHOWN:DECLINED',
        'offers:SHOWN:EXPIRED',
        'offers:SHOWN:RELEASED',
        'offers:SHOWN:TAKEN',
        'placements:ACCEPTED:ARRIVED',
        'placements:ACCEPTED:CANCELLED',
        'placements:ACCEPTED:NOT_ARRIVED',
        'placements:ARRIVED:ENDED',
        'transfers:AGREED:CANCELLED',
        'transfers:AGREED:POLICE_CONSULTED',
        'transfers:FIRM:CANCELLED',
        'transfers:FIRM:MOVED',
        'transfers:POLICE_CONSULTED:CANCELLED',
        'transfers:POLICE_CONSULTED:FIRM',
        'transfers:PROPOSED:AGREED',
        'transfers:PROPOSED:CANCELLED'
    ]) THEN
        RAISE EXCEPTION 'no such step'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'state_may_follow';
    END IF;
    RETURN NEW;
END
$$
"""
TABLES = ("referrals", "offers", "placements", "transfers")


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("machine", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("consequence", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.CheckConstraint(said, name=op.f(f"ck_steps_{name}")) for name, said in CHECKS.items()),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_steps_referral_id")
        ),
        sa.ForeignKeyConstraint(["taken_by"], ["accounts.id"], name=op.f("fk_steps_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steps")),
    )
    op.create_index(op.f("ix_steps_referral_id_taken_at"), "steps", ["referral_id", "taken_at"])
    op.execute("GRANT SELECT, INSERT ON steps TO havn_service")
    op.execute(GUARD)
    op.execute("REVOKE ALL ON FUNCTION state_may_follow() FROM PUBLIC")
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER state_may_follow BEFORE UPDATE ON {table} FOR EACH ROW "
            "WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION state_may_follow()"
        )


def downgrade() -> None:
    """Go one step down."""
    op.execute("DROP FUNCTION state_may_follow() CASCADE")
    op.drop_table("steps")
