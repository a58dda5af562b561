"""The compose file: read strictly, since no engine is here to read it. It agrees with the Dockerfile."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from app.doctor.facts import Host
from app.doctor.findings import Verdict
from app.doctor.gathering import known_names
from app.doctor.host_checks import way_in
from tests.operate.test_units import must_be_ours
from tests.support.records import NOON

ROOT = Path(__file__).resolve().parents[2]
PATH = ROOT / "docs" / "operate" / "compose.yaml"
TEXT = PATH.read_text(encoding="utf-8")
FILE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
OURS = [name for name, one in SERVICES.items() if one["image"].startswith("havn:")]
KEYS = frozenset(
    [
        "image",
        "build",
        "command",
        "environment",
        "env_file",
        "volumes",
        "networks",
        "network_mode",
        "user",
        "read_only",
        "tmpfs",
        "cap_drop",
        "cap_add",
        "security_opt",
        "logging",
        "depends_on",
        "profiles",
        "restart",
        "stop_grace_period",
        "healthcheck",
        "shm_size",
        "ports",
    ]
)
"""All that a service may say here; a key that is misspelt would be passed over by nobody but us."""
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_nothing_is_said_that_nobody_reads() -> None:
    top = {name for name in FILE if not name.startswith("x-")}
    assert top == {"name", "services", "networks", "volumes"}
    for name, service in SERVICES.items():
        assert set(service) <= KEYS, name


@pytest.mark.parametrize("name", OURS)
def test_a_service_of_ours_runs_a_command_of_ours_and_is_closed(name: str) -> None:
    service = SERVICES[name]
    must_be_ours([re.sub(r"\$\{\w+:\?[^}]*\}", "x", word) for word in service["command"]])
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert set(service.get("environment", {})) <= known_names()
    told = re.search(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)
    assert told is not None
    assert service["user"] == told[1]
    assert service["depends_on"] == {"database": {"condition": "service_healthy"}}
    read = {one["path"] for one in service["env_file"]}
    assert ("./havn/owner.env" in read) == (name != "havn"), "what serves does not know the owner"
    assert "socket:/var/run/postgresql" in service["volumes"]


def test_only_the_proxy_has_a_port_and_the_database_no_network() -> None:
    assert [name for name, one in SERVICES.items() if "ports" in one] == ["proxy"]
    assert SERVICES["database"]["network_mode"] == "none"
    assert "listen_addresses=" in SERVICES["database"]["command"]
    inside = [name for name, one in SERVICES.items() if "networks" in one]
    assert sorted(inside) == ["havn", "proxy"]


def test_the_proxy_is_the_one_that_the_service_trusts() -> None:
    trusted = ip_network(SERVICES["havn"]["environment"]["HAVN_TRUSTED_PROXIES"])
    door = ip_address(SERVICES["proxy"]["networks"]["door"]["ipv4_address"])
    (subnet,) = FILE["networks"]["door"]["ipam"]["config"]
    assert list(trusted.hosts()) == [door]
    assert door in ip_network(subnet["subnet"])
    port = re.search(r"HAVN_PORT=(\d+)", DOCKERFILE)
    assert port is not None
    assert f"havn:{port[1]}" in SERVICES["proxy"]["command"]


def test_every_image_is_pinned_and_every_volume_is_there() -> None:
    for name, service in SERVICES.items():
        if name not in OURS:
            assert re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?-[a-z]+", service["image"]), name
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            assert source in FILE["volumes"] or source == "./havn", volume


def test_every_volume_that_is_ours_alone_may_be_written_by_our_user() -> None:
    """A new volume takes its owner of the folder in the image; without one it is root's."""
    user, group = re.findall(r"^USER (\d+):(\d+)$", DOCKERFILE, re.MULTILINE)[0]
    made = re.findall(rf"^RUN install -d -o {user} -g {group} -m 0700 (.+)$", DOCKERFILE, re.M)
    theirs = {one.split(":")[0] for name in SERVICES if name not in OURS for one in _named(name)}
    ours = {one for name in OURS for one in _named(name) if one.split(":")[0] not in theirs}
    assert ours
    for volume in ours:
        assert volume.split(":")[1] in " ".join(made).split(), volume


def _named(service: str) -> list[str]:
    volumes: list[str] = SERVICES[service]["volumes"]
    return [one for one in volumes if one.split(":")[0] in FILE["volumes"]]


def test_where_a_backup_goes_is_a_volume() -> None:
    for name in OURS:
        words = SERVICES[name]["command"]
        if "--out" in words:
            out = words[words.index("--out") + 1]
            assert any(one.split(":")[1:] == [out] for one in SERVICES[name]["volumes"]), name


@pytest.mark.parametrize("name", ["havn", "doctor"])
def test_who_serves_and_who_looks_know_that_a_proxy_speaks_tls(name: str) -> None:
    proxies = SERVICES[name]["environment"]["HAVN_TRUSTED_PROXIES"]
    host = Host(NOON, 10001, "https://havn.example.org", False, False, (proxies,), "127.0.0.1")
    (found,) = way_in(host)
    assert found.verdict is Verdict.GOOD, found.words


def test_no_secret_stands_in_it() -> None:
    for line in TEXT.splitlines():
        if re.search(r"(?i)password[:=]|postgres:", line) and "image:" not in line:
            assert "${POSTGRES_PASSWORD:?" in line, line


def test_the_log_of_its_database_is_what_the_doctor_asks_for() -> None:
    from app.doctor.records_checks import NO_TEXT, ON_DISK

    words = SERVICES["database"]["command"]
    told = dict(word.split("=", 1) for word in words if "=" in word)
    for name in ("log_min_messages", "log_min_error_statement", "log_error_verbosity"):
        assert told[name] in NO_TEXT[name]
    assert not set(told) & set(ON_DISK), "what is acknowledged is on disk"
