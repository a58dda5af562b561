"""A new installation on one server: folder, keys, roles, database, schema, the first link."""
