"""The model of each reader follows from the matrix, and a told field outside it stops the build."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID, uuid4

import pytest

from app.contract.base import Nights
from app.contract.offers import CostsTold, Option, Placement
from app.contract.readers import Of, Told, model_for, models_for, told_to
from app.contract.words import Words
from matching.vocabulary import PlanMode, Region, ShelterKind
from matching.why import Robustness
from models.rights import Code, RightsIncomplete
from models.words import Role


class Seen(Told):
    """One field that a coordinator reads of own cases, one of all, one after a step-up."""

    everywhere: Annotated[str, Of("case_pseudonym")]
    own: Annotated[str, Of("actors")]
    sealed: Annotated[str, Of("identity")]
    disclosed: Annotated[str, Of("identity", by=(Code.STEP_UP, Code.ACCEPTED))]


class Several(Told):
    """Several of them."""

    all: Annotated[list[Seen], Of("case_pseudonym")]


SEEN = Seen(everywhere="a", own="b", sealed="c", disclosed="d")


def test_v15_3_3_a_told_field_without_a_field_of_the_matrix_stops_the_build() -> None:
    with pytest.raises(RightsIncomplete, match=r"Loose\.text"):

        class Loose(Told):
            text: str


@pytest.mark.parametrize("of", [(Of("weather"),), (Of("people"), Of("health"))])
def test_a_told_field_of_no_field_or_of_two_stops_the_build(of: tuple[Of, ...]) -> None:
    with pytest.raises(RightsIncomplete):
        type("Odd", (Told,), {"__annotations__": {"text": Annotated[(str, *of)]}})


def test_v8_2_3_a_reader_is_told_the_fields_of_the_role_and_no_other() -> None:
    def said(role: Role, own: bool | None = None) -> set[str]:
        return set(told_to(role, SEEN, own).model_dump())

    assert said(Role.COORDINATOR, True) == {"everywhere", "own", "disclosed"}
    assert said(Role.COORDINATOR, False) == {"everywhere", "disclosed"}
    assert said(Role.ON_CALL) == {"everywhere", "own"}
    assert said(Role.SHELTER) == {"everywhere", "disclosed"}
    for role in (Role.ADMIN, Role.AUDITOR, Role.BATCH, Role.STATISTICS, Role.REFERRER):
        assert said(role) == set(), role


def test_v8_2_4_a_part_of_another_case_is_told_as_such() -> None:
    mine, hers = SEEN.model_copy().owned(True), SEEN.model_copy().owned(False)
    told = told_to(Role.COORDINATOR, Several(all=[mine, hers])).model_dump()
    assert ["own" in one for one in told["all"]] == [True, False]


def test_a_reader_of_bands_gets_the_band_and_not_the_value() -> None:
    option = Option(
        offer=uuid4(),
        version=1,
        rank=1,
        shelter=uuid4(),
        code_name="FJELL-01",
        kind=ShelterKind.SAFE_HOUSE,
        region=Region.EAST,
        zone="NO-Z-1",
        units=2,
        nights=Nights(first=date(2026, 3, 1), to=date(2026, 3, 2)),
        mode=PlanMode.WITHIN_LIMIT,
        ask_her=False,
        call_first=["H14"],
        why=[Words(code="X", en="x", no="x")],
        to_say=[],
        duties=None,
        assumed=[],
        costs=CostsTold(risk=0, changes=0, wishes=0, stability=0, services=0, stewardship=0),
        sensitivity=Robustness.FRAGILE,
    )
    told = told_to(Role.ON_CALL, option).model_dump()
    assert told["call_first"] is True
    assert not {"zone", "units", "mode", "costs", "sensitivity"} & told.keys()
    assert told_to(Role.COORDINATOR, option) is option


def test_who_lives_where_is_told_of_own_cases_alone() -> None:
    own = model_for(Placement, Role.COORDINATOR, True).model_fields
    other = model_for(Placement, Role.COORDINATOR, False).model_fields
    on_call = model_for(Placement, Role.ON_CALL, True).model_fields
    assert {"shelter", "code_name", "units"} <= own.keys()
    for model in (other, on_call):
        assert not {"shelter", "code_name", "units", "departure"} & model.keys()
        assert {"state", "nights"} <= model.keys()


def test_the_schema_shows_what_each_role_may_get() -> None:
    types = models_for(Seen, {Role.COORDINATOR, Role.ON_CALL})
    names = {each.__name__ for each in types.__args__}
    assert names == {"SeenForCoordinator", "SeenForCoordinatorNotOnIt", "SeenForOnCall"}
    assert models_for(UUID, {Role.ADMIN}) is UUID
