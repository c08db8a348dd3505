"""Rows of many plans on their way to a table, plan after plan."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from compare.schema.check import build_table
from compare.schema.tables import TABLES, Column

Columns = dict[str, list[Any]]
_SHORT = 40  # strings up to here recur from row to row and are held once


def turn_rows(name: str, rows: Iterable[Mapping[str, Any]]) -> Columns:
    """Rows of a table as columns, all that it has: they take a fifth of the room."""
    listed = list(rows)
    return {column: [row.get(column) for row in listed] for column in TABLES[name].names}


class Gathering:
    """A table taken in by columns, a portion at a time: millions of rows in a few bytes a value.

    Numbers that no row is without are packed, and a short string that recurs is held once.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._pool: dict[str, str] = {}
        self._texts = {c.name for c in TABLES[name].columns if c.type == "str"}
        self._columns: dict[str, Any] = {c.name: _open_column(c) for c in TABLES[name].columns}

    def add(self, columns: Mapping[str, Sequence[Any]]) -> None:
        """Take in rows, given as `turn_rows` gives them."""
        for name, values in columns.items():
            self._columns[name].extend(self._share(values) if name in self._texts else values)

    def build(self) -> pd.DataFrame:
        """The table of all rows taken in, checked; they are given up on the way."""
        self._pool.clear()
        series = {name: _close_column(self._columns.pop(name)) for name in [*self._columns]}
        return build_table(self._name, series)

    def _share(self, values: Sequence[Any]) -> list[Any]:
        hold = self._pool.setdefault
        return [hold(v, v) if type(v) is str and len(v) <= _SHORT else v for v in values]


def _open_column(column: Column) -> Any:
    return array("q") if column.type == "int" and column.required else []


def _close_column(values: Any) -> pd.Series[Any]:
    return (
        pd.Series(np.asarray(values))
        if isinstance(values, array)
        else pd.Series(values, dtype=object)
    )
