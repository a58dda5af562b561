"""The closed lists of words behind matching/explain.py; nothing is put together from data.

Source: docs/domain.md 8.4, 14. Her words hold nothing of trafficking, police or a crisis centre.
"""

from __future__ import annotations

from enum import StrEnum

from matching.plan import Assumed
from matching.vocabulary import Rule, WaivedBy, value


@value
class Words:
    """A code that a client may translate, and the text in English and Norwegian."""

    code: str
    en: str
    no: str


class Reason(StrEnum):
    """Why an option is safe."""

    SHIELDED = "SHIELDED"
    STAFFED_AT_NIGHT = "STAFFED_AT_NIGHT"
    LOCKED = "LOCKED"
    WOMEN_ONLY = "WOMEN_ONLY"
    FAR_FROM_NAMED = "FAR_FROM_NAMED"


class Band(StrEnum):
    """How far outside every danger place, in words."""

    JUST_OUTSIDE = "JUST_OUTSIDE"
    CLEAR = "CLEAR"
    WELL_AWAY = "WELL_AWAY"
    FAR = "FAR"


RESTRICTED = {
    "COORDINATOR": Words(
        "BLOCKED_RESTRICTED",
        "Not possible; the reason is restricted.",
        "Ikke mulig; grunnen er skjermet.",
    ),
    "SURVIVOR": Words("NOT_FOR_YOU", "This place does not fit.", "Dette stedet passer ikke."),
    "SHELTER": Words("NOT_MATCHED", "Not matched.", "Ikke koblet."),
}
NOT_MATCHED = RESTRICTED["SHELTER"]
ALWAYS_RESTRICTED = frozenset({Rule.H05, Rule.H20, Rule.H21})
"""Rules that are told in the one restricted word, whatever lies behind it."""
MAY_BE_RESTRICTED = ALWAYS_RESTRICTED | {Rule.H04}
"""Those, and the one that is open or restricted by who said so: in a count nobody can tell."""

RULES = {
    Rule.H01: Words("NO_UNIT_FREE", "No unit fits and is free.", "Ingen enhet passer og er ledig."),
    Rule.H02: Words(
        "SECURITY_TOO_LOW",
        "Security is lower than the threat asks for.",
        "Sikkerheten er lavere enn trusselen krever.",
    ),
    Rule.H03: Words(
        "TOO_NEAR_DANGER",
        "Too near a place of danger, or its zone is not known.",
        "For nær et farested, eller sonen er ikke kjent.",
    ),
    Rule.H04: Words(
        "HOUSE_MAY_BE_KNOWN",
        "The house is known, or may be known.",
        "Huset er kjent, eller kan være kjent.",
    ),
    Rule.H05: RESTRICTED["COORDINATOR"],
    Rule.H06: Words(
        "WOULD_BE_SPLIT", "The household would be split.", "Husstanden ville bli delt."
    ),
    Rule.H07: Words(
        "NOT_ADMITTED",
        "The house does not take these genders or ages.",
        "Huset tar ikke imot disse kjønnene eller aldrene.",
    ),
    Rule.H08: Words(
        "POLICY",
        "The house's policy says no, or has to be asked.",
        "Husets regler sier nei, eller huset må spørres.",
    ),
    Rule.H09: Words(
        "STAY_TOO_SHORT",
        "The house's stay limit leaves too few nights.",
        "Husets botid gir for få netter.",
    ),
    Rule.H10: Words(
        "CRITICAL_SERVICE",
        "A service she cannot do without is not in reach.",
        "En tjeneste hun ikke kan være uten, er ikke innen rekkevidde.",
    ),
    Rule.H11: Words(
        "HER_NO",
        "She said no to it, or to the area, or the house said no.",
        "Hun har sagt nei til det, eller til området, eller huset har sagt nei.",
    ),
    Rule.H12: Words(
        "NO_CONSENT",
        "She has not agreed to a search.",
        "Hun har ikke samtykket til søk.",
    ),
    Rule.H13: Words(
        "CANNOT_ARRIVE",
        "Intake is closed or unknown when she can arrive, or she cannot leave while she is safe.",
        "Inntaket er stengt eller ukjent når hun kan komme, eller hun rekker ikke å dra mens hun"
        " er trygg.",
    ),
    Rule.H14: Words(
        "VACANCY_NOT_FRESH",
        "The vacancy is not confirmed lately: call first.",
        "Plassen er ikke bekreftet nylig: ring først.",
    ),
    Rule.H15: Words(
        "KEPT_IN_RESERVE",
        "Kept for somebody in greater danger.",
        "Holdes for en i større fare.",
    ),
    Rule.H16: Words(
        "HOUSE_IS_LOADED",
        "The house takes nobody in now, or has all it can carry.",
        "Huset tar ikke inn nå, eller har alt det kan bære.",
    ),
    Rule.H17: Words(
        "NO_ADULT",
        "No adult is with them: child welfare must be called now.",
        "Ingen voksen er med: barnevernet må ringes nå.",
    ),
    Rule.H18: Words(
        "MOVE_NOT_AGREED",
        "The move is not agreed and consulted yet.",
        "Flyttingen er ikke avtalt og drøftet ennå.",
    ),
    Rule.H19: Words("HAS_A_BED", "She has a place that stands.", "Hun har en plass som står fast."),
    Rule.H20: RESTRICTED["COORDINATOR"],
    Rule.H21: RESTRICTED["COORDINATOR"],
}
"""For coordinators. H05, H20 and H21 are always restricted; H04 is when its block says so."""

_FULL = Words("NO_ROOM", "There is no room for you there.", "Det er ikke plass til dere der.")
_NOT_SAFE = Words(
    "NOT_SAFE_FOR_YOU",
    "It is not safe enough for you.",
    "Det er ikke trygt nok for deg.",
)
_NOT_FOR_YOU = RESTRICTED["SURVIVOR"]
_ASK = Words("NOT_NOW", "They cannot take you in now.", "De kan ikke ta imot dere nå.")
_YOUR_WORD = Words("YOUR_WORD", "You or they said no to it.", "Du eller de har sagt nei til det.")

SURVIVOR_RULES = {
    Rule.H01: _FULL,
    Rule.H02: _NOT_SAFE,
    Rule.H03: _NOT_SAFE,
    Rule.H04: _NOT_SAFE,
    Rule.H05: _NOT_FOR_YOU,
    Rule.H06: _FULL,
    Rule.H07: _NOT_FOR_YOU,
    Rule.H08: _NOT_FOR_YOU,
    Rule.H09: Words(
        "TOO_SHORT",
        "You could not stay long enough.",
        "Dere kan ikke bo der lenge nok.",
    ),
    Rule.H10: Words(
        "MISSING_HELP",
        "Help that you need is too far away.",
        "Hjelp dere trenger, er for langt unna.",
    ),
    Rule.H11: _YOUR_WORD,
    Rule.H12: Words("ASK_YOU", "We have not asked you yet.", "Vi har ikke spurt deg ennå."),
    Rule.H13: _ASK,
    Rule.H14: _ASK,
    Rule.H15: _FULL,
    Rule.H16: _ASK,
    Rule.H17: Words(
        "OTHER_HELP",
        "Somebody else helps you tonight; we stay with you until then.",
        "Noen andre hjelper deg i natt; vi er med deg til da.",
    ),
    Rule.H18: Words(
        "MOVE_IS_YOURS",
        "You decide about a move with us.",
        "Du bestemmer om flytting sammen med oss.",
    ),
    Rule.H19: Words("YOU_HAVE_A_PLACE", "You have a place.", "Du har en plass."),
    Rule.H20: _NOT_FOR_YOU,
    Rule.H21: _NOT_FOR_YOU,
}

SHELTER_RULES = {
    Rule.H01: Words("NO_UNIT_FREE", "No unit fits and is free.", "Ingen enhet passer og er ledig."),
    Rule.H13: Words(
        "INTAKE_CLOSED",
        "Intake is closed or unknown.",
        "Inntaket er stengt eller ukjent.",
    ),
    Rule.H14: Words(
        "CONFIRM_VACANCY",
        "Please confirm your vacancy.",
        "Vennligst bekreft ledig plass.",
    ),
    Rule.H16: Words(
        "YOU_SET_A_CAP",
        "Your own status or cap says no.",
        "Egen status eller tak sier nei.",
    ),
}
"""A shelter reads of itself only; every other reason is hers or somebody else's: NOT_MATCHED."""

LIFTED_BY = {
    WaivedBy.COORDINATOR: Words(
        "COORDINATOR", "A coordinator may lift it.", "Koordinator kan løfte den."
    ),
    WaivedBy.TWO: Words(
        "TWO", "Two named persons may lift it.", "To navngitte personer kan løfte den."
    ),
    WaivedBy.TWO_WITH_POLICE: Words(
        "TWO_WITH_POLICE",
        "Two named persons may lift it with a statement of the police.",
        "To navngitte personer kan løfte den med uttalelse fra politiet.",
    ),
    WaivedBy.TWO_WITH_HEALTH: Words(
        "TWO_WITH_HEALTH",
        "Two named persons may lift it, with a health professional.",
        "To navngitte personer kan løfte den, med helsepersonell.",
    ),
    WaivedBy.HER: Words("HER", "Only she may lift it.", "Bare hun kan løfte den."),
    WaivedBy.SHELTER: Words(
        "SHELTER", "Only the shelter may lift it.", "Bare huset kan løfte den."
    ),
}

REASON = {
    Reason.SHIELDED: Words("SHIELDED", "The address is shielded.", "Adressen er skjermet."),
    Reason.STAFFED_AT_NIGHT: Words(
        "STAFFED_AT_NIGHT",
        "Somebody is awake there day and night.",
        "Noen er der hele døgnet.",
    ),
    Reason.LOCKED: Words("LOCKED", "The door is always locked.", "Døren er alltid låst."),
    Reason.WOMEN_ONLY: Words("WOMEN_ONLY", "Only women live there.", "Bare kvinner bor der."),
    Reason.FAR_FROM_NAMED: Words(
        "FAR_FROM_NAMED",
        "It is far from the places you named.",
        "Det er langt fra stedene du nevnte.",
    ),
}

MARGIN = {
    Band.JUST_OUTSIDE: Words(
        "JUST_OUTSIDE",
        "Just outside the places of danger.",
        "Rett utenfor farestedene.",
    ),
    Band.CLEAR: Words("CLEAR", "Clear of the places of danger.", "Klar av farestedene."),
    Band.WELL_AWAY: Words(
        "WELL_AWAY", "Well away from the places of danger.", "Godt unna farestedene."
    ),
    Band.FAR: Words("FAR", "Far from the places of danger.", "Langt fra farestedene."),
}

ASSUMED = {
    Assumed.THREAT_LEVEL: Words(
        "THREAT_LEVEL",
        "High threat assumed: not all of the threat picture was asked.",
        "Høy trussel antatt: ikke hele trusselbildet er spurt om.",
    ),
    Assumed.REVIEW_OVERDUE: Words(
        "REVIEW_OVERDUE",
        "One level more assumed: the review of the threat is overdue.",
        "Ett nivå mer antatt: vurderingen av trusselen er forfalt.",
    ),
    Assumed.TONIGHT: Words("TONIGHT", "A need tonight assumed.", "Behov i natt antatt."),
    Assumed.CHILD_AGE: Words(
        "CHILD_AGE",
        "A child's age is not known: the strictest assumed.",
        "Et barns alder er ikke kjent: det strengeste er antatt.",
    ),
    Assumed.WOMEN_ONLY: Words(
        "WOMEN_ONLY",
        "A wish for women only assumed: ask.",
        "Ønske om bare kvinner antatt: spør.",
    ),
    Assumed.GENDER: Words(
        "GENDER",
        "Nobody told which setting fits: ask.",
        "Ingen har sagt hva som passer: spør.",
    ),
    Assumed.MUST_HAVES: Words(
        "MUST_HAVES",
        "No special need at arrival assumed: ask again.",
        "Ingen særlige behov ved ankomst antatt: spør igjen.",
    ),
    Assumed.TARGET_GROUP: Words(
        "TARGET_GROUP",
        "Why a place is sought is not known: any reason assumed.",
        "Hvorfor plass søkes, er ikke kjent: enhver grunn antatt.",
    ),
    Assumed.WHERE_NOW: Words(
        "WHERE_NOW",
        "Where she is now is not known: arrival at any hour assumed.",
        "Hvor hun er nå, er ikke kjent: ankomst når som helst antatt.",
    ),
    Assumed.DANGER_PLACES: Words(
        "DANGER_PLACES",
        "No place of danger is known: the town where she is now assumed.",
        "Ingen farested er kjent: byen der hun er nå, er antatt.",
    ),
    Assumed.NO_PLACE_KNOWN: Words(
        "NO_PLACE_KNOWN",
        "No place of danger is known, nor where she is now: no house is known to be far from them.",
        "Verken farested eller hvor hun er nå, er kjent: ingen hus er kjent som langt unna.",
    ),
    Assumed.DANGER_AGE: Words(
        "DANGER_AGE",
        "When a place of danger was confirmed is not known: long ago assumed.",
        "Når et farested ble bekreftet, er ikke kjent: lenge siden antatt.",
    ),
    Assumed.ACTOR_STATUS: Words(
        "ACTOR_STATUS",
        "Whether those she fears are free is not known: at large assumed.",
        "Om de hun frykter er fri, er ikke kjent: på frifot antatt.",
    ),
    Assumed.PHONE_TRACKED: Words(
        "PHONE_TRACKED",
        "A tracked phone assumed: plan for it before travel.",
        "Sporet telefon antatt: planlegg for det før reisen.",
    ),
    Assumed.CONSENT: Words(
        "CONSENT",
        "Consent to the search only assumed: nothing is told to a shelter.",
        "Bare samtykke til søk antatt: ingenting sies til et hus.",
    ),
    Assumed.ADDRESS_BLOCK: Words(
        "ADDRESS_BLOCK",
        "The strictest address block assumed while police are involved.",
        "Strengeste adressesperre antatt mens politiet er involvert.",
    ),
    Assumed.STAY_LIMIT: Words(
        "STAY_LIMIT",
        "The house's stay limit is not known: a short one assumed.",
        "Husets botid er ikke kjent: en kort er antatt.",
    ),
    Assumed.COVER_STORY: Words(
        "COVER_STORY",
        "Whether others must leave earlier is not known: they must, assumed.",
        "Om andre må dra tidligere, er ikke kjent: antatt at de må.",
    ),
    Assumed.SERVICES: Words(
        "SERVICES",
        "Some services are not known: absent assumed.",
        "Noen tjenester er ikke kjent: antatt at de mangler.",
    ),
    Assumed.LANGUAGE: Words(
        "LANGUAGE",
        "Her language is not known: an interpreter by phone assumed.",
        "Språket hennes er ikke kjent: telefontolk antatt.",
    ),
}
