"""Which certificate the service of this host shows to whoever asks, whatever its file says."""

from __future__ import annotations

import hashlib
import socket
import ssl
from ipaddress import ip_address

from app.settings import Settings

PATIENCE_S = 5.0


def print_served(settings: Settings) -> bytes | None:
    """The SHA-256 of the certificate that is shown at our own port; None when nobody speaks TLS there."""
    context = ssl.create_default_context()
    # It is compared with a file, and nothing is told to whoever answers.
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection((_near(settings.host), settings.port), PATIENCE_S) as door,
            context.wrap_socket(door, server_hostname=settings.rp_id) as spoken,
        ):
            shown = spoken.getpeercert(binary_form=True)
    except OSError:
        return None
    return None if shown is None else hashlib.sha256(shown).digest()


def _near(host: str) -> str:
    """An address at which this host finds itself, where the service listens at every one."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not address.is_unspecified:
        return host
    return "127.0.0.1" if address.version == 4 else "::1"
