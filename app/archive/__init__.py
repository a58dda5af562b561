"""The continuous archive: base backups and every piece of the log after them, to a moment (0225)."""
