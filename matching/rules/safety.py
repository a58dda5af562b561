"""Rules that keep her safe from those she fears: H02, H03, H04, H20, H21.

None of the blocks holds a distance, a place or another name: any of them gives a house away.
"""

from __future__ import annotations

from datetime import date

from matching import exclusion, security
from matching.geography import Zone
from matching.plan import Because, Block
from matching.situation import Compromise, Household, Shelter
from matching.standing import Standing, is_towards, networks_of
from matching.vocabulary import (
    AddressBlock,
    Answer,
    CompromiseLevel,
    CompromiseScope,
    FeatureCode,
    Precision,
    Rule,
    SecurityLevel,
    ShelterStatus,
    ThreatLevel,
    WaivedBy,
)

ADDRESS_CIRCLE = frozenset({FeatureCode.SHIELDED_ADDRESS, FeatureCode.MAIL_PROXY})


def secure_enough(household: Household, shelter: Shelter, standing: Standing) -> Block | None:
    """H02. The shelter has the security level that her threat level asks for.

    Unit: levels, judged tonight and again for her first night, when a check may have expired.
    Source: domain 9.1, 9.2. Unknown: a feature not known is absent; a level not known is T3.
    Nobody waives it for T4 below S3.
    """
    on = max(standing.situation.tonight, standing.plan_span(household).start)
    return lacks_security(household, shelter, standing, on)


def lacks_security(
    household: Household, shelter: Shelter, standing: Standing, on: date
) -> Block | None:
    """The block of H02 as it is on one day; residents are judged for tonight (H19)."""
    level, has = standing.t_eff(household), security.level(shelter, on)
    if has >= standing.rules.required(level):
        return None
    never = level is ThreatLevel.T4 and has < SecurityLevel.S3
    return Block(Rule.H02, WaivedBy.NOBODY if never else WaivedBy.TWO)


def away_from_danger(household: Household, shelter: Shelter, standing: Standing) -> Block | None:
    """H03. The shelter's zone lies outside every live danger area and, for T4, off every leg.

    Unit: km, from the zone's nearest point; exactly on the rim is outside.
    Source: domain 9.1, 9.3, 11.2.
    Unknown: a level not known is T3; precision and age widen the reach, nothing narrows it; a
    shelter without a zone may be anywhere, so nobody waives that.
    """
    zone = standing.zone(shelter)
    if zone is None:
        return Block(Rule.H03, WaivedBy.NOBODY)
    return near_danger(household, zone, standing)


def near_danger(household: Household, zone: Zone, standing: Standing) -> Block | None:
    """H03 of a zone, whichever houses are in it.

    Unit: km, from the zone's nearest point. Source: domain 9.1, 9.3, 11.2.
    """
    rules, tonight, level = standing.rules, standing.situation.tonight, standing.t_eff(household)
    too_near = [
        area
        for area in exclusion.live_areas(household, tonight)
        if exclusion.margin_of(area, zone, level, tonight, rules) < 0
    ]
    if any(area.precision is Precision.EXACT for area in too_near):
        return Block(Rule.H03, WaivedBy.NOBODY)
    if too_near or exclusion.leg_bars(household, zone, level, rules):
        return Block(Rule.H03, WaivedBy.TWO_WITH_POLICE)
    return None


def unknown_to_those_she_fears(
    household: Household, shelter: Shelter, standing: Standing
) -> Block | None:
    """H04. Nobody she fears knows the shelter, and she was never found there.

    Unit: reports that two persons have not cleared. Source: domain 9.1.
    Unknown: an open report is SUSPECTED; a report without its network or person may be hers.
    A report about a network or a person would tell of other cases, so it is restricted. What bars
    the house openly is told beside it, or its silence would tell which rule the restricted one is.
    """
    level = standing.t_eff(household)
    towards = [
        report
        for report in standing.compromises(shelter.id)
        if is_towards(report, household)
        if report.scope is not CompromiseScope.GENERAL
        or report.level is CompromiseLevel.CONFIRMED
        or level >= ThreatLevel.T3
    ]
    known = shelter.id in household.found_at or shelter.status is ShelterStatus.COMPROMISED
    if not towards and not known:
        return None
    general = [report for report in towards if report.scope is CompromiseScope.GENERAL]
    restricted, stands_openly = len(general) < len(towards), known or bool(general)
    return Block(
        Rule.H04,
        _who_waives(towards, known),
        restricted=restricted,
        openly=_who_waives(general, known) if restricted and stands_openly else None,
    )


def _who_waives(reports: list[Compromise], known: bool) -> WaivedBy:
    sure = known or any(report.level is CompromiseLevel.CONFIRMED for report in reports)
    return WaivedBy.NOBODY if sure else WaivedBy.TWO


def staff_have_no_tie(household: Household, shelter: Shelter, standing: Standing) -> Block | None:
    """H20. Nobody who works there has a declared tie to a network she fears.

    Unit: network labels. Source: domain 9.1.
    Unknown: where the staff were not asked, her YES to Q09 bars until the shelter's lead is asked.
    """
    if shelter.staff_ties & networks_of(household):
        return Block(Rule.H20, WaivedBy.TWO, restricted=True)
    fears_contacts = household.threat.q09_reach is Answer.YES
    if fears_contacts and shelter.ties_asked is not Answer.YES:
        return Block(Rule.H20, WaivedBy.TWO, Because.UNKNOWN, restricted=True)
    return None


def address_circle_is_kept(
    household: Household, shelter: Shelter, standing: Standing
) -> Block | None:
    """H21. A strictly confidential address (KODE6) goes only where address and mail are shielded.

    Unit: features that count tonight and on her first night. Source: domain 9.1. Who may read
    the case (the circle of named readers) is held where records are read.
    Unknown: an address block not known counts as KODE6 while police are involved.
    """
    on = max(standing.situation.tonight, standing.plan_span(household).start)
    return breaks_address_circle(household, shelter, on)


def breaks_address_circle(household: Household, shelter: Shelter, on: date) -> Block | None:
    """The block of H21 as it is on one day; residents are judged for tonight (H19)."""
    unanswered = household.address_block is AddressBlock.UNKNOWN
    strict = household.address_block is AddressBlock.KODE6
    if not strict and not (unanswered and household.police_involved):
        return None
    if security.features(shelter, on) >= ADDRESS_CIRCLE:
        return None
    return Block(Rule.H21, WaivedBy.TWO_WITH_POLICE, restricted=True)
