"""What she answered as the one JSON document that the service takes, and when options can begin.

A field that is not there was not asked; UNKNOWN was asked and not known. Neither is ever sent as a
reassuring word (docs/domain.md 11).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .questions import FIELDS, LAST_OF_NINE, NEEDED, THREAT, UNKNOWN

Answers = Mapping[str, str | tuple[str, ...]]
"""Field -> its answer: a word, or several in the order in which they were given."""

_SERVICES = frozenset({"MATERNITY", "DIALYSIS", "GP", "EMERGENCY_CLINIC"})


def said(answers: Answers, name: str) -> str | None:
    """The one word that was answered; None when it was not asked or is not known."""
    word = answers.get(name)
    return word if isinstance(word, str) and word != UNKNOWN else None


def several(answers: Answers, name: str) -> tuple[str, ...]:
    """The words that were answered."""
    words = answers.get(name, ())
    return words if isinstance(words, tuple) else ()


def enough_to_search(answers: Answers) -> bool:
    """Whether household, places to avoid and fear were asked, or all of the nine were (6.5)."""
    asked = {one.question for one in FIELDS if one.id in answers}
    return asked.issuperset(NEEDED) or FIELDS[LAST_OF_NINE].id in answers


def unknown(answers: Answers) -> tuple[str, ...]:
    """Fields to ask at arrival: asked and not known."""
    return tuple(one.id for one in FIELDS if answers.get(one.id) == UNKNOWN)


def not_asked_of_threat(answers: Answers, level: str) -> bool:
    """Whether the further questions would raise or lower what was assumed; above T4 is nothing."""
    return level != "T4" and any(name not in answers for name in THREAT)


def tells_something(answers: Answers) -> bool:
    """Whether anything was answered beside who calls: what a cut line leaves is a case (6.2)."""
    return any(name != "caller" for name in answers)


def body(answers: Answers) -> dict[str, Any]:
    """The nine answers as POST /api/v1/referrals/phone takes them; what is not known is left out."""
    parts: dict[str, dict[str, Any]] = {
        "safe_contact": _contact(answers),
        "people": _people(answers),
        "places_to_avoid": _places(answers),
        "fear": _words(answers, "self_fear", "knows_location", "organised", "phone_tracked"),
        "must_have": _must(answers),
        "language": _language(answers),
        "consent": _consent(answers),
    }
    sent: dict[str, Any] = {name: part for name, part in parts.items() if part}
    sent |= _words(answers, "danger_now", "she_knows")
    if where := several(answers, "where_now"):
        sent["where_now"] = where[0]
    if (caller := said(answers, "caller")) is not None and caller != "SELF":
        sent["referrer_kind"] = caller
    return sent


def further(answers: Answers) -> dict[str, Any]:
    """What a call may hold beside the nine: threat questions, a word, a promise, a line of text."""
    part = _words(answers, *THREAT, "code_word", "note")
    if (moment := said(answers, "call_back")) is not None:
        part["call_back_at"] = moment
    return part


def _words(answers: Answers, *names: str) -> dict[str, Any]:
    return {name: word for name in names if (word := said(answers, name)) is not None}


def _contact(answers: Answers) -> dict[str, Any]:
    part = _words(answers, "she_calls_back", "message_ok")
    if (moment := said(answers, "safe_until")) is not None:
        part["safe_until"] = moment
    return part


def _people(answers: Answers) -> dict[str, Any]:
    part = _words(answers, "gender", "women_only")
    if (adults := said(answers, "adults")) is not None:
        part["adults"] = int(adults)
    if children := several(answers, "children"):
        part["children"] = list(children)
    return part


def _places(answers: Answers) -> dict[str, Any]:
    names = {"his": "his", "known_there": "where_i_am_known", "not_there": "not_there"}
    part: dict[str, Any] = {
        name: list(found) for field, name in names.items() if (found := several(answers, field))
    }
    if part:
        part["known"] = "YES"
    return part | _words(answers, "nationwide")


def _must(answers: Answers) -> dict[str, Any]:
    words = several(answers, "must_have")
    if "NONE" in words:
        return {"known": "YES", "wheelchair": "NO", "acute_psychosis": "NO", "pets": "NO"}
    part: dict[str, Any] = {"known": "YES"} if words else {}
    flags = {"WHEELCHAIR": "wheelchair", "ACUTE": "acute_psychosis", "ANIMAL": "pets"}
    part |= {name: "YES" for word, name in flags.items() if word in words}
    if services := [word for word in words if word in _SERVICES]:
        part["services"] = services
    return part


def _language(answers: Answers) -> dict[str, Any]:
    part = _words(answers, "reads")
    if languages := several(answers, "languages"):
        part["languages"] = list(languages)
    if (interpreter := said(answers, "interpreter")) is not None:
        part["interpreter_gender"] = interpreter
    return part


def _consent(answers: Answers) -> dict[str, Any]:
    words = {"YES": "GIVEN", "NO": "REFUSED"}
    return {
        name: words[word]
        for name in ("search", "tell_shelter")
        if (word := said(answers, name)) is not None
    }
