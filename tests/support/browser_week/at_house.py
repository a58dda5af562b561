"""What the staff of a house do at its own page."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from tests.support.browser_week.at_work import AtWork
from tests.support.browser_week.hands import Hands


@dataclass(frozen=True, slots=True)
class AtHouse:
    """Somebody on duty in a house."""

    name: str
    staff: AtWork

    def says_what_is_free(self) -> None:
        """Nothing has changed."""
        hands = self._looks()
        hands.press("Nothing has changed")
        hands.told("Thank you. The free rooms are confirmed.")

    def says_yes(self) -> None:
        """The one question that waits for an answer is answered by a yes."""
        hands = self._looks()
        asked = self._cards(hands, "We are asked", "Yes, she may come")
        expect(asked).to_have_count(1)
        hands.press("Yes, she may come", asked)
        expect(asked).to_have_count(0)

    def says_no(self, why: str) -> None:
        """The one question that waits for an answer is answered by a no, for this reason."""
        hands = self._looks()
        asked = self._cards(hands, "We are asked", "Yes, she may come")
        expect(asked).to_have_count(1)
        hands.press("No, not here", asked)
        hands.choose("Why not", why)
        hands.press("Say no")
        expect(asked).to_have_count(0)

    def receives(self) -> None:
        """The one who is expected is there."""
        hands = self._looks()
        coming = self._cards(hands, "Arrive within 24 hours", "She is here")
        expect(coming).to_have_count(1)
        hands.press("She is here", coming)
        expect(coming).to_have_count(0)

    def says_goodbye(self, room: str, where_to: str) -> None:
        """Who lives in that room leaves today."""
        hands = self._looks()
        hands.press(f"She has left: Room {room}")
        hands.choose("Where did she go", where_to)
        hands.press("Record the departure")
        hands.told("The departure is recorded. The room is free.")

    def _looks(self) -> Hands:
        hands = self.staff.here()
        hands.sees(self.name)
        hands.press("Load again")
        return hands

    @staticmethod
    def _cards(hands: Hands, section: str, act: str) -> Locator:
        """The cards of that section on which this may be done."""
        cards = hands.page.get_by_role("region", name=section).get_by_role("listitem")
        return cards.filter(has=hands.page.get_by_role("button", name=act, exact=True))
