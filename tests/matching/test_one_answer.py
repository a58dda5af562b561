"""What one answer would change is what a new ranking says."""

from __future__ import annotations

from dataclasses import replace

from matching.assumptions import assumed
from matching.columns import Columns
from matching.one_answer import Effect, OneAnswer, one_answers
from matching.options import ranked
from matching.plan import Assumed
from matching.situation import Household, Situation
from matching.standing import Standing
from matching.vocabulary import Answer, SearchConsent
from tests.support import builders
from tests.support.drawn import drawn

WORLDS = 60


def asked(her: Household, world: Situation) -> dict[Assumed, OneAnswer]:
    """What is told of her in that world."""
    standing = Standing(world)

    def seen_as(other: Household) -> Standing:
        return standing.at(world.now, world.clock_offset_minutes, other)

    found = one_answers(her, Columns(standing), standing, seen_as)
    return {one.about: one for one in found}


def test_only_what_was_assumed_is_a_question() -> None:
    for seed in range(WORLDS):
        drawn_world = drawn(3000 + seed)
        standing = Standing(drawn_world)
        for her in drawn_world.households[:1]:
            about = set(asked(her, drawn_world))
            assert about <= set(assumed(her, standing))


def test_no_reassuring_answer_of_what_only_bars_closes_a_house() -> None:
    """Monotony (11.1): a benign answer excludes less or the same, an alarming one more or the same."""
    only_bar = {Assumed.MUST_HAVES, Assumed.CONSENT, Assumed.DANGER_AGE, Assumed.ACTOR_STATUS}
    effects = set()
    for seed in range(WORLDS):
        drawn_world = drawn(3000 + seed)
        for her in drawn_world.households[:2]:
            for about, one in asked(her, drawn_world).items():
                effects |= {one.reassuring, one.alarming}
                if about in only_bar:
                    assert one.reassuring is not Effect.FEWER_HOUSES, (seed, about)
                    assert one.alarming is not Effect.MORE_HOUSES, (seed, about)
    assert Effect.MORE_HOUSES in effects and Effect.FEWER_HOUSES in effects


def test_the_effect_is_that_of_asking_again() -> None:
    """Consent that is refused leaves nothing; what changes no rule changes nothing."""
    her = builders.household(search_consent=SearchConsent.NOT_ANSWERED)
    her = replace(her, threat=replace(her.threat, q10_tracked=Answer.UNKNOWN))
    here = builders.situation((her,), (builders.shelter(),))
    standing = Standing(here)
    assert ranked(her, Columns(standing), standing).options, "she has an option now"
    told = asked(her, here)
    assert told[Assumed.CONSENT].alarming is Effect.FEWER_HOUSES
    assert told[Assumed.CONSENT].reassuring is Effect.NOTHING
    tracked = told[Assumed.PHONE_TRACKED]
    assert {tracked.reassuring, tracked.alarming} == {Effect.NOTHING}
