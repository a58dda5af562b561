"""What is done around her has one owner each, and standing teams have people.

Why: who does what until when was in nobody's record, and who of a town's standing team to ask her
about was known by heart (domain 1F, O15-O17).
Live database: safe; three new tables.
Previous release: keeps working; it writes none of them.
Undo: drops them; the people of the teams must be entered anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step up."""
    op.create_table(
        "follow_up_actions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(kind LIKE '%MEETING') = (place IS NOT NULL)",
            name=op.f("ck_follow_up_actions_a_meeting_has_a_place"),
        ),
        sa.CheckConstraint(
            "(state = 'OPEN') = (ended_at IS NULL)",
            name=op.f("ck_follow_up_actions_ended_at_some_time"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)",
            name=op.f("ck_follow_up_actions_ended_by_somebody"),
        ),
        sa.CheckConstraint(
            "kind IN ('GROUP_MEETING', 'LAWYER_MEETING', 'COUNSELLING_MEETING', "
            "'POLICE_MEETING', 'HEALTH_APPOINTMENT', 'COURT_DATE', "
            "'BENEFIT_APPLICATION', 'PERMIT_APPLICATION', 'SCHOOL_OR_COURSE', "
            "'ACTIVITY', 'HOUSING', 'OTHER')",
            name=op.f("ck_follow_up_actions_kind_words"),
        ),
        sa.CheckConstraint(
            "place IN ('LAWYERS_OFFICE', 'MUNICIPAL_OFFICE', 'HEALTH_CENTRE', "
            "'POLICE_STATION', 'ROSA_OFFICE', 'NEUTRAL_ROOM', 'VIDEO', 'TELEPHONE')",
            name=op.f("ck_follow_up_actions_place_words"),
        ),
        sa.CheckConstraint(
            "scope IN ('ASSIGNED', 'POLICE', 'LEGAL', 'MUNICIPALITY', "
            "'RETURN_COUNSELLING', 'FOLLOW_UP')",
            name=op.f("ck_follow_up_actions_scope_words"),
        ),
        sa.CheckConstraint(
            "state IN ('OPEN', 'DONE', 'DROPPED')", name=op.f("ck_follow_up_actions_state_words")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["accounts.id"], name=op.f("fk_follow_up_actions_ended_by")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["accounts.id"], name=op.f("fk_follow_up_actions_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name=op.f("fk_follow_up_actions_referral_id")
        ),
        sa.ForeignKeyConstraint(
            ["set_by"], ["accounts.id"], name=op.f("fk_follow_up_actions_set_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_actions")),
    )
    op.create_index(
        op.f("ix_follow_up_actions_owner"),
        "follow_up_actions",
        ["owner_id"],
        postgresql_where=sa.text("state = 'OPEN'"),
    )
    op.create_index(op.f("ix_follow_up_actions_referral_id"), "follow_up_actions", ["referral_id"])
    op.execute("GRANT SELECT, INSERT, UPDATE ON follow_up_actions TO havn_service")
    op.create_table(
        "local_teams",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_name", sa.Text(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_local_teams")),
        sa.UniqueConstraint("code_name", name=op.f("uq_local_teams_code_name")),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON local_teams TO havn_service")
    op.create_table(
        "local_team_members",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_local_team_members_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["local_teams.id"], name=op.f("fk_local_team_members_team_id")
        ),
        sa.PrimaryKeyConstraint("team_id", "account_id", name=op.f("pk_local_team_members")),
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON local_team_members TO havn_service")


def downgrade() -> None:
    """Go one step down."""
    op.drop_table("local_team_members")
    op.drop_table("local_teams")
    op.drop_table("follow_up_actions")
