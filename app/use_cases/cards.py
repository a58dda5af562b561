"""What she is told next: read, chosen with her, told, and the texts reviewed (domain 13)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from app.cards.texts import CardText, language_for, texts
from app.contract import cards as told
from app.contract.cases import CaseChanged
from app.errors import Malformed, NotFound
from app.store import cards, placements, referrals, tasks
from app.store.refusals import WrongState
from app.store.transactions import Tx
from app.store.walls import StepOut
from app.use_cases.acting import Acting
from app.use_cases.referrals import mine
from models.words import (
    AuditAct,
    CardTopic,
    CardWay,
    DutyPost,
    PlacementState,
    TaskKind,
)

ENGLISH = "eng"
KINDS = (TaskKind.NEXT_STEP_CARD, TaskKind.REPEAT_INFO, TaskKind.INTERPRET_CARD)
TELL_IN = timedelta(hours=12)
"""How long somebody has to tell a card once it is a task."""


def read(a: Acting, referral: UUID) -> told.Cards:
    """The cards that stand, in her language; that they were read is recorded.

    Raises
    ------
    NotFound
        When there is no such case, or this person does not stand on it.
    """
    case = referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role, standing=True)
    return _cards(a, referral, case.household, frozenset(CardTopic))


def read_at_house(a: Acting, placement: UUID) -> told.Cards:
    """To the people of the house where she lives: that she is there, and her rights.

    Raises
    ------
    NotFound
        When nobody lives there by that placement, or it is another house.
    """
    referral, household = _lives_here(a, placement)
    with a.tx.as_service(StepOut.CARDS):
        return _cards(a, referral, household, cards.BY_THE_HOUSE)


def tell_at_house(a: Acting, placement: UUID, card: UUID, sent: told.CardTelling) -> told.Cards:
    """The people of the house have told her.

    Raises
    ------
    NotFound
        When nobody lives there by that placement, or there is no such card for them to tell.
    Malformed, WrongState
        As when ROSA tells her.
    """
    referral, household = _lives_here(a, placement)
    with a.tx.as_service(StepOut.CARDS):
        _tell(a, referral, card, sent, cards.BY_THE_HOUSE)
        return _cards(a, referral, household, cards.BY_THE_HOUSE)


def _lives_here(a: Acting, placement: UUID) -> tuple[UUID, UUID]:
    if a.actor.shelter is None:
        raise NotFound
    me = a.actor
    found = placements.find(a.tx, placement, account=me.account, role=me.role, shelter=me.shelter)
    if found["state"] is not PlacementState.ARRIVED:
        raise NotFound
    return found["referral"], found["household"]


def _cards(a: Acting, referral: UUID, household: UUID, topics: frozenset[CardTopic]) -> told.Cards:
    language = language_for(cards.spoken(a.tx, household))
    a.record(AuditAct.CASE_READ, "referral", referral, part="cards")
    found = []
    for card in cards.live(a.tx, referral):
        if card["topic"] not in topics:
            continue
        english = texts()[card["topic"], ENGLISH]
        hers = english if language is None else texts()[card["topic"], language]
        found.append(
            told.CardTold(
                **{**card, "tellings": [told.TellingTold(**one) for one in card["tellings"]]},
                language=language,
                text=hers.text,
                english=english.text,
                interpreter=language is None or not cards.is_reviewed(a.tx, hers),
            )
        )
    return told.Cards(way=cards.way(a.tx, referral), cards=found)


def choose(a: Acting, referral: UUID, seen: int, sent: told.CardChoice) -> CaseChanged:
    """She says how she wants to be told.

    Raises
    ------
    NotFound
        When there is no such case for this person.
    Stale
        When somebody changed the case meanwhile.
    """
    case = mine(a, referral)
    version = referrals.change(a.tx, case, seen)
    cards.choose(a.tx, referral, way=sent.way, by=a.actor.account, now=a.now)
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part="card_way", way=sent.way.value)
    return CaseChanged(id=referral, version=version)


def tell(a: Acting, referral: UUID, card: UUID, sent: told.CardTelling) -> told.Cards:
    """She was told, on the first of its days that is due.

    Raises
    ------
    NotFound
        When there is no such case for this person, or no such card of it.
    Malformed
        When nobody has read that text in that language, and no interpreter spoke.
    WrongState
        When nothing of this card is due, or she did not choose that way.
    """
    case = mine(a, referral)
    _tell(a, referral, card, sent, frozenset(CardTopic))
    return _cards(a, referral, case.household, frozenset(CardTopic))


def _tell(
    a: Acting,
    referral: UUID,
    card: UUID,
    sent: told.CardTelling,
    topics: frozenset[CardTopic],
) -> None:
    due = cards.due_telling(a.tx, referral, card, a.now)
    if due is not None and due[1] not in topics:
        raise NotFound
    wanted = cards.way(a.tx, referral)
    fits = wanted is not CardWay.NONE and sent.way in (wanted, CardWay.READ_OUT)
    if due is None or not fits:
        raise WrongState
    telling, topic = due
    if not sent.interpreter and not _may_be_told(a, topic, sent.language):
        raise Malformed("/interpreter", "needed")
    cards.told(
        a.tx,
        telling,
        told_at=a.now,
        told_by=a.actor.account,
        way=sent.way,
        language=sent.language,
        interpreter=sent.interpreter,
    )
    for kind in KINDS:
        tasks.done_about(a.tx, kind, telling, by=a.actor.account, now=a.now)
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part="card", topic=topic.value)


def set_tasks(tx: Tx, now: datetime) -> None:
    """Somebody has to tell each card that is due; an interpreter with her where nobody read the text."""
    for one in cards.to_tell(tx, now):
        language = language_for(one.languages)
        text = None if language is None else texts()[one.topic, language]
        kind = TaskKind.NEXT_STEP_CARD if one.day == 0 else TaskKind.REPEAT_INFO
        if text is None or not cards.is_reviewed(tx, text):
            kind = TaskKind.INTERPRET_CARD
        due = now + TELL_IN
        about = tasks.About("card", one.telling)
        tasks.set_(
            tx,
            kind,
            now=now,
            due_at=due,
            referral=one.referral,
            shelter=one.house,
            subject=about,
            post=DutyPost.COORDINATOR if one.house is None else None,
        )


def _may_be_told(a: Acting, topic: CardTopic, language: str) -> bool:
    text = texts().get((topic, language))
    return text is not None and cards.is_reviewed(a.tx, text)


def listed(a: Acting) -> told.CardTexts:
    """Every text, and who has read it when."""
    # Who was made to sign in shows the texts, and nobody's name.
    known = {} if a.actor.under_duress else cards.reviews(a.tx)
    found = []
    for text in texts().values():
        when, who = known.get((text.topic, text.language, text.digest), (None, None))
        found.append(_told(text, when, who))
    return told.CardTexts(texts=found)


def _told(text: CardText, when: datetime | None, who: str | None) -> told.CardTextTold:
    return told.CardTextTold(
        topic=text.topic,
        language=text.language,
        text=text.text,
        digest=text.digest,
        reviewed_at=when,
        reviewer=who,
    )


def review(a: Acting, sent: told.NewCardReview) -> told.CardTexts:
    """This person has read the text; from now on it may be told without an interpreter.

    Raises
    ------
    Malformed
        When there is no such text, or it is another one by now.
    WrongState
        When it was read already.
    """
    text = texts().get((sent.topic, sent.language))
    if text is None or text.digest != sent.digest:
        raise Malformed("/digest", "not_this_text")
    if cards.is_reviewed(a.tx, text):
        raise WrongState
    made = cards.add_review(a.tx, text, by=a.actor.account, now=a.now)
    a.record(
        AuditAct.ORGANISATION_CHANGED,
        "card_text",
        made,
        topic=text.topic.value,
        language=text.language,
        digest=text.digest,
    )
    return listed(a)
