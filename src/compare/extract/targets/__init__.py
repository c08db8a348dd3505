"""Sentences and tables → quantities of the plan's own aims and results."""
