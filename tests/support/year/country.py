"""What stands in one policy's year: who stays where, who waits, and the picture of a minute.

The ledger is the replay's own: it refuses a unit that somebody has, whatever the core said.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from matching.check.violation import Violation
from matching.columns import Columns
from matching.rules import reserve
from matching.situation import (
    Compromise,
    Household,
    NightsUsed,
    Situation,
    Stay,
    StayState,
    Waiver,
)
from matching.standing import Standing, networks_of
from matching.threat import of_household
from matching.vocabulary import (
    Answer,
    CompromiseLevel,
    CompromiseScope,
    HouseholdId,
    NightSpan,
    Priority,
    Region,
    Rule,
    ShelterId,
    Trigger,
    UnitId,
)
from tests.support.year.dates import QUARTER, instant, night_of, number_of, reviewed
from tests.support.year.draws import Case, Year
from tests.support.year.pictures import Pictures

WAIVER_NIGHTS = 7


@dataclass(slots=True)
class Waiting:
    """A household that looks for a bed, by her word as it is now."""

    case: Case
    household: Household
    since: int
    """Minute from which her patience counts."""
    offers: int = 0
    """Concrete offers heard on this day."""


@dataclass(slots=True)
class Lodging:
    """One stay of one household in whole units of a house; nights by number, half-open."""

    household: HouseholdId
    case: Case | None
    """None is somebody who was there before the first call."""
    shelter: ShelterId
    units: tuple[UnitId, ...]
    since: int
    until: int
    stay: Stay
    """Of the first unit."""
    _nights: tuple[int, int] = (0, 0)
    _told: tuple[Stay, ...] = ()

    def stays(self) -> tuple[Stay, ...]:
        """One stay for each unit; the same ones as long as its nights are the same."""
        if self._nights != (self.since, self.until):
            self._nights = (self.since, self.until)
            span = NightSpan(night_of(self.since), night_of(self.until))
            self._told = tuple(replace(self.stay, unit=unit, span=span) for unit in self.units)
        return self._told


@dataclass(slots=True)
class Told:
    """What became of one household."""

    first_offer: int | None = None
    """Minute of the first concrete offer."""
    bed: int | None = None
    """Minute in which she first had a bed."""
    safe: int = 0
    """Nights that count."""
    nights: int = 0
    """Nights in any bed of ours."""
    moves: int = 0
    same_night: bool = False
    gave_up: bool = False
    barred_by: Rule | None = None
    """The first rule that kept her from every bed when she called; None if there was one."""
    no_bed: bool = False
    """Whether there was no safe bed when she called."""


@dataclass(slots=True)
class Country:
    """The state of one replay; ``minute`` only grows."""

    year: Year
    minute: int = 0
    tonight: int = 0
    lodgings: list[Lodging] = field(default_factory=list)
    waiting: dict[HouseholdId, Waiting] = field(default_factory=dict)
    waivers: list[Waiver] = field(default_factory=list)
    found: list[Compromise] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    past: list[Lodging] = field(default_factory=list)
    """Stays that are over, for whoever counts unit-nights."""
    called: list[Case] = field(default_factory=list)
    """Who called so far; all that a policy may know of the traffic."""
    checked: int = 0
    """Plans and bookings judged by the independent checker, and what it found."""
    violations: int = 0
    late: Counter[str] = field(default_factory=Counter)
    """Lines of plans that could not be booked any more, by each rule that bars them by now."""
    _said_no: dict[HouseholdId, frozenset[ShelterId]] = field(default_factory=dict)
    _changes: int = 0
    _region: dict[ShelterId, Region] = field(default_factory=dict)
    pictures: Pictures = field(default_factory=Pictures)
    _kept: tuple[tuple[int, ...], Standing, Columns] | None = None

    def __post_init__(self) -> None:
        house = {unit.id: s.id for s in self.year.shelters for unit in s.units}
        self._region = {s.id: s.region for s in self.year.shelters}
        by_household: dict[HouseholdId, list[Stay]] = defaultdict(list)
        for stay in self.year.residents:
            by_household[stay.household].append(stay)
        for household, stays in by_household.items():
            first = stays[0]
            self.lodgings.append(
                Lodging(
                    household,
                    None,
                    house[first.unit],
                    tuple(stay.unit for stay in stays),
                    number_of(first.span.start),
                    number_of(first.span.end),
                    first,
                )
            )
        self.told = [Told() for _ in self.year.cases]

    # --- what is there ---

    def judged(self, found: Sequence[Violation], of: str) -> None:
        """What the checker found wrong with something is counted, and told at once: a year is long."""
        self.violations += len(found)
        for one in found:
            print(f"violation, {of}: {one.wrong} {one.rule} {one.household}", file=sys.stderr)

    def picture(self, trigger: Trigger = Trigger.PHONE) -> tuple[Standing, Columns]:
        """The situation of this minute, indexed; kept until something changes."""
        key = (self._changes, self.tonight, self.minute // QUARTER, list(Trigger).index(trigger))
        if self._kept is None or self._kept[0] != key or self.pictures.afresh:
            self._kept = (key, *self.pictures.of(self.situation(trigger)))
        return self._kept[1], self._kept[2]

    def situation(self, trigger: Trigger, number: int | None = None) -> Situation:
        """All that the core may know of this minute, for tonight or for the night of this number."""
        number = self.tonight if number is None else number
        return self._situation(trigger, number, tuple(self._words(number)), lambda _: True)

    def situation_of(
        self, her: Household, shelter: ShelterId, trigger: Trigger, number: int
    ) -> Situation:
        """The same where only she waits, with the stays that matter for her in this house.

        These are her own, those in the house, and those of whoever shares a network with her;
        the checker reads no others for one household (domain 9.1), since a year has no links. It has
        as many bookings as callers, and most of a country's stays are of nobody near her. Where a
        unit may be one of those that are kept for others (H15), the stays of the region count too,
        and all of them where everything hangs on whether P1 has nowhere else to go.
        """
        networks, region = networks_of(her), self._region[shelter]

        def near(o: Lodging) -> bool:
            hers = o.household == her.id or not networks.isdisjoint(o.stay.networks)
            return hers or o.shelter == shelter

        def around(o: Lodging) -> bool:
            return near(o) or self._region[o.shelter] is region

        found = self._situation(trigger, number, (her,), near)
        standing = Standing(found)
        house = standing.shelters[shelter]
        if not reserve.counts(her, house, standing):
            return found
        found = self._situation(trigger, number, (her,), around)
        standing = Standing(found)
        if standing.priority(her) is Priority.P1 and reserve.too_few(her, house, standing):
            return self._situation(trigger, number, (her,), lambda _: True)
        return found

    def _words(self, night: int) -> Iterator[Household]:
        return (self.her_word(one, night) for one in self.waiting.values())

    def _situation(
        self,
        trigger: Trigger,
        number: int,
        households: tuple[Household, ...],
        matters: Callable[[Lodging], bool],
    ) -> Situation:
        now, offset = instant(self.minute)
        tonight = night_of(number)
        return Situation(
            now=now,
            clock_offset_minutes=offset,
            tonight=tonight,
            trigger=trigger,
            rules=self.year.rules,
            tie_key=f"havn-{self.year.name}-{self.year.seed}",
            zones=self.year.zones,
            shelters=self.year.houses.at(number, self.minute // QUARTER),
            compromises=(*self._reports(number), *self.found),
            households=households,
            stays=tuple(
                stay
                for lodging in self.lodgings
                if lodging.until > number and matters(lodging)
                for stay in lodging.stays()
            ),
            waivers=tuple(w for w in self.waivers if tonight < w.expires_on),
        )

    def her_word(self, waiting: Waiting, night: int) -> Household:
        """What is known of her on a night; people review in time how threatened she is."""
        return reviewed(waiting.household, night - waiting.case.night)

    def lodging_of(self, household: HouseholdId, night: int) -> Lodging | None:
        """Where she is on a night."""
        return next(
            (o for o in self.lodgings if o.household == household and o.since <= night < o.until),
            None,
        )

    def _reports(self, night: int) -> Iterator[Compromise]:
        for one in self.year.closures:
            if one.since <= night < one.until:
                level = CompromiseLevel.CONFIRMED if one.confirmed else CompromiseLevel.SUSPECTED
                yield Compromise(shelter=one.shelter, scope=CompromiseScope.GENERAL, level=level)

    # --- what is done ---

    def changed(self) -> None:
        """Something that the core reads is not as it was."""
        self._changes += 1

    def book(
        self, waiting: Waiting, shelter: ShelterId, units: tuple[UnitId, ...], span: NightSpan
    ) -> None:
        """She has these units; the bed she had ends when the new one begins.

        Raises
        ------
        AssertionError
            When somebody has one of the units on one of the nights.
        """
        since, until = number_of(span.start), number_of(span.end)
        if self.taken(units, since, until):
            raise AssertionError("a unit is given to two households on one night")
        case, her = waiting.case, self.her_word(waiting, self.tonight)
        tonight = night_of(self.tonight)
        stay = Stay(
            household=case.id,
            unit=units[0],
            span=span,
            state=StayState.ACCEPTED,
            t_eff=of_household(her, tonight, self.year.rules),
            persons=len(her.members),
            networks=networks_of(her),
            languages=her.languages,
            target_group=her.target_group,
        )
        for old in self.lodgings:
            if old.household == case.id and old.until > since:
                old.until = since
        self._put_away()
        told = self.told[case.number]
        told.moves += told.bed is not None
        if told.bed is None:
            told.bed = self.minute
        self.lodgings.append(Lodging(case.id, case, shelter, units, since, until, stay))
        del self.waiting[case.id]
        self.changed()

    def taken(self, units: tuple[UnitId, ...], since: int, until: int) -> bool:
        """Whether somebody has one of these units on one of these nights."""
        return any(
            set(units) & set(one.units) and one.since < until and since < one.until
            for one in self.lodgings
        )

    def taken_between(self, units: tuple[UnitId, ...], span: NightSpan) -> bool:
        """The same for a span of dates."""
        return self.taken(units, number_of(span.start), number_of(span.end))

    def declined(self, waiting: Waiting, shelter: ShelterId) -> None:
        """She does not want this house; nothing else changes, and of her own word nothing is indexed."""
        her = waiting.household
        waiting.household = replace(her, declined=her.declined | {shelter})
        self._said_no[waiting.case.id] = waiting.household.declined

    def waive(self, waiting: Waiting, shelter: ShelterId, rules: tuple[Rule, ...]) -> None:
        """A coordinator notes that the house said yes by telephone (domain 9.1, column W)."""
        tonight = night_of(self.tonight)
        for rule in rules:
            self.waivers.append(
                Waiver(
                    rule=rule,
                    household=waiting.case.id,
                    shelter=shelter,
                    by=frozenset({"A-01"}),
                    by_coordinator=True,
                    decided_on=tonight,
                    expires_on=night_of(self.tonight + WAIVER_NIGHTS),
                )
            )
        self.changed()

    def call(self, case: Case) -> Waiting:
        """She is on the line."""
        waiting = Waiting(case, case.household, case.minute)
        self.waiting[case.id] = waiting
        self.called.append(case)
        self.changed()
        return waiting

    # --- noon, and the night ---

    def noon(self) -> None:
        """Who leaves, whose bed ends, which houses became known, who gives up."""
        night = self.tonight
        for one in self.lodgings:
            if one.case is not None and one.case.leaves <= night:
                one.until = min(one.until, max(one.case.leaves, one.since))
            elif one.case is None and self.year.closed(one.shelter, night):
                one.until = min(one.until, max(night, one.since))
        ended = [one for one in self.lodgings if one.until <= night]
        self._put_away()
        for one in ended:
            if one.case is not None and one.case.leaves > night:
                self._look_again(one, Answer.YES)
        self._give_up()
        for one in self.lodgings:
            if one.case is not None and one.since <= night:
                self._is_she_safe(one, one.case)
        self.waivers = [w for w in self.waivers if night_of(night) < w.expires_on]
        for waiting in self.waiting.values():
            waiting.offers = 0
        self.changed()

    def count_night(self) -> None:
        """This night is over: who slept in a bed that is safe for her."""
        night = self.tonight
        for one in self.lodgings:
            case = one.case
            if case is None or not one.since <= night < one.until:
                continue
            told = self.told[case.number]
            told.nights += 1
            if self.year.closed(one.shelter, night) or self._is_found(one):
                continue
            told.same_night |= night == case.night
            told.safe += night < case.counted_to

    def _is_she_safe(self, lodging: Lodging, case: Case) -> None:
        """Whether she must look for another bed, tonight or soon."""
        night = self.tonight
        if case.found_on == night and case.household.actors:
            self.found.append(
                Compromise(
                    shelter=lodging.shelter,
                    scope=CompromiseScope.ACTOR,
                    level=CompromiseLevel.CONFIRMED,
                    actor=case.household.actors[0].id,
                )
            )
        if self._is_found(lodging) or self.year.closed(lodging.shelter, night):
            if not self._goes_on(lodging):
                self._look_again(lodging, Answer.YES)
            return
        soon = lodging.until - night <= self.year.rules.bed_needed_within_days
        planned = case.household.planned_until
        ends_early = planned is not None and night_of(lodging.until) < planned
        if soon and ends_early and not self._goes_on(lodging):
            self._look_again(lodging, Answer.NO)

    def _is_found(self, lodging: Lodging) -> bool:
        if lodging.case is None:
            return False
        hers = {actor.id for actor in lodging.case.household.actors}
        return any(c.shelter == lodging.shelter and c.actor in hers for c in self.found)

    def _goes_on(self, lodging: Lodging) -> bool:
        """Whether she has another bed from the end of this one."""
        return any(
            o.household == lodging.household and o.since >= lodging.until for o in self.lodgings
        )

    def _look_again(self, lodging: Lodging, tonight: Answer) -> None:
        case = lodging.case
        if case is None:
            return
        known = self.waiting.get(case.id)
        if known is None:
            declined = self._said_no.get(case.id, frozenset())
            used = self._used(case.id)
            her = replace(case.household, nights_used=(*case.household.nights_used, *used))
            her = replace(her, declined=her.declined | declined)
            known = self.waiting[case.id] = Waiting(case, her, self.minute)
        elif known.household.tonight is Answer.NO and tonight is Answer.YES:
            known.since = self.minute
        known.household = replace(
            known.household,
            tonight=tonight,
            needed_from=night_of(lodging.until if tonight is Answer.NO else self.tonight),
        )

    def _used(self, household: HouseholdId) -> tuple[NightsUsed, ...]:
        """Nights in our houses so far, those still to come in the present one included."""
        nights: dict[ShelterId, int] = defaultdict(int)
        for one in (*self.past, *self.lodgings):
            if one.household == household:
                nights[one.shelter] += one.until - one.since
        return tuple(NightsUsed(shelter, n) for shelter, n in nights.items())

    def _give_up(self) -> None:
        for waiting in list(self.waiting.values()):
            case = waiting.case
            if self.lodging_of(case.id, self.tonight) is not None:
                continue
            if case.leaves <= self.tonight or self.minute - waiting.since > case.patience:
                self.told[case.number].gave_up = True
                del self.waiting[case.id]

    def _put_away(self) -> None:
        """Stays that are over make room; one that never began is forgotten."""
        over = [one for one in self.lodgings if one.until <= max(self.tonight, one.since)]
        self.past += [one for one in over if one.until > one.since]
        self.lodgings = [one for one in self.lodgings if one.until > max(self.tonight, one.since)]
