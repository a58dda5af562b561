"""What a person does with a page: she presses, chooses and writes, and each of it is counted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

Where = Page | Locator


@dataclass
class Hands:
    """Two hands at one page. A list that unfolds takes two presses: one opens it, one chooses."""

    page: Page
    presses: int = 0
    lines: int = 0
    """Fields into which something was written."""

    def press(self, name: str | re.Pattern[str], within: Where | None = None) -> None:
        """Press the button of that name."""
        self.presses += 1
        exact = isinstance(name, str)
        (within or self.page).get_by_role("button", name=name, exact=exact).click()

    def go(self, view: str) -> None:
        """Open that view from the menu."""
        self.press(view, self.page.get_by_role("navigation"))
        self.sees(view)

    def sees(self, heading: str | re.Pattern[str]) -> str:
        """The view with that heading is shown; the heading."""
        found = self.page.get_by_role("heading", level=1)
        expect(found).to_have_text(heading)
        return found.inner_text()

    def answer(self, question: str, said: str) -> None:
        """Answer one of the questions whose answers are all seen at once."""
        self.presses += 1
        group = self.page.get_by_role("group", name=question, exact=True)
        group.get_by_label(said, exact=True).check()

    def choose(self, field: str, word: str, within: Where | None = None) -> None:
        """Choose a word out of a list that unfolds."""
        self.presses += 2
        (within or self.page).get_by_label(field, exact=True).select_option(label=word)

    def write(self, field: str, text: str, within: Where | None = None) -> None:
        """Write into a field."""
        self.presses += 1
        self.lines += 1
        (within or self.page).get_by_label(field, exact=True).fill(text)

    def place(self, field: str, begins: str, name: str, within: Where | None = None) -> None:
        """Write how a place begins and choose it among those that are found."""
        where = within or self.page
        self.presses += 2
        self.lines += 1
        # The field itself comes first; the chosen ones are a list of the same name.
        where.get_by_label(field, exact=True).first.fill(begins)
        found = where.get_by_role("list", name="Places found")
        found.get_by_role("button", name=re.compile(f"^{name}")).first.click()

    def unfold(self, heading: str) -> Locator:
        """That part of the page, unfolded."""
        title = self.page.get_by_role("heading", level=2, name=heading, exact=True)
        part = self.page.get_by_role("group").filter(has=title)
        if part.get_attribute("open") is None:
            self.presses += 1
            title.click()
        return part

    def told(self, words: str) -> None:
        """The page says so."""
        expect(self.page.get_by_role("status").first).to_have_text(words)
