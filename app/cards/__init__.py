"""Cards: what she is told when something changes, in her language and in closed texts."""
