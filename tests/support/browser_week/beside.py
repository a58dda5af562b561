"""What the police do at their page, of cases that they stand on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.support.browser_week.at_work import AtWork


@dataclass(frozen=True, slots=True)
class Police:
    """A liaison of the police."""

    liaison: AtWork

    @property
    def handle(self) -> str:
        """The work name, as it stands on the page of the police."""
        hands = self.liaison.here()
        name = hands.page.get_by_role("banner").get_by_text(re.compile(r"^police-\d+$"))
        return name.inner_text()

    def looks_at_the_move(self, case: str) -> None:
        """Both places were looked at for her move."""
        hands = self.liaison.here()
        hands.go("Own cases")
        hands.press(f"Open {case}")
        hands.sees(case)
        hands.press("Looked at, at both places")
        hands.told("Said: the police have looked at the move.")
