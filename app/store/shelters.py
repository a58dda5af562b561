"""Shelters: profile, policies, features, vacancy. No query in here names a sealed column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import exists, select, update

from app.store import forms
from app.store.pages import Page, page
from app.store.picture_shelters import Houses, table
from app.store.refusals import NotFound, Stale
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from matching import security
from matching.situation import Shelter
from matching.vocabulary import Answer, ShelterStatus
from models.offer import OfferRecord
from models.policy import (
    AcceptancePolicyRecord,
    MunicipalitySupportRecord,
    ServiceOfferRecord,
    StaffingRecord,
    StayPolicyRecord,
)
from models.sealed import ShelterSealedRecord
from models.shelter import (
    IntakeHoursRecord,
    SecurityFeatureRecord,
    ShelterRecord,
    StaffTieRecord,
    VacancyConfirmationRecord,
    VacancyReviewRecord,
)
from models.types import SealedValue
from models.words import ConfirmedHow, OfferState
from models.zone import ZoneRecord

POLICIES: Mapping[str, Any] = {
    "acceptance": AcceptancePolicyRecord,
    "stay_policy": StayPolicyRecord,
    "staffing": StaffingRecord,
    "municipality_support": MunicipalitySupportRecord,
}
"""Parts of a profile that are one row each."""


def zone_is_valid(tx: Tx, zone: str) -> bool:
    """Whether a shelter may stand in this zone."""
    return (
        tx.execute(select(ZoneRecord.valid).where(ZoneRecord.id == zone)).scalar_one_or_none()
        is True
    )


def zones(tx: Tx, limit: int, after: str | None) -> tuple[list[dict[str, Any]], str | None]:
    """A page of zones by code."""
    query = select(ZoneRecord.id, ZoneRecord.valid).order_by(ZoneRecord.id).limit(limit + 1)
    if after is not None:
        query = query.where(ZoneRecord.id > after)
    rows = tx.execute(query).all()
    shown = [dict(row._mapping) for row in rows[:limit]]
    return shown, shown[-1]["id"] if len(rows) > limit else None


def add(tx: Tx, *, now: datetime, **profile: Any) -> UUID:  # noqa: ANN401 - its columns
    """A new open shelter of which nothing is known but this."""
    shelter = uuid4()
    forms.add(
        tx,
        ShelterRecord,
        id=shelter,
        status=ShelterStatus.OPEN,
        intake_hours_known=False,
        created_at=now,
        version=1,
        **profile,
    )
    return shelter


def must_exist(tx: Tx, shelter: UUID) -> None:
    """Do nothing when there is such a shelter.

    Raises
    ------
    NotFound
        When there is none.
    """
    if tx.execute(select(ShelterRecord.id).where(ShelterRecord.id == shelter)).first() is None:
        raise NotFound


def change(tx: Tx, shelter: UUID, seen: int, **values: Any) -> int:  # noqa: ANN401 - its columns
    """The shelter has these values; its new version."""
    return forms.raise_version(tx, ShelterRecord, shelter, seen, **values)


def code_name(tx: Tx, shelter: UUID) -> str:
    """The code name of a house that is not erased.

    Raises
    ------
    NotFound
        When there is no such shelter.
    """
    s = ShelterRecord
    query = select(s.code_name).where(s.id == shelter, s.erased_at.is_(None))
    found: str | None = tx.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def ties(tx: Tx, shelter: UUID) -> dict[str, Any]:
    """Whether its staff were asked for ties, the networks they named, and the inner version.

    Raises
    ------
    NotFound
        When there is no such shelter.
    """
    s = ShelterRecord
    row = tx.execute(select(s.ties_asked, s.inner_version).where(s.id == shelter)).one_or_none()
    if row is None:
        raise NotFound
    named = tx.execute(
        select(StaffTieRecord.network_id)
        .where(StaffTieRecord.shelter_id == shelter)
        .order_by(StaffTieRecord.network_id)
    ).scalars()
    return {"asked": row.ties_asked, "networks": list(named), "version": row.inner_version}


def change_inside(tx: Tx, shelter: UUID, seen: int, **values: Any) -> int:  # noqa: ANN401 - its columns
    """The shelter has these values, which it may not know of itself; its new inner version.

    Raises
    ------
    NotFound
        When there is no such shelter.
    Stale
        When something was recorded since that inner version was read.
    """
    s = ShelterRecord
    version = tx.execute(
        update(s)
        .where(s.id == shelter, s.inner_version == seen)
        .values(inner_version=s.inner_version + 1, **values)
        .returning(s.inner_version)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    if version is None:
        must_exist(tx, shelter)
        raise Stale
    return int(version)


def status(tx: Tx, shelter: UUID) -> ShelterStatus:
    """Whether the shelter takes anybody; it stays so until this transaction ends.

    Raises
    ------
    NotFound
        When there is no such shelter.
    """
    # As strong as the update that follows: two who share a lock first would wait for each other.
    query = select(ShelterRecord.status).where(ShelterRecord.id == shelter)
    locked = query.with_for_update(key_share=True)
    found: ShelterStatus | None = tx.execute(locked).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def put_policy(tx: Tx, part: str, shelter: UUID, values: Mapping[str, Any]) -> None:
    """One part of the profile is this, whole."""
    forms.put(tx, POLICIES[part], {"shelter_id": shelter}, values)


def put_services(tx: Tx, shelter: UUID, rows: list[dict[str, Any]]) -> None:
    """The services of the house are these."""
    forms.replace(tx, ServiceOfferRecord, ServiceOfferRecord.shelter_id, shelter, rows)


def put_hours(tx: Tx, shelter: UUID, rows: list[dict[str, Any]]) -> None:
    """The weekly windows are these."""
    forms.replace(tx, IntakeHoursRecord, IntakeHoursRecord.shelter_id, shelter, rows)


def put_feature(tx: Tx, shelter: UUID, code: object, values: Mapping[str, Any]) -> None:
    """The feature is as last looked at."""
    forms.put(tx, SecurityFeatureRecord, {"shelter_id": shelter, "code": code}, values)


def put_ties(tx: Tx, shelter: UUID, networks: frozenset[UUID], today: date) -> None:
    """Ties that somebody who works there declared."""
    rows = [{"network_id": n, "declared_on": today} for n in sorted(networks)]
    forms.replace(tx, StaffTieRecord, StaffTieRecord.shelter_id, shelter, rows)


@beyond(StepOut.SEALING)
def put_address(tx: Tx, shelter: UUID, sealed: SealedValue) -> None:
    """The sealed street address."""
    forms.put(tx, ShelterSealedRecord, {"shelter_id": shelter}, {"street_address": sealed})


def confirm_vacancy(tx: Tx, shelter: UUID, *, by: UUID, how: ConfirmedHow, now: datetime) -> UUID:
    """Somebody said that the free units are free; the id of what was said."""
    confirmation = uuid4()
    forms.add(
        tx,
        VacancyConfirmationRecord,
        id=confirmation,
        shelter_id=shelter,
        confirmed_at=now,
        confirmed_by=by,
        how=how,
    )
    return confirmation


def to_review(tx: Tx, wanted: Page) -> tuple[list[dict[str, Any]], UUID | None]:
    """Telephone confirmations that nobody looked at again."""
    v, r = VacancyConfirmationRecord, VacancyReviewRecord
    query = select(v.id, v.shelter_id.label("shelter"), v.confirmed_at).where(
        v.how == ConfirmedHow.TELEPHONE, ~exists().where(r.confirmation_id == v.id)
    )
    rows, last = page(tx, query, v.id, wanted)
    return [dict(row._mapping) for row in rows], last


def confirmed_by(tx: Tx, confirmation: UUID) -> UUID:
    """Who said so by telephone, where nobody has looked again yet.

    Raises
    ------
    NotFound
        When there is no such confirmation, or it was reviewed.
    """
    v, r = VacancyConfirmationRecord, VacancyReviewRecord
    found: UUID | None = tx.execute(
        select(v.confirmed_by).where(
            v.id == confirmation,
            v.how == ConfirmedHow.TELEPHONE,
            ~exists().where(r.confirmation_id == v.id),
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def review(tx: Tx, confirmation: UUID, *, by: UUID, agreed: Answer, now: datetime) -> None:
    """The second look is recorded; a denied confirmation counts no more."""
    forms.add(
        tx,
        VacancyReviewRecord,
        confirmation_id=confirmation,
        reviewed_at=now,
        reviewed_by=by,
        agreed=agreed,
    )


def was_offered_by(tx: Tx, shelter: UUID, households: list[UUID]) -> bool:
    """Whether this shelter stands in an open offer to one of these households."""
    o = OfferRecord
    open_states = (OfferState.PROPOSED, OfferState.SHELTER_ASKED, OfferState.SHELTER_YES)
    return bool(
        tx.execute(
            select(
                exists().where(
                    o.shelter_id == shelter,
                    o.household_id.in_(households),
                    o.state.in_(open_states),
                )
            )
        ).scalar()
    )


def lines(tx: Tx, wanted: Page, night: date) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of shelters with their derived level and last confirmation."""
    rows, last = page(tx, _lines(), table(ShelterRecord).c.id, wanted)
    return _with_level(tx, rows, night), last


def all_lines(tx: Tx, night: date) -> list[dict[str, Any]]:
    """The same of every shelter."""
    return _with_level(tx, tx.execute(_lines()).all(), night)


def _lines() -> Any:  # noqa: ANN401 - a select
    s = table(ShelterRecord)
    return select(
        s.c.id, s.c.code_name, s.c.kind, s.c.region, s.c.zone_id, s.c.status, s.c.version
    ).where(s.c.erased_at.is_(None))


def _with_level(tx: Tx, rows: Sequence[Any], night: date) -> list[dict[str, Any]]:
    derived = _derived(tx, [row.id for row in rows], night)
    return [
        {
            "id": row.id,
            "code_name": row.code_name,
            "kind": row.kind,
            "region": row.region,
            "zone": row.zone_id,
            "status": row.status,
            "version": row.version,
            "security": security.level(derived[row.id], night).name,
            "vacancy_confirmed_at": derived[row.id].vacancy_confirmed_at,
        }
        for row in rows
    ]


def profile(tx: Tx, shelter: UUID, night: date) -> dict[str, Any]:
    """Everything of one profile that is not sealed.

    Raises
    ------
    NotFound
        When there is no such shelter.
    """
    houses = Houses(tx, (), night, [shelter], with_units=False)
    rows = houses.rows_of(shelter)
    if rows is None or rows.main.erased_at is not None:
        raise NotFound
    (derived,) = houses.each()
    said = dict(rows.main._mapping)
    said["phases"] = sorted(said["phases"])
    said["zone"] = said.pop("zone_id")
    said["security"] = security.level(derived, night).name
    said["vacancy_confirmed_at"] = derived.vacancy_confirmed_at
    for part in POLICIES:
        row = getattr(rows, part)
        said[part] = None if row is None else _without_owner(row)
    said["services"] = [_without_owner(row) for row in rows.services]
    said["intake_hours"] = {
        "known": said.pop("intake_hours_known"),
        "after_hours": said["after_hours"] or Answer.UNKNOWN,
        "windows": [_without_owner(row) for row in rows.intake_hours],
    }
    said["features"] = [
        {name: getattr(f, name) for name in ("code", "present", "verified_on", "expires_on")}
        for f in rows.features
    ]
    return said


def _derived(tx: Tx, some: list[UUID], night: date) -> dict[UUID, Shelter]:
    """The houses as the core knows them, their units left out: no level hangs on one."""
    found = Houses(tx, (), night, some, with_units=False).each()
    return {UUID(s.id): s for s in found}


def _without_owner(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row
    return {name: value for name, value in row._mapping.items() if name != "shelter_id"}


def named(tx: Tx, wanted: Page) -> tuple[list[dict[str, Any]], UUID | None]:
    """A page of houses by their code names."""
    s = table(ShelterRecord)
    rows, last = page(tx, select(s.c.id, s.c.code_name), s.c.id, wanted)
    return [dict(row._mapping) for row in rows], last


def code_names(tx: Tx, some: list[UUID]) -> dict[str, str]:
    """Code names by the id that a picture uses."""
    s = table(ShelterRecord)
    rows = tx.execute(select(s.c.id, s.c.code_name).where(s.c.id.in_(some)))
    return {str(row.id): row.code_name for row in rows}


@beyond(StepOut.MATCHING)
def house_duties(tx: Tx, some: list[UUID]) -> dict[str, str | None]:
    """What everybody does in each house, by the id that a picture uses."""
    s = table(ShelterRecord)
    rows = tx.execute(select(s.c.id, s.c.house_duties).where(s.c.id.in_(some)))
    return {str(row.id): row.house_duties for row in rows}


@beyond(StepOut.MATCHING)
def caps(tx: Tx, shelter: UUID) -> bool:
    """Whether the house has a cap on who may be there at once (H16)."""
    s = table(ShelterRecord)
    row = tx.execute(
        select(s.c.max_concurrent_t4, s.c.max_concurrent_long_stay).where(s.c.id == shelter)
    ).one()
    return row.max_concurrent_t4 is not None or row.max_concurrent_long_stay is not None
