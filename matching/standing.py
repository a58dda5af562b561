"""What stands already and what follows from it, indexed once for all rules and costs of a run.

Source: docs/domain.md 9, 10.1, 10.4 (snapshot; fixed placements consume their nights).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import copy
from datetime import date, datetime
from functools import cached_property

from matching import threat
from matching.geography import Zone
from matching.groups import Group, Held, groups_of, night_number
from matching.plan import Block
from matching.priority import needed_on, priority
from matching.ruleset import RuleSet
from matching.situation import (
    Compromise,
    Household,
    Shelter,
    Situation,
    Stay,
    StayState,
    Waiver,
)
from matching.stay import plan_span, shortest_first_segment
from matching.vocabulary import (
    ActorId,
    CompromiseLevel,
    CompromiseScope,
    HouseholdId,
    LinkKind,
    NetworkId,
    NightSpan,
    Priority,
    ShelterId,
    ThreatLevel,
    UnitId,
    ZoneId,
)
from matching.waivers import sufficient

TWO_PERSONS = 2


class Standing:
    """One situation with everything that rules ask of it answered in constant time.

    What is asked of a household once is kept under its id: whoever asks for another word of hers, be it
    one refusal more, asks the standing that ``at`` makes for it.
    """

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self._houses: Standing | None = None
        self.rules: RuleSet = situation.rules
        self.shelters: dict[ShelterId, Shelter] = {s.id: s for s in situation.shelters}
        self.households: dict[HouseholdId, Household] = {h.id: h for h in situation.households}
        self.shelter_of: dict[UnitId, ShelterId] = {
            unit.id: shelter.id for shelter in situation.shelters for unit in shelter.units
        }
        self._zones: dict[ZoneId, Zone] = {zone.id: zone for zone in situation.zones}
        self._stays_in: dict[ShelterId, list[Stay]] = defaultdict(list)
        self._stays_of: dict[HouseholdId, list[Stay]] = defaultdict(list)
        self._stays_at: dict[UnitId, list[Stay]] = defaultdict(list)
        for stay in situation.stays:
            self._stays_in[self.shelter_of[stay.unit]].append(stay)
            self._stays_of[stay.household].append(stay)
            self._stays_at[stay.unit].append(stay)
        self._compromises: dict[ShelterId, list[Compromise]] = defaultdict(list)
        for compromise in situation.compromises:
            if compromise.cleared_by < TWO_PERSONS:
                self._compromises[compromise.shelter].append(compromise)
        self._waivers: dict[tuple[HouseholdId, ShelterId], list[Waiver]] = defaultdict(list)
        for waiver in situation.waivers:
            self._waivers[waiver.household, waiver.shelter].append(waiver)
        self._t_eff: dict[HouseholdId, ThreatLevel] = {}
        self._groups: dict[ShelterId, tuple[Group, ...]] = {}
        self._separated: dict[HouseholdId, frozenset[HouseholdId]] = {}

    def at(self, now: datetime, clock_offset_minutes: int, caller: Household) -> Standing:
        """The same houses and stays at another instant of the same night, for this caller.

        Everything about houses and stays is shared, and :class:`matching.columns.Columns` made of
        one serve the other; her word as it is now replaces what was known of her, and what was
        computed of households is computed again. Who shares a network with her is no other for
        her own new word, so that index is shared too.
        """
        other = copy(self)
        other._houses = self.houses
        other.situation = copy(self.situation)
        # Only the clock differs, so the checks of the whole situation need not run again.
        object.__setattr__(other.situation, "now", now)
        object.__setattr__(other.situation, "clock_offset_minutes", clock_offset_minutes)
        if self.households.get(caller.id) is not caller:
            other.households = {**self.households, caller.id: caller}
        other._t_eff, other._separated = {}, {}
        return other

    @property
    def houses(self) -> Standing:
        """The one whose houses and stays these are; what is counted of them is counted once.

        It does not hold itself: a picture that is replaced goes at once, and not when the collector comes.
        """
        return self._houses or self

    def take_over(self, before: Standing) -> None:
        """Units that were grouped in an older picture of the same night, where nothing changed since."""
        if before.situation.tonight != self.situation.tonight:
            return
        for shelter, groups in before._groups.items():
            there, was = self.shelters.get(shelter), before.shelters[shelter]
            same_house = there is not None and (
                there is was
                or (there.units, there.residents_gender) == (was.units, was.residents_gender)
            )
            if same_house and self._stays_in.get(shelter) == before._stays_in.get(shelter):
                self._groups[shelter] = groups

    def prepare(self) -> None:
        """The indices over everybody are there, so that the first caller need not wait for them."""
        _ = self._links, self._in_network, self._proposed

    # --- households ---

    def t_eff(self, household: Household) -> ThreatLevel:
        """The threat level that every rule reads (3.2, 11.1)."""
        known = self._t_eff.get(household.id)
        if known is None:
            known = threat.of_household(household, self.situation.tonight, self.rules)
            self._t_eff[household.id] = known
        return known

    def plan_span(self, household: Household) -> NightSpan:
        """Her first night and the end of her plan (9.4)."""
        return plan_span(household, self.situation.tonight, self.rules)

    def shortest_first_segment(self, household: Household) -> int:
        """Fewest nights of a first segment for her (9.4)."""
        known = self.known_where_she_lives(household)
        return shortest_first_segment(household, CompromiseLevel.CONFIRMED in known, self.rules)

    def priority(self, household: Household) -> Priority:
        """Her class from two facts (10.1)."""
        return priority(
            household,
            self.t_eff(household),
            self.needed_on(household),
            CompromiseLevel.CONFIRMED in self.known_where_she_lives(household),
            self.situation.tonight,
            self.rules,
        )

    def needed_on(self, household: Household) -> date:
        """The first night that she needs and for which no bed is agreed (10.1)."""
        lives_somewhere = self.current_stay(household.id) is not None
        agreed = (stay.span for stay in self.agreed_beds(household))
        return needed_on(household, lives_somewhere, agreed, self.situation.tonight)

    def agreed_beds(self, household: Household) -> Iterator[Stay]:
        """The beds that were agreed and are still hers, of tonight and later (10.1)."""
        return (stay for stay in self.agreed(household.id) if self._is_hers(household, stay))

    def current_stay(self, household: HouseholdId) -> Stay | None:
        """The accepted or arrived stay that covers tonight, if she has one."""
        return self._agreed_for(household, self.situation.tonight)

    def _is_hers(self, household: Household, stay: Stay) -> bool:
        """Whether a bed that was agreed is still one for her class: not in a house that is known, and
        not for a later night in a house that is barred to her by now."""
        # Rules read a Standing, so they cannot be there before it is.
        from matching.rules.company import house_is_barred

        if self._known(household, stay):
            return False
        return self.situation.tonight in stay.span or not house_is_barred(household, stay, self)

    def her_bed(self, household: Household) -> Stay | None:
        """The stay of tonight; of who is nowhere yet the accepted one of the first night she needs."""
        tonight = self.current_stay(household.id)
        first = self.plan_span(household).start
        return tonight or self._agreed_for(household.id, first)

    def agreed(self, household: HouseholdId) -> Iterator[Stay]:
        """Her stays that are accepted or begun; a hold is none."""
        stays = self._stays_of.get(household, ())
        return (stay for stay in stays if stay.state is not StayState.HELD)

    def _agreed_for(self, household: HouseholdId, night: date) -> Stay | None:
        return next((stay for stay in self.agreed(household) if night in stay.span), None)

    def known_where_she_lives(self, household: Household) -> frozenset[CompromiseLevel]:
        """How surely her present shelter is known to whom she fears; empty is not at all (10.1)."""
        stay = self.current_stay(household.id)
        return frozenset() if stay is None else self._known(household, stay)

    def _known(self, household: Household, stay: Stay) -> frozenset[CompromiseLevel]:
        home = self.shelter_of[stay.unit]
        return known_to_those_she_fears(household, home, self.compromises(home))

    def networks(self, household: HouseholdId) -> frozenset[NetworkId]:
        """Network labels of a household, open or resident."""
        found: set[NetworkId] = set()
        if household in self.households:
            found |= networks_of(self.households[household])
        for stay in self._stays_of.get(household, ()):
            found |= stay.networks
        return frozenset(found)

    def separated_from(self, household: Household) -> frozenset[HouseholdId]:
        """Households that must not be where she is: by a link, or by one network label."""
        known = self._separated.get(household.id)
        if known is None:
            links = self._links.get(household.id, {})
            apart = {other for other, kind in links.items() if kind is LinkKind.MUST_SEPARATE}
            for network in self.networks(household.id):
                apart |= {
                    other
                    for other in self._in_network.get(network, set())
                    if links.get(other, LinkKind.UNKNOWN) is LinkKind.UNKNOWN
                }
            known = frozenset(apart - {household.id})
            self._separated[household.id] = known
        return known

    @cached_property
    def _links(self) -> dict[HouseholdId, dict[HouseholdId, LinkKind]]:
        """Every link from both ends; MUST_SEPARATE outlives any other word on the same pair."""
        links: dict[HouseholdId, dict[HouseholdId, LinkKind]] = defaultdict(dict)
        for link in self.situation.links:
            for one, other in ((link.a, link.b), (link.b, link.a)):
                if links[one].get(other) is not LinkKind.MUST_SEPARATE:
                    links[one][other] = link.kind
        return dict(links)

    @cached_property
    def _in_network(self) -> dict[NetworkId, set[HouseholdId]]:
        members: dict[NetworkId, set[HouseholdId]] = defaultdict(set)
        for household in self.situation.households:
            for network in networks_of(household):
                members[network].add(household.id)
        for stay in self.situation.stays:
            for network in stay.networks:
                members[network].add(stay.household)
        return dict(members)

    def stays_of(self, household: HouseholdId) -> tuple[Stay, ...]:
        """All stays of a household that stand, holds included."""
        return tuple(self._stays_of.get(household, ()))

    def proposed(self, household: HouseholdId) -> ShelterId | None:
        """What the last plan proposed to her and she may still accept (tier 2b)."""
        return self._proposed.get(household)

    @cached_property
    def _proposed(self) -> dict[HouseholdId, ShelterId]:
        return {line.household: line.shelter for line in self.situation.proposals}

    # --- shelters ---

    def zone(self, shelter: Shelter) -> Zone | None:
        """The shelter's zone; None means it is not proposed."""
        return None if shelter.zone is None else self._zones[shelter.zone]

    def stays_in(self, shelter: ShelterId) -> tuple[Stay, ...]:
        """Stays that stand in any unit of the shelter, holds included."""
        return tuple(self._stays_in.get(shelter, ()))

    def compromises(self, shelter: ShelterId) -> tuple[Compromise, ...]:
        """Compromises that two persons have not cleared."""
        return tuple(self._compromises.get(shelter, ()))

    def busy(self, unit: UnitId, household: HouseholdId) -> tuple[NightSpan, ...]:
        """Nights that others take in a unit; her own hold is free for her (H01)."""
        return tuple(
            stay.span
            for stay in self._stays_at.get(unit, ())
            if stay.household != household or stay.state is not StayState.HELD
        )

    def groups_in(self, shelter: ShelterId) -> tuple[Group, ...]:
        """The shelter's units as groups that can be counted."""
        known = self._groups.get(shelter)
        if known is None:
            taken: dict[UnitId, tuple[NightSpan, ...]] = {}
            held: dict[UnitId, list[Held]] = {}
            tonight = self.situation.tonight
            for unit in self.shelters[shelter].units:
                stays = self._stays_at.get(unit.id, [])
                taken[unit.id] = tuple(s.span for s in stays if s.state is not StayState.HELD)
                held[unit.id] = [
                    Held(
                        s.household,
                        night_number(s.span.start, tonight),
                        night_number(s.span.end, tonight),
                    )
                    for s in stays
                    if s.state is StayState.HELD
                ]
            known = groups_of(self.shelters[shelter], tonight, taken, held)
            self._groups[shelter] = known
        return known

    def waived(self, household: Household, shelter: Shelter, block: Block) -> bool:
        """Whether enough distinct persons set this block aside, and it has not expired (9.1)."""
        return any(
            sufficient(block, waiver, self.situation.tonight)
            for waiver in self._waivers.get((household.id, shelter.id), ())
        )


def networks_of(household: Household) -> frozenset[NetworkId]:
    """Her own network labels and those of the people she fears."""
    return household.networks | {a.network for a in household.actors if a.network is not None}


def known_to_those_she_fears(
    household: Household, home: ShelterId, reports: Iterable[Compromise]
) -> frozenset[CompromiseLevel]:
    """How surely a house is known to whom she fears, by its open reports and by what she says (10.1)."""
    found = {report.level for report in reports if is_towards(report, household)}
    if home in household.found_at:
        found.add(CompromiseLevel.CONFIRMED)
    return frozenset(found)


def is_towards(compromise: Compromise, household: Household) -> bool:
    """Whether a compromise of a shelter concerns this household."""
    match compromise.scope:
        case CompromiseScope.GENERAL:
            return True
        case CompromiseScope.NETWORK:
            # A report without its network could be hers: unknown is dangerous.
            return compromise.network is None or compromise.network in networks_of(household)
        case CompromiseScope.ACTOR:
            return compromise.actor is None or compromise.actor in feared(household)


def feared(household: Household) -> frozenset[ActorId]:
    """Everybody she fears: told as a person, behind a danger place or on a route."""
    told = {actor.id for actor in household.actors}
    behind = {area.actor for area in household.danger} | {r.actor for r in household.routes}
    return frozenset(told | {actor for actor in behind if actor is not None})
