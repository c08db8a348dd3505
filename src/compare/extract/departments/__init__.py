"""Responsibility clauses → assignments: who leads, who supports, who is responsible."""
