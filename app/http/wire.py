"""By which way a request came in: TLS, a proxy that speaks it, or the loopback of a demonstration.

A refused request is answered and never sent on elsewhere: a redirect would have its sender repeat
the body and the token, which have by then gone over the wire in the clear. Source: security AT06.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.types import Scope

from app.errors import TlsNeeded

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Wire:
    """What this installation lets in.

    ``demo`` lets plain HTTP in from this machine alone; ``proxies`` are those whose word on what
    they heard, and from whom, is taken. Unknown: nobody's word is.
    """

    demo: bool = False
    proxies: tuple[Network, ...] = ()

    def let_in(self, scope: Scope) -> Scope:
        """The request as it left its sender: its scheme and its address.

        Raises
        ------
        TlsNeeded
            When it came in the clear.
        """
        peer = _address((scope.get("client") or ("",))[0])
        if peer is not None and any(peer in network for network in self.proxies):
            if _said(scope, b"x-forwarded-proto") != ["https"]:
                raise TlsNeeded
            sender = _address((_said(scope, b"x-forwarded-for") or [""])[-1]) or peer
            return {**scope, "scheme": "https", "client": (str(sender), 0)}
        if scope.get("scheme") == "https":
            return scope
        if self.demo and peer is not None and peer.is_loopback:
            return scope
        raise TlsNeeded


def _said(scope: Scope, name: bytes) -> list[str]:
    """Every value of that header, in order, each line taken apart at its commas."""
    lines: Iterable[tuple[bytes, bytes]] = scope["headers"]
    whole = b",".join(value for header, value in lines if header == name).decode("latin-1")
    return [part.strip().lower() for part in whole.split(",")] if whole else []


def _address(text: str) -> Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped if isinstance(found, IPv6Address) else None) or found
