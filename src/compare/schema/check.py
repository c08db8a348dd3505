"""Tables checked against their definition, and the data dictionary written from it.

Types are `str`, `int` (nullable), `float` and `bool` (nullable).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from compare.errors import PlanError
from compare.schema.tables import TABLES, Column, Table

_ENDLESS = (float("inf"), float("-inf"))


def build_table(
    name: str,
    rows: Iterable[Mapping[str, object]] | Mapping[str, Sequence[object] | pd.Series[Any]],
    *,
    coded: bool = False,
) -> pd.DataFrame:
    """A checked table from dict rows, or from columns; a column nothing mentions is empty.

    `coded`: as of `check_table`.
    """
    table = TABLES[name]
    if isinstance(rows, Mapping):
        typed = {name: _hold_column(values) for name, values in rows.items()}
        frame = pd.DataFrame(typed, copy=False)
    else:
        frame = pd.DataFrame(list(rows), dtype=object)
    return check_table(frame.reindex(columns=_ordered(table, frame.columns)), name, coded=coded)


def _hold_column(values: Sequence[object] | pd.Series[Any]) -> pd.Series[Any]:
    return values if isinstance(values, pd.Series) else pd.Series(values, dtype=object)


def check_table(frame: pd.DataFrame, name: str, *, coded: bool = False) -> pd.DataFrame:
    """The same table with the schema's column order and types, or a PlanError naming the fault.

    `coded`: text that stands as categories, numbers of its wordings, is left so: for millions of
    rows that are only to be kept.
    """
    table = TABLES[name]
    missing = [column for column in table.names if column not in frame.columns]
    if missing:
        raise PlanError(f"column {', '.join(missing)} is missing", f"{name}.csv")
    frame = frame[_ordered(table, frame.columns)]
    for column in table.columns:
        frame[column.name] = _typed(frame[column.name], column, name, coded)
    if table.key and frame.duplicated(list(table.key)).any():
        row = frame.loc[frame.duplicated(list(table.key)), list(table.key)].iloc[0]
        raise PlanError(f"{' + '.join(map(str, row))} stands twice", f"{name}.csv")
    return frame.reset_index(drop=True)


def _ordered(table: Table, present: Iterable[str]) -> list[str]:
    return [*table.names, *(c for c in present if c not in table.names)]


def _typed(values: pd.Series[Any], column: Column, table: str, coded: bool) -> pd.Series[Any]:
    where = f"{table}.csv"
    try:
        if column.type == "str" and coded and isinstance(values.dtype, pd.CategoricalDtype):
            typed = values
        elif column.type == "str":
            typed = values.astype(object)  # which is the same column where it is one already
            if pd.api.types.infer_dtype(typed, skipna=False) != "string":
                cells = [v if type(v) is str else _read_cell(v) for v in values.tolist()]
                typed = pd.Series(cells, index=values.index, dtype=object)
        elif column.type == "bool":
            is_typed = pd.api.types.infer_dtype(values) == "boolean"  # empty cells beside
            typed = (values if is_typed else values.map(_boolean)).astype("boolean")
        else:
            numbers = _read_numbers(values)
            typed = numbers.astype("Int64" if column.type == "int" else "float64")
    except (KeyError, ValueError, TypeError) as error:
        raise PlanError(
            f"column {column.name} holds a value that is no {column.type}", where
        ) from error
    _check_cells(typed, column, where)
    return typed


def _check_cells(typed: pd.Series[Any], column: Column, where: str) -> None:
    """PlanError where a cell is empty that must not be, or holds what is not allowed."""
    is_text = column.type == "str"
    held: set[Any] = set()
    if is_text and (column.required or column.allowed):
        held = set(typed.cat.categories if isinstance(typed.dtype, pd.CategoricalDtype) else typed)
    if column.required and ("" in held if is_text else typed.hasnans):
        empty = typed.eq("") if is_text else typed.isna()
        row = int(empty.to_numpy().argmax()) + 2
        raise PlanError(f"column {column.name} is empty in row {row}", where)
    if column.allowed and (strange := held - {"", *column.allowed}):
        raise PlanError(f"column {column.name} holds {sorted(strange)[0]!r}", where)


def _read_numbers(values: pd.Series[Any]) -> pd.Series[Any]:
    """Numbers as they are, or from text; ValueError for what is none, or has no end."""
    is_read = pd.api.types.is_numeric_dtype(values)
    numbers = values if is_read else pd.to_numeric(values.replace("", None))
    if not pd.api.types.is_integer_dtype(numbers) and numbers.isin(_ENDLESS).any():
        raise ValueError("infinite")
    return numbers


def _read_cell(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value)  # type: ignore[call-overload]


def _boolean(value: object) -> object:
    if isinstance(value, str):
        return {"true": True, "false": False, "": pd.NA}[value.lower()]
    return pd.NA if pd.isna(value) else bool(value)  # type: ignore[call-overload]


def describe_tables() -> str:
    """The data dictionary as Markdown, one section per table."""
    parts = [
        "# Data dictionary",
        "",
        "Made from `plan_tables.py` and `comparison_tables.py` in `src/compare/schema`; "
        "an empty cell means “not stated”.",
        "",
    ]
    for table in TABLES.values():
        parts += [f"## {table.name}.csv", "", f"Grain: {table.grain}.", ""]
        parts += ["| column | type | unit | meaning |", "|---|---|---|---|"]
        for column in table.columns:
            allowed = f" ({', '.join(column.allowed)})" if column.allowed else ""
            parts.append(
                f"| `{column.name}` | {column.type} | {column.unit} | {column.meaning}{allowed} |"
            )
        parts.append("")
    return "\n".join(parts)
