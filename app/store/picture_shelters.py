"""The shelter side of a picture: zones, features, policies, units. Never an address or a point."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Uuid, any_, bindparam, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.selectable import FromClause

from app.store.transactions import Tx
from matching.geography import Place, Zone
from matching.situation import (
    AcceptancePolicy,
    Compromise,
    IntakeWindow,
    MunicipalitySupport,
    SecurityFeature,
    ServiceOffer,
    Shelter,
    Staffing,
    StayPolicy,
    Unit,
)
from matching.vocabulary import (
    ActorId,
    Answer,
    CaseByCase,
    Exemption,
    NetworkId,
    ShelterId,
    SubstanceRule,
    UnitId,
    UnitSide,
    ZoneId,
)
from models.compromise import CompromiseRecord
from models.policy import (
    AcceptancePolicyRecord,
    MunicipalitySupportRecord,
    ServiceOfferRecord,
    StaffingRecord,
    StayPolicyRecord,
)
from models.shelter import (
    IntakeHoursRecord,
    SecurityFeatureRecord,
    ShelterRecord,
    StaffTieRecord,
    VacancyConfirmationRecord,
    VacancyReviewRecord,
)
from models.unit import OutOfServiceRecord, UnitRecord
from models.zone import ZoneRecord

Some = Collection[UUID] | None
"""These ids alone; None is all."""

Rows = dict[Any, list[Row[Any]]]


def table(record: Any) -> FromClause:  # noqa: ANN401 - every record has one
    """The bare table of a record: rows without the cost of mapped objects."""
    found: FromClause = record.__table__
    return found


def read(tx: Tx, wanted: FromClause, by: str, some: Some, *conditions: Any) -> list[Row[Any]]:  # noqa: ANN401
    """Every row of the table, or those whose column ``by`` is one of some."""
    if some is None:
        return list(tx.execute(select(wanted).where(*conditions)).all())
    query = _those(wanted, by)
    return list(
        tx.quick(query.where(*conditions) if conditions else query, {"some": [*some]}).all()
    )


@cache
def _those(wanted: FromClause, by: str) -> Select[Any]:
    """Rows of some ids, made once for each table: a caller waits for a score of them."""
    return select(wanted).where(_of_some(wanted.c[by]))


def _of_some(column: Any) -> ColumnElement[bool]:  # noqa: ANN401 - every record has one
    """``one_of`` in a statement that is made once."""
    found: ColumnElement[bool] = column == any_(bindparam("some", type_=ARRAY(Uuid())))
    return found


def one_of(column: Any, some: Collection[UUID]) -> ColumnElement[bool]:  # noqa: ANN401
    """Whether the column is one of these ids: one array is sent, however many there are."""
    found: ColumnElement[bool] = column == any_(literal(list(some), ARRAY(Uuid())))
    return found


def grouped(rows: Iterable[Row[Any]], key: str) -> Rows:
    """Rows by the value of one column."""
    found: Rows = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found


def single(rows: Iterable[Row[Any]], key: str) -> dict[Hashable, Row[Any]]:
    """Rows by a column that stands once."""
    return {getattr(row, key): row for row in rows}


def zones(tx: Tx) -> tuple[Zone, ...]:
    """Every valid zone; a shelter in one that is not valid any more is not proposed."""
    z = table(ZoneRecord)
    rows = tx.execute(
        select(z.c.id, z.c.lat, z.c.lon, z.c.radius_km).where(z.c.valid).order_by(z.c.id)
    )
    return tuple(Zone(ZoneId(r.id), Place(r.lat, r.lon), r.radius_km) for r in rows)


@dataclass(frozen=True, slots=True, repr=False)
class HouseRows:
    """What is recorded of one house, as it was read; a policy that nobody entered is None."""

    main: Row[Any]
    acceptance: Row[Any] | None
    stay_policy: Row[Any] | None
    staffing: Row[Any] | None
    municipality_support: Row[Any] | None
    services: list[Row[Any]]
    intake_hours: list[Row[Any]]
    features: list[Row[Any]]


class Houses:
    """Every row of the shelter side, read in a fixed number of SELECTs."""

    def __init__(
        self,
        tx: Tx,
        valid: Collection[str],
        tonight: date,
        some: Some,
        *,
        with_units: bool = True,
    ) -> None:
        """``with_units``: without, none has any, for who asks of the house alone."""
        self.unreadable: dict[UUID, Exception] = {}
        """Shelters that ``all`` could not read, and what was wrong."""
        self._valid = valid
        by = "shelter_id"
        self._main = read(tx, table(ShelterRecord), "id", some)
        self._features = grouped(read(tx, table(SecurityFeatureRecord), by, some), by)
        self._hours = grouped(read(tx, table(IntakeHoursRecord), by, some), by)
        self._accepts = single(read(tx, table(AcceptancePolicyRecord), by, some), by)
        self._stays = single(read(tx, table(StayPolicyRecord), by, some), by)
        self._offers = grouped(read(tx, table(ServiceOfferRecord), by, some), by)
        self._staff = single(read(tx, table(StaffingRecord), by, some), by)
        self._support = single(read(tx, table(MunicipalitySupportRecord), by, some), by)
        self._ties = grouped(read(tx, table(StaffTieRecord), by, some), by)
        self._confirmed = confirmed(tx, some)
        self._units = _units(tx, tonight, some) if with_units else {}

    def all(self) -> tuple[Shelter, ...]:
        """Shelters as the core may know them, by id; one that cannot be read is set apart."""
        made = []
        for row in self._main:
            try:
                made.append(self._one(row))
            except Exception as fault:  # noqa: BLE001 - one record must not stop all others
                self.unreadable[row.id] = fault
        return tuple(sorted(made, key=lambda shelter: shelter.id))

    def each(self) -> tuple[Shelter, ...]:
        """All of them as the core may know them, by id; a fault when one cannot be read."""
        found = self.all()
        for fault in self.unreadable.values():
            raise fault
        return found

    def rows_of(self, shelter: UUID) -> HouseRows | None:
        """What is recorded of one of them; None when there is no such house."""
        main = next((row for row in self._main if row.id == shelter), None)
        if main is None:
            return None
        return HouseRows(
            main=main,
            acceptance=self._accepts.get(shelter),
            stay_policy=self._stays.get(shelter),
            staffing=self._staff.get(shelter),
            municipality_support=self._support.get(shelter),
            services=sorted(self._offers.get(shelter, ()), key=_by_type),
            intake_hours=sorted(self._hours.get(shelter, ()), key=_by_week),
            features=sorted(self._features.get(shelter, ()), key=_by_code),
        )

    def units_of(self, shelter: UUID) -> frozenset[UUID]:
        """The ids of its units."""
        return frozenset(r.id for r, _ in self._units.get(shelter, ()))

    def _one(self, r: Row[Any]) -> Shelter:
        return Shelter(
            id=ShelterId(str(r.id)),
            kind=r.kind,
            phases=r.phases,
            zone=ZoneId(r.zone_id) if r.zone_id in self._valid else None,
            region=r.region,
            status=r.status,
            features=tuple(
                SecurityFeature(code=f.code, present=f.present, expires_on=f.expires_on)
                for f in sorted(self._features.get(r.id, ()), key=_by_code)
            ),
            police_within_15_min=r.police_within_15_min,
            residents_gender=r.residents_gender,
            separate_entrance=r.separate_entrance or Answer.UNKNOWN,
            women_only_staff=r.women_only_staff or Answer.UNKNOWN,
            acceptance=_acceptance(self._accepts.get(r.id)),
            stay=_stay(self._stays.get(r.id)),
            services=tuple(
                ServiceOffer(
                    type=o.type,
                    on_site=o.on_site or Answer.UNKNOWN,
                    minutes=o.minutes,
                    hours_per_week=o.hours_per_week,
                    capacity_now=o.capacity_now or Answer.UNKNOWN,
                    verified_on=o.verified_on,
                )
                for o in sorted(self._offers.get(r.id, ()), key=_by_type)
            ),
            staffing=_staffing(self._staff.get(r.id)),
            support=_support(self._support.get(r.id)),
            intake_hours_known=r.intake_hours_known,
            intake_hours=tuple(
                IntakeWindow(h.weekday, h.from_minute, h.to_minute)
                for h in sorted(self._hours.get(r.id, ()), key=_by_week)
            ),
            after_hours=r.after_hours or Answer.UNKNOWN,
            vacancy_confirmed_at=self._confirmed.get(r.id),
            urban=r.urban or Answer.UNKNOWN,
            turnover_per_year=r.turnover_per_year,
            max_concurrent_t4=r.max_concurrent_t4,
            max_concurrent_long_stay=r.max_concurrent_long_stay,
            staff_ties=frozenset(NetworkId(str(t.network_id)) for t in self._ties.get(r.id, ())),
            ties_asked=r.ties_asked or Answer.UNKNOWN,
            units=tuple(
                sorted((_unit(u, spans) for u, spans in self._units.get(r.id, ())), key=_by_id)
            ),
        )


_by_type = attrgetter("type")
_by_code = attrgetter("code")
_by_week = attrgetter("weekday", "from_minute")


def _by_id(unit: Unit) -> UnitId:
    return unit.id


UnitRows = dict[UUID, list[tuple[Row[Any], list[Row[Any]]]]]
"""Of each shelter the rows of its units, each with its spans out of service."""


def _units(tx: Tx, tonight: date, some: Some) -> UnitRows:
    u, o = table(UnitRecord), table(OutOfServiceRecord)
    query = (
        select(o.c.unit_id, o.c.nights)
        .where(o.c.lifted_at.is_(None), func.upper(o.c.nights) > tonight)
        .order_by(o.c.unit_id, o.c.nights)
    )
    if some is not None:
        query = query.join(u, u.c.id == o.c.unit_id).where(one_of(u.c.shelter_id, some))
    spans = grouped(tx.execute(query).all(), "unit_id")
    found: UnitRows = defaultdict(list)
    for r in read(tx, u, "shelter_id", some):
        found[r.shelter_id].append((r, spans.get(r.id, [])))
    return found


def _unit(r: Row[Any], spans: list[Row[Any]]) -> Unit:
    return Unit(
        id=UnitId(str(r.id)),
        kind=r.kind,
        beds=r.beds,
        cots=r.cots,
        cot_possible=r.cot_possible or Answer.UNKNOWN,
        wheelchair=r.wheelchair or Answer.UNKNOWN,
        wing=r.wing,
        side=r.side or UnitSide.UNKNOWN,
        out_of_service=tuple(span.nights for span in spans),
    )


_S, _V, _R = (
    table(ShelterRecord),
    table(VacancyConfirmationRecord),
    table(VacancyReviewRecord),
)
_DENIED = (
    select(_R.c.confirmation_id)
    .where(_R.c.confirmation_id == _V.c.id, _R.c.agreed == Answer.NO)
    .exists()
)
_LAST_CONFIRMED = select(
    _S.c.id,
    select(_V.c.confirmed_at)
    .where(_V.c.shelter_id == _S.c.id, ~_DENIED)
    .order_by(_V.c.confirmed_at.desc())
    .limit(1)
    .scalar_subquery()
    .label("at"),
)
_CONFIRMED_OF_SOME = _LAST_CONFIRMED.where(_of_some(_S.c.id))


def confirmed(tx: Tx, some: Some) -> dict[UUID, Any]:
    """The last confirmation of each shelter that no reviewer denied; by the index, not a scan."""
    if some is None:
        rows = tx.quick(_LAST_CONFIRMED, {})
    else:
        rows = tx.quick(_CONFIRMED_OF_SOME, {"some": [*some]})
    return {row.id: row.at for row in rows if row.at is not None}


def _acceptance(r: Row[Any] | None) -> AcceptancePolicy:
    if r is None:
        return AcceptancePolicy()
    return AcceptancePolicy(
        boys_max_age=r.boys_max_age,
        girls_max_age=r.girls_max_age,
        max_children=r.max_children,
        min_age=r.min_age,
        trafficking_residents=r.trafficking_residents or CaseByCase.UNKNOWN,
        partner_violence=r.partner_violence or CaseByCase.UNKNOWN,
        family_violence=r.family_violence or CaseByCase.UNKNOWN,
        substance_use=r.substance_use or SubstanceRule.UNKNOWN,
        acute_psychosis=r.acute_psychosis or Answer.UNKNOWN,
        wheelchair=r.wheelchair or Answer.UNKNOWN,
        pets=r.pets or Answer.UNKNOWN,
        adult_men_in_household=r.adult_men_in_household or Answer.UNKNOWN,
    )


def _stay(r: Row[Any] | None) -> StayPolicy:
    if r is None:
        return StayPolicy()
    return StayPolicy(
        limit_known=r.limit_known,
        max_nights=r.max_nights,
        exemption=r.exemption or Exemption.UNKNOWN,
        exempt_max_nights=r.exempt_max_nights,
        separate_long_stay_wing=r.separate_long_stay_wing or Answer.UNKNOWN,
        other_residents_limited=r.other_residents_limited or Answer.UNKNOWN,
    )


def _staffing(r: Row[Any] | None) -> Staffing:
    if r is None:
        return Staffing()
    return Staffing(
        languages=frozenset(r.languages or ()) - {"und"},
        phone_interpreter=r.phone_interpreter or Answer.UNKNOWN,
        trafficking_trained_on=r.trafficking_trained_on,
        trafficking_residents_served=r.trafficking_residents_served,
        fixed_followup_team=r.fixed_followup_team or Answer.UNKNOWN,
        volunteers=r.volunteers,
    )


def _support(r: Row[Any] | None) -> MunicipalitySupport:
    if r is None:
        return MunicipalitySupport()
    return MunicipalitySupport(
        decision_days_median=r.decision_days_median,
        health_without_id=r.health_without_id or Answer.UNKNOWN,
    )


def compromises(tx: Tx, some: Some) -> tuple[Compromise, ...]:
    """Reports that two persons have not cleared."""
    c = table(CompromiseRecord)
    return tuple(
        Compromise(
            shelter=ShelterId(str(r.shelter_id)),
            scope=r.scope,
            level=r.level,
            network=NetworkId(str(r.network_id)) if r.network_id else None,
            actor=ActorId(str(r.actor_id)) if r.actor_id else None,
            cleared_by=1 if r.cleared_first_by else 0,
        )
        for r in sorted(
            read(tx, c, "shelter_id", some, c.c.cleared_at.is_(None)), key=lambda r: str(r.id)
        )
    )
