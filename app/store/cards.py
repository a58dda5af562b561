"""Cards in the records: made by each change of a state, told again as days pass, and read by people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import case, exists, insert, or_, select, update

from app.cards.texts import TOPICS, CardText
from app.store import forms, tasks
from app.store.refusals import NotFound
from app.store.stepping import beyond
from app.store.transactions import Tx
from app.store.walls import StepOut
from models.account import AccountRecord
from models.card import CardChoiceRecord as Choice
from models.card import CardRecord as Card
from models.card import CardReviewRecord as Review
from models.card import CardTellingRecord as Telling
from models.household import HouseholdRecord
from models.placement import PlacementRecord
from models.referral import ReferralRecord
from models.task import TaskRecord
from models.words import CardTopic, CardWay, PlacementState, ReferralState

DAYS = (0, 2, 7, 30)
"""On which days after it was made a card is told (domain 13)."""
LAST = frozenset({CardTopic.LEAVING, CardTopic.OTHERS_HELP, CardTopic.GOODBYE})
"""Cards of cases that are over: told once, since nobody calls her afterwards."""
WITH_RIGHTS = frozenset({ReferralState.ARRIVED, ReferralState.SUPPORT_WITHOUT_BED})
"""States with which her rights are told too, once in a case: nobody waits until she asks."""


BY_THE_HOUSE = frozenset({CardTopic.THERE, CardTopic.RIGHTS})
"""What the people of the house where she lives tell her; where she goes next they do not read."""
GRACE, AGAIN = timedelta(hours=1), timedelta(days=1)
"""Whoever brought the change about has an hour to tell her; a task that came to nothing comes again."""


@dataclass(frozen=True, slots=True)
class ToTell:
    """A card that somebody has to tell."""

    telling: UUID
    referral: UUID
    topic: CardTopic
    day: int
    languages: tuple[str, ...]
    house: UUID | None
    """Where she lives, when it is for the people of that house to tell."""


@beyond(StepOut.CARDS)
def follow(tx: Tx, referral: UUID, state: ReferralState, now: datetime) -> None:
    """Her case stands there now: the card of that state takes the place of the one before."""
    topic = TOPICS[state]
    c = Card
    standing = select(c.topic, c.id).where(c.referral_id == referral, c.over_at.is_(None))
    live = {row.topic: row.id for row in tx.execute(standing)}
    if topic in live:
        return
    over = [card for known, card in live.items() if known is not CardTopic.RIGHTS or topic in LAST]
    if over:
        _let_go(tx, over, now)
        tx.execute(
            update(c)
            .where(c.id.in_(over))
            .values(over_at=now)
            .execution_options(synchronize_session=False)
        )
    _make(tx, referral, topic, now)
    if state in WITH_RIGHTS and not _told_of_rights(tx, referral):
        _make(tx, referral, CardTopic.RIGHTS, now)


def _let_go(tx: Tx, cards: list[UUID], now: datetime) -> None:
    """Nobody has to tell these any more."""
    t = Telling
    hers = tx.execute(select(t.id).where(t.card_id.in_(cards), t.told_at.is_(None))).scalars()
    for telling in hers.all():
        tasks.drop(tx, subjects=[telling], now=now)


def _told_of_rights(tx: Tx, referral: UUID) -> bool:
    known = exists().where(Card.referral_id == referral, Card.topic == CardTopic.RIGHTS)
    return bool(tx.execute(select(known)).scalar())


def _make(tx: Tx, referral: UUID, topic: CardTopic, now: datetime) -> None:
    card = uuid4()
    tx.execute(insert(Card).values(id=card, referral_id=referral, topic=topic, made_at=now))
    days = DAYS[:1] if topic in LAST else DAYS
    forms.add_all(
        tx,
        Telling,
        [
            {"id": uuid4(), "card_id": card, "day": day, "due_at": now + timedelta(days=day)}
            for day in days
        ],
    )


def live(tx: Tx, referral: UUID) -> list[dict[str, Any]]:
    """The cards that stand, each with its tellings; the latest first."""
    c, t = Card, Telling
    query = select(c.id, c.topic, c.made_at).where(c.referral_id == referral, c.over_at.is_(None))
    cards = tx.execute(query.order_by(c.made_at.desc(), c.topic)).all()
    tellings = defaultdict(list)
    of_them = t.card_id.in_([card.id for card in cards])
    for one in tx.execute(
        select(t.card_id, t.day, t.due_at, t.told_at, t.way, t.language, t.interpreter)
        .where(of_them)
        .order_by(t.card_id, t.day)
    ):
        said = dict(one._mapping)
        tellings[said.pop("card_id")].append(said)
    return [{**card._mapping, "tellings": tellings[card.id]} for card in cards]


def due_telling(tx: Tx, referral: UUID, card: UUID, now: datetime) -> tuple[UUID, CardTopic] | None:
    """The first time, due by now, at which this card was not told yet, locked; and its topic.

    Raises
    ------
    NotFound
        When the case has no such card.
    """
    c, t = Card, Telling
    topic = tx.execute(
        select(c.topic).where(c.id == card, c.referral_id == referral)
    ).scalar_one_or_none()
    if topic is None:
        raise NotFound
    row = tx.execute(
        select(t.id)
        .join(c, c.id == t.card_id)
        .where(c.id == card, c.over_at.is_(None), t.told_at.is_(None), t.due_at <= now)
        .order_by(t.day)
        .limit(1)
        .with_for_update(of=t)
    ).one_or_none()
    return None if row is None else (row.id, topic)


def told(tx: Tx, telling: UUID, /, **values: Any) -> None:  # noqa: ANN401 - its columns
    """She was told."""
    t = Telling
    tx.execute(
        update(t)
        .where(t.id == telling)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def way(tx: Tx, referral: UUID) -> CardWay:
    """How she wants to be told; not asked is read out, so that nothing is left with her."""
    w = Choice
    found = tx.execute(select(w.way).where(w.referral_id == referral)).scalar_one_or_none()
    return CardWay.READ_OUT if found is None else found


def choose(tx: Tx, referral: UUID, *, way: CardWay, by: UUID, now: datetime) -> None:
    """From now on she is told like that."""
    values = {"way": way, "chosen_at": now, "chosen_by": by}
    forms.put(tx, Choice, {"referral_id": referral}, values)


@beyond(StepOut.TEXTS)
@beyond(StepOut.CARDS)
def reviews(tx: Tx) -> dict[tuple[CardTopic, str, str], tuple[datetime, str]]:
    """When and by whom each text was read: by topic, language and digest."""
    r, a = Review, AccountRecord
    rows = tx.execute(
        select(r.topic, r.language, r.digest, r.reviewed_at, a.handle).join(
            a, a.id == r.reviewed_by
        )
    )
    return {(row.topic, row.language, row.digest): (row.reviewed_at, row.handle) for row in rows}


@beyond(StepOut.TEXTS)
@beyond(StepOut.CARDS)
def is_reviewed(tx: Tx, text: CardText) -> bool:
    """Whether somebody has read exactly this text."""
    r = Review
    found = exists().where(
        r.topic == text.topic, r.language == text.language, r.digest == text.digest
    )
    return bool(tx.execute(select(found)).scalar())


def add_review(tx: Tx, text: CardText, *, by: UUID, now: datetime) -> UUID:
    """Somebody has read this text."""
    made = uuid4()
    forms.add(
        tx,
        Review,
        id=made,
        topic=text.topic,
        language=text.language,
        digest=text.digest,
        reviewed_by=by,
        reviewed_at=now,
    )
    return made


def spoken(tx: Tx, household: UUID) -> list[str]:
    """Her languages, the best one first."""
    h = HouseholdRecord
    found = tx.execute(select(h.languages).where(h.id == household)).scalar_one()
    return list(found or ())


def to_tell(tx: Tx, now: datetime) -> list[ToTell]:
    """Cards that are due and were not told, an hour later on the day itself; for none of them was a
    task set within a day, and she wants to be told."""
    c, t, w, r, h = Card, Telling, Choice, ReferralRecord, HouseholdRecord
    p = PlacementRecord
    house = (
        select(p.shelter_id)
        .where(
            p.household_id == h.id,
            p.state == PlacementState.ARRIVED,
            c.topic.in_(BY_THE_HOUSE),
        )
        .limit(1)
        .scalar_subquery()
    )
    lately = exists().where(TaskRecord.subject_id == t.id, TaskRecord.set_at > now - AGAIN)
    query = (
        select(t.id, c.referral_id, c.topic, t.day, h.languages, house.label("house"))
        .join(c, c.id == t.card_id)
        .join(r, r.id == c.referral_id)
        .join(h, h.referral_id == r.id)
        .outerjoin(w, w.referral_id == c.referral_id)
        .where(
            t.told_at.is_(None),
            t.due_at <= now - case((t.day == 0, GRACE), else_=timedelta()),
            c.over_at.is_(None),
            or_(w.way.is_(None), w.way != CardWay.NONE),
            r.erased_at.is_(None),
            ~lately,
        )
        .order_by(t.due_at, t.id)
    )
    return [
        ToTell(row.id, row.referral_id, row.topic, row.day, tuple(row.languages or ()), row.house)
        for row in tx.execute(query)
    ]
