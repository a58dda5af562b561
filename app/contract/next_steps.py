"""What she is told when her track changes: closed words, one text for each track.

What tells how long something lasts stands in the profile of the country.

Source: docs/domain.md 12 (V15), 13. No place, no shelter, and nothing that tells what she flees.
"""

from __future__ import annotations

from matching.explain_words import Words
from models.words import LegalTrack

_ASK_FIRST = Words(
    "ASK_YOUR_CONTACT",
    "You stay where you are. Your contact will go through with you what happens next.",
    "Du blir der du er. Kontakten din går gjennom med deg hva som skjer videre.",
)
_STANDING = Words(
    "PLAN_AHEAD",
    "You stay where you are. When you are ready, your contact plans with you how you want to live.",
    "Du blir der du er. Når du er klar, planlegger kontakten din med deg hvordan du vil bo.",
)
_REFUSED = Words(
    "LAWYER_SOON",
    "You stay where you are. Talk to your lawyer soon; your contact can call with you.",
    "Du blir der du er. Snakk med advokaten din snart; kontakten din kan ringe sammen med deg.",
)

NEXT_STEPS = {
    LegalTrack.NONE: _ASK_FIRST,
    LegalTrack.NOT_APPLIED: _ASK_FIRST,
    LegalTrack.ASYLUM_PENDING: Words(
        "WAIT_FOR_ANSWER",
        "You stay where you are while you wait for an answer. Your lawyer tells you what to bring"
        " to the interview.",
        "Du blir der du er mens du venter på svar. Advokaten din sier hva du skal ha med til"
        " intervjuet.",
    ),
    LegalTrack.ASYLUM_GRANTED: _STANDING,
    LegalTrack.REFUSED: _REFUSED,
    LegalTrack.FINAL_REFUSAL: _REFUSED,
    LegalTrack.WITNESS_PERMIT: _STANDING,
    LegalTrack.CITIZEN_EEA: _STANDING,
    LegalTrack.UNKNOWN: _ASK_FIRST,
}
