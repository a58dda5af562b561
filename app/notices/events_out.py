"""Sending what happened: in order, at least once, slower after each no, until somebody must look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.errors import EventsForgotten, NotFound
from app.event_cursors import after_number
from app.notices.event_hook import EventHook
from app.notices.sender import NotSent
from app.service import Service
from app.store import administrators, event_hooks, notices, tokens
from app.store.transactions import Tx
from app.store.walls import StepOut
from app.use_cases import events
from app.use_cases.acting import Acting
from app.use_cases.service_accounts import may_now
from models.words import ServiceScope

HOOKS_AT_ONCE = 20
EVENTS_AT_ONCE = 50
ROUNDS = 20
"""Portions that one hook is sent before the others have their turn."""


@dataclass(frozen=True, slots=True)
class _Portion:
    """What one hook is sent next."""

    hook: str
    before: int
    found: events.Told
    gone: bool
    """Some of what came after that number is kept no more."""

    @property
    def after(self) -> int:
        """After which number its events come without a gap."""
        return self.found.lines[0].number - 1 if self.gone and self.found.lines else self.before


def sending_events(hooks: Mapping[str, EventHook]) -> Callable[[Service, datetime], None]:
    """A job of upkeep that sends each feed what came since its hook last took something."""

    def send_due(service: Service, now: datetime) -> None:
        with service.store.transaction() as tx:
            due = event_hooks.take_turns(tx, hooks.keys(), now=now, at_most=HOOKS_AT_ONCE)
        for account in due:
            for _ in range(ROUNDS):
                if not _sent(service, hooks, account, now):
                    break

    return send_due


def _sent(service: Service, hooks: Mapping[str, EventHook], account: UUID, now: datetime) -> bool:
    """Whether the hook has taken a portion, so that there may be another one for it."""
    portion = _claimed(service, account, now)
    if portion is None:
        return False
    lines = [(line.kind, line.subject) for line in portion.found.lines]
    after, to = after_number(portion.after), after_number(portion.found.next)
    try:
        if lines:
            hooks[portion.hook].send(lines, after=after, to=to, now=service.now())
    except (NotSent, KeyError):
        with service.store.transaction() as tx:
            if event_hooks.stopped(tx, account, now=now):
                _tell(tx, account, now)
        return False
    with service.store.transaction() as tx:
        number = portion.found.next
        event_hooks.taken(tx, account, before=portion.before, number=number, now=now)
        if portion.gone:
            _tell(tx, account, now)
    return True


def _claimed(service: Service, account: UUID, now: datetime) -> _Portion | None:
    """Gathered and read through the account's own wall, its next try written down."""
    with service.store.transaction() as tx:
        actor = tokens.acting(tx, account)
        # An account that acts no more, or not as this program, is told nothing more.
        if actor is None or ServiceScope.EVENTS not in may_now(tx, account, actor.role):
            return None
    with service.store.transaction(actor) as tx:
        a = Acting(tx, actor, now)
        try:
            events.gather(a)
            claimed = event_hooks.claim(tx, account, now=now)
            if claimed is None:
                return None
            hook, before = claimed
            found, gone = events.told(a, after=before, at_most=EVENTS_AT_ONCE), False
        except EventsForgotten:
            # It was away for longer than events are kept: it goes on with the oldest that is left,
            # and sees by what they come after that they do not follow what it had.
            found, gone = events.told(a, after=None, at_most=EVENTS_AT_ONCE), True
        except NotFound:
            return None
    return _Portion(hook, before, found, gone)


def _tell(tx: Tx, account: UUID, now: datetime) -> None:
    """Administrators hear that there is something to see to; the hook itself is told nothing."""
    with tx.as_service(StepOut.ENTRANCE):
        able = administrators.able(tx, now=now)
    notices.add(tx, able, about="event_hook", subject=account, now=now)
