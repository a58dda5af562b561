"""The demonstration: an invented country from a seed, brought in like any other, and its staff."""
