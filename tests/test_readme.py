"""The README does what it says: its worked example is run, and what it names is there."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.demo import Demo, environment, running

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(?P<kind>sh|json|text)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
PARTING = "== the next block =="

SAME = (
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>"),
    (r"\d{4}-\d{2}-\d{2}T[0-9:.]+Z", "<instant>"),
    (r"\d{4}-\d{2}-\d{2}", "<day>"),
    (r"\bR-[A-Z0-9]{6}\b", "<case>"),
    (r"\b[A-ZÆØÅ]+-\d{2}\b", "<house>"),
    (r"\b(EAST|SOUTH|WEST|MID|NORTH)\b", "<region>"),
)
"""What differs from one run to the next. Words, states, counts and the order stay."""


def example() -> list[tuple[str, str]]:
    """The commands of each block, and the output that the README shows for them."""
    blocks = [(found["kind"], found["text"]) for found in BLOCK.finditer(README)]
    assert [kind for kind, _ in blocks] == ["sh", "json", "sh", "text", "sh", "json"]
    return [(blocks[n][1], blocks[n + 1][1]) for n in range(0, len(blocks), 2)]


def same(text: str) -> str:
    """The text without what differs from run to run."""
    for pattern, name in SAME:
        text = re.sub(pattern, name, text)
    return text.strip()


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    with running() as started:
        yield started


def outputs(cwd: Path) -> list[str]:
    """What the blocks print, typed one after the other into one shell."""
    script = f"\necho '{PARTING}'\n".join(commands for commands, _ in example())
    done = subprocess.run(
        ["sh", "-eu"],
        input=script,
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.split(PARTING)


@pytest.mark.slow
def test_the_worked_example_prints_what_the_readme_shows(demo):
    for (_, shown), printed in zip(example(), outputs(demo.cwd), strict=True):
        assert same(printed) == same(shown)


@pytest.mark.slow
def test_the_example_can_be_typed_a_second_time(demo):
    first, second = outputs(demo.cwd), outputs(demo.cwd)
    assert '"state": "SHELTER_ASKED"' in first[2]
    assert '"state": "SHELTER_ASKED"' in second[2]
    held = re.compile(r'"id": "([0-9a-f-]{36})"')
    assert held.search(first[2])[1] != held.search(second[2])[1]


def test_normalising_hides_no_word():
    assert same("1 FJORD-07 EAST held") == "1 <house> <region> held"
    assert same('"state": "SHELTER_ASKED"') == '"state": "SHELTER_ASKED"'


READMES = sorted(
    p
    for p in ROOT.rglob("README.md")
    if not any(part.startswith(".") for part in p.relative_to(ROOT).parts)
)
NAMED = re.compile(r"`((?:app|matching|models|migrations|tests|docs)/[A-Za-z0-9_./-]*)`")
LONE_WORD = re.compile(r"\.[A-Z][A-Za-z]*$")
"""What follows a module: `models/words.Role` is the word Role in models/words.py."""


@pytest.mark.parametrize("readme", READMES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_path_that_a_readme_names_is_there(readme):
    for path in NAMED.findall(readme.read_text(encoding="utf-8")):
        file = LONE_WORD.sub(".py", path)
        assert (ROOT / file).exists(), path
        word = path.rpartition(".")[2]
        assert file == path or word in (ROOT / file).read_text(encoding="utf-8"), path


def test_the_readme_names_paths_at_all():
    assert len(NAMED.findall(README)) > 15


def test_every_command_of_the_readme_is_one_of_dev():
    dev = (ROOT / "dev").read_text(encoding="utf-8")
    for command in set(re.findall(r"\./dev ([a-z-]+)", README)):
        assert re.search(rf'"{command}"', dev), command
