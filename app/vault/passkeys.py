"""Passkeys: what a browser is asked to sign, and whether it did (WebAuthn level 2).

The person must be verified by the authenticator and the key must be found without a name, always.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import webauthn
from webauthn.helpers import base64url_to_bytes, options_to_json_dict
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

NAME = "havn"
PATIENCE_MS = 120_000


class NotSigned(Exception):
    """The answer does not prove what was asked; the text never says why, nor what came."""


class Cloned(NotSigned):
    """It is signed by the right key, whose count has not risen: there are two of this key."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who asks: the name to which keys are bound and the one page that may ask."""

    rp_id: str
    origin: str


@dataclass(frozen=True, slots=True, repr=False)
class NewKey:
    """A key that a browser has just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def to_create(
    party: Party,
    challenge: bytes,
    *,
    account: UUID,
    handle: str,
    known: Collection[bytes],
) -> Mapping[str, Any]:
    """What ``navigator.credentials.create`` is given, as JSON has it."""
    options = webauthn.generate_registration_options(
        rp_id=party.rp_id,
        rp_name=NAME,
        user_id=account.bytes,
        user_name=handle,
        challenge=challenge,
        timeout=PATIENCE_MS,
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return dict(options_to_json_dict(options))


def to_get(party: Party, challenge: bytes) -> Mapping[str, Any]:
    """What ``navigator.credentials.get`` is given: no list of keys, so it tells of nobody's."""
    options = webauthn.generate_authentication_options(
        rp_id=party.rp_id,
        challenge=challenge,
        timeout=PATIENCE_MS,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options_to_json_dict(options))


def created(party: Party, challenge: bytes, credential: Mapping[str, Any]) -> NewKey:
    """The key that was made for this challenge, on our page, by a verified person.

    Raises
    ------
    NotSigned
        When anything at all differs.
    """
    try:
        made = webauthn.verify_registration_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=party.rp_id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 - its parsers raise what they like on a stranger's bytes
        raise NotSigned from None
    return NewKey(made.credential_id, made.credential_public_key, made.sign_count)


def credential_id_of(credential: Mapping[str, Any]) -> bytes:
    """Which key the answer says it is of; nothing is proven by that.

    Raises
    ------
    NotSigned
        When it says none.
    """
    found = _bytes(credential.get("rawId"))
    if not found:
        raise NotSigned
    return found


def user_of(credential: Mapping[str, Any]) -> UUID | None:
    """Whose key the authenticator says it is; None when it does not say.

    Raises
    ------
    NotSigned
        When it says what is no account's id.
    """
    response = credential.get("response")
    said = response.get("userHandle") if isinstance(response, Mapping) else None
    if said is None:
        return None
    found = _bytes(said)
    if len(found) != 16:
        raise NotSigned
    return UUID(bytes=found)


def _bytes(said: object) -> bytes:
    """Bytes out of URL-safe base 64; nothing when it is something else."""
    try:
        return base64url_to_bytes(said) if isinstance(said, str) else b""
    except ValueError:
        return b""


def signed(
    party: Party,
    challenge: bytes,
    credential: Mapping[str, Any],
    *,
    public_key: bytes,
    sign_count: int,
) -> int:
    """The new sign count of a key that signed this challenge, on our page, for a verified person.

    Raises
    ------
    NotSigned
        When anything at all differs.
    Cloned
        When nothing but the count does.
    """
    try:
        done = webauthn.verify_authentication_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=party.rp_id,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,  # compared below, where it is known to be signed
            require_user_verification=True,
        )
    except Exception:  # noqa: BLE001 - as above
        raise NotSigned from None
    count = int(done.new_sign_count)
    if sign_count and count <= sign_count:  # a key that has never counted need not begin
        raise Cloned
    return count
