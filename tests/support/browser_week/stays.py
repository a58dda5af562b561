"""What somebody of ROSA does at one stay: opens it, moves her, asks her, ends the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import expect

from tests.support.browser_week.at_work import AtWork
from tests.support.browser_week.hands import Hands


@dataclass(frozen=True, slots=True)
class Stays:
    """Somebody of ROSA at the stay of one woman after the other."""

    worker: AtWork

    def opens(self, case: str, because: str = "My shift") -> Hands:
        """Her stay is shown; a coordinator who does not stand on the case opens it and says why."""
        hands = self.worker.here()
        hands.go("Stays")
        hands.press(f"Open: {case}")
        hands.sees(case)
        if hands.page.get_by_role("button", name="Open the case").count():
            hands.press("Open the case")
            hands.choose("Why", because)
            hands.press("Open the case")
            hands.told("You stand on the case now.")
        return hands

    def calls_off(self, case: str, because: str | None = None) -> None:
        """She does not come: it was only called off, or she was expected and this is why."""
        hands = self.opens(case)
        hands.press("She does not come")
        if because is not None:
            hands.choose("Why she did not come", because)
        hands.press("She does not come")
        hands.told("The place is called off and free.")

    def moves_her(self, case: str, because: str) -> None:
        """A move is proposed, and she says yes to it."""
        hands = self.opens(case)
        part = hands.unfold("Move")
        hands.press("Propose that she moves", part)
        hands.choose("Why", because, part)
        hands.press("Propose that she moves", part)
        hands.told("The move is proposed. She decides.")
        hands.press("She says yes", part)
        # Whoever is quicker than the page is told that it was changed meanwhile.
        expect(part.get_by_role("button", name="She says yes", exact=True)).to_have_count(0)

    def asks_the_police(self) -> None:
        """The police of both places were asked by telephone."""
        hands = self.worker.here()
        hands.press("Police here and there were asked", hands.unfold("Move"))
        hands.told("That the police were asked is recorded.")

    def finds_a_place(self, case: str) -> None:
        """From her move it is one press to her referral, and one more to what there is for her."""
        hands = self.worker.here()
        hands.press("Find a place", hands.unfold("Move"))
        hands.sees(f"Referral {case}")
        hands.press("Find safe places")

    def makes_firm(self, case: str) -> None:
        """The other house has said yes: she is to be there in six hours."""
        hands = self.opens(case)
        part = hands.unfold("Move")
        hands.press("Make the move firm", part)
        hands.write("There by", self.worker.on_the_wall(timedelta(hours=6)), part)
        hands.press("Make the move firm", part)
        hands.told("The move is firm.")

    def calls_the_move_off(self, case: str) -> None:
        """She stays where she is after all."""
        hands = self.opens(case)
        part = hands.unfold("Move")
        hands.press("She does not move", part)
        hands.press("She does not move", part)
        hands.told("The move is called off.")

    def puts_on_the_case(self, case: str, handle: str, by: str) -> None:
        """She agrees that somebody outside ROSA is told, and who it is stands on her case."""
        hands = self.opens(case)
        part = hands.unfold("The group around her")
        hands.press("I have asked her", part)
        hands.choose("Purpose", by, part)
        hands.choose("Her answer", "Yes", part)
        hands.press("I have asked her", part)
        hands.told("Her answer is recorded.")
        hands.press("Add somebody", part)
        hands.write("Work name", handle, part)
        hands.choose("By her consent", by, part)
        hands.press("Add somebody", part)
        hands.told("That person stands on the case.")
