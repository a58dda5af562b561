"""What a world file tells people about itself: counts by class, level and length of plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from pydantic import JsonValue

from app.worlds.generate.figures import Size
from matching.security import level
from matching.situation import Situation, Unit
from matching.standing import Standing
from matching.vocabulary import Gender, MemberRole, SecurityLevel


def about(
    size: Size, seed: int, situation: Situation, referrers: Mapping[str, str], people: int
) -> dict[str, JsonValue]:
    """Counts taken from the finished situation itself, never from what was meant."""
    standing = Standing(situation)
    tonight = situation.tonight
    taken = {stay.unit for stay in situation.stays if tonight in stay.span}
    units = [unit for shelter in situation.shelters for unit in shelter.units]
    free = Counter(
        level(shelter, tonight).name
        for shelter in situation.shelters
        for unit in shelter.units
        if unit.id not in taken and not _closed(unit, situation)
    )
    households = situation.households
    levels = Counter(standing.t_eff(household).name for household in households)
    plans = sorted(standing.plan_span(household).nights for household in households)
    return {
        "made_by": "havn world generator",
        "size": size.name,
        "seed": seed,
        "map": "Norway" if size.area_km2 is None else "invented",
        "area_km2": size.area_km2,
        "towns_people": people,
        "zones": len(situation.zones),
        "shelters": len(situation.shelters),
        "shelters_by_level": _counts(level(s, tonight).name for s in situation.shelters),
        "shelters_by_gender": _counts(s.residents_gender.value for s in situation.shelters),
        "units": len(units),
        "units_by_side": _counts(unit.side.value for unit in units),
        "beds": sum(unit.beds for unit in units),
        "occupied_tonight": len(taken),
        "occupied_share": round(len(taken) / len(units), 4),
        "out_of_service_tonight": sum(
            unit.id not in taken and _closed(unit, situation) for unit in units
        ),
        "free_units_by_level": dict(sorted(free.items())),
        "households": len(households),
        "households_by_class": _counts(standing.priority(h).name for h in households),
        "households_by_level": dict(sorted(levels.items())),
        "households_per_free_unit": {
            name: round(levels[t] / free[name], 3)
            for name, t in ((SecurityLevel.S3.name, "T3"), (SecurityLevel.S4.name, "T4"))
            if free[name]
        },
        "households_with_children": sum(
            any(p.role is MemberRole.CHILD for p in h.members) for h in households
        ),
        "households_with_a_man": sum(
            any(p.role is MemberRole.ADULT and p.gender is Gender.MAN for p in h.members)
            for h in households
        ),
        "plan_nights": {
            "shortest": plans[0],
            "median": plans[len(plans) // 2],
            "mean": round(sum(plans) / len(plans), 1),
            "longest": plans[-1],
            "by_length": _lengths(plans),
        },
        "referrers": _counts(referrers.values()),
    }


def _closed(unit: Unit, situation: Situation) -> bool:
    return any(situation.tonight in span for span in unit.out_of_service)


def _counts(words: Iterable[str]) -> dict[str, JsonValue]:
    return dict(sorted(Counter(words).items()))


def _lengths(plans: list[int]) -> dict[str, JsonValue]:
    bands = {"1-7": 7, "8-28": 28, "29-90": 90, "91-180": 180, "181-365": 365, "366-": 10_000}
    counted = Counter(next(band for band, most in bands.items() if n <= most) for n in plans)
    return {band: counted[band] for band in bands}
