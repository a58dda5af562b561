"""The compose file: read strictly, since no engine is here to read it. It agrees with the Dockerfile."""

from __future__ import annotations

import re
import subprocess
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from app.doctor import elsewhere
from app.doctor.facts import Host
from app.doctor.findings import Verdict
from app.doctor.gathering import known_names
from app.doctor.host_checks import way_in
from app.doctor.stray_keys import Strays, look
from tests.operate.test_units import must_be_ours
from tests.support.records import NOON
from tests.support.typed_pages import blocks, page

ROOT = Path(__file__).resolve().parents[2]
PATH = ROOT / "docs" / "operate" / "compose.yaml"
TEXT = PATH.read_text(encoding="utf-8")
FILE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = FILE["services"]
DATABASE = "havn-database:"
OURS = [name for name, one in SERVICES.items() if one["image"].startswith("havn:")]
OF_THE_ARCHIVE = [
    name
    for name, one in SERVICES.items()
    if one["image"].startswith(DATABASE) and name not in {"database", "place"}
]
"""Tasks of ours that need the programs of the server; ``database`` and ``place`` run its own."""
TASKS = [*OURS, *OF_THE_ARCHIVE]
WITHOUT_A_DATABASE = {"restore", "drill"}
KEYS = frozenset(
    [
        "image",
        "build",
        "entrypoint",
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
        "hostname",
        "shm_size",
        "ports",
    ]
)
"""All that a service may say here; a key that is misspelt would be passed over by nobody but us."""
BOUND = {
    "./havn",
    "./brought",
    "/mnt/vault/files",
    "/srv/havn/keys",
    "/var/lib/havn/backup",
    "/srv/havn/archive",
    "/dev/null",
}
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_nothing_is_said_that_nobody_reads() -> None:
    top = {name for name in FILE if not name.startswith("x-")}
    assert top == {"name", "services", "networks", "volumes"}
    for name, service in SERVICES.items():
        assert set(service) <= KEYS, name


def words_of(name: str) -> list[str]:
    """What a service of ours is told after the program."""
    service = SERVICES[name]
    words = [*service.get("entrypoint", ["python", "-m", "app.cli"]), *service["command"]]
    assert words[:3] == ["python", "-m", "app.cli"]
    return [re.sub(r"\$\{\w+:\?[^}]*\}", "x", word) for word in words[3:]]


def mounts(
    name: str, services: dict[str, dict[str, Any]] = SERVICES
) -> list[tuple[str, str, bool]]:
    """Source, target and whether it may only be read, of each volume, however it is written."""
    found = []
    for volume in services[name]["volumes"]:
        if isinstance(volume, str):
            source, target, *mode = volume.split(":")
            found.append((source, target, mode == ["ro"]))
        else:
            assert set(volume) <= {"type", "source", "target", "read_only", "bind"}, volume
            assert volume["type"] == "bind"
            assert volume["bind"] == {"create_host_path": False}, (
                "a mount that is away is no folder"
            )
            found.append((volume["source"], volume["target"], volume.get("read_only", False)))
    return found


@pytest.mark.parametrize("name", TASKS)
def test_a_service_of_ours_runs_a_command_of_ours_and_is_closed(name: str) -> None:
    service = SERVICES[name]
    must_be_ours(words_of(name))
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert set(service.get("environment", {})) <= known_names()
    told = re.search(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)
    assert told is not None
    assert service["user"] == told[1]
    if name in WITHOUT_A_DATABASE:
        assert (service["depends_on"], service["env_file"]) == ([], [])
        return
    assert service["depends_on"] == {"database": {"condition": "service_healthy"}}
    read = {one["path"] for one in service["env_file"]}
    knows = name not in {"havn", "night"}
    assert ("./havn/owner.env" in read) is knows, "what serves and plans does not know the owner"
    assert "socket:/var/run/postgresql" in service["volumes"]


def test_each_image_is_built_of_its_part_of_the_dockerfile() -> None:
    for name, service in SERVICES.items():
        if "build" in service:
            target = service["build"]["target"]
            assert f" AS {target}\n" in DOCKERFILE, name
            assert service["image"].startswith(
                f"{'havn' if target == 'havn' else 'havn-database'}:"
            )
    programs = re.search(r"^FROM postgres:(\d+)\.\d+-\w+ AS database$", DOCKERFILE, re.MULTILINE)
    assert programs is not None
    assert f"HAVN_POSTGRES=/usr/lib/postgresql/{programs[1]}\n" in DOCKERFILE
    # `docker build` without a target makes the last one.
    assert re.findall(r"^FROM .* AS (\w+)$", DOCKERFILE, re.MULTILINE)[-1] == "havn"


def test_every_path_of_a_command_and_of_a_setting_is_mounted() -> None:
    for name in TASKS:
        there = [target for _, target, _ in mounts(name)]
        there += [one.split(":")[0] for one in SERVICES[name].get("tmpfs", [])]
        told = SERVICES[name].get("environment", {}).values()
        paths = [one for one in (*words_of(name), *told) if re.match(r"/(mnt|var|etc)/", one)]
        for path in paths:
            assert any(Path(path).is_relative_to(one) for one in there), (name, path)


def test_who_writes_the_archive_and_who_only_reads_it() -> None:
    may_write = {
        (target, name)
        for name in SERVICES
        for _, target, only_read in mounts(name)
        if target.startswith("/mnt/") and not only_read
    }
    takers = ("begin", "archive", "erased")
    wanted = {(target, name) for target in ("/mnt/keys", "/mnt/archive") for name in takers}
    wanted |= {("/mnt/vault/files", name) for name in (*takers, "database")}
    assert may_write == wanted
    assert not [name for name, target, _ in map_of_mounts("database") if target == "/mnt/keys"]


def test_the_doctor_sees_all_that_a_restore_begins_from_and_writes_none_of_it() -> None:
    mine = {(source, target): only_read for source, target, only_read in mounts("doctor")}
    for task in ("archive", "backup"):
        for source, target, only_read in mounts(task):
            if source in BOUND and not only_read:
                assert mine.get((source, target)) is True, target
    told = SERVICES["doctor"]["environment"]["HAVN_ARCHIVE_FILE"]
    assert told == SERVICES["archive"]["environment"]["HAVN_ARCHIVE_FILE"]
    assert "/var/lib/havn/backup" == elsewhere.BACKUPS, "where it looks unless it is told"


def map_of_mounts(name: str) -> list[tuple[str, str, bool]]:
    return [(name, target, only_read) for _, target, only_read in mounts(name)]


def test_what_comes_back_archives_nowhere() -> None:
    """Where the archive is said to lie, an embedded server hands its log over."""
    for name in WITHOUT_A_DATABASE:
        assert "HAVN_ARCHIVE_FILE" not in SERVICES[name]["environment"]


def test_only_what_moves_the_data_is_root_and_it_reaches_nobody() -> None:
    root = {name for name, one in SERVICES.items() if one.get("user") == "0:0"}
    assert root == {"place"}
    place = SERVICES["place"]
    assert place["network_mode"] == "none"
    assert place["read_only"] is True
    assert place["cap_drop"] == ["ALL"]
    assert set(place["cap_add"]) == {"CHOWN", "DAC_OVERRIDE", "FOWNER", "SETUID", "SETGID"}
    assert {target for _, target, _ in mounts("place")} == {
        "/var/lib/havn/restored",
        "/var/lib/postgresql",
    }


def test_whatever_runs_by_itself_may_go_on_and_a_task_ends() -> None:
    for name, service in SERVICES.items():
        by_itself = name in {"database", "havn", "proxy"}
        assert service["restart"] == ("unless-stopped" if by_itself else "no"), name
        assert (service.get("profiles") == ["task"]) is not by_itself, name
        assert by_itself or service["network_mode"] == "none", name


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
        if "build" not in service:
            assert re.fullmatch(r"[a-z]+:\d+\.\d+(\.\d+)?-[a-z]+", service["image"]), name
        for source, _, _ in mounts(name):
            assert source in FILE["volumes"] or source in BOUND, source


def test_every_volume_that_is_ours_alone_may_be_written_by_our_user() -> None:
    """A new volume takes its owner of the folder in the image; without one it is root's."""
    user, group = re.findall(r"^USER (\d+):(\d+)$", DOCKERFILE, re.MULTILINE)[0]
    made = re.findall(rf"^RUN install -d -o {user} -g {group} -m 0700 (.+)$", DOCKERFILE, re.M)
    theirs = {source for name in SERVICES if name not in TASKS for source, _ in _named(name)}
    ours = {one for name in TASKS for one in _named(name) if one[0] not in theirs - {"restored"}}
    assert {source for source, _ in ours} == {"restored"}
    for _, target in ours:
        assert target in " ".join(made).split(), target
    for one in SERVICES["drill"]["tmpfs"][1:]:
        assert one.split(":")[1] == f"uid={user},gid={group},mode=0700"


def _named(service: str) -> list[tuple[str, str]]:
    return [(source, target) for source, target, _ in mounts(service) if source in FILE["volumes"]]


def test_where_a_backup_goes_outlives_the_container() -> None:
    for name in OURS:
        words = SERVICES[name]["command"]
        if "--out" in words:
            out = words[words.index("--out") + 1]
            assert out in [target for _, target, only_read in mounts(name) if not only_read], name


@pytest.mark.parametrize("name", ["havn", "doctor"])
def test_who_serves_and_who_looks_know_that_a_proxy_speaks_tls(name: str) -> None:
    proxies = SERVICES[name]["environment"]["HAVN_TRUSTED_PROXIES"]
    host = Host(NOON, 10001, "https://havn.example.org", False, False, (proxies,), "127.0.0.1")
    (found,) = way_in(host)
    assert found.verdict is Verdict.GOOD, found.words


def test_the_doctor_meets_no_file_that_is_roots(tmp_path: Path) -> None:
    """One that he cannot read leaves unknown whether it is the offline key; a device is no file."""
    (taken,) = re.findall(
        r"^chown root havn/(\S+)\ndocker compose up", page("containers.md"), re.M
    )[:1]
    assert ("/dev/null", f"/etc/havn/{taken}", True) in mounts("doctor")
    (tmp_path / taken).symlink_to("/dev/null")
    assert look([tmp_path]) == Strays((), 0, ())


def test_the_settings_of_before_a_restore_are_nowhere_that_the_doctor_looks(tmp_path: Path) -> None:
    """They are root's from the installation on, under whatever name."""
    etc = tmp_path / "havn"
    etc.mkdir()
    for name in ("havn.env", "owner.env"):
        (etc / name).touch()
    (back,) = [one for one in blocks("containers.md", "console") if "owner.env; do" in one]
    aside = back.partition("mv /srv/havn/archive")[0]
    subprocess.run(["bash", "-eu"], input=aside, cwd=tmp_path, text=True, check=True)
    assert not list(etc.iterdir())
    kept = tmp_path / "before"
    assert kept.stat().st_mode & 0o777 == 0o700
    assert f" {kept.name}\n" in page("containers.md").partition(back)[2], "and it is removed"


def test_whoever_looks_at_the_head_has_the_folder_of_whoever_writes_it() -> None:
    (told,) = blocks("containers.md", "yaml")
    services = yaml.safe_load(told)["services"]
    (written,), (read,) = mounts("havn", services), mounts("doctor", services)
    assert (written, read) == (
        ("/mnt/head", "/mnt/head", False),
        ("/mnt/head", "/mnt/head", True),
    )
    assert "`HAVN_HEAD_FILE=/mnt/head/" in page("containers.md")
    assert set(services) == {"havn", "doctor"}


def test_who_runs_with_a_folder_that_is_moved_is_stopped_before_and_made_anew_after() -> None:
    """A mount of a container follows the folder, not its name."""
    _, _, move, _ = blocks("backup.md", "console")
    moved = set(re.findall(r"/(?:mnt|srv|var)/[\w/]+", move))
    running = {
        name
        for name, one in SERVICES.items()
        if one["restart"] != "no" and moved & {source for source, _, _ in mounts(name)}
    }
    told = page("containers.md")
    stop, start = told.index("`docker compose stop "), told.index("up -d --force-recreate`")
    assert running == {"database"}
    assert running <= set(told[stop:].split("`")[1].split())
    assert stop < told.index("before the first line") < start < told.index("after the copy")


def test_no_secret_stands_in_it() -> None:
    for line in TEXT.splitlines():
        if re.search(r"(?i)password[:=]|//\w+:", line):
            assert "${POSTGRES_PASSWORD:?" in line, line


def test_the_log_of_its_database_is_what_the_doctor_asks_for() -> None:
    from app.doctor.records_checks import NO_TEXT, ON_DISK

    words = SERVICES["database"]["command"]
    told = dict(word.split("=", 1) for word in words if "=" in word)
    for name in ("log_min_messages", "log_min_error_statement", "log_error_verbosity"):
        assert told[name] in NO_TEXT[name]
    assert not set(told) & set(ON_DISK), "what is acknowledged is on disk"
