"""What somebody does with her own session and her own ways in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.contract import sign_in as told
from app.errors import Malformed, NotFound
from app.store import attempts, challenges, credentials, enrolment, locks, sessions
from app.store.refusals import WrongState
from app.use_cases.acting import Acting
from app.use_cases.enrolment import must_be_good
from app.use_cases.entrance import Entrance
from app.use_cases.sign_in import (
    as_shown,
    code_of_owner,
    heard_if_many,
    signed_by_owner,
    under_duress,
)
from app.vault import passkeys
from app.vault.passwords import hashed, matches
from models.words import AuditAct, ChallengeFor, PasswordKind

KIND = "session"


def session_of(a: Acting) -> UUID:
    """The session in which this person acts.

    Raises
    ------
    NotFound
        When she calls with a token, which is no session.
    """
    if a.actor.session is None:
        raise NotFound
    return a.actor.session


def shown(a: Acting) -> told.SessionTold:
    """The own session."""
    found = sessions.told(a.tx, session_of(a))
    return told.SessionTold(
        account=a.actor.account,
        handle=found.handle,
        role=found.role,
        shelter=found.shelter,
        organisation=found.organisation,
        began_at=found.began_at,
        idle_seconds=int(found.idle.total_seconds()),
        idle_ends_at=found.idle_ends_at,
        ends_at=found.ends_at,
        stepped_up_until=found.stepped_up_until,
    )


def sign_out(a: Acting) -> None:
    """The own session is over."""
    session = session_of(a)
    sessions.end(a.tx, session, now=a.now)
    a.record(AuditAct.SIGNED_OUT, KIND, session)


def step_up_options(a: Acting, e: Entrance) -> tuple[UUID, Mapping[str, Any]]:
    """A challenge for a passkey of this very person."""
    session_of(a)
    asked = challenges.ask(a.tx, ChallengeFor.STEP_UP, a.actor.account, now=a.now)
    return asked.id, passkeys.to_get(e.party, asked.value)


def step_up(e: Entrance, a: Acting, sent: told.StepUp) -> tuple[str, datetime] | None:
    """The new secret of the session and until when it is stepped up; None when not proven.

    Nothing is raised for a proof that fails, so that the attempt stays counted and recorded.

    Raises
    ------
    TooSoon
        When the attempt before was a moment ago.
    """
    session = session_of(a)
    counted_as = e.name_hmac(f"step-up {a.actor.account}")
    number = attempts.count(a.tx, counted_as, now=a.now)
    proven = _proven(e, a, sent)
    if proven is None:
        a.record(AuditAct.SIGN_IN_REFUSED, KIND, session, how="STEP_UP")
        heard_if_many(a.tx, e, a.actor.account, number)
        return None
    attempts.succeeded(a.tx, counted_as)
    made = sessions.step_up(a.tx, session, now=a.now)
    a.record(AuditAct.STEPPED_UP, KIND, session)
    if proven is PasswordKind.DURESS and not a.actor.under_duress:
        sessions.turn(a.tx, session)
        under_duress(a.tx, a.actor.account, session, now=a.now)
    return made


def _proven(e: Entrance, a: Acting, sent: told.StepUp) -> PasswordKind | None:
    """What that opens by which she has shown herself; None when she has not."""
    if sent.code is not None:
        return PasswordKind.OWN if code_of_owner(a.tx, e, a.actor.account, sent.code) else None
    if sent.challenge is None or sent.credential is None:
        return None
    value = challenges.take(a.tx, sent.challenge, ChallengeFor.STEP_UP, a.actor.account, now=a.now)
    if value is None:
        return None
    return signed_by_owner(a.tx, e, a.actor.account, value, sent.credential)


def ways_in(a: Acting) -> told.CredentialsTold:
    """Every way in of the own account."""
    session_of(a)
    found = [
        told.CredentialTold(
            id=one.id, kind=one.kind, created_at=one.created_at, last_used_at=one.last_used_at
        )
        for one in credentials.listed(a.tx, a.actor.account)
    ]
    return told.CredentialsTold(credentials=found)


def signed_in_where(a: Acting) -> told.OwnSessions:
    """Every session of the own account.

    One that somebody made her begin looks like any other: she may not be alone with this list.
    """
    own = session_of(a)
    found = [
        told.OwnSession(
            id=one.id,
            signed_in_by=as_shown(one.signed_in_by),
            began_at=one.began_at,
            last_used_at=one.last_used_at,
            this_one=one.id == own,
        )
        for one in sessions.live(a.tx, a.actor.account, now=a.now)
    ]
    return told.OwnSessions(sessions=found)


def end_one(a: Acting, session: UUID) -> None:
    """End one of the own sessions.

    Raises
    ------
    StepUpNeeded
        When who asks was not shown again a moment ago.
    NotFound
        When it is none of this account, or over.
    """
    session_of(a)
    a.must_have_stepped_up()
    if session not in {one.id for one in sessions.live(a.tx, a.actor.account, now=a.now)}:
        raise NotFound
    sessions.end(a.tx, session, now=a.now)
    a.record(AuditAct.SESSIONS_ENDED, KIND, session)


def end_all(a: Acting) -> None:
    """End every own session, also this one, and every link to enrol; devices keep their tokens.

    No fresh proof is asked for: whoever is afraid for her account must not be kept waiting, and
    whoever is not her gains nothing.
    """
    session_of(a)
    locks.account(a.tx, a.actor.account)
    sessions.end_all(a.tx, a.actor.account, now=a.now)
    a.record(AuditAct.SESSIONS_ENDED, "account", a.actor.account)


def close_way_in(a: Acting, credential: UUID) -> None:
    """Remove one of the own ways in, never the last; every other session and every link ends.

    Raises
    ------
    StepUpNeeded
        When who asks was not shown again a moment ago.
    NotFound
        When it is none of this account.
    WrongState
        When it is the last one that opens her work: then she could not sign in.
    """
    a.must_have_stepped_up()
    have = {one.id for one in credentials.listed(a.tx, a.actor.account)}
    if credential not in have:
        raise NotFound
    if not have - {credential, credentials.duress_key(a.tx, a.actor.account)}:
        raise WrongState
    credentials.remove(a.tx, a.actor.account, credential, now=a.now)
    sessions.end_all(a.tx, a.actor.account, now=a.now, but=a.actor.session)
    a.record(AuditAct.CREDENTIAL_REMOVED, "credential", credential)


def own_link(a: Acting) -> tuple[UUID, str, datetime]:
    """A link with which this person enrols one more way in for herself."""
    a.must_have_stepped_up()
    made = enrolment.issue(
        a.tx, a.actor.account, by=a.actor.account, now=a.now, valid=enrolment.OWN_VALID
    )
    a.record(AuditAct.ENROLMENT_ISSUED, "account", a.actor.account)
    return made


def set_duress_word(e: Entrance, a: Acting, word: str) -> None:
    """Keep her word under duress; it opens nothing of hers, so it must not be her password.

    Raises
    ------
    StepUpNeeded
        When who asks was not shown again a moment ago.
    WrongState
        When she has no password: then there is nothing that it could be typed for.
    Malformed
        When it breaks a rule, or is her password.
    TooSoon
        When she chose one a moment ago, and several before: each tells whether it is her password.
    """
    a.must_have_stepped_up()
    handle = sessions.told(a.tx, session_of(a)).handle
    must_be_good(word, handle)
    # A word that is not her password is kept, and the guess stays counted with it.
    number = attempts.count(a.tx, e.name_hmac(f"duress word {a.actor.account}"), now=a.now)
    heard_if_many(a.tx, e, a.actor.account, number)
    own = credentials.passwords(a.tx, a.actor.account).get(PasswordKind.OWN)
    if own is None:
        raise WrongState
    key = e.key_of(a.tx, a.actor.account)
    with e.may_hash():
        if matches(word, own, key):
            raise Malformed("/password", "own_password")
        phc = hashed(word, key)
    credentials.put_duress_word(a.tx, a.actor.account, phc, now=a.now)
    a.record(AuditAct.CREDENTIAL_ADDED, "account", a.actor.account, how="PASSWORD")


def set_duress_key(a: Acting, credential: UUID) -> None:
    """From now on this passkey opens an empty workload; it looks like every other one.

    Raises
    ------
    StepUpNeeded
        When who asks was not shown again a moment ago.
    NotFound
        When it is no passkey of this account.
    WrongState
        When no other way in would open her work, or one passkey is such a one already: that one is
        closed first, and never opens her work again.
    """
    a.must_have_stepped_up()
    have = {one.id: one.kind for one in credentials.listed(a.tx, a.actor.account)}
    if have.get(credential) != "PASSKEY":
        raise NotFound
    if len(have) == 1 or credentials.duress_key(a.tx, a.actor.account) is not None:
        raise WrongState
    if not credentials.put_duress_key(a.tx, a.actor.account, credential):
        raise WrongState
    a.record(AuditAct.CREDENTIAL_ADDED, "account", a.actor.account, how="PASSKEY")
