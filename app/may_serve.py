"""Whether a service may begin on these records; one that would begin unsafe does not begin."""

from __future__ import annotations

from app.demo.world import traces_of_demonstration
from app.service import Service
from app.store import imports, tokens
from app.store.health import why_not_begin
from app.store.refusals import Refusal
from app.store.transactions import Store
from app.store.unfinished import BROKEN_OFF, mark_at

DEMONSTRATION = "this database holds the demonstration world; real cases need one of their own"
IN_USE = "this database is in use, and not by a demonstration: it is served without HAVN_DEMO, or not at all"
AWAY = "the database does not answer, and what is in it is not known"


def why_not_serve(service: Service) -> str | None:
    """Why these records may not be served in the mode that is set; None when nothing speaks against it.

    Real cases are not served beside the demonstration, nor a demonstration from records that are in use
    (decision 0261): it tells its own schema, answers plain HTTP and writes tokens into a file.

    Unknown: a database that does not answer might hold anything, so nothing is served; whatever
    started the service starts it again.
    """
    url = service.settings.database_url.get_secret_value()
    try:
        if mark_at(url):
            return BROKEN_OFF
        if why := why_not_begin(url, service.store):
            return why
        demonstration = traces_of_demonstration(service.store)
        if service.settings.demo:
            return None if demonstration or _untouched(service.store) else IN_USE
        return DEMONSTRATION if demonstration else None
    except Refusal:
        return AWAY


def _untouched(store: Store) -> bool:
    """Whether nobody has an account yet and no house is in it: ``havn init`` makes the first account."""
    with store.transaction() as tx:
        return not tokens.any_handle_from(tx, "") and not imports.all_shelter_ids(tx)
