"""The world on which two are played against each other: every role has somebody in it, and next to
what she may know there are houses, cases, placements and reports of which she may know nothing.

It is made over the API where there is a way, by a fixed chance and clock, so that each run has the
same ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, insert, select, text
from sqlalchemy.orm import Session

from app.service import Service, chain_key
from app.store import alarms, chain, credentials, tasks, tokens
from app.store.transactions import Tx
from app.use_cases.data_key import key_for
from app.vault.keys import DataKey, MasterKey
from app.vault.seal import Where, seal
from matching.vocabulary import AgeBand, Answer, LinkKind
from models.account import AccountRecord, OrganisationRecord
from models.base import Base, table_of
from models.benefit import BenefitRecord
from models.checklist import ChecklistItemRecord
from models.child_decision import ChildDecisionRecord
from models.consent import ConsentRecord
from models.departure import DeparturePlanRecord, HandOverRecord
from models.digest import ReadingDigestLineRecord, ReadingDigestRecord
from models.house_entrance import HouseDeviceRecord
from models.household import ContactSafetyRecord, HouseholdRecord, PersonRecord
from models.journey import JourneyRecord
from models.link import PersonLinkRecord
from models.member import CaseMemberRecord
from models.outdoor_plan import OutdoorPlanRecord
from models.placement import PlacementRecord, StayExemptionRecord
from models.question import QuestionRecord
from models.review import StayReviewRecord
from models.sealed import ContactSealedRecord, PersonSealedRecord, ShelterSealedRecord
from models.shift_note import ShiftNoteRecord
from models.transfer import TransferRecord
from models.visit import VisitRecord
from models.words import (
    AlarmKind,
    AuditAct,
    BenefitKind,
    Checklist,
    ChecklistItem,
    ConsentAnswer,
    ConsentForm,
    Departure,
    Destination,
    Escort,
    ExemptionDecider,
    ExemptionReason,
    HandOverState,
    IfMissing,
    KeySubject,
    Means,
    MeetingPlace,
    MemberScope,
    OutdoorRule,
    PhoneOnTheWay,
    Purpose,
    ReferrerKind,
    Role,
    TaskKind,
    TransferReason,
    TransferState,
    VisitBy,
    VisitKind,
)
from tests.support.houses import call, house, load_all_zones, place
from tests.support.served import Caller, Served

START = datetime(2026, 3, 10, 19, tzinfo=UTC)
"""A Tuesday, 20:00 in Oslo."""
STREET = "Stille vei 4, 9999 Ingensteds"


@dataclass(frozen=True)
class Case:
    """A case by its ids."""

    referral: UUID
    household: UUID


@dataclass
class Stage:
    """Who is there, and the ids of what a secret may be about."""

    master: MasterKey
    callers: dict[Role, Caller] = field(default_factory=dict)
    houses: dict[str, dict[str, Any]] = field(default_factory=dict)
    """``own`` is that of the shelter's account; ``other``, ``twin`` and ``far`` are not."""
    cases: dict[str, Case] = field(default_factory=dict)
    """``hers`` is the on-call worker's; ``foreign``, ``second`` and the ``housed`` are not."""
    networks: list[UUID] = field(default_factory=list)
    """One that she fears, and one that nobody fears."""
    town: str = ""
    zone: str = ""
    filled: frozenset[str] = frozenset()
    """Tables in which ``foreign`` has rows."""
    others: dict[str, Caller] = field(default_factory=dict)

    def shelter(self, name: str) -> UUID:
        """The id of a house."""
        return UUID(self.houses[name]["id"])


def set_the_stage(served: Served, admin_of: Engine) -> Stage:
    """Everything, in an empty database with this service; what has no route is written past it."""
    load_all_zones(served.service)
    stage = Stage(served.service.master)
    admin, clerk = served.caller(Role.ADMIN), served.caller(Role.COORDINATOR)
    stage.others = {"admin": admin, "coordinator": clerk, "on_call": served.caller(Role.ON_CALL)}
    stage.town = place(served, "Bergen")
    stage.zone = clerk.ok("GET", "/zones")["zones"][0]["id"]
    stage.networks = [
        UUID(clerk.ok("POST", "/networks", {"label": label, "kind": "LOCAL_GROUP"})["id"])
        for label in ("N-FEARED", "N-QUIET")
    ]
    clerk.ok("POST", "/local-teams", {"code_name": "TEAM-1", "municipality": "NO-K-4601"})
    _houses(served, stage)
    for role in Role:
        own = stage.shelter("own") if role is Role.SHELTER else None
        signed_in = role is not Role.BATCH  # which has a token and no hands
        stage.callers[role] = served.signed_in(role, own) if signed_in else served.caller(role)
    _cases(served, stage, admin_of)
    _denied(served, stage, admin_of)
    _placements(served, stage)
    _moves(stage, served.clock(), admin_of)
    _care(stage, served.clock(), admin_of)
    _what_has_no_route_yet(served.service, stage, admin_of)
    _asked_for(stage, admin_of)
    _reports(served, stage)
    _last_night(served, stage)
    return stage


def _houses(served: Served, stage: Stage) -> None:
    clerk = stage.others["coordinator"]
    for name, code, town in (
        ("own", "STILLE-1", "Tromsø"),
        ("other", "STILLE-2", "Bodø"),
        ("twin", "STILLE-3", "Tromsø"),
        ("far", "STILLE-4", "Kristiansand"),
    ):
        stage.houses[name] = house(served, clerk, code, town, units=3)
    staff = stage.houses["other"]["staff"]
    for name in ("own", "other"):
        one = stage.houses[name]
        path = f"/shelters/{one['id']}"
        version = clerk.ok("GET", path)["version"]
        nights = {"first": "2026-04-01", "to": "2026-04-03", "reason": "REPAIR"}
        span = f"{path}/units/{one['units'][2]}/out-of-service"
        clerk.ok("POST", span, nights, version=version)
        clerk.ok("POST", f"{path}/vacancy", {"how": "TELEPHONE"})
    stage.others["staff"] = staff


def _cases(served: Served, stage: Stage, admin_of: Engine) -> None:
    mine, theirs = stage.callers[Role.ON_CALL], stage.others["on_call"]
    owners = {
        "hers": mine,
        "foreign": theirs,
        "second": theirs,
        "housed": theirs,
        "housed_2": theirs,
        "at_own": theirs,
        "strict": stage.others["coordinator"],
    }
    for name, worker in owners.items():
        made = call(served, worker)
        referral = UUID(made["id"])
        with Session(admin_of) as session:
            found = select(HouseholdRecord.id).where(HouseholdRecord.referral_id == referral)
            stage.cases[name] = Case(referral, session.execute(found).scalar_one())
        with Session(admin_of) as session, session.begin():
            there = select(CaseMemberRecord.account_id).where(
                CaseMemberRecord.referral_id == referral
            )
            already = set(session.execute(there).scalars())
            session.add_all(_members(stage, name, already, served.clock()))
        feared = name in ("hers", "foreign")
        _fill(stage, stage.others["coordinator"], worker, str(referral), feared=feared)


def _denied(served: Served, stage: Stage, admin_of: Engine) -> None:
    """Somebody who knows a person of her network may never open it."""
    somebody, clerk = served.caller(Role.ON_CALL), stage.others["coordinator"]
    with Session(admin_of) as session:
        query = select(AccountRecord.handle).where(AccountRecord.id == somebody.account)
        handle = session.execute(query).scalar_one()
    clerk.ok("POST", f"/referrals/{stage.cases['foreign'].referral}/readers", {"handle": handle})


STAND_ON_HERS = {
    Role.COORDINATOR: MemberScope.ASSIGNED,
    Role.ON_CALL: MemberScope.ASSIGNED,
    Role.POLICE: MemberScope.POLICE,
    Role.LAWYER: MemberScope.LEGAL,
    Role.MUNICIPALITY: MemberScope.MUNICIPALITY,
    Role.RETURN_COUNSELLOR: MemberScope.RETURN_COUNSELLING,
    Role.FOLLOW_UP: MemberScope.FOLLOW_UP,
}
"""As what each of those who look stands on ``hers``, by a consent where it takes one."""
ASKED_FOR = {
    MemberScope.POLICE: Purpose.POLICE_CONTACT,
    MemberScope.RETURN_COUNSELLING: Purpose.RETURN_COUNSELLING,
}


def _members(stage: Stage, name: str, already: set[UUID], now: datetime) -> list[Base]:
    """Who stands on a case beside whoever took it: the clerk; on hers also each who looks."""
    case, clerk = stage.cases[name], stage.others["coordinator"].account
    standing: dict[UUID, tuple[MemberScope, UUID | None]] = {clerk: (MemberScope.ASSIGNED, None)}
    made: list[Base] = []
    if name == "hers":
        for role, scope in STAND_ON_HERS.items():
            consent = None
            if scope is not MemberScope.ASSIGNED:
                consent = uuid4()
                made.append(
                    ConsentRecord(
                        id=consent,
                        household_id=case.household,
                        purpose=ASKED_FOR.get(scope, Purpose.FOLLOW_UP_MEMBER),
                        answer=ConsentAnswer.GIVEN,
                        form=ConsentForm.WRITTEN,
                        given_at=now,
                        expires_at=now + timedelta(days=30),
                    )
                )
            standing[stage.callers[role].account] = (scope, consent)
    made += [
        CaseMemberRecord(
            id=uuid4(),
            referral_id=case.referral,
            account_id=account,
            scope=scope,
            consent_id=consent,
            added_at=now,
            added_by=clerk,
        )
        for account, (scope, consent) in standing.items()
        if account not in already
    ]
    return made


def _fill(stage: Stage, clerk: Caller, worker: Caller, referral: str, *, feared: bool) -> None:
    """Something in every part of the case; two who fear one network cannot share a house."""
    base = f"/referrals/{referral}"
    version = worker.ok("GET", base)["version"]

    def put(who: Caller, method: str, part: str, body: Any) -> dict[str, Any]:
        nonlocal version
        got: dict[str, Any] = who.ok(method, f"{base}/{part}", body, version=version)
        version = got["version"]
        return got

    network = str(stage.networks[0])
    actor = put(worker, "POST", "actors", {"label": "B", "kind": "INDIVIDUAL"})["id"]
    if feared:
        put(clerk, "PUT", "networks", {"networks": [network]})
    put(worker, "POST", "areas", {"place": stage.town, "kind": "WORK", "actor": actor})
    put(worker, "POST", "routes", {"stops": [stage.town], "actor": actor})
    put(worker, "PUT", "no-go", {"areas": [{"place": stage.town}]})
    put(worker, "PUT", "needs", {"needs": [{"service": "GP", "criticality": "WISH"}]})
    put(worker, "PUT", "wishes", {"wishes": [{"rank": 1, "kind": "RURAL", "strength": "WANT"}]})
    put(clerk, "PUT", "legal", {"periods": [{"track": "REFLECTION", "first": "2026-03-01"}]})
    put(worker, "POST", "threat", {"level": "T2", "answers": [{"question": "Q04", "reply": "YES"}]})
    consent = {"purpose": "HEALTH", "answer": "GIVEN", "form": "VERBAL"}
    put(worker, "POST", "consents", consent)
    put(worker, "PUT", "card-way", {"way": "READ_OUT"})
    somebody = clerk.ok("GET", f"{base}/members")["members"][0]["handle"]
    action = {"kind": "HOUSING", "owner": somebody, "due_at": "2026-04-01T12:00:00Z"}
    worker.ok("POST", f"{base}/follow-up-actions", action)
    expense = {"kind": "DOCTOR", "amount_ore": 50_000, "payer": "ROSA"}
    worker.ok("POST", f"{base}/expenses", expense)
    complaint = {"about": "LEFT_WAITING", "reason": "nobody called back"}
    worker.ok("POST", f"{base}/complaints", complaint)
    made = put(worker, "POST", "not-matched", {"why": "HOSPITAL_FIRST"})["id"]
    put(worker, "POST", f"not-matched/{made}/end", None)


def _placements(served: Served, stage: Stage) -> None:
    """Two live in the other house and one in the shelter's own; a fourth is only asked for."""
    worker = stage.others["on_call"]
    for name, where, how_far in (
        ("housed", "other", "arrived"),
        ("housed_2", "other", "accepted"),
        ("at_own", "own", "accepted"),
        ("second", "other", "asked"),
    ):
        home = stage.houses[where]
        found = worker.ok("POST", f"/referrals/{stage.cases[name].referral}/options", key=None)
        option = next((o for o in found["options"] if o["shelter"] == home["id"]), None)
        assert option, [name, where, found]
        held = worker.ok("POST", f"/offers/{option['offer']}/hold", version=option["version"])
        if how_far == "asked":
            continue
        path, staff = f"/offers/{held['id']}", home["staff"]
        yes = staff.ok("POST", f"{path}/answer", {"yes": True}, version=held["version"])
        took = worker.ok("POST", f"{path}/accept", version=yes["version"])
        if how_far == "arrived":
            lives = f"/placements/{took['placement']}"
            staff.ok("POST", f"{lives}/arrive", version=staff.ok("GET", lives)["version"])
    for one in (stage.callers[Role.ON_CALL],):
        one.ok("POST", f"/referrals/{stage.cases['hers'].referral}/options", key=None)


@contextmanager
def past_every_wall(service: Service, engine: Engine) -> Iterator[Tx]:
    """A transaction of the database's own administrator, whose acts enter the chain like others."""
    with Session(engine) as session, session.begin():
        tx = Tx(session)
        yield tx
        session.flush()
        chain.append(session, tx.acts, chain_key(service.master))


def _what_has_no_route_yet(service: Service, stage: Stage, engine: Engine) -> None:
    now, theirs = service.now(), stage.others["on_call"].account
    with past_every_wall(service, engine) as tx:
        for name in stage.houses:
            seal_shelter(tx, stage, name, {c: f"{STREET} {name} {c}" for c in SHELTER_COLUMNS}, now)
        for name in stage.cases:
            seal_case(tx, stage, name, now)
        office = uuid4()
        tx.add(
            OrganisationRecord(
                id=office,
                code_name="OFFICE-1",
                kind=ReferrerKind.LAWYER,
                verified_at=now,
                version=1,
            )
        )
        tx.flush()
        tx.add(
            *(
                BenefitRecord(
                    id=uuid4(),
                    referral_id=stage.cases[name].referral,
                    kind=BenefitKind.SOCIAL_ASSISTANCE,
                    organisation_id=office,
                    applied_on=now.date() - timedelta(days=9),
                    recorded_at=now,
                    recorded_by=theirs,
                )
                for name in ("hers", "foreign")
            )
        )
        tx.add(_link(stage, "housed", "housed_2", Role.POLICE, now))
        for somebody in stage.callers.values():
            credentials.add_passkey(
                tx,
                somebody.account,
                credential_id=somebody.account.bytes,
                public_key=b"none",
                sign_count=0,
                now=now,
            )
        alarms.raise_(tx, AlarmKind.MANY_SEALED_READS, now=now, about=theirs)
        for digest, line in _told_daily(stage, now):
            tx.add(digest)
            tx.flush()
            tx.add(line)
        tx.add(*(_of_a_child(stage, name, now) for name in ("hers", "foreign")))
        for name in ("hers", "foreign"):
            _to_do(tx, stage, name, now)


def _to_do(tx: Tx, stage: Stage, name: str, now: datetime) -> None:
    """A task of the case which nobody of those who look has; whoever stands on hers may take it."""
    tasks.set_(
        tx,
        TaskKind.NEEDS_REVIEW,
        now=now,
        due_at=now + timedelta(days=7),
        referral=stage.cases[name].referral,
        owner=stage.others["coordinator"].account,
    )


def _told_daily(stage: Stage, now: datetime) -> Iterator[tuple[Base, Base]]:
    """To her what was read of her case, and to somebody else what was read of another."""
    one, other = stage.callers[Role.COORDINATOR].account, stage.others["coordinator"].account
    for number, (name, second, reader) in enumerate(
        (("hers", one, other), ("foreign", other, one)), 1
    ):
        digest = uuid4()
        day = now.date()
        whole = ReadingDigestRecord(
            id=digest,
            made_on=day,
            second_id=second,
            through_seq=number,
            made_at=now,
            due_at=now + timedelta(days=3),
        )
        line = ReadingDigestLineRecord(
            id=uuid4(),
            digest_id=digest,
            second_id=second,
            referral_id=stage.cases[name].referral,
            reader_id=reader,
            role=Role.COORDINATOR,
            read_on=day - timedelta(days=1),
            act=AuditAct.CASE_READ.value,
            times=number,
        )
        yield whole, line


def _of_a_child(stage: Stage, name: str, now: datetime) -> Base:
    return ChildDecisionRecord(
        id=uuid4(),
        referral_id=stage.cases[name].referral,
        child_id=uuid4(),
        age_band=AgeBand.A3_6,
        decided_on=now.date() - timedelta(days=30),
        ends_on=now.date() + timedelta(days=335),
        other_parent=Answer.UNKNOWN,
        recorded_at=now,
        recorded_by=stage.others["coordinator"].account,
    )


def _link(stage: Stage, one: str, other: str, role: Role, now: datetime) -> PersonLinkRecord:
    a, b = sorted((stage.cases[one].household, stage.cases[other].household))
    return PersonLinkRecord(
        id=uuid4(),
        household_a=a,
        household_b=b,
        kind=LinkKind.PREFER_SEPARATE,
        set_by_role=role,
        set_at=now,
    )


def _asked_for(stage: Stage, admin_of: Engine) -> None:
    """Somebody who stands on hers has asked how she is reached; nobody has agreed yet."""
    hers = stage.cases["hers"]
    with Session(admin_of) as session:
        query = select(ContactSafetyRecord.id).where(
            ContactSafetyRecord.household_id == hers.household
        )
        contact = session.execute(query.limit(1)).scalar_one()
    stage.callers[Role.COORDINATOR].ok(
        "POST",
        "/disclosures",
        {
            "group": "CONTACT",
            "purpose": "ARRIVAL",
            "referral": str(hers.referral),
            "row": str(contact),
        },
    )


def _reports(served: Served, stage: Stage) -> None:
    clerk, hers = stage.others["coordinator"], str(stage.cases["foreign"].referral)
    clerk.ok(
        "POST",
        "/compromises",
        {
            "shelter": stage.houses["twin"]["id"],
            "scope": "NETWORK",
            "level": "SUSPECTED",
            "network": str(stage.networks[1]),
        },
    )
    clerk.ok(
        "POST",
        "/waivers",
        {
            "rule": "H08",
            "referral": hers,
            "shelter": stage.houses["far"]["id"],
            "purpose": "OTHER",
            "reason": "agreed by telephone",
            "expires_on": (START + timedelta(days=7)).date().isoformat(),
        },
    )
    keeper = served.signed_in(Role.COORDINATOR)
    glass = {"group": "IDENTITY", "reason_code": "INJURED_OR_ILL", "reason": "she bleeds"}
    keeper.ok("POST", f"/referrals/{hers}/glass-breaks", glass)
    keeper.ok(
        "POST",
        "/duty-spans",
        {
            "account": str(stage.others["coordinator"].account),
            "post": "COORDINATOR",
            "starts_at": START.isoformat(),
            "ends_at": (START + timedelta(hours=12)).isoformat(),
        },
    )
    path = f"/referrals/{hers}"
    clerk.ok(
        "POST",
        f"{path}/lowering",
        {"to": "T1", "reason": "he left", "purpose": "NEW_FACTS", "expires_on": "2026-03-20"},
        version=clerk.ok("GET", path)["version"],
    )
    other = str(stage.cases["second"].referral)
    clerk.ok("POST", "/links", {"a": hers, "b": other, "kind": "PREFER_SEPARATE"})


def _moves(stage: Stage, now: datetime, engine: Engine) -> None:
    """Somebody else's resident is to move; nobody has said yes yet."""
    with Session(engine) as session, session.begin():
        for name in ("housed", "housed_2"):
            query = select(PlacementRecord.id).where(
                PlacementRecord.household_id == stage.cases[name].household
            )
            session.add(
                TransferRecord(
                    id=uuid4(),
                    from_placement_id=session.execute(query).scalar_one(),
                    reason=TransferReason.CONFLICT,
                    state=TransferState.PROPOSED,
                    created_at=now,
                    version=1,
                )
            )


def _care(stage: Stage, now: datetime, engine: Engine) -> None:
    """What is done for residents: of somebody else's cases, in the own house and in another one."""
    clerk = stage.others["coordinator"].account
    written = {"written_at": now, "written_by": clerk, "version": 1}
    with Session(engine) as session, session.begin():
        for name in ("housed", "housed_2", "at_own"):
            case = stage.cases[name]
            query = select(PlacementRecord).where(PlacementRecord.household_id == case.household)
            place = session.execute(query).scalar_one()
            of = {"placement_id": place.id}
            session.add_all(
                [
                    JourneyRecord(
                        offer_id=place.offer_id,
                        household_id=case.household,
                        shelter_id=place.shelter_id,
                        met_at=MeetingPlace.STATION,
                        met_in=stage.town,
                        means=Means.TRAIN,
                        escort=Escort.STAFF,
                        handset=PhoneOnTheWay.LEFT_BEHIND,
                        arrive_by=now + timedelta(hours=6),
                        if_missing=IfMissing.WAIT,
                        **written,
                    ),
                    ChecklistItemRecord(
                        listing=Checklist.STAY_TRACK,
                        item=ChecklistItem.HOUSING,
                        due_at=now,
                        **of,
                    ),
                    OutdoorPlanRecord(
                        alone=Answer.NO,
                        escort=Escort.STAFF,
                        alarm=Answer.YES,
                        rules=frozenset({OutdoorRule.DAYLIGHT_ONLY}),
                        in_her_words=f"not by the water, {name}",
                        agreed_with_her=Answer.YES,
                        review_on=now.date() + timedelta(days=30),
                        **of,
                        **written,
                    ),
                    VisitRecord(
                        kind=VisitKind.MEDIATION,
                        comes=VisitBy.MEDIATOR,
                        planned_at=now + timedelta(days=2),
                        **of,
                        **written,
                    ),
                    DeparturePlanRecord(
                        kind=Departure.OWN_HOME, destination=Destination.WEST, **of, **written
                    ),
                    StayExemptionRecord(
                        household_id=case.household,
                        shelter_id=place.shelter_id,
                        nights=30,
                        months=1,
                        decider=ExemptionDecider.HOUSE,
                        reason=ExemptionReason.THREAT,
                        decided_by=clerk,
                        decided_at=now,
                        cover_note="practical matters take time",
                        **of,
                    ),
                ]
            )
            if name != "housed":  # who arrived over the API has hers
                session.add(StayReviewRecord(day=7, due_at=now + timedelta(days=7), **of))
        for name in ("own", "other"):
            session.add(
                QuestionRecord(
                    shelter_id=stage.shelter(name),
                    from_role=Role.SHELTER,
                    said=f"who washes for {name}",
                    said_at=now,
                    said_by=clerk,
                )
            )
            session.add(
                ShiftNoteRecord(
                    shelter_id=stage.shelter(name),
                    said=f"the dryer of {name} is broken",
                    said_at=now,
                    said_by=clerk,
                    expires_at=now + timedelta(days=3),
                )
            )
            session.add(
                HouseDeviceRecord(
                    shelter_id=stage.shelter(name),
                    device=f"DESK-{name.upper()}",
                    token_sha256=sha256(name.encode()).digest(),
                    enrolled_at=now,
                    enrolled_by=clerk,
                    expires_at=now + timedelta(days=90),
                )
            )
        for name in ("hers", "foreign"):
            standing = select(CaseMemberRecord.id).where(
                CaseMemberRecord.referral_id == stage.cases[name].referral
            )
            session.add(
                HandOverRecord(
                    referral_id=stage.cases[name].referral,
                    member_id=session.execute(standing.limit(1)).scalar_one(),
                    state=HandOverState.OFFERED,
                    offered_at=now,
                    offered_by=clerk,
                    version=1,
                )
            )


def _last_night(served: Served, stage: Stage) -> None:
    """A plan with lines, made at once and without the solver's process."""
    from matching.solve import Night, scarcest_first  # loads the solver: only this pays for it

    run = stage.others["coordinator"].ok("POST", "/plan-runs")["id"]
    service = served.service
    runner = service.runner
    runner.planning._planner = lambda situation, *_: Night(situation).greedy(scarcest_first)
    runner.do(UUID(run))


# --- what is sealed


SHELTER_COLUMNS = tuple(
    c.name for c in ShelterSealedRecord.__table__.columns if c.info["class"] == "X"
)


def put_sealed(tx: Tx, record: type[Base], row: UUID, texts: dict[str, str], key: DataKey) -> None:
    """A row of sealed texts."""
    table = table_of(record)
    (name,) = [c.name for c in table.primary_key.columns]
    values = {c: seal(said, key, Where(str(table), c, row)) for c, said in texts.items()}
    tx.execute(text(f"DELETE FROM {table} WHERE {name} = :row"), {"row": row})
    tx.execute(insert(record).values(**{name: row}, **values))


def seal_shelter(tx: Tx, stage: Stage, name: str, texts: dict[str, str], now: datetime) -> None:
    """Where a house is."""
    shelter = stage.shelter(name)
    key = key_for(tx, stage.master, KeySubject.SHELTER, shelter, now=now)
    put_sealed(tx, ShelterSealedRecord, shelter, texts, key)


def seal_case(tx: Tx, stage: Stage, name: str, now: datetime) -> None:
    """Who they are and how she is reached."""
    case = stage.cases[name]
    key = key_for(tx, stage.master, KeySubject.CASE, case.referral, now=now)
    people = select(PersonRecord.id).where(PersonRecord.household_id == case.household)
    for person in tx.execute(people).scalars().all():
        told = {"name": f"Kari {name}", "birth_date": "1990-01-01"}
        put_sealed(tx, PersonSealedRecord, person, told, key)
    contacts = select(ContactSafetyRecord.id).where(
        ContactSafetyRecord.household_id == case.household
    )
    for contact in tx.execute(contacts).scalars().all():
        put_sealed(tx, ContactSealedRecord, contact, {"value": "+47 00 00 00 00"}, key)


def issue(service: Service, account: UUID, scopes: set[str]) -> str:
    """One more token of that account."""
    with service.store.transaction() as tx:
        now = service.now()
        _, made = tokens.issue(tx, account, scopes=scopes, now=now, until=now + timedelta(days=365))
    return made
