"""What who takes the calls does: a new referral, options, a hold, her yes or no, the way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from tests.support.browser_week.at_work import AtWork
from tests.support.browser_week.hands import Hands
from tests.support.browser_week.nine import ALONE, Says, tell

WAITING, PLACED, OVER = "Waiting", "With a place", "Over"
"""The three lists of referrals."""
HOLD = "Hold it and ask the house"


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

    def finds(self, case: str, among: str = WAITING) -> list[str]:
        """The options that are shown already, or else those of now."""
        page = self.worker.here().page
        shown = page.get_by_role("heading", level=1, name=f"Referral {case}").is_visible()
        if shown and self._options(page).is_visible():
            return self.options()
        return self.looks(case, among)

    def options(self) -> list[str]:
        """The houses of the options that are shown and may be held; others must be called first."""
        page = self.worker.here().page
        part = self._options(page)
        expect(part).to_be_visible()
        cards = part.get_by_role("article").filter(has=page.get_by_role("button", name=HOLD))
        titles = cards.get_by_role("heading", level=3).all_inner_texts()
        return [self._house_in(title) for title in titles]

    def holds(self, house: str, why: str = "Safer") -> None:
        """A unit of that house is held for her, and the house is asked."""
        hands = self.worker.here()
        card = self._card(self._options(hands.page), house)
        hands.choose("Why this one", why, card)
        hands.press(HOLD, card)
        expect(self._held(hands.page, house, "house asked")).to_be_visible()

    def tells(self, house: str) -> None:
        """The house has said yes, and she is told of it."""
        hands = self.worker.here()
        hands.press("She was told", self._held(hands.page, house, "house said yes"))
        expect(self._held(hands.page, house, "she was told")).to_be_visible()

    def accepts(self, house: str) -> None:
        """She says yes to it."""
        hands = self.worker.here()
        card = self._held(hands.page, house, "she was told")
        hands.press("She says yes", card)
        expect(card).to_have_count(0)
        expect(self._held(hands.page, house, "she said yes")).not_to_have_count(0)

    def declines(self, house: str, because: str) -> None:
        """She says no to it, and why."""
        hands = self.worker.here()
        card = self._held(hands.page, house, "house asked")
        hands.press("She says no", card)
        hands.choose("If she says why herself", because, card)
        hands.press("Record the no", card)
        expect(card).to_have_count(0)

    def releases(self, house: str) -> None:
        """A hold is let go."""
        hands = self.worker.here()
        card = self._held(hands.page, house, "house asked")
        hands.press("Release the hold", card)
        expect(card).to_have_count(0)

    def lets_go(self, case: str) -> None:
        """What was asked by itself when a house said nothing, or no, is let go."""
        self.opens(case)
        expect(self.worker.here().page.get_by_text("Earlier offers")).to_be_visible()
        for house in self.held():
            self.releases(house)

    def sees_over(self, line: str) -> None:
        """Among the offers that are over stands this one."""
        hands = self.worker.here()
        hands.presses += 1
        hands.page.get_by_text("Earlier offers").click()
        expect(hands.page.get_by_text(line)).to_be_visible()

    def plans_the_way(self, house: str) -> None:
        """She is met at a station, goes by train with somebody of ROSA, and has set out."""
        hands = self.worker.here()
        card = self._held(hands.page, house, "she said yes")
        hands.place("Met in", "Trondh", "Trondheim", card)
        hands.choose("Is met", "Railway station", card)
        hands.choose("Travels by", "train", card)
        hands.choose("Escort", "Staff", card)
        hands.choose("Her telephone", "Left behind", card)
        hands.write("There by", self.worker.on_the_wall(timedelta(hours=6)), card)
        hands.press("Save the journey", card)
        hands.press("She has set out", card)
        expect(card).to_contain_text("Set out")

    def goes_to_the_stay(self, case: str, house: str, among: str = PLACED) -> Hands:
        """Her stay in that house is shown."""
        hands = self.opens(case, among)
        hands.press("To the stay", self._held(hands.page, house, "she said yes"))
        hands.sees(case)
        return hands

    def held(self) -> list[str]:
        """The houses that are asked for her and have not answered."""
        page = self.worker.here().page
        cards = page.get_by_role("region", name="Asked and held").get_by_role("article")
        asked = cards.filter(has=page.get_by_text("house asked", exact=True))
        titles = asked.get_by_role("heading", level=3).all_inner_texts()
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

    def _held(self, page: Page, house: str, state: str) -> Locator:
        part = page.get_by_role("region", name="Asked and held")
        return self._card(part, house).filter(has=page.get_by_text(state, exact=True))
