"""What is not as it must be on this host and in its database: facts are gathered, checks judge them."""
