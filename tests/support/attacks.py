"""Five programs that try to find a house by asking for options, as whoever asks all night (AT08).

Each chooses danger places of the gazetteer, reads what comes back, and keeps the places where the
house could be. It knows the rules, the zones and where two other houses are. The signals are those
of security 3: an exact distance (by the minute at which the door is reached too late), a rounded
one, eligible or not, the order of the options, and all of them mixed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID, uuid5

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.access import BASE
from app.places.zones import load_zones
from app.store import picture_shelters
from app.use_cases.data_key import key_for
from matching.exclusion import reach_km
from matching.geography import EARTH_RADIUS_KM, Place, Zone, great_circle_km
from matching.ruleset import RuleSet
from matching.situation import DangerArea
from matching.vocabulary import AreaKind, Precision, ThreatLevel
from models.sealed import ShelterSealedRecord
from models.shelter import ShelterRecord
from models.words import KeySubject, Role
from tests.support.examples import examples_of, filled
from tests.support.houses import house, load_all_zones, place
from tests.support.in_process import Chance, Headers, InProcess, Moment
from tests.support.served import Caller, Served
from tests.support.stage import START, past_every_wall, put_sealed
from tests.support.two_worlds import World

Floats = NDArray[np.float64]

RULES = RuleSet()
LEVEL = ThreatLevel.T3
"""What is not known of her threat is T3 (domain 9.0)."""
CLOSES = 18 * 60
"""The minute at which the house that is sought stops taking people in, local."""
NOON = START.replace(hour=12)
LOCAL = 60
"""Minutes that Oslo is ahead on the day of the attack."""
GRID_KM, REACH_KM = 4.0, 160.0
FURTHEST_KM = 420.0
ORACLES = ("exact", "rounded", "boolean", "order", "mixed")
HUNTERS = (Role.COORDINATOR, Role.ON_CALL, Role.REFERRER)


@dataclass(frozen=True)
class Question:
    """What one made-up caller says, and when she calls."""

    here: str | None = None
    minute: int = 13 * 60
    """Local minute of the day."""
    no_go: tuple[str, float] | None = None
    danger: str | None = None


@dataclass(frozen=True)
class Heard:
    """What the answer gives away of the house that is sought."""

    seen: bool
    rank: int | None
    risk: int | None


@dataclass
class Hunt:
    """One attack: everything that it was told, byte for byte, and where the house may be still."""

    transcript: Any = field(default_factory=sha256)
    questions: int = 0
    left: Floats = field(default_factory=lambda: np.empty((0, 2)))

    @property
    def digest(self) -> str:
        """Equal for equal transcripts."""
        return str(self.transcript.hexdigest())

    def error_km(self, truth: Place) -> float:
        """How far the best guess is from the house; infinite when there is none."""
        if not len(self.left):
            return float("inf")
        lat, lon = self.left.mean(axis=0)
        return great_circle_km(Place(float(lat), float(lon)), truth)

    @property
    def area_km2(self) -> float:
        """What is left of the map."""
        return len(self.left) * GRID_KM * GRID_KM


class Hunting:
    """A country of three houses, of which one is sought."""

    def __init__(self, world: World, loop: InProcess, chance: Chance, clock: Moment) -> None:
        self.world, self.loop, self.chance, self.clock = world, loop, chance, clock
        clock.at = NOON - timedelta(minutes=30)
        chance.begin("hunting")
        with loop.client(world.app) as client:
            served = Served(world.service, client, clock)  # type: ignore[arg-type]
            load_all_zones(world.service)
            clerk = served.caller(Role.COORDINATOR)
            self.sought = house(served, clerk, "SOUGHT-1", "Elverum", units=1)
            for code, town in (("KNOWN-1", "Bodø"), ("KNOWN-2", "Stavanger")):
                house(served, clerk, code, town, units=1)
            self._hours(clerk)
            self.callers: dict[Role, Caller] = {role: served.caller(role) for role in HUNTERS}
            self.far = place(served, "Tromsø")
        self.shelter = UUID(self.sought["id"])
        self.zones = {str(zone.code): zone for zone in load_zones().zones}
        self.zone = self._zone_of("SOUGHT-1")
        self.known = [self._zone_of("KNOWN-1"), self._zone_of("KNOWN-2")]
        self.towns = [
            e
            for e in world.service.places.entries
            if e.kind.value == "TOWN" and great_circle_km(e.place, self.zone.centre) < FURTHEST_KM
        ]
        self.tie: int | None = None
        self.near = min(self.towns, key=lambda e: great_circle_km(e.place, self.zone.centre)).code
        self.grid = _grid(self.zone.centre)
        self.km = {str(e.code): _km(self.grid, e.place) * RULES.distance_factor for e in self.towns}
        world.keep()

    def _hours(self, clerk: Caller) -> None:
        path = f"/shelters/{self.sought['id']}"
        windows = [{"weekday": d, "from_minute": 0, "to_minute": CLOSES} for d in range(7)]
        hours = {"known": True, "after_hours": "NO", "windows": windows}
        version = clerk.ok("GET", path)["version"]
        clerk.ok("PUT", f"{path}/intake-hours", hours, version=version)

    def _zone_of(self, code_name: str) -> Zone:
        with Session(self.world.admin) as session:
            query = session.query(ShelterRecord.zone_id).filter_by(code_name=code_name)
            found = self.zones[str(query.scalar())]
        return Zone(found.code, found.centre, found.radius_km)

    @property
    def area_km2(self) -> float:
        """Of the whole map on which the house is sought."""
        return len(self.grid) * GRID_KM * GRID_KM

    def calibrate(self, said: Heard) -> NDArray[np.bool_]:
        """Which of three equal houses comes first is learnt from a question without a danger."""
        self.tie = said.rank
        return np.ones(len(self.grid), dtype=bool)

    def move(self, truth: Place, *, zone: str | None = None) -> None:
        """The house stands there from now on, in every sealed field and, when told, its zone."""
        self.world.set_back()
        self.chance.begin("move")
        said = {
            "point": f"{truth.lat:.6f},{truth.lon:.6f}",
            "street_address": f"Gate {truth.lat:.6f}",
            "municipality": f"{truth.lon:.3f}",
        }
        with past_every_wall(self.world.service, self.world.admin) as tx:
            key = key_for(tx, self.world.service.master, KeySubject.SHELTER, self.shelter, now=NOON)
            put_sealed(tx, ShelterSealedRecord, self.shelter, said, key)
            if zone is not None:
                where = update(ShelterRecord).where(ShelterRecord.id == self.shelter)
                tx.execute(where.values(zone_id=zone))

    def hunt(self, oracle: str, role: Role, *, most: int) -> Hunt:
        """Everything that one program asks, and what it concludes."""
        hunt = Hunt(left=self.grid)
        alive = np.ones(len(self.grid), dtype=bool)
        rng = Random(f"hunt {oracle}")
        for question, reads in PROGRAMS[oracle](self, alive, rng, most):
            heard = self._ask(hunt, role, question)
            if heard is not None:
                alive &= reads(heard)
                if not alive.any():
                    alive[:] = True  # the answers fit no point at all: it begins again
        hunt.left = self.grid[alive]
        return hunt

    def _ask(self, hunt: Hunt, role: Role, question: Question) -> Heard | None:
        """Make up a caller, say it, and look for the house in the answer."""
        hunt.questions += 1
        self.clock.at = NOON.replace(hour=0) + timedelta(minutes=question.minute - LOCAL)
        self.chance.begin(f"question {hunt.questions}")
        call = {
            "people": {"adults": 1, "gender": "WOMAN", "women_only": "YES"},
            "where_now": question.here,
            "places_to_avoid": {"known": "YES", "where_i_am_known": [self.far]},
            "must_have": {"known": "YES"},
            "consent": {"search": "GIVEN", "tell_shelter": "GIVEN"},
        }
        made = self._say(hunt, role, "POST", "/referrals/phone", call)
        case = made.get("id", str(uuid5(UUID(int=0), str(hunt.questions))))
        path, version = f"/referrals/{case}", made.get("version", 1)
        if question.no_go is not None:
            code, km = question.no_go
            areas = {"areas": [{"place": code, "radius_km": km}]}
            self._say(hunt, role, "PUT", f"{path}/no-go", areas, version)
        if question.danger is not None:
            area = {
                "place": question.danger,
                "kind": "HOME",
                "precision": "EXACT",
                "reported_radius_km": 0.0,
                "last_confirmed": NOON.date().isoformat(),
            }
            self._say(hunt, role, "POST", f"{path}/areas", area, version)
        found = self._say(hunt, role, "POST", f"{path}/options", None)
        if role is Role.REFERRER:
            self._everything(hunt, role, question)
        return _heard(found, str(self.shelter)) if "options" in found else None

    def _everything(self, hunt: Hunt, role: Role, question: Question) -> None:
        """Whatever an agency may call, with the place of this question in every body."""
        if hunt.questions > 3:
            return
        values = {"town": question.danger or question.here or self.far, "zone": "none"}
        for example in examples_of(self.world.app).values():
            target = example.path.replace(BASE, "", 1)
            for name in example.params:
                target = target.replace("{" + name + "}", str(self.shelter))
            self._say(hunt, role, example.method, target, filled(example.body, values))

    def _say(
        self, hunt: Hunt, role: Role, method: str, path: str, body: Any, version: int = 1
    ) -> dict[str, Any]:
        sent = b"" if body is None else json.dumps(body).encode()
        headers: Headers = [
            (b"authorization", b"Bearer " + self.callers[role].token.encode()),
            (b"idempotency-key", f"{hunt.questions}-{method}-{path}"[:100].encode().hex().encode()),
            (b"if-match", b'"%d"' % version),
            (b"content-type", b"application/json"),
        ]
        got = self.loop.ask(self.world.app, method, BASE + path, headers, sent)
        kept = [h for h in got.headers if h[0] != b"x-request-id"]
        hunt.transcript.update(repr((method, path, got.status, kept)).encode() + got.body)
        try:
            said = json.loads(got.body)
        except ValueError:
            return {}
        return said if isinstance(said, dict) and got.status < 300 else {}


def _heard(found: dict[str, Any], shelter: str) -> Heard:
    ids = [option["shelter"] for option in found["options"]]
    if shelter not in ids:
        return Heard(False, None, None)
    option = found["options"][ids.index(shelter)]
    return Heard(True, ids.index(shelter), option.get("costs", {}).get("risk"))


# --- the programs: questions, and how each answer is read

Reads = Callable[[Heard], NDArray[np.bool_]]
Program = Callable[[Hunting, NDArray[np.bool_], Random, int], Iterator[tuple[Question, Reads]]]


def _by_the_minute(step: int) -> Program:
    """The distance from a town: the last minute at which leaving there is early enough."""

    def program(
        h: Hunting, alive: NDArray[np.bool_], rng: Random, most: int
    ) -> Iterator[tuple[Question, Reads]]:
        near = sorted(h.towns, key=lambda e: great_circle_km(e.place, h.zone.centre))
        towns = [e for e in near if great_circle_km(e.place, h.zone.centre) > 60][:60]
        rng.shuffle(towns)
        asked = 0
        for town in towns[:6]:
            low, high = 12 * 60 + 35, CLOSES - int(RULES.ready_minutes)
            while high - low > step and asked < most:
                at = (low + high) // 2 // step * step
                if at <= low:
                    break
                asked += 1
                reached = CLOSES - at - RULES.ready_minutes
                km = reached / 60 * RULES.travel_kmh
                heard: list[Heard] = []

                def reads(
                    said: Heard, km: float = km, code: str = town.code, heard: Any = heard
                ) -> NDArray[np.bool_]:
                    heard.append(said)
                    slack = GRID_KM if step == 1 else 2.0 * step
                    inside = h.km[code] <= km + slack
                    return inside if said.seen else h.km[code] >= km - slack

                yield Question(here=town.code, minute=at), reads
                low, high = (at, high) if heard and heard[0].seen else (low, at)

    return program


def _split(
    h: Hunting, alive: NDArray[np.bool_], rng: Random, kinds: tuple[str, ...]
) -> tuple[str, str, float] | None:
    """The question, of some drawn ones, that halves what is left."""
    best, gain = None, 0
    for _ in range(60):
        town, kind = rng.choice(h.towns), rng.choice(kinds)
        km = _reach(town, kind, rng)
        inside = int((h.km[town.code][alive] < km).sum())
        halves = min(inside, int(alive.sum()) - inside)
        if halves > gain:
            best, gain = (kind, town.code, km), halves
    return best


def _reach(town: Any, kind: str, rng: Random) -> float:
    if kind == "no_go":
        return float(max(rng.choice([0.0, 25.0, 50.0, 100.0]), town.extent_km))
    area = DangerArea(
        actor=None,
        place=town.place,
        kind=AreaKind.HOME,
        precision=Precision.EXACT,
        reported_radius_km=0.0,
        extent_km=town.extent_km,
        last_confirmed=NOON.date(),
    )
    reach = reach_km(area, LEVEL, NOON.date(), RULES)
    edges = {"danger": [0.0], "order": [150.0]}.get(kind, [25.0, 75.0, 150.0])
    return reach + rng.choice(edges)


def _asking(*kinds: str) -> Program:
    """Questions that halve the map, read as eligible or not, as a band of risk, or as an order."""

    def program(
        h: Hunting, alive: NDArray[np.bool_], rng: Random, most: int
    ) -> Iterator[tuple[Question, Reads]]:
        if "order" in kinds:
            yield Question(here=h.near), h.calibrate
        for _ in range(most):
            drawn = _split(h, alive, rng, kinds)
            if drawn is None:
                return
            kind, code, km = drawn
            question = Question(here=h.near, minute=13 * 60)
            if kind == "no_go":
                bands = [b for b in (0.0, 25.0, 50.0, 100.0) if b <= km]
                question = replace(question, no_go=(code, max(bands)))
            else:
                question = replace(question, danger=code)
            yield question, _reader(h, kinds, kind, code, km)

    return program


def _reader(h: Hunting, kinds: tuple[str, ...], kind: str, code: str, km: float) -> Reads:
    slack, d = GRID_KM / 2, h.km[code]
    town = next(e for e in h.towns if e.code == code)

    def reads(said: Heard) -> NDArray[np.bool_]:
        if kind == "no_go":
            return d >= km - slack if said.seen else d <= km + slack
        margin = d - _reach(town, "danger", Random(0))
        if not said.seen:
            return margin <= slack
        fits = margin >= -slack
        if "risk" in kinds and said.risk is not None:
            fits &= _band_fits(margin, said.risk // RULES.weight(LEVEL), slack)
        if "order" in kinds and said.rank is not None:
            fits &= _order_fits(h, town, margin, said.rank, slack)
        return fits

    return reads


def _band_fits(margin: Floats, band: int, slack: float) -> NDArray[np.bool_]:
    edges = {9: (-np.inf, 25.0), 3: (25.0, 75.0), 1: (75.0, 150.0), 0: (150.0, np.inf)}
    low, high = edges.get(band, (-np.inf, np.inf))
    return (margin >= low - slack) & (margin <= high + slack)


def _order_fits(
    h: Hunting,
    town: Any,
    margin: Floats,
    rank: int,
    slack: float,
) -> NDArray[np.bool_]:
    """Fewer bands of risk come first; ties are broken by a number that nobody knows."""
    reach = _reach(town, "danger", Random(0))
    known = [RULES.band(z.km_from(town.place, RULES.distance_factor) - reach) for z in h.known]
    fits = np.ones(len(margin), dtype=bool)
    for band, low, high in ((9, -np.inf, 25.0), (3, 25, 75), (1, 75, 150), (0, 150, np.inf)):
        here = (margin >= low - slack) & (margin <= high + slack)
        first, last = sum(b < band for b in known), sum(b <= band for b in known)
        equal = all(b == band for b in known)
        ok = rank == h.tie if equal else first <= rank <= last
        fits &= ~here | ok | _also(margin, low, high, slack)
    return fits


def _also(margin: Floats, low: float, high: float, slack: float) -> NDArray[np.bool_]:
    """Too near an edge to be sure."""
    return (abs(margin - low) <= slack) | (abs(margin - high) <= slack)


PROGRAMS: dict[str, Program] = {
    "exact": _by_the_minute(1),
    "rounded": _by_the_minute(10),
    "boolean": _asking("no_go", "danger"),
    "order": _asking("order"),
    "mixed": _asking("no_go", "danger", "risk_edge", "risk", "order"),
}


# --- the map


def _grid(centre: Place) -> Floats:
    steps = np.arange(-REACH_KM, REACH_KM + 1, GRID_KM)
    lat = centre.lat + steps / 111.2
    lon = centre.lon + steps / (111.2 * np.cos(np.radians(centre.lat)))
    return np.array([(a, o) for a in lat for o in lon])


def _km(points: Floats, to: Place) -> Floats:
    lat, lon = np.radians(points[:, 0]), np.radians(points[:, 1])
    a, o = np.radians(to.lat), np.radians(to.lon)
    h = np.sin((lat - a) / 2) ** 2 + np.cos(lat) * np.cos(a) * np.sin((lon - o) / 2) ** 2
    km: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(h))
    return km


def within(zone: Zone, rng: Random) -> Place:
    """Some place in the disc."""
    turn, out = rng.uniform(0, 2 * np.pi), zone.radius_km * rng.random() ** 0.5
    lat = zone.centre.lat + out * np.cos(turn) / 111.2
    lon = zone.centre.lon + out * np.sin(turn) / (111.2 * np.cos(np.radians(zone.centre.lat)))
    return Place(float(lat), float(lon))


@contextmanager
def exact_points(hunting: Hunting, truth: Place) -> Iterator[None]:
    """The control: the picture holds the house's own point where its zone should be."""
    real, own = picture_shelters.zones, hunting.zone

    def zones(tx: Any) -> tuple[Zone, ...]:
        return tuple(Zone(z.id, truth, 0.0) if z.id == own.id else z for z in real(tx))

    picture_shelters.zones = zones
    try:
        yield
    finally:
        picture_shelters.zones = real
