"""The one place that commits: a transaction, its order of locks, and refusals for constraints."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from sqlalchemy import Connection, CursorResult, Engine, Executable, Result
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.store import chain, walls
from app.store.engine import pool_size_of
from app.store.gate import Gate
from app.store.line import IN_ONE_REQUEST_S, Line, waiting
from app.store.refusals import (
    AlreadyPlaced,
    AskedAlready,
    Busy,
    ConstraintBroken,
    DatabaseAway,
    Deadlock,
    KeyKnown,
    NameTaken,
    NightPlanned,
    OnDutyThen,
    Refusal,
    Stale,
    UnitTaken,
    WrongState,
)
from app.store.walls import PLANNER, Reader, StepOut
from models.base import Base
from models.words import Role

R = TypeVar("R", bound=Base)


class DrawnTwice(NameTaken):
    """The name of a case, drawn at random, is another one's: the same act once more draws another."""


REFUSED_BY: dict[str, type[Refusal]] = {
    "ex_stays_no_double_booking": UnitTaken,
    "ex_placements_one_per_night": AlreadyPlaced,
    "ex_duty_spans_one_post_at_a_time": OnDutyThen,
    "uq_approvals_open": AskedAlready,
    "uq_plan_runs_night": NightPlanned,
    "uq_shelters_code_name": NameTaken,
    "uq_units_shelter_id_code": NameTaken,
    "uq_referrals_code_name": DrawnTwice,
    "uq_households_code_name": DrawnTwice,
    "uq_rule_sets_name": NameTaken,
    "uq_accounts_handle": NameTaken,
    "uq_organisations_code_name": NameTaken,
    "uq_local_teams_code_name": NameTaken,
    "uq_threat_networks_label": NameTaken,
    "uq_passkeys_credential_id": KeyKnown,
    "ck_shelters_decided_stays_closed": WrongState,
    "ck_accounts_decided_acts_no_more": WrongState,
    "state_may_follow": WrongState,
}
"""What a broken constraint means to a person; every other one is a fault of ours."""


FIRST = frozenset({Role.COORDINATOR, Role.ON_CALL})
"""Who answers calls; the service's own doing, such as finding out who calls, comes first as well."""
KEPT_SHARE = 4
"""One connection in so many is for them alone."""


class Rank(IntEnum):
    """The order in which every transaction takes its locks; the audit chain is always last."""

    KEY = 0
    HOUSEHOLD = 1
    SHELTER = 2
    UNIT = 3


class LockOrder(AssertionError):
    """A fault: a lock was asked for after one that comes later in the order."""


class Tx:
    """One transaction: reads, writes, locks taken so far, and the acts it will record."""

    def __init__(self, session: Session, reader: Reader | None = None) -> None:
        self.reader = reader
        self.acts: list[chain.Act] = []
        self.unanswered_key = False
        self._session = session
        self._locked: list[tuple[Rank, str]] = []
        self._wanted = walls.inside(reader) if reader else walls.AS_SERVICE
        self._stands: walls.Stance | None = None

    @property
    def session(self) -> Session:
        """The session, standing where this transaction stands now."""
        if self._stands != self._wanted:
            walls.stand(self._session.connection(), self._wanted)
            self._stands = self._wanted
        return self._session

    @contextmanager
    def as_service(self, _: StepOut) -> Iterator[None]:
        """Inside, this transaction goes beyond the wall of whoever it is for; say why."""
        with self._standing(walls.AS_SERVICE):
            yield

    @contextmanager
    def for_whom(self, reader: Reader) -> Iterator[None]:
        """Inside, it is for somebody else: what two persons do is done with the rights of one."""
        before, self.reader = self.reader, reader
        try:
            # Where nobody is named no wall stands yet: the whole is the service's own doing.
            with self._standing(walls.inside(reader) if before else self._wanted):
                yield
        finally:
            self.reader = before

    @contextmanager
    def _standing(self, there: walls.Stance) -> Iterator[None]:
        before = self._wanted
        self.flush()
        self._wanted = there
        try:
            yield
            self.flush()
        finally:
            self._wanted = before

    def execute(self, statement: Executable, parameters: Any = None) -> Result[Any]:  # noqa: ANN401
        """Run one statement; what was added before is written first."""
        return self.session.execute(statement, parameters)

    def quick(
        self, statement: Executable, parameters: dict[str, Any] | list[dict[str, Any]]
    ) -> CursorResult[Any]:
        """Run one statement whose rows are columns alone, without what an ORM statement costs.

        For statements that are made once, as constants of their file or kept by what they hang on.
        """
        self.flush()
        return self.session.connection().execute(statement, parameters)

    def add(self, *records: Base) -> None:
        """Write these records with the next flush."""
        self.session.add_all(records)

    def flush(self) -> None:
        """Write now, from where this transaction stands, so that a constraint speaks now.

        Where nothing waits to be written it takes no stance for it.
        """
        if self._session.new or self._session.dirty or self._session.deleted:
            self.session.flush()

    def get(self, record: type[R], key: UUID | str | int) -> R | None:
        """The record of that key, read anew unless this transaction has it."""
        return self.session.get(record, key)

    def in_order(self, rank: Rank, names: list[str]) -> list[str]:
        """Those names that are not locked yet, ascending; noted as locked from now on.

        Raises
        ------
        LockOrder
            When one of them comes before a lock that this transaction holds.
        """
        wanted = sorted({(rank, name) for name in names} - set(self._locked))
        if wanted and self._locked and wanted[0] < self._locked[-1]:
            raise LockOrder(f"{rank.name} asked for after {self._locked[-1][0].name}")
        self._locked += wanted
        return [name for _, name in wanted]


class Store:
    """The records, and the only way to change them."""

    def __init__(self, engine: Engine, chain_key: chain.ChainKey) -> None:
        self._engine = engine
        walls.bind_connections(engine)
        width = pool_size_of(engine)
        self._gate = Gate(width, kept=width // KEPT_SHARE)
        self._line = Line()
        self._chain_key = chain_key

    @contextmanager
    def transaction(self, reader: Reader | None = None) -> Iterator[Tx]:
        """Everything inside is committed when the block ends, or nothing is.

        ``reader``: for whom; without one it is the service's own doing, as a sign-in is.

        Acts are appended to the audit chain after all else, so that its lock is held for as
        short as can be and always taken last.

        Raises
        ------
        Refusal
            When a constraint, a version, a time limit or the database says no.
        """
        try:
            with (
                self._gate.passed(first=reader is None or reader.role in FIRST),
                self._line.asked(),
                waiting(None if reader in (None, PLANNER) else IN_ONE_REQUEST_S),
                Session(self._engine, expire_on_commit=False) as session,
                session.begin(),
            ):
                tx = Tx(session, reader)
                yield tx
                tx.flush()
                if tx.unanswered_key:
                    raise AssertionError("an idempotency key was taken and not answered")
                if tx.acts:
                    with tx.as_service(StepOut.CHAIN):
                        chain.append(tx.session, tx.acts, self._chain_key)
        except StaleDataError:
            raise Stale from None
        except PoolTimeout:
            raise Busy from None
        except IntegrityError as error:
            raise _refusal(error) from None
        except DBAPIError as error:
            raise _trouble(error) from None

    @contextmanager
    def beside(self) -> Iterator[Connection]:
        """A connection of its own in no transaction, for a lock that outlives them.

        In a transaction the server would end it for idling. It reads no row: it stands nowhere.

        Raises
        ------
        Refusal
            When the database, or the connection, says no.
        """
        try:
            with self._engine.connect() as connection:
                yield connection.execution_options(isolation_level="AUTOCOMMIT")
        except PoolTimeout:
            raise Busy from None
        except DBAPIError as error:
            raise _trouble(error) from None


def _refusal(error: IntegrityError) -> Exception:
    name = error.orig.diag.constraint_name if isinstance(error.orig, psycopg.Error) else None
    refusal = REFUSED_BY.get(name or "")
    return refusal() if refusal else ConstraintBroken(name or "unnamed")


def _trouble(error: DBAPIError) -> Exception:
    match error.orig:
        case psycopg.errors.DeadlockDetected():
            return Deadlock()
        case psycopg.errors.LockNotAvailable() | psycopg.errors.QueryCanceled():
            return Busy()
        case psycopg.errors.SerializationFailure():
            return Busy()
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return DatabaseAway()
        case psycopg.errors.ReadOnlySqlTransaction():  # a standby: who writes has to come again
            return DatabaseAway()
        case _:
            return error
