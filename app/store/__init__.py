"""All SQL of the service, and its one door to a commit: Store.transaction()."""
