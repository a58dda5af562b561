"""The gazetteer: codes, reaches, and finding a place by what is typed (domain 8.2, 9.3, 12)."""

from __future__ import annotations

import re
from csv import DictReader
from dataclasses import FrozenInstanceError
from importlib.resources import files
from math import acos, cos, radians, sin

import pytest

from app.places.entry import town_extent_km
from app.places.gazetteer import (
    Gazetteer,
    GazetteerEntry,
    PlaceCode,
    PlaceKind,
    UnknownPlace,
    load_gazetteer,
)
from matching.geography import Place, great_circle_km
from matching.vocabulary import DomainError, Region

GOLDEN = {
    "Oslo": (59.9139, 10.7522),
    "Drammen": (59.7439, 10.2045),
    "Fredrikstad": (59.2181, 10.9298),
    "Hamar": (60.7945, 11.0680),
    "Stavanger": (58.9700, 5.7331),
    "Bergen": (60.3913, 5.3221),
    "Trondheim": (63.4305, 10.3951),
    "Tromsø": (69.6492, 18.9553),
}
GOLDEN_KM = [
    ("Oslo", "Drammen", 36.0),
    ("Oslo", "Fredrikstad", 78.0),
    ("Oslo", "Hamar", 99.4),
    ("Oslo", "Stavanger", 302.4),
    ("Oslo", "Bergen", 305.1),
    ("Oslo", "Trondheim", 391.5),
    ("Oslo", "Tromsø", 1147.8),
    ("Bergen", "Stavanger", 159.7),
]


def naive_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The spherical law of cosines, another formula than the code's."""
    (lat_a, lon_a), (lat_b, lon_b) = a, b
    north, east = radians(lat_a), radians(lat_b)
    return 6371.0088 * acos(
        sin(north) * sin(east) + cos(north) * cos(east) * cos(radians(lon_b - lon_a))
    )


def rows(name: str) -> list[dict[str, str]]:
    text = files("app.places").joinpath("data", name).read_text(encoding="utf-8")
    return list(DictReader(text.splitlines()))


def towns() -> list[GazetteerEntry]:
    return [e for e in load_gazetteer().entries if e.kind is PlaceKind.TOWN]


def municipalities() -> list[GazetteerEntry]:
    return [e for e in load_gazetteer().entries if e.kind is PlaceKind.MUNICIPALITY]


def point(place: Place) -> tuple[float, float]:
    return place.lat, place.lon


@pytest.mark.parametrize(("a", "b", "km"), GOLDEN_KM)
def test_golden_distances_hold_for_both_formulas(a: str, b: str, km: float) -> None:
    assert naive_km(GOLDEN[a], GOLDEN[b]) == pytest.approx(km, abs=0.1)
    assert great_circle_km(Place(*GOLDEN[a]), Place(*GOLDEN[b])) == pytest.approx(km, abs=0.1)


@pytest.mark.parametrize("name", GOLDEN)
def test_the_golden_towns_are_in_the_gazetteer_where_the_guide_has_them(name: str) -> None:
    town = next(e for e in load_gazetteer().find(name) if e.kind is PlaceKind.TOWN)
    assert town.name == name
    assert naive_km(point(town.place), GOLDEN[name]) < 0.5


def test_every_place_of_the_files_has_one_stable_code() -> None:
    expected = {f"NO-K-{row['kommunenummer']}" for row in rows("kommuner_2023_registry.csv")}
    expected |= {f"NO-T-{row['geonameid']}" for row in rows("towns_no_registry.csv")}
    expected |= {f"{r['country']}-T-{r['geonameid']}" for r in rows("towns_neighbours.csv")}
    assert {e.code for e in load_gazetteer().entries} == expected
    assert len(load_gazetteer().entries) == len(expected) == 356 + 624 + 182
    assert all(re.fullmatch(r"NO-K-\d{4}|(NO|SE|FI|DK|RU)-T-\d+", code) for code in expected)


def test_a_code_finds_its_entry() -> None:
    oslo = load_gazetteer().entry("NO-K-0301")
    assert (oslo.name, oslo.kind, oslo.country) == ("Oslo", PlaceKind.MUNICIPALITY, "NO")
    assert (oslo.place, oslo.region) == (Place(59.9724, 10.7757), Region.EAST)
    stockholm = load_gazetteer().entry("SE-T-2673730")
    assert (stockholm.country, stockholm.region, stockholm.municipality) == ("SE", None, None)


def test_an_unknown_code_is_refused_without_being_repeated() -> None:
    with pytest.raises(UnknownPlace) as refused:
        load_gazetteer().entry("NO-K-9999")
    assert "9999" not in str(refused.value)
    assert "NO-K-9999" not in load_gazetteer()
    assert "NO-K-0301" in load_gazetteer()


def test_a_code_stands_for_one_place() -> None:
    entry = load_gazetteer().entry("NO-K-0301")
    with pytest.raises(DomainError):
        Gazetteer((entry, entry))


@pytest.mark.parametrize(
    ("county", "region"),
    [
        ("Oslo", Region.EAST),
        ("Viken", Region.EAST),
        ("Innlandet", Region.EAST),
        ("Vestfold og Telemark", Region.EAST),
        ("Agder", Region.SOUTH),
        ("Rogaland", Region.WEST),
        ("Vestland", Region.WEST),
        ("Møre og Romsdal", Region.WEST),
        ("Trøndelag", Region.MID),
        ("Nordland", Region.NORTH),
        ("Troms og Finnmark", Region.NORTH),
    ],
)
def test_a_norwegian_place_has_the_region_of_its_county(county: str, region: Region) -> None:
    inside = [e for e in load_gazetteer().entries if e.county == county]
    assert inside
    assert {e.region for e in inside} == {region}


def test_every_norwegian_place_has_a_municipality_and_no_foreign_one_has() -> None:
    codes = {m.code for m in municipalities()}
    for entry in load_gazetteer().entries:
        assert (entry.municipality in codes) == (entry.country == "NO")


def test_a_town_is_counted_to_a_municipality_whose_box_holds_it() -> None:
    boxes = {f"NO-K-{r['kommunenummer']}": r for r in rows("municipality_boxes.csv")}
    for town in towns():
        if town.country == "NO":
            box = {k: float(v) for k, v in boxes[str(town.municipality)].items() if k in BOX}
            assert box["south"] <= town.place.lat <= box["north"]
            assert box["west"] <= town.place.lon <= box["east"]


BOX = {"south", "west", "north", "east"}


def test_a_town_that_bears_the_name_of_its_municipality_is_counted_to_it() -> None:
    gazetteer = load_gazetteer()
    for code, municipality in [
        ("NO-T-3137115", "NO-K-1103"),  # Stavanger: another municipality's point is nearer
        ("NO-T-3147465", "NO-K-3030"),  # Lillestrøm
        ("NO-T-3162657", "NO-K-3025"),  # Asker
        ("NO-T-3163392", "NO-K-1507"),  # Ålesund
    ]:
        assert gazetteer.entry(code).municipality == municipality
        assert gazetteer.entry(code) in gazetteer.towns_of(municipality)


@pytest.mark.parametrize(
    ("people", "km"), [(None, 5.0), (0, 1.0), (1_000, 1.7), (30_000, 4.8), (1_000_000, 22.9)]
)
def test_a_town_reaches_as_far_as_its_people_say(people: int | None, km: float) -> None:
    assert town_extent_km(people) == km


def test_a_town_whose_population_is_written_as_zero_is_of_unknown_size() -> None:
    zero = {
        f"NO-T-{r['geonameid']}" for r in rows("towns_no_registry.csv") if r["population"] == "0"
    }
    assert len(zero) == 109
    for town in towns():
        assert (town.population is None) == (town.code in zero)
        assert town.extent_km == town_extent_km(town.population)


def test_a_municipality_reaches_25_km_or_to_its_farthest_town_but_not_beyond_its_box() -> None:
    boxes = {f"NO-K-{r['kommunenummer']}": r for r in rows("municipality_boxes.csv")}
    kinds = set()
    for m in municipalities():
        box = boxes[m.code]
        corner = max(
            naive_km(point(m.place), (float(box[lat]), float(box[lon])))
            for lat in ("south", "north")
            for lon in ("west", "east")
        )
        own = [t for t in towns() if t.municipality == m.code]
        needed = [naive_km(point(m.place), point(t.place)) + t.extent_km for t in own]
        wanted = min(corner, max([25.0, *needed]))
        assert wanted - 0.001 <= m.extent_km <= wanted + 0.101
        kinds.add((corner < 25, max([0.0, *needed]) > 25))
    assert {(True, False), (False, True), (False, False)} <= kinds  # all three cases were met


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("oslo", "Oslo"),
        ("TROMSØ", "Tromsø"),
        ("tromso", "Tromsø"),
        ("tromsoe", "Tromsø"),
        ("alesund", "Ålesund"),
        ("Aalesund", "Ålesund"),
        ("A\u030alesund", "Ålesund"),
        ("mo i r", "Mo i Rana"),
        ("vaeroy", "Værøy"),
        ("karasj", "Karasjok"),
        ("  Bærum ", "Bærum"),
        ("stjordalsh", "Stjørdalshalsen"),
    ],
)
def test_a_place_is_found_however_its_letters_are_typed(typed: str, first: str) -> None:
    assert load_gazetteer().find(typed)[0].name == first


def test_a_later_word_finds_a_place_after_the_whole_names_and_beginnings() -> None:
    names = [e.name for e in load_gazetteer().find("rana")]
    assert names[0] == "Rana"
    assert "Mo i Rana" in names[1:]
    assert not [e for e in load_gazetteer().find("ana") if e.name in {"Rana", "Mo i Rana"}]


def test_larger_places_come_first_among_equals() -> None:
    found = [e for e in load_gazetteer().find("sand", limit=100) if e.name.startswith("Sand")]
    later = [e for e in found if e.name != "Sand"]
    people = [e.population or 0 for e in later]
    assert len(later) > 5
    assert people == sorted(people, reverse=True)


@pytest.mark.parametrize("typed", ["", "   ", "-", "\u0301", "zzzz", "%", "o.lo"])
def test_nothing_typed_or_nothing_like_it_finds_nothing(typed: str) -> None:
    assert load_gazetteer().find(typed) == ()


def test_no_more_is_found_than_was_asked_for() -> None:
    assert len(load_gazetteer().find("s", limit=3)) == 3
    assert load_gazetteer().find("s", limit=3) == load_gazetteer().find("s", limit=50)[:3]


def test_a_repr_tells_no_place() -> None:
    entry = load_gazetteer().entry("NO-T-3143244")
    assert repr(entry) == "GazetteerEntry(...)"
    assert "Oslo" not in repr(load_gazetteer())


def test_an_entry_does_not_change_and_may_be_a_point() -> None:
    spot = GazetteerEntry(
        code=PlaceCode("NO-T-1"),
        kind=PlaceKind.TOWN,
        name="Spot",
        place=Place(60, 10),
        extent_km=0,
        country="NO",
    )
    with pytest.raises(FrozenInstanceError):
        spot.extent_km = 3  # type: ignore[misc]
    assert load_gazetteer() is load_gazetteer()
