"""A table and the API let the same values in: what one refuses does not come in by the other."""

import pytest
from pydantic import ValidationError

from app.contract import shelters as told
from app.importing.columns import PARTS, TEMPLATES, Kind
from app.importing.faults import CellRefused

MODELS = {
    "acceptance": told.Acceptance,
    "stay_policy": told.StayRules,
    "staffing": told.Staffing,
    "municipality_support": told.MunicipalitySupport,
}


def column(kind, name):
    return next(c for c in TEMPLATES[kind] if c.name == name)


@pytest.mark.parametrize("part", list(PARTS))
def test_each_part_has_the_fields_that_the_api_has(part):
    fields = set(MODELS[part].model_fields)
    names = set(PARTS[part])
    if part == "stay_policy":
        names = names - {"stay_limit_nights"} | {"limit_known", "max_nights"}
    assert names == fields


@pytest.mark.parametrize(
    ("kind", "name", "model", "last", "beyond"),
    [
        (Kind.SHELTERS, "boys_max_age", told.Acceptance, 25, 26),
        (Kind.SHELTERS, "girls_max_age", told.Acceptance, 25, 26),
        (Kind.SHELTERS, "max_children", told.Acceptance, 50, 51),
        (Kind.SHELTERS, "min_age", told.Acceptance, 99, 100),
        (Kind.SHELTERS, "exempt_max_nights", told.StayRules, 10_000, 10_001),
        (Kind.SHELTERS, "volunteers", told.Staffing, 100_000, 100_001),
        (Kind.SHELTERS, "trafficking_residents_served", told.Staffing, 100_000, 100_001),
        (Kind.SHELTERS, "decision_days_median", told.MunicipalitySupport, 3_650, 3_651),
        (Kind.SHELTERS, "turnover_per_year", told.ShelterChange, 100_000, 100_001),
        (Kind.SHELTERS, "max_concurrent_t4", told.ShelterChange, 100_000, 100_001),
        (Kind.SERVICES, "minutes", told.Service, 10_000, 10_001),
        (Kind.UNITS, "beds", told.NewUnit, 50, 51),
        (Kind.UNITS, "cots", told.NewUnit, 50, 51),
    ],
)
def test_each_number_ends_where_it_ends_in_the_api(kind, name, model, last, beyond):
    needed = {"type": "GP"} if model is told.Service else {}
    if model is told.NewUnit:
        needed = {"code": "A1", "kind": "ROOM", "beds": 1}
    assert column(kind, name).read(str(last)) == last
    assert getattr(model(**needed | {name: last}), name) == last
    with pytest.raises(CellRefused):
        column(kind, name).read(str(beyond))
    with pytest.raises(ValidationError):
        model(**needed | {name: beyond})


@pytest.mark.parametrize("code", ["FJORD-07", "Æ", "F" * 24])
def test_a_code_name_is_one_in_both(code):
    assert column(Kind.SHELTERS, "code_name").read(code) == code
    sent = told.NewShelter(
        code_name=code, kind="CRISIS_CENTRE", phases={"ACUTE"}, zone=None, region="MID",
        residents_gender="WOMEN",
    )  # fmt: skip
    assert sent.code_name == code
