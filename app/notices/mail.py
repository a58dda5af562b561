"""A notice as a mail through one server."""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass
from email.message import EmailMessage

from app.notices.sender import TEXT, NotSent
from app.outside.deadline import Deadline

PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True, repr=False)
class MailServer:
    """Where mail is handed over, and as whom; without TLS only to the same machine."""

    host: str
    port: int
    sent_from: str
    user: str | None = None
    password: str | None = None

    @property
    def here(self) -> bool:
        """Whether it is this machine."""
        return self.host in ("127.0.0.1", "::1", "localhost")


class Mail:
    """Mails the text to one address; the subject says no more than the body."""

    def __init__(self, server: MailServer, to: str) -> None:
        self._server, self._to = server, to

    def __repr__(self) -> str:
        return "<Mail>"

    def send(self) -> None:
        """Hand it over.

        Raises
        ------
        NotSent
            When the server is away, has no TLS, or says no.
        """
        message, server, deadline = EmailMessage(), self._server, Deadline()
        message["From"], message["To"], message["Subject"] = server.sent_from, self._to, TEXT
        message.set_content(TEXT)
        try:
            with deadline, _Line(server, deadline) as line:
                if not server.here:
                    line.starttls(context=ssl.create_default_context())
                    deadline.cuts(line.sock)
                if server.user is not None and server.password is not None:
                    line.login(server.user, server.password)
                line.send_message(message)
        except (OSError, smtplib.SMTPException, ValueError):
            raise NotSent from None


class _Line(smtplib.SMTP):
    """Cut by its deadline from the first byte on: who answers, or sits on the line, may speak for ever.

    The library knows by whose name a certificate is judged, and refuses a greeting that is a no, only
    where it connects as it is made.
    """

    def __init__(self, server: MailServer, deadline: Deadline) -> None:
        self._deadline = deadline
        super().__init__(server.host, server.port, timeout=PATIENCE_S)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        made: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        self._deadline.cuts(made)
        return made
