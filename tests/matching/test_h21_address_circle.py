"""H21: a strictly confidential address goes only where address and mail are shielded."""

from __future__ import annotations

import pytest

from matching.plan import Block
from matching.rules.safety import address_circle_is_kept
from matching.situation import SecurityFeature
from matching.vocabulary import AddressBlock, Answer, FeatureCode, Rule, WaivedBy
from tests.support.builders import asked, day, features, household, shelter

NO = Block(Rule.H21, WaivedBy.TWO_WITH_POLICE, restricted=True)


def mail(present=Answer.YES, until=300):
    return SecurityFeature(code=FeatureCode.MAIL_PROXY, present=present, expires_on=day(until))


@pytest.mark.parametrize("block", list(AddressBlock))
@pytest.mark.parametrize("police", [True, False])
def test_kode6_and_an_unknown_block_with_police_ask_for_both(block, police):
    who = household(address_block=block, police_involved=police)
    strict = block is AddressBlock.KODE6 or (block is AddressBlock.UNKNOWN and police)
    assert asked(address_circle_is_kept, who, shelter()) == (NO if strict else None)
    both = shelter(features=(*features(4), mail()))
    assert asked(address_circle_is_kept, who, both) is None


@pytest.mark.parametrize(
    "has",
    [
        (*features(2), mail()),
        features(4),
        (*features(4), mail(Answer.UNKNOWN)),
        (*features(4), mail(until=0)),
    ],
    ids=["address not shielded", "no mail proxy", "not known", "expired"],
)
def test_each_of_the_two_must_be_there_and_valid(has):
    who = household(address_block=AddressBlock.KODE6)
    assert asked(address_circle_is_kept, who, shelter(features=has)) == NO


def test_it_is_judged_for_her_first_night():
    house = shelter(features=(*features(4), mail(until=5)))
    for first, said in ((4, None), (5, NO)):
        who = household(
            address_block=AddressBlock.KODE6,
            tonight=Answer.NO,
            needed_from=day(first),
            planned_until=day(40),
        )
        assert asked(address_circle_is_kept, who, house) == said


def test_the_two_alone_are_enough():
    shielded = SecurityFeature(
        code=FeatureCode.SHIELDED_ADDRESS, present=Answer.YES, expires_on=day(300)
    )
    who = household(address_block=AddressBlock.KODE6)
    assert asked(address_circle_is_kept, who, shelter(features=(shielded, mail()))) is None
