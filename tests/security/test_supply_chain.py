"""AT15: no secret lies in the repository, and every package is pinned by hash without a host."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from collections import Counter
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 2_000_000
SECRETS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a token of havn": re.compile(r"\bhavn_[A-Za-z0-9_-]{40,}"),
    "a password in an address": re.compile(r"\b\w+://[^\s:/@{}]+:(?!\.\.\.)[^\s:/@{}\"']{6,}@"),
    "a secret with a value": re.compile(
        r"(?i)\b(?:secret|password|passwd|api_?key|token)\b\s*[:=]\s*[\"'](?P<value>[^\"'\s]{20,})[\"']"
    ),
}
RANDOM_BITS = 3.5
"""Bits a character above which a value looks random; words stay below."""


def tracked() -> list[Path]:
    """Every file of the repository, or of the folder where there is no repository."""
    told = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    names = told.stdout.decode().split("\0") if told.returncode == 0 else []
    found = [ROOT / name for name in names if name]
    return [path for path in found if path.is_file() and path.stat().st_size < LARGEST]


def bits(value: str) -> float:
    """How random the characters are, in bits each."""
    return -sum(n / len(value) * math.log2(n / len(value)) for n in Counter(value).values())


def secrets_in(text: str) -> list[str]:
    """What kinds of secret stand in the text."""
    found = []
    for kind, pattern in SECRETS.items():
        for hit in pattern.finditer(text):
            value = hit.groupdict().get("value")
            if value is None or bits(value) > RANDOM_BITS:
                found.append(kind)
    return found


def test_v13_3_1_no_secret_lies_in_the_repository() -> None:
    files = tracked()
    if not files:
        pytest.skip("no git here: an installed copy is not a repository")
    assert len(files) > 300
    met = {}
    for path in files:
        if path == Path(__file__).resolve():
            continue
        if kinds := secrets_in(path.read_text(encoding="utf-8", errors="replace")):
            met[str(path.relative_to(ROOT))] = kinds
    assert met == {}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("-----BEGIN EC PRIVATE " + "KEY-----", "a private key"),
        ("havn_" + "aB3" * 14 + "x", "a token of havn"),
        ("postgresql://service:" + "hunter2x9@host/havn", "a password in an address"),
        ('api_key = "' + "q8Zr2LmV5xTn0pYw7Kd4" + '"', "a secret with a value"),
    ],
)
def test_the_scan_finds_what_it_looks_for(text: str, kind: str) -> None:
    assert secrets_in(f"x\n{text}\n") == [kind]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", ".ci/uv.txt"])
def test_every_package_is_pinned_by_hash_and_no_host_is_named(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pins = [n for n, line in enumerate(lines) if re.match(r"[a-z0-9].*==", line)]
    assert pins
    for n in pins:
        assert "--hash=sha256:" in lines[n] + lines[n + 1], lines[n]
    assert not [line for line in lines if "://" in line]


def bill() -> dict[str, Any]:
    """What ``./dev sbom`` prints."""
    told = subprocess.run(
        [sys.executable, "-P", str(ROOT / ".ci" / "sbom.py")], capture_output=True, check=True
    )
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def test_v15_1_2_the_bill_of_materials_lists_exactly_what_is_locked() -> None:
    made = bill()
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    listed = {(one["name"], one["version"]): one for one in made["components"]}
    assert len(listed) == len(made["components"])
    for name, scopes in (
        ("requirements.lock", {"required"}),
        ("requirements-dev.lock", {"required", "excluded"}),
    ):
        text = (ROOT / name).read_text(encoding="utf-8")
        locked = set(re.findall(r"^([a-z0-9][^=\s]*)==([^\s;]+)", text, re.MULTILINE))
        assert {pin for pin, one in listed.items() if one["scope"] in scopes} == locked
        for digest in re.findall(r"sha256:([0-9a-f]{64})", text):
            assert digest in json.dumps(made)
    assert all(one["hashes"] for one in listed.values())
    assert bill() == made, "the same locks give the same bill"


def test_v15_1_2_all_but_a_few_installed_packages_say_their_licence() -> None:
    there = {(d.metadata["Name"].lower(), d.version) for d in metadata.distributions()}
    silent = [
        one["name"]
        for one in bill()["components"]
        if (one["name"], one["version"]) in there and not one.get("licenses")
    ]
    assert silent == ["axe-playwright-python"]
