"""The data dictionary: every table and column with its class, written out of the records."""

from __future__ import annotations

from models.base import Base, table_of


def data_dictionary() -> str:
    """Markdown: tables by name with keeping and writes, each column with its class."""
    parts = []
    records = [mapper.class_ for mapper in Base.registry.mappers]
    for record in sorted(records, key=lambda found: str(found.__tablename__)):
        table = table_of(record)
        first = (record.__doc__ or "").strip().splitlines()[0]
        lines = [
            f"### {table.name}",
            first,
            f"Kept: {record.kept.value}. Service: SELECT, {record.writes.value}.",
            "",
            "| column | class | null |",
            "|---|---|---|",
        ]
        for column in table.columns:
            null = "not asked" if column.nullable else ""
            lines.append(f"| {column.name} | {column.info['class']} | {null} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"
