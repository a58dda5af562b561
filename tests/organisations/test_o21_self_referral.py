"""O21 Self-referral: a woman says that she is one, agrees to a search, and answers nothing else.

Whoever does not say what she is, is admitted by no house of women (H07), and climbs the ladder.
"""

from __future__ import annotations


def test_a_call_with_every_answer_unknown_has_options(on_call, houses):
    nothing = {"people": {"adults": 1, "gender": "WOMAN"}, "consent": {"search": "GIVEN"}}
    case = on_call.ok("POST", "/referrals/phone", nothing)
    found = on_call.ok("POST", f"/referrals/{case['id']}/options", key=None)
    shown = found["options"] + found["call_first"]
    assert shown, found
    assert found["assumed"], "what was assumed is said"
    said = on_call.ok("GET", f"/referrals/{case['id']}")
    assert not {"name", "birth_date", "number"} & said.keys()
