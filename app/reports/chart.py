"""A chart of one table, drawn as SVG: bars, a title and a description, and no number that is not told.

The table stands beside it: whoever does not see the bars reads the same numbers there.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from app.reports.tables import HIDDEN, Table

LABEL, BARS, NUMBER = 210, 360, 60
"""Unit: px, from left to right."""
BAR, GAP, GROUP = 16, 4, 10
TONES = ("#1d3f72", "#4f7cac", "#8fb1cc", "#c06f2c", "#7a5195")
"""Columns from left to right; each bar carries its number, so colour alone tells nothing."""


def chart(table: Table) -> str:
    """The bars of a table, a group for each row; empty when nothing of it is told."""
    told = [c.number for row in table.rows for c in row.cells if c.number and not c.percent]
    if not told:
        return ""
    parts, y, most = [], GROUP, max(told)
    for row in table.rows:
        if any(cell.percent for cell in row.cells):
            continue
        middle = y + (BAR + GAP) * len(row.cells) / 2
        parts.append(_text(LABEL - 8, middle + 3, row.label, "end"))
        for number, cell in enumerate(row.cells):
            width = BARS * (cell.number or 0) / most
            tone = TONES[number % len(TONES)]
            parts.append(
                f'<rect x="{LABEL}" y="{y}" width="{width:.1f}" height="{BAR}" fill="{tone}"/>'
            )
            said = HIDDEN if cell.number is None else str(cell.number)
            parts.append(_text(LABEL + width + 6, y + BAR - 4, said, "start"))
            y += BAR + GAP
        y += GROUP
    if len(table.columns) > 1:
        parts.append(_text(LABEL, y + 12, "Bars from above: " + ", ".join(table.columns), "start"))
        y += 24
    title, description = f"{table.name}-title", f"{table.name}-description"
    told_of = f"Bars of {table.title.lower()}; the table after it has the same numbers."
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LABEL + BARS + NUMBER} {y}" '
        f'role="img" aria-labelledby={quoteattr(f"{title} {description}")}>'
        f"<title id={quoteattr(title)}>{escape(table.title)}</title>"
        f"<desc id={quoteattr(description)}>{escape(told_of)}</desc>{''.join(parts)}</svg>"
    )


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="12" '
        f'font-family="sans-serif" fill="#1a1a1a">{escape(text)}</text>'
    )
