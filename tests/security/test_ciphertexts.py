"""A sealed value that was moved, cut, changed or kept from before opens nowhere."""

from __future__ import annotations

from uuid import UUID

from app.store.sealed import COLUMNS
from app.vault.keys import DataKey
from app.vault.open import open_sealed
from app.vault.seal import Where, seal
from tests.security.ciphertext_trials import trials


def test_asvs_11_3_3_every_pair_of_places_and_every_spoiled_value_is_refused() -> None:
    columns = len(COLUMNS)
    found = trials(rows=4, cuts=20)
    pairs = (columns * 4) * (columns * 4 - 1)
    assert found.tried == pairs + columns * 4 * (2 * 20 + 3 + 2)
    assert found.refused == found.tried


def test_the_trials_can_fail() -> None:
    """The same value in its own place opens: a refusal is no matter of course."""
    key, place = DataKey(1, b"k" * 32), Where("shelters_sealed", "point", UUID(int=7))
    assert open_sealed(seal("here", key, place), key, place) == "here"
