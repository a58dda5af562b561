"""The engine: short timeouts, UTC, a bounded pool, and no value in any error text."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, QueuePool, create_engine, event

from app.store.line import BEYOND_S, CONNECT_S, KEEPALIVES, KEEPALIVES_OF_SERVER, Patient

STATEMENT_TIMEOUT_MS = 2_000
LOCK_TIMEOUT_MS = 1_000
FOR_LOCKS = 8
"""Connections beside the pool, for locks that outlive transactions: no caller ever waits for one of them."""


def make_engine(
    url: str,
    *,
    pool_size: int = 16,
    statement_timeout_ms: int = STATEMENT_TIMEOUT_MS,
    lock_timeout_ms: int = LOCK_TIMEOUT_MS,
    role: str | None = None,
) -> Engine:
    """An engine on which no statement runs, and no lock is waited for, longer than said.

    ``pool_size``: transactions at once; what locks hold comes on top (``FOR_LOCKS``).
    ``role``: a role to act as from the first statement on, of which the login must be a member.
    There is no ping before use: it would cost each request a round trip, and the first error of
    a lost connection empties the whole pool, so an outage costs each caller one refusal.
    What no limit of the server's can end, since it is not heard, ends in app.store.line (0240).
    Without ``hide_parameters`` the text of an IntegrityError carries the bound values.
    """
    settings: dict[str, int | str] = {
        "statement_timeout": statement_timeout_ms,
        "lock_timeout": lock_timeout_ms,
        "idle_in_transaction_session_timeout": 30_000,
        "timezone": "UTC",
        "application_name": "havn",
        **KEEPALIVES_OF_SERVER,
    }
    if role is not None:
        settings["role"] = role
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=FOR_LOCKS,
        pool_timeout=2.0,
        connect_args={
            **KEEPALIVES,
            "connect_timeout": CONNECT_S,
            "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
        },
    )
    longest_s = statement_timeout_ms / 1_000 + BEYOND_S

    def connect(_: object, __: object, place: Any, how: Any) -> Patient:  # noqa: ANN401 - as the library calls it
        made = Patient.connect(*place, **how)
        made.longest_s = longest_s
        return made

    event.listen(engine, "do_connect", connect)
    return engine


def pool_size_of(engine: Engine) -> int:
    """How many transactions run at once at most; connections beyond it are for locks."""
    return engine.pool.size() if isinstance(engine.pool, QueuePool) else 1
