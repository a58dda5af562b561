"""Where each hook leads: a file of mode 0600 outside the database, which knows hooks alone.

``{"mail": {"host": .., "port": .., "from": .., "user": .., "password": ..},
"sms": {"url": "https://..", "token": ..},
"hooks": {"hook-1": {"webhook": "https://.."}, "hook-2": {"mail": "somebody@.."},
"hook-3": {"sms": "+47.."}},
"events": {"hook-4": {"url": "https://..", "keys": ["64 hex digits", ".."], "inner": true,
"authority": "/etc/havn/ca.pem"}}}``; of the last, ``url`` and ``keys`` alone are needed (docs/integrate/events.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.notices.event_hook import EventHook
from app.notices.mail import Mail, MailServer
from app.notices.sender import Sender
from app.notices.sms import Gateway, TextMessage
from app.notices.webhook import Webhook

ONLY_OWNER = 0o077
BY_TLS = ("https://", "http://127.0.0.1:")
"""Without TLS only to the same machine."""


@dataclass(frozen=True, slots=True, repr=False)
class Hooks:
    """Whom notices reach, and which programs hear what happened, by the id of each hook."""

    notices: Mapping[str, Sender]
    events: Mapping[str, EventHook]


class HooksRefused(Exception):
    """The file of hooks cannot be used; says why and repeats nothing of it."""


def read_hooks(path: Path | None) -> Hooks:
    """Every hook and how it sends; none without a file.

    Raises
    ------
    HooksRefused
        When the file is not there, others may read it, or it is not what it must be.
    """
    if path is None:
        return Hooks({}, {})
    try:
        if path.stat().st_mode & ONLY_OWNER:
            raise HooksRefused("the file of hooks must be of mode 0600")
        said = json.loads(path.read_text(encoding="utf-8"))
        return Hooks(
            {name: _sender(way, said) for name, way in said["hooks"].items()},
            {name: _event_hook(way) for name, way in said.get("events", {}).items()},
        )
    except HooksRefused:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise HooksRefused("the file of hooks cannot be read") from None


def _event_hook(way: Mapping[str, Any]) -> EventHook:
    if not way.keys() <= {"url", "keys", "inner", "authority"}:
        raise HooksRefused("a hook of events has a url and keys, and may have inner and authority")
    inner, authority = way.get("inner", False), way.get("authority")
    if inner not in (True, False) or not str(way["url"]).startswith(BY_TLS):
        raise HooksRefused("a hook of events is reached over TLS")
    keys = [bytes.fromhex(key) for key in way["keys"]]
    return EventHook(
        way["url"], keys, inner=inner, authority=None if authority is None else Path(authority)
    )


def _sender(way: Mapping[str, Any], said: Mapping[str, Any]) -> Sender:
    match way:
        case {"webhook": str(url)} if url.startswith(BY_TLS):
            return Webhook(url)
        case {"mail": str(to)} if "mail" in said:
            return Mail(_mail_server(said["mail"]), to)
        case {"sms": str(to)} if said.get("sms", {}).get("url", "").startswith(BY_TLS):
            gateway = Gateway(str(said["sms"]["url"]), str(said["sms"]["token"]))
            return TextMessage(gateway, to)
        case _:
            raise HooksRefused(
                "a hook is a webhook over TLS, or a mail or a text message with a server for it"
            )


def _mail_server(mail: Mapping[str, Any]) -> MailServer:
    return MailServer(
        str(mail["host"]),
        int(mail["port"]),
        str(mail["from"]),
        mail.get("user"),
        mail.get("password"),
    )
