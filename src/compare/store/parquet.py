"""Tables as Parquet, the plans of a table dealt out to PARTS files: the form of large sets.

`tasks.parquet/07.parquet`, and so on: a hash of its plan_id says which file has the rows of a plan,
of tables of pairs those of `plan_a`. Any program that reads Parquet reads all of them as one table;
for the rows of one plan one file is read. What has not changed since the last time is not written
again: `_parts.json` has a hash of each file.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from compare.errors import PlanError
from compare.schema import TABLES, build_table, check_table
from compare.store.arrow import build_schema, import_arrow, make_arrow
from compare.store.files import name_fault, stage_folder

PLAN_COLUMNS = ("plan_id", "plan_a")
PARTS = 64  # a file for each plan would take more work to open than to fill
ROWS_AT_ONCE = 100_000  # so that the rows of few plans at a time stand in memory a second time
_PARTS = "_parts.json"  # readers of datasets pass over names that begin with _
_ROW = "row"  # the place of a row in the whole table

Places = np.ndarray[tuple[int], np.dtype[np.int64]]


def find_part_column(name: str) -> str:
    """The column a table is parted by: `plan_id`, in tables of pairs `plan_a`; empty for none.

    A table with one row per plan is not parted.
    """
    if TABLES[name].key == ("plan_id",):
        return ""
    return next((column for column in PLAN_COLUMNS if column in TABLES[name].names), "")


def name_part(plan: str) -> str:
    """Which part of a table has the rows of a plan: always the same, whoever stands beside it."""
    return f"{hashlib.sha256(plan.encode('utf-8', 'surrogatepass')).digest()[0] % PARTS:02}"


def find_dataset(name: str, folder: Path) -> Path:
    """The folder of a table: its ending is ours, so that no folder of a user's is taken for one."""
    return folder / f"{name}.parquet"


def format_dataset(table: Any, name: str, folder: Path) -> None:
    """The table as files of its parts, and a hash of each, in an empty folder.

    `table`: a frame, which is checked, or one of Arrow (`make_arrow`) of a checked frame.
    """
    pa = import_arrow()
    if isinstance(table, pd.DataFrame):
        table = make_arrow(check_table(table, name), name)
    schema = build_schema(name, table.column_names).append(pa.field(_ROW, pa.int64()))
    digests: dict[str, str] = {}
    for places in _deal_rows(table, find_part_column(name)):
        own = np.concatenate(list(places.values()))
        rows = table.take(own).append_column(_ROW, pa.array(own)).cast(schema)
        first = 0
        for part, chosen in places.items():
            data = _format_rows(rows.slice(first, len(chosen)))
            _find_part(folder, part).write_bytes(data)
            digests[part] = hashlib.sha256(data).hexdigest()
            first += len(chosen)
    (folder / _PARTS).write_text(json.dumps(digests, indent=0), encoding="utf-8")
    pa.default_memory_pool().release_unused()  # which it else holds for the next table


def stage_dataset(table: pd.DataFrame | Path, name: str, folder: Path) -> Path:
    """The table as a folder beside `<folder>/<name>.parquet/`, to be put there by `write_files`.

    `table`: also a folder that `format_dataset` has filled with it. Parts of the former one whose
    rows are the same are taken over, as links where the disk has them.
    """
    target = find_dataset(name, folder)
    with name_fault(target):
        fresh = stage_folder(target)
        if isinstance(table, Path):
            for path in table.iterdir():
                _link(path, fresh / path.name)
        else:
            format_dataset(table, name, fresh)
        for part, digest in _read_digests(fresh).items():
            there, place = _find_part(target, part), _find_part(fresh, part)
            if _digest(there) == digest:
                place.unlink()
                _link(there, place)
    return fresh


def _deal_rows(table: Any, column: str) -> Iterator[dict[str, Places]]:
    """Parts with the places of their rows, ROWS_AT_ONCE or few more at a time; else all rows."""
    if not column:
        yield {name_part(""): np.arange(table.num_rows)}
        return
    plans = table[column].combine_chunks()
    named = [name_part(plan) for plan in plans.dictionary.to_pylist()]
    parts, names = pd.factorize(np.array(named, dtype=object))
    part = parts[plans.indices.to_numpy()]
    borders = np.cumsum(np.bincount(part, minlength=len(names)))
    dealt: dict[str, Places] = {}
    rows = 0
    for name, places in zip(
        names, np.split(np.argsort(part, kind="stable"), borders), strict=False
    ):
        dealt[name] = places
        rows += len(places)
        if rows >= ROWS_AT_ONCE:
            yield dealt
            dealt, rows = {}, 0
    if dealt:
        yield dealt


def _format_rows(rows: Any) -> memoryview:
    """The rows as a Parquet file, whose own types are all that our columns have."""
    from pyarrow import BufferOutputStream, parquet

    with BufferOutputStream() as stream:
        parquet.write_table(rows.replace_schema_metadata(), stream, store_schema=False)
        return memoryview(stream.getvalue())


def read_parts(dataset: Path) -> bytes:
    """What tells the parts of a table from those of another: a hash of each."""
    return (dataset / _PARTS).read_bytes()


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _find_part(dataset: Path, part: str) -> Path:
    return dataset / f"{part}.parquet"


def _digest(part: Path) -> str:
    """A hash of a part's file; none of one that was taken away."""
    try:
        return hashlib.sha256(part.read_bytes()).hexdigest()
    except OSError:
        return ""


def _check_parts(path: Path, parts: Collection[str] | None) -> None:
    """PlanError where one of these parts, or of all, is another than the one that was written."""
    for name, digest in _read_digests(path).items():
        part = _find_part(path, name)
        if (parts is None or name in parts) and _digest(part) != digest:
            raise PlanError("is damaged: not what a build wrote; build the folder again", str(part))


def _read_digests(target: Path) -> dict[str, object]:
    """part → hash of its file as last written; empty where that cannot be read."""
    try:
        found = json.loads((target / _PARTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def read_parquet_table(
    name: str,
    folder: Path,
    plans: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
) -> pd.DataFrame:
    """The table's rows in their order; only those of `plans` (by the column it is parted by) and
    only `columns` where named; files that have none of them are not read.

    PlanError where a file is no longer what was written.
    """
    pa = import_arrow()
    column, path = find_part_column(name), find_dataset(name, folder)
    if not column:
        plans = None
    parts = None if plans is None else {name_part(plan) for plan in plans}
    _check_parts(path, parts)
    try:
        files = [p for p in sorted(path.glob("*.parquet")) if parts is None or p.stem in parts]
        if not files:  # of a table that no plan has a row of
            empty = build_table(name, [])
            return empty if columns is None else empty[list(columns)]
        chosen = None if plans is None else pa.dataset.field(column).isin(list(plans))
        wanted = None if columns is None else [*columns, _ROW]
        stored = pa.dataset.dataset(files, format="parquet")
        frame = stored.to_table(columns=wanted, filter=chosen).to_pandas()
    except (OSError, pa.ArrowException) as error:
        said = str(error).splitlines()[0]
        raise PlanError(f"cannot be read as a table ({said}); build it anew", str(path)) from error
    frame = frame.sort_values(_ROW, kind="stable").drop(columns=_ROW).reset_index(drop=True)
    return frame if columns is not None else check_table(frame, name)
