"""What a table and a column are, and what several tables have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Column:
    """One column: its name, type, one-line meaning, unit and permitted values."""

    name: str
    type: str
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Table:
    """One table: its grain in one sentence, its columns and the columns that identify a row."""

    name: str
    grain: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


def describe_columns(*rows: tuple[Any, ...]) -> tuple[Column, ...]:
    """Columns from rows of their fields, in the order of Column: name, type, meaning …"""
    return tuple(Column(*row) for row in rows)


PLAN_ID = ("plan_id", "str", "plan the row belongs to", "", (), True)
TASK_ID = ("task_id", "str", "task the row belongs to", "", (), True)
START = ("start", "int", "first character in the source text, 0-based", "characters", (), True)
END = ("end", "int", "one past the last character in the source text", "characters", (), True)
MEASURES = ("level", "share", "change", "rate_of_change", "multiple", "rank")
OWNERS = ("own", "prefecture", "province", "nation")
