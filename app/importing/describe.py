"""The columns of every kind of file as the tables of docs/import.md."""

from __future__ import annotations

from app.importing.columns import KEYS, TEMPLATES, Kind


def described(kind: Kind) -> str:
    """A table of the columns: its name, what a cell may hold, what it means, an example."""
    lines = [f"A row is known again by {' and '.join(f'`{key}`' for key in KEYS[kind])}.", ""]
    lines += ["| column | may hold | means | example |", "|---|---|---|---|"]
    for column in TEMPLATES[kind]:
        name = f"**`{column.name}`**" if column.needed else f"`{column.name}`"
        cells = (name, column.reader.allowed, column.meaning, column.example)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
