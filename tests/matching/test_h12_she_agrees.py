"""H12: the search is hers."""

from __future__ import annotations

import pytest

from matching.plan import Block
from matching.rules.her_say import she_agrees_to_the_search
from matching.vocabulary import Rule, SearchConsent, WaivedBy
from tests.support.builders import asked, household, shelter

NO = Block(Rule.H12, WaivedBy.NOBODY)


@pytest.mark.parametrize(
    ("consent", "said"),
    [(SearchConsent.GIVEN, None), (SearchConsent.NOT_ANSWERED, None), (SearchConsent.REFUSED, NO)],
)
def test_only_a_refusal_stops_the_search(consent, said):
    assert asked(she_agrees_to_the_search, household(search_consent=consent), shelter()) == said


@pytest.mark.parametrize("consent", list(SearchConsent))
def test_a_caller_without_her_gets_availability_only(consent):
    who = household(search_consent=consent, third_party_without_her=True)
    assert asked(she_agrees_to_the_search, who, shelter()) == NO
