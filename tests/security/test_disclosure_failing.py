"""Where the chain, the keys or the seal fail, nothing is opened."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.errors import KeysAway
from app.store.refusals import Refusal
from app.use_cases.acting import Acting
from app.use_cases.disclosure import opening, showing
from app.vault.keys import FileMasterKey
from models.words import SealedGroup
from tests.security.disclosing import NOW, World, acts, opened_at

ADDRESS = SealedGroup.ADDRESS


@pytest.fixture
def chain_cannot_be_written(world: World) -> Iterator[None]:
    """The database refuses every act."""
    with world.owner() as session:
        session.execute(
            text(
                "CREATE FUNCTION no_act() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE EXCEPTION 'full'; END $$"
            )
        )
        session.execute(
            text(
                "CREATE TRIGGER no_act BEFORE INSERT ON audit_events"
                " FOR EACH ROW EXECUTE FUNCTION no_act()"
            )
        )
    yield
    with world.owner() as session:
        session.execute(text("DROP FUNCTION no_act() CASCADE"))


def test_asvs_16_5_3_a_chain_that_cannot_be_written_opens_nothing_100_of_100(
    world: World, second, request, monkeypatch
) -> None:
    case = world.case()
    made = [world.ask(case.coordinator, case.wants(ADDRESS), second=second) for _ in range(100)]
    unsealed: list[int] = []
    real = opening.open_sealed  # type: ignore[attr-defined]

    def counted(*arguments: object) -> str:
        unsealed.append(1)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(opening, "open_sealed", counted)
    request.getfixturevalue("chain_cannot_be_written")
    refused = 0
    for disclosure in made:
        with pytest.raises(DBAPIError):
            world.open(case.coordinator, disclosure)
        refused += 1
    assert (refused, unsealed) == (100, [])
    assert {opened_at(world, disclosure) for disclosure in made} == {None}
    assert all("ADDRESS_DISCLOSED" not in str(acts(world, disclosure)) for disclosure in made)


def test_keys_that_are_away_open_nothing_and_use_nothing_up(world, second, service) -> None:
    case = world.case()
    made = world.ask(case.coordinator, case.wants(ADDRESS), second=second)
    other = FileMasterKey(b"o" * 32)
    with pytest.raises(KeysAway), service.store.transaction() as tx:
        showing.show(Acting(tx, case.coordinator, NOW), made, other)
    assert opened_at(world, made) is None
    assert world.open(case.coordinator, made).street_address


def test_a_value_of_another_house_in_its_place_opens_nothing(world: World, second) -> None:
    from app.vault.open import SealBroken

    case = world.case()
    made = world.ask(case.coordinator, case.wants(ADDRESS), second=second)
    with world.owner() as session:
        keep = session.execute(
            text("SELECT street_address FROM shelters_sealed WHERE shelter_id = :s"),
            {"s": case.shelter},
        ).scalar_one()
        swap = text("UPDATE shelters_sealed SET street_address = :v WHERE shelter_id = :s")
        point = session.execute(
            text("SELECT point FROM shelters_sealed WHERE shelter_id = :s"), {"s": case.shelter}
        ).scalar_one()
        session.execute(swap, {"v": point, "s": case.shelter})
    try:
        with pytest.raises(SealBroken):
            world.open(case.coordinator, made)
        assert acts(world, made)[-1][0] == "ADDRESS_DISCLOSED", "the try stays in the chain"
    finally:
        with world.owner() as session:
            session.execute(swap, {"v": keep, "s": case.shelter})


def test_keys_that_are_away_are_a_refusal_that_may_be_tried_again() -> None:
    assert issubclass(KeysAway, Refusal)
    assert KeysAway.status == 503
