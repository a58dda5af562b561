"""What people of ROSA do in a week, each act by the requests that the page would send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.upkeep import JOBS
from models.words import Role
from tests.support.houses import house, place, said_by_a_caller
from tests.support.served import Caller, Served

TOWNS = {"FJORD": "Tromsø", "FJELL": "Bodø", "SKOG": "Kristiansand", "VIDDE": "Alta"}
SLOW = {"keep the head of the chain", "check the chain"}
"""Jobs that have tests of their own and say nothing of a case."""


@dataclass
class Week:
    """A service with four houses, and who works with it."""

    served: Served
    on_call: Caller
    houses: dict[str, dict[str, Any]] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    """Whoever called, and her case."""
    house_of: dict[str, str] = field(default_factory=dict)
    stay_of: dict[str, str] = field(default_factory=dict)

    def open_houses(self, boss: Caller) -> None:
        """Four houses far from Oslo, with rooms enough."""
        for name, town in TOWNS.items():
            one = house(self.served, boss, name, town, units=8)
            self.houses[one["id"]] = one

    # --- time

    def later(self, **by: float) -> None:
        """It is later, and the service has done what it does each minute by itself."""
        self.served.clock.forward(**by)
        for job in JOBS:
            if job.name not in SLOW:
                job.act(self.served.service, self.served.clock())

    def morning(self) -> None:
        """Each house says what is free."""
        for one in self.houses.values():
            one["staff"].ok("POST", f"/shelters/{one['id']}/vacancy", {"how": "STAFF"})

    # --- her case

    def calls(self, who: str, worker: Caller | None = None, **said: Any) -> str:
        """She calls; her case."""
        body = said_by_a_caller(self.served, **said)
        made = (worker or self.on_call).ok("POST", "/referrals/phone", body)
        self.cases[who] = made["id"]
        return str(made["id"])

    def state(self, who: str, worker: Caller | None = None) -> str:
        """Where her case stands."""
        return str((worker or self.on_call).ok("GET", self.path(who))["state"])

    def path(self, who: str) -> str:
        """Her case."""
        return f"/referrals/{self.cases[who]}"

    def act(self, worker: Caller, who: str, part: str, body: Any = None) -> Any:
        """An act on her case as it stands."""
        version = worker.ok("GET", self.path(who))["version"]
        return worker.ok("POST", f"{self.path(who)}/{part}", body, version=version)

    # --- offers

    def options(self, worker: Caller, who: str) -> list[dict[str, Any]]:
        """What there is for her now, in houses other than her own."""
        found = worker.ok("POST", f"{self.path(who)}/options", key=None)
        return [o for o in found["options"] if o["shelter"] != self.house_of.get(who)]

    def hold(self, worker: Caller, option: dict[str, Any]) -> dict[str, Any]:
        """The house is asked."""
        path = f"/offers/{option['offer']}/hold"
        held = worker.ok("POST", path, version=option["version"])
        return {**held, "shelter": option["shelter"]}

    def answers(self, held: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
        """The house says yes, or no for this reason."""
        said = {"yes": True} if reason is None else {"yes": False, "reason": reason}
        staff, path = self.houses[held["shelter"]]["staff"], f"/offers/{held['id']}/answer"
        version = staff.ok("GET", f"/offers/{held['id']}")["version"]
        return {**staff.ok("POST", path, said, version=version), "shelter": held["shelter"]}

    def offer(self, worker: Caller, held: dict[str, Any], act: str, body: Any = None) -> Any:
        """Something is done with an offer as it stands."""
        version = worker.ok("GET", f"/offers/{held['id']}")["version"]
        return worker.ok("POST", f"/offers/{held['id']}/{act}", body, version=version)

    def says_yes(self, worker: Caller, who: str, held: dict[str, Any] | None = None) -> None:
        """A house has said yes, she is told of it and says yes."""
        held = held or self.hold(worker, self.options(worker, who)[0])
        self.answers(held)
        self.offer(worker, held, "show", {"language": "nob", "way": "SPOKEN"})
        took = self.offer(worker, held, "accept")
        self.house_of[who], self.stay_of[who] = held["shelter"], took["placement"]

    def travels(self, worker: Caller, who: str) -> None:
        """She is met at a station and is on her way."""
        stay = worker.ok("GET", f"/placements/{self.stay_of[who]}")
        offers = worker.every("/offers", "offers")
        (offer,) = [o["id"] for o in offers if o["placement"] == stay["id"]]
        way = {
            "met_at": "STATION",
            "met_in": place(self.served, "Trondheim"),
            "means": "TRAIN",
            "escort": "STAFF",
            "handset": "LEFT_BEHIND",
            "arrive_by": (self.served.clock() + timedelta(hours=6)).isoformat(),
        }
        worker.ok("PUT", f"/offers/{offer}/way", way)
        worker.ok("POST", f"/offers/{offer}/set-out")

    def arrives(self, who: str) -> None:
        """The house says that she is there."""
        staff, path = self.houses[self.house_of[who]]["staff"], f"/placements/{self.stay_of[who]}"
        staff.ok("POST", f"{path}/arrive", version=staff.ok("GET", path)["version"])

    def does_not_come(self, worker: Caller, who: str, why: str, reason: str | None = None) -> None:
        """Her place is called off."""
        path, said = f"/placements/{self.stay_of[who]}", {"why": why}
        if reason is not None:
            said["reason"] = reason
        worker.ok("POST", f"{path}/call-off", said, version=worker.ok("GET", path)["version"])
        del self.house_of[who], self.stay_of[who]

    def lives(self, worker: Caller, who: str) -> None:
        """The whole way to a bed, without anything in between."""
        self.says_yes(worker, who)
        self.arrives(who)

    # --- moves

    def proposed(self, worker: Caller, who: str, reason: str) -> dict[str, Any]:
        """A move is proposed."""
        path = f"/placements/{self.stay_of[who]}"
        version = worker.ok("GET", path)["version"]
        return dict(worker.ok("POST", f"{path}/transfers", {"reason": reason}, version=version))

    def agreed(self, worker: Caller, move: dict[str, Any]) -> dict[str, Any]:
        """She says yes to moving."""
        return dict(worker.ok("POST", f"/transfers/{move['id']}/agree", version=move["version"]))

    def firm(self, worker: Caller, who: str, move: dict[str, Any], *, police: bool) -> Any:
        """Another house has said yes, and her place there is kept."""
        if police:
            path = f"/transfers/{move['id']}/police"
            worker.ok("POST", path, {"receiving": True}, version=move["version"])
        held = self.hold(worker, self.options(worker, who)[0])
        self.answers(held)
        until = (self.served.clock() + timedelta(hours=6)).isoformat()
        firm = self.offer(worker, held, "move", {"move_by": until})
        return {**firm, "goes_to": held["shelter"]}

    def moves(self, worker: Caller, who: str, reason: str, *, police: bool = False) -> None:
        """From the proposal to the new house."""
        move = self.agreed(worker, self.proposed(worker, who, reason))
        firm = self.firm(worker, who, move, police=police)
        self.moved(worker, who, firm)

    def moved(self, worker: Caller, who: str, firm: dict[str, Any]) -> None:
        """She is in the new house, and no longer in the old one."""
        staff = self.houses[firm["goes_to"]]["staff"]
        version = staff.ok("GET", f"/transfers/{firm['id']}")["version"]
        staff.ok("POST", f"/transfers/{firm['id']}/arrive", version=version)
        stays = worker.every("/placements", "placements")
        (self.stay_of[who],) = [
            one["id"]
            for one in stays
            if one["referral"] == self.cases[who] and one["state"] == "ARRIVED"
        ]
        self.house_of[who] = firm["goes_to"]

    def leaves(self, who: str, departure: str) -> None:
        """She leaves today."""
        staff, path = self.houses[self.house_of[who]]["staff"], f"/placements/{self.stay_of[who]}"
        away = self.served.today().isoformat()
        said = {"first_night_away": away, "departure": departure}
        staff.ok("POST", f"{path}/end", said, version=staff.ok("GET", path)["version"])

    def steps(self, boss: Caller) -> Iterator[dict[str, Any]]:
        """Every step of every case."""
        for case in self.cases.values():
            boss.ok("POST", f"/referrals/{case}/take-over", {"purpose": "SHIFT"})
            yield from boss.ok("GET", f"/referrals/{case}/steps")["steps"]


def week_of(served: Served) -> Week:
    """A week that begins now."""
    week = Week(served, served.caller(Role.ON_CALL))
    week.open_houses(served.caller(Role.COORDINATOR))
    return week
