"""Who stands on a case, who may never open it and who alone may: asked by every query of a case.

Nothing here is kept between requests: whoever is put on a list or taken off a case finds that the
next request knows it (security 5, AT04; domain O34).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    exists,
    false,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.store import idempotency
from app.store.pages import Page, page
from app.store.refusals import NotFound, WrongState
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import AccountRecord
from models.consent import ConsentRecord
from models.member import CaseMemberRecord as Member
from models.member import CaseReaderRecord as Reader
from models.words import AccountStatus, ConsentAnswer, MemberScope, ReaderListing, Role

AnyAccount = UUID | InstrumentedAttribute[UUID] | BindParameter[UUID]
"""An account, or the column of a query that names one, or its place in a statement that is made once."""
_READER, _MEMBER = aliased(Reader), aliased(Member)
"""Made once: every query of a case asks them, and naming their columns anew costs more than asking."""
SEATS = 3
"""How many may be named under kode 6 (security 5.3)."""


def _listed(
    referral: Any,  # noqa: ANN401 - a column
    listing: ReaderListing,
    account: AnyAccount | None,
) -> ColumnElement[bool]:
    r = _READER
    rows = select(r.id).where(
        r.referral_id == referral, r.listing == listing, r.lifted_at.is_(None)
    )
    if account is not None:
        rows = rows.where(r.account_id == account)
    return exists(rows.correlate_except(r))


def may_open(referral: Any, account: AnyAccount) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    """Whether no list keeps this account away from the case."""
    return and_(~_listed(referral, ReaderListing.DENIED, account), _may_be_among(referral, account))


def _may_be_among(referral: Any, account: AnyAccount) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    """Whether this account is of those who alone may open the case, where there are such."""
    return or_(
        ~_listed(referral, ReaderListing.ALLOWED, None),
        _listed(referral, ReaderListing.ALLOWED, account),
    )


def stands_on(referral: Any, account: AnyAccount) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    """Whether this account of ROSA's own staff is assigned to the case."""
    m = _MEMBER
    rows = select(m.id).where(
        m.referral_id == referral,
        m.account_id == account,
        m.scope == MemberScope.ASSIGNED,
        m.ended_at.is_(None),
    )
    return exists(rows.correlate_except(m))


_STANDS = select(stands_on(bindparam("referral"), bindparam("account")))


def stands_by_consent(referral: Any, account: UUID, now: datetime) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    """Whether this account beside ROSA stands on the case now, and no list is against it."""
    m = aliased(Member)
    rows = select(m.id).where(
        m.referral_id == referral,
        m.account_id == account,
        m.scope != MemberScope.ASSIGNED,
        m.ended_at.is_(None),
        or_(m.until.is_(None), m.until > now),
        consent_holds(m.consent_id, now),
    )
    return and_(exists(rows.correlate_except(m)), may_open(referral, account))


def seen_by(referral: Any, account: AnyAccount, role: Role) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    """Whether this person may know of the case: what every query of cases asks."""
    match role:
        case Role.COORDINATOR:
            return may_open(referral, account)
        case Role.ON_CALL:
            return and_(stands_on(referral, account), may_open(referral, account))
        case Role.SHELTER:
            # Which of its residents a house knows follows from its stays; a list may still bar one
            # of its people.
            return ~_listed(referral, ReaderListing.DENIED, account)
        case _:
            return false()


def may_be_asked(referral: Any, account: AnyAccount, role: Role) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    """Whether no list keeps this person from judging one act about the case.

    Somebody beside the case may be asked under kode 6 too, and never who is denied.
    """
    if role is Role.COORDINATOR:
        return may_open(referral, account)
    return ~_listed(referral, ReaderListing.DENIED, account)


def own(referral: Any, account: AnyAccount, role: Role) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    """Whether the case is the reader's own; for everybody but coordinators it is one she may know."""
    return stands_on(referral, account) if role is Role.COORDINATOR else true()


@beyond(StepOut.STANDING)
def stands(tx: Tx, referral: UUID, account: UUID) -> bool:
    """Whether this account is assigned to the case."""
    return bool(tx.quick(_STANDS, {"referral": referral, "account": account}).scalar())


@beyond(StepOut.STANDING)
def may_know(tx: Tx, referral: UUID, account: UUID, role: Role) -> bool:
    """Whether this person may know of the case."""
    return bool(tx.execute(select(seen_by(referral, account, role))).scalar())


@beyond(StepOut.STANDING)
def is_denied(tx: Tx, referral: UUID, account: UUID) -> bool:
    """Whether a list keeps this account away from the case."""
    return not tx.execute(select(may_open(referral, account))).scalar()


@beyond(StepOut.STANDING)
def is_denied_by_others(tx: Tx, referral: UUID, account: UUID) -> bool:
    """Whether a list keeps this account away from the case on which she did not put herself."""
    r = Reader
    denied = exists().where(
        *_denials(referral), r.account_id == account, r.listed_by != r.account_id
    )
    return bool(tx.execute(select(or_(denied, ~_may_be_among(referral, account)))).scalar())


@beyond(StepOut.STANDING)
def is_kept_away(tx: Tx, referral: UUID, account: UUID, role: Role) -> bool:
    """Whether a list keeps this person from judging one act about the case."""
    return not tx.execute(select(may_be_asked(referral, account, role))).scalar()


@beyond(StepOut.STANDING)
def put_on(
    tx: Tx,
    referral: UUID,
    account: UUID,
    scope: MemberScope,
    *,
    by: UUID,
    now: datetime,
    consent: UUID | None = None,
    until: datetime | None = None,
) -> UUID | None:
    """The account stands on the case; the id of the new entry, None when it stood there already."""
    made: UUID | None = tx.execute(
        upsert(Member)
        .values(
            id=uuid4(),
            referral_id=referral,
            account_id=account,
            scope=scope,
            consent_id=consent,
            added_at=now,
            added_by=by,
            until=until,
        )
        .on_conflict_do_nothing(
            index_elements=["referral_id", "account_id", "scope"],
            index_where=Member.ended_at.is_(None),
        )
        .returning(Member.id)
    ).scalar_one_or_none()
    return made


@beyond(StepOut.STANDING)
def take_off(
    tx: Tx,
    referral: UUID,
    *,
    by: UUID,
    now: datetime,
    member: UUID | None = None,
    account: UUID | None = None,
) -> int:
    """This member, or every entry of this account, stands on the case no more; how many did."""
    m = Member
    which = m.id == member if member is not None else m.account_id == account
    done = tx.execute(
        update(m)
        .where(m.referral_id == referral, which, m.ended_at.is_(None))
        .values(ended_at=now, ended_by=by)
        .returning(m.account_id)
        .execution_options(synchronize_session=False)
    )
    gone = list(done.scalars())
    if member is not None:  # and not who hands her shift over: she heard what she had done herself
        idempotency.withhold(tx, gone)
    return len(gone)


@beyond(StepOut.STANDING)
def assigned(tx: Tx, referral: UUID, member: UUID) -> UUID | None:
    """Whose entry of ROSA's own staff this is; None when there is no such open one."""
    m = Member
    query = select(m.account_id).where(
        m.id == member,
        m.referral_id == referral,
        m.scope == MemberScope.ASSIGNED,
        m.ended_at.is_(None),
    )
    return tx.execute(query).scalar_one_or_none()


@beyond(StepOut.STANDING)
def standing(tx: Tx, referral: UUID) -> list[UUID]:
    """Active accounts that are assigned to the case and from whom no list keeps it, by id."""
    m, a = Member, AccountRecord
    query = (
        select(m.account_id)
        .join(a, a.id == m.account_id)
        .where(
            m.referral_id == referral,
            m.scope == MemberScope.ASSIGNED,
            m.ended_at.is_(None),
            a.status == AccountStatus.ACTIVE,
            may_open(referral, a.id),
        )
    )
    return list(tx.execute(query.order_by(m.account_id)).scalars())


@beyond(StepOut.STANDING)
def assigned_cases(tx: Tx, account: UUID) -> list[UUID]:
    """Referrals to which this account is assigned, by id."""
    m = Member
    query = select(m.referral_id).where(
        m.account_id == account, m.scope == MemberScope.ASSIGNED, m.ended_at.is_(None)
    )
    return list(tx.execute(query.order_by(m.referral_id)).scalars())


@beyond(StepOut.STANDING)
def members(tx: Tx, referral: UUID, wanted: Page) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of those who stand on the case."""
    m, a = Member, AccountRecord
    query = (
        select(m.id, a.handle, a.role, m.scope, m.added_at, m.until, m.consent_id.label("consent"))
        .join(a, a.id == m.account_id)
        .where(m.referral_id == referral, m.ended_at.is_(None))
    )
    rows, last = page(tx, query, m.id, wanted)
    return [dict(row._mapping) for row in rows], last


@beyond(StepOut.STANDING)
def person(tx: Tx, handle: str, roles: Sequence[Role]) -> tuple[UUID, Role] | None:
    """The active account of that work name, when it has one of these roles."""
    a = AccountRecord
    row = tx.execute(
        select(a.id, a.role).where(
            a.handle == handle, a.status == AccountStatus.ACTIVE, a.role.in_(roles)
        )
    ).one_or_none()
    return None if row is None else (row.id, row.role)


def consent_holds(consent: Any, now: datetime) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    """Whether she still agrees: given, not withdrawn, not over, and no later no to the same."""
    c, later = aliased(ConsentRecord), aliased(ConsentRecord)
    said_no = exists(
        select(later.id)
        .where(
            later.household_id == c.household_id,
            later.purpose == c.purpose,
            later.answer != ConsentAnswer.GIVEN,
            later.given_at >= c.given_at,
        )
        .correlate(c)
    )
    rows = select(c.id).where(
        c.id == consent,
        c.answer == ConsentAnswer.GIVEN,
        c.withdrawn_at.is_(None),
        c.expires_at > now,
        ~said_no,
    )
    return exists(rows.correlate_except(c))


@beyond(StepOut.STANDING)
def consent_of(tx: Tx, household: UUID, consent: UUID, now: datetime) -> dict[str, Any] | None:
    """A consent of this household that still holds: its purpose and when it ends."""
    c = ConsentRecord
    row = tx.execute(
        select(c.purpose, c.expires_at).where(
            c.id == consent, c.household_id == household, consent_holds(c.id, now)
        )
    ).one_or_none()
    return None if row is None else dict(row._mapping)


@beyond(StepOut.STANDING)
def deny(tx: Tx, referral: UUID, account: UUID, *, by: UUID, now: datetime) -> UUID | None:
    """The account may not open the case, nor hear again what it was told; None when that stood.

    Where she had put herself on the list it is another's word from now on.
    """
    idempotency.withhold(tx, [account])
    if by != account:
        _lift(tx, referral, account, Reader.listed_by == account, by=by, now=now)
    return _list(tx, referral, account, ReaderListing.DENIED, None, by, now)


@beyond(StepOut.STANDING)
def allow_only(
    tx: Tx, referral: UUID, accounts: Sequence[UUID], *, by: UUID, now: datetime
) -> None:
    """These accounts alone may open the case from now on; whoever was named before is not.

    Raises
    ------
    WrongState
        When nobody is named, one is named twice, or more than three are.
    """
    if not 1 <= len(accounts) <= SEATS or len(set(accounts)) != len(accounts):
        raise WrongState
    open_to_all(tx, referral, by=by, now=now)
    idempotency.withhold_of_case(tx, referral, but=accounts)
    for seat, account in enumerate(accounts, 1):
        _list(tx, referral, account, ReaderListing.ALLOWED, seat, by, now)


@beyond(StepOut.STANDING)
def open_to_all(tx: Tx, referral: UUID, *, by: UUID, now: datetime) -> None:
    """Nobody is named any more: the case is open as any other; who is denied stays so."""
    r = Reader
    tx.execute(
        update(r)
        .where(
            r.referral_id == referral,
            r.listing == ReaderListing.ALLOWED,
            r.lifted_at.is_(None),
        )
        .values(lifted_at=now, lifted_by=by)
        .execution_options(synchronize_session=False)
    )


@beyond(StepOut.STANDING)
def named(tx: Tx, referral: UUID) -> list[UUID]:
    """Who alone may open the case, by seat; empty when it is open as any other."""
    r = Reader
    query = select(r.account_id).where(
        r.referral_id == referral, r.listing == ReaderListing.ALLOWED, r.lifted_at.is_(None)
    )
    return list(tx.execute(query.order_by(r.seat)).scalars())


@beyond(StepOut.STANDING)
def share_lists(tx: Tx, hers: Sequence[UUID], *, by: UUID, now: datetime) -> None:
    """Cases of one person: whom the list of any keeps away, all of them keep away from now on.

    Where several name who alone may open them, those remain who are named by each of these.

    Raises
    ------
    WrongState
        When nobody is named by each.
    """
    away = {denial for one in hers for denial in _denied(tx, one)}
    for referral in hers:
        # Who listed it stays with it: who left by herself is not one whom somebody keeps away.
        for account, listed_by in sorted(away):
            deny(tx, referral, account, by=listed_by, now=now)
            take_off(tx, referral, account=account, by=by, now=now)
    seats = [names for one in hers if (names := named(tx, one))]
    if seats:
        left = [account for account in seats[0] if all(account in names for names in seats)]
        for referral in hers:
            if named(tx, referral) != left:
                allow_only(tx, referral, left, by=by, now=now)


def _denied(tx: Tx, referral: UUID) -> set[tuple[UUID, UUID]]:
    """Each account that is denied, and who listed it."""
    rows = tx.execute(select(Reader.account_id, Reader.listed_by).where(*_denials(referral)))
    return {(row.account_id, row.listed_by) for row in rows}


def _denials(referral: UUID) -> tuple[ColumnElement[bool], ...]:
    r = Reader
    return (
        r.referral_id == referral,
        r.listing == ReaderListing.DENIED,
        r.lifted_at.is_(None),
    )


def _list(
    tx: Tx,
    referral: UUID,
    account: UUID,
    listing: ReaderListing,
    seat: int | None,
    by: UUID,
    now: datetime,
) -> UUID | None:
    made: UUID | None = tx.execute(
        upsert(Reader)
        .values(
            id=uuid4(),
            referral_id=referral,
            account_id=account,
            listing=listing,
            seat=seat,
            listed_at=now,
            listed_by=by,
        )
        .on_conflict_do_nothing(
            index_elements=["referral_id", "account_id", "listing"],
            index_where=Reader.lifted_at.is_(None),
        )
        .returning(Reader.id)
    ).scalar_one_or_none()
    return made


@beyond(StepOut.STANDING)
def readers(tx: Tx, referral: UUID, wanted: Page) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of who is denied or named."""
    r, a = Reader, AccountRecord
    query = (
        select(r.id, a.handle, r.listing, r.listed_at)
        .join(a, a.id == r.account_id)
        .where(r.referral_id == referral, r.lifted_at.is_(None))
    )
    rows, last = page(tx, query, r.id, wanted)
    return [dict(row._mapping) for row in rows], last


@beyond(StepOut.STANDING)
def denied_by(tx: Tx, referral: UUID, reader: UUID) -> UUID:
    """The account that this denial of the case keeps away.

    Raises
    ------
    NotFound
        When there is no such denial, or it was taken back.
    """
    r = Reader
    account: UUID | None = tx.execute(
        select(r.account_id).where(r.id == reader, *_denials(referral))
    ).scalar_one_or_none()
    if account is None:
        raise NotFound
    return account


@beyond(StepOut.STANDING)
def lift(tx: Tx, referral: UUID, account: UUID, *, by: UUID, now: datetime) -> None:
    """The denial of this account is taken back, if there is one."""
    _lift(tx, referral, account, by=by, now=now)


def _lift(
    tx: Tx, referral: UUID, account: UUID, *which: ColumnElement[bool], by: UUID, now: datetime
) -> None:
    tx.execute(
        update(Reader)
        .where(Reader.account_id == account, *_denials(referral), *which)
        .values(lifted_at=now, lifted_by=by)
        .execution_options(synchronize_session=False)
    )


@beyond(StepOut.STANDING)
def end_by_consent(tx: Tx, consent: UUID, *, by: UUID, now: datetime) -> None:
    """Whoever stood on a case by this consent stands there no longer, nor hears again what she heard."""
    m = Member
    done = tx.execute(
        update(m)
        .where(m.consent_id == consent, m.ended_at.is_(None))
        .values(ended_at=now, ended_by=by)
        .returning(m.account_id)
        .execution_options(synchronize_session=False)
    )
    idempotency.withhold(tx, list(done.scalars()))


@beyond(StepOut.STANDING)
def end_by_consents(tx: Tx, account: UUID, *, by: UUID, now: datetime) -> None:
    """The account stands on no case by a consent any longer: each was for what it was there for."""
    m = Member
    tx.execute(
        update(m)
        .where(m.account_id == account, m.scope != MemberScope.ASSIGNED, m.ended_at.is_(None))
        .values(ended_at=now, ended_by=by)
        .execution_options(synchronize_session=False)
    )
