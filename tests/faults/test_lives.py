"""Lives of cases on the records against a simple model; ``./dev bench lifecycle`` lives ten times more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest

from app.store import offers
from models.words import DeclineReason, OfferState
from tests.support.database import Database
from tests.support.lives.by_store import StoreHands, hands_on
from tests.support.lives.machine import OF_A_PLACE, OF_AN_OFFER, live


def test_12500_steps_of_referrals_offers_placements_and_beds_are_as_the_model_says(
    database: Database,
) -> None:
    with hands_on(database) as hands:
        done = live(hands, 12_500)
    assert done.total() >= 12_500
    named = {"yes": "house_says", "no": "house_says", "call off": "call_off", "missing": "call_off"}
    for act in {named.get(word, word) for word in (*OF_AN_OFFER, *OF_A_PLACE)}:
        assert done[act] > 0, act
        assert done[f"{act} refused"] > 0, act


class KeepsTheUnit(StoreHands):
    """Her no is recorded, and the unit stays held for her."""

    def decline(self, offer: UUID, now: datetime) -> None:
        with self._offer(offer, now) as (tx, found, by):
            reason = DeclineReason.TOO_FAR
            offers.change(
                tx,
                offer,
                OfferState.DECLINED,
                by,
                household=found["household"],
                reason=reason,
                decline_reason=reason,
                closed_at=now,
                hold_until=None,
            )


def test_a_no_that_frees_no_unit_is_seen(database: Database) -> None:
    with hands_on(database, KeepsTheUnit) as hands, pytest.raises(AssertionError):
        live(hands, 2_000)
