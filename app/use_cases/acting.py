"""Who acts, in which transaction, at which moment: what every use-case begins with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.errors import NotFound, NotSignedIn, SecondPersonNeeded, StepUpNeeded
from app.store import audit, locks, sessions
from app.store.chain import Detail
from app.store.holds import By
from app.store.nights import local_date, tonight
from app.store.tokens import Actor
from app.store.transactions import Tx
from app.store.walls import NOBODY
from models.words import AuditAct, Role


@dataclass(frozen=True, slots=True)
class Acting:
    """One person, one transaction, one moment."""

    tx: Tx
    actor: Actor
    now: datetime

    @property
    def tonight(self) -> date:
        """The night that is being placed."""
        return tonight(self.now)

    @property
    def today(self) -> date:
        """The day in Oslo."""
        return local_date(self.now)

    @property
    def by(self) -> By:
        """The same, as bookings record it."""
        return By(self.actor.account, self.actor.role, self.now)

    def record(self, act: AuditAct, kind: str, subject: UUID | None, **detail: Detail) -> None:
        """The act enters the audit chain with this transaction."""
        audit.add(
            self.tx,
            act,
            at=self.now,
            actor=self.actor.account,
            role=self.actor.role,
            subject_kind=kind,
            subject=subject,
            detail=detail,
        )

    def has_read(self, referral: UUID, part: str) -> None:
        """Who asks is told of this case: a reading, so that she can be told of it and a decoy is heard.

        Not beside another act of the same request on the case: that one names who it was.
        """
        if not any(act.subject == referral for act in self.tx.acts):
            self.record(AuditAct.CASE_READ, "referral", referral, part=part)

    def must_have_stepped_up(self, *beside: UUID) -> None:
        """Do nothing when this person has just shown again, in this session, who she is.

        ``beside``: other accounts that the act will change.

        Raises
        ------
        StepUpNeeded, NotSignedIn
            As for ``must_have_shown_herself``.
        SecondPersonNeeded
            When the account was unused for 14 days and nobody has agreed to it since.
        """
        self.must_have_shown_herself(*beside)
        if self.actor.sealed_paused:
            raise SecondPersonNeeded

    def must_have_shown_herself(self, *beside: UUID) -> None:
        """The same, also for an account that was unused for 14 days.

        The session is asked about anew under the lock of its account: whoever ended it since this
        request came in has ended this act with it, and whoever ends it now comes after this act.
        Accounts ``beside`` it are locked in one order: two may act on each other at once.

        Raises
        ------
        StepUpNeeded
            When she has not, or too long ago, or calls with a token.
        NotSignedIn
            When the session is over by now.
        NotFound
            When there is no such account beside it.
        """
        session = self._stepped_up()
        for one in sorted({self.actor.account, *beside}):
            locks.account(self.tx, one)
        if not sessions.is_live(self.tx, session, now=self.now):
            raise NotSignedIn

    def _stepped_up(self) -> UUID:
        """The session in which she had shown herself when the request came in."""
        until, session = self.actor.stepped_up_until, self.actor.session
        if session is None or until is None or self.now >= until:
            raise StepUpNeeded
        return session

    def own_shelter(self, shelter: UUID) -> None:
        """Do nothing when this person may act for the shelter.

        Raises
        ------
        NotFound
            When it is another one than the shelter of this account.
        """
        if self.actor.role is Role.SHELTER and self.actor.shelter != shelter:
            raise NotFound


_NOBODY = Actor(NOBODY, Role.COORDINATOR, None, frozenset())


@dataclass(frozen=True, slots=True)
class Unattended(Acting):
    """havn itself, when time is over: what it does is done by no account, and seen as the service."""

    @classmethod
    def at(cls, tx: Tx, now: datetime) -> Unattended:
        """In this transaction, which is for nobody, at this moment."""
        return cls(tx, _NOBODY, now)

    @property
    def by(self) -> By:
        """Nobody."""
        return By(None, None, self.now)

    def record(self, act: AuditAct, kind: str, subject: UUID | None, **detail: Detail) -> None:
        """The act enters the audit chain as havn's own."""
        audit.add(
            self.tx,
            act,
            at=self.now,
            actor=None,
            role=None,
            subject_kind=kind,
            subject=subject,
            detail=detail,
        )
