"""An authenticator in software: a real key that makes real attestation and assertion objects.

It does what it is told, so that a test may have it lie: about the page, the person, the count.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import encode_cbor

PRESENT, VERIFIED, NEW_KEY = 0x01, 0x04, 0x40


def b64(raw: bytes) -> str:
    """URL-safe base 64 without padding, as browsers write it."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    """The bytes again."""
    return urlsafe_b64decode(text + "===")


@dataclass
class Authenticator:
    """One key, found without a name, for one account."""

    origin: str = "http://localhost:8000"
    rp_id: str = "localhost"
    verifies: bool = True
    present: bool = True
    count: int = 0
    counts: bool = True
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user: str | None = None
    _key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1()), repr=False
    )

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """What ``navigator.credentials.create`` would give for these options."""
        self.user = options["user"]["id"]
        client = self._client("webauthn.create", options["challenge"])
        made = {"fmt": "none", "attStmt": {}, "authData": self._data(new_key=True)}
        return self._credential(
            {"clientDataJSON": b64(client), "attestationObject": b64(encode_cbor(made))}
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """What ``navigator.credentials.get`` would give for these options."""
        if self.counts:
            self.count += 1
        client = self._client("webauthn.get", options["challenge"])
        data = self._data(new_key=False)
        signature = self._key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._credential(
            {
                "clientDataJSON": b64(client),
                "authenticatorData": b64(data),
                "signature": b64(signature),
                "userHandle": self.user,
            }
        )

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        named = b64(self.credential_id)
        return {
            "id": named,
            "rawId": named,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {
            "type": kind,
            "challenge": challenge,
            "origin": self.origin,
            "crossOrigin": False,
        }
        return json.dumps(said, separators=(",", ":")).encode()

    def _data(self, *, new_key: bool) -> bytes:
        flags = PRESENT * self.present | VERIFIED * self.verifies | NEW_KEY * new_key
        head = hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags])
        data = head + self.count.to_bytes(4, "big")
        if not new_key:
            return data
        point = self._key.public_key().public_numbers()
        key = encode_cbor(
            {
                1: 2,
                3: -7,
                -1: 1,
                -2: point.x.to_bytes(32, "big"),
                -3: point.y.to_bytes(32, "big"),
            }
        )
        length = len(self.credential_id).to_bytes(2, "big")
        return data + bytes(16) + length + self.credential_id + key
