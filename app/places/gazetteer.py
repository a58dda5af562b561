"""The gazetteer: towns and municipalities by stable code, the only places a danger area may name.

Source: domain 8.2 (ActorArea), 9.3, 11.2; data/SOURCES.md. Names are for screens and for typing;
matching gets the point and the reach of an entry and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cache
from types import MappingProxyType

from app.countries.profile import this_country
from app.places.entry import GazetteerEntry, PlaceCode, PlaceKind
from app.places.entry_files import read_entries
from app.places.place_names import closeness, folded, spellings
from matching.vocabulary import DomainError, value

__all__ = [
    "Gazetteer",
    "GazetteerEntry",
    "PlaceCode",
    "PlaceKind",
    "UnknownPlace",
    "load_gazetteer",
]


class UnknownPlace(DomainError):
    """The gazetteer has no entry of that code."""


@value
class Gazetteer:
    """Every entry, in the order of the codes; nothing in it ever changes."""

    entries: tuple[GazetteerEntry, ...]
    _by_code: Mapping[str, GazetteerEntry] = field(init=False, repr=False, compare=False)
    _spelled: tuple[tuple[GazetteerEntry, tuple[str, ...]], ...] = field(
        init=False, repr=False, compare=False
    )

    _names: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_code = {entry.code: entry for entry in self.entries}
        if len(by_code) != len(self.entries):
            raise DomainError("a gazetteer has each code once")
        names = tuple((e, spellings(e.name) + spellings(e.other_name or "")) for e in self.entries)
        object.__setattr__(self, "_by_code", MappingProxyType(by_code))
        object.__setattr__(self, "_spelled", names)
        whole = frozenset(folded(one) for _, spelled in names for one in spelled)
        object.__setattr__(self, "_names", whole)

    def __repr__(self) -> str:
        return f"Gazetteer({len(self.entries)} entries)"

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def entry(self, code: str) -> GazetteerEntry:
        """The entry of that code.

        Raises
        ------
        UnknownPlace
            When there is none; the text does not repeat the code.
        """
        found = self._by_code.get(code)
        if found is None:
            raise UnknownPlace("the gazetteer has no place of this code")
        return found

    def is_a_name(self, words: str) -> bool:
        """Whether these words are the whole name of an entry, however they are spelled."""
        return folded(words) in self._names

    def find(self, typed: str, *, limit: int = 10) -> tuple[GazetteerEntry, ...]:
        """The entries whose name, or a later word of it, begins with what was typed.

        Whole names first, then beginnings, then later words; each from the largest place down.
        Nothing typed finds nothing. Case, accents and the spelling of æ, ø and å do not matter.
        """
        wanted = folded(typed)
        if not wanted:
            return ()
        hits = [
            (near, -(entry.population or 0), entry.code, entry)
            for entry, spelled in self._spelled
            if (near := closeness(wanted, spelled)) is not None
        ]
        return tuple(hit[-1] for hit in sorted(hits, key=lambda hit: hit[:3])[:limit])

    def towns_of(self, municipality: str) -> tuple[GazetteerEntry, ...]:
        """The towns that are counted to this municipality, in the order of their codes."""
        return tuple(
            e for e in self.entries if e.kind is PlaceKind.TOWN and e.municipality == municipality
        )


def load_gazetteer() -> Gazetteer:
    """The gazetteer of this country's shipped data files, read once."""
    return gazetteer_of(this_country().code)


@cache
def gazetteer_of(country: str) -> Gazetteer:
    """The gazetteer of a country, read once."""
    return Gazetteer(read_entries(country))
