"""Asking what if, and reading the answer (decision 0140); nothing of it is ever carried out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.contract import what_ifs as told
from app.errors import Malformed
from app.planning import Anew, Change
from app.store import plan_runs, rule_sets, shelters, what_ifs
from app.store.refusals import NotFound, WrongState
from app.use_cases.acting import Acting
from app.use_cases.referrals import open_case
from matching.vocabulary import HouseholdId, ShelterId, Trigger, ZoneId
from matching.what_if import (
    NEW_HOUSE,
    house_added,
    house_closed,
    level_changed,
    rules_changed,
)
from models.words import AuditAct, RunState


def start(a: Acting, sent: told.WhatIf) -> tuple[UUID, Change | Anew | None]:
    """A run is entered, and what is to be changed in its picture; no record is.

    None asks which single change would help most.

    Raises
    ------
    NotFound
        When the house, the version or the case is not there for this person.
    PlanRunning
        When a run is on its way.
    """
    change = None if sent.best else _change(a, sent)
    run = plan_runs.start(
        a.tx, night=a.tonight, by=a.actor.account, now=a.now, trigger=Trigger.WHAT_IF
    )
    a.record(AuditAct.PLAN_RUN_STARTED, "plan_run", run, what_if=True)
    return run, change


def _change(a: Acting, sent: told.WhatIf) -> Change | Anew:
    if sent.replay is not None:
        version = rule_sets.find(a.tx, sent.replay)
        return Anew(sent.replay, rule_sets.rules_of(version))
    if sent.close is not None:
        closed = _known(a, sent.close)
        return lambda situation: house_closed(situation, closed)
    if sent.add is not None:
        like, zone, units = _known(a, sent.add.like), sent.add.zone, sent.add.units
        where = None if zone is None else ZoneId(zone)
        return lambda situation: house_added(situation, like, where, units)
    if sent.rule_set is not None:
        rules = rule_sets.rules_of(rule_sets.find(a.tx, sent.rule_set))
        return lambda situation: rules_changed(situation, rules)
    if sent.level is None:
        raise Malformed("/", "one_change")
    her, level = open_case(a, sent.level.referral).household, sent.level.as_level
    return lambda situation: level_changed(situation, HouseholdId(str(her)), level)


def _known(a: Acting, shelter: UUID) -> ShelterId:
    shelters.must_exist(a.tx, shelter)
    return ShelterId(str(shelter))


def answer(a: Acting, run: UUID) -> told.WhatIfTold:
    """What the change would do, for the cases that this person may know of.

    Raises
    ------
    NotFound
        When there is no such run, or it asks no what if.
    WrongState
        When it is still running, failed, or its answer was erased.
    """
    row = plan_runs.find(a.tx, run)
    if row["trigger"] is not Trigger.WHAT_IF:
        raise NotFound
    found = (row["result"] or {}).get("what_if")
    if row["state"] is RunState.RUNNING or found is None:
        raise WrongState
    known = what_ifs.referrals_of(
        a.tx,
        [UUID(one["household"]) for one in found["moved"]],
        account=a.actor.account,
        role=a.actor.role,
    )
    return told.WhatIfTold(
        run=run,
        applicable=False,
        unplaced_before=found["unplaced_before"],
        unplaced_after=found["unplaced_after"],
        moved=[
            told.WouldMove(
                referral=known[UUID(one["household"])],
                before=_house(one["before"]),
                after=_house(one["after"]),
                in_new_house=one["after"] == NEW_HOUSE,
            )
            for one in found["moved"]
            if UUID(one["household"]) in known
        ],
        replay=told.Replay.model_validate(found["replay"]) if "replay" in found else None,
        best=[told.Helps.model_validate(one) for one in found["best"]] if "best" in found else None,
    )


def _house(said: Any) -> UUID | None:  # noqa: ANN401 - as the record has it
    return None if said is None or said == NEW_HOUSE else UUID(said)
