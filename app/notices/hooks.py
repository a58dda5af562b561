"""Where each hook leads: a file of mode 0600 outside the database, which knows hooks alone.

``{"mail": {"host": .., "port": .., "from": .., "user": .., "password": ..},
"hooks": {"hook-1": {"webhook": "https://.."}, "hook-2": {"mail": "somebody@.."}}}``
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.notices.mail import Mail, MailServer
from app.notices.sender import Sender
from app.notices.webhook import Webhook

ONLY_OWNER = 0o077


class HooksRefused(Exception):
    """The file of hooks cannot be used; says why and repeats nothing of it."""


def read_hooks(path: Path | None) -> Mapping[str, Sender]:
    """Every hook and how it sends; none without a file.

    Raises
    ------
    HooksRefused
        When the file is not there, others may read it, or it is not what it must be.
    """
    if path is None:
        return {}
    try:
        if path.stat().st_mode & ONLY_OWNER:
            raise HooksRefused("the file of hooks must be of mode 0600")
        said = json.loads(path.read_text(encoding="utf-8"))
        return {name: _sender(way, said.get("mail")) for name, way in said["hooks"].items()}
    except HooksRefused:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise HooksRefused("the file of hooks cannot be read") from None


def _sender(way: Mapping[str, Any], mail: Mapping[str, Any] | None) -> Sender:
    match way:
        case {"webhook": str(url)} if url.startswith(("https://", "http://127.0.0.1:")):
            return Webhook(url)
        case {"mail": str(to)} if mail is not None:
            server = MailServer(
                str(mail["host"]),
                int(mail["port"]),
                str(mail["from"]),
                mail.get("user"),
                mail.get("password"),
            )
            return Mail(server, to)
        case _:
            raise HooksRefused("a hook is a webhook over TLS, or a mail with a server for it")
