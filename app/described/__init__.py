"""The API as it is published: its OpenAPI file, what would break whoever uses it, what is to go."""
