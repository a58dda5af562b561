"""What a run says in words: closed codes with fixed texts per reader, in English and Norwegian.

Source: docs/domain.md 14. No number, no place and no other household ever stands in a text. A
restricted block reads the same whichever rule it is, stands once and last, and names nobody who
could lift it, so that neither wording nor count nor order tells of another resident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from enum import StrEnum

from matching import exclusion, security
from matching.explain_words import (
    ASSUMED,
    LIFTED_BY,
    MARGIN,
    NOT_MATCHED,
    REASON,
    RESTRICTED,
    RULES,
    SHELTER_RULES,
    SURVIVOR_RULES,
    Band,
    Reason,
    Words,
)
from matching.geography import Zone
from matching.plan import Assumed, Because, Block
from matching.ruleset import RuleSet
from matching.situation import Household, Shelter
from matching.standing import Standing
from matching.vocabulary import FeatureCode, ResidentsGender, ThreatLevel, WaivedBy, value

__all__ = [
    "Band",
    "Reader",
    "Reason",
    "Told",
    "Words",
    "margin_band",
    "reasons",
    "tell",
]


class Reader(StrEnum):
    """Who reads: each sees only words made for them."""

    COORDINATOR = "COORDINATOR"
    SURVIVOR = "SURVIVOR"
    SHELTER = "SHELTER"


@value
class Told:
    """One reason why a shelter is not an option, as this reader may know it."""

    words: Words
    call_first: bool
    """Whether a telephone call may lift it; never told of a restricted block."""
    lifted_by: Words | None
    """For coordinators: who may waive it."""


def tell(blocks: Iterable[Block], reader: Reader) -> tuple[Told, ...]:
    """Every block of one shelter in words, alike ones once, the restricted one last."""
    found = list(blocks)
    open_ones = [_told(block, reader) for block in in_the_open(found)]
    if any(block.restricted for block in found):
        open_ones.append(Told(RESTRICTED[reader.value], False, None))
    return tuple(dict.fromkeys(open_ones))


def in_the_open(blocks: Iterable[Block]) -> list[Block]:
    """What of these may be told by its own rule; of a restricted one, what stands beside it openly."""
    beside = [
        replace(block, waived_by=block.openly, restricted=False, openly=None)
        if block.restricted and block.openly is not None
        else block
        for block in blocks
    ]
    return [block for block in beside if not block.restricted]


def tell_assumed(assumed: Iterable[Assumed]) -> tuple[Words, ...]:
    """What was taken for granted because nobody knew, in words; each ends in a question to ask."""
    return tuple(ASSUMED[one] for one in assumed)


def reasons(
    household: Household, shelter: Shelter, standing: Standing, reader: Reader
) -> tuple[Words, ...]:
    """Why an option is a safe one, in closed words; a shelter is told no reason of a placement.

    Unknown: what is not known is not said. How far it lies is one of four words, for coordinators
    alone; she reads "far" where it is far from every place that was named, whoever cannot come there now.
    """
    if reader is Reader.SHELTER:
        return ()
    has = security.features(shelter, standing.plan_span(household).start)
    said = [
        (Reason.SHIELDED, FeatureCode.SHIELDED_ADDRESS in has),
        (Reason.STAFFED_AT_NIGHT, FeatureCode.STAFFED_24_7 in has),
        (Reason.LOCKED, FeatureCode.ACCESS_CONTROL in has),
        (Reason.WOMEN_ONLY, shelter.residents_gender is ResidentsGender.WOMEN),
    ]
    found = [REASON[reason] for reason, holds in said if holds]
    if reader is Reader.COORDINATOR:
        band = margin_band(household, shelter, standing)
        return tuple(found) if band is None else (*found, MARGIN[band])
    if _band_of(exclusion.margin_of_named_km, household, shelter, standing) is Band.FAR:
        found.append(REASON[Reason.FAR_FROM_NAMED])
    return tuple(found)


def margin_band(household: Household, shelter: Shelter, standing: Standing) -> Band | None:
    """The margin as one of four words; None without a zone or without any live danger place."""
    return _band_of(exclusion.margin_km, household, shelter, standing)


def _band_of(
    margin: Callable[[Household, Zone, ThreatLevel, date, RuleSet], float | None],
    household: Household,
    shelter: Shelter,
    standing: Standing,
) -> Band | None:
    zone = standing.zone(shelter)
    if zone is None:
        return None
    level, tonight = standing.t_eff(household), standing.situation.tonight
    km = margin(household, zone, level, tonight, standing.rules)
    return None if km is None else _band(km, standing.rules)


def _band(margin_km: float, rules: RuleSet) -> Band:
    passed = [below for below, _ in rules.margin_bands if margin_km >= below]
    if len(passed) == len(rules.margin_bands):
        return Band.FAR
    if not passed:
        return Band.JUST_OUTSIDE
    return Band.CLEAR if len(passed) == 1 else Band.WELL_AWAY


def _told(block: Block, reader: Reader) -> Told:
    call = block.because is Because.UNKNOWN
    match reader:
        case Reader.COORDINATOR:
            who = None if block.waived_by is WaivedBy.NOBODY else LIFTED_BY[block.waived_by]
            return Told(RULES[block.rule], call, who)
        case Reader.SURVIVOR:
            return Told(SURVIVOR_RULES[block.rule], False, None)
        case Reader.SHELTER:
            return Told(SHELTER_RULES.get(block.rule, NOT_MATCHED), False, None)
