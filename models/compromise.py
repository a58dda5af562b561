"""Somebody may know, or knows, a shelter (domain 8.1, H04)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.orm import Mapped

from matching.vocabulary import CompromiseLevel, CompromiseScope
from models.base import Base, Kept, Versioned, Writes
from models.threat import CLEARED_BY_TWO, SHORT_REASON, TWO_DIFFERENT
from models.types import field


class CompromiseRecord(Versioned, Base):
    """A report; open is SUSPECTED, cleared by two with a reason, never deleted."""

    __tablename__ = "compromises"
    __table_args__ = (
        CheckConstraint("(scope = 'NETWORK') = (network_id IS NOT NULL)", "network_named"),
        CheckConstraint("(scope = 'ACTOR') = (actor_id IS NOT NULL)", "actor_named"),
        CheckConstraint(CLEARED_BY_TWO, "cleared_by_two"),
        CheckConstraint(TWO_DIFFERENT, "cleared_by_two_different"),
        CheckConstraint(SHORT_REASON, "clear_reason_short"),
    )
    kept = Kept.SHELTER
    writes = Writes.CHANGE

    id: Mapped[UUID] = field("I", primary_key=True, default=uuid4)
    shelter_id: Mapped[UUID] = field("C", ForeignKey("shelters.id"), index=True)
    scope: Mapped[CompromiseScope] = field("C")
    level: Mapped[CompromiseLevel] = field("C")
    network_id: Mapped[UUID | None] = field("C", ForeignKey("threat_networks.id"))
    actor_id: Mapped[UUID | None] = field("C", ForeignKey("threat_actors.id"))
    since: Mapped[datetime] = field("C")
    reported_by: Mapped[UUID] = field("C", ForeignKey("accounts.id"))
    cleared_first_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    cleared_second_by: Mapped[UUID | None] = field("C", ForeignKey("accounts.id"))
    clear_reason: Mapped[str | None] = field("C")
    cleared_at: Mapped[datetime | None] = field("C")
    unnamed: Mapped[bool] = field("C", server_default=text("false"), sort_order=1)
    """Whether it was reported by somebody who named no house: nobody beside ROSA is told of one."""
