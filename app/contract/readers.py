"""What a reader is told of a noun: the fields that the matrix gives to the role, and no other.

A noun is declared once, each field with its field of models/rights.toml. The model of a reader is
derived from it: what the role may not see is not in it, what it may see in bands stands in bands.
Source: security 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Self, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, PrivateAttr, create_model
from pydantic.fields import FieldInfo

from models.rights import FIELDS, Code, RightsIncomplete, codes
from models.words import Role


@dataclass(frozen=True, slots=True)
class Band:
    """A coarser view: its type, and how it follows from the value."""

    type: Any
    of: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Of:
    """The field of the matrix that something told belongs to.

    ``by``: codes that are enough as well, since the value is what they mean: itself a band, or told
    by an act that asked for acceptance, step-up or a broken glass. ``band``: who has only code b gets
    this view instead of the value.
    """

    field: str
    by: tuple[Code, ...] = ()
    band: Band | None = None


class Told(BaseModel):
    """Something that is told; each reader gets the fields which the matrix gives to the role."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    _own: bool | None = PrivateAttr(default=None)

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:  # noqa: ANN401 - handed on
        for name, field in cls.model_fields.items():
            _of(cls, name, field)

    def is_own(self) -> bool | None:
        """Whether it is of a case on which its reader stands; None when nobody said."""
        return self._own

    def owned(self, own: bool | None) -> Self:
        """The same, of a case on which its reader stands, or of one on which she does not."""
        self._own = own
        return self


def _of(model: type[Told], name: str, field: FieldInfo) -> Of:
    """The entry of one told field.

    Raises
    ------
    RightsIncomplete
        When it names none, or one that is not in the matrix.
    """
    named = [one for one in field.metadata if isinstance(one, Of)]
    if len(named) != 1 or named[0].field not in FIELDS:
        raise RightsIncomplete(
            f"{model.__name__}.{name} must be Annotated[..., Of(a field of models/rights.toml)]"
        )
    return named[0]


def sees(role: Role, of: Of, own: bool) -> bool:
    """Whether the role is told the value itself."""
    may = codes(role, of.field)
    if not may.isdisjoint(of.by):
        return True
    if Code.STEP_UP in may:
        return False
    return Code.READ in may or (own and Code.OWN in may)


@cache
def _parts(noun: type[Told], role: Role, own: bool) -> tuple[tuple[str, Band | None], ...]:
    """The fields that this reader is told: each with its band, or with None when it is told whole."""
    found: list[tuple[str, Band | None]] = []
    for name, field in noun.model_fields.items():
        of = _of(noun, name, field)
        if sees(role, of, own):
            found.append((name, None))
        elif of.band is not None and Code.BANDED in codes(role, of.field):
            found.append((name, of.band))
    return tuple(found)


@cache
def model_for(noun: type[Told], role: Role, own: bool) -> type[Told]:
    """The model of this reader: the noun itself when it is told whole."""
    fields: dict[str, Any] = {}
    for name, band in _parts(noun, role, own):
        field = noun.model_fields[name]
        if band is not None:
            # A field of its own: what bounds the value does not bound the band.
            fields[name] = (Annotated[band.type, _of(noun, name, field)], ...)
            continue
        kept = copy(field)
        kept.annotation = _for(field.annotation, role, own)
        fields[name] = (kept.annotation, kept)
    told = {name: annotation for name, (annotation, _) in fields.items()}
    if told == _types(noun):
        return noun
    if not own and told:
        whole = model_for(noun, role, True)
        if told == _types(whole):
            return whole
    made = create_model(_name(noun, role, own), __base__=Told, __doc__=noun.__doc__, **fields)
    _NOUN[made] = noun
    return made


def _types(model: type[Told]) -> dict[str, Any]:
    return {name: field.annotation for name, field in model.model_fields.items()}


_NOUN: dict[type[Told], type[Told]] = {}
"""The noun of each derived model."""


def _name(noun: type[Told], role: Role, own: bool) -> str:
    reader = "".join(part.title() for part in role.split("_"))
    return f"{noun.__name__}For{reader}" + ("" if own else "NotOnIt")


def _for(annotation: Any, role: Role, own: bool) -> Any:  # noqa: ANN401 - any type
    """The same type with each noun in it as this reader is told it."""
    if isinstance(annotation, type) and issubclass(annotation, Told):
        return _union(_models(annotation, role, own))
    if get_origin(annotation) in (Union, UnionType):
        return _union(_for(arg, role, own) for arg in get_args(annotation))
    if get_origin(annotation) is list:
        return list[_for(get_args(annotation)[0], role, own)]  # type: ignore[misc]
    return annotation


def _models(noun: type[Told], role: Role, own: bool) -> list[type[Told]]:
    """The models in which this reader may meet the noun.

    Parts may be of other cases than the whole for the one role that reads beyond its own, unless
    nothing of those is left but the way to the next page.
    """
    if role is not Role.COORDINATOR:
        return [model_for(noun, role, own)]
    found = [model_for(noun, role, True)]
    other = model_for(noun, role, False)
    if any(_of(other, name, field).field != "border" for name, field in other.model_fields.items()):
        found.append(other)
    return found


def _union(types: Iterable[Any]) -> Any:  # noqa: ANN401 - a type
    return reduce(or_, dict.fromkeys(types))


def told_to(role: Role, body: Told, own: bool | None = None) -> Told:
    """What this reader is told of it.

    A coordinator reads more of a case on which she stands, and it must be said that she does;
    everybody else is answered about own things alone.
    """
    standing = body._own if body._own is not None else own
    if standing is None:
        standing = role is not Role.COORDINATOR
    noun = type(body)
    model = model_for(noun, role, standing)
    if model is noun:
        return body
    said = {}
    for name, band in _parts(noun, role, standing):
        value = getattr(body, name)
        said[name] = _value(role, value, standing) if band is None else band.of(value)
    return model(**said)


def _value(role: Role, value: Any, own: bool) -> Any:  # noqa: ANN401 - any value
    if isinstance(value, Told):
        return told_to(role, value, own)
    if isinstance(value, list):
        return [_value(role, one, own) for one in value]
    return value


def models_for(asked: Any, roles: Iterable[Role]) -> Any:  # noqa: ANN401 - a type, as a route has it
    """The type of all answers that these roles may get where the route names this noun."""
    if not (isinstance(asked, type) and issubclass(asked, Told)):
        return asked
    wanted = set(roles)
    return _union(model for role in Role if role in wanted for model in _models(asked, role, True))
