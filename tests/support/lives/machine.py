"""The machine: drawn acts on a service and on the model, which must agree after each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar, cast
from uuid import UUID, uuid4

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from app.store.nights import tonight
from app.store.refusals import Refusal
from matching.vocabulary import NightSpan
from models.words import OfferState, PlacementState, ReferralState
from tests.support.lives.by_store import StoreHands
from tests.support.lives.model import Model, No

START = datetime(2026, 3, 27, 20, 0, tzinfo=UTC)
"""Two nights before the clocks change: nights are dates, and none of them is 24 hours long."""
HOUSEHOLDS = 3
AT_ONCE = 40
"""Acts of one life; so many rows that a difference is still read by eye."""
OF_AN_OFFER = ("hold", "yes", "no", "show", "accept", "decline", "release")
OF_A_PLACE = ("arrive", "call off", "missing", "leave")
NEXT = {
    OfferState.PROPOSED: "hold",
    OfferState.SHELTER_ASKED: "yes",
    OfferState.SHELTER_YES: "show",
    OfferState.SHOWN: "accept",
}
LATER = {PlacementState.ACCEPTED: "arrive", PlacementState.ARRIVED: "leave"}
T = TypeVar("T")
number = st.integers(0, 47)


class Lives(RuleBasedStateMachine):
    """Three households, three units, some nights; whoever leaves is followed by a new caller."""

    hands: ClassVar[Callable[[], StoreHands]]
    steps: ClassVar[Counter[str]] = Counter()
    """How often each act was done, and was refused."""

    def __init__(self) -> None:
        super().__init__()
        self.real = type(self).hands()
        self.model = Model(now=START)
        self.spans: list[tuple[UUID, UUID, NightSpan, bool]] = []
        self.open: list[UUID] = []
        self.later = False
        for _ in range(HOUSEHOLDS):
            self._somebody_calls()

    # --- acts

    @precondition(lambda self: self._few_options())
    @rule(who=number, rooms=st.lists(st.tuples(number, number, number), min_size=1, max_size=3))
    def search(self, who: int, rooms: list[tuple[int, int, int]]) -> None:
        """She asks what there is; each finds another unit, all of them the same nights."""
        her = _one(self.open, who)
        found = {
            uuid4(): (_one(self.real.units, unit), self._nights(first, length))
            for unit, first, length in rooms
        }
        self._both("search", lambda m: m.search(her, found), her, found)

    @precondition(lambda self: self.model.offers)
    @rule(which=number)
    def goes_on(self, which: int) -> None:
        """The next thing of a life: held, a yes, shown, taken, there, away."""
        self._goes_on(which)

    @precondition(lambda self: self.model.offers)
    @rule(which=number)
    def and_on(self, which: int) -> None:
        """The same: lives go on more often than they turn."""
        self._goes_on(which)

    @precondition(lambda self: self.model.offers)
    @rule(which=number)
    def and_further(self, which: int) -> None:
        """The same."""
        self._goes_on(which)

    @precondition(lambda self: self.model.offers)
    @rule(act=st.sampled_from(OF_AN_OFFER), which=number)
    def turns(self, act: str, which: int) -> None:
        """Anything is tried with an offer, whether it fits or not."""
        self._of_an_offer(act, _one(list(self.model.offers)[-8:], which))

    @precondition(lambda self: self.model.placements)
    @rule(act=st.sampled_from(OF_A_PLACE), which=number)
    def turns_there(self, act: str, which: int) -> None:
        """Anything is tried with a place to live."""
        self._of_a_place(act, _one(list(self.model.placements)[-4:], which))

    @precondition(lambda self: len(self.model.placements) > 1)
    @rule(who=number, how=st.sampled_from((ReferralState.WITHDRAWN, ReferralState.HANDED_OVER)))
    def end_case(self, who: int, how: ReferralState) -> None:
        """Her search ends."""
        her = _one(self.open, who)
        self._both("end_case", lambda m: m.end_case(her, how), her, how)

    @precondition(lambda self: len(self.model.offers) > 4)
    @rule(which=number, first=number, length=number)
    def break_or_mend(self, which: int, first: int, length: int) -> None:
        """A unit breaks, or the one that is broken is mended."""
        if self.spans:
            unit, span, nights, cleaning = self.spans.pop()
            self.real.mend(unit, span, self.model.now)
            self.model.broken[unit].remove((nights, cleaning))
        else:
            unit, nights = _one(self.real.units, which), self._nights(first, length)
            cleaning = which % 2 == 0
            span = self.real.break_(unit, nights, cleaning=cleaning, now=self.model.now)
            self.model.broken.setdefault(unit, []).append((nights, cleaning))
            self.spans.append((unit, span, nights, cleaning))
        self._same("break_or_mend")

    @precondition(lambda self: self.model.offers)
    @rule(ahead=st.integers(0, 4))
    def look_at_beds(self, ahead: int) -> None:
        """A house looks at its beds tonight, or on a night to come."""
        type(self).steps["look_at_beds"] += 1
        model, night = self.model, tonight(self.model.now) + timedelta(days=ahead)
        told = {unit: model.bed(unit, night) for unit in self.real.units}
        assert self.real.beds(night, model.now) == told

    @precondition(lambda self: self.model.offers)
    @rule(minutes=st.sampled_from((1, 29, 31, 121, 11 * 60, 25 * 60)))
    def time_passes(self, minutes: int) -> None:
        """It is later, and nobody did anything about it yet."""
        self.model.now += timedelta(minutes=minutes)
        self.later = True
        type(self).steps["time_passes"] += 1

    @precondition(lambda self: self.later)
    @rule()
    def upkeep(self) -> None:
        """What the clock brings about by itself."""
        self.real.time_passes(self.model.now)
        self.model.time_passes()
        self.later = False
        self._same("upkeep")

    # --- what is the same for all acts

    def _both(
        self,
        act: str,
        told: Callable[[Model], None],
        *args: Any,
        **more: Any,
    ) -> None:
        """The act on both; both do it, or both refuse by the same name."""
        refused = None
        self._answer: Any = None
        try:
            self._answer = getattr(self.real, act)(*args, **more, now=self.model.now)
        except Refusal as no:
            refused = type(no).__name__
        before = _copied(self.model)
        try:
            told(self.model)
            expected = None
        except No as no:
            expected = no.name
            self.model = before
        assert refused == expected, (
            f"{act}: {refused or 'done'}, the model says {expected or 'done'}"
        )
        self._same(act if refused is None else f"{act} refused")

    def _same(self, act: str) -> None:
        """The records say what the model says."""
        type(self).steps[act] += 1
        seen, model = self.real.seen(), self.model
        assert seen.cases == {k: v.value for k, v in model.cases.items()}, act
        assert seen.offers == {k: o.state.value for k, o in model.offers.items()}, act
        assert seen.placements == {
            k: (p.state.value, p.nights.start.isoformat(), p.nights.end.isoformat())
            for k, p in model.placements.items()
        }, act
        assert seen.stays == sorted(
            (
                str(s.household),
                str(s.unit),
                s.nights.start.isoformat(),
                s.nights.end.isoformat(),
                s.state.value,
            )
            for s in model.stays
        ), act
        while len(self.open) - self._closed() < HOUSEHOLDS:
            self._somebody_calls()

    def _goes_on(self, which: int) -> None:
        model = self.model
        open_ = [(n, NEXT[o.state]) for n, o in model.offers.items() if o.state in NEXT]
        there = [(n, LATER[p.state]) for n, p in model.placements.items() if p.state in LATER]
        if not open_ and not there:
            return
        name, act = _one([*open_[-6:], *there[-3:]], which)
        if name in model.offers:
            self._of_an_offer(act, name)
        else:
            self._of_a_place(act, name)

    def _of_an_offer(self, act: str, offer: UUID) -> None:
        match act:
            case "hold":
                self._both(act, lambda m: m.hold(offer, tonight(m.now)), offer)
            case "yes" | "no":
                yes = act == "yes"
                self._both("house_says", lambda m: m.house_says(offer, yes=yes), offer, yes=yes)
            case "accept":
                self._both(act, lambda m: m.accept(offer, self._answer), offer)
            case _:
                self._both(act, lambda m: getattr(m, act)(offer), offer)

    def _of_a_place(self, act: str, place: UUID) -> None:
        her, today = self.model.placements[place].household, tonight(self.model.now)
        match act:
            case "leave":
                self._both(act, lambda m: m.leave(place, today), place, her, today)
            case "arrive":
                self._both(act, lambda m: m.arrive(place), place, her)
            case _:
                gone = act == "missing"
                self._both(
                    "call_off", lambda m: m.call_off(place, missing=gone), place, her, missing=gone
                )

    def _few_options(self) -> bool:
        """Whether little is proposed: a search writes much and decides nothing."""
        return sum(o.state is OfferState.PROPOSED for o in self.model.offers.values()) < HOUSEHOLDS

    def _closed(self) -> int:
        return sum(self.model.cases[her] in _OVER for her in self.open)

    def _somebody_calls(self) -> None:
        her = self.real.call(self.model.now)
        self.model.cases[her] = ReferralState.RECEIVED
        self.open.append(her)

    def _nights(self, first: int, length: int) -> NightSpan:
        start = tonight(self.model.now) + timedelta(days=first % 3)
        return NightSpan(start, start + timedelta(days=1 + length % 4))


_OVER = (
    ReferralState.LEFT,
    ReferralState.CLOSED,
    ReferralState.WITHDRAWN,
    ReferralState.HANDED_OVER,
)


def _copied(model: Model) -> Model:
    """The same, which stays as it is while the other goes on."""
    from copy import copy

    return Model(
        model.now,
        dict(model.cases),
        {name: copy(offer) for name, offer in model.offers.items()},
        [copy(stay) for stay in model.stays],
        {name: copy(place) for name, place in model.placements.items()},
        {unit: list(spans) for unit, spans in model.broken.items()},
    )


def _one(some: Iterable[T], which: int) -> T:
    listed = list(some)
    return listed[which % len(listed)]


def live(hands: Callable[[], StoreHands], steps: int, *, first_seed: int = 1) -> Counter[str]:
    """So many steps, or a difference; how often each act was done and refused.

    Raises
    ------
    AssertionError
        With the shortest life that the records and the model tell differently.
    """
    counted: Counter[str] = Counter()
    number_ = first_seed
    while counted.total() < steps:
        drawn = {"hands": staticmethod(hands), "steps": Counter()}
        machine = cast("type[Lives]", type("DrawnLives", (Lives,), drawn))
        lives = max(1, min(50, (steps - counted.total()) // AT_ONCE))
        run_state_machine_as_test(
            seed(number_)(machine),
            settings=settings(
                max_examples=lives,
                stateful_step_count=AT_ONCE,
                deadline=None,
                database=None,
                phases=(Phase.generate,),
                suppress_health_check=list(HealthCheck),
            ),
        )
        counted += machine.steps
        number_ += 1
    return counted
