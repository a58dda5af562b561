"""What a shared device of a house keeps: one cookie that no script reads and that opens nothing alone."""

from __future__ import annotations

from fastapi import Request, Response

from app.store.house_devices import VALID

COOKIE = "__Host-havn-house"
CLEARED = '"cache", "storage"'


def device_in(request: Request) -> str | None:
    """What the cookie of this request holds."""
    return request.cookies.get(COOKIE)


def with_device(answer: Response, secret: str) -> Response:
    """The same answer, which makes this browser a device of the house until its time is over."""
    age = int(VALID.total_seconds())
    answer.headers.append(
        "Set-Cookie",
        f"{COOKIE}={secret}; Max-Age={age}; Path=/; Secure; HttpOnly; SameSite=Strict",
    )
    return answer


def stays_a_device(answer: Response, request: Request) -> Response:
    """A sign-out on a shared device takes everything from the browser but that it is one."""
    if device_in(request) is not None:
        answer.headers["Clear-Site-Data"] = CLEARED
    return answer
