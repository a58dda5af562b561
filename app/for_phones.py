"""What the telephone carries of the service's words: places by name and code, reasons by code.

Written by ``python -m app.for_phones``; a test compares the files with this. No point, no county and
no number of the gazetteer is among it.
"""

from __future__ import annotations

from pathlib import Path

from app.places.gazetteer import load_gazetteer
from matching.explain_words import ASSUMED, REASON
from matching.plain_words import (
    KIND,
    LONG,
    SEVERAL_UNITS,
    THEN_MOVE,
    THERE,
    UNIT,
    UNITS_IN_ONE_HOUSE,
    WOMEN_STAFF,
)

FOLDER = Path(__file__).with_name("phone")
PLACES, SAID = "places.tsv", "said.tsv"


def places() -> str:
    """One line per place: code, kind, name, other name; this country's and larger ones first."""
    order = sorted(
        load_gazetteer().entries,
        key=lambda e: (e.region is None, e.kind != "TOWN", -(e.population or 0), e.code),
    )
    rows = ((e.code, e.kind.value, e.name, e.other_name or "") for e in order)
    return "".join("\t".join(row) + "\n" for row in rows)


def said() -> str:
    """One line per reason, assumption and word of what is there: code, English, Norwegian."""
    lists = (REASON, KIND, UNIT, THERE, LONG)
    alone = (SEVERAL_UNITS, UNITS_IN_ONE_HOUSE, THEN_MOVE, WOMEN_STAFF)
    words = {one.code: one for some in lists for one in some.values()}
    words |= {one.code: one for one in alone}
    words |= {f"assumed.{one.code}": one for one in ASSUMED.values()}
    rows = ((code, words[code].en, words[code].no) for code in sorted(words))
    return "".join("\t".join(row) + "\n" for row in rows)


if __name__ == "__main__":
    (FOLDER / PLACES).write_text(places(), encoding="utf-8")
    (FOLDER / SAID).write_text(said(), encoding="utf-8")
