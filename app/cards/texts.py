"""The texts of the cards, one file per language, and what may stand in none of them.

Source: docs/domain.md 13. A text has no slot: nothing of a case can get into it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType

from models.words import CardTopic, ReferralState

LANGUAGES = ("eng", "nob", "pol", "rus", "spa")
"""ISO 639-3; the first one is shown beside a text that no file has."""

FORBIDDEN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "eng": ("traffick", "police", "crisis", "shelter", "refuge", "violen", "abus", "victim"),
        "nob": ("menneskehandel", "politi", "krise", "senter", "vold", "overgrep", "offer"),
        "pol": ("handl", "handel", "policj", "kryzys", "schronisk", "przemoc", "ofiar", "ośrod"),
        "rus": ("торгов", "полици", "кризис", "приют", "насили", "жертв", "убежищ", "центр"),
        "spa": ("trata", "tráfico", "polic", "crisis", "refugio", "violen", "abus", "víctima"),
    }
)
"""Beginnings of words, in each language, that would tell what she flees or where she is."""
NOWHERE = ("prostit", "проститу", "rosa", "krisesenter", "http", "{", "@", "havn")
"""What stands in no language."""

TOPICS: Mapping[ReferralState, CardTopic] = MappingProxyType(
    {
        ReferralState.RECEIVED: CardTopic.LOOKING,
        ReferralState.SEARCHING: CardTopic.LOOKING,
        ReferralState.NEEDS_INFO: CardTopic.LOOKING,
        ReferralState.OPTIONS_READY: CardTopic.CHOICES,
        ReferralState.NO_SAFE_BED: CardTopic.STILL_LOOKING,
        ReferralState.OFFERED: CardTopic.ASKED,
        ReferralState.ACCEPTED: CardTopic.GOING,
        ReferralState.TRAVEL: CardTopic.GOING,
        ReferralState.ARRIVED: CardTopic.THERE,
        ReferralState.IN_STAY: CardTopic.THERE,
        ReferralState.TRANSFER: CardTopic.MOVING,
        ReferralState.LEFT: CardTopic.LEAVING,
        ReferralState.CLOSED: CardTopic.LEAVING,
        ReferralState.SUPPORT_WITHOUT_BED: CardTopic.WITHOUT_A_BED,
        ReferralState.HANDED_OVER: CardTopic.OTHERS_HELP,
        ReferralState.WITHDRAWN: CardTopic.GOODBYE,
    }
)
"""Which card each state of a case has."""


class ForbiddenWord(ValueError):
    """A text holds what no card may hold, or a card has no text."""


@dataclass(frozen=True, slots=True)
class CardText:
    """A text as it is read out; ``digest`` is of exactly this text, so that a review is of it too."""

    topic: CardTopic
    language: str
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text, in hexadecimal digits."""
        return sha256(self.text.encode()).hexdigest()


def checked(language: str, said: Mapping[str, str]) -> list[CardText]:
    """The texts of one language.

    Raises
    ------
    ForbiddenWord
        When one of them is missing or holds a forbidden word.
    """
    found = []
    for topic in CardTopic:
        if topic not in said or "TAIL" not in said:
            raise ForbiddenWord(f"{language} has no {topic}")
        text = f"{said[topic]} {said['TAIL']}"
        if any(word in text.casefold() for word in (*FORBIDDEN[language], *NOWHERE)):
            raise ForbiddenWord(f"{language} says in {topic} what no card may say")
        found.append(CardText(topic, language, text))
    return found


@cache
def texts() -> Mapping[tuple[CardTopic, str], CardText]:
    """Every text by topic and language, read once."""
    folder = files("app.cards") / "texts"
    found = {}
    for language in LANGUAGES:
        said = tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8"))
        for text in checked(language, said):
            found[text.topic, language] = text
    return MappingProxyType(found)


def language_for(spoken: Iterable[str]) -> str | None:
    """The first of her languages in which there are texts; None when an interpreter must speak."""
    return next((one for one in spoken if one in LANGUAGES), None)
