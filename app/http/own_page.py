"""Whether a request comes from the one page that may send it; the cookie and its three attributes.

A cookie goes along with every request of a browser, whoever made it send one. So a cookie counts,
and a sign-in is looked at, only when the browser says that our own page asks (ASVS 3.5.1).
"""

from __future__ import annotations

from fastapi import Request, Response

COOKIE = "__Host-havn"
"""The prefix makes browsers insist: Secure, for the whole host, for no other host."""
_ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Strict"
SAFE = frozenset({"GET", "HEAD"})
CLEARED = '"cache", "cookies", "storage"'


def from_own_page(request: Request, origin: str) -> bool:
    """Whether our own page asks; a browser that says nothing may read and not write."""
    said, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if said is not None and said != origin:
        return False
    if site is not None and site not in ("same-origin", "none"):
        return False
    return request.method in SAFE or said is not None or site == "same-origin"


def secret_in(request: Request) -> str | None:
    """What the cookie of this request holds."""
    return request.cookies.get(COOKIE)


def with_cookie(answer: Response, secret: str) -> Response:
    """The same answer, which also gives the browser its session, until the browser is closed."""
    answer.headers.append("Set-Cookie", f"{COOKIE}={secret}; {_ATTRIBUTES}")
    return answer


def without_cookie(answer: Response) -> Response:
    """The same answer, which also takes from the browser whatever it kept of us."""
    answer.headers.append("Set-Cookie", f"{COOKIE}=; Max-Age=0; {_ATTRIBUTES}")
    answer.headers["Clear-Site-Data"] = CLEARED
    return answer
