"""What is written is what is read: values, bytes, and the same from every process."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from app.worlds.faults import BadFile
from app.worlds.format import load_world, plan_bytes, read_plan, world_bytes, world_of, write_plan
from app.worlds.generate.figures import SIZES, scaled
from app.worlds.generate.world import make_world
from app.worlds.schema import shipped
from app.worlds.writing import write_private
from matching.plan import Plan, Source, TierValue
from matching.ruleset import RuleSet

EXAMPLE = world_of(shipped("examples/five_shelters.json"))


def test_a_written_situation_is_read_as_the_same_situation() -> None:
    content = world_bytes(EXAMPLE.situation, EXAMPLE.about)
    again = world_of(content)
    assert again.situation == EXAMPLE.situation
    assert again.about == EXAMPLE.about
    assert world_bytes(again.situation, again.about) == content


@pytest.mark.parametrize(("size", "share"), [("norway", 1.0), ("uk", 0.1), ("us", 0.02)])
def test_a_generated_world_survives_the_file(size: str, share: float) -> None:
    made = make_world(scaled(SIZES[size], share), 7)
    assert world_of(made.content()).situation == made.situation


def test_all_numbers_of_the_rules_stand_in_the_file() -> None:
    content = world_bytes(EXAMPLE.situation, {}).decode()
    assert EXAMPLE.situation.rules == RuleSet()
    for name in RuleSet.__dataclass_fields__:
        assert f'"{name}":' in content


def test_the_hash_is_that_of_the_bytes() -> None:
    assert EXAMPLE.sha256 == sha256(shipped("examples/five_shelters.json")).hexdigest()


def test_a_plan_survives_the_file(tmp_path: Path) -> None:
    value = TierValue(None, 3, 3, True)
    plan = Plan(
        tonight=EXAMPLE.situation.tonight,
        ruleset_version="NO-1",
        source=Source.GREEDY,
        proven=False,
        tiers=(),
        waiting=value,
    )
    write_plan(tmp_path / "plan.json", plan, EXAMPLE.sha256)
    file = read_plan(tmp_path / "plan.json")
    assert (file.plan, file.world_sha256) == (plan, EXAMPLE.sha256)
    assert (tmp_path / "plan.json").read_bytes() == plan_bytes(plan, EXAMPLE.sha256)


def test_a_file_is_its_owners_alone_and_replaces_the_old_one_whole(tmp_path: Path) -> None:
    path = tmp_path / "world.json"
    path.write_text("old")
    write_private(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["world.json"]


@pytest.mark.parametrize("name", ["none/world.json", "."])
def test_an_output_that_cannot_be_written_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadFile, match=r"^output: "):
        write_private(tmp_path / name, b"x")


def _hash_in_another_process(order: str, path: Path) -> str:
    command = [sys.executable, "-m", "app.cli", "world", "--size", "norway", "--seed", "11"]
    environment = {**os.environ, "PYTHONHASHSEED": order}
    subprocess.run(
        [*command, "--out", str(path)], check=True, env=environment, stdout=subprocess.DEVNULL
    )
    return sha256(path.read_bytes()).hexdigest()


def test_one_seed_is_one_file_in_every_process(tmp_path: Path) -> None:
    here = sha256(make_world("norway", 11).content()).hexdigest()
    assert _hash_in_another_process("1", tmp_path / "a.json") == here
    assert _hash_in_another_process("2", tmp_path / "b.json") == here
    assert load_world(tmp_path / "a.json").sha256 == here


def test_another_seed_is_another_world() -> None:
    assert make_world("norway", 11).content() != make_world("norway", 12).content()
