"""What a password must be: long, and not what somebody who knows havn tries first.

No rule asks for digits or signs, none cuts or changes what was typed. Source: ASVS 5.0, 6.2.
"""

from __future__ import annotations

import re

from app.contract.known_passwords import is_known

SHORTEST, LONGEST = 12, 128
FEWEST_KINDS = 5
"""Different characters: a key held down is no password."""

_LISTED = """
123456789012 1234567890123 12345678901234 123456123456 111111111111 000000000000
passwordpassword password1234 password12345 password123456 passord12345 passord123456
passordpassord mittpassord123 qwertyuiop123 qwertyuiopasdf qwerty123456 1q2w3e4r5t6y
1qaz2wsx3edc iloveyou1234 letmein12345 letmeinletmein welcome12345 velkommen1234
administrator admin1234567 administrator1 changeme1234 changemechangeme abcdefghijkl
abcdefghijklm abcd12345678 correcthorsebatterystaple sommer202620 sommer2026sommer
vinter2026vinter football1234 fotball12345 superman1234 norge1234567 norgenorgenorge
hemmelig1234 hemmelighemmelig sikkerhet1234 krisesenter12 krisesenteret trygghet1234
"""
KNOWN = frozenset(_LISTED.split())
"""Long ones out of the lists that guessers begin with, and their like in Norwegian."""

CONTEXT = ("havn", "rosa", "krisesenter", "shelter", "passord", "password")
"""Words of this house; a password is refused when little is left beside them."""
LEAST_BESIDE = 8


def fault(password: str, handle: str) -> str | None:
    """Which rule it breaks, as one closed word; None when it may be used."""
    folded = password.casefold()
    if len(set(folded)) < FEWEST_KINDS:
        return "too_few_characters"
    if folded in KNOWN or _is_a_run(folded) or is_known(password):
        return "known_password"
    rest = folded
    for word in (handle.casefold(), *CONTEXT):
        rest = rest.replace(word, "")
    if len(rest) < LEAST_BESIDE and rest != folded:
        return "word_of_the_house"
    return None


def _is_a_run(folded: str) -> bool:
    """The same few signs again and again, whatever they are."""
    return re.fullmatch(r"(.{1,6})\1+.{0,3}", folded, re.DOTALL) is not None
