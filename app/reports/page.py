"""A report as a page to be printed: whole in one file, without a script and without anything from elsewhere."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from app.reports.chart import chart
from app.reports.tables import HIDDEN, Cell, Edition, Report, Table

STYLE = """
body { font: 11pt/1.45 Georgia, serif; color: #1a1a1a; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
h1, h2 { font-family: "Helvetica Neue", Arial, sans-serif; line-height: 1.2 }
section { break-inside: avoid-page; margin: 2rem 0 }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: right; padding: .25rem .5rem; border-bottom: 1px solid #c8c8c8 }
th:first-child { text-align: left; font-weight: normal }
caption { text-align: left; font-style: italic; padding: .5rem 0 }
.hidden { color: #595959; font-style: italic }
.source, .note { font-size: 9.5pt; color: #444 }

.wide { overflow-x: auto }
svg { width: 100%; height: auto }
@page { margin: 18mm }
"""
EDITIONS = {
    Edition.OUTSIDE: "Edition that may leave: no case is in it",
    Edition.INSIDE: "Inside edition: not to leave",
}


def page_of(report: Report) -> bytes:
    """The page, as UTF-8."""
    title = escape(f"{report.title}, {report.time}")
    body = "".join(_section(table) for table in report.tables)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body><main><h1>{title}</h1>"
        f'<p>{EDITIONS[report.edition]}.</p><p class="note">{escape(report.note)}</p>'
        f"{body}</main></body></html>\n"
    ).encode()


def _section(table: Table) -> str:
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(row.label)}</th>{"".join(_cell(c) for c in row.cells)}</tr>'
        for row in table.rows
    )
    return (
        f"<section><h2>{escape(table.title)}</h2><p>{escape(table.definition)}</p>{chart(table)}"
        f'<div class="wide" tabindex="0" role="region" aria-label={quoteattr(table.title)}>'
        f"<table><caption>{escape(table.title)}</caption>"
        f"<thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
        f'<p class="source">Source: {escape(table.source)}</p></section>'
    )


def _cell(cell: Cell) -> str:
    if cell.number is None:
        return f'<td class="hidden">{HIDDEN}</td>'
    return f"<td>{cell.number}{' %' if cell.percent else ''}</td>"
