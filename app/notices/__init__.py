"""Notices go out: that there is a new task, and nothing of which. Off unless hooks are named."""
