"""The one address that a request goes to: looked up once, and never one of an inner network.

A name that leads inside today, or another time it is looked up, must not make the service knock on doors
that are closed to everybody else (SSRF). So the request goes to the address that was judged.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from app.notices.sender import NotSent

Address = IPv4Address | IPv6Address
_NAT64 = IPv6Network("64:ff9b::/96")
"""Through which an IPv4 address is reached from IPv6."""
_INNER = (IPv6Network("fec0::/10"), IPv6Network("64:ff9b:1::/48"), IPv6Network("::/96"))
"""What the library takes for open: sites of old, NAT64 within a network, IPv4 in IPv6 of old."""


def address_of(host: str, port: int, *, inner_too: bool) -> str:
    """The address of that host; every one of its addresses must be of the open internet.

    ``inner_too``: the host's own file says that this one stands in an inner network.

    Raises
    ------
    NotSent
        When it has none, or one that is not of the open internet.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotSent from None
    addresses = [ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not addresses or not (inner_too or all(is_open(one) for one in addresses)):
        raise NotSent
    return str(addresses[0])


def is_open(address: Address) -> bool:
    """Whether it is of the open internet; one that carries an inner IPv4 address is not."""
    if isinstance(address, IPv6Address):
        carried = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if carried is not None and not is_open(carried):
            return False
        if address in _NAT64 and not is_open(IPv4Address(int(address) & 0xFFFFFFFF)):
            return False
        if any(address in network for network in _INNER):
            return False
    return address.is_global and not address.is_multicast
