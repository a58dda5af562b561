"""What who takes the calls does: a new referral, options, a hold, her yes or no, the way."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.support.browser_week.at_work import AtWork
from tests.support.browser_week.hands import Hands
from tests.support.browser_week.nine import ALONE, Says, tell

WAITING, PLACED, OVER = "Waiting", "With a place", "Over"
"""The three lists of referrals."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody of ROSA at her desk."""

    worker: AtWork
    houses: tuple[str, ...]
    """The code names of all houses, by which she knows one on the page."""

    def calls(self, says: Says = ALONE) -> str:
        """Somebody calls; the code name of her case, whose options are being looked for."""
        hands = self.worker.here()
        hands.go("New referral")
        tell(hands, says)
        heading = hands.sees(re.compile("^Referral .+"))
        expect(self._options(hands.page)).to_be_visible()
        return heading.removeprefix("Referral ")

    def opens(self, case: str, among: str = WAITING) -> Hands:
        """Her referral is shown, as it stands now."""
        hands = self.worker.here()
        hands.go("Referrals")
        if among != WAITING:
            hands.press(re.compile(f"^{among} "))
        hands.press(case)
        hands.sees(f"Referral {case}")
        return hands

    def looks(self, case: str, among: str = WAITING) -> list[str]:
        """Places are looked for; the houses that are options, in the order of the page."""
        hands = self.opens(case, among)
        hands.press("Find safe places")
        return self.options()

    def options(self) -> list[str]:
        """The houses of the options that are shown."""
        part = self._options(self.worker.here().page)
        expect(part).to_be_visible()
        titles = part.get_by_role("article").get_by_role("heading", level=3).all_inner_texts()
        return [self._house_in(title) for title in titles]

    def holds(self, house: str, why: str = "Safer") -> None:
        """A unit of that house is held for her, and the house is asked."""
        hands = self.worker.here()
        card = self._card(self._options(hands.page), house)
        hands.choose("Why this one", why, card)
        hands.press("Hold it and ask the house", card)
        expect(self._held(hands.page, house)).to_contain_text("house asked")

    def tells(self, house: str) -> None:
        """The house has said yes, and she is told of it."""
        hands = self.worker.here()
        card = self._held(hands.page, house)
        expect(card).to_contain_text("house said yes")
        hands.press("She was told", card)
        expect(card).to_contain_text("she was told")

    def accepts(self, house: str) -> None:
        """She says yes to it."""
        hands = self.worker.here()
        card = self._held(hands.page, house)
        hands.press("She says yes", card)
        expect(card.get_by_role("button", name="To the stay")).to_be_visible()

    def declines(self, house: str, because: str) -> None:
        """She says no to it, and why."""
        hands = self.worker.here()
        card = self._held(hands.page, house)
        hands.press("She says no", card)
        hands.choose("If she says why herself", because, card)
        hands.press("Record the no", card)
        expect(card).to_have_count(0)

    def releases(self, house: str) -> None:
        """A hold is let go."""
        hands = self.worker.here()
        card = self._held(hands.page, house)
        hands.press("Release the hold", card)
        expect(card).to_have_count(0)

    def held(self) -> list[str]:
        """The houses at which something is asked or held for her."""
        cards = self.worker.here().page.get_by_role("region", name="Asked and held")
        titles = cards.get_by_role("article").get_by_role("heading", level=3).all_inner_texts()
        return [self._house_in(title) for title in titles]

    def _house_in(self, title: str) -> str:
        (found,) = (name for name in self.houses if name in title)
        return found

    @staticmethod
    def _options(page: Page) -> Locator:
        return page.get_by_role("region", name="Options", exact=True)

    @staticmethod
    def _card(part: Locator, house: str) -> Locator:
        return part.get_by_role("article").filter(
            has=part.page.get_by_role("heading", level=3, name=house)
        )

    def _held(self, page: Page, house: str) -> Locator:
        return self._card(page.get_by_role("region", name="Asked and held"), house)
