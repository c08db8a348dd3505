"""Tables as Parquet, one file per plan: the form of large sets.

`tasks.parquet/3f0c….parquet`, and so on: a file is named by a hash of the plan_id, which may be
longer than a file's name and is a column of it; tables of pairs are parted by `plan_a`. Any program
that reads Parquet reads all of them as one table, or one plan's rows without touching the others'.
What has not changed since the last time is not written again: `_parts.json` has a hash of each
plan's file.
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

from compare.errors import PlanError, tell_install
from compare.schema import TABLES, build_table, check_table
from compare.store.files import stage_folder

PLAN_COLUMNS = ("plan_id", "plan_a")
WHOLE = ""  # stands for a table that is not parted
ROWS_AT_ONCE = 100_000  # so that the rows of few plans at a time stand in memory a second time
_PARTS = "_parts.json"  # readers of datasets pass over names that begin with _
_ARROW = {"str": "string", "int": "int64", "float": "float64", "bool": "bool_"}

Places = np.ndarray[tuple[int], np.dtype[np.int64]]


def find_part_column(name: str) -> str:
    """The column a table is parted by: `plan_id`, in tables of pairs `plan_a`; empty for none.

    A table with one row per plan is not parted.
    """
    if TABLES[name].key == ("plan_id",):
        return ""
    return next((column for column in PLAN_COLUMNS if column in TABLES[name].names), "")


def name_part(plan: str) -> str:
    """The name of a plan's file: of one length, whatever the plan is called."""
    return hashlib.sha256(plan.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def find_dataset(name: str, folder: Path) -> Path:
    """The folder of a table: its ending is ours, so that no folder of a user's is taken for one."""
    return folder / f"{name}.parquet"


def stage_dataset(frame: pd.DataFrame, name: str, folder: Path) -> Path:
    """The table as a folder beside `<folder>/<name>.parquet/`, to be put there by `write_files`.

    Parts of the former one whose rows are the same are taken over, as links where the disk has
    them.
    """
    pa, _ = _import_arrow()
    target, column = find_dataset(name, folder), find_part_column(name)
    fresh, frame = stage_folder(target), check_table(frame, name)
    kept: dict[str, str] = {}
    for places in _deal_rows(frame, column):
        own = np.concatenate(list(places.values()))
        rows = frame.iloc[own].assign(row=own)
        table = pa.Table.from_pandas(rows, _build_schema(pa, rows, name), preserve_index=False)
        table, first = table.replace_schema_metadata(), 0  # which would be a third of a small file
        for plan, chosen in places.items():
            part, first = table.slice(first, len(chosen)), first + len(chosen)
            kept[plan] = _stage_part(part, _find_part(target, plan), _find_part(fresh, plan))
    (fresh / _PARTS).write_text(json.dumps(kept, ensure_ascii=False, indent=0), encoding="utf-8")
    return fresh


def _deal_rows(frame: pd.DataFrame, column: str) -> Iterator[dict[str, Places]]:
    """Plans with the places of their rows, ROWS_AT_ONCE or few more at a time; else all rows."""
    if not column:
        yield {WHOLE: np.arange(len(frame))}
        return
    dealt: dict[str, Places] = {}
    rows = 0
    for plan, places in frame.groupby(column, sort=False).indices.items():
        dealt[str(plan)] = np.asarray(places)
        rows += len(places)
        if rows >= ROWS_AT_ONCE:
            yield dealt
            dealt, rows = {}, 0
    if dealt:
        yield dealt


def _stage_part(rows: Any, there: Path, place: Path) -> str:
    """Write the rows of a plan, or take over the file that holds them already; the file's hash."""
    data = _format_rows(rows)
    digest = hashlib.sha256(data).hexdigest()
    if _digest(there) == digest:
        _link(there, place)
    else:
        place.write_bytes(data)
    return digest


def _format_rows(rows: Any) -> memoryview:
    """The rows as a Parquet file, whose own types are all that our columns have."""
    from pyarrow import BufferOutputStream, parquet

    with BufferOutputStream() as stream:
        parquet.write_table(rows, stream, store_schema=False)
        return memoryview(stream.getvalue())


def read_parts(dataset: Path) -> bytes:
    """What tells the parts of a table from those of another: a hash of each."""
    return (dataset / _PARTS).read_bytes()


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _find_part(dataset: Path, plan: str) -> Path:
    return dataset / f"{name_part(plan)}.parquet"


def _digest(part: Path) -> str:
    """A hash of a part's file; none of one that was taken away."""
    try:
        return hashlib.sha256(part.read_bytes()).hexdigest()
    except OSError:
        return ""


def _check_parts(path: Path, plans: Collection[str] | None) -> None:
    """PlanError where a part, of these plans or of all, is another than the one that was written."""
    for plan, digest in _read_digests(path).items():
        part = _find_part(path, plan)
        if (plans is None or plan in plans) and _digest(part) != digest:
            raise PlanError("is damaged: not what a build wrote; build the folder again", str(part))


def _read_digests(target: Path) -> dict[str, object]:
    """plan → hash of its file as last written; empty where that cannot be read."""
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
    only `columns` where named; of the others' files nothing is read.

    PlanError where a file is no longer what was written.
    """
    pa, dataset = _import_arrow()
    column, path = find_part_column(name), find_dataset(name, folder)
    _check_parts(path, None if plans is None else {WHOLE, *plans})
    try:
        files = sorted(path.glob("*.parquet"))
        if plans is not None and column:
            asked = {_find_part(path, plan) for plan in plans}
            files = [file for file in files if file in asked]
        if not files:  # of a table that no plan, or none of these, has a row of
            empty = build_table(name, [])
            return empty if columns is None else empty[list(columns)]
        wanted = None if columns is None else [*columns, "row"]
        frame = dataset.dataset(files, format="parquet").to_table(columns=wanted).to_pandas()
    except (OSError, pa.ArrowException) as error:
        said = str(error).splitlines()[0]
        raise PlanError(f"cannot be read as a table ({said}); build it anew", str(path)) from error
    frame = frame.sort_values("row", kind="stable").drop(columns="row").reset_index(drop=True)
    return frame if columns is not None else check_table(frame, name)


def _build_schema(pa: Any, frame: pd.DataFrame, name: str) -> Any:
    known = {column.name: getattr(pa, _ARROW[column.type])() for column in TABLES[name].columns}
    known["row"] = pa.int64()
    return pa.schema([(str(c), known.get(str(c), pa.string())) for c in frame.columns])


def _import_arrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.dataset
    except ImportError as error:
        raise PlanError(
            f"tables as Parquet need pyarrow: {tell_install('parquet')}, or take --format csv"
        ) from error
    return pyarrow, pyarrow.dataset
