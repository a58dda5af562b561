"""Whether what one schema allows fits another one, and where it does not.

The schemas are those that FastAPI and pydantic write: references, alternatives, closed words, limits.
What is not understood here and differs is told as another form, so nothing passes unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Way(Enum):
    """Which of the two must fit the other: the old one what is sent, the new one what is told."""

    SENT = "sent"
    TOLD = "told"


LOWEST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
HIGHEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
FORMS = ("pattern", "format", "multipleOf", "uniqueItems", "contentEncoding", "propertyNames", "patternProperties", "not", "prefixItems")  # fmt: skip
NAMED = "x-named"
"""Under this word a schema that was referred to keeps its name."""
Misfit = tuple[str, str]


def misfits(
    before: Any,  # noqa: ANN401 - JSON
    after: Any,  # noqa: ANN401 - JSON
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    way: Way,
) -> Iterator[Misfit]:
    """Where it does not fit, as a pointer, and the name of its kind (app.described.breaks.Kind)."""
    yield from _Fitting(old, new, way).of(before, after, "")


@dataclass(slots=True)
class _Fitting:
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    way: Way
    met: set[tuple[str | None, str | None]] = field(default_factory=set)

    def of(self, before: Any, after: Any, at: str) -> Iterator[Misfit]:  # noqa: ANN401 - JSON
        """Misfits of two schemas."""
        ones, others = self._alternatives(before, self.old), self._alternatives(after, self.new)
        if len(ones) == len(others) == 1:
            yield from self._of_one(ones[0], others[0], at)
        elif self.way is Way.SENT:
            yield from self._each_met(ones, others, at, narrow_first=True)
        else:
            # What is told to one kind of reader is one object; another kind's breaks nobody.
            objects = [one for one in ones if _is_object(one)]
            yield from self._each_met(objects, others, at, narrow_first=True)
            plain = [one for one in others if not _is_object(one)]
            yield from self._each_met(plain, ones, at, narrow_first=False)

    def _each_met(
        self, these: Sequence[Any], those: Sequence[Any], at: str, *, narrow_first: bool
    ) -> Iterator[Misfit]:
        """Each of these has one of those that fits; of one that has none, the closest is told."""
        for this in these:
            tried = []
            for that in those:
                pair = (this, that) if narrow_first else (that, this)
                apart = _Fitting(self.old, self.new, self.way, set(self.met))
                found = list(apart._of_one(*pair, at))
                tried.append(found)
                if not found:
                    break
            if not any(not found for found in tried):
                yield from min(tried, key=_distance, default=[(at, "OTHER_TYPE")])

    def _alternatives(self, schema: Any, whole: Mapping[str, Any]) -> list[Any]:  # noqa: ANN401
        schema = _resolved(schema, whole)
        for word in ("anyOf", "oneOf"):
            if word in schema:
                beside = {k: v for k, v in schema.items() if k in ("default",)}
                found = [one for part in schema[word] for one in self._alternatives(part, whole)]
                return [{**one, **beside} for one in found]
        if isinstance(schema.get("type"), list):
            return [{**schema, "type": one} for one in schema["type"]]
        return [schema]

    def _of_one(self, before: Any, after: Any, at: str) -> Iterator[Misfit]:  # noqa: ANN401 - JSON
        named = before.get(NAMED), after.get(NAMED)
        if None not in named:
            if named in self.met:
                return  # told already, or a schema that holds itself
            self.met.add(named)
        narrow, wide = (before, after) if self.way is Way.SENT else (after, before)
        if not _type_fits(narrow.get("type"), wide.get("type")):
            yield at, "OTHER_TYPE"
            return
        if _words(wide) is not None and not _all_in(_words(narrow), _words(wide)):
            yield at, "WORD_GONE" if self.way is Way.SENT else "WORD_NEW"
        yield from self._limits(narrow, wide, at)
        defaults = [one["default"] for one in (before, after) if "default" in one]
        if self.way is Way.SENT and "default" in before and defaults != [before["default"]] * 2:
            yield at, "OTHER_DEFAULT"
        yield from self._fields(before, after, at)
        if "items" in wide or "items" in narrow:
            yield from self.of(before.get("items", {}), after.get("items", {}), f"{at}/[]")
        yield from self._values(before, after, at)

    def _limits(self, narrow: Any, wide: Any, at: str) -> Iterator[Misfit]:  # noqa: ANN401 - JSON
        moved = "TIGHTER" if self.way is Way.SENT else "WIDER"
        for name in LOWEST:
            if name in wide and not (name in narrow and narrow[name] >= wide[name]):
                yield at, moved
        for name in HIGHEST:
            if name in wide and not (name in narrow and narrow[name] <= wide[name]):
                yield at, moved
        for name in FORMS:
            if wide.get(name) not in (None, False) and wide[name] != narrow.get(name):
                yield at, "OTHER_FORM"

    def _fields(self, before: Any, after: Any, at: str) -> Iterator[Misfit]:  # noqa: ANN401 - JSON
        had, has = before.get("properties", {}), after.get("properties", {})
        needed, needs = set(before.get("required", ())), set(after.get("required", ()))
        for name in had:
            if name not in has:
                yield f"{at}/{name}", "FIELD_GONE"
            else:
                yield from self.of(had[name], has[name], f"{at}/{name}")
        if self.way is Way.SENT:
            yield from ((f"{at}/{name}", "FIELD_NEEDED") for name in sorted(needs - needed))
        else:
            lost = sorted((needed - needs) & has.keys())
            yield from ((f"{at}/{name}", "FIELD_MAY_BE_MISSING") for name in lost)

    def _values(self, before: Any, after: Any, at: str) -> Iterator[Misfit]:  # noqa: ANN401 - JSON
        """Of an object whose names are free."""
        had, has = before.get("additionalProperties", True), after.get("additionalProperties", True)
        if isinstance(had, dict) and isinstance(has, dict):
            yield from self.of(had, has, f"{at}/*")
        elif isinstance(had, dict) != isinstance(has, dict) or (
            self.way is Way.SENT and had is True and has is False
        ):
            yield at, "OTHER_FORM"


def _resolved(schema: Any, whole: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - JSON
    if not isinstance(schema, dict):
        return {}
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        beside = {word: said for word, said in schema.items() if word != "$ref"}
        return {**_resolved(whole["components"]["schemas"][name], whole), **beside, NAMED: name}
    if len(schema.get("allOf", ())) == 1:
        beside = {word: said for word, said in schema.items() if word != "allOf"}
        return {**_resolved(schema["allOf"][0], whole), **beside}
    return schema


def _is_object(schema: Mapping[str, Any]) -> bool:
    return schema.get("type") == "object"


def _type_fits(narrow: str | None, wide: str | None) -> bool:
    return wide is None or narrow == wide or (narrow, wide) == ("integer", "number")


def _words(schema: Mapping[str, Any]) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    return schema.get("enum")


def _all_in(some: list[Any] | None, all_: list[Any] | None) -> bool:
    return some is not None and all_ is not None and all(one in all_ for one in some)


def _distance(found: Sequence[Misfit]) -> tuple[bool, int]:
    """Of several that do not fit: one of another type is furthest."""
    return any(kind == "OTHER_TYPE" and at.count("/") == 0 for at, kind in found), len(found)
