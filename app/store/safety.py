"""Compromises and waivers in the records."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, exists, or_, select, update

from app.store import forms, members
from app.store.pages import Page, page
from app.store.refusals import NotFound
from app.store.transactions import Tx
from matching.vocabulary import CompromiseLevel
from models.compromise import CompromiseRecord as Report
from models.household import HouseholdRecord
from models.offer import OfferRecord
from models.referral import ReferralRecord
from models.shelter import ShelterRecord
from models.threat import HouseholdNetworkRecord, ThreatActorRecord
from models.waiver import WaiverRecord as Waiver
from models.words import Role


def mark_shelter(tx: Tx, shelter: UUID, **values: Any) -> None:  # noqa: ANN401 - its columns
    """The shelter has its next inner version, so that no plan line rests on the old one.

    Its version, which the house sees, rises only with values that the house sees as well.

    Raises
    ------
    NotFound
        When there is no such shelter.
    """
    s = ShelterRecord
    done = tx.execute(
        update(s)
        .where(s.id == shelter)
        .values(
            version=s.version + (1 if values else 0),
            inner_version=s.inner_version + 1,
            **values,
        )
        .returning(s.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if done is None:
        raise NotFound


def actor_known(tx: Tx, actor: UUID, *, account: UUID, role: Role) -> bool:
    """Whether a case of which this person may know fears that one."""
    p, h = ThreatActorRecord, HouseholdRecord
    found = (
        select(p.id)
        .join(h, h.id == p.household_id)
        .where(p.id == actor, members.seen_by(h.referral_id, account, role))
    )
    return tx.execute(found).first() is not None


def is_of_her_cases(
    tx: Tx, account: UUID, *, shelter: UUID, actor: UUID | None, network: UUID | None
) -> bool:
    """Whether this shelter was offered to a case of hers, and one of hers fears who is named."""
    r, h, p, n = ReferralRecord, HouseholdRecord, ThreatActorRecord, HouseholdNetworkRecord
    hers = select(h.id).join(r, r.id == h.referral_id).where(members.stands_on(r.id, account))
    wanted: list[ColumnElement[bool]] = [
        exists().where(OfferRecord.shelter_id == shelter, OfferRecord.household_id.in_(hers))
    ]
    if actor is not None:
        wanted.append(exists().where(p.id == actor, p.household_id.in_(hers)))
    if network is not None:
        of_a_person = exists().where(p.network_id == network, p.household_id.in_(hers))
        of_a_case = exists().where(n.network_id == network, n.household_id.in_(hers))
        wanted.append(or_(of_a_person, of_a_case))
    return bool(tx.execute(select(and_(*wanted))).scalar_one())


def add_report(tx: Tx, *, now: datetime, by: UUID, **values: Any) -> UUID:  # noqa: ANN401
    """A new report."""
    report = uuid4()
    forms.add(tx, Report, id=report, since=now, reported_by=by, version=1, **values)
    return report


def report(tx: Tx, wanted: UUID) -> dict[str, Any]:
    """One report.

    Raises
    ------
    NotFound
        When there is none.
    """
    row = tx.execute(_reports().where(Report.id == wanted)).one_or_none()
    if row is None:
        raise NotFound
    return dict(row._mapping)


def _reports() -> Any:  # noqa: ANN401 - a query
    r = Report
    return select(
        r.id,
        r.shelter_id.label("shelter"),
        r.scope,
        r.actor_id.label("actor"),
        r.level,
        r.since,
        r.cleared_at.is_not(None).label("cleared"),
        r.reported_by,
        r.version,
    )


def reports(tx: Tx, wanted: Page) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of reports that are not cleared."""
    rows, last = page(tx, _reports().where(Report.cleared_at.is_(None)), Report.id, wanted)
    return [dict(row._mapping) for row in rows], last


def change_report(tx: Tx, wanted: UUID, seen: int, **values: Any) -> int:  # noqa: ANN401
    """The report has these values; its new version."""
    return forms.raise_version(tx, Report, wanted, seen, **values)


def confirm_reports(tx: Tx, shelter: UUID, actor: UUID) -> None:
    """Open reports that he may know that house say that he does."""
    r, unsure = Report, CompromiseLevel.SUSPECTED
    tx.execute(
        update(r)
        .where(r.shelter_id == shelter, r.actor_id == actor, r.level == unsure)
        .where(r.cleared_at.is_(None))
        .values(level=CompromiseLevel.CONFIRMED, version=r.version + 1)
        .execution_options(synchronize_session=False)
    )


def add_waiver(tx: Tx, **values: Any) -> UUID:  # noqa: ANN401 - its columns
    """A waiver by one person."""
    waiver = uuid4()
    forms.add(tx, Waiver, id=waiver, **values)
    return waiver


def waiver(tx: Tx, wanted: UUID) -> dict[str, Any]:
    """One waiver that was not taken back, locked.

    Raises
    ------
    NotFound
        When there is none.
    """
    w = Waiver
    row = tx.execute(
        select(w.id, w.rule, w.household_id, w.shelter_id, w.first_by, w.second_by, w.expires_on)
        .where(w.id == wanted, w.revoked_at.is_(None))
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound
    return dict(row._mapping)


def second(tx: Tx, wanted: UUID, by: UUID) -> None:
    """A second person says the same."""
    tx.execute(
        update(Waiver)
        .where(Waiver.id == wanted)
        .values(second_by=by)
        .execution_options(synchronize_session=False)
    )
