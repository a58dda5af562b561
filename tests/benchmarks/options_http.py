"""Options over HTTP: a real server, a real database, one warm client; audit row included.

The houses are those of the generated country, put into the shipped zones of Norway, since danger
places over the API are places of its gazetteer. Residents fill the units that are taken there.
"""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import httpx
import numpy as np
from numpy.typing import NDArray
from pydantic import SecretStr
from sqlalchemy import Connection, create_engine, insert

from app.access import BASE
from app.places.gazetteer import load_gazetteer
from app.places.zones import load_zones
from app.postgres import ephemeral
from app.service import Service, open_service
from app.settings import Settings
from app.store import tokens
from app.store.nights import tonight
from app.vault.keys import FileMasterKey
from matching.situation import Shelter, Situation
from matching.vocabulary import (
    AgeBand,
    Answer,
    AreaKind,
    Gender,
    MemberRole,
    NightSpan,
    PlanMode,
    Precision,
    Together,
)
from models.consent import ConsentRecord
from models.household import HouseholdRecord, PersonRecord
from models.placement import PlacementRecord
from models.policy import (
    AcceptancePolicyRecord,
    MunicipalitySupportRecord,
    ServiceOfferRecord,
    StaffingRecord,
    StayPolicyRecord,
)
from models.referral import ReferralRecord
from models.shelter import (
    IntakeHoursRecord,
    SecurityFeatureRecord,
    ShelterRecord,
    VacancyConfirmationRecord,
)
from models.stay import StayRecord
from models.threat import ActorAreaRecord, ThreatAnswerRecord, ThreatAssessmentRecord
from models.unit import UnitRecord
from models.words import (
    Channel,
    ConfirmedHow,
    ConsentAnswer,
    ConsentForm,
    LevelAnswer,
    PlacementState,
    Purpose,
    Question,
    ReferralState,
    Role,
    Source,
    StayState,
    ThreatReply,
)
from tests.benchmarks.options import country
from tests.support.database import Database, fresh, make_template
from tests.support.demo import make_demonstration
from tests.support.houses import load_all_zones

CALLERS = 400
WARM = 50
Rows = dict[type[Any], list[dict[str, Any]]]


def http_p99_ms(shelters: int, draws: int, seed: int) -> float:
    """Milliseconds within which 99 of 100 requests of one warm client are answered."""
    world = country(shelters, seed)
    with (
        ephemeral() as cluster,
        fresh(cluster, template=make_template(cluster)) as database,
        TemporaryDirectory() as folder,
    ):
        master = Path(folder) / "master.key"
        service = open_service(
            Settings(
                database_url=SecretStr(database.service_url), master_key_file=master, pool_size=4
            ),
            master=FileMasterKey.make(master),
        )
        load_all_zones(service)
        account, token = _coordinator(service)
        engine = create_engine(database.owner_url, hide_parameters=True)
        with engine.begin() as connection:
            cases = load(connection, world, account, service.now(), seed)
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(
                "VACUUM ANALYZE"
            )
        engine.dispose()
        service.close()
        with _serving(database, master) as address:
            took = _ask(address, token, cases, draws)
    return round(1000 * float(np.percentile(took, 99)), 2)


def _ask(address: str, token: str, cases: list[UUID], draws: int) -> NDArray[np.float64]:
    """Seconds of each request, one after the other over one connection."""
    took = np.empty(draws)
    with httpx.Client(base_url=address, timeout=60) as client:
        for draw in range(-WARM, draws):
            path = f"{BASE}/referrals/{cases[draw % len(cases)]}/options"
            began = time.perf_counter()
            found = client.post(path, headers={"Authorization": f"Bearer {token}"})
            if draw >= 0:
                took[draw] = time.perf_counter() - began
            assert found.status_code == 200, found.text
    return took


def _coordinator(service: Service) -> tuple[UUID, str]:
    now = service.now()
    with service.store.transaction() as tx:
        account = tokens.add_account(
            tx, handle="bench", role=Role.COORDINATOR, shelter=None, now=now
        )
        until = now + timedelta(days=1)
        _, text = tokens.issue(tx, account, scopes={"read", "write"}, now=now, until=until)
    return account, text


@contextmanager
def _serving(database: Database, master: Path) -> Iterator[str]:
    """``havn serve`` in a process of its own, as it runs anywhere."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    make_demonstration(database.owner_url)
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", "--port", str(port)],
        env={
            **os.environ,
            "DATABASE_URL": database.service_url,
            "HAVN_MASTER_KEY_FILE": str(master),
            # Plain HTTP on the loopback: the time of a proxy's TLS is not the service's.
            "HAVN_DEMO": "1",
        },
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx.get(f"{address}/readyz", timeout=5).raise_for_status()
                break
            except httpx.HTTPError:
                assert process.poll() is None, "the server did not start"
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def load(
    connection: Connection,
    world: Situation,
    account: UUID,
    now: datetime,
    seed: int,
    callers: int = CALLERS,
) -> list[UUID]:
    """The houses with their residents, and callers; the referrals of the callers."""
    draw, rows = random.Random(seed), Rows()
    zones = [zone.code for zone in load_zones().zones]
    shift = tonight(now) - world.tonight
    units: dict[str, UUID] = {}
    for number, shelter in enumerate(world.shelters):
        _house(rows, shelter, number, draw.choice(zones), account, now, shift, units)
    house_of = {row["id"]: row["shelter_id"] for row in rows[UnitRecord]}
    taken: set[UUID] = set()
    for stay in world.stays:
        unit = units[stay.unit]
        if unit not in taken:
            taken.add(unit)
            nights = NightSpan(stay.span.start + shift, stay.span.end + shift)
            _resident(rows, unit, house_of[unit], nights, now)
    towns = [e for e in load_gazetteer().entries if e.kind == "TOWN" and e.country == "NO"]
    cases = [_caller(rows, draw.choice(towns).code, account, now) for _ in range(callers)]
    for record, values in rows.items():
        for start in range(0, len(values), 5000):
            connection.execute(insert(record), values[start : start + 5000])
    return cases


def _put(rows: Rows, record: type[Any], **values: Any) -> None:
    rows.setdefault(record, []).append(values)


def _plain(value: Any, *left_out: str) -> dict[str, Any]:
    return {n: v for n, v in asdict(value).items() if n not in left_out}


def _house(
    rows: Rows,
    s: Shelter,
    number: int,
    zone: str,
    account: UUID,
    now: datetime,
    shift: timedelta,
    units: dict[str, UUID],
) -> None:
    shelter, long_ago = uuid4(), (now - timedelta(days=30)).date()
    _put(
        rows,
        ShelterRecord,
        id=shelter,
        code_name=f"B-{number}",
        kind=s.kind,
        phases=s.phases,
        zone_id=zone,
        region=s.region,
        status=s.status,
        residents_gender=s.residents_gender,
        separate_entrance=s.separate_entrance,
        women_only_staff=s.women_only_staff,
        police_within_15_min=s.police_within_15_min,
        urban=s.urban,
        turnover_per_year=s.turnover_per_year,
        max_concurrent_t4=s.max_concurrent_t4,
        max_concurrent_long_stay=s.max_concurrent_long_stay,
        intake_hours_known=s.intake_hours_known,
        after_hours=s.after_hours,
        ties_asked=s.ties_asked,
        created_at=now,
        version=1,
    )
    for f in s.features:
        expires = None if f.expires_on is None else max(f.expires_on + shift, long_ago)
        _put(
            rows,
            SecurityFeatureRecord,
            shelter_id=shelter,
            code=f.code,
            present=f.present,
            expires_on=expires,
        )
    for hours in s.intake_hours:
        _put(rows, IntakeHoursRecord, shelter_id=shelter, **_plain(hours))
    for service in s.services:
        _put(rows, ServiceOfferRecord, shelter_id=shelter, **_plain(service))
    _put(rows, AcceptancePolicyRecord, shelter_id=shelter, **_plain(s.acceptance))
    _put(rows, StayPolicyRecord, shelter_id=shelter, **_plain(s.stay))
    staffing = {**_plain(s.staffing), "languages": sorted(s.staffing.languages) or None}
    _put(rows, StaffingRecord, shelter_id=shelter, **staffing)
    _put(rows, MunicipalitySupportRecord, shelter_id=shelter, **_plain(s.support))
    _put(
        rows,
        VacancyConfirmationRecord,
        id=uuid4(),
        shelter_id=shelter,
        confirmed_at=now - timedelta(hours=number % 8),
        confirmed_by=account,
        how=ConfirmedHow.STAFF,
    )
    for place, unit in enumerate(s.units):
        units[unit.id] = uuid4()
        _put(
            rows,
            UnitRecord,
            id=units[unit.id],
            shelter_id=shelter,
            code=f"U{place}",
            **_plain(unit, "id", "out_of_service"),
        )


def _case(
    rows: Rows, now: datetime, state: ReferralState, account: UUID | None
) -> tuple[UUID, UUID]:
    referral, household = uuid4(), uuid4()
    _put(
        rows,
        ReferralRecord,
        id=referral,
        referrer_reference=uuid4(),
        code_name=f"R-{referral.hex[:16]}",
        received_at=now,
        channel=Channel.PHONE,
        referrer_account_id=account,
        tonight_need=Answer.YES,
        state=state,
        version=1,
    )
    _put(
        rows,
        HouseholdRecord,
        id=household,
        referral_id=referral,
        code_name=f"H-{household.hex[:16]}",
        together=Together.MUST,
        women_only=Answer.YES,
        version=1,
    )
    return referral, household


def _resident(rows: Rows, unit: UUID, shelter: UUID, nights: NightSpan, now: datetime) -> None:
    _, household = _case(rows, now, ReferralState.ARRIVED, None)
    placement = uuid4()
    _put(
        rows,
        PlacementRecord,
        id=placement,
        household_id=household,
        shelter_id=shelter,
        nights=nights,
        mode=PlanMode.WITHIN_LIMIT,
        state=PlacementState.ARRIVED,
        rule_set="NO-1",
        created_at=now,
        version=1,
    )
    _put(
        rows,
        StayRecord,
        id=uuid4(),
        unit_id=unit,
        household_id=household,
        nights=nights,
        state=StayState.ARRIVED,
        placement_id=placement,
        created_at=now,
    )


def _caller(rows: Rows, town: str, account: UUID, now: datetime) -> UUID:
    referral, household = _case(rows, now, ReferralState.RECEIVED, account)
    _put(
        rows,
        PersonRecord,
        id=uuid4(),
        household_id=household,
        role=MemberRole.ADULT,
        age_band=AgeBand.A25_39,
        gender=Gender.WOMAN,
    )
    assessment = uuid4()
    _put(
        rows,
        ThreatAssessmentRecord,
        id=assessment,
        household_id=household,
        level_human=LevelAnswer.UNKNOWN,
        assessed_at=now,
        assessed_by=account,
    )
    for question in (Question.Q05, Question.Q06, Question.Q10):
        _put(
            rows,
            ThreatAnswerRecord,
            assessment_id=assessment,
            question=question,
            reply=ThreatReply.NO,
            source=Source.HERSELF,
            known_at=now,
        )
    _put(
        rows,
        ActorAreaRecord,
        id=uuid4(),
        household_id=household,
        place_code=town,
        kind=AreaKind.HOME,
        precision=Precision.LOCALITY,
        last_confirmed=tonight(now),
        source=Source.HERSELF,
    )
    _put(
        rows,
        ConsentRecord,
        id=uuid4(),
        household_id=household,
        purpose=Purpose.SEARCH,
        answer=ConsentAnswer.GIVEN,
        form=ConsentForm.VERBAL,
        given_at=now,
        expires_at=now + timedelta(days=7),
    )
    return referral
