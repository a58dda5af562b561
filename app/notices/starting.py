"""The threads that speak to others, where that is named: notices by hooks, a sign of life."""

from __future__ import annotations

from app.service import Service
from app.silence import sign_of_life
from app.store import held
from app.upkeep import Job, Upkeep


def start_sending(service: Service) -> None:
    """It looks every few seconds, until the service is closed.

    Raises
    ------
    HooksRefused
        When hooks are named and their file cannot be used: a service that cannot tell anybody must
        not look as if it could.
    """
    if service.settings.heartbeat_url is not None:
        from app.notices.heartbeat import ping

        url = service.settings.heartbeat_url.get_secret_value()
        told = (Job("sign of life", 1, sign_of_life(lambda: ping(url))),)
        Upkeep(service, jobs=told, lock=held.LIFE).start()
    if service.settings.notice_hooks_file is None:
        return
    # Only who sends pays for the libraries that do it.
    from app.notices.events_out import sending_events
    from app.notices.hooks import read_hooks
    from app.notices.outbox import EVERY_S, sending

    hooks = read_hooks(service.settings.notice_hooks_file)
    notices = Job("send notices", 1, sending(hooks.notices))
    Upkeep(service, every_s=EVERY_S, jobs=(notices,), lock=held.SENDER).start()
    if hooks.events:
        # A thread of its own: a program that is slow must not keep a person from hearing.
        events = Job("send events", 1, sending_events(hooks.events))
        Upkeep(service, every_s=EVERY_S, jobs=(events,), lock=held.EVENTS).start()
