"""Who may be the second person for which act, in the order in which they are asked.

ROSA has two posts, so whoever is left when one is away must find a second outside of them: the
duty manager, the police, a partner organisation. Source: issue of trust 4; domain 9.1; security 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from models.words import ApprovalKind, DutyPost, Role

POST_ROLES: Mapping[DutyPost, frozenset[Role]] = MappingProxyType(
    {
        DutyPost.COORDINATOR: frozenset({Role.COORDINATOR}),
        DutyPost.DUTY_MANAGER: frozenset({Role.COORDINATOR, Role.ADMIN}),
        DutyPost.POLICE: frozenset({Role.POLICE}),
        DutyPost.PARTNER_ORGANISATION: frozenset({Role.FOLLOW_UP}),
    }
)
"""Which roles a post may have; a post adds nothing but that its holder is asked."""

_COORDINATOR = (DutyPost.COORDINATOR, Role.COORDINATOR)
_MANAGER = (DutyPost.DUTY_MANAGER, Role.COORDINATOR)
_OFFICE = (DutyPost.DUTY_MANAGER, Role.ADMIN)
_POLICE = (DutyPost.POLICE, Role.POLICE)
_PARTNER = (DutyPost.PARTNER_ORGANISATION, Role.FOLLOW_UP)


@dataclass(frozen=True, slots=True)
class Seconds:
    """Posts with their role in the order of asking; roles that need not be asked; for how long."""

    order: tuple[tuple[DutyPost, Role], ...]
    unasked: frozenset[Role]
    """They may answer whether on duty or not; everybody else only when asked."""
    lasts: timedelta


_C = frozenset({Role.COORDINATOR})
_A = frozenset({Role.ADMIN})
_CASE = Seconds((_COORDINATOR, _MANAGER, _POLICE, _PARTNER), _C, timedelta(hours=24))
_OUTSIDE = Seconds((_MANAGER, _COORDINATOR, _POLICE, _PARTNER), _C, timedelta(hours=24))
_SECRET = Seconds((_COORDINATOR, _MANAGER, _POLICE), _C, timedelta(hours=24))
_TONIGHT = Seconds((_COORDINATOR, _MANAGER, _POLICE), _C, timedelta(hours=1))
_STAFF = Seconds((_MANAGER, _OFFICE, _COORDINATOR), _C | _A, timedelta(days=7))
_ACCESS = Seconds((_OFFICE,), _A, timedelta(hours=24))
_RULES = Seconds((_MANAGER, _OFFICE, _COORDINATOR), _C | _A, timedelta(days=7))

SECONDS: Mapping[ApprovalKind, Seconds] = MappingProxyType(
    {
        ApprovalKind.LOWER_THREAT: _CASE,
        ApprovalKind.CLEAR_AREA: _CASE,
        ApprovalKind.CLEAR_COMPROMISE: _SECRET,
        ApprovalKind.WAIVE_RULE: _OUTSIDE,
        ApprovalKind.KODE6: _SECRET,
        ApprovalKind.GRANT_ROLE: _STAFF,
        ApprovalKind.ACTIVATE_RULE_SET: _RULES,
        ApprovalKind.RECOVER_ACCOUNT: _ACCESS,
        ApprovalKind.WAKE_DORMANT: _ACCESS,
        ApprovalKind.DISCLOSE_ADDRESS: _TONIGHT,
        ApprovalKind.DISCLOSE_IDENTITY: _TONIGHT,
        ApprovalKind.ERASE_CASE: _SECRET,
        ApprovalKind.ERASE_ACCOUNT: _ACCESS,
        ApprovalKind.ERASE_SHELTER: _STAFF,
        ApprovalKind.MOVE_AT_ONCE: _TONIGHT,
    }
)

SHOWN_AGAIN = frozenset(
    {
        ApprovalKind.DISCLOSE_ADDRESS,
        ApprovalKind.DISCLOSE_IDENTITY,
        ApprovalKind.RECOVER_ACCOUNT,
        ApprovalKind.WAKE_DORMANT,
        ApprovalKind.GRANT_ROLE,
        ApprovalKind.KODE6,
        ApprovalKind.ERASE_CASE,
        ApprovalKind.ERASE_ACCOUNT,
        ApprovalKind.ERASE_SHELTER,
    }
)
"""A yes to these needs a fresh step-up; a no never does."""

ANSWER_IN = timedelta(minutes=15)
"""Then the next one on duty is asked; whoever was asked may still answer."""


def unasked_kinds(role: Role) -> frozenset[ApprovalKind]:
    """What this role may decide without having been asked."""
    return frozenset(kind for kind, seconds in SECONDS.items() if role in seconds.unasked)
