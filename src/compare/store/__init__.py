"""The only package that reads or writes data files: tables, source texts, the catalogue, bytes.

Small sets are CSV files; large ones are Parquet, one folder per plan. Both pass the same check.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from compare.errors import PlanError
from compare.schema import TABLES, check_table
from compare.store.catalogue import (
    CATALOGUE,
    CATALOGUE_COLUMNS,
    CORRECTIONS,
    MEASURED,
    check_checksum,
    check_entry,
    format_catalogue,
    keep_sound_dates,
    list_files,
    read_catalogue,
    read_corrections,
    read_measured,
)
from compare.store.csv_tables import DECIMALS, format_table, read_csv_table
from compare.store.files import read_text, write_files
from compare.store.parquet import (
    PLAN_COLUMNS,
    find_dataset,
    read_parquet_table,
    write_parquet_table,
)

# As many as a spreadsheet program and a text editor still open.
CSV_UP_TO = 200

__all__ = [
    "CATALOGUE",
    "CATALOGUE_COLUMNS",
    "CORRECTIONS",
    "CSV_UP_TO",
    "DECIMALS",
    "MEASURED",
    "check_checksum",
    "check_entry",
    "choose_form",
    "format_catalogue",
    "format_table",
    "keep_sound_dates",
    "list_files",
    "read_catalogue",
    "read_corrections",
    "read_measured",
    "read_table",
    "read_tables",
    "read_text",
    "write_files",
    "write_tables",
]


def choose_form(plans: int) -> str:
    """`parquet` for more than CSV_UP_TO plans where pyarrow is installed, else `csv`."""
    return "parquet" if plans > CSV_UP_TO and find_spec("pyarrow") else "csv"


def write_tables(
    tables: Mapping[str, pd.DataFrame],
    folder: Path,
    form: str = "csv",
    texts: Mapping[str, str] | None = None,
) -> None:
    """Check the tables against the schema and write them to `folder`, in place of the other form.

    `texts`: source text per plan_id, written to `<folder>/text/`. As CSV all or none:
    `<folder>/<name>.csv`. As Parquet the texts, then each table for itself: `<name>.parquet/`.
    """
    files = {folder / "text" / f"{plan}.txt": text for plan, text in (texts or {}).items()}
    if form == "csv":
        files |= {folder / f"{n}.csv": format_table(check_table(t, n)) for n, t in tables.items()}
    write_files(files)
    for name, table in tables.items():
        if form == "csv":
            shutil.rmtree(find_dataset(name, folder), ignore_errors=True)
        else:
            write_parquet_table(table, name, folder)
            (folder / f"{name}.csv").unlink(missing_ok=True)


def read_table(name: str, folder: Path, plans: Sequence[str] | None = None) -> pd.DataFrame:
    """A table of a build, CSV or Parquet, checked; PlanError where it is missing or malformed.

    With `plans` only their rows (of a table of pairs, those whose plan_a is one of them); of
    Parquet nothing else is read.
    """
    path = folder / f"{name}.csv"
    if path.is_file():
        table = read_csv_table(name, path)
    elif find_dataset(name, folder).is_dir():
        table = read_parquet_table(name, folder, plans)
    else:
        raise PlanError("the table does not exist; run `plan-compare build` first", str(path))
    column = next((c for c in PLAN_COLUMNS if c in table.columns), None)
    if plans is None or column is None:
        return table
    return table[table[column].isin(list(plans))].reset_index(drop=True)


def has_table(name: str, folder: Path) -> bool:
    """Whether a table stands in `folder`, in either form."""
    return (folder / f"{name}.csv").is_file() or find_dataset(name, folder).is_dir()


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Every table of the schema that stands in `folder`."""
    return {name: read_table(name, folder) for name in TABLES if has_table(name, folder)}
