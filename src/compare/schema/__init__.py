"""What the tables are: columns, types, units and meanings; checking them; the data dictionary."""

from compare.schema.check import build_table, check_table, describe_tables
from compare.schema.gathering import Columns, Gathering, code_texts, turn_rows
from compare.schema.tables import CONTRACT, TABLES, WARNINGS, Column, Table

__all__ = [
    "CONTRACT",
    "TABLES",
    "WARNINGS",
    "Column",
    "Columns",
    "Gathering",
    "Table",
    "build_table",
    "check_table",
    "code_texts",
    "describe_tables",
    "turn_rows",
]
