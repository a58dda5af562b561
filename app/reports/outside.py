"""The reports that may leave: each from numbers that were told once and do not change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.reports import words
from app.reports.definitions import CONTACTS, FIGURES, LEAVES, Figure
from app.reports.periods import Quarter
from app.reports.tables import (
    Cell,
    Edition,
    Known,
    Report,
    Row,
    Table,
    by_word,
    leaving,
    plain,
    share,
)
from models.words import CountOf, Payer

NOT_NAMED = {words.not_named(payer): payer for payer in Payer}


def annual(year: int, known: Mapping[int, Known]) -> Report:
    """Contacts, offered and accepted, and by referrer, for this year and those told before it."""
    shown = {each: known[each] for each in sorted(known) if each <= year}
    columns = tuple(str(each) for each in shown)
    return _report(
        "annual",
        "Annual report",
        str(year),
        (_steps(columns, shown.values()), _words(CountOf.REFERRER, columns, list(shown.values()))),
    )


def quarterly(quarter: Quarter, known: Known) -> Report:
    """What the coordination unit under the police gets each quarter."""
    columns = (str(quarter),)
    tables = (
        _steps(columns, [known]),
        _words(CountOf.REFERRER, columns, [known]),
    )
    return _report("quarterly", "Quarterly file", str(quarter), tables)


def equity(year: int, known: Known) -> Report:
    """How long each class waited, and why a place came to nothing."""
    tables = (
        _classes(CountOf.FIRST_OPTION, known),
        _classes(CountOf.FIRST_BED, known),
        _words(CountOf.DECLINE, (str(year),), [known]),
        _words(CountOf.REFUSAL, (str(year),), [known]),
    )
    return _report("equity", "Equity report", str(year), tables)


def stays(year: int, known: Known) -> Report:
    """How long they stayed, how often they moved, and where they went."""
    tables = tuple(_words(subject, (str(year),), [known]) for subject in words.OF_STAYS)
    return _report("stays", "Stays and moves", str(year), tables)


def expenses(year: int, known: Known) -> Report:
    """What was paid for how many cases, by the municipality or organisation that pays."""
    cases, paid = CountOf.EXPENSE_CASES, CountOf.EXPENSE_PAID
    told = [
        word
        for word in known.words(cases)
        if word != words.ALL and known.exactly(cases, word) is not None
    ]
    rows = by_word(
        (*told, words.ALL),
        lambda word: (known.cell(cases, word), known.cell(paid, word)),
        _payer,
    )
    table = _table(FIGURES[cases], "expenses", ("Cases", "Paid"), rows)
    return _report("expenses", "Expenses by who pays", str(year), (table,))


def _payer(word: str) -> str:
    if word == words.ALL:
        return "All together"
    kind = NOT_NAMED.get(word)
    return word if kind is None else f"{plain(kind.value)}, not told which"


def gap(quarter: Quarter, known: Known) -> Report:
    """Which unit of which kind in which region would have placed how many.

    The last row is always there and stands for all that is not told: no table is empty, and which
    regions have a house at all is not told by the rows that are hidden.
    """
    told = [word for word in known.words(CountOf.GAP) if known.exactly(CountOf.GAP, word)]
    rows = by_word(
        (*told, words.OTHERWISE),
        lambda word: (known.cell(CountOf.GAP, word),),
        lambda word: "Every other region and kind" if word == words.OTHERWISE else plain(word),
    )
    table = _table(FIGURES[CountOf.GAP], "gap", ("Households",), rows)
    return _report("gap", "Gap report", str(quarter), (table,))


def steps(known: Known) -> tuple[int | None, int | None, int | None]:
    """Contacts, offered and accepted, each where it may be told; exact, to be rounded when told."""
    contacts = known.exactly(CountOf.CASES, words.ALL)
    not_offered, offered, accepted = (known.exactly(CountOf.STEP, word) for word in words.STEPS)
    whole = (CountOf.STEP, words.NOT_KEPT) not in known.numbers
    if offered is not None and accepted is not None:
        return contacts, offered + accepted, accepted
    if whole and contacts is not None and not_offered is not None:
        return contacts, contacts - not_offered, accepted
    return contacts, None, accepted


def _steps(columns: tuple[str, ...], times: Iterable[Known]) -> Table:
    found = [steps(known) for known in times]
    rows = [
        Row(word, label, tuple(leaving(one[index]) for one in found))
        for index, (word, label) in enumerate(
            (("CONTACTS", "Contacts"), ("OFFERED", "Offered a place"), ("ACCEPTED", "Accepted one"))
        )
    ]
    shares: tuple[Cell, ...] = tuple(share(one[2], one[0]) for one in found)
    rows.append(Row("ACCEPTED_SHARE", "Accepted, % of contacts", shares))
    figure = FIGURES[CountOf.STEP]
    said = Figure(figure.title, f"{CONTACTS.definition} {figure.definition}", figure.source)
    return _table(said, "steps", columns, tuple(rows))


def _words(subject: CountOf, columns: tuple[str, ...], times: list[Known]) -> Table:
    def cells(word: str) -> tuple[Cell, ...]:
        return tuple(known.cell(subject, word) for known in times)

    not_kept = any((subject, words.NOT_KEPT) in known.numbers for known in times)
    listed = (*words.WORDS[subject], words.NOT_KEPT) if not_kept else words.WORDS[subject]
    rows = by_word(listed, cells, plain)
    return _table(FIGURES[subject], subject.value.lower(), columns, rows)


def _classes(subject: CountOf, known: Known) -> Table:
    def cells(priority: str) -> tuple[Cell, ...]:
        return tuple(known.cell(subject, words.of_class(priority, band)) for band in words.BANDS)

    columns = tuple(plain(band) for band in words.BANDS)
    rows = by_word(words.CLASSES, cells, lambda word: word.replace("_", " ").capitalize())
    return _table(FIGURES[subject], subject.value.lower(), columns, rows)


def _table(figure: Figure, name: str, columns: tuple[str, ...], rows: tuple[Row, ...]) -> Table:
    return Table(name, figure.title, figure.definition, figure.source, columns, rows)


def _report(name: str, title: str, time: str, tables: tuple[Table, ...]) -> Report:
    return Report(name, title, time, Edition.OUTSIDE, LEAVES, tables)
