"""What is done with a case besides looking for a place, on the page of the referral."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import expect

from tests.support.browser_week.desk import OVER, Desk


@dataclass(frozen=True, slots=True)
class Apart:
    """Somebody of ROSA with a case for which no place is looked for, or no more."""

    desk: Desk

    def takes_over(self, case: str, because: str) -> None:
        """She stands on the case of a colleague from now on."""
        hands = self.desk.opens(case)
        hands.press("Open the case")
        hands.choose("Why", because)
        hands.press("Open the case")
        hands.told("You stand on the case now.")

    def stops_looking(self, case: str, because: str) -> None:
        """No place is looked for, for now."""
        hands = self.desk.opens(case)
        part = hands.unfold("Do not look for a place")
        hands.press("Stop looking", part)
        hands.choose("Reason", because, part)
        hands.press("Stop looking", part)
        hands.told("Recorded. No place is looked for.")

    def looks_again(self, case: str) -> None:
        """A place may be looked for again."""
        hands = self.desk.opens(case)
        hands.press("Look again", hands.unfold("Do not look for a place"))
        hands.told("Recorded. A place may be looked for again.")

    def needs_nothing_more(self, case: str) -> None:
        """What she had to reach is not needed any more."""
        hands = self.desk.opens(case)
        hands.press("The full form")
        hands.sees(f"The full form: {case}")
        part = hands.unfold("What she must reach")
        hands.press("Remove 1", part)
        hands.press("Save this part", part)
        hands.told("Saved.")

    def reads_the_ladder(self) -> None:
        """No safe bed is no empty page: who does what by when, and the words to say meanwhile."""
        page = self.desk.worker.here().page
        ladder = page.get_by_role("group", name="No safe bed: who does what")
        expect(ladder.get_by_role("listitem")).not_to_have_count(0)
        expect(ladder.get_by_role("timer").first).to_be_visible()

    def hands_over(self, case: str) -> None:
        """Others have the case now."""
        self._ends(case, "Others have taken over", "Recorded: others have the case.")

    def withdraws(self, case: str) -> None:
        """She does not want to go on."""
        self._ends(case, "She does not want to go on", "The search is ended.")

    def closes(self, case: str, house: str) -> None:
        """Nothing is left to do for her who lived in that house last."""
        hands = self.desk.goes_to_the_stay(case, house, OVER)
        hands.press("Close the case", hands.unfold("The municipality, and the end of the case"))
        hands.told("The case is closed.")

    def _ends(self, case: str, act: str, told: str) -> None:
        hands = self.desk.opens(case)
        part = hands.unfold("End the search")
        hands.press(act, part)
        hands.press(act, part)
        hands.told(told)
