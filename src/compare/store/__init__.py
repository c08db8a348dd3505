"""The only package that reads or writes data files: tables, source texts, the catalogue, bytes.

Small sets are CSV files; large ones are Parquet, a folder of parts per table. Both pass the same check.
What waits for the rest of a build stands as Arrow.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from compare.errors import PlanError
from compare.given import is_given
from compare.schema import TABLES, check_table
from compare.store.arrow import hold_table, map_held, read_held
from compare.store.catalogue import (
    CATALOGUE,
    CATALOGUE_COLUMNS,
    CORRECTIONS,
    LINE,
    MEASURED,
    check_checksum,
    check_dates,
    check_entry,
    check_plan_ids,
    check_upper,
    find_twins,
    fold_capitals,
    format_catalogue,
    is_device,
    keep_sound_dates,
    list_files,
    read_catalogue,
    read_corrections,
    read_measured,
)
from compare.store.contract import (
    SETTINGS,
    check_contract,
    find_checksum,
    format_settings,
    read_generation,
)
from compare.store.csv_tables import (
    DECIMALS,
    format_table,
    free_formula,
    hold_formula,
    is_table,
    read_csv_table,
    show_cell,
)
from compare.store.files import (
    hold_folder,
    keep_still,
    name_fault,
    read_text,
    read_texts,
    settle_folder,
    stage_all,
    sweep_abandoned,
    write_files,
)
from compare.store.parquet import (
    PLAN_COLUMNS,
    find_dataset,
    format_dataset,
    read_parquet_table,
    read_parts,
    stage_dataset,
)

# Not `lookups/`, which people fill: were tables written beside plans, nothing of theirs would go.
LOOKUPS = "lookups_used"
# As many as a spreadsheet program and a text editor still open.
CSV_UP_TO = 200

__all__ = [
    "CATALOGUE",
    "CATALOGUE_COLUMNS",
    "CORRECTIONS",
    "CSV_UP_TO",
    "DECIMALS",
    "LINE",
    "LOOKUPS",
    "MEASURED",
    "SETTINGS",
    "check_apart",
    "check_checksum",
    "check_contract",
    "check_dates",
    "check_entry",
    "check_plan_ids",
    "check_results_folder",
    "check_upper",
    "choose_form",
    "find_twins",
    "fold_capitals",
    "format_catalogue",
    "format_dataset",
    "format_settings",
    "format_table",
    "free_formula",
    "has_table",
    "hold_folder",
    "hold_formula",
    "hold_table",
    "is_device",
    "keep_sound_dates",
    "keep_still",
    "list_files",
    "list_tables",
    "map_held",
    "name_fault",
    "read_catalogue",
    "read_corrections",
    "read_generation",
    "read_held",
    "read_measured",
    "read_plan_texts",
    "read_table",
    "read_tables",
    "read_text",
    "read_texts",
    "settle_folder",
    "show_cell",
    "sweep_abandoned",
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
    settings: Mapping[str, Any] | None = None,
    lookups: Mapping[str, str] | None = None,
    formatted: Mapping[str, Path] | None = None,
) -> None:
    """Check the tables against the schema and write them to `folder`, in place of the other form.

    `texts`: source text per plan_id, kept in `<folder>/text/`; `settings`: what was set, kept in
    `<folder>/settings.json`; `lookups`: text of each file of the project's own lookups, kept in
    `<folder>/lookups_used/`; `formatted`: folder of each table that `format_dataset` has checked and
    written already, taken where `form` is parquet. All or none, as one generation: `<folder>/<name>.csv`, or
    `<name>.parquet/`. What belongs to an earlier build and not to this one goes with the same step.
    PlanError where plans stand in the folder.
    """
    check_results_folder(folder)
    files = {folder / "text" / f"{plan}.txt": text for plan, text in (texts or {}).items()}
    files |= {folder / LOOKUPS / f"{name}.csv": text for name, text in (lookups or {}).items()}
    written: dict[str, str | bytes] = {}
    folders: dict[Path, Path] = {}
    if form == "csv":
        csv = {f"{n}.csv": format_table(check_table(t, n)) for n, t in tables.items()}
        files |= {folder / name: text for name, text in csv.items()}
        written |= csv
    with hold_folder(folder):  # also while parts of the earlier tables are taken over
        settle_folder(folder)
        if form != "csv":
            ready = formatted or {}
            with stage_all(folder):
                folders = {
                    find_dataset(n, folder): stage_dataset(ready.get(n) or tables[n], n, folder)
                    for n in tables
                }
            written = {place.name: read_parts(new) for place, new in folders.items()}
        if settings is not None:
            checksums = {name: find_checksum(data) for name, data in written.items()}
            files[folder / SETTINGS] = format_settings(settings, checksums)
        gone = [place for place in list_results(folder) if place not in {*files, *folders}]
        write_files(files, gone, folders, root=folder)


def check_results_folder(folder: Path) -> None:
    """PlanError where a folder holds what a person wrote beside plans, which results would replace."""
    for name in (CATALOGUE, MEASURED):
        path = folder / name
        if is_given(path) and not (has_table("tasks", folder) and is_table(path)):
            raise PlanError(f"plans stand here, beside {name}; name another folder", str(folder))


def check_apart(raw: Path, out: Path) -> None:
    """PlanError where the results of the plans in `raw` would be written among them."""
    places = {os.path.realpath(place) for place in (out, out / "text", out / LOOKUPS)}
    if os.path.realpath(raw) in places:
        raise PlanError("results would be written among the plans; name another folder", str(out))


def list_results(folder: Path) -> list[Path]:
    """What a build put into `folder`, of whatever plans; nothing where there is no table of one."""
    tables = [p for n in TABLES for p in (folder / f"{n}.csv", find_dataset(n, folder))]
    there = [place for place in tables if place.exists()]
    beside = [*(folder / "text").glob("[!.]*.txt"), *(folder / LOOKUPS).glob("[!.]*.csv")]
    beside += folder.glob(SETTINGS)
    return [*there, *sorted(beside)] if there else []


def read_table(name: str, folder: Path, plans: Sequence[str] | None = None) -> pd.DataFrame:
    """A table of a build, CSV or Parquet, checked; PlanError where it is missing or malformed.

    A plan_id that is no name of a file is refused, since texts are found by it. With `plans` only
    their rows (of a table of pairs, those whose plan_a is one of them); of Parquet nothing else is
    read.
    """
    path = folder / f"{name}.csv"
    with keep_still(folder):
        settle_folder(folder)
        check_contract(folder, path if path.is_file() else None)
        if path.is_file():
            table = read_csv_table(name, path)
        elif find_dataset(name, folder).is_dir():
            table = read_parquet_table(name, folder, plans)
        else:
            raise PlanError("the table does not exist; run `plan-compare build` first", str(path))
    check_plan_ids(table, str(path))
    column = next((c for c in PLAN_COLUMNS if c in table.columns), None)
    if plans is None or column is None:
        return table
    return table[table[column].isin(list(plans))].reset_index(drop=True)


def read_plan_texts(plans: pd.DataFrame, folder: Path) -> dict[str, str]:
    """plan_id → source text of each plan of the table `plans` of a build, that all offsets count in.

    PlanError where one is not as long as the build read it.
    """
    texts = read_texts(folder, plans["plan_id"])
    for plan_id, length in zip(plans["plan_id"], plans["characters"], strict=True):
        if len(texts[plan_id]) != length:
            path = folder / "text" / f"{plan_id}.txt"
            raise PlanError("was edited or damaged since it was written; build anew", str(path))
    return texts


def has_table(name: str, folder: Path) -> bool:
    """Whether a table stands in `folder`, in either form."""
    return (folder / f"{name}.csv").is_file() or find_dataset(name, folder).is_dir()


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Every table of the schema that stands in `folder`, of one generation; PlanError as above."""
    with keep_still(folder):
        tables = {name: read_table(name, folder) for name in list_tables(folder)}
    _check_plans(tables, folder)
    return tables


def _check_plans(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """PlanError where a table has rows of a plan that `plans` does not have."""
    known = set(tables["plans"]["plan_id"]) if "plans" in tables else None
    for name, table in tables.items():
        for column in {*PLAN_COLUMNS, "plan_b"} & {*table.columns}:
            strange = table.loc[~table[column].isin(known or ()), column]
            if known is not None and len(strange):
                problem = f"has rows of {strange.iloc[0]!r}, which is no plan of plans.csv"
                raise PlanError(f"{problem}; build the folder anew", str(folder / f"{name}.csv"))


def list_tables(folder: Path) -> list[str]:
    """The names of the tables of the schema that stand in `folder`."""
    settle_folder(folder)
    return [name for name in TABLES if has_table(name, folder)]
