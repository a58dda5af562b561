"""One page of a list, by ascending random id: the order tells nothing of when or where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, literal_column, select

from app.store.transactions import Tx


@dataclass(frozen=True, slots=True)
class Page:
    """How many lines, and after which one."""

    limit: int
    after: UUID | None = None


def page(
    tx: Tx,
    query: Any,  # noqa: ANN401 - a select
    by: Any,  # noqa: ANN401 - a column
    wanted: Page,
    *,
    among: Any = None,  # noqa: ANN401 - a select
) -> tuple[Sequence[Row[Any]], UUID | None]:
    """The lines of this page, and the id to go on from; None when this was the last.

    The query must select the id under the name ``id``. ``among``: a select of ``by``, each value
    once, of the lines that may be told; it is cut to this page before the query joins anything. The
    query itself drops none of them then: it has no condition and only outer joins.
    """
    if among is not None:
        query = query.where(by.in_(_cut(among, by, wanted)))
        rows = tx.execute(query.order_by(by)).all()
    else:
        rows = tx.execute(_cut(query, by, wanted)).all()
    shown = rows[: wanted.limit]
    return shown, shown[-1].id if len(rows) > wanted.limit else None


def _cut(query: Any, by: Any, wanted: Page) -> Any:  # noqa: ANN401 - a select, a column
    """The lines of this page, and one more, which tells whether there is another."""
    if wanted.after is not None:
        query = query.where(by > wanted.after)
    return query.order_by(by).limit(wanted.limit + 1)


def mark(tx: Tx, query: Any) -> str:  # noqa: ANN401 - a select
    """A word that is another one as soon as a line is new, is gone, or says something else.

    Whatever order the lines come in. It tells neither how many there are nor what they say.
    """
    lines = query.subquery("line")
    hashed = func.bit_xor(func.hashtextextended(literal_column("line::text"), 0))
    counted = select(func.count().label("lines"), hashed.label("mixed")).select_from(lines)
    row = tx.execute(counted).one()
    return f"{row.lines}/{row.mixed}"
