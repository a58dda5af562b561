"""Passkeys, passwords and generators of codes, as they are kept; none of them opens anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, bindparam, insert, select, update

from app.store import dormancy, house_pins, provider_links
from app.store.transactions import Tx
from models.account import AccountRecord as Account
from models.credential import CodeFactorRecord as Codes
from models.credential import PasskeyRecord as Passkey
from models.credential import PasswordRecord as Password
from models.words import AccountStatus, PasswordKind


@dataclass(frozen=True, slots=True, repr=False)
class KnownKey:
    """A passkey that is still good, of an account that may act."""

    id: UUID
    account: UUID
    public_key: bytes
    sign_count: int
    opens: PasswordKind


@dataclass(frozen=True, slots=True, repr=False)
class Generator:
    """A generator of codes and the half minute whose code was used last."""

    id: UUID
    last_step: int | None


@dataclass(frozen=True, slots=True, repr=False)
class Listed:
    """A way in as its owner sees it."""

    id: UUID
    kind: Literal["PASSKEY", "PASSWORD"]
    created_at: datetime
    last_used_at: datetime | None


def _may_act(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Account.status == AccountStatus.ACTIVE, dormancy.awake(now))


# --- passkeys


def add_passkey(
    tx: Tx,
    account: UUID,
    *,
    credential_id: bytes,
    public_key: bytes,
    sign_count: int,
    now: datetime,
) -> UUID:
    """The id of a new passkey."""
    made = uuid4()
    tx.execute(
        insert(Passkey).values(
            id=made,
            account_id=account,
            credential_id=credential_id,
            public_key=public_key,
            sign_count=sign_count,
            created_at=now,
        )
    )
    return made


def passkey(tx: Tx, credential_id: bytes, *, now: datetime) -> KnownKey | None:
    """The passkey of that id; None when it is unknown or removed, or its account may not act."""
    row = tx.execute(
        select(
            Passkey.id,
            Passkey.account_id,
            Passkey.public_key,
            Passkey.sign_count,
            Passkey.opens,
        )
        .join(Account, Account.id == Passkey.account_id)
        .where(Passkey.credential_id == credential_id, Passkey.removed_at.is_(None), *_may_act(now))
    ).one_or_none()
    if row is None:
        return None
    return KnownKey(row.id, row.account_id, row.public_key, row.sign_count, row.opens)


def passkey_ids(tx: Tx, account: UUID) -> list[bytes]:
    """Which keys this account has, so that none is enrolled twice."""
    query = select(Passkey.credential_id).where(
        Passkey.account_id == account, Passkey.removed_at.is_(None)
    )
    return list(tx.execute(query).scalars())


def passkey_used(tx: Tx, key: KnownKey, sign_count: int, *, now: datetime) -> bool:
    """Whether nobody else has used the key meanwhile; its count is the new one."""
    done = tx.execute(
        update(Passkey)
        .where(
            Passkey.id == key.id,
            Passkey.sign_count == key.sign_count,
            Passkey.removed_at.is_(None),
        )
        .values(sign_count=sign_count, last_used_at=now)
        .returning(Passkey.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return done is not None


# --- passwords and codes


def account_of(tx: Tx, handle: str, *, now: datetime) -> UUID | None:
    """The account of that work name, when it may act."""
    return tx.execute(
        select(Account.id).where(Account.handle == handle, *_may_act(now))
    ).scalar_one_or_none()


def passwords(tx: Tx, account: UUID | None) -> dict[PasswordKind, str]:
    """The confirmed passwords of the account; of nobody there are none, by the same statement."""
    rows = tx.execute(
        select(Password.kind, Password.phc).where(
            Password.account_id == bindparam("account", account),
            Password.confirmed_at.is_not(None),
            Password.removed_at.is_(None),
        )
    )
    return {row.kind: row.phc for row in rows}


def generator(tx: Tx, account: UUID | None, *, pending: bool = False) -> Generator | None:
    """The generator of codes of the account: the confirmed one, or the one that waits."""
    confirmed = Codes.confirmed_at.is_(None) if pending else Codes.confirmed_at.is_not(None)
    row = tx.execute(
        select(Codes.id, Codes.last_step).where(
            Codes.account_id == bindparam("account", account),
            Codes.removed_at.is_(None),
            confirmed,
        )
    ).one_or_none()
    return None if row is None else Generator(row.id, row.last_step)


def use_step(tx: Tx, factor: UUID, step: int) -> bool:
    """Whether no code of this half minute or a later one was used before; now this one is."""
    done = tx.execute(
        update(Codes)
        .where(
            Codes.id == factor,
            Codes.removed_at.is_(None),
            Codes.last_step.is_(None) | (Codes.last_step < step),
        )
        .values(last_step=step)
        .returning(Codes.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return done is not None


def propose_password(tx: Tx, account: UUID, phc: str, *, now: datetime) -> UUID:
    """The id of a new generator of codes that waits, with a password, to be confirmed."""
    _remove_passwords(tx, account, now=now, confirmed=False)
    factor = uuid4()
    tx.execute(
        insert(Password).values(
            id=uuid4(), account_id=account, kind=PasswordKind.OWN, phc=phc, created_at=now
        )
    )
    tx.execute(insert(Codes).values(id=factor, account_id=account, created_at=now))
    return factor


def confirm_password(tx: Tx, account: UUID, *, now: datetime) -> None:
    """What waited is good from now on, and what was good before it is not."""
    _remove_passwords(tx, account, now=now, confirmed=True)
    for record in (Password, Codes):
        tx.execute(
            update(record)
            .where(record.account_id == account, record.removed_at.is_(None))
            .values(confirmed_at=now)
            .execution_options(synchronize_session=False)
        )


def put_duress_word(tx: Tx, account: UUID, phc: str, *, now: datetime) -> None:
    """The word that opens an empty workload; an earlier one is not good any more."""
    tx.execute(
        update(Password)
        .where(
            Password.account_id == account,
            Password.kind == PasswordKind.DURESS,
            Password.removed_at.is_(None),
        )
        .values(removed_at=now)
        .execution_options(synchronize_session=False)
    )
    tx.execute(
        insert(Password).values(
            id=uuid4(),
            account_id=account,
            kind=PasswordKind.DURESS,
            phc=phc,
            created_at=now,
            confirmed_at=now,
        )
    )


def put_duress_key(tx: Tx, account: UUID, key: UUID) -> bool:
    """Whether this passkey of hers opens an empty workload from now on; one of hers at most does."""
    done = tx.execute(
        update(Passkey)
        .where(
            Passkey.id == key,
            Passkey.account_id == account,
            Passkey.removed_at.is_(None),
            Passkey.opens == PasswordKind.OWN,
        )
        .values(opens=PasswordKind.DURESS)
        .returning(Passkey.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return done is not None


def duress_key(tx: Tx, account: UUID) -> UUID | None:
    """The passkey that opens an empty workload."""
    return tx.execute(
        select(Passkey.id).where(
            Passkey.account_id == account,
            Passkey.removed_at.is_(None),
            Passkey.opens == PasswordKind.DURESS,
        )
    ).scalar_one_or_none()


def _remove_passwords(tx: Tx, account: UUID, *, now: datetime, confirmed: bool) -> None:
    for record in (Password, Codes):
        state = record.confirmed_at.is_not(None) if confirmed else record.confirmed_at.is_(None)
        tx.execute(
            update(record)
            .where(record.account_id == account, record.removed_at.is_(None), state)
            .values(removed_at=now)
            .execution_options(synchronize_session=False)
        )


# --- all of them


def listed(tx: Tx, account: UUID) -> list[Listed]:
    """Every way in that the account has, her key under duress as any; her word is none to be seen."""
    keys = tx.execute(
        select(Passkey.id, Passkey.created_at, Passkey.last_used_at)
        .where(Passkey.account_id == account, Passkey.removed_at.is_(None))
        .order_by(Passkey.created_at, Passkey.id)
    )
    codes = tx.execute(
        select(Codes.id, Codes.created_at).where(
            Codes.account_id == account,
            Codes.removed_at.is_(None),
            Codes.confirmed_at.is_not(None),
        )
    )
    found = [Listed(row.id, "PASSKEY", row.created_at, row.last_used_at) for row in keys]
    return found + [Listed(row.id, "PASSWORD", row.created_at, None) for row in codes]


def has_enrolled(tx: Tx, account: UUID) -> bool:
    """Whether somebody can sign in with it: by what she enrolled, or by a PIN of her house."""
    return bool(listed(tx, account)) or house_pins.since(tx, account) is not None


def ever_enrolled(tx: Tx, account: UUID) -> bool:
    """Whether anybody ever enrolled with it, or has a PIN now."""
    confirmed = Codes.confirmed_at.is_not(None)
    keys = select(Passkey.id).where(Passkey.account_id == account)
    codes = select(Codes.id).where(Codes.account_id == account, confirmed)
    enrolled = tx.execute(keys.union_all(codes).limit(1)).first() is not None
    return enrolled or house_pins.since(tx, account) is not None


def remove(tx: Tx, account: UUID, credential: UUID, *, now: datetime) -> bool:
    """Whether the account had this way in; it has it no more."""
    gone = tx.execute(
        update(Passkey)
        .where(
            Passkey.id == credential,
            Passkey.account_id == account,
            Passkey.removed_at.is_(None),
        )
        .values(removed_at=now)
        .returning(Passkey.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if gone is not None:
        return True
    known = generator(tx, account)
    if known is None or known.id != credential:
        return False
    _remove_passwords(tx, account, now=now, confirmed=True)
    return True


def remove_all(tx: Tx, account: UUID, *, now: datetime) -> None:
    """The account has no way in."""
    tx.execute(
        update(Passkey)
        .where(Passkey.account_id == account, Passkey.removed_at.is_(None))
        .values(removed_at=now)
        .execution_options(synchronize_session=False)
    )
    for confirmed in (True, False):
        _remove_passwords(tx, account, now=now, confirmed=confirmed)
    house_pins.remove(tx, account, now=now)
    provider_links.remove_all(tx, account, now=now)
