"""Whether a service may begin on these records; one that would begin unsafe does not begin."""

from __future__ import annotations

from app.demo.world import traces_of_demonstration
from app.service import Service
from app.store.health import OTHER_RELEASE, is_ours
from app.store.refusals import Refusal
from app.store.unfinished import BROKEN_OFF, mark_at

DEMONSTRATION = "this database holds the demonstration world; real cases need one of their own"
AWAY = "the database does not answer, and what is in it is not known"


def why_not_serve(service: Service) -> str | None:
    """Why real cases may not be served from these records; None when nothing speaks against it.

    Unknown: a database that does not answer might hold anything, so nothing is served; whatever
    started the service starts it again.
    """
    if service.settings.demo:
        return None
    url = service.settings.database_url.get_secret_value()
    try:
        if mark_at(url):
            return BROKEN_OFF
        ours = is_ours(url)
        if not ours:
            return AWAY if ours is None else OTHER_RELEASE
        return DEMONSTRATION if traces_of_demonstration(service.store) else None
    except Refusal:
        return AWAY
