"""The gap as it is typed, over nights of which the answer is counted by hand."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import create_engine, func, select, update
from typer.testing import CliRunner

from app.cli import app
from app.store.nights import OSLO, tonight
from app.vault.keys import new_private_file
from models.audit import AuditEventRecord
from models.count import ToldCountRecord
from models.household import HouseholdRecord
from models.referral import ReferralRecord
from models.words import AuditAct, CountOf, ReferralState, Role
from tests.support.database import Database
from tests.support.houses import call, house, load_all_zones
from tests.support.served import MASTER, Served, serving


@pytest.fixture
def served(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """One house with one room, and the environment of a command on the same records."""
    new_private_file(tmp_path / "master.key", MASTER)
    monkeypatch.setenv("DATABASE_URL", database.service_url)
    monkeypatch.setenv("DATABASE_OWNER_URL", database.owner_url)
    monkeypatch.setenv("HAVN_MASTER_KEY_FILE", str(tmp_path / "master.key"))
    monkeypatch.setattr(os, "setpriority", lambda *_: None)
    with serving(database) as running:
        load_all_zones(running.service)
        house(running, running.caller(Role.COORDINATOR), "FJORD-01", "Tromsø", units=1)
        yield running


def two_wait_for_one_room(
    served: Served,
    database: Database,
    nights: int,
    *,
    gone_after: timedelta = timedelta(hours=17),
    one_person: bool = False,
    calls_again: bool = False,
) -> None:
    """On each of the last nights two others call at three, and neither is there on the next one.

    ``calls_again``: all are cases of one person; ``gone_after``: of the second one; ``one_person``: the two are cases of one person, of which one went into the other.
    """
    on_call = served.caller(Role.ON_CALL)
    engine = create_engine(database.owner_url)
    last: UUID | None = None
    for back in range(1, nights + 1):
        day = tonight(served.clock()) - timedelta(days=back)
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=OSLO)
        first: UUID | None = None
        for _ in range(2):
            case = UUID(call(served, on_call)["id"])
            h, r = HouseholdRecord, ReferralRecord
            with engine.begin() as db:
                came, gone = noon + timedelta(hours=3), noon + timedelta(hours=20)
                if first is not None:
                    gone = came + gone_after
                db.execute(update(r).where(r.id == case).values(received_at=came))
                db.execute(update(h).where(h.referral_id == case).values(closed_at=gone))
                if one_person and first is not None:
                    ended = {"state": ReferralState.CLOSED, "closed_at": gone}
                    db.execute(update(r).where(r.id == case).values(merged_into_id=first, **ended))
                if calls_again:
                    db.execute(update(r).where(r.id == case).values(follows_id=last))
                    last = case
            first = case
    engine.dispose()


def typed(out: Path) -> list[dict[str, str]]:
    done = CliRunner().invoke(app, ["report", "gap", "--out", str(out)])
    assert done.exit_code == 0, done.output
    (path,) = out.glob("*.csv")
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def kept(database: Database, *where) -> int:
    engine = create_engine(database.owner_url)
    with engine.connect() as connection:
        found = connection.execute(select(func.count()).where(*where)).scalar_one()
    engine.dispose()
    return int(found)


@pytest.mark.parametrize(
    ("nights", "told"),
    [
        # each night one of two has the room, so that one more room would have placed one a night
        (13, {"North room": "15", "Every other region and kind": "hidden"}),
        (10, {"Every other region and kind": "hidden"}),
    ],
)
def test_the_gap_is_that_of_a_count_by_hand_and_is_never_an_empty_table(
    served: Served, database: Database, tmp_path: Path, nights: int, told: dict[str, str]
) -> None:
    two_wait_for_one_room(served, database, nights)
    lines = typed(tmp_path / "gap")
    assert {line["row"]: line["number"] for line in lines} == told
    counted = kept(database, ToldCountRecord.subject == CountOf.GAP)
    assert counted == 1
    assert kept(database, ToldCountRecord.number == nights) == 1
    assert typed(tmp_path / "again") == lines, "it is solved for once"
    assert kept(database, ToldCountRecord.subject == CountOf.GAP) == counted
    reads = AuditEventRecord.act == AuditAct.STATISTICS_READ
    assert kept(database, reads) == 2, "told again is read again"


@pytest.mark.parametrize(
    "of",
    [
        {"gone_after": timedelta(minutes=10)},
        {"gone_after": timedelta(0)},  # as a decoy is
        {"one_person": True},
    ],
)
def test_who_was_gone_before_the_next_plan_and_who_is_counted_by_another_case_lacked_no_bed(
    served: Served, database: Database, tmp_path: Path, of: dict[str, Any]
) -> None:
    two_wait_for_one_room(served, database, 13, **of)
    assert {line["number"] for line in typed(tmp_path / "gap")} == {"hidden"}
    assert kept(database, ToldCountRecord.number > 0) == 0


def test_a_row_is_told_of_eleven_persons_and_not_of_eleven_calls_of_one(
    served: Served, database: Database, tmp_path: Path
) -> None:
    two_wait_for_one_room(served, database, 13, calls_again=True)
    assert {line["number"] for line in typed(tmp_path / "gap")} == {"hidden"}
    assert kept(database, ToldCountRecord.number == 1) == 1
