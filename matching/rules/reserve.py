"""H15: tonight's last free units of the securest houses wait for whoever is in the greatest danger.

Counted region by region over the houses of exactly one level. The rule itself, with its exception for
who has nowhere else, stands in the rulebook, since it asks all other rules.
Source: docs/domain.md 9.0, 9.1, 9.6; docs/decisions/0251.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date
from weakref import WeakKeyDictionary

from matching import security
from matching.bundles import bundles
from matching.plan import Block
from matching.situation import Household, Shelter
from matching.standing import Standing
from matching.vocabulary import (
    Priority,
    Region,
    Rule,
    SecurityLevel,
    ShelterStatus,
    UnitId,
    WaivedBy,
)

KEPT = Block(Rule.H15, WaivedBy.COORDINATOR)

Pool = tuple[Region, SecurityLevel]
"""Houses whose units are counted together."""

_free: WeakKeyDictionary[Standing, Counter[Pool]] = WeakKeyDictionary()


def above_kept(shelter: Shelter, standing: Standing) -> int | None:
    """Free units of the house's region and level above what is kept there; below 0 when fewer are.

    Unit: units tonight. None where nothing is kept of that level.
    """
    level = security.level(shelter, standing.situation.tonight)
    kept = standing.rules.reserve(level)
    return free_units(standing)[shelter.region, level] - kept if kept else None


def free_units(standing: Standing) -> Counter[Pool]:
    """Units of open houses in which nobody stands tonight, by region and level of the house.

    Counted once for a situation, with what it tells of other houses. A unit out of service is not
    there; a hold takes it.
    """
    known = _free.get(standing.houses)
    if known is None:
        tonight = standing.situation.tonight
        known = Counter[Pool]()
        for told in standing.situation.free_elsewhere:
            known[told.region, told.level] += told.units
        for shelter in standing.situation.shelters:
            used = {stay.unit for stay in standing.stays_in(shelter.id) if tonight in stay.span}
            known[shelter.region, security.level(shelter, tonight)] += free_in(
                shelter, used, tonight
            )
        _free[standing.houses] = known
    return known


def free_in(shelter: Shelter, used: Collection[UnitId], tonight: date) -> int:
    """Units of one house that nobody has tonight; none of a house that is not open."""
    if shelter.status is not ShelterStatus.OPEN:
        return 0
    there = (u for u in shelter.units if not any(tonight in out for out in u.out_of_service))
    return sum(1 for unit in there if unit.id not in used)


def counts(household: Household, shelter: Shelter, standing: Standing) -> bool:
    """Whether a unit for her there is one of those of which some are kept for others.

    Only tonight, and in no house in which she has a bed or a hold tonight. Entitled is P1 whose level
    asks for as much. Unknown: as her class and level say; then she is in the greatest danger.
    """
    tonight = standing.situation.tonight
    level = security.level(shelter, tonight)
    if not standing.rules.reserve(level) or standing.plan_span(household).start != tonight:
        return False
    if is_entitled(household, level, standing) or is_hers(household, shelter, standing):
        return False
    return not standing.waived(household, shelter, KEPT)


def is_hers(household: Household, shelter: Shelter, standing: Standing) -> bool:
    """Whether she has a bed or a hold there tonight."""
    tonight = standing.situation.tonight
    return any(
        stay.household == household.id and tonight in stay.span
        for stay in standing.stays_in(shelter.id)
    )


def is_entitled(household: Household, level: SecurityLevel, standing: Standing) -> bool:
    """Whether what is kept of this level is kept for her."""
    needs = standing.rules.required(standing.t_eff(household))
    return standing.priority(household) is Priority.P1 and needs >= level


def too_few(household: Household, shelter: Shelter, standing: Standing) -> bool:
    """Whether fewer would be left than are kept, if she came who is not entitled to them."""
    return counts(household, shelter, standing) and takes_kept(household, shelter, standing)


def takes_kept(household: Household, shelter: Shelter, standing: Standing) -> bool:
    """Whether fewer would be left than are kept, whoever she is."""
    above = above_kept(shelter, standing)
    return above is not None and above < units_needed(household, shelter, standing)


def is_no_way_out(household: Household, shelter: Shelter, standing: Standing) -> bool:
    """Whether P1 may not be sent there instead: too few are left, or it is her own hold of what is kept.

    A house that was asked and has not answered is no other option to her.
    """
    if too_few(household, shelter, standing):
        return True
    level = security.level(shelter, standing.situation.tonight)
    kept = standing.rules.reserve(level) and not is_entitled(household, level, standing)
    return bool(kept) and is_hers(household, shelter, standing)


def units_needed(household: Household, shelter: Shelter, standing: Standing) -> int:
    """One, or two where no single unit of the house could hold her (H06)."""
    found = bundles(household, shelter, standing)
    return 1 if found and len(found[0].groups) == 1 else 2
