"""Starting a plan run, and deciding its lines one by one (domain 13, security F13)."""

from __future__ import annotations

from typing import Any, TypedDict
from uuid import UUID

from app.contract import plans as told
from app.errors import Blocked, OfferStale, PlanStale
from app.pictures import Pictures
from app.store import (
    locks,
    offers,
    picture,
    plan_inputs,
    plan_lines,
    plan_runs,
    referrals,
    rule_sets,
)
from app.store.refusals import Stale, UnitTaken, WrongState
from app.use_cases.acting import Acting
from app.use_cases.booking import book
from app.use_cases.members import act_on
from app.use_cases.options import SEARCHING
from matching.vocabulary import HouseholdId, Priority, ShelterId
from models.words import AuditAct, OfferState, ProposalState, Role


class _Who(TypedDict):
    account: UUID
    role: Role


def start(a: Acting) -> UUID:
    """A run of tonight is entered; the planner begins when this is committed."""
    run = plan_runs.start(a.tx, night=a.tonight, by=a.actor.account, now=a.now)
    a.record(AuditAct.PLAN_RUN_STARTED, "plan_run", run)
    return run


def accept(
    a: Acting, proposal: UUID, seen: int, pictures: Pictures, why: told.Decided | None = None
) -> told.Accepted:
    """The line's units are held and the shelter is asked.

    Raises
    ------
    PlanStale
        When anything that the line was computed from is another by now, or a rule says no by now;
        why stands in closed words, and nothing changes.
    """
    line = plan_lines.line(a.tx, proposal, **_who(a))
    household = line["household"]
    locks.households(a.tx, [household, *picture.company(a.tx, household)])
    line = plan_lines.line(a.tx, proposal, **_who(a))
    if line["version"] != seen:
        raise Stale
    if line["state"] is not ProposalState.PROPOSED:
        raise WrongState
    if changed_since(line):
        raise PlanStale(["CHANGED_SINCE"])
    _must_rest_on_the_same(a, line, pictures)
    act_on(a, line["referral"])
    rules = rule_sets.in_force(a.tx).version
    # Who waits for the plan alone was never asked for options, and has her class from it.
    referrals.note_class(
        a.tx,
        household,
        Priority[line["reasons"]["priority"]],
        rule_set=rules,
        while_in=SEARCHING,
    )
    offer = offers.add(
        a.tx,
        units=line["units"],
        household_id=household,
        shelter_id=line["shelter"],
        proposal_id=proposal,
        nights=line["nights"],
        mode=line["mode"],
        state=OfferState.PROPOSED,
        explanation=[],
        rule_set=rules,
        created_at=a.now,
    )
    found = offers.find(a.tx, offer, account=a.actor.account, role=a.actor.role, shelter=None)
    try:
        version = book(a, found, pictures)
    except Blocked as blocked:
        raise PlanStale(blocked.rules) from None
    except (UnitTaken, OfferStale):
        raise PlanStale(["NO_UNIT_FREE"]) from None
    plan_lines.decide(a.tx, proposal, ProposalState.ACCEPTED, by=a.actor.account, now=a.now)
    a.record(AuditAct.PROPOSAL_ACCEPTED, "proposal", proposal, reason=_word(why))
    return told.Accepted(proposal=proposal, offer=offer, offer_version=version, version=seen + 1)


def _must_rest_on_the_same(a: Acting, line: dict[str, Any], pictures: Pictures) -> None:
    """Do nothing when each part of what the line was computed from is the same at this minute.

    Raises
    ------
    PlanStale
        When one is not, when it cannot be told, or when the night of the line is over.
    """
    if line["nights"].end <= a.tonight or line["nights"].start < a.tonight:
        raise PlanStale(["NIGHT_OVER"])
    locks.shelters(a.tx, [line["shelter"]])
    later = [UUID(one["shelter"]) for one in line["segments"]]
    planned = plan_lines.night_run_of(a.tx, line["id"])
    seen = picture.around(
        a.tx,
        line["household"],
        line["shelter"],
        now=a.now,
        map_=pictures.places,
        tie_key=pictures.tie_key,
        night=planned if planned is not None and planned > a.tonight else None,
        beside=later,
    )
    now = plan_inputs.inputs(
        seen.situation,
        HouseholdId(str(line["household"])),
        ShelterId(str(line["shelter"])),
        tuple(ShelterId(str(one)) for one in later),
    )
    if words := plan_inputs.changed(line["inputs"] or {}, now):
        raise PlanStale(words)


def reject(a: Acting, proposal: UUID, seen: int, why: told.Decided | None = None) -> told.Rejected:
    """The line is put aside by a person."""
    line = plan_lines.line(a.tx, proposal, **_who(a))
    locks.households(a.tx, [line["household"]])
    line = plan_lines.line(a.tx, proposal, **_who(a))
    if line["version"] != seen:
        raise Stale
    if line["state"] is not ProposalState.PROPOSED:
        raise WrongState
    plan_lines.decide(a.tx, proposal, ProposalState.REJECTED, by=a.actor.account, now=a.now)
    a.record(AuditAct.PROPOSAL_REJECTED, "proposal", proposal, reason=_word(why))
    return told.Rejected(proposal=proposal, version=seen + 1)


def _word(why: told.Decided | None) -> str | None:
    return None if why is None else why.reason.value


def _who(a: Acting) -> _Who:
    return {"account": a.actor.account, "role": a.actor.role}


def changed_since(line: dict[str, object]) -> bool:
    """Whether the household or the shelter of the line changed after the plan was made."""
    return (
        line["household_version"] != line["household_version_now"]
        or line["shelter_version"] != line["shelter_version_now"]
    )
