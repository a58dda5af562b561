"""The service: what goes in and out, who may, and where it is kept. Nothing is imported here."""
