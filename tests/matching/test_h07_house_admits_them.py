"""H07: gender, her wish for women only, and the oldest boy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.plan import Because, Block
from matching.rules.suitability import house_admits_them
from matching.vocabulary import AgeBand, Answer, Gender, ResidentsGender, Rule, WaivedBy
from tests.support.builders import asked, child, household, shelter, woman

FACT = Block(Rule.H07, WaivedBy.NOBODY)
ASK = Block(Rule.H07, WaivedBy.NOBODY, Because.UNKNOWN)
G, R = Gender, ResidentsGender
ADMITTED = {
    (G.WOMAN, R.WOMEN), (G.WOMAN, R.SEPARATED), (G.WOMAN, R.MIXED),
    (G.MAN, R.MEN), (G.MAN, R.SEPARATED), (G.MAN, R.MIXED),
    (G.OTHER, R.SEPARATED), (G.UNDISCLOSED, R.SEPARATED),
}  # fmt: skip


def house(residents, **changes):
    return shelter(residents_gender=residents, **changes)


@pytest.mark.parametrize("gender", list(Gender))
@pytest.mark.parametrize("residents", list(ResidentsGender))
def test_each_house_admits_whom_its_word_says(gender, residents):
    said = asked(house_admits_them, household(members=(woman(gender=gender),)), house(residents))
    if (gender, residents) in ADMITTED:
        assert said is None
    else:
        assert said == (ASK if residents is R.UNKNOWN else FACT)


def test_every_adult_must_be_admitted():
    couple = (woman(), woman("m", gender=G.MAN))
    for members in (couple, couple[::-1]):
        assert asked(house_admits_them, household(members=members), house(R.WOMEN)) == FACT
        assert asked(house_admits_them, household(members=members), house(R.MIXED)) is None


@pytest.mark.parametrize(
    ("residents", "entrance", "said"),
    [
        (R.WOMEN, Answer.UNKNOWN, None),
        (R.SEPARATED, Answer.YES, None),
        (R.SEPARATED, Answer.NO, FACT),
        (R.SEPARATED, Answer.UNKNOWN, ASK),
        (R.MIXED, Answer.YES, FACT),
    ],
)
@pytest.mark.parametrize("wish", [Answer.YES, Answer.UNKNOWN])
def test_women_only_asks_for_a_womens_house_or_an_entrance_of_ones_own(
    residents, entrance, said, wish
):
    who = household(women_only=wish)
    assert asked(house_admits_them, who, house(residents, separate_entrance=entrance)) == said
    free = household(women_only=Answer.NO)
    assert asked(house_admits_them, free, house(residents, separate_entrance=entrance)) is None


def test_women_only_is_not_assumed_of_a_man():
    man = household(members=(woman(gender=G.MAN),), women_only=Answer.UNKNOWN)
    assert asked(house_admits_them, man, house(R.MIXED)) is None


@pytest.mark.parametrize(
    ("band", "oldest"),
    [
        (AgeBand.A0_2, 2),
        (AgeBand.A3_6, 6),
        (AgeBand.A7_12, 12),
        (AgeBand.A13_17, 17),
        (AgeBand.UNKNOWN, 17),
    ],
)
@pytest.mark.parametrize("gender", [G.MAN, G.UNDISCLOSED, G.OTHER])
def test_the_oldest_boy_counts_with_the_greatest_age_of_his_band(band, oldest, gender):
    family = household(members=(woman(), child("a", AgeBand.A0_2, G.MAN), child("b", band, gender)))
    for limit, said in ((oldest, None), (oldest - 1, FACT), (None, ASK)):
        plain = shelter()
        policy = replace(plain.acceptance, boys_max_age=limit)
        assert asked(house_admits_them, family, replace(plain, acceptance=policy)) == said


def test_a_girl_is_no_boy():
    family = household(members=(woman(), child(band=AgeBand.A13_17)))
    plain = shelter()
    no_boys = replace(plain, acceptance=replace(plain.acceptance, boys_max_age=None))
    assert asked(house_admits_them, family, no_boys) is None


def test_a_grown_son_is_a_man_and_not_a_boy_only():
    son = replace(child("a", AgeBand.A18_24, G.MAN))
    assert asked(house_admits_them, household(members=(woman(), son)), house(R.WOMEN)) == FACT


def test_women_only_is_not_assumed_of_a_woman_with_a_man():
    couple = (woman(), woman("m", gender=G.MAN))
    unasked = household(members=couple, women_only=Answer.UNKNOWN)
    assert asked(house_admits_them, unasked, house(R.MIXED)) is None
