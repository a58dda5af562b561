"""What ``havn report`` does. Exit 0: written. 1: not yet, or nothing to tell. 2: it cannot run."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.at_hand import AtHand, at_hand
from app.behind import step_back
from app.errors import Malformed
from app.pictures import Pictures
from app.places.gazetteer import load_gazetteer
from app.postgres import DEFAULT_FOLDER, PostgresFailed
from app.reports import example, files, outside
from app.reports.periods import Quarter
from app.reports.tables import Known, Report
from app.service import tie_key
from app.solver_process import Child, Limits, SolverLost, gaps_apart
from app.store import audit, told_counts
from app.store.nights import local_date
from app.store.refusals import Refusal
from app.store.transactions import Tx
from app.store.walls import PLANNER
from app.use_cases import reports
from app.vault.keys import KeyRefused
from models.words import AuditAct

DONE, NOT_YET, CANNOT = 0, 1, 2
GAP_LIMITS = Limits(3600.0, 2048)
"""Thirty nights, each as often as there are kinds in regions."""
EXAMPLE_YEAR = 2025
NO_GAP_TOLD = {
    reports.TOLD_ALREADY: "a gap report of some of these nights was told already",
    reports.NO_NIGHTS: "no night is recorded of the last thirty: the gap is not known, which is not none",
    reports.NO_HOUSE: "no region has an open house, so no unit could be tried: the gap is not known",
}
OF_YEAR = {"equity": outside.equity, "stays": outside.stays, "expenses": outside.expenses}


class NotYet(Exception):
    """One line for the person at the keyboard: there is nothing to tell yet."""


def run(name: str, year: int, quarter: int, out: Path, *, folder: Path = DEFAULT_FOLDER) -> int:
    """Write the files of one report that may leave."""
    try:
        with at_hand(folder) as hand:
            made = files.write(_made(hand, name, year, quarter), out)
    except NotYet as refused:
        print(refused, file=sys.stderr)
        return NOT_YET
    except SolverLost as lost:
        print(f"error: the nights could not be solved again: {lost.word}", file=sys.stderr)
        return CANNOT
    except (KeyRefused, PostgresFailed, OSError) as refused:
        print(f"error: {refused}", file=sys.stderr)
        return CANNOT
    except Refusal:
        print("error: the database cannot be reached", file=sys.stderr)
        return CANNOT
    _say(made)
    return DONE


def run_example(out: Path) -> int:
    """Write one of each, of an invented year."""
    try:
        for report in example.reports(EXAMPLE_YEAR):
            _say(files.write(report, out))
    except OSError as refused:
        print(f"error: {refused}", file=sys.stderr)
        return CANNOT
    return DONE


def _made(hand: AtHand, name: str, year: int, quarter: int) -> Report:
    if name == "gap":
        return _gap(hand)
    today = local_date(hand.now)
    with hand.store.transaction() as tx:
        try:
            if name == "quarterly":
                of = Quarter(year, quarter)
                report = outside.quarterly(
                    of, reports.of_quarter(tx, of, today=today, now=hand.now)
                )
            else:
                report = _of_year(tx, name, year, hand.now)
        except Malformed:
            raise NotYet(
                "that time is not over since two weeks: a running one is never told"
            ) from None
        _record(tx, name, hand.now)
    return report


def _of_year(tx: Tx, name: str, year: int, now: datetime) -> Report:
    known = reports.tell_year(tx, year, today=local_date(now), now=now)
    if name in OF_YEAR:
        return OF_YEAR[name](year, known)
    return outside.annual(year, {year: known} | _before(tx, year))


def _before(tx: Tx, year: int) -> dict[int, Known]:
    found = {one: reports.known_year(tx, one) for one in told_counts.years(tx) if one < year}
    return {one: known for one, known in found.items() if known is not None}


def _gap(hand: AtHand) -> Report:
    last_night = local_date(hand.now) - timedelta(days=1)
    quarter = Quarter.of(last_night)
    with hand.store.transaction() as tx:
        known = reports.known_gap(tx, quarter)
        if known is not None:
            _record(tx, "gap", hand.now)
    if known is None:
        step_back()
        pictures = Pictures(hand.store, load_gazetteer(), tie_key(hand.master))
        with hand.store.transaction(PLANNER) as tx:
            past = pictures.past(tx, hand.now)
        found = gaps_apart(past, GAP_LIMITS, Child())
        with hand.store.transaction() as tx:
            try:
                known = reports.tell_gap(tx, quarter, found, now=datetime.now(UTC))
            except Malformed as none:
                raise NotYet(NO_GAP_TOLD[none.wrong[0]["rule"]]) from None
            _record(tx, "gap", hand.now)
    return outside.gap(quarter, known)


def _record(tx: Tx, name: str, now: datetime) -> None:
    audit.add(
        tx,
        AuditAct.STATISTICS_READ,
        at=now,
        actor=None,
        role=None,
        subject_kind="statistics",
        detail={"report": name},
    )


def _say(made: list[Path]) -> None:
    for path in made:
        print(path)
