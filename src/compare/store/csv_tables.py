"""Tables as CSV: the form of small sets, read by anything."""

from __future__ import annotations

import csv
import io
import re
from math import isfinite
from pathlib import Path
from typing import Any

import pandas as pd

from compare.errors import PlanError
from compare.schema import check_table

DECIMALS = 6
# Columns that a build adds to what a person writes under the same name.
OWN_COLUMNS = {"plans": "characters", "progress": "status"}
# What a spreadsheet program runs, with the marks that say it is not to be run.
_RUN = re.compile("'*[=+@\t\r-]")
_HELD = re.compile("'+[=+@\t\r-]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?%?")


def format_table(frame: pd.DataFrame) -> str:
    """The table as CSV: UTF-8, `\\n`, floats rounded to 6 decimals, `true`/`false`, empty = not stated.

    Text that a spreadsheet program would run is held by an apostrophe (`hold_formula`).
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(frame.columns)
    columns = [
        [hold_formula(show_cell(value)) for value in frame[name].tolist()] for name in frame.columns
    ]
    writer.writerows(zip(*columns, strict=True))
    return buffer.getvalue()


def show_cell(value: Any) -> str:
    """A cell as it is shown: 25.0 → 25, True → true, nothing → empty."""
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and isfinite(value):
        rounded = round(value, DECIMALS)
        return (
            str(int(rounded)) if rounded == int(rounded) else f"{rounded:.{DECIMALS}f}".rstrip("0")
        )
    return str(value)


def hold_formula(text: str) -> str:
    """The text of a cell as it is written: `=1+1县文旅局` → `'=1+1县文旅局`, a number as it is.

    One apostrophe more where it begins with some before such a sign, so that each is read back.
    """
    return f"'{text}" if _RUN.match(text) and not _NUMBER.fullmatch(text) else text


def free_formula(cell: str) -> str:
    """The text that was written: what `hold_formula` was given."""
    return cell[1:] if _HELD.match(cell) else cell


def is_table(path: Path) -> bool:
    """Whether plans.csv or progress.csv is that of a build, rather than what a person wrote."""
    try:
        with path.open("rb") as file:
            head = file.readline(2**16).decode("utf-8", "replace").rstrip("\r\n").split(",")
    except OSError:
        return False
    return OWN_COLUMNS[path.stem] in head


def read_csv_table(name: str, path: Path) -> pd.DataFrame:
    """A CSV table, checked against the schema; PlanError where the file is none."""
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise PlanError(f"cannot be read as a table ({said}); build it anew", str(path)) from error
    return check_table(frame.map(free_formula), name)
