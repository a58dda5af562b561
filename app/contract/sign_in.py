"""Signing in, enrolling, stepping up: what is sent and told; no secret is ever told twice."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from app.contract.base import Of, Sent, Told
from app.contract.password_rules import LONGEST, SHORTEST
from models.words import Role, SignedInBy

Credential = Annotated[dict[str, Any], Field(min_length=1, max_length=12)]
"""What ``toJSON`` of the browser's credential gives."""
TypedHandle = Annotated[str, Field(min_length=1, max_length=80)]
TypedPassword = Annotated[str, Field(min_length=1, max_length=LONGEST)]
NewPassword = Annotated[str, Field(min_length=SHORTEST, max_length=LONGEST)]
Code = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
LinkText = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]


def enrolment_address(origin: str, link: str) -> str:
    """Where the link is opened; what stands behind the # is sent to no server and into no log."""
    return f"{origin}/#link={link}"


class PasskeyAnswer(Sent):
    """A challenge by its id, and what the browser's authenticator made of it."""

    challenge: UUID
    credential: Credential


class PasswordAndCode(Sent):
    """The second way in: what she knows and what her telephone shows."""

    handle: TypedHandle
    password: TypedPassword
    code: Code


class Link(Sent):
    """A link that lets one person enrol once."""

    link: LinkText


class EnrolPasskey(Link):
    """A new passkey."""

    challenge: UUID
    credential: Credential


class EnrolPassword(Link):
    """A new password; it waits for its first code."""

    password: NewPassword


class EnrolCode(Link):
    """The first code of the generator that has just been told."""

    code: Code


class StepUp(Sent):
    """A fresh proof: a passkey's answer, or a code."""

    challenge: UUID | None = None
    credential: Credential | None = None
    code: Code | None = None

    @model_validator(mode="after")
    def _one_proof(self) -> Self:
        passkey = self.challenge is not None and self.credential is not None
        neither = self.challenge is None and self.credential is None
        if not (passkey and self.code is None) and not (neither and self.code is not None):
            raise ValueError("one_proof")
        return self


class DuressWord(Sent):
    """A password that opens an empty workload and tells others in silence."""

    password: NewPassword


class DuressKey(Sent):
    """A passkey of hers that is to open an empty workload and tell others in silence."""

    credential: UUID


class PasskeyOptions(Told):
    """What the browser is to ask its authenticator, and the id to answer under."""

    challenge: Annotated[UUID, Of("own_sign_in")]
    publicKey: Annotated[dict[str, Any], Of("own_sign_in")]  # noqa: N815 - as the browser has it


class SignedIn(Told):
    """A session is open; its secret is in the cookie alone."""

    signed_in: Annotated[Literal[True], Of("own_sign_in")] = True


class Invitation(PasskeyOptions):
    """Whose link it is, and the options for a first passkey."""

    handle: Annotated[str, Of("own_sign_in")]
    role: Annotated[Role, Of("own_sign_in")]


class CodesTold(Told):
    """The generator of codes, this once: as an address and as a picture of it."""

    totp_uri: Annotated[str, Of("new_secret")]
    qr_svg: Annotated[str, Of("new_secret")]


class Enrolled(Told):
    """It is done; sign in with it now."""

    enrolled: Annotated[Literal[True], Of("own_sign_in")] = True


class SessionTold(Told):
    """Who is signed in, and when that ends by itself."""

    account: Annotated[UUID, Of("own_sign_in")]
    handle: Annotated[str, Of("own_sign_in")]
    role: Annotated[Role, Of("own_sign_in")]
    shelter: Annotated[UUID | None, Of("own_sign_in")]
    organisation: Annotated[UUID | None, Of("own_sign_in")]
    began_at: Annotated[datetime, Of("own_sign_in")]
    idle_seconds: Annotated[int, Of("own_sign_in")]
    idle_ends_at: Annotated[datetime, Of("own_sign_in")]
    ends_at: Annotated[datetime, Of("own_sign_in")]
    stepped_up_until: Annotated[datetime | None, Of("own_sign_in")]


class OwnSession(Told):
    """One place where somebody is signed in to the own account."""

    id: Annotated[UUID, Of("own_sign_in")]
    signed_in_by: Annotated[SignedInBy, Of("own_sign_in")]
    began_at: Annotated[datetime, Of("own_sign_in")]
    last_used_at: Annotated[datetime, Of("own_sign_in")]
    this_one: Annotated[bool, Of("own_sign_in")]


class OwnSessions(Told):
    """All of them that are not over, the newest first."""

    sessions: Annotated[list[OwnSession], Of("own_sign_in")]


class SessionEnded(Told):
    """It is over from the next request on."""

    id: Annotated[UUID, Of("own_sign_in")]


class SteppedUp(Told):
    """Until when sealed things may be asked for."""

    stepped_up_until: Annotated[datetime, Of("own_sign_in")]


class SignedOut(Told):
    """It is over."""

    signed_out: Annotated[Literal[True], Of("own_sign_in")] = True


class CredentialTold(Told):
    """One way in of the own account."""

    id: Annotated[UUID, Of("own_sign_in")]
    kind: Annotated[Literal["PASSKEY", "PASSWORD"], Of("own_sign_in")]
    created_at: Annotated[datetime, Of("own_sign_in")]
    last_used_at: Annotated[datetime | None, Of("own_sign_in")]


class CredentialsTold(Told):
    """All of them."""

    credentials: Annotated[list[CredentialTold], Of("own_sign_in")]


class CredentialRemoved(Told):
    """A way in that is closed."""

    id: Annotated[UUID, Of("own_sign_in")]


class Kept(Told):
    """It is kept, and shown nowhere."""

    kept: Annotated[Literal[True], Of("own_sign_in")] = True


class LinkMade(Told):
    """A new enrolment link, this once; a retry with the same key gives its id and no text."""

    id: Annotated[UUID, Of("own_sign_in")]
    link: Annotated[str | None, Of("new_secret")]
    expires_at: Annotated[datetime, Of("own_sign_in")]


class Ended(Told):
    """No session and no token of this account is worth anything from the next request on."""

    id: Annotated[UUID, Of("own_sign_in")]
