"""Reminders of legal clocks at 60, 30, 14 and 7 days, and reviews of the threat: by its level, and
before somebody whom she fears is free."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from app.contract import cases as told
from app.store import due_cases, rule_sets, tasks, tasks_past
from app.store.due_cases import Release
from app.store.nights import local_date
from app.store.picture_cases import RELEASE_NEAR
from app.store.tasks import About
from app.store.transactions import Tx
from app.use_cases.clocks import REMIND_DAYS, clocks, current
from matching.vocabulary import ThreatLevel
from models.words import TaskKind

SEEN_TO_WITHIN = timedelta(days=1)
OVER, UNKNOWN = "OVER", "UNKNOWN"
RELEASE = "release"
"""What the review of a release is about: somebody whom she fears, and the day that was told."""


def remind(tx: Tx, now: datetime) -> None:
    """Somebody has to see to each clock at 60, 30, 14 and 7 days before its end, and when it is over.

    An end that nobody knows is asked for once. No placement changes by a clock (domain 8.5, 9).
    """
    today = local_date(now)
    for referral, household, rows in due_cases.legal_periods(tx):
        for clock in _clocks(rows, today):
            word = _word(clock.due, today)
            if word is None:
                continue
            subject = uuid5(household, f"{clock.name}/{clock.due}/{word}")
            if tasks_past.was_set(tx, TaskKind.LEGAL_CLOCK, subject):
                continue
            tasks.set_(
                tx,
                TaskKind.LEGAL_CLOCK,
                now=now,
                due_at=now + SEEN_TO_WITHIN,
                referral=referral,
                subject=About("legal_clock", subject),
            )


def _clocks(rows: list[dict[str, Any]], today: date) -> list[told.Clock]:
    """Those of the period that counts, or of the last one that did: what ended is not forgotten."""
    periods = [
        told.Period(
            track=row["track"],
            first=row["from_date"],
            to=row["until_date"],
            decision_due=row["decision_due"],
        )
        for row in rows
    ]
    counts = current(periods, today)
    if counts is None:
        ended = [p for p in periods if p.to is not None and p.to <= today]
        counts = max(ended, key=lambda p: p.to or date.min, default=None)
    return [] if counts is None else clocks(counts)


def _word(due: date | None, today: date) -> str | None:
    """Which reminder is due: the days ahead, that it is over, or that nobody knows the end."""
    if due is None:
        return UNKNOWN
    left = (due - today).days
    if left <= 0:
        return OVER
    return next((str(days) for days in sorted(REMIND_DAYS) if left <= days), None)


def review_threats(tx: Tx, now: datetime) -> None:
    """Each judgement has its review: T4 after a day, T3 7, T2 30, T1 90; a level nobody knows is T3."""
    days = rule_sets.in_force(tx).review_days
    for one in due_cases.judgements(tx):
        if tasks_past.was_set(tx, TaskKind.THREAT_REVIEW, one.id):
            continue
        level = one.level or ThreatLevel.T3
        tasks.set_(
            tx,
            TaskKind.THREAT_REVIEW,
            now=now,
            due_at=one.at + timedelta(days=days[level - 1]),
            referral=one.referral,
            subject=About("threat_assessment", one.id),
        )


def review_releases(tx: Tx, now: datetime) -> None:
    """A release is seen to 30 days before its day, once; another day is another task (11.2)."""
    for one in due_cases.releases(tx, until=local_date(now) + RELEASE_NEAR):
        subject = _subject(one)
        if tasks_past.was_set(tx, TaskKind.THREAT_REVIEW, subject):
            continue
        tasks.set_(
            tx,
            TaskKind.THREAT_REVIEW,
            now=now,
            due_at=now + SEEN_TO_WITHIN,
            referral=one.referral,
            subject=About(RELEASE, subject),
        )


def _subject(one: Release) -> UUID:
    return uuid5(one.actor, one.on.isoformat())


def releases_told(tx: Tx, referral: UUID, now: datetime) -> None:
    """Where somebody is was told anew: reviews of days on which nobody is released now fall away."""
    stand = {_subject(one) for one in due_cases.releases(tx, referral=referral)}
    before = tasks.open_about(tx, TaskKind.THREAT_REVIEW, referral, RELEASE)
    tasks.drop(
        tx,
        now=now,
        subjects=[one for one in before if one not in stand],
        kinds=[TaskKind.THREAT_REVIEW],
    )


def releases_reviewed(tx: Tx, referral: UUID, *, by: UUID, now: datetime) -> None:
    """Somebody of hers has judged anew, and knew of the days that were told: their reviews are done."""
    for subject in tasks.open_about(tx, TaskKind.THREAT_REVIEW, referral, RELEASE):
        tasks.done_about(tx, TaskKind.THREAT_REVIEW, subject, by=by, now=now)


def reviewed(tx: Tx, before: UUID | None, *, by: UUID, now: datetime) -> None:
    """A new judgement was made: the review of the one before is done."""
    if before is not None:
        tasks.done_about(tx, TaskKind.THREAT_REVIEW, before, by=by, now=now)
