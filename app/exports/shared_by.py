"""How many houses must share a word before it leaves the service: of fewer it points at one of them."""

LEAST_HOUSES = 3
"""Houses of a region that have the kind or the language (security AT12; decision 0234)."""
