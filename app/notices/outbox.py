"""Sending what waits: outside every transaction, with retries; the inbox holds all of it anyway."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from app.notices.sender import NotSent, Sender
from app.service import Service
from app.store import outbox

AT_ONCE = 50
EVERY_S = 5.0
"""An alert is out within a minute (security 5.2), also when its first try fails."""


def sending(hooks: Mapping[str, Sender]) -> Callable[[Service, datetime], None]:
    """A job of upkeep that sends what is due by these hooks."""

    def send_due(service: Service, now: datetime) -> None:
        """Each notice is claimed and its next try written down before it is sent.

        A process that is killed in between leaves it to be tried again: heard twice is better than
        not at all.
        """
        with service.store.transaction() as tx:
            due = outbox.claim(tx, now, AT_ONCE, hooks.keys())
        for notice, hook in due:
            try:
                hooks[hook].send()
            except NotSent:
                continue
            with service.store.transaction() as tx:
                outbox.sent(tx, notice, now=service.now())

    return send_due
