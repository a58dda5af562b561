"""Real receivers on loopback: one that takes requests to a hook, one that takes mail."""

from __future__ import annotations

import socketserver
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


@dataclass
class Received:
    """What came in, whole, and on which port; the first so many are answered with a no."""

    port: int = 0
    refusals: int = 0
    got: list[bytes] = field(default_factory=list)
    said: int = 0
    """Bytes that a talker could say before nobody listened any more."""

    def takes(self, what: bytes) -> bool:
        self.got.append(what)
        self.refusals -= 1
        return self.refusals < 0


@contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


@contextmanager
def hook_receiver(refusals: int = 0, sends_to: Received | None = None) -> Iterator[Received]:
    """Takes requests for as long as the block lasts, or sends whoever asks to another one."""
    received = Received(refusals=refusals)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            head = f"{self.path}\n{self.headers}".encode()
            status = 204 if received.takes(head + body) else 503
            self.send_response(status if sends_to is None else 307)
            if sends_to is not None:
                self.send_header("Location", f"http://127.0.0.1:{sends_to.port}/else")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    received.port = server.server_port
    with _running(server):
        yield received


@contextmanager
def talker(
    pieces: Iterable[bytes],
    every_s: float = 0.0,
    for_s: float = 8.0,
    *,
    speaks_first: bool = False,
) -> Iterator[Received]:
    """Answers whatever it is asked with these pieces, one after the other, until nobody listens.

    It gives up after a while by itself, so that whoever listens to the end is late and not lost.
    """
    received = Received()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            if not speaks_first:
                received.takes(self.request.recv(65_536))
            until = time.monotonic() + for_s
            with suppress(OSError):
                for piece in pieces:
                    self.request.sendall(piece)
                    received.said += len(piece)
                    if time.monotonic() > until:
                        return
                    time.sleep(every_s)

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    received.port = server.server_address[1]
    with _running(server):
        yield received


@contextmanager
def mail_receiver(
    *, certified: tuple[Path, Path] | None = None, greeting: bytes = b"220 here"
) -> Iterator[Received]:
    """Takes mail for as long as the block lasts: as much of SMTP as handing one over needs.

    ``certified``: the files of its certificate and key, with which it goes over to TLS when asked.
    """
    received = Received()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            said, in_data = b"", False
            self.wfile.write(greeting + b"\r\n")
            while line := self.rfile.readline():
                said += line
                if in_data:
                    if line == b".\r\n":
                        in_data = False
                        self.wfile.write(b"250 taken\r\n")
                elif line.upper().startswith(b"DATA"):
                    in_data = True
                    self.wfile.write(b"354 go on\r\n")
                elif line.upper().startswith(b"QUIT"):
                    self.wfile.write(b"221 bye\r\n")
                    break
                elif line.upper().startswith(b"STARTTLS") and certified:
                    self.wfile.write(b"220 begin\r\n")
                    if not self.over_tls(certified):
                        break
                elif line.upper().startswith(b"EHLO") and certified:
                    self.wfile.write(b"250-here\r\n250 STARTTLS\r\n")
                else:
                    self.wfile.write(b"250 well\r\n")
            received.takes(said)

        def over_tls(self, certified: tuple[Path, Path]) -> bool:
            """Whether the other side has taken our certificate."""
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(*certified)
            try:
                self.request = context.wrap_socket(self.request, server_side=True)
            except OSError:
                return False
            self.setup()
            return True

        def finish(self) -> None:
            super().finish()
            self.request.close()  # the server closes the one it had before TLS

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    received.port = server.server_address[1]
    with _running(server):
        yield received
