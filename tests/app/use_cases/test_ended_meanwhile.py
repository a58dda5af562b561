"""What ends a person's ways in comes before or after her other acts, never in between.

Each race is run by two real transactions: one waits at the lock of the account for the other.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text

from app.contract.accounts import NewToken
from app.errors import NotSignedIn, SecondPersonNeeded
from app.http.sign_in import entrance_of
from app.store import credentials, enrolment, locks, sessions
from app.store.refusals import WrongState
from app.store.tokens import Actor
from app.use_cases import accounts, own_session, sign_in, two_persons
from app.use_cases.acting import Acting
from models.words import Role, SignedInBy
from tests.support.database import Database
from tests.support.people import Person, person
from tests.support.served import Caller, Served, serving

_WAITS = text("""
    SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE NOT granted AND datname = current_database()
""")
"""Of this database alone: others on the same server have waits of their own, also for transactions,
of which a lock names no database."""


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    with serving(module_database) as running:
        yield running


@pytest.fixture
def settled(module_database: Database) -> Iterator[Callable[[Future[Any]], None]]:
    """Come back when that thread waits for a lock, or has done without."""
    owner = create_engine(module_database.owner_url)

    def until(other: Future[Any]) -> None:
        with owner.connect() as seen:
            while not other.done() and not seen.execute(_WAITS).scalar_one():
                time.sleep(0.01)

    yield until
    owner.dispose()


def behind_the_guard(served: Served, who: Caller) -> Actor:
    """As the guard has found her, a moment before her act."""
    with served.service.store.transaction() as tx:
        found = sessions.holder(tx, who.cookie, now=served.clock())
    assert found is not None
    return found


def beside(
    served: Served,
    settled: Callable[[Future[Any]], None],
    first: Callable[[Any], object],
    actor: Actor,
    then: Callable[[Acting], object],
) -> BaseException | None:
    """The second act, begun when the first is done and not committed; what it raised."""
    now = served.clock()

    def second() -> object:
        with served.service.store.transaction(actor) as tx:
            return then(Acting(tx, actor, now))

    with ThreadPoolExecutor(1) as pool:
        with served.service.store.transaction() as tx:
            first(tx)
            other = pool.submit(second)
            settled(other)
        return other.exception(timeout=30)


def live_secrets(served: Served, account: UUID) -> int:
    query = text(
        "SELECT (SELECT count(*) FROM enrolment_links WHERE account_id = :a AND used_at IS NULL)"
        " + (SELECT count(*) FROM api_tokens WHERE account_id = :a AND revoked_at IS NULL)"
    )
    with served.service.store.transaction() as tx:
        return int(tx.execute(query, {"a": account}).scalar_one())


def ended_by(served: Served, admin: Caller, account: UUID) -> Callable[[Any], None]:
    actor = behind_the_guard(served, admin)
    return lambda tx: accounts.end_sessions(Acting(tx, actor, served.clock()), account)


@pytest.mark.parametrize("what", ["link", "token"])
def test_no_secret_is_made_in_a_session_that_is_ended_meanwhile(served, settled, what):
    who, admin = served.signed_in(Role.COORDINATOR), served.signed_in(Role.ADMIN)
    actor = behind_the_guard(served, who)
    order = NewToken(account=who.account, days=9, audience="intake")

    def act(a: Acting) -> object:
        return own_session.own_link(a) if what == "link" else accounts.new_token(a, order)

    told = beside(served, settled, ended_by(served, admin, who.account), actor, act)
    assert isinstance(told, NotSignedIn)
    assert live_secrets(served, who.account) == 0


def test_nobody_is_invited_to_an_account_that_enrols_this_moment(served, settled):
    her = person(served)
    link = her.link()
    admin = behind_the_guard(served, served.signed_in(Role.ADMIN))

    def enrols(tx: Any) -> None:
        who = enrolment.invited(tx, link, now=served.clock())
        made = {"credential_id": her.account.bytes, "public_key": b"x", "sign_count": 0}
        credentials.add_passkey(tx, who.account, **made, now=served.clock())
        enrolment.use(tx, who.link, now=served.clock())

    told = beside(served, settled, enrols, admin, lambda a: accounts.invite(a, her.account))
    assert isinstance(told, SecondPersonNeeded)
    assert live_secrets(served, her.account) == 0


def stepped_up(served: Served) -> Person:
    her = person(served).enrol_passkey()
    other, her.key = her.key, type(her.key)()
    her.enrol_passkey()
    her.key = other
    her.with_passkey()
    her.step_up()
    return her


def test_two_at_once_do_not_close_the_last_two_ways_in(served, settled):
    her = stepped_up(served)
    actor = behind_the_guard(served, her.caller())
    with served.service.store.transaction() as tx:
        one, other = (way.id for way in credentials.listed(tx, her.account))

    def first(tx: Any) -> None:
        own_session.close_way_in(Acting(tx, actor, served.clock()), one)

    # Its route acts as the entrance does, beyond any wall.
    with ThreadPoolExecutor(1) as pool:
        with served.service.store.transaction() as tx:
            first(tx)

            def second() -> None:
                with served.service.store.transaction() as mine:
                    own_session.close_way_in(Acting(mine, actor, served.clock()), other)

            done = pool.submit(second)
            settled(done)
        assert isinstance(done.exception(timeout=30), WrongState)
    with served.service.store.transaction() as tx:
        assert [way.id for way in credentials.listed(tx, her.account)] == [other]


def test_enrolling_and_ending_everything_wait_for_each_other_in_one_order(served, settled):
    her = person(served).enrol_passkey()
    her.with_passkey()
    link = her.link()
    admin = behind_the_guard(served, served.signed_in(Role.ADMIN))

    with ThreadPoolExecutor(1) as pool:
        with served.service.store.transaction() as tx:
            who = enrolment.invited(tx, link, now=served.clock())

            def ends() -> None:
                with served.service.store.transaction(admin) as mine:
                    accounts.end_sessions(Acting(mine, admin, served.clock()), her.account)

            done = pool.submit(ends)
            settled(done)
            enrolment.use(tx, who.link, now=served.clock())
            sessions.end_all(tx, her.account, now=served.clock())
        assert done.exception(timeout=30) is None


def test_two_administrators_who_act_on_each_other_lock_both_accounts_in_one_order(served, settled):
    one, asking = served.signed_in(Role.ADMIN), served.signed_in(Role.ADMIN)
    her = person(served)
    while her.account > one.account:
        her = person(served)
    her.enrol_passkey()
    why = {"purpose": "NEW_FACTS", "reason": "She lost her telephone."}
    waits = UUID(asking.ok("POST", f"/accounts/{her.account}/recovery", why)["approval"])
    actor = behind_the_guard(served, one)

    def agrees() -> None:
        with served.service.store.transaction(actor) as mine:
            two_persons.agree(Acting(mine, actor, served.clock()), waits)

    with ThreadPoolExecutor(1) as pool:
        with served.service.store.transaction() as tx:
            locks.account(tx, her.account)
            done = pool.submit(agrees)
            settled(done)
            locks.account(tx, one.account)
        assert done.exception(timeout=30) is None


@pytest.mark.parametrize("what", ["end all", "close a way in", "duress"])
def test_whatever_ends_her_sessions_ends_an_open_link_too(served, what):
    her = stepped_up(served)
    here = her.caller()
    link = here.ok("POST", "/credentials/enrolment-link")["link"]
    if what == "end all":
        here.ok("DELETE", "/sessions")
    elif what == "close a way in":
        way = here.ok("GET", "/credentials")["credentials"][0]["id"]
        here.ok("DELETE", f"/credentials/{way}")
    else:
        entrance = entrance_of(served.service)
        with served.service.store.transaction() as tx:
            sign_in.open_session(tx, entrance, her.account, SignedInBy.DURESS)
    assert her.send("POST", "/enrolment/begin", {"link": link}).status_code == 404
