"""Everybody of the week at work, the clock, and what is read to compare."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser

from app.upkeep import JOBS
from models.words import Role
from tests.support.browser_week.apart import Apart
from tests.support.browser_week.at_house import AtHouse
from tests.support.browser_week.at_work import AtWork
from tests.support.browser_week.beside import Police
from tests.support.browser_week.desk import Desk
from tests.support.browser_week.nine import ALONE, Says
from tests.support.browser_week.stays import Stays
from tests.support.houses import house
from tests.support.rosa_week import SLOW, TOWNS
from tests.support.served import Caller, Served

PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Rosa:
    """Somebody of ROSA, at whichever page she needs."""

    worker: AtWork
    desk: Desk
    apart: Apart
    stays: Stays

    @classmethod
    def of(cls, worker: AtWork, houses: tuple[str, ...]) -> Rosa:
        """The same person at each of her pages."""
        desk = Desk(worker, houses)
        return cls(worker, desk, Apart(desk), Stays(worker))


@dataclass
class Week:
    """A service with four houses, and everybody who works with it."""

    served: Served
    boss: Caller
    """Reads what is compared; does nothing."""
    siri: Rosa
    kari: Rosa
    on_call: Rosa
    police: Police
    at: dict[str, AtHouse]
    names: dict[str, str] = field(default_factory=dict)
    """Whoever called, and the code name of her case."""
    house_of: dict[str, str] = field(default_factory=dict)

    # --- time

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

    # --- what several do together

    def calls(self, who: str, worker: Rosa, says: Says = ALONE) -> str:
        """She calls; the code name of her case."""
        self.names[who] = worker.desk.calls(says)
        return self.names[who]

    def says_yes(self, worker: Rosa, who: str, house: str | None = None) -> str:
        """A house is asked unless it was, says yes, she is told of it and says yes; the house."""
        desk, case = worker.desk, self.names[who]
        if house is None:
            house = desk.finds(case)[0]
            desk.holds(house)
        self.at[house].says_yes()
        desk.opens(case)
        desk.tells(house)
        desk.accepts(house)
        return house

    def lives(self, worker: Rosa, who: str, house: str | None = None) -> None:
        """The whole way to a bed, without anything in between."""
        self.house_of[who] = self.says_yes(worker, who, house)
        self.at[self.house_of[who]].receives()

    def moves(self, who: str, because: str) -> None:
        """From the proposal to the new house, without the police."""
        self.kari.stays.moves_her(self.names[who], because)
        self.moves_in(who)

    def moves_in(self, who: str) -> None:
        """Another house says yes, the move is firm, and she is there."""
        stays, desk, case = self.kari.stays, self.kari.desk, self.names[who]
        stays.finds_a_place(case)
        new = next(name for name in desk.options() if name != self.house_of[who])
        desk.holds(new)
        self.at[new].says_yes()
        stays.makes_firm(case)
        self.at[new].receives()
        self.house_of[who] = new

    def leaves(self, who: str, where_to: str) -> None:
        """She leaves today; the staff know her by sight, so her room is read for them."""
        self.at[self.house_of[who]].says_goodbye(self.room_of(who), where_to)
        # The press is answered a moment later, and nothing on the page is looked at after the last one.
        end = time.monotonic() + PATIENCE_S
        while self.state(who) in ("ARRIVED", "IN_STAY"):
            assert time.monotonic() < end, "she has not left"
            time.sleep(0.1)

    # --- what is read to compare

    def case(self, who: str) -> dict[str, Any]:
        """Her case as it stands."""
        cases = self.boss.every("/referrals", "referrals")
        (one,) = (each for each in cases if each["code_name"] == self.names[who])
        return one

    def state(self, who: str) -> str:
        """Where her case stands."""
        return str(self.case(who)["state"])

    def room_of(self, who: str) -> str:
        """The code on the door of her room."""
        her = self.case(who)["id"]
        stays = self.kari.worker.who.every("/placements", "placements")
        (stay,) = (s for s in stays if s["referral"] == her and s["state"] == "ARRIVED")
        units = self.boss.every(f"/shelters/{stay['shelter']}/units", "units")
        (code,) = (unit["code"] for unit in units if unit["id"] in stay["units"])
        return str(code)

    def steps(self) -> Iterator[dict[str, Any]]:
        """Every step of every case, as those who stand on it read them."""
        for who in self.names:
            path = f"/referrals/{self.case(who)['id']}/steps"
            for reader in (self.kari, self.on_call):
                got = reader.worker.who("GET", path)
                if got.is_success:
                    yield from got.json()["steps"]
                    break

    # --- everybody

    def everybody(self) -> list[AtWork]:
        """All who have a browser of their own."""
        rosa = [one.worker for one in (self.siri, self.kari, self.on_call)]
        return [*rosa, self.police.liaison, *(one.staff for one in self.at.values())]

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
        Rosa.of(at_work(served.caller(role)), tuple(at))
        for role in (Role.COORDINATOR, Role.COORDINATOR, Role.ON_CALL)
    )
    police = Police(at_work(served.caller(Role.POLICE)))
    return Week(served, boss, siri, kari, on_call, police, at)
