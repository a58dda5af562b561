"""What havn knows, in the words of others: pure mappings, each with a page in docs/integrate."""
