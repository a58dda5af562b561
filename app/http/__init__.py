"""The border: parse, call a use-case, wrap the answer. No rule and no SQL in here."""
