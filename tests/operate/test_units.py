"""The units of systemd: systemd itself accepts them, and what they start and read is ours."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml  # type: ignore[import-untyped]

from app.cli import app
from app.doctor.gathering import known_names
from tests.support.closed_unit import behind

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "operate" / "systemd"
COMPOSE = FOLDER / "compose"
SERVICES = sorted(FOLDER.glob("*.service"))
TIMERS = sorted(FOLDER.glob("*.timer"))
HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "CapabilityBoundingSet": "",
    "SystemCallErrorNumber": "EPERM",
    "UMask": "0077",
    "LimitCORE": "0",
    "User": "havn",
}
MAY_ASK = {"havn-doctor": {"adjtimex", "clock_adjtime"}}
"""Who asks whether something keeps the clock; setting it takes a capability that no unit has."""
PAGES = ("restore-own", "upgrade")
EXPOSURE = 30
"""Of 100: what systemd itself says of a unit."""


def said(path: Path) -> dict[str, dict[str, list[str]]]:
    """Each section's settings; one that is said twice has two values."""
    found: dict[str, dict[str, list[str]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            name, _, value = line.partition("=")
            section.setdefault(name, []).append(value)
    return found


def must_be_ours(argv: list[str]) -> None:
    """The words after the program name a command of ours, with options that it has."""
    command: Any = typer.main.get_command(app)
    context, words = command.context_class(command), list(argv)
    while hasattr(command, "get_command"):
        name = words.pop(0)
        found = command.get_command(context, name)
        assert found is not None, f"{name} is no command"
        command = found
    command.make_context(str(command.name), words, resilient_parsing=False)


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_starts_a_command_of_ours_with_nothing_it_does_not_need(path: Path) -> None:
    service = said(path)["Service"]
    (start,) = service["ExecStart"]
    program, *argv = shlex.split(start)
    assert program == "/usr/local/bin/havn"
    must_be_ours(argv)
    assert {name: service.get(name) for name in HARDENED} == {n: [v] for n, v in HARDENED.items()}
    (calls,) = service["SystemCallFilter"]
    assert set(calls.split()) - {"@system-service"} <= MAY_ASK.get(path.stem, set())
    for line in service.get("Environment", []):
        assert line.partition("=")[0] in known_names()
    assert "/etc/havn/havn.env" in service["EnvironmentFile"]


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_who_does_not_need_the_owner_of_the_tables_has_that_file_shut_out(path: Path) -> None:
    service, owner = said(path)["Service"], "/etc/havn/owner.env"
    serves = path.name in ("havn.service", "havn-night.service")
    assert (owner in service["EnvironmentFile"]) is not serves
    assert (service.get("InaccessiblePaths") == [f"-{owner}"]) is serves


def test_each_timer_has_its_service_and_each_task_its_timer() -> None:
    assert {path.stem for path in TIMERS} == {path.stem for path in SERVICES} - {"havn"}
    for path in TIMERS:
        timer = said(path)["Timer"]
        assert timer["OnCalendar"][0].endswith("UTC"), "a local clock jumps twice a year"
        assert timer["Persistent"] == ["yes"]


def test_an_upgrade_stops_every_timer_and_task_first_and_starts_every_timer_afterwards() -> None:
    page = (ROOT / "docs/operate/upgrade.md").read_text("utf-8")
    typed = re.findall(r"^(systemctl (?:stop|start)|havn .* upgrade) (.*)$", page, re.MULTILINE)
    order = [words.split()[-1] for words, _ in typed]
    assert order == ["stop", "stop", "upgrade", "start", "start"]
    assert "checkout RELEASE && /opt/havn/dev install\n" in page, "its packages too"
    stopped = {unit for _, names in typed[:2] for unit in names.split()}
    assert stopped == {path.name for path in (*SERVICES, *TIMERS)}
    started = {unit for _, names in typed[3:] for unit in names.partition("#")[0].split()}
    assert started == {path.name for path in TIMERS} | {"havn.service"}


def test_where_an_archive_moved_to_outlives_an_upgrade(tmp_path: Path) -> None:
    pages = {name: (ROOT / f"docs/operate/{name}.md").read_text("utf-8") for name in PAGES}
    (moved,) = re.findall(r"^for unit in havn-archive .*$", pages["restore-own"], re.MULTILINE)
    (copied,) = re.findall(r"^cp (\S+) /etc/systemd/system/ ", pages["upgrade"], re.MULTILINE)
    units = tmp_path / "etc/systemd/system"
    units.mkdir(parents=True)
    for line in (f"cp {copied} /etc/systemd/system/", moved, f"cp {copied} /etc/systemd/system/"):
        line = line.replace("/opt/havn", str(ROOT)).replace("/etc/systemd/system", str(units))
        subprocess.run(["sh", "-euc", line], check=True)
    (begin,) = re.findall(r"^havn .* archive begin .*$", pages["restore-own"], re.MULTILINE)
    wanted = re.findall(r"(?:--files|--keys) (\S+)", begin)
    for unit in ("havn-archive", "havn-archive-erased"):
        said_last = said(units / f"{unit}.service.d" / "folders.conf")["Service"]
        assert " ".join(said_last["ReadWritePaths"]).split() == wanted


def test_the_service_that_serves_reads_its_settings_again() -> None:
    service = said(FOLDER / "havn.service")["Service"]
    assert service["Environment"] == [f"HAVN_ENV_FILES={service['EnvironmentFile'][0]}"]


def test_every_unit_that_a_page_enables_is_there() -> None:
    pages = "".join(path.read_text("utf-8") for path in (ROOT / "docs/operate").glob("*.md"))
    named = set(re.findall(r"\bhavn[a-z-]*\.(?:service|timer)\b(?!\.d)", pages))
    assert named
    assert named <= {path.name for path in (*SERVICES, *TIMERS)}


def test_with_containers_each_timer_starts_the_task_that_its_name_ends_with() -> None:
    file = yaml.safe_load((FOLDER.parent / "compose.yaml").read_text("utf-8"))["services"]
    assert said(COMPOSE / "timers.conf") == {"Timer": {"Unit": ["havn-compose@%j.service"]}}
    for timer in TIMERS:
        (start,) = said(FOLDER / f"{timer.stem}.service")["Service"]["ExecStart"]
        task = file[timer.stem.rpartition("-")[2]]
        assert task["profiles"] == ["task"]
        assert task["command"][:2] == shlex.split(start)[1:3], "the same as without containers"
    (start,) = said(COMPOSE / "havn-compose@.service")["Service"]["ExecStart"]
    assert start == "/usr/bin/docker compose run --rm --no-TTY --no-deps %i"


def test_the_page_of_containers_enables_every_timer() -> None:
    page = (FOLDER.parent / "containers.md").read_text("utf-8")
    (enabled,) = re.findall(r"^systemctl enable --now (.*)$", page, re.MULTILINE)
    assert set(enabled.split()) == {path.name for path in TIMERS}


@pytest.fixture(scope="module")
def analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        assert not os.environ.get("CI"), "CI has systemd-analyze"
        pytest.skip("no systemd-analyze here")
    return found


def test_systemd_accepts_every_unit_and_calendar(analyze: str, tmp_path: Path) -> None:
    program = tmp_path / "havn"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for path in (*SERVICES, *TIMERS):
        text = path.read_text("utf-8").replace("/usr/local/bin/havn", str(program))
        (tmp_path / path.name).write_text(text)
    units = [str(tmp_path / path.name) for path in (*SERVICES, *TIMERS)]
    done = subprocess.run(
        [analyze, "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    about_ours = [line for line in done.stderr.splitlines() if "havn" in line]
    assert (done.returncode, about_ours) == (0, [])
    for path in TIMERS:
        (calendar,) = said(path)["Timer"]["OnCalendar"]
        told = subprocess.run([analyze, "calendar", calendar], capture_output=True, check=False)
        assert told.returncode == 0, told.stderr


def test_systemd_takes_each_timer_to_its_container(analyze: str, tmp_path: Path) -> None:
    text = (COMPOSE / "havn-compose@.service").read_text("utf-8")
    # Neither the checkout nor an engine is here.
    text = text.replace("/usr/bin/docker", "/bin/true").replace("=/opt/havn/docs/operate\n", "=/\n")
    text = re.sub(r"^(After|Requires)=docker.service\n", "", text, flags=re.MULTILINE)
    (tmp_path / "havn-compose@.service").write_text(text)
    drop = tmp_path / "havn-.timer.d"
    drop.mkdir()
    shutil.copy(COMPOSE / "timers.conf", drop / "compose.conf")
    for timer in TIMERS:
        shutil.copy(timer, tmp_path)
        done = subprocess.run(
            [analyze, "verify", "--man=no", str(tmp_path / timer.name)],
            env=os.environ | {"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "SYSTEMD_LOG_LEVEL": "debug"},
            capture_output=True,
            text=True,
            check=False,
        )
        task = timer.stem.rpartition("-")[2]
        assert done.returncode == 0, done.stderr
        assert f"Triggers: havn-compose@{task}.service" in done.stderr + done.stdout, timer.name
        wrong = [line for line in done.stderr.splitlines() if "ignoring" in line and "havn" in line]
        assert not wrong


def test_systemd_calls_the_service_well_closed(analyze: str) -> None:
    done = subprocess.run(
        [
            analyze,
            "security",
            "--offline=true",
            f"--threshold={EXPOSURE}",
            str(FOLDER / "havn.service"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-200:] + done.stderr


def test_the_doctor_lives_under_the_filter_of_its_unit_and_may_ask_the_clock(
    analyze: str, tmp_path: Path
) -> None:
    service = said(FOLDER / "havn-doctor.service")["Service"]
    environ = {n: v for n, v in os.environ.items() if n not in known_names()}
    environ["DATABASE_URL"] = "postgresql://nobody:x@127.0.0.1:1/none"
    argv = [sys.executable, "-P", "-m", "app.cli", "doctor", "--json"]
    done = subprocess.run(
        behind(analyze, service, argv),
        cwd=tmp_path,
        env=environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, f"{done.returncode}: {done.stdout}{done.stderr}"
    found = {one["check"]: one["words"] for one in json.loads(done.stdout)["findings"]}
    assert found["clock"] in (
        "something keeps it",
        "the kernel says that nothing keeps its clock",
    )


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["nonsense"], "no command"),
        (["doctor", "--nonsense"], "No such option"),
        (["backup"], "Missing option"),
    ],
)
def test_a_command_that_is_not_ours_is_seen(argv: list[str], words: str) -> None:
    with pytest.raises(Exception) as seen:  # noqa: PT011 - the library's own kind, and its words
        must_be_ours(argv)
    assert words in str(seen.value) + str(getattr(seen.value, "format_message", str)())
