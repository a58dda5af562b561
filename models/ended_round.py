"""When what the clock brings about was last gone through to its end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from models.base import Base, Kept, Writes
from models.types import field
from models.words import RoundOf


class RoundRecord(Base):
    """The last round that came to its end; one row for each kind, whichever process makes them."""

    __tablename__ = "rounds"
    kept = Kept.COUNTS
    writes = Writes.CHANGE

    what: Mapped[RoundOf] = field("I", primary_key=True)
    ended_at: Mapped[datetime] = field("I")
