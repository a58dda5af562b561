"""The invented country as the tables that any shelter would send: the importer reads no others."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from io import StringIO
from pathlib import Path
from typing import Any

from app.demo.country import FEATURE_LASTS, DemoCountry
from app.importing.columns import TEMPLATES, Kind
from app.importing.intake_hours import Hours, Window, written
from app.worlds.generate.chance import Chance
from app.worlds.generate.country import ShelterFacts
from matching.situation import SecurityFeature, StayPolicy, Unit
from matching.vocabulary import Answer
from models.words import OutOfServiceReason


def write_tables(country: DemoCountry, folder: Path) -> dict[Kind, Path]:
    """Four files in the folder, in the order in which they can be brought in."""
    made = {}
    for kind, content in tables(country).items():
        made[kind] = folder / f"{kind.value}.csv"
        made[kind].write_text(content, encoding="utf-8")
    return made


def tables(country: DemoCountry) -> dict[Kind, str]:
    """The content of the four files."""
    chance = Chance("demo tables", country.seed)
    return {
        Kind.SHELTERS: _written(
            Kind.SHELTERS, [_shelter(h, n, chance) for n, h in enumerate(country.houses, start=1)]
        ),
        Kind.UNITS: _written(
            Kind.UNITS, [_unit(h, unit, chance) for h in country.houses for unit in h.shelter.units]
        ),
        Kind.SERVICES: _written(Kind.SERVICES, [r for h in country.houses for r in _services(h)]),
        Kind.OUT_OF_SERVICE: _written(
            Kind.OUT_OF_SERVICE,
            [
                {
                    "shelter": unit.partition("/")[0],
                    "unit": code_of(unit),
                    "first": span.start,
                    "to": span.end,
                    "reason": chance.one_of(list(OutOfServiceReason)),
                }
                for unit, span in country.closed
            ],
        ),
    }


def code_of(unit: str) -> str:
    """The code that a unit of the generator has in its house."""
    return unit.partition("/")[2]


def _shelter(house: ShelterFacts, number: int, chance: Chance) -> Mapping[str, Any]:
    s = house.shelter
    a, t, m = s.acceptance, s.staffing, s.support
    return {
        "code_name": s.id,
        "kind": s.kind,
        "phases": sorted(s.phases),
        "place": house.town,
        "residents_gender": s.residents_gender,
        "status": s.status,
        "street_address": f"Oppdiktet vei {number}, 0000 Ingensteds",
        "police_response_min": _minutes(s.police_within_15_min, chance),
        "separate_entrance": s.separate_entrance,
        "women_only_staff": s.women_only_staff,
        "urban": s.urban,
        "turnover_per_year": s.turnover_per_year,
        "max_concurrent_t4": s.max_concurrent_t4,
        "max_concurrent_long_stay": s.max_concurrent_long_stay,
        "ties_asked": s.ties_asked,
        "intake_hours": written(
            Hours(
                s.intake_hours_known,
                tuple(Window(w.weekday, w.from_minute, w.to_minute) for w in s.intake_hours),
            )
        ),
        "after_hours": s.after_hours,
        "boys_max_age": a.boys_max_age,
        "girls_max_age": a.girls_max_age,
        "max_children": a.max_children,
        "min_age": a.min_age,
        "trafficking_residents": a.trafficking_residents,
        "partner_violence": a.partner_violence,
        "family_violence": a.family_violence,
        "substance_use": a.substance_use,
        "acute_psychosis": a.acute_psychosis,
        "wheelchair": a.wheelchair,
        "pets": a.pets,
        "adult_men_in_household": a.adult_men_in_household,
        "stay_limit_nights": _limit(s.stay),
        "exemption": s.stay.exemption,
        "exempt_max_nights": s.stay.exempt_max_nights or None,
        "separate_long_stay_wing": s.stay.separate_long_stay_wing,
        "other_residents_limited": s.stay.other_residents_limited,
        "volunteers": t.volunteers,
        "fixed_followup_team": t.fixed_followup_team,
        "trafficking_trained_on": t.trafficking_trained_on,
        "trafficking_residents_served": t.trafficking_residents_served,
        "languages": sorted(t.languages),
        "phone_interpreter": t.phone_interpreter,
        "decision_days_median": m.decision_days_median,
        "health_without_id": m.health_without_id,
        **{f.code.value.casefold(): _look(f) for f in s.features},
    }


def _minutes(near: Answer, chance: Chance) -> int | str:
    """A time that comes to the same answer; the file has minutes and the record the answer."""
    match near:
        case Answer.YES:
            return chance.whole(4, 15)
        case Answer.NO:
            return chance.whole(16, 75)
        case Answer.UNKNOWN:
            return "UNKNOWN"


def _limit(stay: StayPolicy) -> int | str:
    if not stay.limit_known:
        return "UNKNOWN"
    return "NONE" if stay.max_nights is None else stay.max_nights


def _look(feature: SecurityFeature) -> str:
    if feature.expires_on is None:
        return feature.present.value
    return f"{feature.present.value} {(feature.expires_on - FEATURE_LASTS).isoformat()}"


def _unit(house: ShelterFacts, unit: Unit, chance: Chance) -> Mapping[str, Any]:
    return {
        "shelter": house.shelter.id,
        "code": code_of(unit.id),
        "kind": unit.kind,
        "beds": unit.beds,
        "cots": unit.cots,
        "cot_possible": unit.cot_possible,
        "wheelchair": unit.wheelchair,
        "own_bathroom": chance.weighted({"YES": 35.0, "NO": 60.0, "UNKNOWN": 5.0}),
        "wing": unit.wing,
        "side": unit.side,
    }


def _services(house: ShelterFacts) -> list[Mapping[str, Any]]:
    return [
        {
            "shelter": house.shelter.id,
            "type": offer.type,
            "on_site": offer.on_site,
            "minutes": offer.minutes,
            "hours_per_week": None
            if offer.hours_per_week is None
            else round(offer.hours_per_week, 2),
            "capacity_now": offer.capacity_now,
            "verified_on": offer.verified_on,
        }
        for offer in house.shelter.services
    ]


def _written(kind: Kind, rows: Iterable[Mapping[str, Any]]) -> str:
    names = [column.name for column in TEMPLATES[kind]]
    out = StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(names)
    for row in rows:
        if not row.keys() <= set(names):
            raise AssertionError("a table has the columns of its template")
        lines.writerow([_cell(row.get(name)) for name in names])
    return out.getvalue()


def _cell(value: object) -> str:
    """The cell that the importer reads as this value; nothing is an empty cell."""
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "|".join(str(one) for one in value)
    return str(value)
