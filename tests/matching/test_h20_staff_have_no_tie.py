"""H20: nobody who works there is tied to a network she fears."""

from __future__ import annotations

import pytest

from matching.plan import Because, Block
from matching.rules.safety import staff_have_no_tie
from matching.situation import Actor
from matching.vocabulary import ActorId, Answer, NetworkId, Rule, ThreatLevel, WaivedBy
from tests.support.builders import asked, household, shelter, threat

TIED = Block(Rule.H20, WaivedBy.TWO, restricted=True)
ASK = Block(Rule.H20, WaivedBy.TWO, Because.UNKNOWN, restricted=True)
NET, OTHER = NetworkId("N"), NetworkId("M")


def test_a_declared_tie_to_her_network_or_his_bars():
    house = shelter(staff_ties=frozenset({NET}))
    assert asked(staff_have_no_tie, household(networks=frozenset({NET})), house) == TIED
    his = household(actors=(Actor(id=ActorId("A"), network=NET),))
    assert asked(staff_have_no_tie, his, house) == TIED
    assert asked(staff_have_no_tie, household(networks=frozenset({OTHER})), house) is None


@pytest.mark.parametrize("q09", list(Answer))
@pytest.mark.parametrize("ties_asked", list(Answer))
def test_staff_not_asked_bar_only_her_yes_to_q09(q09, ties_asked):
    who = household(threat=threat(ThreatLevel.T2, q09_reach=q09))
    said = asked(staff_have_no_tie, who, shelter(ties_asked=ties_asked))
    assert said == (ASK if q09 is Answer.YES and ties_asked is not Answer.YES else None)


def test_a_declared_tie_is_a_fact_even_where_others_were_not_asked():
    house = shelter(staff_ties=frozenset({NET}), ties_asked=Answer.UNKNOWN)
    who = household(networks=frozenset({NET}), threat=threat(ThreatLevel.T2, q09_reach=Answer.YES))
    assert asked(staff_have_no_tie, who, house) == TIED
