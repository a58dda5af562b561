"""Signing in: by passkey, or by password and code; with the word under duress as with any other.

What does not let somebody in always says the same and takes the same work, whether there is such a
person or not. Source: security 2 (AT01, AT07, AT16), 5.5; ASVS 5.0, 6.3 and 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from app.errors import NotFound, SignInRefused
from app.store import alarms, attempts, challenges, credentials, locks, sessions
from app.store.credentials import Generator
from app.store.transactions import Tx
from app.use_cases.entrance import Entrance
from app.vault import one_time_codes, passkeys
from app.vault.keys import DataKey
from app.vault.passwords import matches
from models.words import AlarmKind, AuditAct, ChallengeFor, PasswordKind, SignedInBy


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """A new session, and the secret that only the browser gets."""

    session: UUID
    secret: str


@dataclass(frozen=True, slots=True, repr=False)
class _Claimed:
    """Whoever a name may stand for, with what she would have to show."""

    account: UUID | None
    key: DataKey
    own: str
    duress: str
    generator: Generator


def passkey_options(e: Entrance) -> tuple[UUID, Mapping[str, Any]]:
    """A challenge for whoever it may be: nothing was typed, so nothing is told of anybody."""
    with e.store.transaction() as tx:
        asked = challenges.ask(tx, ChallengeFor.SIGN_IN, None, now=e.now)
    return asked.id, passkeys.to_get(e.party, asked.value)


def with_passkey(e: Entrance, challenge: UUID, credential: Mapping[str, Any]) -> Opened:
    """Sign in whoever's passkey signed the challenge.

    Raises
    ------
    SignInRefused
        When anything at all is not as it must be.
    """
    with e.store.transaction() as tx:
        value = challenges.take(tx, challenge, ChallengeFor.SIGN_IN, None, now=e.now)
    if value is None:
        raise SignInRefused
    with e.store.transaction() as tx:
        known = _key_named_in(tx, e, credential)
        opened = None
        if (
            known is not None
            and _alone(tx, known.account)
            and _signed(tx, e, known, value, credential)
        ):
            opened = open_session(tx, e, known.account, _by(known))
        if opened is None:
            account = None if known is None else known.account
            e.record(tx, AuditAct.SIGN_IN_REFUSED, None, subject=account, how="PASSKEY")
    if opened is None:
        raise SignInRefused
    return opened


def with_password(e: Entrance, handle: str, password: str, code: str) -> Opened:
    """Sign in by what she knows and what her telephone shows, both or neither.

    Raises
    ------
    SignInRefused
        When anything at all is not as it must be.
    TooSoon
        When the attempt before was a moment ago.
    Busy
        When too many try at once.
    """
    name = handle.strip().lower()
    counted_as = e.name_hmac(name)
    with e.may_hash():
        with e.store.transaction() as tx:
            number = attempts.count(tx, counted_as, now=e.now)
            claimed = _claimed(tx, e, name)
        # Both, always: neither the answer nor its time tells which, or whether there is one.
        own = matches(password, claimed.own, claimed.key)
        duress = matches(password, claimed.duress, claimed.key)
        step = _step(e, claimed.key, claimed.generator, code)
    by = SignedInBy.DURESS if duress else SignedInBy.PASSWORD
    with e.store.transaction() as tx:
        opened = None
        if (
            (own or duress)
            and step is not None
            and claimed.account is not None
            and _alone(tx, claimed.account)
            and credentials.use_step(tx, claimed.generator.id, step)
        ):
            opened = open_session(tx, e, claimed.account, by)
        if opened is None:
            _refused(tx, e, claimed.account, number)
        else:
            attempts.succeeded(tx, counted_as)
    if opened is None:
        raise SignInRefused
    return opened


def _by(known: credentials.KnownKey) -> SignedInBy:
    return SignedInBy.DURESS_KEY if known.opens is PasswordKind.DURESS else SignedInBy.PASSKEY


def signed_by_owner(
    tx: Tx, e: Entrance, account: UUID, value: bytes, credential: Mapping[str, Any]
) -> PasswordKind | None:
    """What the passkey of this very account opens that signed the challenge; None when none did."""
    known = _key_named_in(tx, e, credential)
    if known is None or known.account != account:
        return None
    return known.opens if _signed(tx, e, known, value, credential) else None


def code_of_owner(tx: Tx, e: Entrance, account: UUID, code: str) -> bool:
    """Whether this is a fresh code of this very account; then it is used."""
    generator = credentials.generator(tx, account)
    if generator is None:
        return False
    return use_code(tx, e, e.known_key_of(tx, account), generator, code)


def use_code(tx: Tx, e: Entrance, key: DataKey, generator: Generator, code: str) -> bool:
    """Whether the code is right and was never used; then it is used."""
    step = _step(e, key, generator, code)
    return step is not None and credentials.use_step(tx, generator.id, step)


def _step(e: Entrance, key: DataKey, generator: Generator, code: str) -> int | None:
    secret = one_time_codes.secret_of(key, generator.id)
    return one_time_codes.step_matched(secret, code, now=e.now, after=generator.last_step)


def _key_named_in(
    tx: Tx, e: Entrance, credential: Mapping[str, Any]
) -> credentials.KnownKey | None:
    try:
        known = credentials.passkey(tx, passkeys.credential_id_of(credential), now=e.now)
        user = passkeys.user_of(credential)
    except passkeys.NotSigned:
        return None
    return None if known is None or user not in (None, known.account) else known


def _signed(
    tx: Tx, e: Entrance, known: credentials.KnownKey, value: bytes, credential: Mapping[str, Any]
) -> bool:
    try:
        count = passkeys.signed(
            e.party,
            value,
            credential,
            public_key=known.public_key,
            sign_count=known.sign_count,
        )
    except passkeys.Cloned:
        alarms.raise_(
            tx,
            AlarmKind.SIGN_IN_ATTACKED,
            now=e.now,
            subject_kind="account",
            subject=known.account,
        )
        return False
    except passkeys.NotSigned:
        return False
    return credentials.passkey_used(tx, known, count, now=e.now)


def _claimed(tx: Tx, e: Entrance, name: str) -> _Claimed:
    account = credentials.account_of(tx, name, now=e.now)
    known = credentials.passwords(tx, account)
    nobody = e.hashing.nobody.phc
    return _Claimed(
        account=account if PasswordKind.OWN in known else None,
        key=e.known_key_of(tx, account),
        own=known.get(PasswordKind.OWN, nobody),
        duress=known.get(PasswordKind.DURESS, nobody),
        generator=credentials.generator(tx, account) or Generator(uuid4(), None),
    )


def _alone(tx: Tx, account: UUID) -> bool:
    """True, when nobody else changes her ways in any more until this transaction ends."""
    locks.account(tx, account)
    return True


def _refused(tx: Tx, e: Entrance, account: UUID | None, number: int) -> None:
    e.record(tx, AuditAct.SIGN_IN_REFUSED, None, subject=account, how="PASSWORD")
    heard_if_many(tx, e, account, number)


def heard_if_many(tx: Tx, e: Entrance, account: UUID | None, number: int) -> None:
    """From so many refused attempts on, somebody is told."""
    if number >= attempts.ATTACKED_AT:
        alarms.raise_(
            tx,
            AlarmKind.SIGN_IN_ATTACKED,
            now=e.now,
            subject_kind="account",
            subject=account,
        )


def as_shown(by: SignedInBy) -> SignedInBy:
    """How somebody signed in, as it may be seen: the word and the key under duress look as any."""
    match by:
        case SignedInBy.DURESS:
            return SignedInBy.PASSWORD
        case SignedInBy.DURESS_KEY:
            return SignedInBy.PASSKEY
        case SignedInBy.DURESS_PIN:
            return SignedInBy.PIN
        case _:
            return by


def open_session(
    tx: Tx, e: Entrance, account: UUID, by: SignedInBy, *, device: UUID | None = None
) -> Opened | None:
    """A new session; under duress every other one ends, and somebody is told without a sign of it."""
    try:
        session, secret = sessions.begin(tx, account, by, now=e.now, device=device)
    except NotFound:
        return None
    how = as_shown(by).value
    e.record(tx, AuditAct.SIGNED_IN, account, kind="session", subject=session, how=how)
    if by in sessions.UNDER_DURESS:
        under_duress(tx, account, session, now=e.now)
    return Opened(session, secret)


def under_duress(tx: Tx, account: UUID, session: UUID, *, now: datetime) -> None:
    """Every other session of hers is over, and somebody is told without a sign of it."""
    sessions.end_all(tx, account, now=now, but=session)
    alarms.raise_(
        tx,
        AlarmKind.DURESS,
        now=now,
        about=account,
        subject_kind="account",
        subject=account,
    )
