"""The audit chain from outside: is it whole, and its head for safe-keeping elsewhere."""
