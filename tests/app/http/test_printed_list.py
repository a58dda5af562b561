"""The printed list is made once, however many ask for it at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx

from models.words import Role
from tests.support.served import Caller, Served


def test_who_asks_at_once_for_the_first_list_of_an_evening_gets_the_same_one(
    served: Served, on_call: Caller
) -> None:
    callers = [served.caller(Role.ON_CALL) for _ in range(6)]
    for _ in range(3):  # three evenings
        served.clock.forward(days=1)
        with ThreadPoolExecutor(len(callers)) as pool:
            asked: list[httpx.Response] = list(
                pool.map(lambda who: who("GET", "/fallback-list"), callers)
            )
        assert {got.status_code for got in asked} == {200}
        assert len({got.content for got in asked}) == 1
