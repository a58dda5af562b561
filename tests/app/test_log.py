"""The log has a closed schema: what does not fit it is not written (security AT09)."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
import structlog

from app import log
from app.access import BASE, ROLES
from models.words import Role

CANARY = "kvitserk-canary"
GOOD = {
    "event": "answered",
    "at": "2026-11-24T02:00:00Z",
    "level": "info",
    "request": "0123456789abcdef",
    "method": "GET",
    "route": f"{BASE}/referrals/{{referral}}",
    "status": 200,
    "ms": 1.5,
    "role": "ON_CALL",
}


def test_a_whole_record_fits() -> None:
    assert log.fits(GOOD)
    assert log.fits({**GOOD, "route": None, "role": None})


@pytest.mark.parametrize("key", sorted(GOOD))
def test_v16_2_5_no_key_takes_another_text_or_thing(key: str) -> None:
    for value in (CANARY, f"{GOOD[key]}{CANARY}", [CANARY], {"a": CANARY}, True, b"x", uuid4()):
        assert not log.fits({**GOOD, key: value}), value
    assert not log.fits({name: value for name, value in GOOD.items() if name != key})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("route", f"{BASE}/referrals/7d7e3750-9822-4fd5-9c7f-14340cf8629a"),
        ("route", "/nothing"),
        ("method", "KVITSERK"),
        ("status", 99),
        ("status", 200.0),
        ("ms", -1.0),
        ("role", "SOMEBODY"),
        ("request", "0" * 17),
        ("at", "2026-11-24T02:00:00"),
    ],
)
def test_v16_2_5_each_value_has_its_form(key: str, value: object) -> None:
    assert not log.fits({**GOOD, key: value})


def test_v16_2_5_a_key_more_is_one_too_many() -> None:
    assert not log.fits({**GOOD, "path": "/"})
    assert not log.fits({**GOOD, "library": "uvicorn"})


def test_every_route_and_every_role_fits() -> None:
    for _, path in ROLES:
        assert log.fits({**GOOD, "route": BASE + path})
    for role in Role:
        assert log.fits({**GOOD, "role": role.value})


def test_what_does_not_fit_is_told_as_that_alone(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up()
    structlog.get_logger().info("a text", name=CANARY)
    structlog.get_logger().info(f"answered {CANARY}")
    structlog.get_logger().error("fault", kind=CANARY, where=None, method=None, route=None)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == ["unlisted"] * 3
    assert all(log.fits(line) for line in lines)
    assert CANARY not in str(lines)


def test_v16_5_1_a_fault_is_told_by_type_and_line(capsys: pytest.CaptureFixture[str]) -> None:
    from app.http.limits import checked

    log.set_up()
    try:
        checked(CANARY, CANARY.encode())
    except Exception as error:  # noqa: BLE001 - whatever it is
        log.failed("POST", None, error)
    line = json.loads(capsys.readouterr().out)
    assert log.fits(line)
    assert (line["kind"], line["where"].split(":")[0]) == ("NotJson", "app.http.limits")
