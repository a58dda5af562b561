"""What is done around her: actions with one owner each, and the standing teams of a municipality."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import ActionKind, ActionState, FollowUpPlace, MemberScope


class FollowUpActionRecord(Base):
    """One thing that somebody does for her until a day; where people meet is never where she lives."""

    __tablename__ = "follow_up_actions"
    __table_args__ = (
        CheckConstraint("(kind LIKE '%MEETING') = (place IS NOT NULL)", "a_meeting_has_a_place"),
        CheckConstraint("(state = 'OPEN') = (ended_at IS NULL)", "ended_at_some_time"),
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", "ended_by_somebody"),
        Index(None, "referral_id"),
        Index("ix_follow_up_actions_owner", "owner_id", postgresql_where=text("state = 'OPEN'")),
    )
    kept = Kept.CASE
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    referral_id: Mapped[UUID] = field("C", ForeignKey("referrals.id"))
    kind: Mapped[ActionKind] = field("C")
    scope: Mapped[MemberScope] = field("C")
    """As what its owner stands on the case; it goes to nobody who stands there as something else."""
    owner_id: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    due_at: Mapped[datetime] = field("C")
    place: Mapped[FollowUpPlace | None] = field("C")
    state: Mapped[ActionState] = field("C")
    set_at: Mapped[datetime] = field("C")
    set_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    ended_at: Mapped[datetime | None] = field("C")
    ended_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))


class LocalTeamRecord(Base):
    """A standing team of a municipality, proposed for every case that begins there (O15-O17)."""

    __tablename__ = "local_teams"
    __table_args__ = (UniqueConstraint("code_name"),)
    kept = Kept.ACCOUNT
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    code_name: Mapped[str] = field("I")
    municipality: Mapped[str] = field("I")
    """A municipality of the gazetteer; of the team, and of no case."""
    version: Mapped[int] = field("I")


class LocalTeamMemberRecord(Base):
    """Somebody of a standing team."""

    __tablename__ = "local_team_members"
    kept = Kept.ACCOUNT
    writes = Writes.REPLACE

    team_id: Mapped[UUID] = field("I", ForeignKey("local_teams.id"), primary_key=True)
    account_id: Mapped[UUID] = field("I", ForeignKey("accounts.id"), primary_key=True)
