"""Tier 5: remoteness, content, language, competence, municipality; each on its line (10.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from matching.costs.services import (
    competence,
    content,
    language,
    municipality,
    reach_minutes,
    remoteness,
    services,
)
from matching.situation import (
    MunicipalitySupport,
    Need,
    ServiceOffer,
    Staffing,
)
from matching.standing import Standing
from matching.vocabulary import Answer, Criticality, ServiceType
from tests.support import builders

RULES, TONIGHT = builders.EXACT_RULES, builders.TONIGHT


def _offer(kind: ServiceType = ServiceType.GP, **changes: Any) -> ServiceOffer:
    plain: dict[str, Any] = {"minutes": 20, "capacity_now": Answer.YES, "verified_on": TONIGHT}
    return ServiceOffer(type=kind, **(plain | changes))


def _far(*offers: ServiceOffer, needs: tuple[ServiceType, ...] = (ServiceType.GP,)) -> int:
    who = builders.household(
        needs=tuple(Need(service=s, criticality=Criticality.IMPORTANT) for s in needs)
    )
    return remoteness(who, builders.shelter(services=offers), TONIGHT, RULES)


@pytest.mark.parametrize(
    ("minutes", "cost"), [(0, 0), (20, 0), (24, 0), (25, 1), (70, 5), (120, 10), (999, 10)]
)
def test_remoteness_is_linear_from_20_to_120_minutes(minutes: int, cost: int) -> None:
    assert _far(_offer(minutes=minutes)) == cost


def test_remoteness_is_the_mean_over_her_important_needs_only() -> None:
    both = (ServiceType.GP, ServiceType.SCHOOL)
    assert _far(_offer(minutes=30), needs=both) == 6  # (1 + 10) / 2, half up
    assert _far(needs=()) == 0
    wish = Need(service=ServiceType.GP, criticality=Criticality.WISH)
    who = builders.household(needs=(wish,))
    assert remoteness(who, builders.shelter(), TONIGHT, RULES) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"minutes": None},
        {"capacity_now": Answer.NO},
        {"capacity_now": Answer.UNKNOWN},
        {"verified_on": None},
        {"verified_on": TONIGHT - timedelta(days=181)},
    ],
)
def test_an_offer_that_cannot_be_counted_on_is_as_far_as_can_be(changes: dict[str, Any]) -> None:
    assert _far(_offer(**changes)) == 10


def test_the_nearest_offer_counts_and_on_site_is_no_way_at_all() -> None:
    house = builders.shelter(
        services=(_offer(minutes=90), _offer(minutes=35), _offer(minutes=1, verified_on=None))
    )
    assert reach_minutes(house, ServiceType.GP, TONIGHT, RULES) == 35
    there = builders.shelter(services=(_offer(minutes=None, on_site=Answer.YES),))
    assert reach_minutes(there, ServiceType.GP, TONIGHT, RULES) == 0
    half_a_year = _offer(verified_on=TONIGHT - timedelta(days=180))
    assert _far(half_a_year) == 0


@pytest.mark.parametrize(
    ("hours", "cost"),
    [
        ((10.0,), 0),
        ((6.0, 4.0), 0),
        ((9.9,), 1),
        ((2.0,), 1),
        ((1.9,), 3),
        ((0.0,), 3),
        ((), 2),
        ((None,), 2),
        ((1.0, None), 2),
        ((2.0, None), 1),
    ],
)
def test_content_counts_hours_of_courses_and_activity(
    hours: tuple[float | None, ...], cost: int
) -> None:
    kinds = (ServiceType.LANGUAGE_COURSE, ServiceType.ACTIVITY)
    offers = tuple(_offer(k, hours_per_week=h) for k, h in zip(kinds, hours, strict=False))
    other = _offer(ServiceType.GP, hours_per_week=40.0)
    assert content(builders.shelter(services=(*offers, other)), TONIGHT, RULES) == cost


def test_language_is_staff_then_telephone_then_nobody() -> None:
    def cost(hers: set[str], staff: set[str], phone: Answer) -> int:
        house = builders.shelter(
            staffing=Staffing(languages=frozenset(staff), phone_interpreter=phone)
        )
        return language(builders.household(languages=frozenset(hers)), house)

    assert cost({"som"}, {"eng", "som"}, Answer.NO) == 0
    assert cost({"som"}, {"eng"}, Answer.YES) == 1
    assert cost({"som"}, set(), Answer.UNKNOWN) == cost({"som"}, set(), Answer.NO) == 3
    assert cost(set(), {"eng"}, Answer.YES) == 1


@pytest.mark.parametrize(
    ("served", "trained", "team", "volunteers", "cost"),
    [
        (10, None, Answer.YES, None, 0),
        (9, None, Answer.YES, None, 1),
        (None, 730, Answer.YES, None, 0),
        (None, 731, Answer.YES, None, 1),
        (0, None, Answer.YES, None, 3),
        (None, None, Answer.NO, 20, 3),
        (None, None, Answer.NO, 21, 5),
        (10, None, Answer.UNKNOWN, None, 2),
    ],
)
def test_competence_and_a_changing_team(
    served: int | None, trained: int | None, team: Answer, volunteers: int | None, cost: int
) -> None:
    on = None if trained is None else TONIGHT - timedelta(days=trained)
    staff = Staffing(
        trafficking_residents_served=served,
        trafficking_trained_on=on,
        fixed_followup_team=team,
        volunteers=volunteers,
    )
    assert competence(builders.shelter(staffing=staff), TONIGHT) == cost


@pytest.mark.parametrize(
    ("days", "health", "cost"),
    [
        (7, "YES", 0),
        (8, "YES", 1),
        (21, "YES", 1),
        (22, "YES", 3),
        (None, "YES", 2),
        (7, "NO", 2),
        (7, "UNKNOWN", 2),
    ],
)
def test_the_host_municipality(days: int | None, health: str, cost: int) -> None:
    support = MunicipalitySupport(decision_days_median=days, health_without_id=Answer(health))
    assert municipality(builders.shelter(support=support)) == cost


def test_the_tier_is_the_sum_of_its_costs() -> None:
    """Nothing told: no need 0, content 2, language 3, competence 5, municipality 4."""
    who, where = builders.household(), builders.shelter()
    assert services(who, where, Standing(builders.situation((who,), (where,)))) == 14
