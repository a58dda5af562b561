"""The matching core: values in, values out; no clock, no I/O, no name, no address.

Nothing is imported here: the solver costs seconds to load and records only need the vocabulary.
"""
