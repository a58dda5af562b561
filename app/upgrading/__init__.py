"""To the next release: a backup, every step and the proof in one transaction, or all as it was."""
