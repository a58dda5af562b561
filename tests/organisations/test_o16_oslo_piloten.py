"""O16 Oslo-piloten: a case of Oslo proposes the people of its standing team, and adds none without her."""

from __future__ import annotations

from tests.organisations.standing_team import proposes_its_members_and_adds_none


def test_a_case_of_the_town_proposes_the_members_of_its_team(served, coordinator, on_call):
    proposes_its_members_and_adds_none(
        served, coordinator, on_call, town="Oslo", team="OSLO-PILOTEN"
    )
