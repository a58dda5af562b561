"""AT15: a service at work connects to its database and to nothing else."""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from models.words import Role
from tests.support.database import Database
from tests.support.houses import call, house, load_all_zones
from tests.support.served import serving

_watched: list[Any] | None = None


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _watched is not None and event in ("socket.connect", "socket.getaddrinfo"):
        _watched.append((event, arguments[1] if event == "socket.connect" else arguments[0]))


sys.addaudithook(_hook)


@pytest.fixture
def watched() -> Iterator[list[Any]]:
    """Every connection and look-up of a name that this process makes meanwhile."""
    global _watched
    _watched = []
    yield _watched
    _watched = None


def is_here(address: Any) -> bool:
    """A socket in the file system, or the loopback."""
    if isinstance(address, (str, bytes)):
        name = address.decode() if isinstance(address, bytes) else address
        return name.startswith("/") or name == "localhost" or _loopback(name)
    return _loopback(str(address[0]))


def _loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def test_from_call_to_bed_nobody_else_is_asked(database: Database, watched: list[Any]) -> None:
    with serving(database) as served:
        load_all_zones(served.service)
        coordinator, worker = served.caller(Role.COORDINATOR), served.caller(Role.ON_CALL)
        house(served, coordinator, "QUIET-01", "Tromsø")
        case = call(served, worker)
        found = worker.ok("POST", f"/referrals/{case['id']}/options", key=None)
        assert found["options"]
    assert watched, "the client itself connects to the loopback"
    assert [met for met in watched if not is_here(met[1])] == []


def test_the_watch_sees_connections_and_knows_where_they_go(watched: list[Any]) -> None:
    with socket.socket() as door, socket.socket() as one:
        door.bind(("127.0.0.1", 0))
        door.listen()
        one.connect(door.getsockname())
    assert [is_here(met[1]) for met in watched] == [True]
    elsewhere = [("192.0.2.1", 443), ("2001:db8::1", 443, 0, 0), "example.org", b"example.org"]
    assert [is_here(address) for address in elsewhere] == [False] * 4
