"""What she is told when her track changes: closed words, one text for each track.

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
    LegalTrack.REFLECTION: Words(
        "TIME_TO_THINK",
        "You stay where you are. You have six months to rest and think; it cannot be made longer,"
        " so your lawyer talks with you well before it ends.",
        "Du blir der du er. Du har seks måneder til å hvile og tenke deg om; tiden kan ikke"
        " forlenges, så advokaten din snakker med deg i god tid før den er ute.",
    ),
    LegalTrack.LIMITED_PERMIT: Words(
        "RENEW_IN_TIME",
        "You stay where you are. Your permit is for up to one year and can be renewed; your"
        " contact reminds you in time.",
        "Du blir der du er. Tillatelsen gjelder i opptil ett år og kan fornyes; kontakten din"
        " minner deg på det i tide.",
    ),
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
