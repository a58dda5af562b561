"""Whole functions of the store that go beyond the wall of whoever a transaction is for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from app.store.transactions import Tx
from app.store.walls import StepOut

P = ParamSpec("P")
R = TypeVar("R")


def beyond(
    why: StepOut,
) -> Callable[[Callable[Concatenate[Tx, P], R]], Callable[Concatenate[Tx, P], R]]:
    """The function reads and writes as the service, for that reason, and steps back."""

    def stepping(function: Callable[Concatenate[Tx, P], R]) -> Callable[Concatenate[Tx, P], R]:
        @wraps(function)
        def inside(tx: Tx, /, *args: P.args, **more: P.kwargs) -> R:
            with tx.as_service(why):
                return function(tx, *args, **more)

        return inside

    return stepping
