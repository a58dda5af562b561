"""When her time is over nothing of her is left, and what is counted and audited stays."""

from __future__ import annotations

import threading
import time
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, text, update
from typer.testing import CliRunner

from app.cli import app
from app.keeping.erasing import LATE, erase_due, erase_one, warn_of_overdue
from app.keeping.one_by_one import NotAllErased
from app.keeping.upkeep import erase_cases
from app.service import chain_keys, open_service
from app.settings import Settings
from app.silence import Watched, found
from app.store import alarms, chain, erasure, members, statistics
from app.store.transactions import Store, Tx
from app.upkeep import Job, Upkeep
from app.use_cases.disclosure.drill import Drill
from matching.vocabulary import AddressBlock, Answer
from models.account import AccountRecord
from models.alarm import AlarmRecord
from models.audit import AuditEventRecord
from models.base import Base, Kept, table_of
from models.consent import ConsentRecord
from models.count import CaseCountRecord
from models.household import HouseholdRecord, PersonRecord
from models.placement import PlacementRecord
from models.plan_run import PlanRunRecord
from models.referral import ReferralRecord
from models.stay import StayRecord
from models.words import (
    AccountStatus,
    AlarmKind,
    AuditAct,
    ConsentAnswer,
    CountOf,
    Purpose,
    ReferralState,
    ReferrerKind,
    Role,
    RoundOf,
    StayState,
)
from tests.support.case_rows import CANARY, close, fill_every_table, said_anywhere
from tests.support.records import NOON
from tests.support.sealed_rows import cases, drilled

CLOSED = NOON + timedelta(days=10)
DUE = CLOSED + timedelta(days=90)
SECOND = timedelta(seconds=1)


@pytest.fixture
def full(store, owned, master, rows, sealed) -> list[str]:
    """The first household has a row in every table of a case."""
    with owned.transaction() as tx:
        return fill_every_table(tx, rows, rows.households[0])


@pytest.fixture
def case(store, rows, full):
    with store.transaction() as tx:
        ((_, referral),) = cases(tx, rows.households[:1])
    return referral


def closed(owned: Store, case, at=CLOSED) -> None:
    with owned.transaction() as tx:
        close(tx, case, at)


def left_of(store: Store, case) -> dict[str, int]:
    """How many rows of the case each table has."""
    with store.transaction() as tx:
        counts = {
            table.name: tx.execute(
                select(func.count()).select_from(table).where(erasure.of_case(table, case))
            ).scalar_one()
            for table in erasure.DELETED
        }
    return {name: count for name, count in counts.items() if count}


def test_the_test_itself_fills_every_table_of_a_case(full, store, owned, case):
    assert len({t.name for t in erasure.DELETED} & set(full)) >= 34
    assert len(left_of(store, case)) >= 34
    with owned.transaction() as tx:
        assert len(said_anywhere(tx, CANARY)) >= 8


def test_asvs_14_2_7_nothing_of_her_is_left_after_90_days(store, owned, master, case, sealed, rows):
    closed(owned, case)
    assert erase_due(owned, DUE - SECOND) == 0
    assert len(left_of(store, case)) >= 34
    assert erase_due(owned, DUE) == 1
    assert left_of(store, case) == {}
    with owned.transaction() as tx:
        assert said_anywhere(tx, CANARY) == []
        keys = tx.execute(
            text("SELECT count(*) FROM data_keys WHERE subject_id = :it"), {"it": case}
        )
        assert keys.scalar_one() == 0
        person_fields = 3
        assert drilled(store, master) == Drill(sealed - person_fields, 0, 0, 0)
    assert erase_due(owned, DUE) == 0, "a second run finds nothing to do"


def test_a_case_that_cannot_be_erased_holds_up_no_other(
    store, owned, case, rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.transaction() as tx:
        ((_, other),) = cases(tx, rows.households[1:2])
    closed(owned, case)
    closed(owned, other, CLOSED + SECOND)
    real = erasure.erase

    def broken(tx: Tx, one: UUID, now: datetime) -> int:
        if one == case:
            raise RuntimeError
        return real(tx, one, now)

    with monkeypatch.context() as patched, pytest.raises(NotAllErased) as some:
        patched.setattr(erasure, "erase", broken)
        erase_due(owned, DUE + SECOND)
    assert (some.value.gone, some.value.left) == (1, 1)
    with store.transaction() as tx:
        told = tx.execute(select(AlarmRecord.kind, AlarmRecord.subject_id)).all()
    assert [(one.kind, one.subject_id) for one in told] == [(AlarmKind.ERASURE_OVERDUE, case)]
    with owned.transaction() as tx:
        assert erasure.is_there(tx, case), "all of her, or nothing"
        assert not erasure.is_there(tx, other)
        keys = tx.execute(
            text("SELECT count(*) FROM data_keys WHERE subject_id = :it"), {"it": case}
        )
        assert keys.scalar_one() > 0
    assert erase_due(owned, DUE + SECOND) == 1


def _fails(*_: object) -> None:
    raise RuntimeError


def test_a_case_that_cannot_be_erased_is_heard_as_itself_and_a_round_that_hangs_beside_it_too(
    owned, case, master, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(owned, case)
    monkeypatch.setattr(erasure, "_empty", _fails)
    clock, may_go_on, hangs = [DUE], threading.Event(), threading.Event()
    may_go_on.set()

    def hang(*_: object) -> None:
        if not may_go_on.is_set():
            hangs.set()
            may_go_on.wait(60)

    settings = Settings()  # type: ignore[call-arg] # the environment gives what is required
    service = open_service(settings, master=master, now=lambda: clock[0])
    jobs = (Job("erase cases", 1, erase_cases), Job("hangs when it is told to", 1, hang))

    def heard_within(minutes: int) -> bool:
        """Whether a round ended since then, after some seconds."""
        clock[0] += timedelta(minutes=minutes)
        until = time.monotonic() + 10
        while Watched.ROUNDS in found(service, clock[0]).silent and time.monotonic() < until:
            time.sleep(0.05)
        return Watched.ROUNDS not in found(service, clock[0]).silent

    try:
        Upkeep(service, every_s=0.05, jobs=jobs, known_as=RoundOf.UPKEEP).start()
        assert heard_within(20), "a case that cannot be erased is no round that hangs"
        with service.store.transaction() as tx:
            assert alarms.was_raised(tx, AlarmKind.ERASURE_OVERDUE, case)
        may_go_on.clear()
        assert hangs.wait(20)
        assert not heard_within(20), "one that hangs is heard beside it"
    finally:
        may_go_on.set()
        service.close()


def test_the_rows_that_stay_hold_no_word_of_her(store, owned, case, rows):
    with store.transaction() as tx:
        tx.execute(
            HouseholdRecord.__table__.update()
            .where(HouseholdRecord.id == rows.households[0])
            .values(where_now="NO-T-3161732", wheelchair=Answer.YES, languages=["som"])
        )
        old = tx.session.get_one(ReferralRecord, case)
        names = {old.code_name, str(old.referrer_reference)}
    closed(owned, case)
    erase_due(owned, DUE)
    with store.transaction() as tx:
        for table, row_id in (
            (table_of(ReferralRecord), case),
            (table_of(HouseholdRecord), rows.households[0]),
        ):
            row = tx.execute(select(table).where(table.c.id == row_id)).one()._mapping
            words = {c.name for c in table.columns if c.nullable and c.info["class"] == "C"}
            assert {name for name in words if row[name] is not None} == set()
            assert not names & {str(value) for value in row.values()}
        referral = tx.session.get_one(ReferralRecord, case)
        assert referral.erased_at == DUE
        assert referral.received_at.date().isoformat() == "2026-01-01", "its quarter"


def test_history_and_counts_stay(store, owned, case, rows):
    closed(owned, case)
    erase_due(owned, DUE)
    with store.transaction() as tx:
        hers = HouseholdRecord.id == rows.households[0]
        placement = tx.execute(
            select(PlacementRecord).join(HouseholdRecord).where(hers)
        ).scalar_one()
        stay = tx.execute(select(StayRecord).join(HouseholdRecord).where(hers)).scalar_one()
        assert placement.nights is not None
        assert placement.departure is not None
        assert (placement.offer_id, placement.arrived_at, stay.offer_id) == (None, None, None)
        counts = {
            (c.subject, c.word): c.number for c in tx.execute(select(CaseCountRecord)).scalars()
        }
    assert counts[CountOf.CASES, "ALL"] == 1
    assert counts[CountOf.GENDER, "WOMAN"] == 2
    assert counts[CountOf.DEPARTURE, "OWN_HOME"] == 1
    assert counts[CountOf.OUTCOME, "PLACED"] == 1


def test_a_case_that_was_merged_is_kept_as_long_as_the_one_in_which_it_goes_on(
    store, owned, case, rows
):
    """An agency would see by its going that she was known already: its referral is not over (AT03)."""
    with store.transaction() as tx:
        others = [one for _, one in cases(tx, rows.households) if one != case]
    middle, last = others[:2]
    closed(owned, case)
    closed(owned, middle)
    with owned.transaction() as tx:
        r = table_of(ReferralRecord)
        for one, into in ((case, middle), (middle, last)):
            tx.execute(update(r).where(r.c.id == one).values(merged_into_id=into))
        assert erasure.ended(tx, case) is None
    assert erase_due(owned, DUE + timedelta(days=300)) == 0
    later = CLOSED + timedelta(days=300)
    closed(owned, last, later)
    with owned.transaction() as tx:
        tx.execute(table_of(StayRecord).delete())
        assert erasure.ended(tx, case) == later
    assert erase_due(owned, later + timedelta(days=90) - SECOND) == 0
    assert erase_due(owned, later + timedelta(days=90)) == 3


def counted(store: Store) -> statistics.Counts:
    """What is told of the quarter in which every case of the records was received."""
    with store.transaction() as tx:
        return statistics.of_quarter(tx, date(2026, 1, 1), date(2026, 4, 1))


def test_a_quarter_is_counted_the_same_when_a_case_of_it_is_erased(store, owned, case, rows):
    closed(owned, case)
    before = counted(store)
    assert before[CountOf.STEP]["ACCEPTED"] == 1
    assert before[CountOf.STEP].total() == before[CountOf.REFERRER].total() == len(rows.households)
    erase_due(owned, DUE)
    assert counted(store) == before


def named(tx: Tx, case, rows) -> None:
    members.allow_only(tx, case, [rows.account], by=rows.account, now=NOON)


def under_kode6(tx: Tx, case, rows) -> None:
    tx.execute(
        update(PersonRecord)
        .where(PersonRecord.household_id == rows.households[0])
        .values(address_block=AddressBlock.KODE6)
    )


def police_and_unknown(tx: Tx, case, rows) -> None:
    _police(tx, rows, AddressBlock.UNKNOWN)


def police_and_unasked(tx: Tx, case, rows) -> None:
    _police(tx, rows, None)


def _police(tx: Tx, rows, block: AddressBlock | None) -> None:
    for record, column, values in (
        (HouseholdRecord, HouseholdRecord.id, {"police_involved": Answer.YES}),
        (PersonRecord, PersonRecord.household_id, {"address_block": block}),
    ):
        tx.execute(update(record).where(column == rows.households[0]).values(**values))


def from_the_police_and_unasked(tx: Tx, case, rows) -> None:
    tx.execute(
        update(ReferralRecord)
        .where(ReferralRecord.id == case)
        .values(referrer_kind=ReferrerKind.POLICE)
    )
    tx.execute(
        update(PersonRecord)
        .where(PersonRecord.household_id == rows.households[0])
        .values(address_block=None)
    )


def police_and_nobody_told_of(tx: Tx, case, rows) -> None:
    _police(tx, rows, AddressBlock.NONE)
    hers = update(PersonRecord).where(PersonRecord.household_id == rows.households[0])
    tx.execute(hers.values(household_id=rows.households[1]))


def refused(tx: Tx, case, rows) -> None:
    tx.add(
        ConsentRecord(
            household_id=rows.households[0],
            purpose=Purpose.STATISTICS,
            answer=ConsentAnswer.REFUSED,
            given_at=NOON,
        )
    )


@pytest.mark.parametrize(
    "out",
    [
        named,
        under_kode6,
        police_and_unknown,
        police_and_unasked,
        from_the_police_and_unasked,
        police_and_nobody_told_of,
        refused,
    ],
)
def test_whoever_is_left_out_of_counts_is_in_none_of_them_after_her_case_is_erased(
    store, owned, case, rows, out
):
    with owned.transaction() as tx:
        out(tx, case, rows)
    before = counted(store)
    assert (
        before[CountOf.STEP].total() == before[CountOf.REFERRER].total() == len(rows.households) - 1
    )
    closed(owned, case)
    assert erase_due(owned, DUE) == 1
    assert counted(store) == before
    with store.transaction() as tx:
        assert tx.execute(select(CaseCountRecord)).first() is None


@pytest.mark.parametrize("out", [named, under_kode6, refused])
def test_another_case_of_the_same_person_is_left_out_with_hers(store, owned, case, rows, out):
    with owned.transaction() as tx:
        ((_, other),) = cases(tx, rows.households[1:2])
        out(tx, case, rows)
        merged = update(ReferralRecord).where(ReferralRecord.id == other)
        tx.execute(merged.values(state=ReferralState.CLOSED, closed_at=NOON, merged_into_id=case))
    assert counted(store)[CountOf.STEP].total() == len(rows.households) - 2
    with owned.transaction() as tx:
        for one, into in ((other, None), (case, other)):
            merged = update(ReferralRecord).where(ReferralRecord.id == one)
            shut = {"state": ReferralState.CLOSED, "closed_at": NOON}
            tx.execute(merged.values(**shut, merged_into_id=into))
    assert counted(store)[CountOf.STEP].total() == len(rows.households) - 2


def test_other_cases_are_as_they_were(owned, case, rows):
    def others() -> list[str]:
        with owned.transaction() as tx:
            mine = {str(case), str(rows.households[0])}
            found = []
            for table in Base.metadata.sorted_tables:
                if table.name in ("audit_events", "data_keys", "case_counts", "plan_runs"):
                    continue
                for row in tx.execute(select(table)):
                    said = " ".join(str(v) for v in row)
                    if not any(word in said for word in mine) and CANARY not in said:
                        found.append(f"{table.name} {said}")
            return found

    kept_tables = {"referrals ", "households ", "shelters ", "units ", "shelters_sealed "}
    before = [row for row in others() if any(row.startswith(t) for t in kept_tables)]
    assert {row.split(" ")[0] + " " for row in before} == kept_tables
    closed(owned, case)
    erase_due(owned, DUE)
    assert [row for row in others() if any(row.startswith(t) for t in kept_tables)] == before


def test_no_hash_of_what_was_said_of_her_stays_with_a_run_that_has_no_plan(owned, case):
    with owned.transaction() as tx:
        tx.execute(update(PlanRunRecord).values(breaking={str(case): "00"}))
        assert tx.execute(select(PlanRunRecord.breaking)).scalars().all() != []
    closed(owned, case)
    erase_due(owned, DUE)
    with owned.transaction() as tx:
        assert set(tx.execute(select(PlanRunRecord.breaking)).scalars()) == {None}


def test_the_chain_stays_whole_and_says_what_was_erased(store, owned, case, master):
    closed(owned, case)
    erase_due(owned, DUE)
    with store.transaction() as tx:
        assert chain.broken(tx.session, chain_keys(tx, master)) is None
        e = AuditEventRecord
        acts = tx.execute(select(e.act).where(e.subject_id == case).order_by(e.seq)).scalars()
        assert list(acts)[-2:] == [AuditAct.KEY_ERASED, AuditAct.CASE_ERASED]


@pytest.mark.parametrize(
    ("block", "police", "days"),
    [
        (AddressBlock.KODE6, None, 30),
        (AddressBlock.UNKNOWN, Answer.YES, 30),
        (AddressBlock.UNKNOWN, Answer.NO, 90),
        (AddressBlock.KODE7, Answer.YES, 90),
        (None, Answer.YES, 90),
    ],
)
def test_kode6_goes_after_30_days(store, owned, case, rows, block, police, days):
    with store.transaction() as tx:
        tx.execute(
            HouseholdRecord.__table__.update()
            .where(HouseholdRecord.id == rows.households[0])
            .values(police_involved=police)
        )
        tx.execute(
            PersonRecord.__table__.update()
            .where(PersonRecord.household_id == rows.households[0])
            .values(address_block=block)
        )
    closed(owned, case)
    assert erase_due(owned, CLOSED + timedelta(days=days) - SECOND) == 0
    assert erase_due(owned, CLOSED + timedelta(days=days)) == 1


def test_a_case_with_a_bed_is_never_erased(store, owned, case, rows, master):
    with owned.transaction() as tx:
        tx.execute(
            StayRecord.__table__.update()
            .where(StayRecord.household_id == rows.households[0])
            .values(state=StayState.ARRIVED)
        )
    closed(owned, case)
    assert erase_due(owned, DUE) == 0
    assert not erase_one(owned, case, DUE, by=rows.account, second=rows.account)
    assert len(left_of(store, case)) >= 34


def test_what_is_overdue_raises_one_alarm(store, owned, case):
    closed(owned, case)
    warn_of_overdue(store, DUE + LATE - SECOND)
    with store.transaction() as tx:
        assert tx.execute(select(AlarmRecord)).first() is None
    for _ in range(2):
        warn_of_overdue(store, DUE + LATE)
    with store.transaction() as tx:
        (alarm,) = tx.execute(select(AlarmRecord)).scalars()
    assert (alarm.kind.value, alarm.subject_id) == ("ERASURE_OVERDUE", case)


def test_the_service_itself_can_erase_nothing(store, case, master):
    closed(store, case)
    with pytest.raises(NotAllErased) as nothing:
        erase_due(store, DUE)
    assert "permission denied" in str(nothing.value.__cause__)
    assert len(left_of(store, case)) >= 34


def test_an_erasure_that_fails_half_way_has_erased_nothing(store, owned, case, monkeypatch):
    closed(owned, case)
    monkeypatch.setattr(erasure, "_empty", _fails)
    with pytest.raises(NotAllErased):
        erase_due(owned, DUE)
    assert len(left_of(store, case)) >= 34


def test_two_people_may_decide_it_earlier(store, owned, case, rows):
    with store.transaction() as tx:
        name = tx.session.get_one(ReferralRecord, case).code_name
        for handle, status in (("second", AccountStatus.ACTIVE), ("gone", AccountStatus.CLOSED)):
            tx.add(AccountRecord(handle=handle, role=Role.ADMIN, status=status, created_at=NOON))

    def command(*words: str) -> int:
        return CliRunner().invoke(app, ["erase", *words]).exit_code

    for second in ("coordinator-1", "gone", "nobody"):
        assert command("case", name, "--by", "coordinator-1", "--second", second) == 1
    assert command("case", "E-NONE", "--by", "coordinator-1", "--second", "second") == 1
    assert len(left_of(store, case)) >= 34
    assert command("case", name, "--by", "coordinator-1", "--second", "second") == 0
    assert left_of(store, case) == {}
    assert command("case", name, "--by", "coordinator-1", "--second", "second") == 1
    assert command("due") == 0


def test_every_table_kept_as_a_case_is_reached(rows):
    kept = {m.class_.__tablename__ for m in Base.registry.mappers if m.class_.kept is Kept.CASE}
    shared = {"threat_networks"}
    reached = {table.name for table in (*erasure.DELETED, *erasure.SHELLS)}
    assert kept - reached <= shared, "a table of cases that no erasure reaches"


def test_what_is_done_around_her_is_among_the_rows_that_go(full: list[str]) -> None:
    around = {
        "benefits",
        "card_choices",
        "card_tellings",
        "cards",
        "complaints",
        "expenses",
        "follow_up_actions",
        "not_matched",
    }
    assert around <= set(full)
    assert around <= {table.name for table in erasure.DELETED}
