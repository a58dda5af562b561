"""What a day begins with: who waits and what is missing, what is free, what is new (issue 6, view 1)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from app.contract import now as told
from app.pictures import Kept, Pictures
from app.store import free_units, referrals, sessions, shelters, since
from app.store.her_word import Word
from app.store.nights import offset_minutes, tonight
from app.use_cases.acting import Acting
from matching.assumptions import assumed
from matching.people import adults, children
from matching.ruleset import RuleSet
from matching.standing import Standing
from matching.vocabulary import Priority, Region, ShelterKind, ShelterStatus

WITHOUT_A_BEFORE = timedelta(days=1)
"""What is told as new to somebody who was never here, or not for long."""
URGENT = Priority.P3
"""Who has a place waits only when it is not safe, or does not last."""


def waiting(a: Acting, pictures: Pictures, kept: Kept) -> told.Waiting:
    """Everybody who waits, as every rule reads her now.

    Raises
    ------
    PictureMoved
        When something happened since the picture was taken.
    """
    pictures.must_hold(a.tx, kept)
    rows, offset = referrals.waiting(a.tx, a.actor), offset_minutes(a.now)
    words = pictures.callers(a.tx, {r.household: r.version for r in rows}, a.now, kept)
    lines = (_waiter(row, words[row.household], kept.standing, a.now, offset) for row in rows)
    found = [line for line in lines if line is not None]
    found.sort(key=lambda one: (one.priority, one.received_at, str(one.referral)))
    return told.Waiting(waiting=found, next=None)


def _waiter(
    row: Any,  # noqa: ANN401
    word: Word,
    houses: Standing,
    now: datetime,
    offset: int,
) -> told.Waiter | None:
    said = {name: getattr(row, name) for name in ("referral", "code_name", "state", "received_at")}
    her = word.household
    if her is None:  # nobody knows how it stands with her: the worst, and somebody looks
        return told.Waiter(**said, priority="P1", adults=1, children=0, has_place=False, missing=[])
    standing = houses.at(now, offset, her)
    urgent, place = standing.priority(her), standing.current_stay(her.id) is not None
    if place and urgent > URGENT:
        return None
    return told.Waiter(
        **said,
        priority=urgent.name,
        adults=len(adults(her)),
        children=len(children(her)),
        has_place=place,
        missing=list(assumed(her, standing)),
    )


def free(a: Acting, rules: RuleSet) -> told.FreePage:
    """Units of open houses tonight by region, level and kind, and how many of the free ones are sure."""
    night = a.tonight
    counted = free_units.by_shelter(a.tx, night=night, now=a.now)
    oldest = a.now - timedelta(hours=rules.vacancy_fresh_hours_tonight)
    sums: dict[tuple[Region, str, ShelterKind], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for house in shelters.all_lines(a.tx, night):
        if house["status"] is not ShelterStatus.OPEN:
            continue
        units, left = counted.get(house["id"], (0, 0))
        confirmed = house["vacancy_confirmed_at"]
        sure = left if confirmed is not None and confirmed >= oldest else 0
        of = sums[house["region"], house["security"], house["kind"]]
        for at, more in enumerate((1, units, left, sure)):
            of[at] += more
    lines = [
        told.FreeUnits(
            region=region,
            security=security,
            kind=kind,
            houses=one[0],
            units=one[1],
            free=one[2],
            fresh=one[3],
        )
        for (region, security, kind), one in sorted(sums.items())
    ]
    return told.FreePage(free=lines, next=None)


def since_last(a: Acting) -> told.Since:
    """Placements that were made while this person was away, acute ones first."""
    session = a.actor.session
    before = None if session is None else sessions.last_here(a.tx, a.actor.account, session)
    rows = since.placements(a.tx, a.actor, before or a.now - WITHOUT_A_BEFORE)
    lines = []
    for row in rows:
        first = row.pop("first")
        lines.append(told.NewPlacement(**row, acute=first <= tonight(row["made_at"])))
    lines.sort(key=lambda one: not one.acute)
    owned = [one.owned(True) for one in lines]
    return told.Since(since=before, placements=owned, next=None).owned(True)
