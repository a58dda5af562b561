"""`./dev bench year`: a year of calls, replayed for several ways to answer them.

Every policy meets the same draws: who calls when, which houses she would say no to, when she leaves,
when a house becomes known. ``safe_nights`` are household-nights in a bed that is safe for her, from the
night of the call to the day she leaves and at most 180, by her class when she called. The limit
(``tests/support/year/hindsight.py``) knows all draws and lets everybody move every night for nothing.

``radii`` repeats havn with prices where every distance of H03 is halved or half as large again.
``groups`` are two equal groups dealt out before the year; the policies cannot see them.
The last line is JSON. It is 0 where no plan and no booking broke a rule, by the independent checker.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import time
from dataclasses import asdict, replace
from typing import Any

from app.serving import spare_what_stays
from matching.ruleset import RuleSet
from matching.vocabulary import Priority
from tests.support.year.draws import Year, draw_year
from tests.support.year.hindsight import limit_of, reach_of
from tests.support.year.measures import Measured, equal_groups, fair, measured
from tests.support.year.policies import NAMES, USUAL, policy
from tests.support.year.replay import replay

RADII = (0.5, 1.5)
COLUMNS = (
    "safe_nights_p1",
    "safe_nights_p2",
    "share_of_hindsight",
    "share_of_hindsight_p1",
    "moves_per_person_year",
    "hours_to_bed",
    "p1_same_night_share",
    "no_safe_bed_share",
)


def run(argv: list[str]) -> int:
    """Replay the years, print a table for each and one line of JSON."""
    parser = argparse.ArgumentParser(prog="./dev bench year")
    parser.add_argument("--size", choices=("norway", "uk"), default="norway")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1, help="years, from --seed upwards")
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--policies", nargs="+", choices=NAMES, default=list(USUAL))
    parser.add_argument(
        "--load", type=float, default=1.0, help="times the calls that are published"
    )
    parser.add_argument("--no-radii", action="store_true", help="leave other radii out")
    asked = parser.parse_args(argv)
    years = []
    for seed in range(asked.seed, asked.seed + asked.seeds):
        year = draw_year(asked.size, seed, asked.days, load=asked.load)
        years.append(_one_year(year, asked.policies, radii=not asked.no_radii))
        _show(years[-1])
    told = years[0] if len(years) == 1 else _together(years)
    print(json.dumps({"size": asked.size, "days": asked.days, "load": asked.load, **told}))
    return 0 if told["violations"] == 0 else 1


def _one_year(year: Year, names: list[str], *, radii: bool) -> dict[str, Any]:
    reach = reach_of(year)
    limit = limit_of(year, reach)
    groups = equal_groups(year, reach)
    found: dict[str, Any] = {
        "seed": year.seed,
        "households": len(year.cases),
        "contacts": year.contacts,
        "hindsight": asdict(limit),
        "policies": {},
    }
    for name in names:
        # As the service does: the collector walked what lives for the whole year in half of the time.
        gc.unfreeze()
        spare_what_stays()
        began, used = time.process_time(), policy(name)
        country = replay(year, used)
        found["policies"][name] = _rounded(
            measured(year, country, limit, looks_everywhere=used.looks_everywhere)
        ) | {
            "slowest_plan_s": round(used.slowest, 3),
            "cpu_s": round(time.process_time() - began, 1),
        }
        # A policy's year of a large country takes a quarter of an hour: each is told once it is over.
        print(name, json.dumps(found["policies"][name]), file=sys.stderr, flush=True)
        if name == names[-1]:
            found["groups"] = {
                one.name: asdict(fair(year, country, groups, one))
                for one in (Priority.P1, Priority.P2)
            }
    if radii:
        found["radii"] = {str(by): _scaled(year, by, names[-1]) for by in RADII}
    every = [*found["policies"].values(), *found.get("radii", {}).values()]
    found["violations"] = sum(one["violations"] for one in every)
    return found


def _scaled(year: Year, by: float, name: str) -> dict[str, Any]:
    """The last policy's year where every radius is so many times as large."""
    other = year.with_rules(scaled_radii(year.rules, by))
    limit = limit_of(other, reach_of(other))
    used = policy(name)
    country = replay(other, used)
    return _rounded(measured(other, country, limit, looks_everywhere=used.looks_everywhere)) | {
        "hindsight": asdict(limit)
    }


def scaled_radii(rules: RuleSet, by: float) -> RuleSet:
    """The same rules with every distance of H03 so many times as large."""
    t1, t2, t3, t4 = rules.base_km
    exact, locality, municipality, county = rules.precision_km
    return replace(
        rules,
        version=f"{rules.version} radii x {by}",
        base_km=(by * t1, by * t2, by * t3, by * t4),
        precision_km=(by * exact, by * locality, by * municipality, by * county),
        age_km_per_day=by * rules.age_km_per_day,
        age_cap_km=by * rules.age_cap_km,
        stop_min_km=by * rules.stop_min_km,
        leg_width_km=by * rules.leg_width_km,
    )


def _rounded(found: Measured) -> dict[str, Any]:
    def short(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: short(one) for key, one in value.items()}
        return round(value, 4) if isinstance(value, float) else value

    return {name: short(value) for name, value in asdict(found).items()}


def _together(years: list[dict[str, Any]]) -> dict[str, Any]:
    """Medians over the seeds, policy by policy; the years themselves beside them."""
    names = years[0]["policies"]
    middle = {
        name: {
            key: statistics.median(year["policies"][name][key] for year in years)
            for key, value in names[name].items()
            if isinstance(value, int | float)
        }
        for name in names
    }
    return {
        "seeds": [year["seed"] for year in years],
        "policies": middle,
        "violations": sum(year["violations"] for year in years),
        "years": years,
    }


def _told(value: object) -> str:
    """As it is; None is what nobody asked, and not the same as nothing."""
    return "not asked" if value is None else str(value)


def _show(found: dict[str, Any]) -> None:
    limit: Any = found["hindsight"]
    print(
        f"seed {found['seed']}: {found['households']} households of {found['contacts']} contacts; "
        f"limit {limit['together']} nights (P1 alone {limit['p1']}, P2 alone {limit['p2']})"
    )
    print(
        f"  {'':<10}"
        + "".join(f"{name.replace('share_of_hindsight', 'of limit'):>24}" for name in COLUMNS)
    )
    rows = {**found["policies"], **{f"radii x {by}": r for by, r in found.get("radii", {}).items()}}
    for name, row in rows.items():
        print(f"  {name:<10}" + "".join(f"{_told(row[column]):>24}" for column in COLUMNS))
    for name, row in rows.items():
        print(f"  {name:<10} no safe bed by rule {_told(row['no_safe_bed_by_rule'])}")
    for name, row in rows.items():
        print(f"  {name:<10} lines of plans that came late, by rule {_told(row['late_lines'])}")
    for name, group in found.get("groups", {}).items():
        low, high = group["interval"]
        print(
            f"  {name}: hours to an offer {group['mean_hours']:.2f}, two equal groups differ by "
            f"{group['difference']:+.1%} ({low:+.1%} to {high:+.1%})"
        )
    print(f"  violations {found['violations']}")
