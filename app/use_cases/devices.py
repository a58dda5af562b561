"""Devices come in by a one-time code: made by somebody who has just shown who she is, used once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from app.contract import devices as told
from app.errors import Malformed, NotFound
from app.intake_keys import IntakeKeys
from app.store import audit, device_codes, tokens
from app.store.transactions import Tx
from app.store.walls import StepOut
from app.use_cases.acting import Acting
from models.words import AuditAct, Role

AUDIENCE_OF = {Role.ON_CALL: "intake", Role.COORDINATOR: "intake", Role.REFERRER: "agency"}
"""What alone a device of each role may be used for."""


def new_code(a: Acting, sent: told.NewDeviceCode) -> tuple[UUID, str, datetime]:
    """A code for a device of the own account, or by an administrator for an agency's.

    Raises
    ------
    NotFound
        When it is for anybody else: nobody gets what somebody else may.
    Malformed
        When that account's devices are not for this.
    StepUpNeeded
        When who asks was not shown again a moment ago.
    """
    with a.tx.as_service(StepOut.ENTRANCE):
        role = tokens.role_of(a.tx, sent.account)
        for_agency = a.actor.role is Role.ADMIN and role is Role.REFERRER
        if sent.account != a.actor.account and not for_agency:
            raise NotFound
        if AUDIENCE_OF.get(role) != sent.audience:
            raise Malformed("/audience", "not_for_this_account")
        a.must_have_stepped_up(sent.account)
        code, text, until = device_codes.issue(
            a.tx,
            sent.account,
            letters=told.CODE_LETTERS,
            device=sent.device,
            audience=sent.audience,
            days=sent.days,
            by=a.actor.account,
            now=a.now,
        )
    a.record(AuditAct.ENROLMENT_ISSUED, "device_code", code)
    return code, text, until


def enrol(tx: Tx, code: str, keys: IntakeKeys, now: datetime) -> told.DeviceEnrolled:
    """The device that shows this code has a token, and the code is used up.

    Raises
    ------
    NotFound
        When the code is good for nothing.
    """
    with tx.as_service(StepOut.ENTRANCE):
        asked = device_codes.use(tx, code, now=now)
        until = now + timedelta(days=asked.days)
        token, text = tokens.issue(
            tx,
            asked.account,
            scopes={"read", "write", asked.audience},
            now=now,
            until=until,
            device=asked.device,
        )
        role = tokens.role_of(tx, asked.account)
    audit.add(
        tx,
        AuditAct.TOKEN_ISSUED,
        at=now,
        actor=asked.account,
        role=role,
        subject_kind="token",
        subject=token,
    )
    return told.DeviceEnrolled(
        device=asked.device,
        audience=asked.audience,
        token=text,
        expires_at=until,
        sealing_key_id=keys.id,
        sealing_key=keys.public(),
    )
