"""Pictures one after the other, of which only what changed is indexed anew.

The houses of a night differ from call to call in nothing but their last word on vacancies, and of
thousands of stays one comes or goes. What is read of the others is kept; what hangs on units is made
by the core's own classes again. A test replays the same days with every picture made from nothing.
"""

from __future__ import annotations

from collections import defaultdict
from copy import copy

import numpy as np

from matching.bundle_columns import BundleColumns
from matching.columns import NUMBERS, Columns, beyond_reserve, listed
from matching.costs.stewardship import scarce_levels
from matching.situation import Situation
from matching.standing import Standing
from matching.stay_columns import StayColumns
from matching.verdicts import Kept
from matching.vocabulary import HouseholdId, SecurityLevel, ShelterId


class Pictures:
    """The last picture, and from it the next one."""

    def __init__(self, *, afresh: bool = False) -> None:
        self.afresh = afresh
        """Whether nothing is ever kept."""
        self._last: tuple[Standing, Columns] | None = None

    def of(self, situation: Situation) -> tuple[Standing, Columns]:
        """The situation indexed for all rules and costs."""
        last = self._last
        if self.afresh or last is None or not _same_houses(last[0].situation, situation):
            standing = Standing(situation)
            columns = Columns(standing)
        else:
            changed = _Changed(last[0], situation)
            standing = changed.standing()
            columns = changed.columns(last[1], standing)
        self._last = (standing, columns)
        return standing, columns


def _same_houses(before: Situation, after: Situation) -> bool:
    return (
        before.tonight == after.tonight
        and before.rules is after.rules
        and before.zones is after.zones
        and before.compromises == after.compromises
    )


class _Changed:
    """What came and went between two situations over the same houses and night.

    The replay tells of a stay by the same object for as long as it stands as it is.
    """

    def __init__(self, before: Standing, after: Situation) -> None:
        self.before, self.after = before, after
        was, now = before.situation.stays, after.stays
        there, still = {id(stay) for stay in was}, {id(stay) for stay in now}
        self.stands = np.fromiter((id(stay) in still for stay in was), np.bool_, len(was))
        """Of the stays before, whether each still stands."""
        self.come = tuple(stay for stay in now if id(stay) not in there)
        gone = (stay for stay in was if id(stay) not in still)
        touched = (*self.come, *gone)
        self.households: set[HouseholdId] = {stay.household for stay in touched}
        self.shelters: set[ShelterId] = {before.shelter_of[stay.unit] for stay in touched}

    def standing(self) -> Standing:
        """As ``Standing`` would index the new situation."""
        before, after = self.before, self.after
        new = copy(before)
        for name in ("_links", "_in_network", "_proposed"):
            new.__dict__.pop(name, None)
        new.situation, new._houses = after, None
        new.shelters = {s.id: s for s in after.shelters}
        new.households = {h.id: h for h in after.households}
        new._t_eff, new._separated = {}, {}
        new._groups = {s: g for s, g in before._groups.items() if s not in self.shelters}
        self._stays(new)
        new._waivers = defaultdict(list)
        for waiver in after.waivers:
            new._waivers[waiver.household, waiver.shelter].append(waiver)
        return new

    def _stays(self, new: Standing) -> None:
        """Lists in which nobody came or went are those that were there before."""
        new._stays_in, new._stays_of = copy(new._stays_in), copy(new._stays_of)
        new._stays_at = copy(new._stays_at)
        for shelter in self.shelters:
            new._stays_in[shelter] = []
            for unit in new.shelters[shelter].units:
                new._stays_at[unit.id] = []
        for household in self.households:
            new._stays_of[household] = []
        for stay in self.after.stays:
            if new.shelter_of[stay.unit] in self.shelters:
                new._stays_in[new.shelter_of[stay.unit]].append(stay)
                new._stays_at[stay.unit].append(stay)
            if stay.household in self.households:
                new._stays_of[stay.household].append(stay)

    def columns(self, before: Columns, standing: Standing) -> Columns:
        """As ``Columns`` would lay the new situation out."""
        columns = copy(before)
        # Of the houses of one night nothing differs but when they confirmed their vacancies.
        columns.shelters = standing.situation.shelters
        read = NUMBERS["confirmed_at"]
        confirmed = np.array([read(shelter, standing) for shelter in columns.shelters], np.int64)
        columns.numbers = {**before.numbers, "confirmed_at": confirmed}
        if len(self.come) or not self.stands.all():
            columns.bundles = BundleColumns([standing.groups_in(s.id) for s in columns.shelters])
            scarce = scarce_levels(standing)
            above = (beyond_reserve(shelter, standing) for shelter in columns.shelters)
            columns.numbers["beyond_reserve"] = np.fromiter(above, np.int64, len(columns))
            columns.scarce = np.array([level in scarce for level in (0, *SecurityLevel)])
            columns.stays = self._stay_columns(before, standing)
        columns.kept = Kept()
        columns.waived = {
            household: {int(number) for number in numbers}
            for household, numbers in listed(
                (waiver.household, columns.number[waiver.shelter])
                for waiver in standing.situation.waivers
            ).items()
        }
        return columns

    def _stay_columns(self, before: Columns, standing: Standing) -> StayColumns:
        """Those who went leave their rows, those who came stand at the end."""
        known, stands = before.stays, self.stands
        caps = {name: before.numbers[name] for name in ("cap_t4", "cap_long")}
        few = copy(standing)
        few.situation = copy(standing.situation)
        object.__setattr__(few.situation, "stays", self.come)
        new = StayColumns(few, before.number, caps)
        place = np.cumsum(stands) - 1
        rest = int(stands.sum())
        words = {
            word: np.concatenate(
                [place[rows[stands[rows]]], rest + new.languages.get(word, rows[:0])]
            )
            for word, rows in known.languages.items()
        }
        new.languages = {word: rest + rows for word, rows in new.languages.items()} | words
        for name in ("shelter", "start", "end", "number_of", "long", "t4", "group"):
            rows = np.concatenate([getattr(known, name)[stands], getattr(new, name)])
            setattr(new, name, rows)
        new.numbers = known.numbers
        new.household = np.concatenate([known.household[stands], new.numbered(self.come)])
        new.of = {w: houses for w, houses in known.of.items() if w not in self.households}
        for household in self.households:
            hers = standing._stays_of[household]
            if hers:
                new.of[household] = {before.number[standing.shelter_of[s.unit]] for s in hers}
        kinds = {"cap_t4": new.t4, "cap_long": new.long}
        new._loads = {name: new._load(kind, caps[name] >= 0) for name, kind in kinds.items()}
        return new
