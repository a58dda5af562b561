"""What all models of the border share: no unknown field, nothing converted in silence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
)

from app.contract.readers import Of, Told
from app.phone.notes import names
from matching.vocabulary import NightSpan

__all__ = [
    "NAMES_NOBODY",
    "OF_THE_DEMONSTRATION",
    "EACH_ONCE",
    "CodeName",
    "Count",
    "Day",
    "Handle",
    "Instant",
    "Language",
    "LevelWord",
    "Nameless",
    "NewHandle",
    "Nights",
    "Of",
    "PlaceCode",
    "PriorityWord",
    "SecurityWord",
    "Sent",
    "Short",
    "StrictBool",
    "StrictFloat",
    "StrictInt",
    "Told",
    "Value",
]

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
"""Days beyond these are slips of the pen, and arithmetic on them may run out of the calendar."""


class Sent(BaseModel):
    """Something that was sent: closed, frozen, and silent about its content."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    __str__ = __repr__


class Value(BaseModel):
    """A part of something told that belongs to one field of the matrix whole."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _text_only(sent: Any) -> Any:  # noqa: ANN401 - whatever came
    """JSON has no dates, so a number must not become one."""
    if not isinstance(sent, str | date):
        raise ValueError("text")
    return sent


def _a_day(sent: Any) -> Any:  # noqa: ANN401 - whatever came
    """A day is ten characters; an instant is not shortened to one."""
    if isinstance(sent, str) and len(sent) != 10:
        raise ValueError("day")
    return _text_only(sent)


Day = Annotated[date, BeforeValidator(_a_day), Field(ge=FIRST_DAY, le=LAST_DAY)]
BirthDate = Annotated[date, BeforeValidator(_a_day), Field(ge=date(1900, 1, 1), le=LAST_DAY)]
"""Long before any other day that is told: most of those who need a bed were born before 2000."""
Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_text_only),
    Field(
        ge=datetime.fromisoformat("2000-01-01T00:00:00+00:00"),
        le=datetime.fromisoformat("2099-12-31T00:00:00+00:00"),
    ),
]
Count = Annotated[StrictInt, Field(ge=0, le=100_000)]
CodeName = Annotated[str, Field(pattern=r"^[A-ZÆØÅ0-9][A-ZÆØÅ0-9-]{0,23}$")]
Handle = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,39}$")]
"""A work name; no person's own."""
OF_THE_DEMONSTRATION = "demo-"
"""What every handle of the demonstration world begins with: by it a database is known as one."""


def _nobody_of_the_demonstration(handle: str) -> str:
    if handle.startswith(OF_THE_DEMONSTRATION):
        raise ValueError("handle_of_the_demonstration")
    return handle


NewHandle = Annotated[Handle, AfterValidator(_nobody_of_the_demonstration)]
"""Of an account that people make: not one could make a real installation look like the other."""
Short = Annotated[str, Field(min_length=1, max_length=280)]


def _names_nobody(text: str) -> str:
    if names(text) is not None:
        raise ValueError("names_nobody")
    return text


NAMES_NOBODY = AfterValidator(_names_nobody)
"""In free text stands nothing that looks like a name, a telephone or an identity number (6.3)."""
Nameless = Annotated[Short, NAMES_NOBODY]


def _each_once(sent: Any) -> Any:  # noqa: ANN401 - whatever came
    """The schema says that each stands once; a set would forget that one stood twice."""
    words = [one for one in sent if isinstance(one, str)] if isinstance(sent, list) else []
    if len(words) != len(set(words)):
        raise ValueError("each_once")
    return sent


EACH_ONCE = BeforeValidator(_each_once)
Language = Annotated[str, Field(pattern=r"^[a-z]{3}$")]
"""ISO 639-3; ``und`` is asked and not known."""
PlaceCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,40}$")]
"""A code of the gazetteer; a danger place is never a free coordinate."""
LevelWord = Annotated[str, Field(pattern="^T[1-4]$")]
PriorityWord = Annotated[str, Field(pattern="^P[1-4]$")]
SecurityWord = Annotated[str, Field(pattern="^S[1-4]$")]


class Nights(Value):
    """Nights as half-open local dates: the last night is the one before ``to``."""

    first: date
    to: date

    @classmethod
    def of(cls, span: NightSpan) -> Nights:
        """The same span."""
        return cls(first=span.start, to=span.end)


class Page(Told):
    """What every page has: the cursor to the next one, or null when this is the last."""

    next: Annotated[str | None, Of("border")]
