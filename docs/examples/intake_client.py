"""A client of the intake, generated from the service's OpenAPI file; do not edit.

Standard library only. Every field may be left out: what is not sent was not asked, and counts as the
dangerous side. A key is made once per act and sent again with it until there is an answer.
"""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass
from typing import Any, Literal, TypedDict


@dataclass(frozen=True)
class Client:
    """Where the service is, and the token of this device."""

    service: str
    token: str

    def _ask(self, method: str, path: str, body: Any = None, key: str | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        sent = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(  # noqa: S310 - the caller names the service
            self.service + path, data=sent, headers=headers, method=method
        )
        with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
            return json.load(answer)

    def post_phone(self, body: PhoneReferral, *, key: str) -> Taken:
        """Take a call: nine answers, each of which may be unknown."""
        return self._ask("POST", "/api/v1/referrals/phone", body, key=key)  # type: ignore[no-any-return]


ReferralState = Literal["RECEIVED", "SEARCHING", "OPTIONS_READY", "NEEDS_INFO", "NO_SAFE_BED", "OFFERED", "ACCEPTED", "TRAVEL", "ARRIVED", "IN_STAY", "TRANSFER", "LEFT", "CLOSED", "WITHDRAWN", "HANDED_OVER", "SUPPORT_WITHOUT_BED"]


class Taken(TypedDict):
    """A referral was taken: its own id, the code name to say aloud, its version."""

    id: str
    code_name: str
    state: ReferralState
    version: int


Answer = Literal["YES", "NO", "UNKNOWN"]


ReferrerKind = Literal["POLICE", "LAWYER", "EMERGENCY_CLINIC", "OUTREACH_NADHEIM", "OUTREACH_PRO", "NOAS", "RECEPTION", "UDI", "CHILD_WELFARE", "HEALTH", "NAV", "CRISIS_CENTRE", "HOTLINE", "SELF", "PRIVATE", "FAITH", "OTHER"]


class ConsentTonight(TypedDict, total=False):
    """9: may havn search, and may it tell a shelter the people, needs and security level."""

    search: Literal["GIVEN", "REFUSED", "NOT_ANSWERED"]
    tell_shelter: Literal["GIVEN", "REFUSED", "NOT_ANSWERED"]


InterpreterGender = Literal["WOMAN", "MAN", "ANY", "UNKNOWN"]


class LanguageTonight(TypedDict, total=False):
    """8: which language, can she read, which interpreter."""

    languages: list[str] | None
    reads: Answer
    interpreter_gender: InterpreterGender


ServiceType = Literal["GP", "EMERGENCY_CLINIC", "HOSPITAL", "MATERNITY", "DIALYSIS", "MENTAL_HEALTH", "DENTIST", "OPIOID_SUBST", "LANGUAGE_COURSE", "SCHOOL", "KINDERGARTEN", "TRAINING", "WORK_TRAINING", "LAWYER", "COURT", "POLICE", "INTERPRETER", "ACTIVITY", "RETURN_COUNSELLING", "SOCIAL_OFFICE"]


class MustHave(TypedDict, total=False):
    """7: what must be there tonight."""

    known: Answer
    wheelchair: Answer
    services: list[ServiceType]
    max_minutes: int | None
    acute_psychosis: Answer
    pets: Answer


class FearTonight(TypedDict, total=False):
    """6: three questions of the threat picture; the others may follow."""

    self_fear: Literal["NOT", "LITTLE", "VERY", "FOR_MY_LIFE", "UNKNOWN"]
    knows_location: Answer
    organised: Answer
    phone_tracked: Answer


class PlacesToAvoid(TypedDict, total=False):
    """5: where he is, lives, works, where she lived, worked, or will not go."""

    known: Answer
    his: list[str]
    where_i_am_known: list[str]
    not_there: list[str]
    nationwide: Answer


Gender = Literal["WOMAN", "MAN", "OTHER", "UNDISCLOSED"]


class PeopleTonight(TypedDict, total=False):
    """3: how many need a place, and whether only women may live there."""

    adults: int | None
    children: list[Literal["0-2", "3-6", "7-12", "13-17", "UNKNOWN"]]
    gender: Gender
    women_only: Answer
    apparent_minor: Answer


class SafeContact(TypedDict, total=False):
    """2: may she be called, and until when; the number itself never comes over this API."""

    she_calls_back: Answer
    safe_until: str | None
    message_ok: Answer


class PhoneReferral(TypedDict, total=False):
    """A call. Every one of the nine answers may be unknown, and an empty form is a valid one."""

    danger_now: Answer
    safe_contact: SafeContact
    people: PeopleTonight
    where_now: str | None
    places_to_avoid: PlacesToAvoid
    fear: FearTonight
    must_have: MustHave
    language: LanguageTonight
    consent: ConsentTonight
    referrer_kind: ReferrerKind
    she_knows: Answer
