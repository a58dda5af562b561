"""Code names for shelters and units: words of nature and a number, never a real house's name."""

from __future__ import annotations

from app.worlds.generate.chance import Chance

_NORWEGIAN = (
    "FJORD SKOG VIDDE ELV FOSS LUND BEKK TIND NES HOLME VIK ODDE MYR LYNG FURU GRAN BJERK OSP "
    "ROGN SELJE TERNE ERLE SVALE MEIS KRYKKJE LOM UGLE FALK REIR KILDE"
)
_ENGLISH = (
    "ALDER ASH ASPEN BEECH BIRCH BROOK CEDAR CLIFF CLOVER COVE CREST DALE ELM FERN FINCH GLEN "
    "GROVE HAZEL HEATH HERON HOLLY LARK LINDEN MAPLE MEADOW MERLIN MOOR OAK OSPREY PINE PLOVER "
    "POND POPLAR QUAIL REED RIDGE ROBIN ROWAN SAGE SHORE SPRUCE SWIFT TERN THISTLE THRUSH WILLOW "
    "WREN YARROW"
)


def code_names(language: str, count: int, chance: Chance) -> list[str]:
    """So many different code names, in an order that tells nothing about the houses."""
    words = (_NORWEGIAN if language == "nor" else _ENGLISH).split()
    numbers = max(99, -(-count // len(words)))
    width = len(str(numbers))
    all_names = [f"{word}-{n:0{width}d}" for n in range(1, numbers + 1) for word in words]
    return chance.some_of(all_names, count)
