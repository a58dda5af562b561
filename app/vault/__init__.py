"""Sealed fields: encryption bound to table, column and row, under keys outside the database."""
