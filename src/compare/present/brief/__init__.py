"""The Word brief: findings, charts and tables in the form of an official note."""
