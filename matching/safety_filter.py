"""Whether she would be safe in each house: H02-H05, H11, H20 and H21 over all shelters.

Source: docs/domain.md 9.1, 9.3, 11.1. What goes by place is said of zones first, which are fewer.
"""

from __future__ import annotations

import numpy as np

from matching.asked import Asked
from matching.columns import NOWHERE, Columns, Ints
from matching.standing import feared, networks_of
from matching.verdicts import BIT, Verdict, verdict
from matching.vocabulary import AddressBlock, Answer, Rule, ThreatLevel


def secure_enough(asked: Asked) -> None:
    """H02: the level that her threat asks for, on her first night."""
    required, start = int(asked.standing.rules.required(asked.level)), asked.start
    if required > 1:
        until = asked.number(f"s{required}_until")
        asked.kept((Rule.H02, required, start), lambda: verdict(Rule.H02, until <= start, True))


def far_enough(asked: Asked) -> None:
    """H03, H05 and H11 as far as they go by zone; the rest of H05 and H11 by shelter."""
    columns, household = asked.columns, asked.household
    zones = asked.reach.barred * BIT[Rule.H03]
    if household.no_go:
        radii = [area.radius_km for area in household.no_go]
        km = asked.away.km_from([area.place for area in household.no_go], radii)
        inside = (km <= np.array(radii)[:, None]).any(axis=0)
        zones[:-1] |= inside * BIT[Rule.H11]
        zones[-1] |= BIT[Rule.H11]
    asked.bar_some(Rule.H11, np.array(asked.numbers_of(household.declined), dtype=np.int64))
    _apart(asked, zones)
    np.bitwise_or(asked.said, zones[columns.zone], out=asked.said)


def _apart(asked: Asked, zones: Verdict) -> None:
    standing, columns = asked.standing, asked.columns
    apart = standing.separated_from(asked.household)
    theirs: set[int] = set()
    near: set[int] = set()
    for other in apart:
        for stay in standing.stays_of(other):
            if stay.span.meets(asked.span):
                number = columns.number[standing.shelter_of[stay.unit]]
                theirs.add(number)
                if max(asked.level, stay.t_eff) >= ThreatLevel.T3:
                    near.add(int(columns.zone[number]))
    asked.bar_some(Rule.H05, np.array(sorted(theirs), dtype=np.int64))
    for zone in near:
        if zone == columns.zones.nowhere:
            # Where they are is not known, so they may be anywhere.
            zones |= BIT[Rule.H05]
        else:
            zones |= columns.zones.meets(columns.zones.zones[zone]) * BIT[Rule.H05]


def unknown_to_those_she_fears(asked: Asked) -> None:
    """H04: compromised houses, and those that whom she fears knows of."""
    columns, household, reports = asked.columns, asked.household, asked.columns.reports
    strict = asked.level >= ThreatLevel.T3
    asked.kept((Rule.H04, strict), lambda: _known_to_all(columns, strict))
    hers = [reports.of_network.get(network, NOWHERE) for network in networks_of(household)]
    hers += [reports.of_actor.get(actor, NOWHERE) for actor in feared(household)]
    for numbers in hers:
        asked.bar_some(Rule.H04, numbers)
    asked.bar_some(Rule.H04, np.array(asked.numbers_of(household.found_at), dtype=np.int64))


def _known_to_all(columns: Columns, strict: bool) -> Verdict:
    barred = columns.flags["compromised"].copy()
    barred[columns.reports.confirmed] = True
    barred[columns.reports.unnamed] = True
    if strict:
        barred[columns.reports.suspected] = True
    return verdict(Rule.H04, barred, True)


def no_tie(asked: Asked) -> None:
    """H20: nobody of the staff is tied to a network that she fears."""
    columns = asked.columns
    if asked.household.threat.q09_reach is Answer.YES:
        asked.kept(Rule.H20, lambda: verdict(Rule.H20, ~columns.flags["ties_asked"], False))
    for network in networks_of(asked.household):
        tied: Ints = columns.tied_to.get(network, NOWHERE)
        asked.bar_some(Rule.H20, tied)


def address_circle(asked: Asked) -> None:
    """H21: a strictly confidential address asks for houses that keep addresses in a circle."""
    block, start = asked.household.address_block, asked.start
    unanswered = block is AddressBlock.UNKNOWN and asked.household.police_involved
    if block is AddressBlock.KODE6 or unanswered:
        until = asked.number("circle_until")
        asked.kept((Rule.H21, start), lambda: verdict(Rule.H21, until <= start, True))
