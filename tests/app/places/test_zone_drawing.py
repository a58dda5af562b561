"""Zones are drawn from the map alone, and the shipped file is what that gives (security 3)."""

from __future__ import annotations

import ast
import inspect
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from math import hypot
from pathlib import Path
from random import Random

import pytest

import app.places
from app.places.enclosing import RoundPlace, enclosing_disc
from app.places.gazetteer import Gazetteer, PlaceKind, load_gazetteer
from app.places.zone_checks import Fault, run_validate, validate_zones
from app.places.zone_drawing import draw_zones, run_draw
from app.places.zones import (
    COLUMNS,
    MapZone,
    cell_entries,
    possible_addresses,
    reach_in_cell_km,
    shipped_text,
    towns_inside,
    written,
)
from matching.geography import Place, great_circle_km
from matching.vocabulary import Region

PACKAGE = Path(app.places.__file__).parent
ROOT = PACKAGE.parents[1]


@pytest.fixture(scope="module")
def drawn() -> tuple[MapZone, ...]:
    return draw_zones(load_gazetteer())


def of_region(region: Region) -> Gazetteer:
    return Gazetteer(tuple(e for e in load_gazetteer().entries if e.region is region))


def as_rows(zones: tuple[MapZone, ...]) -> list[dict[str | None, object]]:
    heading, *lines = written(zones).splitlines()
    assert tuple(heading.split(",")) == COLUMNS
    return [dict(zip(COLUMNS, line.split(","), strict=True)) for line in lines]


def test_the_shipped_file_is_the_drawing_byte_for_byte(drawn: tuple[MapZone, ...]) -> None:
    assert written(drawn) == shipped_text()
    assert (PACKAGE / "data" / "zones_no.csv").read_bytes() == written(drawn).encode()


def test_the_drawing_does_not_hang_on_the_order_in_which_python_keeps_sets() -> None:
    script = (
        "from app.places.gazetteer import Gazetteer, load_gazetteer\n"
        "from app.places.zone_drawing import draw_zones\n"
        "from app.places.zones import written\n"
        "entries = [e for e in load_gazetteer().entries if e.region == 'SOUTH']\n"
        "print(written(draw_zones(Gazetteer(tuple(entries)))), end='')"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout.decode()
        for seed in ("1", "2", "77")
    }
    assert texts == {written(draw_zones(of_region(Region.SOUTH)))}


def test_the_command_writes_the_file_that_the_checks_accept(tmp_path: Path) -> None:
    assert run_draw(tmp_path / "zones.csv", of_region(Region.SOUTH)) == 0
    assert (tmp_path / "zones.csv").read_bytes().count(b"\n") == 8  # the heading and 7 zones
    assert run_validate(tmp_path / "zones.csv") == 0


def test_the_drawing_sees_a_gazetteer_and_nothing_else() -> None:
    assert list(inspect.signature(draw_zones).parameters) == ["gazetteer"]


def test_nothing_in_the_package_can_see_a_shelter() -> None:
    """It imports itself, geography, words, which country it is, and the standard library: no record."""
    allowed = {"matching.geography", "matching.vocabulary", "app.countries.profile"}
    for file in sorted(PACKAGE.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0
                names = [str(node.module)]
            for name in names:
                inside = name in allowed or name == "app.places" or name.startswith("app.places.")
                assert inside or name.split(".")[0] in sys.stdlib_module_names, (file.name, name)


def test_no_municipality_is_left_out_or_drawn_twice(drawn: tuple[MapZone, ...]) -> None:
    cells = [code for zone in drawn for code in zone.cell]
    codes = [e.code for e in load_gazetteer().entries if e.kind is PlaceKind.MUNICIPALITY]
    assert sorted(cells) == sorted(codes)


def test_every_drawn_zone_is_valid(drawn: tuple[MapZone, ...]) -> None:
    assert validate_zones(as_rows(drawn)) == []


def test_no_two_neighbouring_zones_are_drawn_where_a_smaller_one_would_do(
    drawn: tuple[MapZone, ...],
) -> None:
    """No municipality can go over to another zone of its region so that the radii, borne by each
    municipality, sum to less and both stay zones: the drawing did not stop half-way."""
    gazetteer = load_gazetteer()
    small = [zone for zone in drawn if zone.region is Region.SOUTH]
    for home in small:
        for other in small:
            if other is home or great_circle_km(home.centre, other.centre) > 80:
                continue
            for code in home.cell:
                left = [c for c in home.cell if c != code]
                if not left:
                    continue
                after = [left, [*other.cell, code]]
                discs = [radius_of(gazetteer, cell) for cell in after]
                price = sum(len(c) * r for c, r in zip(after, discs, strict=True))
                before = len(home.cell) * home.radius_km + len(other.cell) * other.radius_km
                if price < before - 0.01:
                    assert not is_valid(gazetteer, left) or not is_valid(gazetteer, after[1])


def radius_of(gazetteer: Gazetteer, cell: Sequence[str]) -> float:
    entries = cell_entries(gazetteer, sorted(cell))
    return enclosing_disc([RoundPlace(e.place, reach_in_cell_km(e)) for e in entries])[1]


def is_valid(gazetteer: Gazetteer, cell: Sequence[str]) -> bool:
    entries = cell_entries(gazetteer, sorted(cell))
    enough = possible_addresses(entries) >= 5_000 and towns_inside(entries) >= 3
    return enough and radius_of(gazetteer, cell) >= 12.5


def test_a_land_too_thin_for_a_zone_is_drawn_as_one_and_refused_by_the_checks() -> None:
    few = {"NO-K-5437", "NO-K-5430"}  # two municipalities of the inner north, 5,000 people
    kept = tuple(e for e in load_gazetteer().entries if e.municipality in few)
    zones = draw_zones(Gazetteer(kept))
    assert [set(zone.cell) for zone in zones] == [few]
    assert [f.fault for f in validate_zones(as_rows(zones))] == [Fault.TOO_FEW]


def test_more_people_in_one_town_make_more_or_equal_zones() -> None:
    """The drawing reads the populations: it is not a fixed table."""
    south = of_region(Region.SOUTH)
    rich = tuple(
        replace(e, population=30_000) if e.kind is PlaceKind.TOWN else e for e in south.entries
    )
    assert len(draw_zones(Gazetteer(rich))) > len(draw_zones(south))


def test_a_disc_holds_its_spots_and_is_nearly_the_smallest() -> None:
    chance = Random(7)
    for _ in range(60):
        middle = Place(chance.uniform(58, 70), chance.uniform(5, 30))
        spots = [
            RoundPlace(
                Place(
                    middle.lat + chance.uniform(-0.4, 0.4), middle.lon + chance.uniform(-0.8, 0.8)
                ),
                chance.choice([0.0, 5.0, 12.0]),
            )
            for _ in range(chance.randrange(1, 12))
        ]
        centre, radius = enclosing_disc(spots)
        for spot in spots:
            assert 1.005 * great_circle_km(centre, spot.place) + spot.reach_km <= radius
        assert radius <= 1.03 * naive_radius(spots) + 0.15


def naive_radius(spots: list[RoundPlace]) -> float:
    """The best of a search over ever finer grids of centres."""
    lat, lon, step = spots[0].place.lat, spots[0].place.lon, 0.5

    def needed(a: float, b: float) -> float:
        return max(great_circle_km(Place(a, b), s.place) + s.reach_km for s in spots)

    while step > 0.001:
        around = [(lat + i * step, lon + 2 * j * step) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        best = min(around, key=lambda c: (needed(*c), hypot(c[0] - lat, c[1] - lon)))
        if best == (lat, lon):
            step /= 2
        lat, lon = best
    return needed(lat, lon)
