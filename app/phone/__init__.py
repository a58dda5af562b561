"""The telephone: a thin client of its own, which imports nothing else of this house."""
