"""A small OpenID Connect provider on loopback: real keys, real signatures, and lies on demand."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

CLIENT, SECRET = "havn-test", "not-much-of-a-secret"


@dataclass
class TinyProvider:
    """Vouches for ``subject`` to whoever comes; ``lies`` replace claims, ``forged`` the key."""

    issuer: str
    subject: str = "person-1"
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "one"}))
    lies: dict[str, Any] = field(default_factory=dict)
    forged: bool = False
    now: Callable[[], float] = time.time
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    """What was asked for, by the code that was given for it; each code is taken once."""

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser goes back to."""
        assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
        assert (query["client_id"], query["scope"]) == (CLIENT, "openid")
        code = secrets.token_urlsafe(16)
        self.asked[code] = query
        back = urlencode({"code": code, "state": query["state"]})
        return f"{query['redirect_uri']}?{back}"

    def token(self, form: dict[str, str], login: str) -> dict[str, Any] | None:
        """The answer to a code; None when it is none, or somebody else's."""
        asked = self.asked.pop(form["code"], None)
        mine = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        hashed = hashlib.sha256(form["code_verifier"].encode()).digest()
        proof = base64.urlsafe_b64encode(hashed).decode().rstrip("=")
        if asked is None or login != f"Basic {mine}" or proof != asked["code_challenge"]:
            return None
        if form["redirect_uri"] != asked["redirect_uri"]:
            return None
        now = int(self.now())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.subject,
            "nonce": asked["nonce"],
            "iat": now,
            "exp": now + 300,
            **self.lies,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        key = ECKey.generate_key("P-256", {"kid": "one"}) if self.forged else self.key
        token = jwt.encode({"alg": "ES256", "kid": "one"}, claims, key)
        return {"access_token": "none", "token_type": "Bearer", "id_token": token}

    def keys(self) -> dict[str, Any]:
        """Its public keys."""
        return {"keys": [self.key.as_dict(private=False)]}


class _Asked(BaseHTTPRequestHandler):
    provider: TinyProvider

    def do_GET(self) -> None:
        where = urlsplit(self.path)
        issuer = self.provider.issuer
        if where.path == "/.well-known/openid-configuration":
            self._json(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/keys",
                }
            )
        elif where.path == "/keys":
            self._json(self.provider.keys())
        elif where.path == "/authorize":
            self.send_response(303)
            self.send_header("Location", self.provider.authorize(_flat(where.query)))
            self.end_headers()
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
        found = self.provider.token(_flat(sent), self.headers.get("Authorization", ""))
        self._json(found if found is not None else {"error": "invalid_grant"}, bad=found is None)

    def _json(self, body: dict[str, Any], *, bad: bool = False) -> None:
        self.send_response(400 if bad else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: Any) -> None:
        """It keeps no log."""


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


@contextmanager
def vouching() -> Iterator[TinyProvider]:
    """The provider, for as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Asked)
    provider = TinyProvider(f"http://localhost:{server.server_address[1]}")
    server.RequestHandlerClass = type("_Mine", (_Asked,), {"provider": provider})
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
