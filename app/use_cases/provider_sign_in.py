"""A provider vouches for somebody as her first proof; a code of her telephone is the second, always.

Only an account that has enrolled here, and has linked itself while signed in, can be entered so: the
provider cannot make anybody, and knows of nobody. Source: issue 3, item 1; ASVS 6.8, 10.5.
"""

from __future__ import annotations

from uuid import UUID

from app.errors import Busy, NotFound, SignInRefused
from app.outside.provider import Asked, NotVouchedFor, Provider, ProviderBusy
from app.store import attempts, challenges, locks, provider_links, sessions
from app.use_cases.acting import Acting
from app.use_cases.entrance import Entrance
from app.use_cases.own_session import session_of
from app.use_cases.sign_in import Opened, code_of_owner, heard_if_many, open_session
from models.words import AuditAct, ChallengeFor, SignedInBy

HOW = "PROVIDER"
ON_THE_WAY = (ChallengeFor.PROVIDER_SIGN_IN, ChallengeFor.PROVIDER_LINK)


def to_sign_in(e: Entrance, provider: Provider) -> tuple[UUID, str]:
    """What the browser is to keep until it comes back, and where it is to go.

    Raises
    ------
    SignInRefused
        When the provider does not answer.
    Busy
        When enough wait for it.
    """
    with e.store.transaction() as tx:
        asked = challenges.ask(tx, ChallengeFor.PROVIDER_SIGN_IN, None, now=e.now)
    return asked.id, _address(provider, asked)


def to_link(e: Entrance, provider: Provider, account: UUID) -> tuple[UUID, str]:
    """The same for an account that links itself with whomever the provider will vouch for."""
    with e.store.transaction() as tx:
        asked = challenges.ask(tx, ChallengeFor.PROVIDER_LINK, account, now=e.now)
    return asked.id, _address(provider, asked)


def may_link(a: Acting) -> UUID:
    """The account of somebody who has shown a moment ago that it is she.

    Raises
    ------
    StepUpNeeded
        When she has not.
    """
    session_of(a)
    a.must_have_stepped_up()
    return a.actor.account


def come_back(e: Entrance, provider: Provider, kept: UUID, state: str, code: str) -> UUID | None:
    """What the browser is to keep until the code is typed; None when a link was made.

    Raises
    ------
    SignInRefused
        When it is another browser than went, or the provider does not vouch for a linked person.
    Busy
        When enough wait for the provider.
    """
    if state != kept.hex:
        raise SignInRefused
    with e.store.transaction() as tx:
        taken = challenges.take_one_of(tx, kept, ON_THE_WAY, now=e.now)
        held = None
        if taken is not None and taken.account is not None:
            # Stands for her wish while the provider is asked; whatever ends her sessions ends it.
            held = challenges.ask(tx, ChallengeFor.PROVIDER_LINK, taken.account, now=e.now).id
    if taken is None:
        raise SignInRefused
    try:
        subject = provider.subject(Asked.of(state, taken.value), code, int(e.now.timestamp()))
    except NotVouchedFor:
        raise SignInRefused from None
    except ProviderBusy:
        raise Busy from None
    if taken.account is not None and held is not None:
        _link(e, provider, taken.account, held, subject)
        return None
    with e.store.transaction() as tx:
        account = provider_links.account_of(tx, provider.issuer, subject, now=e.now)
        if account is not None:
            return challenges.ask(tx, ChallengeFor.PROVIDER_PROVEN, account, now=e.now).id
        e.record(tx, AuditAct.SIGN_IN_REFUSED, None, subject=None, how=HOW)
    raise SignInRefused


def with_code(e: Entrance, kept: UUID, code: str) -> Opened:
    """Sign in whom the provider vouched for in this browser, by a code; one try for each time.

    Raises
    ------
    SignInRefused
        When anything at all is not as it must be.
    TooSoon
        When the attempt before was a moment ago.
    """
    with e.store.transaction() as tx:
        taken = challenges.take_one_of(tx, kept, (ChallengeFor.PROVIDER_PROVEN,), now=e.now)
        account = None if taken is None else taken.account
        counted_as = e.name_hmac(f"{HOW} {account}")
        number = 0 if account is None else attempts.count(tx, counted_as, now=e.now)
    if account is None:
        raise SignInRefused
    with e.store.transaction() as tx:
        locks.account(tx, account)
        opened = None
        if code_of_owner(tx, e, account, code):
            opened = open_session(tx, e, account, SignedInBy.PROVIDER)
        if opened is None:
            e.record(tx, AuditAct.SIGN_IN_REFUSED, None, subject=account, how=HOW)
            heard_if_many(tx, e, account, number)
        else:
            attempts.succeeded(tx, counted_as)
    if opened is None:
        raise SignInRefused
    return opened


def unlink(a: Acting) -> None:
    """The account is linked with nobody; her other sessions end.

    Raises
    ------
    StepUpNeeded
        When who asks was not shown again a moment ago.
    NotFound
        When it was not linked.
    """
    account = may_link(a)
    if not provider_links.of(a.tx, account):
        raise NotFound
    provider_links.remove_all(a.tx, account, now=a.now)
    sessions.end_all(a.tx, account, now=a.now, but=a.actor.session)
    a.record(AuditAct.CREDENTIAL_REMOVED, "account", account, how=HOW)


def _link(e: Entrance, provider: Provider, account: UUID, held: UUID, subject: str) -> None:
    with e.store.transaction() as tx:
        locks.account(tx, account)
        wished = challenges.take(tx, held, ChallengeFor.PROVIDER_LINK, account, now=e.now)
        if wished is None or not provider_links.put(
            tx, account, provider.issuer, subject, now=e.now
        ):
            raise SignInRefused
        sessions.end_all(tx, account, now=e.now)  # as for every new way in
        e.record(tx, AuditAct.CREDENTIAL_ADDED, account, subject=account, how=HOW)


def _address(provider: Provider, asked: challenges.Asked) -> str:
    try:
        return provider.address(Asked.of(asked.id.hex, asked.value))
    except NotVouchedFor:
        raise SignInRefused from None
    except ProviderBusy:
        raise Busy from None
