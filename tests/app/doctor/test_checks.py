"""Each check says nothing wrong of a good host, and the one thing that is wrong of a bad one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.doctor import host_checks, records_checks, schema_checks
from app.doctor.examine import examine
from app.doctor.facts import CertificateFacts, Facts, Host, Records, Schema, SecretFile
from app.doctor.findings import Verdict
from app.doctor.records_checks import NO_TEXT, ON_DISK
from app.keeping.key_fit import Change
from app.store.drift import Drift
from app.store.inspection import Login
from app.store.silence import Archiver

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
KEY = SecretFile(Path("/etc/havn/master.key"), "the master key", 0o600, 990, 0o700)
LOGIN = Login("havn_service", False, False, False, False, False, 0)
ARCHIVER = Archiver(
    on=True,
    ours=True,
    last=NOW - timedelta(seconds=90),
    since=NOW - 9 * DAY,
    failing=False,
    behind=0,
    piece_known=True,
)
HOST = Host(
    now=NOW,
    user=990,
    origin="https://havn.example.org",
    demo=False,
    speaks_tls=True,
    proxies=("10.1.0.4/32",),
    metrics_host="127.0.0.1",
    secret_files=(KEY,),
    custody=True,
    kept=(Path("/mnt/vault/files"),),
    certificate=CertificateFacts(NOW + 60 * DAY, ("*.example.org",), True, True),
    hooks=2,
    head_file=True,
    head_written=NOW - timedelta(minutes=30),
    free={"/": 0.5},
    clock_kept=True,
)
RECORDS = Records(
    version=150004,
    clock_off=timedelta(seconds=1),
    settings={
        "TimeZone": "UTC",
        "max_connections": "100",
        "superuser_reserved_connections": "3",
        **{name: values[0] for name, values in (NO_TEXT | ON_DISK).items()},
    },
    encoding="UTF8",
    in_the_clear=False,
    role=LOGIN,
    release_is_ours=True,
    demonstration=False,
    keys=3,
    keys_shut=0,
    chain_is_ours=True,
    last_act=NOW,
    first_act=NOW - 300 * DAY,
    last_backup=NOW - timedelta(hours=20),
    last_base=NOW - timedelta(hours=11),
    archiver=ARCHIVER,
    archive_named=True,
    connections=80,
    administrators=3,
)
SCHEMA = Schema("0120", "0120", True, (), replace(LOGIN, name="havn_owner", owns=120))
FACTS = Facts(HOST, RECORDS, SCHEMA)


def with_file(**changed: object) -> dict[str, object]:
    return {"secret_files": (replace(KEY, **changed),)}  # type: ignore[arg-type]


def with_certificate(
    until: timedelta = 60 * DAY,
    name: str = "havn.example.org",
    fits: bool = True,
    served: bool | None = True,
):
    return {"certificate": CertificateFacts(NOW + until, (name,), fits, served)}


def setting(name: str, value: str) -> dict[str, object]:
    return {"settings": {**RECORDS.settings, name: value}}


def handing(**changed: object) -> dict[str, object]:
    return {"archiver": replace(ARCHIVER, **changed)}  # type: ignore[arg-type]


OF_THE_HOST = [
    ({"wrong_settings": ("DATABASE_URL",)}, "settings", "FAULT", "DATABASE_URL"),
    ({"unknown_settings": ("HAVN_ORIGN",)}, "spelling", "FAULT", "HAVN_ORIGN"),
    ({"demo": True}, "mode", "FAULT", "demonstration"),
    (
        {"origin": "http://localhost:8000", **with_certificate(name="localhost")},
        "origin",
        "FAULT",
        "no browser elsewhere",
    ),
    ({"speaks_tls": False, "proxies": ()}, "way in", "FAULT", "426"),
    ({"proxies": ("0.0.0.0/0",)}, "way in", "FAULT", "anybody there"),
    ({"certificate": None}, "certificate", "FAULT", "cannot be read"),
    (with_certificate(fits=False), "certificate", "FAULT", "another certificate"),
    (with_certificate(name="other.example.org"), "certificate", "FAULT", "not for havn"),
    (with_certificate(name="*.org"), "certificate", "FAULT", "not for havn"),
    (with_certificate(-DAY), "certificate", "FAULT", "it ends on 2026-11-25"),
    (with_certificate(20 * DAY), "certificate", "NOTE", "it ends on"),
    (with_certificate(served=False), "served", "FAULT", "another certificate than its file"),
    (with_certificate(served=None), "served", "NOTE", "does not answer here"),
    (with_file(mode=None), "files", "FAULT", "is not there"),
    (with_file(mode=0o640), "files", "FAULT", "mode 0640"),
    (with_file(folder_mode=0o777), "files", "FAULT", "in place of"),
    (with_file(owner=0), "files", "FAULT", "another user"),
    ({"key_refused": "the file cannot be read"}, "master key", "FAULT", "cannot be read"),
    ({"custody": False}, "custody", "NOTE", "whole master key"),
    ({"third_share_here": True}, "custody", "FAULT", "all three shares"),
    ({"whole_key_here": True}, "custody", "FAULT", "whole master key although"),
    ({"offline_keys": (Path("/etc/havn/o.key"),)}, "offline key", "FAULT", "/etc/havn/o.key"),
    ({"archive_damaged": (Path("/srv/k"),)}, "archive files", "FAULT", "/srv/k"),
    ({"archive_damaged": None}, "archive files", "NOTE", "none of its files was looked at"),
    ({"folders_shut": (Path("/srv/keys"),)}, "offline key", "UNKNOWN", "could not be looked at"),
    ({"kept_here": (Path("/srv/havn/keys"),)}, "elsewhere", "FAULT", "/srv/havn/keys"),
    ({"kept": ()}, "elsewhere", "NOTE", "nothing is kept yet"),
    ({"hooks_refused": "it must be of mode 0600"}, "notices", "FAULT", "0600"),
    ({"hooks": None}, "notices", "NOTE", "inbox alone"),
    ({"head_file": False}, "head", "NOTE", "kept nowhere else"),
    ({"head_written": None}, "head", "FAULT", "two hours"),
    ({"head_written": NOW - timedelta(hours=3)}, "head", "FAULT", "two hours"),
    ({"metrics_host": "0.0.0.0"}, "metrics", "FAULT", "no private address"),  # noqa: S104
    ({"metrics_host": "8.8.8.8"}, "metrics", "FAULT", "no private address"),
    ({"metrics_host": "havn.example.org"}, "metrics", "FAULT", "no private address"),
    ({"free": {"/": 0.02}}, "disk", "FAULT", "2%"),
    ({"free": {"/": 0.05}}, "disk", "NOTE", "5%"),
    ({"clock_kept": False}, "clock", "NOTE", "nothing keeps"),
    ({"clock_kept": None}, "clock", "NOTE", "cannot be asked"),
]
OF_THE_RECORDS = [
    ({"version": 140011}, "version", "FAULT", "14.11 is too old"),
    (setting("log_statement", "all"), "log", "FAULT", "log_statement = all"),
    (setting("log_min_error_statement", "error"), "log", "FAULT", "log_min_error_statement"),
    (setting("log_parameter_max_length_on_error", "-1"), "log", "FAULT", "on_error = -1"),
    (setting("log_min_duration_statement", "250"), "log", "FAULT", "duration_statement = 250"),
    (setting("fsync", "off"), "durability", "FAULT", "fsync = off"),
    (setting("synchronous_commit", "off"), "durability", "FAULT", "synchronous_commit"),
    (setting("TimeZone", "Europe/Oslo"), "time", "FAULT", "not in UTC"),
    ({"clock_off": timedelta(seconds=-9)}, "time", "FAULT", "-9 s"),
    ({"last_act": NOW + timedelta(minutes=1)}, "time", "FAULT", "set back"),
    ({"furthest_act": NOW + timedelta(days=30)}, "time", "NOTE", "ahead then, or is behind now"),
    ({"encoding": "SQL_ASCII"}, "encoding", "FAULT", "SQL_ASCII"),
    ({"in_the_clear": True}, "wire", "FAULT", "without TLS"),
    ({"role": replace(LOGIN, superuser=True)}, "service role", "FAULT", "superuser"),
    ({"role": replace(LOGIN, passes_walls=True)}, "service role", "FAULT", "BYPASSRLS"),
    ({"role": replace(LOGIN, makes_roles=True)}, "service role", "FAULT", "makes roles"),
    ({"role": replace(LOGIN, makes_databases=True)}, "service role", "FAULT", "makes databases"),
    ({"role": replace(LOGIN, inherits=True)}, "service role", "FAULT", "INHERIT"),
    ({"role": replace(LOGIN, owns=1)}, "service role", "FAULT", "owns 1"),
    ({"release_is_ours": False}, "release", "FAULT", "another release"),
    ({"demonstration": True}, "demonstration", "FAULT", "demonstration"),
    ({"demonstration": None}, "demonstration", "FAULT", "could not be asked"),
    (
        {"master_change": Change(False, 2)},
        "old master key",
        "FAULT",
        "2 keys hang on the one before",
    ),
    ({"ring_is_older": True}, "old master key", "FAULT", "the newest backup opens under the one"),
    ({"keys_shut": 2}, "seals", "FAULT", "2 of 3 data keys"),
    ({"restore_unfinished": True}, "restore", "FAULT", "broken off"),
    ({"chain_is_ours": False}, "seals", "FAULT", "another key"),
    ({"last_backup": NOW - 2 * DAY}, "backup", "FAULT", "2026-11-24"),
    ({"last_backup": None}, "backup", "FAULT", "none was ever made"),
    ({"backup_failed": True}, "backup", "FAULT", "one failed"),
    ({"last_backup": None, "first_act": NOW}, "backup", "NOTE", "no backup yet"),
    ({"archiver": None}, "archive", "UNKNOWN", "could not be asked"),
    (handing(last=NOW - DAY, failing=True, behind=2), "archive", "FAULT", "86400 s ago, 2 pieces"),
    (handing(behind=3), "archive", "FAULT", "3 pieces wait"),
    (handing(on=False), "archive", "FAULT", "hands its log over no more"),
    ({"last_base": None, **handing(on=False)}, "archive", "FAULT", "no more"),
    ({"last_base": None}, "archive", "FAULT", "nothing to begin from"),
    ({"base_failed": True}, "archive", "FAULT", "a base backup failed"),
    ({"last_base": NOW - 2 * DAY}, "archive", "FAULT", "base backup is of 2026-11-24 12:00"),
    (
        {"last_base": None, "archive_named": False, **handing(on=False, last=None)},
        "archive",
        "NOTE",
        "there is none",
    ),
    ({"connections": 96}, "connections", "FAULT", "96 of the service and 10 beside it, of 97"),
    (setting("reserved_connections", "20"), "connections", "FAULT", "of 77"),
    ({"night_missing": True}, "night", "FAULT", "not planned"),
    ({"administrators": 1}, "administrators", "NOTE", "1 administrators"),
    ({"administrators": 2}, "administrators", "NOTE", "2 administrators"),
]
OF_THE_SCHEMA = [
    ({"step": None}, "step", "FAULT", "no schema yet"),
    ({"step": "0119"}, "step", "FAULT", "0119"),
    ({"step": "9999", "known": False}, "step", "FAULT", "does not know"),
    (
        {"drift": (Drift("policy", "wall_shelter of stays", "changed"),)},
        "drift",
        "FAULT",
        "is changed",
    ),
    ({"owner": replace(LOGIN, superuser=True)}, "owner role", "FAULT", "superuser"),
    ({"owner": replace(LOGIN, passes_walls=True)}, "owner role", "FAULT", "BYPASSRLS"),
]


def test_of_a_good_host_nothing_is_wrong() -> None:
    found = examine(FACTS)
    assert {one.verdict for one in found} == {Verdict.GOOD}
    checks = len(host_checks.CHECKS) + len(records_checks.CHECKS) + len(schema_checks.CHECKS)
    assert len(found) == len({one.check for one in found}) == checks


def only_wrong(facts: Facts) -> tuple[str, str, str]:
    (found,) = [one for one in examine(facts) if one.verdict is not Verdict.GOOD]
    assert found.remedy or found.verdict is Verdict.NOTE
    return found.check, found.verdict.value, found.words


@pytest.mark.parametrize(("changed", "check", "verdict", "words"), OF_THE_HOST)
def test_one_thing_of_the_host(changed, check, verdict, words) -> None:
    told = only_wrong(replace(FACTS, host=replace(HOST, **changed)))
    assert told[:2] == (check, verdict)
    assert words in told[2]


@pytest.mark.parametrize(("changed", "check", "verdict", "words"), OF_THE_RECORDS)
def test_one_thing_of_the_records(changed, check, verdict, words) -> None:
    told = only_wrong(replace(FACTS, records=replace(RECORDS, **changed)))
    assert told[:2] == (check, verdict)
    assert words in told[2]


@pytest.mark.parametrize(("changed", "check", "verdict", "words"), OF_THE_SCHEMA)
def test_one_thing_of_the_schema(changed, check, verdict, words) -> None:
    told = only_wrong(replace(FACTS, schema=replace(SCHEMA, **changed)))
    assert told[:2] == (check, verdict)
    assert words in told[2]


@pytest.mark.parametrize("absent", ["records", "schema"])
def test_what_could_not_be_looked_at_is_something_to_act_on(absent: str) -> None:
    found = [one for one in examine(replace(FACTS, **{absent: None})) if one.wrong]  # type: ignore[arg-type]
    assert [one.verdict for one in found] == [Verdict.UNKNOWN]


def test_every_check_has_a_fact_that_makes_it_fail() -> None:
    tried = {case[1] for case in (*OF_THE_HOST, *OF_THE_RECORDS, *OF_THE_SCHEMA)}
    assert tried == {one.check for one in examine(FACTS)}


@pytest.mark.parametrize(
    ("comes", "words"), [(True, "wraps nothing yet"), (False, "nothing hangs on the one before")]
)
def test_a_change_of_the_master_key_that_is_under_way_is_noted(comes: bool, words: str) -> None:
    records = replace(RECORDS, master_change=Change(comes, hang=5 if comes else 0))
    (found,) = records_checks.master_change(records, NOW)
    assert (found.verdict, found.remedy is None) == (Verdict.NOTE, False)
    assert words in found.words


def test_a_server_on_which_nothing_happens_hands_nothing_over_and_is_well() -> None:
    quiet = replace(RECORDS, **handing(last=NOW - timedelta(hours=9)))  # type: ignore[arg-type]
    (found,) = records_checks.archive(quiet, NOW)
    assert found.verdict is Verdict.GOOD
    assert "32400 s ago" in found.words


def test_many_drifts_are_counted() -> None:
    drift = tuple(Drift("index", f"ix_{n} of stays", "missing") for n in range(20))
    told = only_wrong(replace(FACTS, schema=replace(SCHEMA, drift=drift)))
    assert "and 8 more" in told[2]


def test_of_rows_that_were_not_looked_at_nothing_is_said_to_be_good() -> None:
    found = examine(replace(FACTS, records=replace(RECORDS, demonstration=None, keys=0)))
    told = {one.check: one.verdict for one in found}
    assert told["demonstration"] is Verdict.FAULT
    assert not told.keys() & {"seals", "backup", "archive", "night", "administrators"}
