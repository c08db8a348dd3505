"""A folder of plans → tables and reports: who reads what, in which order, and what is kept."""
