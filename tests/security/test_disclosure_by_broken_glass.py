"""A broken glass stands for the second person: for the address alone, for an hour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.store.refusals import NotFound, WrongState
from app.store.tokens import Actor
from models.disclosure import DisclosureRecord
from models.glass import GlassBreakRecord
from models.words import (
    GlassReason,
    OfferState,
    ReferralState,
    Role,
    SealedGroup,
)
from tests.security.disclosing import NOW, WHY, Case, World, acts, opened_at

ADDRESS, IDENTITY = SealedGroup.ADDRESS, SealedGroup.IDENTITY
HOUR = timedelta(hours=1)


def broken_by(world: World, case: Case, who: Actor, group: SealedGroup) -> None:
    """She broke the glass for this group a moment ago."""
    with world.owner() as session:
        session.add(
            GlassBreakRecord(
                account_id=who.account,
                referral_id=case.referral,
                field_group=group,
                reason_code=GlassReason.LIFE_IN_DANGER,
                reason="she does not answer",
                broken_at=NOW,
                until=NOW + HOUR,
                review_due=NOW + 24 * HOUR,
            )
        )


def test_a_broken_glass_opens_the_address_alone_for_an_hour_and_no_other_group(world) -> None:
    case, alone = world.case(), world.person(Role.COORDINATOR)
    with pytest.raises(NotFound):
        world.ask(alone, case.wants(ADDRESS))
    broken_by(world, case, alone, ADDRESS)
    last = NOW + HOUR - timedelta(seconds=1)
    first, late = (world.ask(alone, case.wants(ADDRESS), last) for _ in "12")
    assert world.open(alone, first, last).street_address == case.text(ADDRESS)
    assert acts(world, first)[-1] == ("ADDRESS_DISCLOSED", WHY.value)
    for act in (
        lambda: world.open(alone, late, NOW + HOUR),
        lambda: world.ask(alone, case.wants(ADDRESS), NOW + HOUR),
        lambda: world.ask(alone, case.own(IDENTITY)),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_broken_glass_opens_nothing_of_a_place_that_she_has_not_taken(world: World) -> None:
    case = world.case(offer=OfferState.SHOWN, referral=ReferralState.OFFERED, placement=None)
    alone = world.person(Role.COORDINATOR)
    broken_by(world, case, alone, ADDRESS)
    with pytest.raises(NotFound):
        world.ask(alone, case.wants(ADDRESS))


def test_a_broken_glass_stands_for_no_second_person_where_the_matrix_has_none(
    world: World,
) -> None:
    case = world.case()
    broken_by(world, case, case.staff, IDENTITY)
    made = world.ask(case.staff, case.wants(IDENTITY))
    with world.owner() as session:
        found = session.get_one(DisclosureRecord, made)
        assert (found.needs_second, found.by_glass) == (True, False)
    with pytest.raises(WrongState):
        world.open(case.staff, made)


def test_what_was_asked_by_a_broken_glass_needs_its_second_once_that_hour_is_over(
    world: World,
) -> None:
    case, alone = world.case(), world.person(Role.COORDINATOR)
    broken_by(world, case, alone, ADDRESS)
    made = world.ask(alone, case.wants(ADDRESS))
    world.stand_on(case, alone)
    with pytest.raises(WrongState):
        world.open(alone, made, NOW + HOUR)
    assert opened_at(world, made) is None
    assert world.open(alone, made, NOW + HOUR - timedelta(seconds=1)).street_address
