"""Tables as CSV: the form of small sets, read by anything."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pandas as pd

from compare.schema import check_table

DECIMALS = 6


def format_table(frame: pd.DataFrame) -> str:
    """The table as CSV: UTF-8, `\\n`, floats rounded to 6 decimals, `true`/`false`, empty = not stated."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(frame.columns)
    columns = [[_format_cell(value) for value in frame[name].tolist()] for name in frame.columns]
    writer.writerows(zip(*columns, strict=True))
    return buffer.getvalue()


def _format_cell(value: Any) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        rounded = round(value, DECIMALS)
        return (
            str(int(rounded)) if rounded == int(rounded) else f"{rounded:.{DECIMALS}f}".rstrip("0")
        )
    return str(value)


def read_csv_table(name: str, path: Path) -> pd.DataFrame:
    """A CSV table, checked against the schema."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    return check_table(frame, name)
