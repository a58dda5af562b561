"""The one script: what it hands on, what it refuses, and that it needs nothing but Python."""

from __future__ import annotations

import ast
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COPIED = ["dev", "pyproject.toml", "requirements.lock", "requirements-dev.lock", ".ci/uv.txt"]

ECHO = """
import os, sys, time
print("arguments", sys.argv[1:], flush=True)
if "wait" in sys.argv:
    time.sleep(60)
sys.exit(7)
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small checkout, in a path with spaces, whose service only tells what it was asked."""
    folder = tmp_path_factory.mktemp("a checkout") / "with spaces"
    for name in COPIED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    (folder / "app").mkdir()
    (folder / "app" / "__init__.py").touch()
    (folder / "app" / "cli.py").write_text(ECHO)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment whose HOME is empty; downloads are kept where this machine keeps them."""
    env = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    env["HOME"] = str(tmp_path_factory.mktemp("home"))
    env.setdefault("XDG_CACHE_HOME", str(Path.home() / ".cache"))
    return env


def dev(checkout: Path, home: dict[str, str], *args: str) -> subprocess.CompletedProcess[str]:
    base = Path(sys.base_prefix, "bin", "python3")
    return subprocess.run(
        [base, checkout / "dev", *args], env=home, capture_output=True, text=True, check=False
    )


def test_it_imports_nothing_that_python_does_not_bring():
    tree = ast.parse((ROOT / "dev").read_text(encoding="utf-8"))
    names = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert names <= set(sys.stdlib_module_names)


def test_without_a_word_or_with_a_wrong_one_it_tells_its_commands():
    for args, code in (((), 0), (("help",), 0), (("nonsense",), 2)):
        done = subprocess.run(
            [sys.executable, ROOT / "dev", *args], capture_output=True, text=True, check=False
        )
        assert done.returncode == code
        assert "usage: ./dev COMMAND" in (done.stderr if code else done.stdout)


@pytest.mark.slow
def test_a_first_run_installs_and_hands_over_words_and_exit_code(checkout, home):
    first = dev(checkout, home, "plan", "a world.json", "--out", "")
    assert first.returncode == 7, first.stderr
    assert "arguments ['plan', 'a world.json', '--out', '']" in first.stdout
    begin = time.monotonic()
    again = dev(checkout, home, "options")
    assert again.returncode == 7
    assert again.stderr == "", "a warm start says and installs nothing"
    assert time.monotonic() - begin < 10


@pytest.mark.slow
def test_install_brings_the_packages_of_another_lock_in_both_directions(checkout, home):
    lock, stamp = checkout / "requirements.lock", checkout / ".venv" / "havn.stamp"
    assert dev(checkout, home, "install").returncode == 0
    before = lock.read_text(encoding="utf-8")
    for text in (f"{before}# another release\n", before):
        stood = stamp.read_text(encoding="utf-8")
        lock.write_text(text, encoding="utf-8")
        assert dev(checkout, home, "help").returncode == 0
        assert stamp.read_text(encoding="utf-8") == stood, "help fetches nothing"
        done = dev(checkout, home, "install")
        assert done.returncode == 0, done.stderr
        assert "installing packages" in done.stderr
        assert stamp.read_text(encoding="utf-8") != stood


@pytest.mark.slow
def test_it_leaves_a_program_that_runs_the_service_from_any_folder(checkout, home, tmp_path):
    dev(checkout, home, "plan")
    program = checkout / ".venv" / "bin" / "havn"
    (tmp_path / "app").mkdir()  # a folder of that name where the caller stands is not ours
    for _ in range(2):
        done = subprocess.run(
            [program, "import", "two words"],
            cwd=tmp_path,
            env=home,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (7, "arguments ['import', 'two words']\n")
        program.unlink()
        dev(checkout, home, "plan")  # an environment from before the program gets it too


@pytest.mark.slow
def test_a_changed_lock_is_installed_anew(checkout, home):
    dev(checkout, home, "plan")
    with (checkout / "requirements.lock").open("a") as lock:
        lock.write("# another line\n")
    assert "installing" in dev(checkout, home, "plan").stderr
    assert dev(checkout, home, "plan").stderr == ""


@pytest.mark.slow
def test_a_lock_whose_hash_does_not_fit_is_refused(checkout, home):
    lock = checkout / "requirements.lock"
    good = lock.read_text()
    _, block = good.split("\nclick==")
    block = block[: block.index("\ncolorama==")]
    lock.write_text(good.replace(block, re.sub(r"[0-9a-f]{64}", "0" * 64, block)))
    shutil.rmtree(checkout / ".venv", ignore_errors=True)
    try:
        done = dev(checkout, home, "plan")
        assert done.returncode not in (0, 7)
        assert "hash" in done.stderr.lower()
        assert "arguments" not in done.stdout
    finally:
        lock.write_text(good)


@pytest.mark.slow
def test_an_interrupt_reaches_the_command_itself(checkout, home):
    dev(checkout, home, "plan")
    base = Path(sys.base_prefix, "bin", "python3")
    # A shell that runs this in the background ignores interrupts, and would hand that on.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    running = subprocess.Popen(
        [base, checkout / "dev", "up", "wait"], env=home, stdout=subprocess.PIPE, text=True
    )
    signal.signal(signal.SIGINT, before)
    assert running.stdout is not None
    assert running.stdout.readline().startswith("arguments")
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=90)
    assert running.returncode == -signal.SIGINT, "the command itself was the process"
