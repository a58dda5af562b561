"""The commands that need no database: exit codes, one clear error line, and readable answers."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.behind import NICE
from app.cli import app
from app.worlds.schema import shipped

EXAMPLE = str(files("app.worlds").joinpath("examples", "five_shelters.json"))
NOT_NEEDED = ("sqlalchemy", "fastapi", "psycopg", "uvicorn")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("plans") / "plan.json"
    assert run("plan", EXAMPLE, "--out", out).exit_code == 0
    return out


def spoiled(planned: Path, tmp_path: Path, old: str, new: str) -> Path:
    text = planned.read_text()
    assert old in text
    path = tmp_path / "spoiled.json"
    path.write_text(text.replace(old, new, 1))
    return path


def test_a_plan_is_told_with_its_proof_and_every_household(tmp_path: Path) -> None:
    result = run("plan", EXAMPLE, "--out", tmp_path / "plan.json")
    assert result.exit_code == 0
    assert "optimal, proven tier by tier" in result.stdout
    for line in (
        "H-1  P1 T3  FJORD-07 [FJORD-07/01] 2027-01-15 to 2027-02-26 FIRM  WITHIN_LIMIT",
        "2027-01-15 to 2027-04-15 FIRM, then LYNG-21 [LYNG-21/01] 2027-04-15 to 2027-07-14 INTENDED",
        "H-3  P1 T4  -  no safe bed: H02 SECURITY_TOO_LOW",
        "P1                   1       1",
    ):
        assert line in result.stdout


@pytest.mark.parametrize(
    ("who", "told"),
    [
        (
            "H-3",
            """
H-3: what became of each shelter
  without just H02 SECURITY_TOO_LOW a shelter could take her
  FJORD-07: BARRED: H02 SECURITY_TOO_LOW, H03 TOO_NEAR_DANGER
  FOSS-12: BARRED: H02 SECURITY_TOO_LOW
  LYNG-21: BARRED: H02 SECURITY_TOO_LOW, H14 VACANCY_NOT_FRESH (call)
  TIND-03: BARRED: H01 NO_UNIT_FREE
  ELV-05: BARRED: H02 SECURITY_TOO_LOW
""",
        ),
        (
            "H-1",
            """
H-1: what became of each shelter
  FJORD-07: CHOSEN
  FOSS-12: BARRED: H03 TOO_NEAR_DANGER
  LYNG-21: BARRED: H14 VACANCY_NOT_FRESH (call)
  TIND-03: BARRED: H01 NO_UNIT_FREE, H15 KEPT_IN_RESERVE
  ELV-05: BARRED: H02 SECURITY_TOO_LOW
""",
        ),
    ],
)
def test_why_and_why_not_is_told_of_every_shelter(who: str, told: str, tmp_path: Path) -> None:
    result = run("plan", EXAMPLE, "--out", tmp_path / "plan.json", "--why", who)
    assert result.exit_code == 0
    assert result.stdout.endswith(told)


def test_the_same_world_gives_the_same_bytes(planned: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.json"
    assert run("plan", EXAMPLE, "--out", again).exit_code == 0
    assert again.read_bytes() == planned.read_bytes()


def test_a_good_plan_passes_the_check(planned: Path) -> None:
    result = run("check-plan", EXAMPLE, planned)
    assert (result.exit_code, result.stdout) == (0, "no fault: 3 placed, 1 without\n")


def test_a_plan_that_breaks_a_rule_is_told_and_refused(planned: Path, tmp_path: Path) -> None:
    # H-1 fears somebody in Oslo; FOSS-12 lies too near.
    path = spoiled(
        planned,
        tmp_path,
        '"shelter":"FJORD-07","units":["FJORD-07/01"]',
        '"shelter":"FOSS-12","units":["FOSS-12/02"]',
    )
    result = run("check-plan", EXAMPLE, path)
    assert result.exit_code == 1
    assert "H-1: H03 BARRED" in result.stdout


def test_a_plan_of_another_world_is_refused(planned: Path, tmp_path: Path) -> None:
    other = tmp_path / "world.json"
    other.write_bytes(shipped("examples/five_shelters.json") + b"\n")
    result = run("check-plan", other, planned)
    assert (result.exit_code, result.stdout) == (1, "plan: OTHER_WORLD\n")


def test_a_plan_with_an_unknown_field_is_unusable(planned: Path, tmp_path: Path) -> None:
    path = spoiled(planned, tmp_path, '"proven":true', '"prooven":true,"proven":true')
    result = run("check-plan", EXAMPLE, path)
    assert result.exit_code == 2
    assert result.stderr == "error: plan.prooven: is not a field of this format\n"


def test_options_tell_call_first_and_every_rule_that_bars() -> None:
    result = run("options", EXAMPLE, "--household", "H-1")
    assert result.exit_code == 0
    for line in (
        "option 1: FJORD-07 [FJORD-07/01]",
        "CALL FIRST 1: LYNG-21 [LYNG-21/01]",
        "  a telephone yes is needed for: H14 VACANCY_NOT_FRESH",
        "  FOSS-12: H03 TOO_NEAR_DANGER",
        "  ELV-05: H02 SECURITY_TOO_LOW",
        "  ? High threat assumed: not all of the threat picture was asked.",
    ):
        assert line in result.stdout.splitlines()


def test_no_safe_bed_tells_the_rules_that_would_free_most() -> None:
    result = run("options", EXAMPLE, "--household", "H-3")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    at = lines.index("NO_SAFE_BED: every shelter is barred")
    assert lines[at + 1].startswith("  without H02 SECURITY_TOO_LOW alone, free: 2")


def test_no_coordinate_reaches_the_terminal(planned: Path) -> None:
    told = (
        run("options", EXAMPLE, "--household", "H-1").stdout
        + run("check-plan", EXAMPLE, planned).stdout
    )
    world = json.loads(Path(EXAMPLE).read_text())["situation"]
    for zone in world["zones"]:
        assert str(zone["centre"]["lat"]) not in told
        assert str(zone["radius_km"]) not in told
        assert zone["id"] not in told


def test_a_restricted_block_has_no_rule_and_no_name(tmp_path: Path) -> None:
    """H05 would tell that another woman lives there (domain 14)."""
    tree = json.loads(Path(EXAMPLE).read_text())
    tree["situation"]["links"] = [{"a": "H-1", "b": "R-1", "kind": "MUST_SEPARATE"}]
    path = tmp_path / "world.json"
    path.write_text(json.dumps(tree))
    told = run("options", path, "--household", "H-1").stdout
    assert "  FJORD-07: BLOCKED_RESTRICTED" in told.splitlines()
    assert "R-1" not in told
    assert "H05" not in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("plan", "none.json", "--out", "OUT"), "error: world file: there is no such file\n"),
        (
            ("plan", EXAMPLE, "--out", "no/folder/p.json"),
            "error: output: there is no such folder\n",
        ),
        (("plan", EXAMPLE, "--out", "/"), "error: output: is not a file\n"),
        (
            ("plan", EXAMPLE, "--out", "OUT", "--why", "Kari Hemmelig"),
            "error: --why: names no household of this file\n",
        ),
        (
            ("options", EXAMPLE, "--household", "Kari Hemmelig"),
            "error: --household: names no household of this file\n",
        ),
        (("check-plan", EXAMPLE, EXAMPLE), 'error: format: must be "havn-plan/1"\n'),
        (
            ("world", "--size", "uk", "--seed", "1", "--out", "no/folder/w.json"),
            "error: output: there is no such folder\n",
        ),
    ],
)
def test_what_cannot_be_used_gives_one_line_and_exit_2(
    arguments: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    result = run(*(str(tmp_path / "out.json") if a == "OUT" else a for a in arguments))
    assert (result.exit_code, result.stderr, result.stdout) == (2, told, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("world",),
        ("world", "--size", "mars", "--out", "x.json"),
        ("plan", EXAMPLE),
        ("plan", EXAMPLE, "--out", "x.json", "--seconds", "0"),
        ("nonsense",),
    ],
)
def test_wrong_arguments_are_exit_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_a_generated_world_can_be_planned_from(tmp_path: Path) -> None:
    world = tmp_path / "norway.json"
    result = run("world", "--size", "norway", "--seed", "4", "--out", world)
    assert result.exit_code == 0
    assert "43 shelters, 455 units" in result.stdout
    assert run("options", world, "--household", "H-017").exit_code == 0


def test_the_schema_command_prints_the_shipped_schema() -> None:
    assert run("world", "--schema", "world").stdout.encode() == shipped("world.schema.json")


def test_a_plan_the_checker_refuses_is_never_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planner with a fault is played by one that forgets a household."""
    from dataclasses import replace

    from matching import solve

    whole = solve.plan_night

    def forgetful(*arguments: object) -> object:
        plan = whole(*arguments)  # type: ignore[arg-type]
        return replace(plan, unplaced=())

    monkeypatch.setattr(solve, "plan_night", forgetful)
    out = tmp_path / "plan.json"
    result = run("plan", EXAMPLE, "--out", out)
    assert result.exit_code == 1
    assert "H-3: MISSING" in result.stderr
    assert not out.exists()


def test_the_night_steps_back_before_anything_large_is_imported() -> None:
    """Seconds of imports at the usual rank would be seconds of those who take calls."""
    program = """
import os, sys, types
order = []
os.getpriority = lambda *_: 0
os.setpriority = lambda _, __, rank: order.append(rank)
class Night(types.ModuleType):
    def __getattr__(self, name):
        if name != "run":
            raise AttributeError(name)
        order.append("imported")
        return lambda: 0
sys.modules["app.nightly.command"] = Night("app.nightly.command")
from app.cli import app
app(["night"], standalone_mode=False)
print(order, [one for one in ("sqlalchemy", "ortools", "numpy") if one in sys.modules])
"""
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert told.stdout == f"[{NICE}, 'imported'] []\n"


def test_real_exit_codes_and_no_import_that_is_not_needed(tmp_path: Path) -> None:
    """In a process of its own, with imports listed: the core runs with no database and no web."""
    bad = tmp_path / "bad.json"
    bad.write_text("{")
    command = [sys.executable, "-X", "importtime", "-m", "app.cli"]
    good = subprocess.run(
        [*command, "options", EXAMPLE, "--household", "H-1"], capture_output=True, text=True
    )
    assert good.returncode == 0
    imported = {line.split("|")[-1].strip() for line in good.stderr.splitlines()}
    assert "matching.options" in imported
    assert imported.isdisjoint({*NOT_NEEDED, "highspy", "ortools"})
    broken = subprocess.run(
        [*command[:1], "-m", "app.cli", "plan", bad, "--out", tmp_path / "p"],
        capture_output=True,
        text=True,
    )
    assert (broken.returncode, broken.stderr) == (
        2,
        "error: world file: is not JSON (line 1, column 2)\n",
    )
