"""What people do with havn, a function each: lock, look, write, record."""
