"""A renewed certificate is taken up by whoever serves, within a minute and without a stop.

The files are looked at and not asked for: whoever renews a certificate writes them and goes away. What
cannot be used, such as a certificate whose key is not there yet, is left until it can; meanwhile the one
before is served, and the doctor says so.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path

LOOK_EVERY_S = 60
_State = tuple[tuple[int, int, int], ...]


@dataclass
class Renewal:
    """The two files of a certificate, and what new connections are served with.

    To be asked by the thread of the connections alone: a context is not changed beside a handshake.
    """

    context: ssl.SSLContext
    chain: Path
    key: Path
    _taken: _State | None = field(default=None, init=False)
    """What the files were; null until the first look, since they may have changed after the start read them."""

    def look(self) -> None:
        """Take up what the files say, where they changed and fit each other."""
        state = self._state()
        if state is None or state == self._taken:
            return
        try:
            # A context that is given a certificate without its key has neither: it is tried on another.
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(self.chain, self.key)
            self.context.load_cert_chain(self.chain, self.key)
        except (OSError, ssl.SSLError):
            return
        self._taken = state

    def _state(self) -> _State | None:
        try:
            told = [path.stat() for path in (self.chain, self.key)]
        except OSError:
            return None
        return tuple((one.st_ino, one.st_mtime_ns, one.st_size) for one in told)
