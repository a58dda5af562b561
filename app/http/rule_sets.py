"""Versions of the rule set."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response

from app import access
from app.contract import rule_sets as told
from app.contract.approvals import Asked, Reasoned
from app.http.call import KEYED, Reply, TheCall
from app.http.guard import GuardedRoute
from app.http.paging import ThePage, cursor_to
from app.http.problems import may_refuse
from app.store import rule_sets
from app.use_cases import rule_sets as acts
from app.use_cases.acting import Acting

router = APIRouter(prefix=access.BASE, route_class=GuardedRoute, tags=["rule sets"])

READ = may_refuse(400, 401, 404, 422, 503)
WRITE = may_refuse(400, 401, 404, 409, 413, 415, 422, 503)


@router.post(
    "/rule-sets",
    status_code=201,
    responses=WRITE,
    response_model=told.RuleSetMade,
    openapi_extra=KEYED,
)
def post_rule_set(sent: told.NewRuleSet, call: TheCall) -> Response:
    """Propose a version."""
    return call.write(lambda a: Reply(acts.propose(a, sent)), 201)


@router.get("/rule-sets", responses=READ, response_model=told.RuleSetPage)
def get_rule_sets(call: TheCall, page: ThePage) -> Response:
    """A page of versions, each with its difference from the one in force."""

    def look(a: Acting) -> Reply:
        rows, last = rule_sets.versions(a.tx, page)
        active = rule_sets.numbers_in_force(a.tx)
        found = [
            told.RuleSetTold(
                id=one.id,
                name=one.name,
                created_at=one.created_at,
                activated_at=one.activated_at,
                differs=acts.differs(one.numbers, active),
            )
            for one in rows
        ]
        return Reply(told.RuleSetPage(rule_sets=found, next=cursor_to(last)))

    return call.read(look)


@router.get("/rule-sets/in-force", responses=READ, response_model=told.NumbersInForce)
def get_numbers(call: TheCall) -> Response:
    """The numbers by which everything is judged now."""

    def look(a: Acting) -> Reply:
        numbers = rule_sets.numbers_in_force(a.tx)
        found = [
            told.NumberInForce(number=name, now=value)
            for name, value in sorted(numbers.items())
            if name != "version"
        ]
        return Reply(told.NumbersInForce(name=numbers["version"], numbers=found))

    return call.read(look)


@router.post(
    "/rule-sets/{rule_set}/activate",
    status_code=201,
    responses=WRITE,
    response_model=Asked,
    openapi_extra=KEYED,
)
def post_activate(rule_set: UUID, sent: Reasoned, call: TheCall) -> Response:
    """Ask that everything is judged by this version from now on."""
    return call.write(lambda a: Reply(acts.activate(a, rule_set, sent)), 201)
