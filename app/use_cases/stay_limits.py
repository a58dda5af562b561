"""How long she may stay: the house's limit, an exemption chosen with her, and the warning (9.4)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from app.contract import stay_limits as told
from app.errors import Malformed
from app.store import holds, referrals, stay_limits, tasks, tasks_past, transfers
from app.store.nights import OSLO, local_date
from app.store.refusals import WrongState
from app.store.tasks import About
from app.store.transactions import Tx
from app.use_cases.acting import Acting
from app.use_cases.residents import living, own
from matching.vocabulary import Exemption, NightSpan, PlanMode
from models.words import AuditAct, TaskKind, TransferReason

WARN_DAYS = 30
"""So long before the end somebody hears of it, and a way on is proposed (domain 8.1, 13)."""
COVER_NOTE = "practical matters take time"
"""What is said if others ask, unless she chooses other words (domain 8.3)."""


def read(a: Acting, placement: UUID) -> told.StayLimit:
    """How long she may stay, and by whose word.

    Raises
    ------
    NotFound
        When there is no such placement, or it is not of a case on which this person stands.
    """
    her = own(a, placement, "limit")
    stay = stay_limits.find(a.tx, placement)
    exemptions = [told.ExemptionTold(**row) for row in stay_limits.exemptions(a.tx, placement)]
    end = her["nights"].end
    return told.StayLimit(
        limit_known=stay.limit_known,
        max_nights=stay.max_nights,
        first=her["nights"].start,
        ends=end,
        nights_left=max((end - a.today).days, 0),
        warned=(end - a.today).days <= WARN_DAYS,
        exemptions=exemptions,
    )


def exempt(a: Acting, placement: UUID, seen: int, sent: told.NewExemption) -> told.StayLimit:
    """She may stay some months beyond the limit: whose decision, why, and what is said if others ask.

    Raises
    ------
    NotFound
        When there is no such placement for this person.
    WrongState
        When the house grants no exemption or has no limit, or she does not live there.
    Malformed
        When it would be longer than the house ever grants.
    UnitTaken, UnitOutOfService
        When her unit is somebody else's in one of those nights; then nothing has changed.
    Stale
        When somebody changed the placement meanwhile.
    """
    her = living(a, placement)
    stay = stay_limits.find(a.tx, placement)
    if stay.exemption not in (Exemption.POSSIBLE, Exemption.STANDARD):
        raise WrongState
    if stay.allowed is None:
        raise WrongState
    limit = her["nights"].start + timedelta(days=stay.allowed)
    until = months_after(limit, sent.months)
    nights = (until - limit).days
    if stay.exempted + nights > stay.exempt_max_nights:
        raise Malformed("/months", "more_than_the_house_grants")
    end: date = her["nights"].end  # a plan may have counted on the exemption already
    _longer(a, her, seen, max(until, end), PlanMode.EXEMPTED)
    stay_limits.add_exemption(
        a.tx,
        household_id=her["household"],
        shelter_id=her["shelter"],
        placement_id=placement,
        nights=nights,
        months=sent.months,
        decider=sent.decider,
        reason=sent.reason,
        decided_by=a.actor.account,
        decided_at=a.now,
        cover_note=sent.cover_note or COVER_NOTE,
    )
    return read(a, placement)


def extend(a: Acting, placement: UUID, seen: int, sent: told.Longer) -> told.StayLimit:
    """She stays longer, within the house's limit.

    Raises
    ------
    NotFound
        When there is no such placement for this person.
    Malformed
        When it is no longer stay, or beyond the limit; that needs an exemption.
    UnitTaken, UnitOutOfService
        When her unit is somebody else's in one of those nights; then nothing has changed.
    Stale
        When somebody changed the placement meanwhile.
    """
    her = living(a, placement)
    if sent.to <= her["nights"].end:
        raise Malformed("/to", "later_than_now")
    stay = stay_limits.find(a.tx, placement)
    allowed = stay.allowed
    if allowed is not None and (sent.to - her["nights"].start).days > allowed:
        raise Malformed("/to", "within_the_limit")
    _longer(a, her, seen, sent.to, her["mode"])
    return read(a, placement)


def _longer(a: Acting, her: dict[str, Any], seen: int, until: date, mode: PlanMode) -> None:
    holds.extend(a.tx, her["id"], seen, until=until, mode=mode, by=a.by)
    referrals.touch(a.tx, her["household"])
    ends_later(a, her["id"], her["nights"].end, until)
    tasks.drop(a.tx, now=a.now, subjects=[her["id"]], kinds=(TaskKind.EXEMPTION,))
    a.record(AuditAct.STAY_EXTENDED, "placement", her["id"], to=until.isoformat())


def ends_later(a: Acting, placement: UUID, before: date, until: date) -> None:
    """Her stay ends on another day, when that is later: the warning of the one before is over."""
    if until > before:
        tasks.drop(a.tx, now=a.now, subjects=[stay_limits.warning_of(placement, before)])


def ask_for_exemption(a: Acting, placement: UUID, referral: UUID, nights: NightSpan) -> None:
    """Her plan counts on an exemption that nobody has granted yet: somebody asks for it in time."""
    stay = stay_limits.find(a.tx, placement)
    if stay.allowed is None or nights.nights <= stay.allowed:
        return
    until = nights.start + timedelta(days=stay.allowed - WARN_DAYS)
    tasks.set_(
        a.tx,
        TaskKind.EXEMPTION,
        now=a.now,
        due_at=_noon(max(until, a.today + timedelta(days=1))),
        referral=referral,
        subject=About("placement", placement),
    )


def warn(tx: Tx, now: datetime) -> None:
    """Stays that end within 30 days: a way on is proposed, once, and somebody has to see to it.

    Nobody is moved or ended by it. Who has not come yet has no way on: hers begins when she is there.
    """
    today = local_date(now)
    for stay in stay_limits.ending(tx, today + timedelta(days=WARN_DAYS)):
        subject = stay.subject
        if tasks_past.was_set(tx, TaskKind.STAY_LIMIT, subject):
            continue
        reason = TransferReason.STAY_LIMIT if stay.by_limit else TransferReason.MOVE_ON
        made = transfers.propose(tx, stay.placement, reason, now=now)
        if made is not None:
            tasks.set_(
                tx,
                TaskKind.MOVE_ON,
                now=now,
                due_at=_noon(max(stay.ends - timedelta(days=14), today)),
                referral=stay.referral,
                subject=About("transfer", made),
            )
        tasks.set_(
            tx,
            TaskKind.STAY_LIMIT,
            now=now,
            due_at=_noon(max(stay.ends - timedelta(days=7), today)),
            referral=stay.referral,
            subject=About("placement", subject),
        )


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), OSLO)
