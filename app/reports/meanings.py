"""Which words are by their meaning a part of others, so that a difference of two tables is somebody.

Who came to a place said yes before; who declined one was shown it; who was shown one had an option; and a
yes within an hour follows an option within it. Each line is a difference that the year must not give away.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.reports import words
from app.reports.year_hiding import Key, Part
from models.words import CountOf

NOT_OFFERED, OFFERED, ACCEPTED = ((CountOf.STEP.value, word) for word in words.STEPS)
NO_DECLINE = (CountOf.DECLINE.value, words.NONE)
NO_REFUSAL = (CountOf.REFUSAL.value, words.NONE)


def _waits(of: CountOf, classes: tuple[str, ...], bands: tuple[str, ...]) -> frozenset[Key]:
    return frozenset((of.value, words.of_class(c, band)) for c in classes for band in bands)


def _parts() -> Iterator[Part]:
    every, never = words.CLASSES, (words.NEVER,)
    no_option = _waits(CountOf.FIRST_OPTION, every, never)
    no_bed = _waits(CountOf.FIRST_BED, every, never)
    some_bed = _waits(CountOf.FIRST_BED, every, words.BANDS) - no_bed
    yield Part(some_bed, frozenset({ACCEPTED}))  # said yes, and did not come
    yield Part(no_bed, frozenset({NOT_OFFERED}))  # was offered one, and never said yes
    yield Part(frozenset({NOT_OFFERED}), no_option)  # had an option that nobody showed her
    yield Part(frozenset({NO_DECLINE}), frozenset({NOT_OFFERED}))  # was offered one, declined none
    yield Part(frozenset({NO_DECLINE}), no_option)
    yield Part(frozenset({NO_REFUSAL}), no_option)
    for each in words.CLASSES:
        option, bed = (
            _waits(of, (each,), words.BANDS) for of in (CountOf.FIRST_OPTION, CountOf.FIRST_BED)
        )
        yield Part(option, bed)  # a class is of as many in both: neither is more than the other
        yield Part(bed, option)
        for end in range(1, len(words.BANDS)):
            until = words.BANDS[:end]
            yield Part(  # had an option by then, and no bed
                _waits(CountOf.FIRST_OPTION, (each,), until),
                _waits(CountOf.FIRST_BED, (each,), until),
            )


PARTS = tuple(_parts())
