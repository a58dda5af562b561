"""Shelters from tables: read, checked whole, and written whole or not at all (docs/import.md)."""
