"""Who may set a rule aside, retold from column W of the table of hard rules.

Source: docs/domain.md 9.1. Who the persons are (one outside the shift, never the referrer nor the
shelter's own staff for H02-H05) is checked where a waiver is written; here they are counted.
"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from matching.plan import Block
from matching.situation import Waiver
from matching.vocabulary import Rule, WaivedBy

WAIVER_DAYS = 14
TWO = 2


def sufficient(block: Block, waiver: Waiver, tonight: date) -> bool:
    """Whether this waiver sets this block aside tonight.

    Unit: distinct persons; at most 14 days, and the day of expiry no longer counts.
    Source: domain 9.1, column W. The block already says NOBODY where the rule forbids a waiver
    (T4 below S3, EXACT danger places, a CONFIRMED compromise).
    """
    if waiver.rule is not block.rule or not _in_force(waiver, tonight):
        return False
    two = len(waiver.by) >= TWO
    match block.waived_by:
        case WaivedBy.NOBODY:
            return False
        case WaivedBy.COORDINATOR:
            return waiver.by_coordinator and len(waiver.by) >= 1
        case WaivedBy.TWO:
            return two
        case WaivedBy.TWO_WITH_POLICE:
            both_wish = block.rule is not Rule.H05 or waiver.wished_by_both
            return two and waiver.police_statement and both_wish
        case WaivedBy.TWO_WITH_HEALTH:
            return two and waiver.health_professional
        case WaivedBy.HER | WaivedBy.SHELTER:
            # Her word and the shelter's change the record itself, not a waiver beside it.
            return False
        case _:
            assert_never(block.waived_by)


def _in_force(waiver: Waiver, tonight: date) -> bool:
    long = (waiver.expires_on - waiver.decided_on).days
    return long <= WAIVER_DAYS and waiver.decided_on <= tonight < waiver.expires_on
