"""Units and nights of all houses: what is taken, shut and intended, as far as the reader may know.

What GET /shelters/{shelter}/beds tells night by night, for all nights at once, and no more: nights of
a case on which the reader does not stand are joined where they touch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

from app.contract import occupancy as told
from app.contract.cases import Period
from app.store import occupancy
from app.store.stay_limits import UNKNOWN_LIMIT
from app.use_cases import clocks
from app.use_cases.acting import Acting
from matching.vocabulary import NightSpan
from models.words import BedState, ProposalState, Role, StayState

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, repr=False)
class _Hers:
    """What is beside the stays of cases on which the reader stands, by household."""

    exempted: dict[tuple[UUID, UUID], int]
    clocks: dict[UUID, list[told.ClockAt]]


@dataclass(frozen=True, slots=True)
class _Window:
    """The nights that are told."""

    span: NightSpan

    def at(self, night: date) -> int:
        """How many nights after the first one."""
        return (night - self.span.start).days

    def cut(self, nights: NightSpan) -> tuple[int, int] | None:
        """Where these nights begin and how many they are, as far as they are told."""
        first, end = max(nights.start, self.span.start), min(nights.end, self.span.end)
        return (self.at(first), (end - first).days) if first < end else None


def read(a: Acting, first: date, nights: int) -> told.Occupancy:
    """Units and nights from this night on; a shelter's account gets its own house alone."""
    own, role = a.actor.shelter if a.actor.role is Role.SHELTER else None, a.actor.role
    window = _Window(NightSpan(first, first + timedelta(days=nights)))
    houses = occupancy.houses(a.tx, own)
    limits = {house["shelter"]: _limit(house) for house in houses}
    rows = occupancy.stays(a.tx, window.span, account=a.actor.account, role=role, now=a.now)
    hers = _hers(a, [row for row in rows if row["own"]])
    units = occupancy.units(a.tx, own)
    house_of = {unit["unit"]: unit["shelter"] for unit in units}
    taken = {
        unit: list(_taken(window, some, hers, limits.get(house_of.get(unit))))
        for unit, some in _by("unit", rows).items()
    }
    shut = _by("unit", occupancy.shut(a.tx, window.span))
    intended = _intended(a, window) if role is Role.COORDINATOR else {}
    rooms = _by("shelter", units)
    return told.Occupancy(
        first=first,
        nights=nights,
        houses=[
            told.HouseNights(
                **house,
                units=[
                    told.UnitNights(
                        unit=unit["unit"],
                        code=unit["code"],
                        beds=unit["beds"],
                        taken=taken.get(unit["unit"], []),
                        shut=[_shut(window, one) for one in shut.get(unit["unit"], ())],
                    )
                    for unit in rooms.get(house["shelter"], ())
                ],
                intended=intended.get(house["shelter"], []),
            )
            for house in houses
        ],
    )


def _by(name: str, rows: list[Row]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found


def _limit(house: Row) -> int | None:
    limit: int | None = house["max_nights"] if house["limit_known"] else UNKNOWN_LIMIT
    return limit


def _hers(a: Acting, own: list[Row]) -> _Hers:
    households = sorted({row["household"] for row in own if row["household"] is not None})
    if not households or a.actor.role is not Role.COORDINATOR:
        return _Hers(occupancy.exempted(a.tx, households), {})
    found = {
        household: [
            told.ClockAt(name=clock.name, due=clock.due)
            for clock in _clocks([Period(**_period(row)) for row in some], a.today)
        ]
        for household, some in _by("household", occupancy.periods(a.tx, households)).items()
    }
    return _Hers(occupancy.exempted(a.tx, households), found)


def _period(row: Row) -> Row:
    return {name: row[name] for name in Period.model_fields}


def _clocks(periods: list[Period], today: date) -> Any:  # noqa: ANN401 - clocks of a case
    current = clocks.current(periods, today)
    return [] if current is None else clocks.clocks(current)


def _bed(state: StayState) -> BedState:
    return BedState.HELD if state is StayState.HELD else BedState.OCCUPIED


def _taken(
    window: _Window, rows: list[Row], hers: _Hers, limit: int | None
) -> Iterator[told.TakenSpan]:
    """Stays of one unit in order; those of others are joined where they touch."""
    run: tuple[BedState, int, int] | None = None
    for row in rows:
        cut = window.cut(row["nights"])
        if cut is None:
            continue
        state, (at, nights) = _bed(row["state"]), cut
        if not row["own"]:
            if run is not None and run[0] is state and run[1] + run[2] == at:
                run = state, run[1], run[2] + nights
                continue
            yield from _others(run)
            run = state, at, nights
            continue
        yield from _others(run)
        run = None
        yield _own(window, row, at, nights, hers, limit)
    yield from _others(run)


def _others(run: tuple[BedState, int, int] | None) -> Iterator[told.TakenSpan]:
    if run is not None:
        state, at, nights = run
        yield told.TakenSpan(
            at=at,
            nights=nights,
            state=state,
            case=None,
            referral=None,
            placement=None,
            stands=None,
            hold_until=None,
            limit=None,
            clocks=None,
        ).owned(False)


def _own(
    window: _Window, row: Row, at: int, nights: int, hers: _Hers, limit: int | None
) -> told.TakenSpan:
    whole: NightSpan = row["whole"] or row["nights"]
    more = hers.exempted.get((row["household"], row["shelter"]), 0)
    return told.TakenSpan(
        at=at,
        nights=nights,
        state=_bed(row["state"]),
        case=row["case"],
        referral=row["referral"],
        placement=row["placement"],
        stands=row["state"],
        hold_until=row["hold_until"] if row["state"] is StayState.HELD else None,
        limit=None if limit is None else window.at(whole.start) + limit + more,
        clocks=hers.clocks.get(row["household"], []),
    ).owned(True)


def _shut(window: _Window, row: Row) -> told.Shut:
    cut = window.cut(row["nights"])
    assert cut is not None, "it was asked for by its nights"
    return told.Shut(at=cut[0], nights=cut[1], reason=row["reason"])


def _intended(a: Acting, window: _Window) -> dict[UUID, list[told.Intended]]:
    """By house: what the last plan proposes, and where its later parts lead."""
    found: dict[UUID, list[told.Intended]] = defaultdict(list)
    lines = occupancy.intended(a.tx, account=a.actor.account, role=a.actor.role)
    for row, shelter, nights, units in chain.from_iterable(map(_parts, lines)):
        cut = window.cut(nights)
        if cut is not None:
            found[shelter].append(
                told.Intended(
                    referral=row["referral"],
                    case=row["case"],
                    at=cut[0],
                    nights=cut[1],
                    units=units,
                )
            )
    return found


def _parts(row: Row) -> Iterator[tuple[Row, UUID, NightSpan, list[UUID]]]:
    """The first part while nobody decided it, and the later ones."""
    if row["state"] is ProposalState.PROPOSED:
        yield row, row["shelter"], row["nights"], sorted(row["units"] or (), key=str)
    for later in row["segments"] or ():
        span = NightSpan(date.fromisoformat(later["first"]), date.fromisoformat(later["to"]))
        yield row, UUID(later["shelter"]), span, []
