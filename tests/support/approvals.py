"""Approvals of a plan while what it rests on changes (F13): two approvers at once, changes in between.

Each round is a plan, its lines approved in a drawn order with 1 to 20 changes of cases and houses among
them, some of them while an approval is under way; now and then the night of the plan is over first.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import create_engine, text

from app.plan_runner import PlanRunner
from app.solver_process import Limits
from app.store import plan_runs
from app.store.nights import tonight
from models.words import Role
from tests.support.database import Database
from tests.support.houses import call, house, load_all_zones
from tests.support.night_world import in_this_process
from tests.support.served import Caller, Served, serving

TOWNS = ("Tromsø", "Bodø", "Alta", "Narvik")
CASES = 8
OVER_EVERY = 25
"""So many rounds, and then one whose night is over before anybody approves."""


@dataclass
class Told:
    """What was approved, what was refused, and whether each was right."""

    interleavings: int = 0
    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    stale: int = 0
    """Lines that were tried although what they rest on had changed, or their night was over."""
    on_changed: int = 0
    """Lines approved although what they rest on had changed before."""
    twice: int = 0
    """Lines that two approvers both hold for theirs."""
    needlessly: int = 0
    """Lines that nobody took although nothing of theirs had changed."""
    in_part: int = 0
    """Lines whose state, offer, stays and act do not fit together."""


def interleave(database: Database, number: int, *, seed: int = 1) -> Told:
    """At least so many lines, each approved by two at once."""
    with serving(database) as served, ThreadPoolExecutor(3) as hands:
        load_all_zones(served.service)
        world = _World(served, hands, random.Random(seed))
        round_ = 0
        while world.told.interleavings < number:
            round_ += 1
            world.round(over=round_ % OVER_EVERY == 0)
    world.told.in_part = _in_part(database)
    return world.told


def _patient(who: Caller, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
    """The answer of a service that is not too busy: until then the same is sent again."""
    key, until = uuid4().hex, time.monotonic() + 120
    while True:
        got = who(method, path, body, key=key, **more)
        if got.status_code != 503 or time.monotonic() > until:
            return got
        time.sleep(0.1)


class _World:
    def __init__(self, served: Served, hands: ThreadPoolExecutor, chance: random.Random) -> None:
        self.served, self.hands, self.chance, self.told = served, hands, chance, Told()
        self.approvers = [served.caller(Role.COORDINATOR) for _ in range(2)]
        self.houses = [
            house(served, self.approvers[0], f"FAR-{n}", town) for n, town in enumerate(TOWNS)
        ]
        self.cases = [call(served, self.approvers[0])["id"] for _ in range(CASES)]
        self.changed: set[str] = set()
        service = served.service
        self.runner = PlanRunner(
            service.store,
            service.pictures,
            now=service.now,
            limits=Limits(20, 2048),
            planner=in_this_process,
        )

    def round(self, *, over: bool) -> None:
        """One plan, from its making to the release of what was taken."""
        for one in self.houses:
            path = f"/shelters/{one['id']}/vacancy"
            assert _patient(one["staff"], "POST", path, {"how": "STAFF"}).is_success
        lines = self._planned()
        self.changed.clear()
        if over:
            self.served.clock.forward(days=1)
        acts: list[Any] = [*lines, *[None] * min(20, 1 + int(self.chance.expovariate(0.3)))]
        self.chance.shuffle(acts)
        for act in acts:
            if act is None:
                self._change(*self._drawn())
            else:
                self._approve(act, over=over)

    def _planned(self) -> list[dict[str, Any]]:
        me, now = self.approvers[0], self.served.clock()
        with self.served.service.store.transaction() as tx:
            run = plan_runs.start(tx, night=tonight(now), by=me.account, now=now)
        self.runner.do(run)
        found = _patient(me, "GET", f"/plan-runs/{run}/proposals?limit=50").json()["proposals"]
        return [line for line in found if line["state"] == "PROPOSED"]

    def _drawn(self) -> tuple[str, str]:
        if self.chance.random() < 0.7:
            return "referrals", self.chance.choice(self.cases)
        return "shelters", self.chance.choice(self.houses)["id"]

    def _change(self, what: str, subject: str) -> None:
        me = self.approvers[0]
        version = _patient(me, "GET", f"/{what}/{subject}").json()["version"]
        body: dict[str, Any] = (
            {"pets": self.chance.choice(["NO", "YES"])}
            if what == "referrals"
            else {"house_duties": f"cooking {self.chance.getrandbits(40)}"}
        )
        got = _patient(me, "PATCH", f"/{what}/{subject}", body, version=version)
        assert got.status_code in (200, 409), got.text  # an approval under way may be first
        if got.is_success:
            self.changed.add(subject)

    def _approve(self, line: dict[str, Any], *, over: bool) -> None:
        rests_on = {line["referral"], line["shelter"]}
        stale = over or bool(rests_on & self.changed)
        beside = self.chance.random() < 0.2
        sent = [self.hands.submit(self._accept, who, line) for who in self.approvers]
        if beside:
            # Whichever is first: the change is refused, or the approval, or the approval was before.
            self._change("referrals", line["referral"])
        got = [one.result() for one in sent]
        taken = [one for one in got if one.is_success]
        self.told.interleavings += 1
        self.told.accepted += bool(taken)
        self.told.stale += stale
        self.told.twice += len(taken) > 1
        self.told.on_changed += bool(taken) and stale
        self.told.needlessly += not taken and not stale and not beside
        for one in got:
            if not one.is_success:
                self.told.refused[f"{one.status_code} {one.json()['type'].rsplit(':', 1)[-1]}"] += 1
        for one in taken:
            offer = one.json()
            path = f"/offers/{offer['offer']}/release"
            freed = _patient(self.approvers[0], "POST", path, version=offer["offer_version"])
            assert freed.is_success, freed.text

    @staticmethod
    def _accept(who: Caller, line: dict[str, Any]) -> httpx.Response:
        return _patient(who, "POST", f"/proposals/{line['id']}/accept", version=line["version"])


_PARTS = text(
    """
    SELECT count(*) FROM plan_proposals p
    CROSS JOIN LATERAL (
      SELECT (SELECT count(*) FROM offers o WHERE o.proposal_id = p.id) AS offers,
        (SELECT count(*) FROM stays s JOIN offers o ON o.id = s.offer_id
          WHERE o.proposal_id = p.id) AS stays,
        (SELECT count(*) FROM audit_events a
          WHERE a.subject_id = p.id AND a.act = 'PROPOSAL_ACCEPTED') AS acts
    ) AS had
    WHERE CASE WHEN p.state = 'ACCEPTED' THEN had.offers <> 1 OR had.stays < 1 OR had.acts <> 1
      ELSE had.offers + had.stays + had.acts > 0 END
    """
)


def _in_part(database: Database) -> int:
    engine = create_engine(database.owner_url)
    with engine.connect() as connection:
        found: int = connection.execute(_PARTS).scalar_one()
    engine.dispose()
    return found
