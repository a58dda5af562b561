"""What guessers begin with is no password, however it is written and made long enough (ASVS 6.2)."""

from __future__ import annotations

import pytest

from app.contract.known_passwords import is_known, listed
from app.contract.password_rules import LONGEST, SHORTEST, fault
from tests.support.people import PASSWORD


def test_v6_2_4_far_more_than_3000_that_fit_our_length_are_refused() -> None:
    words = sorted(word for word in listed() if len(word) >= 4)
    assert len(words) > 29_000
    fit = {word for word in words if len(word) >= SHORTEST}
    for word in words:
        twice, dated = word * 2, f"{word}2026!?2026"
        fit |= {one for one in (twice, dated) if SHORTEST <= len(one) <= LONGEST}
    assert len(fit) > 3_000
    assert [one for one in fit if not is_known(one)] == []


@pytest.mark.parametrize(
    "typed",
    [
        "1qaz2wsx3edc",
        "Monkey Dragon",
        "P4ssw0rd2026!",
        "$up3rm4n$up3rm4n",
        "！！dragonmaster２０２６",
        "Sunshine.Princess1",
    ],
)
def test_v6_2_12_it_is_found_in_capitals_with_marks_and_in_another_width(typed: str) -> None:
    assert fault(typed, "worker-1") == "known_password"


@pytest.mark.parametrize(
    "typed", [PASSWORD, "four odd rivers meet here", "k7#Vq2!mZ9xTw4", "ærlig fjellrev i tåka"]
)
def test_v6_2_11_what_nobody_guesses_may_be_used(typed: str) -> None:
    assert fault(typed, "worker-1") is None
