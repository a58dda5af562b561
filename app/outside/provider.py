"""An OpenID Connect provider: whether it vouches for somebody, and by which lasting id.

Code flow with PKCE, state and nonce; the answer counts only when its signature, issuer, audience,
end and nonce are all as they must be. Nothing of it but the subject is looked at or kept. Source:
issue 3, item 1; ASVS 10.2, 10.4.6, 10.5.
"""

from __future__ import annotations

import hashlib
import json
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlencode, urlsplit

from app.outside.asking import NoAnswer, Request, answer

ALGORITHMS = ("ES256", "PS256", "RS256", "Ed25519", "EdDSA")
"""Signatures with a key that only the provider has; none by a shared secret, and not none."""
LEEWAY_S = 30
LONGEST_SUBJECT = 255
LARGEST = 256 * 1024
KNOWN_FOR_S = 600.0
"""How long what a provider says of itself is taken as it was."""
AT_ONCE = 4
"""Requests that wait for it at the same time: a slow one must not hold the threads of the telephone."""


class ProviderMissing(Exception):
    """The extra that reads a provider's answers is not installed."""


class ProviderBusy(Exception):
    """Enough wait for the provider already."""


class NotVouchedFor(Exception):
    """The provider does not vouch for anybody here; the text never says why, nor what came."""


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """What binds an answer to its question; only ``state`` is seen on the way, and names nothing."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def of(cls, state: str, value: bytes) -> Asked:
        """The three, derived from 32 random bytes that never leave the service."""
        return cls(state, _derived(value, b"nonce"), _derived(value, b"verifier"))


class Provider:
    """One provider by its issuer, and this service as it is known there."""

    def __init__(self, issuer: str, client_id: str, secret: str, back_to: str) -> None:
        self.issuer = issuer
        self._client_id, self._secret, self._back_to = client_id, secret, back_to
        self._waiting = BoundedSemaphore(AT_ONCE)
        self._known: tuple[float, Mapping[str, str]] | None = None
        _must_be_installed()

    def address(self, asked: Asked) -> str:
        """Where the browser is to go.

        Raises
        ------
        NotVouchedFor
            When the provider does not answer.
        ProviderBusy
            When enough wait for it.
        """
        challenge = hashlib.sha256(asked.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._back_to,
            "scope": "openid",
            "state": asked.state,
            "nonce": asked.nonce,
            "code_challenge": _b64(challenge),
            "code_challenge_method": "S256",
            "prompt": "login",
        }
        return f"{self._about()['authorization_endpoint']}?{urlencode(query)}"

    def subject(self, asked: Asked, code: str, now: int) -> str:
        """The lasting id of whoever the provider vouches for.

        Unit: ``now`` in seconds since 1970.

        Raises
        ------
        NotVouchedFor
            When anything at all is not as it must be.
        ProviderBusy
            When enough wait for it.
        """
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back_to,
            "code_verifier": asked.verifier,
        }
        about = self._about()
        login = b64encode(f"{self._client_id}:{self._secret}".encode()).decode()
        headers = {
            "Authorization": f"Basic {login}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        form = urlencode(sent).encode()
        with self._asking():
            got = _read(Request("POST", about["token_endpoint"], form, headers))
            keys = _read(Request("GET", about["jwks_uri"]))
        return self._vouched(got.get("id_token"), keys, asked.nonce, now)

    def _vouched(self, token: object, keys: Mapping[str, Any], nonce: str, now: int) -> str:
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        if not isinstance(token, str):
            raise NotVouchedFor
        must = {
            "iss": {"essential": True, "value": self.issuer},
            "exp": {"essential": True},
            "iat": {"essential": True},
            "nonce": {"essential": True, "value": nonce},
        }
        try:
            known = KeySet.import_key_set(keys)  # type: ignore[arg-type] # read below, or refused
            read = jwt.decode(token, known, algorithms=list(ALGORITHMS))
            jwt.JWTClaimsRegistry(now=now, leeway=LEEWAY_S, **must).validate(read.claims)  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError):
            raise NotVouchedFor from None
        audience, subject = read.claims.get("aud"), read.claims.get("sub")
        if audience not in (self._client_id, [self._client_id]):
            raise NotVouchedFor  # a token that is for others too was asked for by others
        if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
            raise NotVouchedFor
        return subject

    def _about(self) -> Mapping[str, str]:
        """Where it is asked, as it said itself a while ago."""
        if self._known is None or time.monotonic() >= self._known[0]:
            with self._asking():
                self._known = (time.monotonic() + KNOWN_FOR_S, self._discovered())
        return self._known[1]

    def _discovered(self) -> Mapping[str, str]:
        """The same as it says now; only of its own name and over TLS as its issuer."""
        found = _read(Request("GET", f"{self.issuer}/.well-known/openid-configuration"))
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        places = {name: found.get(name) for name in names}
        if found.get("issuer") != self.issuer:
            raise NotVouchedFor
        told: dict[str, str] = {}
        for name, place in places.items():
            if not isinstance(place, str) or urlsplit(place).scheme != urlsplit(self.issuer).scheme:
                raise NotVouchedFor
            told[name] = place
        return told

    @contextmanager
    def _asking(self) -> Iterator[None]:
        if not self._waiting.acquire(blocking=False):
            raise ProviderBusy
        try:
            yield
        finally:
            self._waiting.release()


def _read(request: Request) -> Mapping[str, Any]:
    try:
        said, body = answer(request, longest=LARGEST)
        found = json.loads(body) if said == 200 else None
    except (NoAnswer, ValueError):
        raise NotVouchedFor from None
    if not isinstance(found, dict):
        raise NotVouchedFor
    return found


def _must_be_installed() -> None:
    try:
        import joserfc  # noqa: F401 - whether it is there
    except ImportError:
        raise ProviderMissing("a provider is set up: install havn with its extra oidc") from None


def _derived(value: bytes, purpose: bytes) -> str:
    return _b64(hashlib.sha256(purpose + value).digest())


def _b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
