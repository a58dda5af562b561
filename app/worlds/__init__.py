"""World files: a situation and a plan as JSON, read strictly and written the same way each time.

The format is described in docs/world-files.md. Nothing here needs a database or a solver.
"""
