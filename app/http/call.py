"""One call of one person: who, when, under which key and version; and how it is answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from app.contract.readers import Told, told_to
from app.errors import KeyMissing, Malformed, QuotaReached, VersionMissing
from app.http.padding import padded
from app.service import Service
from app.store import alarms, idempotency
from app.store.tokens import Actor
from app.store.transactions import DrawnTwice
from app.use_cases.acting import Acting
from models.words import Role

KEY = re.compile(r"[A-Za-z0-9._:-]{8,200}")
ETAG = re.compile(r'"([1-9][0-9]{0,9})"')

KEY_PARAMETER: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A fresh key per act; the same key and body get the same answer again.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{8,200}$"},
}
VERSION_PARAMETER: dict[str, Any] = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of what was read.",
    "schema": {"type": "string", "pattern": '^"[1-9][0-9]{0,9}"$'},
}
KEYED: dict[str, Any] = {"parameters": [KEY_PARAMETER]}
KEYED_ON_VERSION: dict[str, Any] = {"parameters": [KEY_PARAMETER, VERSION_PARAMETER]}


@dataclass(frozen=True, slots=True)
class Reply:
    """What an act answers, and the version it has now; each reader is told her part of it."""

    body: Told
    version: int | None = None
    sealed: bool = False
    """Whether it holds what was sealed: then its length tells nothing either."""

    def bytes(self, role: Role) -> bytes:
        """The answer as it is sent to this role, and kept for a retry."""
        plain = told_to(role, self.body).model_dump_json().encode()
        return padded(plain) if self.sealed else plain

    def etag(self) -> str | None:
        """The version as an entity tag."""
        return None if self.version is None else f'"{self.version}"'


@dataclass(frozen=True, slots=True)
class Call:
    """A request behind the guard."""

    service: Service
    actor: Actor
    now: datetime
    request: Request

    def write(self, act: Callable[[Acting], Reply], status: int = 200) -> Response:
        """Do the act once for its key: act, audit rows and kept answer are one transaction.

        When this answers, it is committed.

        Raises
        ------
        KeyMissing
            When no usable key was sent.
        """
        key = self.request.headers.get("idempotency-key")
        if key is None:
            raise KeyMissing
        if not KEY.fullmatch(key):
            raise Malformed("/Idempotency-Key", "pattern")
        try:
            kept = self._drawn(key, act, status)
        except QuotaReached as refused:
            self._heard(refused)
            raise
        return _json(kept.status, kept.body, kept.etag)

    def _drawn(self, key: str, act: Callable[[Acting], Reply], status: int) -> idempotency.Answered:
        """Nobody is refused for a name that nobody chose: it is drawn again, in a new transaction."""
        try:
            return self._once(key, act, status)
        except DrawnTwice:
            return self._once(key, act, status)

    def _once(self, key: str, act: Callable[[Acting], Reply], status: int) -> idempotency.Answered:
        with self.service.store.transaction(self.actor) as tx:
            kept = idempotency.begin(tx, self.actor.account, key, self._asked(), now=self.now)
            if kept is None:
                reply = act(Acting(tx, self.actor, self.now))
                kept = idempotency.Answered(status, reply.bytes(self.actor.role), reply.etag())
                idempotency.answer(
                    tx, self.actor.account, key, status=status, body=kept.body, etag=kept.etag
                )
        return kept

    def _heard(self, refused: QuotaReached) -> None:
        """Somebody hears of it although the act was undone: who jumps over a quota is told too."""
        if refused.alarm is None:
            return
        with self.service.store.transaction() as tx:
            me, kind = self.actor.account, refused.alarm
            alarms.raise_(tx, kind, now=self.now, about=me, subject_kind="account")

    def show(self, act: Callable[[Acting], Callable[[], Told]]) -> Response:
        """Do the act; when it is committed, open what it disclosed. No such answer is ever kept.

        Whatever keeps the act out of the audit chain keeps the seal shut.
        """
        with self.service.store.transaction(self.actor) as tx:
            shown = act(Acting(tx, self.actor, self.now))
        return _json(200, Reply(shown(), sealed=True).bytes(self.actor.role), None)

    def read(self, look: Callable[[Acting], Reply]) -> Response:
        """Answer from one transaction; what is read of a case is recorded in it."""
        with self.service.store.transaction(self.actor) as tx:
            reply = look(Acting(tx, self.actor, self.now))
        return _json(200, reply.bytes(self.actor.role), reply.etag())

    def version(self) -> int:
        """The version that the caller has read.

        Raises
        ------
        VersionMissing
            When no If-Match was sent.
        Malformed
            When it is nothing that was ever given out.
        """
        sent = self.request.headers.get("if-match")
        if sent is None:
            raise VersionMissing
        found = ETAG.fullmatch(sent)
        if not found or int(found[1]) >= 2**31:
            raise Malformed("/If-Match", "pattern")
        return int(found[1])

    def _asked(self) -> bytes:
        """What was asked for, the version included: another version is another request."""
        where = f"{self.request.url.path}\n{self.request.headers.get('if-match', '')}"
        return idempotency.request_hash(self.request.method, where, self.request.state.body)


def _json(status: int, body: bytes, etag: str | None) -> Response:
    headers = {"ETag": etag} if etag else None
    return Response(body, status, headers, "application/json")


async def the_call(request: Request) -> Call:
    """The call behind this request; its moment is read once.

    Asked in the event loop, as all is on which endpoints depend: a plain function would be run in a
    thread of its own, two changes of thread for a look at a header.
    """
    service: Service = request.app.state.service
    return Call(service, request.state.actor, service.now(), request)


TheCall = Annotated[Call, Depends(the_call)]
