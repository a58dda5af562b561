"""A busy evening as requests: four reads to one act, over the routes that people use."""

from __future__ import annotations

import json
import random
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from app.access import BASE
from tests.support.open_loop import Ask

READS = {
    "a case": 22,
    "a house": 16,
    "tasks": 16,
    "cases": 15,
    "options": 7,
    "who waits": 2,
    "free units": 2,
}
"""The last two are what a page asks when it opens; afterwards it is told what changed."""
ACTS = {"a call": 6, "hold": 5, "release": 3, "vacancy": 3, "take a task": 2, "task done": 1}
"""Of a hundred requests; what has nothing to act on becomes a call."""
RACED = {
    "hold": frozenset({404, 409, 412}),
    "release": frozenset({404, 409, 412}),
    "withdraw": frozenset({404, 409, 412}),
    "take a task": frozenset({404, 409}),
    "task done": frozenset({404, 409}),
}
"""What somebody hears when another, or the clock, was faster; nothing else may be refused."""


@dataclass(frozen=True)
class Known:
    """Whoever sends, and what there is to ask for."""

    coordinators: list[str]
    staff: dict[str, str]
    """The token of somebody of each house."""
    cases: list[str]
    call: dict[str, Any]


@dataclass
class Evening:
    """What the next request is; answers tell what can be held, given up and done."""

    known: Known
    chance: random.Random
    options: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Of each case an offer of its last answer; the next answer ends what was offered before."""
    held: deque[tuple[str, int]] = field(default_factory=deque)
    open: deque[str] = field(default_factory=lambda: deque(maxlen=200))
    taken: deque[str] = field(default_factory=deque)
    calls: list[str] = field(default_factory=list)
    """Referrals that were acknowledged."""
    most: int | None = None
    """Of the callers of this evening so many wait at once; who called first goes first. None: nobody goes."""
    waiting: deque[tuple[str, int]] = field(default_factory=deque)

    def next(self) -> Ask:
        """One request, drawn."""
        kinds = {**READS, **ACTS}
        (kind,) = self.chance.choices(list(kinds), weights=list(kinds.values()))
        coordinator = self.chance.choice(self.known.coordinators)
        match kind:
            case "a case":
                return self._read(kind, f"/referrals/{self._case()}", coordinator)
            case "a house":
                house, token = self.chance.choice(list(self.known.staff.items()))
                return self._read(kind, f"/shelters/{house}", token)
            case "tasks":
                return self._read(kind, "/tasks?limit=20", coordinator, self._saw_tasks)
            case "who waits":
                return self._read(kind, "/waiting?limit=20", coordinator)
            case "cases":
                return self._read(kind, "/referrals?limit=20", coordinator)
            case "free units":
                return self._read(kind, "/free-units?limit=20", coordinator)
            case "options":
                path = f"/referrals/{self._case()}/options"
                return Ask(kind, "POST", BASE + path, _by(coordinator), None, self._saw_options)
            case "vacancy":
                house, token = self.chance.choice(list(self.known.staff.items()))
                return self._act(kind, f"/shelters/{house}/vacancy", token, {"how": "STAFF"})
            case "hold" if self.options:
                offer, version = self.options.pop(self.chance.choice(list(self.options)))
                path = f"/offers/{offer}/hold"
                return self._act(kind, path, coordinator, None, version, self._saw_hold)
            case "release" if self.held:
                offer, version = self.held.popleft()
                return self._act(kind, f"/offers/{offer}/release", coordinator, None, version)
            case "take a task" if self.open:
                task = self.open.popleft()

                def took(status: int, _: bytes) -> None:
                    if status == 200:
                        self.taken.append(task)

                path = f"/tasks/{task}/take"
                return self._act(kind, path, self.known.coordinators[0], None, None, took)
            case "task done" if self.taken:
                path = f"/tasks/{self.taken.popleft()}/done"
                return self._act(kind, path, self.known.coordinators[0], {"outcome": "DONE"})
        return self.call()

    def call(self) -> Ask:
        """A call that is taken, or one that ends where enough wait."""
        if self.most is not None and len(self.waiting) > self.most:
            return self._withdraw(*self.waiting.popleft())
        by = self.chance.choice(self.known.coordinators)
        return self._act("a call", "/referrals/phone", by, self.known.call, None, self._saw_call)

    def _withdraw(self, referral: str, version: int) -> Ask:
        def heard(status: int, _: bytes) -> None:
            if status == 412:  # a task of hers was done meanwhile
                self.waiting.append((referral, version + 1))

        by = self.chance.choice(self.known.coordinators)
        path = f"/referrals/{referral}/withdraw"
        return self._act("withdraw", path, by, None, version, heard)

    def _case(self) -> str:
        return self.chance.choice(self.known.cases)

    @staticmethod
    def _read(kind: str, path: str, token: str, heard: Any = None) -> Ask:
        more = {} if heard is None else {"heard": heard}
        return Ask(kind, "GET", BASE + path, _by(token), **more)

    @staticmethod
    def _act(
        kind: str, path: str, token: str, body: Any, version: int | None = None, heard: Any = None
    ) -> Ask:
        headers = {**_by(token), "Idempotency-Key": uuid4().hex}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        more = {} if heard is None else {"heard": heard}
        raced = RACED.get(kind, frozenset())
        return Ask(kind, "POST", BASE + path, headers, body, raced=raced, **more)

    def _saw_options(self, status: int, body: bytes) -> None:
        if status != 200:
            return
        told = json.loads(body)
        self.options.pop(told["referral"], None)
        if told["options"]:
            one = self.chance.choice(told["options"])
            self.options[told["referral"]] = (one["offer"], one["version"])

    def _saw_hold(self, status: int, body: bytes) -> None:
        if status == 201:
            held = json.loads(body)
            self.held.append((held["id"], held["version"]))

    def _saw_tasks(self, status: int, body: bytes) -> None:
        if status == 200:
            self.open.extend(t["id"] for t in json.loads(body)["tasks"] if t["owner"] is None)

    def _saw_call(self, status: int, body: bytes) -> None:
        if status == 201:
            told = json.loads(body)
            self.calls.append(told["id"])
            self.waiting.append((told["id"], told["version"]))


def _by(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
