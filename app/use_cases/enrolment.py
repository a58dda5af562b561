"""Enrolling by a link: one person, once, a passkey or a password with codes.

A link is used up when something was enrolled with it whole. Source: issue 3, item 1; ASVS 6.3, 6.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.contract.password_rules import fault
from app.errors import CodeRefused, Malformed
from app.store import challenges, credentials, enrolment, sessions
from app.store.refusals import WrongState
from app.store.transactions import Tx
from app.use_cases.entrance import Entrance
from app.use_cases.sign_in import use_code
from app.vault import one_time_codes, passkeys
from app.vault.passwords import hashed
from models.words import AuditAct, ChallengeFor, Role


@dataclass(frozen=True, slots=True, repr=False)
class Begun:
    """Whom a link lets enrol, and what her browser may be asked to make."""

    handle: str
    role: Role
    challenge: UUID
    options: Mapping[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class Codes:
    """The secret of a new generator of codes, told this once."""

    uri: str
    picture: str


def begin(e: Entrance, link: str) -> Begun:
    """Say whose link it is and ask for a passkey.

    Raises
    ------
    NotFound
        When the link is unknown, used or over.
    """
    with e.store.transaction() as tx:
        who = enrolment.invited(tx, link, now=e.now)
        asked = challenges.ask(tx, ChallengeFor.ENROL, who.account, now=e.now)
        known = credentials.passkey_ids(tx, who.account)
    options = passkeys.to_create(
        e.party, asked.value, account=who.account, handle=who.handle, known=known
    )
    return Begun(who.handle, who.role, asked.id, options)


def passkey(e: Entrance, link: str, challenge: UUID, credential: Mapping[str, Any]) -> None:
    """Enrol the passkey that was made for this challenge; the link is used up.

    Raises
    ------
    NotFound
        When the link is unknown, used or over.
    Malformed
        When the browser's answer does not prove what was asked.
    """
    with e.store.transaction() as tx:
        who = enrolment.invited(tx, link, now=e.now)
        value = challenges.take(tx, challenge, ChallengeFor.ENROL, who.account, now=e.now)
    try:
        if value is None:
            raise passkeys.NotSigned
        made = passkeys.created(e.party, value, credential)
    except passkeys.NotSigned:
        raise Malformed("/credential", "not_proven") from None
    with e.store.transaction() as tx:
        who = enrolment.invited(tx, link, now=e.now)
        key = credentials.add_passkey(
            tx,
            who.account,
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            now=e.now,
        )
        _enrolled(tx, e, who, key, "PASSKEY")


def password(e: Entrance, link: str, typed: str) -> Codes:
    """Keep a password that waits for its first code, and tell the generator of codes.

    Raises
    ------
    NotFound
        When the link is unknown, used or over.
    Malformed
        When the password breaks a rule.
    Busy
        When too many want to be hashed.
    """
    with e.store.transaction() as tx:
        who = enrolment.invited(tx, link, now=e.now)
        key = e.key_of(tx, who.account)
    must_be_good(typed, who.handle)
    with e.may_hash():
        phc = hashed(typed, key)
    with e.store.transaction() as tx:
        who = enrolment.invited(tx, link, now=e.now)
        factor = credentials.propose_password(tx, who.account, phc, now=e.now)
    uri = one_time_codes.uri_of(one_time_codes.secret_of(key, factor), who.handle)
    return Codes(uri, one_time_codes.picture_of(uri))


def code(e: Entrance, link: str, typed: str) -> None:
    """The first code shows that the generator works: password and codes are good from now on.

    Raises
    ------
    NotFound
        When the link is unknown, used or over.
    WrongState
        When no password waits.
    CodeRefused
        When the code is not that of this half minute.
    """
    with e.store.transaction() as tx:
        who = enrolment.invited(tx, link, now=e.now)
        waiting = credentials.generator(tx, who.account, pending=True)
        if waiting is None:
            raise WrongState
        if not use_code(tx, e, e.known_key_of(tx, who.account), waiting, typed):
            raise CodeRefused
        credentials.confirm_password(tx, who.account, now=e.now)
        _enrolled(tx, e, who, waiting.id, "PASSWORD")


def must_be_good(typed: str, handle: str) -> None:
    """Do nothing when this may be a password of that person.

    Raises
    ------
    Malformed
        With the rule that it breaks.
    """
    broken = fault(typed, handle)
    if broken is not None:
        raise Malformed("/password", broken)


def _enrolled(tx: Tx, e: Entrance, who: enrolment.Invited, credential: UUID, how: str) -> None:
    """The link is used up, and whoever was signed in before signs in anew (ASVS 7.4.3)."""
    enrolment.use(tx, who.link, now=e.now)
    sessions.end_all(tx, who.account, now=e.now)
    e.record(
        tx,
        AuditAct.CREDENTIAL_ADDED,
        who.account,
        kind="credential",
        subject=credential,
        how=how,
    )
