"""Lives of cases against a simple model: what the records must say after each act (domain 13)."""
