"""Every step of the schema, up and down; see README.md."""
