"""What differs from one country to the next, and nothing else that does."""
