"""Every table of the project: its grain, its columns, their types, units and meanings.

The column names are a contract with other programs: they may be added to on the right, never
renamed. An empty cell means "not stated".
"""

from __future__ import annotations

from compare.schema.columns import Column, Table
from compare.schema.comparison_tables import COMPARISON_TABLES
from compare.schema.plan_tables import PLAN_TABLES, WARNINGS

__all__ = ["CONTRACT", "TABLES", "WARNINGS", "Column", "Table"]

# Which contract the tables keep to: another number where a column or an id changes its meaning.
CONTRACT = 1

TABLES: dict[str, Table] = {table.name: table for table in (*PLAN_TABLES, *COMPARISON_TABLES)}
