"""The nine questions of a call, answered on the page as she answers them."""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.browser_week.hands import Hands


@dataclass(frozen=True, slots=True)
class Says:
    """Who calls. Without more it is a woman alone in Oslo, very afraid of somebody there."""

    adults: int = 1
    child: str | None = None
    """The age of one child, as the page names it."""
    must: str | None = None
    """What must be in reach where she sleeps."""


ALONE = Says()


def tell(hands: Hands, says: Says = ALONE) -> None:
    """Answer all nine and look for places at once."""
    hands.write("Adults (empty: not known)", str(says.adults))
    if says.child is not None:
        hands.write(says.child, "1")
    if says.adults:
        hands.answer("The adults are", "Woman")
    hands.answer("A place with only women", "Yes")
    hands.place("Town or municipality", "Osl", "Oslo")
    hands.place("Where those she fears are, live or work", "Osl", "Oslo")
    hands.answer("How afraid she is", "Very")
    hands.answer("They may know where she is now", "No")
    hands.answer("Several people or a network", "No")
    if says.must is None:
        hands.answer("Something that must be there tonight", "No")
    else:
        hands.answer("Something that must be there tonight", "Yes")
        hands.answer("Must be in reach", says.must)
    hands.choose("Languages", "Norwegian Bokmål")
    hands.answer("We may look", "Yes")
    hands.answer("We may tell a house how many and what they need", "Yes")
    hands.press("Find safe places")
