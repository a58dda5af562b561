"""What one answer would change: she is ranked again with the reassuring and with the alarming reply.

Each thing that was assumed about her is a question. Beside the options it is told whether an answer
would open houses, close some, or only change which come first, so that whoever asks next asks what
matters. Source: docs/domain.md 11.1. Unknown: a question whose answers are no closed list (a place,
a language) has no effect that could be told beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import StrEnum
from typing import Any

from matching.assumptions import assumed
from matching.columns import Columns
from matching.options import Ranked, ranked
from matching.plan import Assumed
from matching.price_columns import PriceColumns
from matching.situation import Household, ThreatAssessment
from matching.standing import Standing
from matching.vocabulary import (
    ActorStatus,
    AddressBlock,
    AgeBand,
    Answer,
    Fear,
    Gender,
    MemberRole,
    SearchConsent,
    SubstanceUse,
    TargetGroup,
    ThreatLevel,
    value,
)


class Effect(StrEnum):
    """What would be otherwise if it were answered so."""

    NOTHING = "NOTHING"
    MORE_HOUSES = "MORE_HOUSES"
    FEWER_HOUSES = "FEWER_HOUSES"
    OTHERS_FIRST = "OTHERS_FIRST"
    """As many houses, others among the best."""


@value
class OneAnswer:
    """A question, and what its reassuring and its alarming answer would change."""

    about: Assumed
    reassuring: Effect
    alarming: Effect


_PICTURE = (
    "q02_threat_to_kill",
    "q03_serious_violence",
    "q04_searching",
    "q05_knows_location",
    "q06_organised",
    "q07_witness",
)


def one_answers(
    household: Household,
    columns: Columns,
    standing: Standing,
    seen_as: Callable[[Household], Standing],
    prices: PriceColumns | None = None,
) -> tuple[OneAnswer, ...]:
    """For each thing that was assumed about her, in the order of the closed list.

    ``seen_as``: the same houses and stays for her as she would be with another answer.

    Source: domain 11.1.
    """
    now = ranked(household, columns, standing, prices)

    def effect(other: Household) -> Effect:
        if other == household:
            return Effect.NOTHING
        return _effect(now, ranked(other, columns, seen_as(other), prices))

    found = []
    for about in assumed(household, standing):
        both = tuple(_answered(household, about, standing))
        if both:
            reassuring, alarming = both
            found.append(OneAnswer(about, effect(reassuring), effect(alarming)))
    return tuple(found)


def _effect(now: Ranked, then: Ranked) -> Effect:
    before, after = _free(now), _free(then)
    if after != before:
        return Effect.MORE_HOUSES if after > before else Effect.FEWER_HOUSES
    same = _houses(now) == _houses(then)
    return Effect.NOTHING if same else Effect.OTHERS_FIRST


def _free(found: Ranked) -> int:
    return int(found.screen.bars.tolist().count(0))


def _houses(found: Ranked) -> list[int]:
    return [int(found.priced.shelter[way]) for way in found.options]


def _answered(her: Household, about: Assumed, standing: Standing) -> Iterator[Household]:
    """She with the reassuring answer, then with the alarming one; nothing where no list has them."""
    tonight = standing.situation.tonight
    match about:
        case Assumed.THREAT_LEVEL:
            yield replace(her, threat=_told(her.threat, Answer.NO, Fear.NOT))
            yield replace(her, threat=_told(her.threat, Answer.YES, Fear.FOR_MY_LIFE))
        case Assumed.REVIEW_OVERDUE:
            yield replace(her, threat=replace(her.threat, assessed_on=tonight))
            yield her
        case Assumed.TONIGHT:
            yield replace(her, tonight=Answer.NO)
            yield replace(her, tonight=Answer.YES)
        case Assumed.CHILD_AGE:
            yield _children(her, AgeBand.A0_2)
            yield _children(her, AgeBand.A13_17)
        case Assumed.WOMEN_ONLY:
            yield replace(her, women_only=Answer.NO)
            yield replace(her, women_only=Answer.YES)
        case Assumed.GENDER:
            yield _gender(her, Gender.WOMAN)
            yield _gender(her, Gender.MAN)
        case Assumed.MUST_HAVES:
            yield _must_haves(her, Answer.NO, SubstanceUse.NONE)
            yield _must_haves(her, Answer.YES, SubstanceUse.ACTIVE)
        case Assumed.TARGET_GROUP:
            yield replace(her, target_group=TargetGroup.PARTNER_VIOLENCE)
            yield replace(her, target_group=TargetGroup.TRAFFICKING)
        case Assumed.DANGER_AGE:
            yield _confirmed_tonight(her, standing)
            yield her
        case Assumed.ACTOR_STATUS:
            yield _actors(her, ActorStatus.CUSTODY, Answer.NO)
            yield _actors(her, ActorStatus.AT_LARGE, Answer.YES)
        case Assumed.PHONE_TRACKED:
            yield replace(her, threat=replace(her.threat, q10_tracked=Answer.NO))
            yield replace(her, threat=replace(her.threat, q10_tracked=Answer.YES))
        case Assumed.CONSENT:
            yield replace(her, search_consent=SearchConsent.GIVEN)
            yield replace(her, search_consent=SearchConsent.REFUSED)
        case Assumed.ADDRESS_BLOCK:
            yield replace(her, address_block=AddressBlock.NONE)
            yield replace(her, address_block=AddressBlock.KODE6)


def _told(threat: ThreatAssessment, word: Answer, fear: Fear) -> ThreatAssessment:
    """All of Q01-Q07 that nobody answered are answered so; a level that nobody judged is the least."""
    told: dict[str, Any] = {n: word for n in _PICTURE if getattr(threat, n) is Answer.UNKNOWN}
    told["q01_self_fear"] = fear if threat.q01_self_fear is None else threat.q01_self_fear
    told["level_human"] = threat.level_human or ThreatLevel.T1
    return replace(threat, **told)


def _children(her: Household, band: AgeBand) -> Household:
    some = tuple(
        replace(one, age_band=band)
        if one.role is MemberRole.CHILD and one.age_band is AgeBand.UNKNOWN
        else one
        for one in her.members
    )
    return replace(her, members=some)


def _gender(her: Household, gender: Gender) -> Household:
    some = tuple(
        replace(one, gender=gender) if one.gender is Gender.UNDISCLOSED else one
        for one in her.members
    )
    return replace(her, members=some)


def _must_haves(her: Household, word: Answer, use: SubstanceUse) -> Household:
    names = ("wheelchair", "acute_psychosis", "pets")
    told: dict[str, Any] = {n: word for n in names if getattr(her, n) is Answer.UNKNOWN}
    if her.substance_use is SubstanceUse.UNKNOWN:
        told["substance_use"] = use
    return replace(her, **told)


def _confirmed_tonight(her: Household, standing: Standing) -> Household:
    tonight = standing.situation.tonight
    areas = tuple(replace(one, last_confirmed=one.last_confirmed or tonight) for one in her.danger)
    routes = tuple(replace(one, last_confirmed=one.last_confirmed or tonight) for one in her.routes)
    return replace(her, danger=areas, routes=routes)


def _actors(her: Household, status: ActorStatus, others: Answer) -> Household:
    some = tuple(
        replace(
            one,
            status=status if one.status is ActorStatus.UNKNOWN else one.status,
            others_at_large=others
            if one.others_at_large is Answer.UNKNOWN
            else one.others_at_large,
        )
        for one in her.actors
    )
    return replace(her, actors=some)
