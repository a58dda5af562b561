"""For whom a transaction reads and writes, and how the database is told (security AT02).

The service logs in as one role which by itself sees no row. A transaction begins by stepping into
the role of whoever it is for and by naming account, shelter and organisation, signed with a secret
that only this connection has. Policies of every table rest on that (models.wall_sql); a statement
that was smuggled in can change both settings and cannot sign.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol
from uuid import UUID

import psycopg
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from models.wall_sql import WIDE_ROLES, database_role, wide_role
from models.words import Role

BOND = "havn_bond"
"""Under this name a connection keeps its secret, in this process."""
_BIND = "INSERT INTO walls.bonds (secret) VALUES (%s)"
_PLAIN = re.compile(r"[A-Z_]+(\|[0-9a-f-]*){3}")


class Reader(Protocol):
    """Whoever a transaction is for."""

    @property
    def account(self) -> UUID:
        """The account that acts."""

    @property
    def role(self) -> Role:
        """Its role, and so its role in the database."""

    @property
    def shelter(self) -> UUID | None:
        """The one shelter of a shelter's account."""

    @property
    def organisation(self) -> UUID | None:
        """For whom it works."""


@dataclass(frozen=True, slots=True)
class Stance:
    """Where a transaction stands: a role of the database, and for whom it says to be there."""

    database_role: str
    who: str


NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Batch:
    """The planner itself, as no call started it: no sealed field, no contact, no account."""

    account: UUID = NOBODY
    role: Role = Role.BATCH
    shelter: UUID | None = None
    organisation: UUID | None = None


PLANNER = Batch()
AS_SERVICE = Stance("NONE", "SERVICE|||")
"""Beyond every wall, as whoever logged in."""


class StepOut(Enum):
    """Why a transaction for somebody goes beyond that person's wall for a while, each with its why."""

    CONSENT = "whether she allowed something to be told is asked before anything is told"
    QUOTA = "what is counted against a person, or an organisation, is not that person's to read"
    ALARM = "whoever gives cause for an alarm may not see that there is one"
    KEPT_ANSWER = "the answer of a key is kept and found before anybody acts"
    CHAIN = "the chain hangs on the newest act, whoever did it"
    MATCHING = "options are ranked among all houses; whoever asks hears three, in closed words"
    BOOKING = "a unit is free or not whoever holds it; rules are asked again over all houses"
    TWO_PERSONS = "whoever is asked, and may answer, is found among all who are on duty"
    GLASS = "who broke the glass is asked at each sealed read, and reviewed by somebody else"
    ALARM_INBOX = "an alarm names by a work name whose doing it is about"
    ENTRANCE = "what somebody proves herself with is read by no role, only by the entrance"
    READINGS = "she may hear who read her case, whoever they were; a second person hears it daily"
    RULES = "the numbers of the rules are the same for everybody"
    TEXTS = "which text of a card somebody has read is the same for everybody"
    DISCLOSING = (
        "whether a seal may be opened is asked beyond any wall; one group of one row is read"
    )
    SEALING = "a field is sealed under the key of its case or shelter, which no reader sees"
    STANDING = "who stands on a case, and from whom a list keeps it, is asked before it is read"
    OUTSIDE = "those beside ROSA are told their part of a case by the matrix, after her consent"
    TASKS = "whose a task is and who may take it is looked up for whoever asks"
    CARDS = "what she is told next follows from a change of state, whoever brought it about"
    REFUNDS = "to whom a claim goes is found by its code name among all organisations"
    FEED = "what happened is kept for one account, which its own wall let know of it"
    LATE_WORD = (
        "what she said in a call is of the case in which it goes on, whoever stands there by then"
    )
    COUNTS = "counts are made of rows of which whoever reads the counts sees none"


def inside(reader: Reader) -> Stance:
    """Where this person's transactions stand: rows by the wall, columns by the matrix.

    For roles whose queries join what they tell with what they only find rows by, every column
    that is not sealed, of the same rows.
    """
    name = wide_role if reader.role in WIDE_ROLES else database_role
    return Stance(name(reader.role), _who(reader))


def _who(reader: Reader) -> str:
    names = (reader.account, reader.shelter, reader.organisation)
    return "|".join([reader.role.value, *("" if name is None else str(name) for name in names)])


def bind_connections(engine: Engine) -> None:
    """Each connection of this engine shares a secret of its own with the database."""
    event.listen(engine, "checkout", _bind)


def _bind(raw: Any, record: Any, _: Any) -> None:  # noqa: ANN401 - as the library calls it
    if BOND in record.info:
        return
    secret = secrets.token_bytes(32)
    try:
        raw.execute(_BIND, [secret])
        raw.commit()
    except psycopg.errors.UndefinedTable:
        raw.rollback()  # no walls yet: the next checkout asks again
    else:
        record.info[BOND] = secret


def stand(connection: Connection, stance: Stance) -> None:
    """The rest of this transaction stands there. One round trip, and no snapshot is taken by it.

    Raises
    ------
    DBAPIError
        When the database refuses.
    """
    if not _PLAIN.fullmatch(stance.who):
        raise AssertionError("who acts is a role and ids")
    secret: bytes = connection.info.get(BOND, b"")
    body = stance.who.encode()
    mark = hashlib.sha256(secret + hashlib.sha256(secret + body).digest()).hexdigest()
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    words = f"SET LOCAL ROLE {stance.database_role}; SET LOCAL havn.who = '{stance.who}|{mark}'"
    try:
        raw.execute(words.encode(), prepare=False)
    except psycopg.Error as error:
        raise DBAPIError.instance(None, None, error, psycopg.Error) from None
