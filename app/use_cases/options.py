"""Up to three options for a caller who waits, and why every other shelter is barred (9.5, 14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from uuid import UUID, uuid4

from app.contract import offers as told
from app.contract.base import Nights
from app.contract.offers import Result
from app.contract.words import Words
from app.pictures import Kept, Pictures
from app.places.place_free import names_a_place
from app.store import cases, not_matched, offers, referrals, tasks
from app.store.nights import offset_minutes
from app.store.referrals import Case
from app.store.shelters import code_names, house_duties
from app.use_cases import ladder
from app.use_cases.acting import Acting
from app.use_cases.referrals import open_case
from matching.assumptions import assumed
from matching.costs import residual
from matching.explain import Reader, reasons, tell_assumed
from matching.explain_bars import BarsTold, bars_told
from matching.explain_words import (
    MAY_BE_RESTRICTED,
    RESTRICTED,
    RULES,
    SURVIVOR_RULES,
)
from matching.explain_words import Words as Said
from matching.options import Ranked, ranked, read_again, would_free
from matching.people import surely_adult
from matching.plain import plain
from matching.plan import Option
from matching.situation import Household, Shelter
from matching.standing import Standing
from matching.vocabulary import Answer
from matching.why import Robustness
from models.words import AuditAct, NotMatchedWhy, OfferState, ReferralState, Role, TaskKind

SEARCHING = (
    ReferralState.RECEIVED,
    ReferralState.SEARCHING,
    ReferralState.OPTIONS_READY,
    ReferralState.NEEDS_INFO,
    ReferralState.NO_SAFE_BED,
)
"""States that an answer may change; a case with an offer or a bed stays where it is."""
HANDED_TO = {
    NotMatchedWhy.MINOR: "CHILD_WELFARE_TONIGHT",
    NotMatchedWhy.HOSPITAL_FIRST: "HOSPITAL_FIRST",
    NotMatchedWhy.OWN_WISH: "SUPPORT_WITHOUT_BED",
}
"""What follows where nothing is looked for."""
LADDER = (
    "CALL_FIRST",
    "ASK_TWO_FOR_A_WAIVER",
    "POLICE_PROTECTION",
    "PARTNER_ABROAD",
    "DUTY_MANAGER",
)
"""What follows on NO_SAFE_BED, in order and within 15 minutes (domain 9.5)."""


@dataclass(frozen=True, slots=True, repr=False)
class _Found:
    """What was found for her, and under which offers it can be held."""

    case: Case
    her: Household
    standing: Standing
    kept: Kept
    ranked: Ranked
    options: tuple[Option, ...]
    call_first: tuple[Option, ...]
    offered: dict[tuple[bool, int], UUID]
    names: dict[str, str]
    duties: dict[str, str | None]
    said: dict[tuple[bool, int], tuple[Said, ...]]
    reader: Reader
    first: set[NotMatchedWhy]
    """Why she is handed over and not matched, if she is."""


def options_told(a: Acting, referral: UUID, pictures: Pictures, kept: Kept) -> told.Options:
    """Her options, without the level while nobody judged it: whoever sees it first judges by it (0203).

    Raises
    ------
    PictureMoved, NotFound, WrongState
        As for ``find_options``.
    """
    found = find_options(a, referral, pictures, kept)
    judged = cases.was_judged(a.tx, referrals.household_of(a.tx, referral))
    return found if judged else found.model_copy(update={"level": None})


def find_options(
    a: Acting, referral: UUID, pictures: Pictures, kept: Kept, *, written: bool = False
) -> told.Options:
    """The options of this moment; each is an offer that can be held until the next answer.

    ``written``: this transaction has changed the case.

    Raises
    ------
    PictureMoved
        When something happened since the picture was taken.
    NotFound
        When there is no such case for this person.
    WrongState
        When the case is closed.
    """
    case = open_case(a, referral)
    pictures.must_hold(a.tx, kept)
    her = pictures.caller(a.tx, case.household, case.version, a.now, kept, written=written)
    standing = kept.standing.at(a.now, offset_minutes(a.now), her)
    found = ranked(her, kept.columns, standing, kept.prices)
    options = read_again(found.options, found, her, kept.columns, standing)
    call_first = read_again(found.call_first, found, her, kept.columns, standing)
    first = not_matched.standing(a.tx, referral)
    if first & set(not_matched.FIRST):
        options, call_first = (), ()
    said = {
        (only_call, option.rank): plain(her, standing.shelters[option.shelter], option, standing)
        for only_call, some in ((False, options), (True, call_first))
        for option in some
    }
    offered = _propose(a, case, options, call_first, standing, said)
    result = Result.HAND_OVER if first else _result(her, found)
    if not first:
        _note(a, case, result, standing, her)
    tasks.done_about(a.tx, TaskKind.LOOK_FOR_HER, referral, by=a.actor.account, now=a.now)
    if result is Result.NO_SAFE_BED and her.tonight is not Answer.NO and case.state in SEARCHING:
        ladder.begin(a, referral, call_first=bool(call_first))
    a.record(
        AuditAct.OPTIONS_SHOWN,
        "referral",
        referral,
        result=result.value,
        options=len(options),
        call_first=len(call_first),
    )
    shown = (*options, *call_first)
    reader = Reader.COORDINATOR if a.actor.role is Role.COORDINATOR else Reader.SURVIVOR
    names = code_names(a.tx, [UUID(option.shelter) for option in shown])
    duties = _duties(a, [UUID(option.shelter) for option in shown], pictures)
    all_ = _Found(
        case,
        her,
        standing,
        kept,
        found,
        options,
        call_first,
        offered,
        names,
        duties,
        said,
        reader,
        first,
    )
    return _options(a, all_, result)


def _duties(a: Acting, some: list[UUID], pictures: Pictures) -> dict[str, str | None]:
    """What everybody does in each house, unless the text may name a place."""
    found = house_duties(a.tx, some)
    return {
        shelter: None if text is None or names_a_place(text, pictures.places) else text
        for shelter, text in found.items()
    }


def _result(her: Household, found: Ranked) -> Result:
    if not any(surely_adult(person) for person in her.members):
        return Result.HAND_OVER
    if found.options:
        return Result.OPTIONS
    return Result.KEEPS_HER_BED if found.keeps_her_bed else Result.NO_SAFE_BED


def _propose(
    a: Acting,
    case: Case,
    options: tuple[Option, ...],
    to_call: tuple[Option, ...],
    standing: Standing,
    said: dict[tuple[bool, int], tuple[Said, ...]],
) -> dict[tuple[bool, int], UUID]:
    """Each option and each shelter to be called becomes an offer that was merely proposed."""
    rows, offered = [], {}
    for call_first, some in ((False, options), (True, to_call)):
        for option in some:
            offer = uuid4()
            offered[call_first, option.rank] = offer
            rows.append(
                {
                    "id": offer,
                    "household_id": case.household,
                    "shelter_id": UUID(option.shelter),
                    "option_rank": option.rank + (len(options) if call_first else 0),
                    "nights": option.span,
                    "mode": option.mode,
                    "state": OfferState.PROPOSED,
                    "explanation": [rule.value for rule in option.call_first],
                    "said": [one.code for one in said[call_first, option.rank]],
                    "shown_beside": None if call_first else len(options),
                    "rule_set": standing.rules.version,
                    "created_at": a.now,
                    "version": 1,
                    "units": [UUID(unit) for unit in option.units],
                }
            )
    offers.propose(a.tx, case.household, rows, a.by)
    return offered


def _note(a: Acting, case: Case, result: Result, standing: Standing, her: Household) -> None:
    if case.state not in SEARCHING:
        return
    ready = result in (Result.OPTIONS, Result.KEEPS_HER_BED)
    state = ReferralState.OPTIONS_READY if ready else ReferralState.NO_SAFE_BED
    referrals.set_state(
        a.tx,
        case.household,
        state,
        by=a.actor.account,
        at=a.now,
        priority=standing.priority(her),
        rule_set=standing.rules.version,
    )


def _options(a: Acting, f: _Found, result: Result) -> told.Options:
    up = ladder.steps_of(a.tx, f.case.referral) if result is Result.NO_SAFE_BED else None
    return told.Options(
        referral=f.case.referral,
        result=result,
        level=f.standing.t_eff(f.her).name,
        priority=f.standing.priority(f.her).name,
        options=[_option(f, option, False) for option in f.options],
        call_first=[_option(f, option, True) for option in f.call_first],
        assumed=_words(tell_assumed(assumed(f.her, f.standing))),
        barred=_barred(f) if f.reader is Reader.COORDINATOR else [],
        would_free=_would_free(f, result),
        next_steps=_next_steps(f, result),
        ladder=up.rungs if up else [],
        say=up.say if up else [],
        prices=f.kept.prices_state.value,
    )


def _option(f: _Found, option: Option, call_first: bool) -> told.Option:
    shelter = f.standing.shelters[option.shelter]
    costs = option.costs
    return told.Option(
        offer=f.offered[call_first, option.rank],
        version=1,
        rank=option.rank,
        shelter=UUID(option.shelter),
        code_name=f.names[option.shelter],
        kind=shelter.kind,
        region=shelter.region,
        zone=shelter.zone,
        units=len(option.units),
        nights=Nights.of(option.span),
        mode=option.mode,
        ask_her=option.mode_tied,
        call_first=[RULES[rule].code for rule in option.call_first],
        why=_words(reasons(f.her, shelter, f.standing, f.reader)),
        to_say=_words(f.said[call_first, option.rank]),
        duties=f.duties[option.shelter],
        assumed=_words(tell_assumed(option.assumed)),
        costs=told.CostsTold(
            risk=costs.risk,
            changes=costs.changes,
            wishes=costs.wishes,
            stability=costs.stability,
            services=costs.services,
            stewardship=costs.stewardship,
        ),
        sensitivity=_sensitivity(f.her, shelter, f.standing),
    )


def _sensitivity(her: Household, shelter: Shelter, standing: Standing) -> Robustness:
    safe = residual.robust(her, shelter, standing)
    return Robustness.ROBUST if safe else Robustness.FRAGILE


def _barred(f: _Found) -> list[told.Barred]:
    """Every barred shelter by what bars it, in words; restricted rules share one word."""
    groups: dict[BarsTold, list[UUID]] = defaultdict(list)
    for shelter, word in bars_of(f.her, f.standing, f.ranked, f.kept):
        if word[0]:
            groups[word].append(_uuid(shelter.id))
    return [
        told.Barred(reasons=list(codes), call_may_help=call, shelters=sorted(ids, key=_number))
        for (codes, call), ids in sorted(groups.items())
    ]


def bars_of(
    her: Household, standing: Standing, found: Ranked, kept: Kept
) -> Iterator[tuple[Shelter, BarsTold]]:
    """Each house with the words for what bars it, none where nothing does, and whether a call may help."""
    told = bars_told(her, kept.columns, standing, found.screen)
    return zip(kept.columns.shelters, told, strict=True)


_uuid = lru_cache(maxsize=65_536)(UUID)
"""Shelter ids are read again in every answer."""
_number = attrgetter("int")


def _would_free(f: _Found, result: Result) -> list[Words]:
    """Only when nothing is left: the rules whose removal would free most, as she may be told.

    The word for what is restricted stands last, also where an ordinary rule shares it.
    """
    if result not in (Result.NO_SAFE_BED, Result.HAND_OVER):
        return []
    words = RULES if f.reader is Reader.COORDINATOR else SURVIVOR_RULES
    hidden = RESTRICTED[f.reader.value]
    said = [
        hidden if one.rule in MAY_BE_RESTRICTED else words[one.rule]
        for one in would_free(f.ranked.screen)
    ]
    open_words = tuple(dict.fromkeys(one for one in said if one != hidden))
    return _words((*open_words, hidden) if hidden in said else open_words)


def _next_steps(f: _Found, result: Result) -> list[str]:
    steps = []
    if f.her.threat.q10_tracked is not Answer.NO:
        steps.append("PHONE_PLAN_BEFORE_TRAVEL")
    steps += [word for why, word in HANDED_TO.items() if why in f.first]
    if result is Result.NO_SAFE_BED:
        steps += [step for step in LADDER if step != "CALL_FIRST" or f.call_first]
    return steps


def _words(said: tuple[Said, ...]) -> list[Words]:
    return [Words(code=one.code, en=one.en, no=one.no) for one in said]
