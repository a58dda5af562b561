"""A text that people wrote is told only where it names no place."""

from __future__ import annotations

import pytest

from app.places.gazetteer import load_gazetteer
from app.places.place_free import names_a_place


@pytest.mark.parametrize(
    "text",
    [
        "We shop in Tromsø on Fridays.",
        "We shop in TROMSO on Fridays.",
        "Mo i Rana is near.",
        "Bus to Nord-Aurdal at nine.",
        "Bergen",
    ],
)
def test_a_name_is_found_wherever_it_stands_and_however_it_is_spelled(text: str) -> None:
    assert names_a_place(text, load_gazetteer())


@pytest.mark.parametrize(
    "text",
    ["", "Everybody cooks once a week.", "No alcohol. Quiet from eleven. Children sleep at eight."],
)
def test_a_text_without_one_is_told(text: str) -> None:
    assert not names_a_place(text, load_gazetteer())
