"""What she needs, wishes, will not have, and what a move would break (domain 8.2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from app.contract import cases as told
from app.contract.next_steps import NEXT_STEPS
from app.countries.profile import this_country
from app.errors import Malformed
from app.places.gazetteer import Gazetteer, load_gazetteer
from app.settings import PlacesAllowed
from app.store import cases, hearings, referrals, tasks
from app.store.nights import starts_at
from app.store.referrals import Case
from app.store.tasks import About
from app.use_cases import moves_needed
from app.use_cases.acting import Acting
from app.use_cases.clocks import clocks, current
from app.use_cases.members import act_on
from app.use_cases.places import count_places, known
from app.use_cases.referrals import mine
from matching.explain_words import Words
from models.words import AuditAct, LegalTrack, TaskKind


def put_no_go(
    a: Acting,
    referral: UUID,
    seen: int,
    sent: told.NoGoAreas,
    places: Gazetteer,
    quota: PlacesAllowed,
) -> told.CaseChanged:
    """She goes to none of these places; each reaches at least as far as the place itself.

    Raises
    ------
    NoSuchPlace
        When a place is not one of the gazetteer's.
    QuotaReached
        When this account named too many different places.
    """
    rows: list[dict[str, Any]] = []
    for area in sent.areas:
        entry = known(places, area.place, "/areas")
        rows.append({"place_code": entry.code, "radius_km": max(area.radius_km, entry.extent_km)})
    case = mine(a, referral)
    version = referrals.change(a.tx, case, seen)
    count_places(a, referral, [row["place_code"] for row in rows], quota)
    cases.put_no_go(a.tx, case.household, rows)
    return _barring(a, case, version, "no_go")


def put_needs(a: Acting, referral: UUID, seen: int, sent: told.Needs) -> told.CaseChanged:
    """Her needs are these."""
    case = mine(a, referral)
    version = referrals.change(a.tx, case, seen)
    rows = [{**n.model_dump(exclude={"until"}), "until_date": n.until} for n in sent.needs]
    cases.put_needs(a.tx, case.household, rows)
    return _barring(a, case, version, "needs")


def put_wishes(
    a: Acting, referral: UUID, seen: int, sent: told.Wishes, places: Gazetteer, quota: PlacesAllowed
) -> told.CaseChanged:
    """Her wishes are these, in her own order."""
    rows: list[dict[str, Any]] = []
    for wish in sent.wishes:
        if wish.place is not None:
            known(places, wish.place, "/wishes")
        rows.append({**wish.model_dump(exclude={"place"}), "place_code": wish.place})
    case = mine(a, referral)
    version = referrals.change(a.tx, case, seen)
    named = [wish.place for wish in sent.wishes if wish.place is not None]
    count_places(a, referral, named, quota)
    cases.put_wishes(a.tx, case.household, rows)
    return _changed(a, referral, version, "wishes")


def put_continuity(a: Acting, referral: UUID, seen: int, sent: told.Continuity) -> told.CaseChanged:
    """What a move would break is this.

    Raises
    ------
    Malformed
        When a zone is not known.
    """
    case = mine(a, referral)
    version = referrals.change(a.tx, case, seen)
    before = hearings.days_of(a.tx, case.household)
    if not cases.put_continuity(a.tx, case.household, [r.model_dump() for r in sent.running]):
        raise Malformed("/running", "zone_not_known")
    _taken_to_court(a, referral, case.household, before)
    return _changed(a, referral, version, "continuity")


def _taken_to_court(a: Acting, referral: UUID, household: UUID, before: list[date]) -> None:
    """Somebody goes with her to each day in court (O19); a day that is none any more needs nobody."""
    days = hearings.days_of(a.tx, household)
    for gone in set(before) - set(days):
        tasks.drop(a.tx, now=a.now, subjects=[hearings.escort_to(household, gone)])
    for day in days:
        if day < a.today:
            continue
        tasks.set_(
            a.tx,
            TaskKind.ESCORT,
            now=a.now,
            due_at=max(starts_at(day - timedelta(days=1)), a.now),
            referral=referral,
            subject=About("hearing", hearings.escort_to(household, day)),
        )


def put_found_at(a: Acting, referral: UUID, seen: int, sent: told.SheltersSent) -> told.CaseChanged:
    """She was found in these shelters before; none of them is proposed to her again (H04)."""
    case = mine(a, referral)
    version = referrals.change(a.tx, case, seen)
    if not cases.put_found_at(a.tx, case.household, sent.shelters, a.now):
        raise Malformed("/shelters", "not_known")
    return _barring(a, case, version, "found_at")


def put_legal(a: Acting, referral: UUID, seen: int, sent: told.Legal) -> told.CaseChanged:
    """Her legal track is this; no placement changes by it (domain 8.5, 9, 12 V15).

    When another track counts today than before, the text of her next step is made.
    """
    case = mine(a, referral)
    version = referrals.change(a.tx, case, seen)
    rows = [
        {
            "track": p.track,
            "from_date": p.first,
            "until_date": p.to,
            "decision_due": p.decision_due,
        }
        for p in sent.periods
    ]
    before = current(_periods(a, case.household), a.today)
    now = current(sent.periods, a.today)
    cases.put_legal(a.tx, case.household, rows)
    tasks.drop(a.tx, now=a.now, referral=referral, kinds=(TaskKind.LEGAL_CLOCK,))
    if now is not None and (before is None or before.track is not now.track):
        cases.add_next_step(
            a.tx,
            case.household,
            track=now.track,
            before=None if before is None else before.track,
            created_at=a.now,
        )
    return _changed(a, referral, version, "legal")


def legal(a: Acting, referral: UUID) -> told.LegalTold:
    """Her periods, the clocks of the one that counts today, and the last text made for her."""
    case = referrals.find(a.tx, referral, account=a.actor.account, role=a.actor.role)
    a.has_read(referral, "legal")
    return legal_of(a, case.household)


def legal_of(a: Acting, household: UUID) -> told.LegalTold:
    """The same of a household that this person may know of."""
    periods, made = _periods(a, household), cases.last_next_step(a.tx, household)
    now, step = current(periods, a.today), None
    if made is not None:
        words = next_step_words(made["track"])
        step = told.NextStep(code=words.code, en=words.en, no=words.no, **made)
    return told.LegalTold(
        periods=[told.PeriodTold(**p.model_dump()) for p in periods],
        clocks=[] if now is None else clocks(now),
        next_step=step,
    )


def next_step_words(track: LegalTrack) -> Words:
    """What she is told of that track in this country."""
    return this_country().next_steps.get(track) or NEXT_STEPS[track]


def _periods(a: Acting, household: UUID) -> list[told.Period]:
    return [
        told.Period(
            track=p["track"],
            first=p["from_date"],
            to=p["until_date"],
            decision_due=p["decision_due"],
        )
        for p in cases.legal(a.tx, household)
    ]


def set_link(a: Acting, sent: told.NewLink, places: Gazetteer) -> told.PartMade:
    """How two cases stand to each other; MUST_SEPARATE bars one house, and for T3 one place (H05).

    Two who live so already are both asked whether they will move.

    Raises
    ------
    Malformed
        When it is one case twice.
    """
    if sent.a == sent.b:
        raise Malformed("/b", "two_cases")
    one, other = sorted((sent.a, sent.b))
    first, second = (
        referrals.find(a.tx, case, account=a.actor.account, role=a.actor.role)
        for case in (one, other)
    )
    for case in (one, other):
        act_on(a, case)
    link = cases.put_link(
        a.tx,
        first.household,
        second.household,
        role=a.actor.role,
        kind=sent.kind,
        basis=sent.basis,
        set_by=a.actor.account,
        set_at=a.now,
    )
    a.record(AuditAct.LINK_SET, "link", link)
    moves_needed.look(a, places, households=[first.household, second.household])
    return told.PartMade(id=link, version=1)


def _changed(a: Acting, referral: UUID, version: int, part: str) -> told.CaseChanged:
    a.record(AuditAct.REFERRAL_CHANGED, "referral", referral, part=part)
    return told.CaseChanged(id=referral, version=version)


def _barring(a: Acting, case: Case, version: int, part: str) -> told.CaseChanged:
    """The same of what may bar the house she lives in, or is on her way to."""
    changed = _changed(a, case.referral, version, part)
    moves_needed.look(a, load_gazetteer(), households=[case.household])
    return changed
