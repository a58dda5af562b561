"""The tests; each folder mirrors the package that it tests."""
