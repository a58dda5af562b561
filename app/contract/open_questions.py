"""What was assumed because nobody knows it, and what an answer would change."""

from __future__ import annotations

from typing import Annotated

from app.contract.base import Of, Told, Value
from app.contract.words import Words
from matching.one_answer import Effect


class OpenQuestion(Value):
    """One thing that was assumed, and what its reassuring and its alarming answer would change."""

    about: Words
    reassuring: Effect
    alarming: Effect


class OpenQuestions(Told):
    """Every one whose answers can be told beforehand; what matters most is for a person to see."""

    questions: Annotated[list[OpenQuestion], Of("reasons")]
