"""Reading a certificate: until when, for which names, and whether a key is its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import load_pem_private_key


@dataclass(frozen=True, slots=True)
class Certificate:
    """The first certificate of a chain; ``fits``: whether the key beside it is its own."""

    until: datetime
    names: tuple[str, ...]
    fits: bool
    print: bytes
    """Its SHA-256, by which it is told from another one."""


def read_certificate(chain: Path, key: Path) -> Certificate | None:
    """What those two files hold; None when they cannot be read as a certificate and a key."""
    try:
        found = x509.load_pem_x509_certificates(chain.read_bytes())[0]
        secret = load_pem_private_key(key.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, IndexError):
        return None
    try:
        more = found.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        names: tuple[str, ...] = ()
    else:
        names = tuple(more.value.get_values_for_type(x509.DNSName))
    fits = found.public_key() == secret.public_key()
    return Certificate(found.not_valid_after_utc, names, fits, found.fingerprint(hashes.SHA256()))
