"""What is seen of a service from its own process, for whoever watches from outside."""

from __future__ import annotations

from app.http.private_port import Seen
from app.service import Service, chain_keys
from app.silence import Watched, found
from app.store import chain
from app.store.health import can_serve, is_ours
from app.store.refusals import Refusal
from app.vault.keys import KeyRefused


def seen(service: Service) -> Seen:
    """Whether database, schema and key can be used, how old what comes regularly is, what is silent."""
    now = service.now()
    ready = {"database": _answers(service)}
    ready |= {
        "schema": is_ours(service.settings.database_url.get_secret_value()) is True,
        "key": ready["database"] and _key_fits(service),
    }
    if not ready["database"]:
        return Seen(ready)
    try:
        told = found(service, now)
    except Refusal:
        return Seen(ready)
    ages = {one.value: (now - at).total_seconds() for one, at in told.last.items()}
    return Seen(ready, ages, {one.value: one in told.silent for one in Watched})


def _answers(service: Service) -> bool:
    try:
        with service.store.transaction() as tx:
            can_serve(tx)
    except Refusal:
        return False
    return True


def _key_fits(service: Service) -> bool:
    """Whether the newest act was recorded under this master key, or one that it follows."""
    try:
        with service.store.transaction() as tx:
            return chain.newest_holds(tx.session, chain_keys(tx, service.master)) is not False
    except (KeyRefused, Refusal):
        return False
