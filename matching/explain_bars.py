"""What bars every shelter for one household, in the closed words of a coordinator, all at once.

As :func:`matching.explain.tell` says it of one shelter, out of the masks of the filter: a country has
thousands of shelters, and their masks are few. Source: docs/domain.md 14.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from matching.columns import Columns
from matching.explain_words import ALWAYS_RESTRICTED, MAY_BE_RESTRICTED, RESTRICTED, RULES
from matching.filter import Screen, bit, rules_of
from matching.rules.safety import unknown_to_those_she_fears
from matching.situation import Household, Shelter
from matching.standing import Standing
from matching.vocabulary import Rule

BarsTold = tuple[tuple[str, ...], bool]
"""Codes of the words for what bars a shelter, none where nothing does; whether a call may help."""


class _Known(Enum):
    """By what H04 bars a house."""

    OPENLY = "what may be told"
    SECRETLY = "what would tell of another case"
    BOTH = "each of them alone"


def bars_told(
    household: Household, columns: Columns, standing: Standing, found: Screen
) -> Iterator[BarsTold]:
    """For each shelter, in the order of the picture, the words for what bars it.

    All follows from the mask of the filter, but for a known house (H04): whether that is restricted
    hangs on who knows it, so its own rule is asked again there. The restricted word stands last and
    once, whichever rules it stands for.
    """
    word_of: dict[tuple[int, bool, _Known], BarsTold] = {}
    pairs = zip(found.bars.tolist(), found.facts.tolist(), columns.shelters, strict=True)
    known = bit(Rule.H04)
    for mask, facts, shelter in pairs:
        if not mask:
            yield (), False
            continue
        how = _known(household, standing, shelter) if mask & known else _Known.OPENLY
        key = (mask, facts == 0, how)
        if key not in word_of:
            word_of[key] = _codes(rules_of(mask), facts == 0, how)
        yield word_of[key]


def _known(household: Household, standing: Standing, shelter: Shelter) -> _Known:
    block = unknown_to_those_she_fears(household, shelter, standing)
    if block is None or block.restricted:
        return _Known.BOTH if block is not None and block.openly is not None else _Known.SECRETLY
    return _Known.OPENLY


def _codes(found: tuple[Rule, ...], untold_only: bool, known: _Known) -> BarsTold:
    """``known``: by what H04 bars, if it does."""
    secretly = Rule.H04 in found and known is not _Known.OPENLY
    hidden = secretly or any(rule in ALWAYS_RESTRICTED for rule in found)
    secret = MAY_BE_RESTRICTED if known is _Known.SECRETLY else ALWAYS_RESTRICTED
    codes = [RULES[rule].code for rule in found if rule not in secret]
    if hidden:
        codes.append(RESTRICTED["COORDINATOR"].code)
    return tuple(dict.fromkeys(codes)), untold_only and not hidden
