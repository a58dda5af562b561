"""What is sealed wants a fresh proof of who asks, and a token is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from app.errors import NotSignedIn, StepUpNeeded
from app.store import sessions
from app.store.tokens import Actor
from app.use_cases.acting import Acting
from models.words import Role
from tests.support.database import Database
from tests.support.served import Clock, Served, serving


@pytest.fixture(scope="module")
def served(module_database: Database) -> Iterator[Served]:
    """A service whose clock moves by hand."""
    with serving(module_database, Clock(stopped=True)) as running:
        yield running


@pytest.fixture
def signed_in(served: Served) -> Actor:
    who = served.signed_in(Role.COORDINATOR)
    with served.service.store.transaction() as tx:
        found = sessions.holder(tx, who.cookie, now=served.clock())
    assert found is not None
    assert found.stepped_up_until == served.clock() + timedelta(minutes=5)
    return found


def asks(served: Served, actor: Actor, **after: int) -> None:
    """She must have stepped up, so long after she did."""
    with served.service.store.transaction(actor) as tx:
        Acting(tx, actor, served.clock() + timedelta(**after)).must_have_stepped_up()


def test_v7_5_3_a_fresh_step_up_opens_and_ends_to_the_second(
    served: Served, signed_in: Actor
) -> None:
    asks(served, signed_in)
    asks(served, signed_in, seconds=299)
    with pytest.raises(StepUpNeeded):
        asks(served, signed_in, seconds=300)


def test_v7_5_3_a_session_alone_is_no_step_up(served: Served, signed_in: Actor) -> None:
    with pytest.raises(StepUpNeeded):
        asks(served, replace(signed_in, stepped_up_until=None))


def test_v7_5_3_a_token_is_never_stepped_up(served: Served, signed_in: Actor) -> None:
    with pytest.raises(StepUpNeeded):
        asks(served, replace(signed_in, session=None))


def test_a_step_up_in_a_session_that_is_over_is_none(served: Served, signed_in: Actor) -> None:
    assert signed_in.session is not None
    with served.service.store.transaction() as tx:
        sessions.end(tx, signed_in.session, now=served.clock())
    with pytest.raises(NotSignedIn):
        asks(served, signed_in)
