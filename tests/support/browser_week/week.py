"""Everybody of the week at work, the clock, and what is read to compare."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field

from playwright.sync_api import Browser

from app.upkeep import JOBS
from models.words import Role
from tests.support.browser_week.at_house import AtHouse
from tests.support.browser_week.at_work import AtWork
from tests.support.browser_week.desk import Desk
from tests.support.browser_week.nine import ALONE, Says
from tests.support.houses import house
from tests.support.rosa_week import SLOW, TOWNS
from tests.support.served import Caller, Served


@dataclass
class Week:
    """A service with four houses, and everybody who works with it."""

    served: Served
    boss: Caller
    """Reads what is compared; does nothing."""
    siri: Desk
    kari: Desk
    on_call: Desk
    at: dict[str, AtHouse]
    names: dict[str, str] = field(default_factory=dict)
    """Whoever called, and the code name of her case."""

    def later(self, **by: float) -> None:
        """It is later, and the service has done what it does each minute by itself."""
        self.served.clock.forward(**by)
        for job in JOBS:
            if job.name not in SLOW:
                job.act(self.served.service, self.served.clock())

    def morning(self) -> None:
        """Each house says what is free."""
        for one in self.at.values():
            one.says_what_is_free()

    def calls(self, who: str, worker: Desk, says: Says = ALONE) -> str:
        """She calls; the code name of her case."""
        self.names[who] = worker.calls(says)
        return self.names[who]

    def state(self, who: str) -> str:
        """Where her case stands, for comparing."""
        (one,) = (r for r in self.cases() if r["code_name"] == self.names[who])
        return str(one["state"])

    def cases(self) -> list[dict[str, str]]:
        """Every case, for comparing."""
        return self.boss.every("/referrals", "referrals")

    def everybody(self) -> list[AtWork]:
        """All who have a browser of their own."""
        desks = [desk.worker for desk in (self.siri, self.kari, self.on_call)]
        return [*desks, *(one.staff for one in self.at.values())]

    def presses(self) -> int:
        """How often anybody has pressed anything until now."""
        return sum(one.hands.presses for one in self.everybody())

    def everybody_is_unharmed(self) -> None:
        """Nothing went wrong in any browser."""
        for one in self.everybody():
            one.unharmed()


def week_of(served: Served, browser: Browser, stack: ExitStack) -> Week:
    """A week that begins now."""
    boss = served.caller(Role.COORDINATOR)

    def at_work(who: Caller) -> AtWork:
        return AtWork.of(served, browser, who, stack)

    at = {}
    for name, town in TOWNS.items():
        home = house(served, boss, name, town, units=8)
        at[name] = AtHouse(name, at_work(home["staff"]))
    siri, kari, on_call = (
        Desk(at_work(served.caller(role)), tuple(at))
        for role in (Role.COORDINATOR, Role.COORDINATOR, Role.ON_CALL)
    )
    return Week(served, boss, siri, kari, on_call, at)
