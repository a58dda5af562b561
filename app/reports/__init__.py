"""Reports: what was counted, as tables that may leave and files that carry them; nothing here reads a record."""
