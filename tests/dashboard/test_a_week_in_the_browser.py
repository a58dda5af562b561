"""The week of twelve cases told again by clicks alone, each person at a page of her own.

Beside the browser go only what was there before the week, the clock with what the service does by
itself each minute, and reading to compare.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from tests.support.browser_week.week import Week, week_of
from tests.support.database import Database
from tests.support.houses import load_all_zones
from tests.support.served import Clock, serving

pytestmark = pytest.mark.slow

PRESSES_TO_ARRIVAL = 45
"""From a new referral to a resident, by everybody together: no more than this."""


@pytest.fixture
def week(database: Database, browser: Browser) -> Iterator[Week]:
    with serving(database, Clock(stopped=True), with_page=True) as running, ExitStack() as stack:
        load_all_zones(running.service)
        yield week_of(running, browser, stack)


def test_a_week_of_twelve_cases_by_clicks_alone(week: Week) -> None:
    monday(week)
    week.everybody_is_unharmed()


def monday(week: Week) -> None:
    # Anna is afraid for her life. She is held a room, told of it, says yes, and is there by night.
    siri, before = week.siri, week.presses()
    anna = week.calls("Anna", siri)
    first = siri.options()[0]
    siri.holds(first)
    week.at[first].says_yes()
    siri.opens(anna)
    siri.tells(first)
    siri.accepts(first)
    assert week.state("Anna") == "ACCEPTED"
    week.later(hours=4)
    week.at[first].receives()
    assert week.state("Anna") == "ARRIVED"
    assert week.presses() - before <= PRESSES_TO_ARRIVAL
