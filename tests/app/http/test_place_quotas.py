"""Different danger places are few per account and per organisation, and somebody hears of it before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from models.account import AccountRecord, OrganisationRecord
from models.alarm import AlarmRecord
from models.words import AlarmKind, ReferrerKind, Role
from tests.support.served import Caller, Served

_numbers = count(1)
ACCOUNT, AGENCY, ALARM = 30, 30, 8
"""As tests serve: the account's quota is raised to that of an organisation."""


@pytest.fixture
def towns(served: Served) -> list[str]:
    """Codes of many towns."""
    return [e.code for e in served.service.places.entries if e.kind == "TOWN"]


def working_for(served: Served, people: int) -> list[Caller]:
    """That many on-call workers of one new organisation."""
    made, organisation = [served.caller(Role.ON_CALL) for _ in range(people)], uuid4()
    with served.service.store.transaction() as tx:
        tx.add(
            OrganisationRecord(
                id=organisation,
                code_name=f"OUTREACH-{next(_numbers)}",
                kind=ReferrerKind.OUTREACH_PRO,
                version=1,
            )
        )
        tx.flush()
        tx.execute(
            update(AccountRecord)
            .where(AccountRecord.id.in_([one.account for one in made]))
            .values(organisation_id=organisation)
            .execution_options(synchronize_session=False)
        )
    return made


def name(worker: Caller, codes: list[str]) -> int:
    """The status when somebody calls who is in danger at these places."""
    sent = {"places_to_avoid": {"his": codes}}
    return worker("POST", "/referrals/phone", sent).status_code


def alarms(served: Served, account: UUID) -> list[AlarmKind]:
    with served.service.store.transaction() as tx:
        query = select(AlarmRecord.kind).where(AlarmRecord.about_account_id == account)
        return sorted(tx.execute(query).scalars())


def test_v2_4_1_at_the_eighth_different_place_somebody_hears_of_it_once(
    served: Served, towns: list[str]
) -> None:
    worker = served.caller(Role.ON_CALL)
    assert name(worker, towns[: ALARM - 1]) == 201
    assert name(worker, towns[: ALARM - 1]) == 201
    assert alarms(served, worker.account) == []
    assert name(worker, towns[ALARM - 1 : ALARM]) == 201
    assert name(worker, towns[ALARM : ALARM + 2]) == 201
    assert alarms(served, worker.account) == [AlarmKind.PLACES_NEAR_QUOTA]


def test_all_of_one_organisation_share_one_quota_of_seven_days(
    served: Served, towns: list[str]
) -> None:
    one, other, third = working_for(served, 3)
    stranger = served.caller(Role.ON_CALL)
    assert name(one, towns[:15]) == 201
    assert name(other, towns[15:AGENCY]) == 201
    assert name(third, towns[AGENCY : AGENCY + 1]) == 429
    assert name(third, towns[:5]) == 201
    assert name(stranger, towns[AGENCY : AGENCY + 1]) == 201
    assert AlarmKind.AGENCY_PLACES_NEAR_QUOTA in alarms(served, other.account)
    served.clock.forward(days=6, hours=23)
    try:
        assert name(third, towns[AGENCY : AGENCY + 1]) == 429
        served.clock.forward(hours=2)
        assert name(third, towns[AGENCY : AGENCY + 1]) == 201
    finally:
        served.clock.forward(days=-7, hours=-1)


def test_a_refused_place_is_kept_nowhere_and_not_counted(served: Served, towns: list[str]) -> None:
    worker = served.caller(Role.ON_CALL)
    at_once = {"his": towns[:20], "where_i_am_known": towns[20 : ACCOUNT + 1]}
    got = worker("POST", "/referrals/phone", {"places_to_avoid": at_once})
    assert got.status_code == 429
    assert alarms(served, worker.account) == [AlarmKind.PLACES_NEAR_QUOTA]
    assert name(worker, towns[:20]) == 201
    assert name(worker, towns[20:40]) == 429
    assert name(worker, towns[20:ACCOUNT]) == 201


def test_v15_4_2_many_at_once_do_not_get_past_the_quota_together(
    served: Served, towns: list[str]
) -> None:
    workers = working_for(served, 4)
    portions = [(workers[n % 4], towns[5 * n : 5 * n + 5]) for n in range(12)]
    with ThreadPoolExecutor(6) as pool:
        got = list(pool.map(lambda each: name(*each), portions))
    assert sorted(got) == [201] * (AGENCY // 5) + [429] * (12 - AGENCY // 5)
