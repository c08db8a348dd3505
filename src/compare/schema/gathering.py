"""Rows of many plans on their way to a table, plan after plan."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from compare.schema.check import build_table
from compare.schema.tables import TABLES, Column

Columns = dict[str, list[Any]]


def turn_rows(name: str, rows: Iterable[Mapping[str, Any]]) -> Columns:
    """Rows of a table as columns, all that it has: they take a fifth of the room."""
    names, listed = TABLES[name].names, list(rows)
    try:
        turned: Iterable[Iterable[Any]] = zip(*map(itemgetter(*names), listed), strict=True)
    except KeyError:  # of cells that no row need state
        turned = ([row.get(column) for row in listed] for column in names)
    return dict(zip(names, map(list, turned), strict=True)) if listed else {n: [] for n in names}


class Gathering:
    """A table taken in by columns, a portion at a time: millions of rows in a few bytes a value.

    Numbers that no row is without are packed, and of text each wording is held once.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._columns: dict[str, Any] = {c.name: _open_column(c) for c in TABLES[name].columns}

    def add(self, columns: Mapping[str, Sequence[Any]]) -> None:
        """Take in rows, given as `turn_rows` gives them."""
        for name, values in columns.items():
            self._columns[name].extend(values)

    def build(self, *, coded: bool = False) -> pd.DataFrame:
        """The table of all rows taken in, checked; they are given up on the way.

        `coded`: its text stands as categories (`check_table`).
        """
        series = {name: _close_column(self._columns.pop(name), coded) for name in [*self._columns]}
        return build_table(self._name, series, coded=coded)


class Wordings:
    """Cells of text as numbers of their wordings, counted in order of first use; None is empty.

    `plan-1`, `plan-1`, `plan-2` → 0, 0, 1.
    """

    def __init__(self) -> None:
        self._numbers: defaultdict[str | None, int] = defaultdict()
        self._numbers.default_factory = self._numbers.__len__  # a new wording has the next number
        self._cells = array("i")

    def extend(self, values: Iterable[str | None]) -> None:
        """Take in further cells."""
        self._cells.extend(map(self._numbers.__getitem__, values))

    def spell(self, *, coded: bool = False) -> pd.Series[Any]:
        """The cells as text, or as categories; no further ones are taken in."""
        self._numbers.default_factory = None  # which held the wordings, and they it, for ever
        wordings = np.array(["" if w is None else w for w in self._numbers], dtype=object)
        cells = np.asarray(self._cells)
        if not coded:
            return pd.Series(wordings[cells], dtype=object)
        numbers, wordings = pd.factorize(wordings)  # None and "" are one
        return code_texts(numbers[cells], wordings)


def code_texts(
    numbers: npt.NDArray[np.integer[Any]], wordings: Sequence[str] | npt.NDArray[Any]
) -> pd.Series[Any]:
    """A column of text as categories, from the number of each cell's wording."""
    held = pd.Index(np.asarray(wordings, dtype=object), dtype=object)
    return pd.Series(pd.Categorical.from_codes(numbers, held))


def _open_column(column: Column) -> Any:
    if column.type == "str":
        return Wordings()
    return array("q") if column.type == "int" and column.required else []


def _close_column(values: Any, coded: bool) -> pd.Series[Any]:
    if isinstance(values, Wordings):
        return values.spell(coded=coded)
    return (
        pd.Series(np.asarray(values))
        if isinstance(values, array)
        else pd.Series(values, dtype=object)
    )
