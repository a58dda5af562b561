"""Cards as they are sent and told: closed texts, how she wants to hear them, and who read them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.contract.base import Language, Of, Sent, StrictBool, Told, Value
from models.words import CardTopic, CardWay


class CardChoice(Sent):
    """How she wants to be told what comes next."""

    way: CardWay


class CardTelling(Sent):
    """That she was told: how, in which language, and whether an interpreter spoke."""

    way: CardWay
    language: Language
    interpreter: StrictBool


class TellingTold(Value):
    """One of the days on which a card is told."""

    day: int
    due_at: datetime
    told_at: datetime | None
    way: CardWay | None
    language: str | None
    interpreter: bool | None


class CardTold(Told):
    """A card that stands. With ``interpreter`` the text is for somebody who speaks her language:
    there is none in it, or nobody who does has read it."""

    id: Annotated[UUID, Of("cards")]
    topic: Annotated[CardTopic, Of("cards")]
    made_at: Annotated[datetime, Of("cards")]
    language: Annotated[str | None, Of("cards")]
    text: Annotated[str, Of("cards")]
    english: Annotated[str, Of("cards")]
    interpreter: Annotated[bool, Of("cards")]
    tellings: Annotated[list[TellingTold], Of("cards")]


class Cards(Told):
    """The cards of a case, and how she wants to hear them."""

    way: Annotated[CardWay, Of("cards")]
    cards: Annotated[list[CardTold], Of("cards")]


class CardTextTold(Told):
    """One text; without a reviewer it is never told but by an interpreter."""

    topic: Annotated[CardTopic, Of("card_texts")]
    language: Annotated[str, Of("card_texts")]
    text: Annotated[str, Of("card_texts")]
    digest: Annotated[str, Of("card_texts")]
    reviewed_at: Annotated[datetime | None, Of("card_texts")]
    reviewer: Annotated[str | None, Of("card_texts")]


class CardTexts(Told):
    """Every text in every language."""

    texts: Annotated[list[CardTextTold], Of("card_texts")]


class NewCardReview(Sent):
    """This person speaks the language and has read this very text."""

    topic: CardTopic
    language: Language
    digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
