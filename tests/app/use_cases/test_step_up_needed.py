"""What is sealed wants a fresh proof of who asks, and a token is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from app.errors import StepUpNeeded
from app.store.tokens import Actor
from app.store.transactions import Tx
from app.use_cases.acting import Acting
from models.words import Role
from tests.support.records import NOON

SIGNED_IN = Actor(uuid4(), Role.COORDINATOR, None, frozenset({"read"}), session=uuid4())


def at(actor: Actor, **after: int) -> Acting:
    return Acting(Tx(Session()), actor, NOON + timedelta(**after))


def test_v7_5_3_a_fresh_step_up_opens_and_ends_to_the_second() -> None:
    fresh = replace(SIGNED_IN, stepped_up_until=NOON + timedelta(minutes=5))
    at(fresh).must_have_stepped_up()
    at(fresh, seconds=299).must_have_stepped_up()
    with pytest.raises(StepUpNeeded):
        at(fresh, seconds=300).must_have_stepped_up()


def test_v7_5_3_a_session_alone_is_no_step_up() -> None:
    with pytest.raises(StepUpNeeded):
        at(SIGNED_IN).must_have_stepped_up()


def test_v7_5_3_a_token_is_never_stepped_up() -> None:
    token = replace(SIGNED_IN, session=None, stepped_up_until=NOON + timedelta(minutes=5))
    with pytest.raises(StepUpNeeded):
        at(token).must_have_stepped_up()
