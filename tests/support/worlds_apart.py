"""What two worlds may differ in: secrets by kind, each with those who may not know it.

A kind draws a secret and says how it stands in each of the two worlds. ``knows`` names whoever may
see of it, as narrowly as it can: everybody else must get the same bytes from both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Date,
    DateTime,
    Insert,
    Integer,
    Text,
    UniqueConstraint,
    insert,
    text,
    update,
)
from sqlalchemy.dialects import postgresql

from app.vault.keys import DataKey, unwrapped_key
from app.vault.seal import Where as Place
from app.vault.seal import seal
from models import metadata
from models.base import Kept, table_of
from models.compromise import CompromiseRecord
from models.consent import ConsentRecord
from models.continuity import FoundAtRecord
from models.household import ContactSafetyRecord, HouseholdRecord, PersonRecord
from models.link import PersonLinkRecord
from models.member import CaseMemberRecord, CaseReaderRecord
from models.offer import OfferRecord
from models.referral import ReferralRecord
from models.rights import FIELDS, Code
from models.sealed import ContactSealedRecord, PersonSealedRecord, ShelterSealedRecord
from models.shelter import StaffTieRecord
from models.types import SealedValue, Word
from models.words import KeySubject, MemberScope, OfferState, Purpose, Role
from tests.support.stage import ASKED_FOR, STAND_ON_HERS, START, Case, Stage, _link

Side = Callable[[Connection], None]
Knows = Callable[[Role, str, str], bool]
"""Whether a role may learn of it by this method and path."""

OWNED = {"household_id", "referral_id"}
COORDINATOR = Role.COORDINATOR


@dataclass(frozen=True)
class Secret:
    """One drawn secret: what to do in each world, and whose ids are asked for most of all."""

    kind: str
    sides: tuple[Side, Side]
    knows: Knows
    ids: Mapping[str, list[str]] = field(default_factory=dict)
    """What it is about, by table; some of it exists in one of the worlds alone."""
    unfeared: frozenset[UUID] = frozenset()
    """Networks that nobody may come to fear while it is played: a house would be barred in one world
    alone, and that is no secret from whoever looks for a place."""


def nobody(_: Role, __: str, ___: str) -> bool:
    """Nobody may learn of it by any route."""
    return False


def only(*roles: Role, on: Sequence[str] = ("/",)) -> Knows:
    """These roles may, on paths that begin so."""
    return lambda role, _, path: role in roles and path.startswith(tuple(on))


def by_acting(*roles: Role, on: Sequence[str] = ("/",)) -> Knows:
    """These roles may by whatever changes something there: such an act puts her on the case (0091)."""
    return lambda role, method, path: only(*roles, on=on)(role, method, path) and method != "GET"


def either(*ways: Knows) -> Knows:
    """Whoever may in one of these ways."""
    return lambda role, method, path: any(way(role, method, path) for way in ways)


ON_A_CASE = (
    "/referrals",
    "/offers",
    "/placements",
    "/proposals",
    "/transfers",
    "/tasks",
    "/links",
    "/waivers",
)
"""Beginnings of the paths that name a case, or name one in what is sent there."""
WHERE_SHE_STANDS = by_acting(COORDINATOR, on=ON_A_CASE)
"""Code O of the matrix: a coordinator who only reads learns it of the cases on which she stands."""
THAT_IT_IS_THERE = only(
    COORDINATOR, on=["/referrals", "/waiting", "/links", "/waivers", "/inside-report"]
)
"""Every coordinator may know of a case and act on it, and counts the cases that she may know of."""


ASKED_FOR_A_PLACE = ("/referrals/{referral}/options", "/offers")
"""Where whoever looks for a place learns which houses would do for her, and which would not."""
BESIDE_HER_OPTIONS = ("/referrals/{referral}/open-questions", "/referrals/{referral}/zones")
"""Where a coordinator is told what follows from those options: by how much one answer of hers would
change them, and which zones are out by the words that they tell of each house (0210)."""


KINDS: dict[str, Callable[[Stage, Random], Secret]] = {}


def kind(draw: Callable[[Stage, Random], Secret]) -> Callable[[Stage, Random], Secret]:
    """One kind of secret, by its name."""
    KINDS[draw.__name__] = draw
    return draw


# --- where a shelter is


@kind
def street_address(stage: Stage, rng: Random) -> Secret:
    """Another house's street, of any length."""
    shelter = stage.shelter(rng.choice(["other", "twin", "far"]))
    said = ["x" * rng.randint(1, 200), f"Lang gate {rng.random()}"]
    return _sealed(stage, "street_address", shelter, said, "street_address")


@kind
def own_address_of_the_shelter(stage: Stage, rng: Random) -> Secret:
    """The street of the house whose account looks; nobody else hears it, by whatever route."""
    said = ["x" * rng.randint(1, 200), f"Egen gate {rng.random()}"]
    own = _sealed(stage, "own_address", stage.shelter("own"), said, "street_address")
    return replace(own, knows=only(Role.SHELTER, on=["/shelters/{shelter}/address/open"]))


@kind
def point_within_the_zone(stage: Stage, rng: Random) -> Secret:
    """Where in its zone a house stands, and what follows from it and is sealed too."""
    shelter = stage.shelter(rng.choice(["other", "twin", "far"]))
    column = rng.choice(["point", "municipality", "police_district", "police_response_min"])
    said = [str(rng.random()), str(rng.randint(1, 10**9))]
    return _sealed(stage, "point", shelter, said, column)


def _sealed(stage: Stage, name: str, shelter: UUID, said: list[str], column: str) -> Secret:
    def side(what: str) -> Side:
        def write(db: Connection) -> None:
            key = key_of(db, stage, KeySubject.SHELTER, shelter)
            put(db, ShelterSealedRecord, shelter, column, what, key)

        return write

    ids = {"shelters": [str(shelter)]}
    return Secret(name, (side(said[0]), side(said[1])), nobody, ids)


# --- who she is, and that she is


@kind
def name_or_birth_date(stage: Stage, rng: Random) -> Secret:
    """Who somebody of another case is."""
    case = stage.cases[rng.choice(["foreign", "housed", "at_own", "hers"])]
    column, said = rng.choice([("name", ["Kari", "Q" * 120]), ("birth_date", ["2001-02-03", "?"])])

    def side(what: str) -> Side:
        def write(db: Connection) -> None:
            person = first(db, PersonRecord, household_id=case.household)
            key = key_of(db, stage, KeySubject.CASE, case.referral)
            put(db, PersonSealedRecord, person, column, what, key)

        return write

    return Secret("name_or_birth_date", (side(said[0]), side(said[1])), nobody, ids_of(case))


@kind
def safe_contact(stage: Stage, rng: Random) -> Secret:
    """How a woman of another case is reached."""
    case = stage.cases[rng.choice(["foreign", "housed", "at_own"])]
    said = ["+47 11 11 11 11", f"through {rng.random()}"]

    def side(what: str) -> Side:
        def write(db: Connection) -> None:
            contact = first(db, ContactSafetyRecord, household_id=case.household)
            key = key_of(db, stage, KeySubject.CASE, case.referral)
            put(db, ContactSealedRecord, contact, "value", what, key)

        return write

    return Secret("safe_contact", (side(said[0]), side(said[1])), nobody, ids_of(case))


@kind
def another_case_exists(stage: Stage, rng: Random) -> Secret:
    """Somebody else has called, or nobody has."""
    return _ghost("another_case", rng, "NONE", None, knows=THAT_IT_IS_THERE)


@kind
def kode6_case_exists(stage: Stage, rng: Random) -> Secret:
    """A strictly confidential case for which one coordinator is named, who never looks; or none."""
    named = stage.others["coordinator"].account

    def shut(db: Connection, referral: UUID, _: UUID) -> None:
        _list(db, referral, named, "ALLOWED", by=named, seat=1)

    return _ghost("kode6_case", rng, "KODE6", None, knows=nobody, also=shut)


@kind
def case_from_which_each_is_kept(stage: Stage, rng: Random) -> Secret:
    """A case on which each who looks stands and from which a list keeps her, or no such case."""
    clerk = stage.others["coordinator"].account
    ids = {role: [_drawn_id(rng) for _ in range(2)] for role in STAND_ON_HERS}

    def shut(db: Connection, referral: UUID, household: UUID) -> None:
        for role, scope in STAND_ON_HERS.items():
            account, (consent, member) = stage.callers[role].account, ids[role]
            own = scope is MemberScope.ASSIGNED
            if not own:
                db.execute(
                    row_of(
                        ConsentRecord,
                        id=consent,
                        household_id=household,
                        purpose=ASKED_FOR.get(scope, Purpose.FOLLOW_UP_MEMBER),
                        answer="GIVEN",
                        form="WRITTEN",
                        given_at=START,
                        expires_at=START + timedelta(days=30),
                    )
                )
            db.execute(
                row_of(
                    CaseMemberRecord,
                    id=member,
                    referral_id=referral,
                    account_id=account,
                    scope=scope,
                    consent_id=None if own else consent,
                    added_at=START,
                    added_by=clerk,
                )
            )
            _list(db, referral, account, "DENIED", by=clerk)

    secret = _ghost("shut_case", rng, "NONE", None, knows=nobody, also=shut)
    members = [str(member) for _, member in ids.values()]
    return replace(secret, ids={**secret.ids, "case_members": members})


def _list(
    db: Connection,
    referral: UUID,
    account: UUID,
    listing: str,
    *,
    by: UUID,
    seat: int | None = None,
) -> None:
    row = {"referral_id": referral, "account_id": account, "listing": listing, "seat": seat}
    made = uuid5(referral, f"{listing} {account}")
    db.execute(row_of(CaseReaderRecord, id=made, listed_at=START, listed_by=by, **row))


@kind
def referral_of_another_agency(stage: Stage, rng: Random) -> Secret:
    """Another agency has referred somebody, or nobody."""
    by = stage.callers[Role.LAWYER].account
    return _ghost("agency_referral", rng, "UNKNOWN", by, knows=THAT_IT_IS_THERE)


def _drawn_id(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def _ghost(
    name: str,
    rng: Random,
    block: str,
    by: UUID | None,
    *,
    knows: Knows,
    also: Callable[[Connection, UUID, UUID], None] = lambda *_: None,
) -> Secret:
    """A case in one world alone; ``also`` adds to it, by its referral and household."""
    referral, household, person, reference = (_drawn_id(rng) for _ in range(4))
    code, since = f"R-{rng.randint(100_000, 999_999)}", START - timedelta(hours=rng.randint(1, 9))

    def write(db: Connection) -> None:
        common = {"code_name": code, "version": 1}
        db.execute(
            row_of(
                ReferralRecord,
                id=referral,
                referrer_reference=reference,
                received_at=since,
                channel="FORM" if by else "PHONE",
                referrer_account_id=by,
                state="RECEIVED",
                tonight_need="YES",
                **common,
            )
        )
        db.execute(
            row_of(HouseholdRecord, id=household, referral_id=referral, together="MUST", **common)
        )
        db.execute(
            row_of(
                PersonRecord,
                id=person,
                household_id=household,
                role="ADULT",
                age_band="25-39",
                gender="WOMAN",
                address_block=block,
            )
        )
        also(db, referral, household)

    ids = {"referrals": [str(referral)], "households": [str(household)]}
    return Secret(name, (write, lambda _: None), knows, ids)


# --- where somebody else lives


@kind
def who_lives_where(stage: Stage, rng: Random) -> Secret:
    """Which of two like households has which of two like rooms of another house."""
    one, two = stage.cases["housed"].household, stage.cases["housed_2"].household

    def swap(db: Connection) -> None:
        query = "SELECT id, household_id AS who, unit_id AS unit FROM stays WHERE household_id IN "
        rows = db.execute(text(query + "(:a, :b)"), {"a": one, "b": two}).all()
        units = {row.who: row.unit for row in rows}
        assert len(set(units.values())) == 2, "two households, two rooms"
        # Out of the way first: the database refuses two in one room even for a moment.
        db.execute(text("CREATE TEMP TABLE was ON COMMIT DROP AS SELECT id, nights FROM stays"))
        for n, row in enumerate(rows):
            apart = f"daterange('{2090 + n}-01-01', '{2090 + n}-01-02')"
            db.execute(text(f"UPDATE stays SET nights = {apart} WHERE id = :id"), {"id": row.id})
        for row in rows:
            other = units[two if row.who == one else one]
            move = text("UPDATE stays SET unit_id = :u WHERE id = :id")
            db.execute(move, {"u": other, "id": row.id})
        db.execute(text("UPDATE stays s SET nights = was.nights FROM was WHERE was.id = s.id"))

    return Secret("who_lives_where", (swap, lambda _: None), WHERE_SHE_STANDS)


@kind
def offer_to_somebody_else(stage: Stage, rng: Random) -> Secret:
    """Where an offer to another case stands, at another house."""
    until = START + timedelta(hours=rng.randint(2, 9))

    def side(state: str) -> Side:
        def write(db: Connection) -> None:
            done = db.execute(
                update(OfferRecord)
                .where(
                    OfferRecord.household_id == stage.cases["second"].household,
                    OfferRecord.shelter_id == stage.shelter("other"),
                )
                .values(state=OfferState(state), hold_until=until)
            )
            assert done.rowcount == 1, "the stage has asked that house for her"

        return write

    sides = (side("SHELTER_ASKED"), side("SHELTER_YES"))
    # By the matrix a coordinator reads the offers of every case, in one list and case by case.
    offers = only(COORDINATOR, on=("/offers", "/referrals/{referral}/offers"))
    told = either(offers, WHERE_SHE_STANDS)
    return Secret("offer_to_somebody_else", sides, told)


@kind
def units_of_another_house(stage: Stage, rng: Random) -> Secret:
    """Another house has a room more, or cannot use one: for its own and for those who place."""
    beds = rng.randint(4, 9)

    def side(number: int) -> Side:
        def write(db: Connection) -> None:
            db.execute(
                text("UPDATE units SET beds = :beds, wing = 'B' WHERE id = :id"),
                {"beds": number, "id": UUID(stage.houses["other"]["units"][2])},
            )

        return write

    read = ("/shelters/{shelter}/units", "/occupancy")
    told = either(
        only(COORDINATOR, on=(*read, *ASKED_FOR_A_PLACE, *BESIDE_HER_OPTIONS)),
        only(Role.ON_CALL, on=ASKED_FOR_A_PLACE),
    )
    return Secret("units_of_another_house", (side(1), side(beds)), told)


# --- who must not meet whom, and which house is known to whom


@kind
def police_link(stage: Stage, rng: Random) -> Secret:
    """The police said that two must not meet; no house is decided by it tonight."""
    link = _link(stage, "hers", "foreign", Role.POLICE, START)
    values = {"id": UUID(int=rng.getrandbits(128), version=4), "kind": "MUST_SEPARATE"}

    def write(db: Connection) -> None:
        row = {
            "household_a": link.household_a,
            "household_b": link.household_b,
            "set_by_role": Role.POLICE,
            "set_at": START,
        }
        db.execute(row_of(PersonLinkRecord, **values, **row))

    ids = {"person_links": [str(values["id"])]}
    told = only(Role.POLICE, on=["/own-cases/{case}/links"])
    return Secret("police_link", (write, lambda _: None), told, ids)


_A_LINE_RESTS_ON_THEM = ("/proposals/{proposal}/accept",)
"""Where a coordinator meets ties and reports that she reads anyway: a line of a plan is refused when
one was added since, whomever the household fears."""
_WHOM_SHE_FEARS = ("/referrals/{referral}/networks", *_A_LINE_RESTS_ON_THEM)
"""And where it is hers to record whose people are feared: which of them bars a house shows then."""


@kind
def behind_the_restricted_word(stage: Stage, rng: Random) -> Secret:
    """One house is barred for her by a police link, a tie of its staff or a suspicion: one word."""
    ways: list[Side] = [
        lambda db: _separate(db, stage),
        lambda db: _tie(db, stage),
        lambda db: _suspect(db, stage),
    ]
    one, two = rng.sample(ways, 2)
    if rng.random() < 0.5:  # what may be told stands beside it: it is so in both
        one, two = (_also_found_there(stage, way) for way in (one, two))
    told = either(
        # She reads ties and reports, and whose people are feared is hers to record: both tell which
        # of them bars a house, and so also that none of them does.
        only(COORDINATOR, on=("/compromises", "/shelters/{shelter}/staff-ties", *_WHOM_SHE_FEARS)),
        # Nor does the link bar it any more once she records that whoever lived there has left.
        only(COORDINATOR, on=("/placements/{placement}/end",)),
        only(Role.POLICE, on=("/own-cases/{case}/links", "/own-cases/{case}/compromises")),
    )
    return Secret("behind_the_restricted_word", (one, two), told)


def _also_found_there(stage: Stage, way: Side) -> Side:
    her, there = stage.cases["hers"].household, stage.shelter("other")

    def write(db: Connection) -> None:
        way(db)
        db.execute(row_of(FoundAtRecord, household_id=her, shelter_id=there, noted_at=START))

    return write


def _separate(db: Connection, stage: Stage) -> None:
    """Both who fear the network are kept from who lives there: the other ways bar them both too."""
    for number, name in ((7, "hers"), (8, "foreign")):
        a, b = sorted((stage.cases[name].household, stage.cases["housed"].household))
        db.execute(
            row_of(
                PersonLinkRecord,
                id=UUID(int=number, version=4),
                household_a=a,
                household_b=b,
                kind="MUST_SEPARATE",
                set_by_role=Role.POLICE,
                set_at=START,
            )
        )


def _tie(db: Connection, stage: Stage) -> None:
    db.execute(
        row_of(
            StaffTieRecord,
            id=UUID(int=7, version=4),
            shelter_id=stage.shelter("other"),
            network_id=stage.networks[0],
            declared_on=START.date(),
        )
    )


def _suspect(db: Connection, stage: Stage) -> None:
    _report(db, stage, "other", {"scope": "NETWORK", "network_id": stage.networks[0]})


def _report(db: Connection, stage: Stage, house: str, towards: dict[str, Any]) -> None:
    db.execute(
        row_of(
            CompromiseRecord,
            id=UUID(int=7, version=4),
            shelter_id=stage.shelter(house),
            level="SUSPECTED",
            since=START,
            reported_by=stage.others["coordinator"].account,
            version=1,
            **towards,
        )
    )


@kind
def suspicion_towards_a_network(stage: Stage, rng: Random) -> Secret:
    """A network that no caller fears may know a house."""
    where, network = rng.choice(["own", "other", "far"]), stage.networks[1]
    towards = {"scope": "NETWORK", "network_id": network}
    found = _suspicion("network", stage, where, towards)
    return replace(found, unfeared=frozenset({network}))


@kind
def suspicion_towards_an_actor(stage: Stage, rng: Random) -> Secret:
    """Somebody whom another case fears may know a house."""
    where = rng.choice(["own", "far"])

    def write(db: Connection) -> None:
        actor = first_of(db, "threat_actors", household_id=stage.cases["second"].household)
        _report(db, stage, where, {"scope": "ACTOR", "actor_id": actor})

    ids = {"compromises": [str(UUID(int=7, version=4))]}
    # She reads the reports anyway, and the house is barred for the one who fears him.
    read = ("/compromises", *_A_LINE_RESTS_ON_THEM)
    told = only(COORDINATOR, on=(*read, *ASKED_FOR_A_PLACE, *BESIDE_HER_OPTIONS))
    return Secret("suspicion_actor", (write, lambda _: None), told, ids)


def _suspicion(name: str, stage: Stage, where: str, towards: dict[str, Any]) -> Secret:
    ids = {"compromises": [str(UUID(int=7, version=4))]}
    told = only(COORDINATOR, on=("/compromises", *_A_LINE_RESTS_ON_THEM))
    write: Side = lambda db: _report(db, stage, where, towards)  # noqa: E731
    return Secret(f"suspicion_{name}", (write, lambda _: None), told, ids)


@kind
def staff_ties(stage: Stage, rng: Random) -> Secret:
    """Somebody who works in a house has a tie to a network that no caller fears."""
    where = stage.shelter(rng.choice(["own", "other", "far"]))

    def write(db: Connection) -> None:
        db.execute(
            row_of(
                StaffTieRecord,
                id=UUID(int=9, version=4),
                shelter_id=where,
                network_id=stage.networks[1],
                declared_on=START.date(),
            )
        )

    told = only(COORDINATOR, on=("/shelters/{shelter}/staff-ties", *_A_LINE_RESTS_ON_THEM))
    unfeared = frozenset({stage.networks[1]})
    return Secret("staff_ties", (write, lambda _: None), told, unfeared=unfeared)


# --- who works here


@kind
def who_works_elsewhere(stage: Stage, rng: Random) -> Secret:
    """The work name of somebody at another house."""
    account = stage.others["staff"].account

    def side(handle: str) -> Side:
        return lambda db: _run(
            db, "UPDATE accounts SET handle = :h WHERE id = :id", h=handle, id=account
        )

    sides = (side("x"), side(f"somebody-{rng.randint(0, 10**9)}"))
    return Secret("who_works_elsewhere", sides, only(Role.ADMIN, on=("/accounts",)))


@kind
def who_stands_on_a_case(stage: Stage, rng: Random) -> Secret:
    """One more person stands on another case: one of whom no other row says so."""
    case, them = stage.cases["second"], stage.callers[Role.STATISTICS].account
    scope = rng.choice(["ASSIGNED", "LEGAL"])

    def write(db: Connection) -> None:
        db.execute(
            row_of(
                CaseMemberRecord,
                id=UUID(int=11, version=4),
                referral_id=case.referral,
                account_id=them,
                scope=scope,
                added_at=START,
                added_by=them,
            )
        )

    ids = {**ids_of(case), "case_members": [str(UUID(int=11, version=4))]}
    told = only(COORDINATOR, on=["/referrals/{referral}/members"])
    return Secret("who_stands_on_a_case", (write, lambda _: None), told, ids)


@kind
def open_alarm(stage: Stage, rng: Random) -> Secret:
    """Somebody was forced to sign in, or was not."""
    about = stage.others["on_call"].account

    def write(db: Connection) -> None:
        _run(
            db,
            "INSERT INTO alarms (id, kind, raised_at, about_account_id)"
            " VALUES (:id, 'DURESS', :at, :about)",
            id=UUID(int=13, version=4),
            at=START,
            about=about,
        )

    ids = {"alarms": [str(UUID(int=13, version=4))]}
    knows = only(COORDINATOR, Role.ADMIN, Role.AUDITOR, on=("/alarms",))
    return Secret("open_alarm", (write, lambda _: None), knows, ids)


# --- any confidential column of a case


@kind
def any_column_of_another_case(stage: Stage, rng: Random) -> Secret:
    """One drawn column of class C of another case holds something else."""
    case = stage.cases["foreign"]
    name, column = rng.choice([(t, c) for t, c in CASE_COLUMNS if t in stage.filled])
    table, values = metadata.tables[name], rng.sample(_values_of(column), 2)
    owned = {"referral_id": case.referral, "household_id": case.household}
    by, its = next((n, v) for n, v in owned.items() if n in table.c)

    def side(value: Any) -> Side:
        def write(db: Connection) -> None:
            done = db.execute(update(table).where(table.c[by] == its).values({column.name: value}))
            assert done.rowcount, f"{name} has rows of the case"

        return write

    return Secret(
        f"{name}.{column.name}",
        (side(values[0]), side(values[1])),
        by_the_matrix(f"{name}.{column.name}"),
        ids_of(case),
    )


def by_the_matrix(column: str) -> Knows:
    """Who may learn what stands in that column of a case on which nobody who looks stands."""
    field_ = next(one for one in FIELDS.values() if column in one.columns)
    if Code.READ in field_.codes[COORDINATOR]:
        return only(COORDINATOR, on=ON_A_CASE)
    return WHERE_SHE_STANDS


def _values_of(column: Column[Any]) -> list[Any]:
    """Two or more values that the column accepts; none when it takes no plain one."""
    kind_: Any = column.type
    if isinstance(kind_, Word):
        words: Any = kind_.words
        return list(words)
    if isinstance(kind_, DateTime):
        return [START - timedelta(days=n) for n in range(1, 4)]
    if isinstance(kind_, Date):
        return [START.date() - timedelta(days=n) for n in range(1, 4)]
    if isinstance(kind_, Integer):
        return [1, 2]
    return ["one", "another and longer"] if type(kind_) is Text else []


def _case_columns() -> list[tuple[str, Column[Any]]]:
    """Columns of a case's own tables that can be changed alone: no key, no check but that of words."""
    found = []
    for record in sorted(_records(), key=lambda r: str(r.__tablename__)):
        table = table_of(record)
        if record.kept is not Kept.CASE or not OWNED & set(table.c.keys()):
            continue
        bound = {c.name for c in table.columns if c.foreign_keys or c.primary_key}
        for rule in table.constraints:
            if isinstance(rule, UniqueConstraint):
                bound |= {c.name for c in rule.columns}
            elif isinstance(rule, CheckConstraint) and not str(rule.name).endswith("_words"):
                bound |= {c.name for c in table.columns if c.name in str(rule.sqltext)}
        found += [
            (table.name, column)
            for column in table.columns
            if column.info["class"] == "C" and column.name not in bound and _values_of(column)
        ]
    return found


def _records() -> list[Any]:
    from models.base import Base

    return [mapper.class_ for mapper in Base.registry.mappers]


# --- the hands


def ids_of(case: Case) -> dict[str, list[str]]:
    """The ids under which somebody may ask for a case."""
    return {"referrals": [str(case.referral)], "households": [str(case.household)]}


def row_of(record: Any, **values: Any) -> Insert:
    """A new row; closed words may be said as texts."""
    types = {c.name: c.type for c in table_of(record).columns}
    for name, value in values.items():
        kind_ = types[name]
        if isinstance(kind_, Word) and isinstance(value, str):
            values[name] = kind_.process_result_value(value, postgresql.dialect())
    return insert(record).values(**values)


def key_of(db: Connection, stage: Stage, what: KeySubject, subject: UUID) -> DataKey:
    """The open data key of a case or shelter."""
    row = db.execute(
        text(
            "SELECT id, wrapped, generation FROM data_keys WHERE subject_id = :s"
            " ORDER BY generation DESC LIMIT 1"
        ),
        {"s": subject},
    ).one()
    return unwrapped_key(
        stage.master, bytes(row.wrapped), row.id, what.value, subject, row.generation
    )


def put(db: Connection, record: Any, row: UUID, column: str, said: str, key: DataKey) -> None:
    """A sealed field of a row that is there holds this."""
    table = table_of(record)
    (own,) = table.primary_key.columns
    sealed: SealedValue = seal(said, key, Place(table.name, column, row))
    changed = db.execute(update(table).where(own == row).values({column: sealed}))
    assert changed.rowcount == 1, "the stage has sealed it"


def first(db: Connection, record: Any, **by: UUID) -> UUID:
    """The first row of that owner, by id."""
    return first_of(db, record.__tablename__, **by)


def first_of(db: Connection, table: str, **by: UUID) -> UUID:
    """The first row of that table and owner, by id."""
    ((column, owner),) = by.items()
    found = db.execute(
        text(f"SELECT id FROM {table} WHERE {column} = :o ORDER BY id LIMIT 1"), {"o": owner}
    )
    return UUID(str(found.scalar_one()))


def _run(db: Connection, statement: str, **values: Any) -> None:
    db.execute(text(statement), values)


CASE_COLUMNS = _case_columns()
