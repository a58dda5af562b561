"""What goes in and out, one model per reader: what a reader may not see has no field."""
