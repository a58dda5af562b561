"""The night run: every night once, in a process of its own, beside the service and never through it."""
