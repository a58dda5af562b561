"""The rulebook: every hard rule of docs/domain.md 9.1, in order, one entry each.

A rule is a bar and never a weight. Each function answers for one household and one shelter with a
typed block or None, and says its unit, source and unknown itself. To add one: matching/README.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from weakref import WeakKeyDictionary

from matching.plan import Block
from matching.rules import reserve
from matching.rules.capacity import a_unit_is_free, she_can_arrive, vacancy_is_fresh
from matching.rules.company import (
    apart_from_whom_she_must_avoid,
    house_can_carry_them,
    standing_bed_stays,
)
from matching.rules.eligibility import house_accepts_them
from matching.rules.her_say import not_against_her_word, she_agrees_to_the_search
from matching.rules.safety import (
    address_circle_is_kept,
    away_from_danger,
    secure_enough,
    staff_have_no_tie,
    unknown_to_those_she_fears,
)
from matching.rules.stay import stay_fits_limit
from matching.rules.suitability import (
    an_adult_is_with_them,
    critical_services_in_reach,
    house_admits_them,
    household_stays_together,
)
from matching.situation import Household, Shelter
from matching.standing import Standing
from matching.vocabulary import HouseholdId, Priority, Rule, WaivedBy, value

__all__ = ["RULEBOOK", "Entry", "HardRule", "blocks"]

HardRule = Callable[[Household, Shelter, Standing], Block | None]

_elsewhere: WeakKeyDictionary[Standing, dict[HouseholdId, bool]] = WeakKeyDictionary()
"""Who could go elsewhere, asked once of each situation."""


@value
class Entry:
    """One rule's place: its function, or where it is held; and who may waive it (column W)."""

    rule: Rule
    holds: HardRule | None
    waived_by: tuple[WaivedBy, ...]
    """Every word that its blocks may carry, the strictest first."""
    elsewhere: str = ""


def reserve_is_kept(household: Household, shelter: Shelter, standing: Standing) -> Block | None:
    """H15. So many free units of its level stay in its region as are kept there tonight.

    For P1 whose level asks for it they are kept; other P1 may have one when no other house is open
    to her. Unit: units of houses of exactly S3 or S4, by region. Source: domain 9.1, 9.6.
    Unknown: a unit that may be taken is not free.
    """
    if not reserve.too_few(household, shelter, standing):
        return None
    if standing.priority(household) is Priority.P1 and not _goes_elsewhere(household, standing):
        return None
    return reserve.KEPT


def _goes_elsewhere(household: Household, standing: Standing) -> bool:
    """Whether some house is open to her by all rules, without what is kept for others."""
    known = _elsewhere.setdefault(standing, {})
    others = [entry for entry in RULEBOOK if entry.rule is not Rule.H15]
    if household.id not in known:
        known[household.id] = any(
            not reserve.is_no_way_out(household, shelter, standing)
            and not any(_blocks(household, shelter, standing, others))
            for shelter in standing.situation.shelters
        )
    return known[household.id]


_NOBODY, _TWO, _POLICE = WaivedBy.NOBODY, WaivedBy.TWO, WaivedBy.TWO_WITH_POLICE
_COORDINATOR = WaivedBy.COORDINATOR

RULEBOOK: tuple[Entry, ...] = (
    Entry(
        Rule.H01,
        a_unit_is_free,
        (_NOBODY,),
        "two open households in one unit: rows of matching/model.py; two bookings: the database",
    ),
    Entry(Rule.H02, secure_enough, (_NOBODY, _TWO)),
    Entry(Rule.H03, away_from_danger, (_NOBODY, _POLICE)),
    Entry(Rule.H04, unknown_to_those_she_fears, (_NOBODY, _TWO)),
    Entry(
        Rule.H05,
        apart_from_whom_she_must_avoid,
        (_POLICE,),
        "two open households: rows of matching/model.py",
    ),
    Entry(Rule.H06, household_stays_together, (WaivedBy.HER,)),
    Entry(Rule.H07, house_admits_them, (_NOBODY,)),
    Entry(Rule.H08, house_accepts_them, (_NOBODY, _COORDINATOR)),
    Entry(Rule.H09, stay_fits_limit, (_COORDINATOR,)),
    Entry(Rule.H10, critical_services_in_reach, (WaivedBy.TWO_WITH_HEALTH,)),
    Entry(Rule.H11, not_against_her_word, (WaivedBy.HER,)),
    Entry(Rule.H12, she_agrees_to_the_search, (_NOBODY,)),
    Entry(Rule.H13, she_can_arrive, (_COORDINATOR,)),
    Entry(Rule.H14, vacancy_is_fresh, (_COORDINATOR,)),
    Entry(
        Rule.H15,
        reserve_is_kept,
        (_COORDINATOR,),
        "two open households: rows of matching/model.py; two bookings: a lock on the region",
    ),
    Entry(
        Rule.H16,
        house_can_carry_them,
        (WaivedBy.SHELTER,),
        "two open households: rows of matching/model.py",
    ),
    Entry(Rule.H17, an_adult_is_with_them, (_NOBODY,)),
    Entry(
        Rule.H18,
        None,
        (_TWO,),
        "it bars no shelter but the step of a transfer to FIRM, where app/use_cases/transfers.py and"
        " the database hold it (domain 13); the plan only proposes moves",
    ),
    Entry(Rule.H19, standing_bed_stays, (_NOBODY,)),
    Entry(Rule.H20, staff_have_no_tie, (_TWO,)),
    Entry(Rule.H21, address_circle_is_kept, (_POLICE,)),
)


def blocks(household: Household, shelter: Shelter, standing: Standing) -> tuple[Block, ...]:
    """Every rule that keeps this household out of this shelter, in the rulebook's order.

    All rules are asked, so that nobody has to call twice; what enough persons waived is left out.
    """
    return tuple(_blocks(household, shelter, standing, RULEBOOK))


def _blocks(
    household: Household, shelter: Shelter, standing: Standing, entries: Iterable[Entry]
) -> Iterator[Block]:
    for entry in entries:
        block = None if entry.holds is None else entry.holds(household, shelter, standing)
        if block is not None and not standing.waived(household, shelter, block):
            yield block
