"""Tables as Parquet, one folder per plan: the form of large sets.

`tasks.parquet/part=3f0c…/part-0.parquet`, and so on: a folder is named by a hash of the plan_id,
which may be longer than a folder's name and is a column of the file; tables of pairs are parted by
`plan_a`. Any program that reads Parquet reads all of them as one table, or one plan's rows without
touching the others' (`part` is a column to it, too). What has not changed since the last time is
not written again: `_parts.json` has a hash of each plan's rows.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from compare.errors import PlanError, tell_install
from compare.schema import TABLES, build_table, check_table
from compare.store.files import stage_folder

PLAN_COLUMNS = ("plan_id", "plan_a")
PART = "plan_part"  # no column of a table has this name
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
    """The name of a plan's folder: of one length, whatever the plan is called."""
    return hashlib.sha256(plan.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def find_dataset(name: str, folder: Path) -> Path:
    """The folder of a table: its ending is ours, so that no folder of a user's is taken for one."""
    return folder / f"{name}.parquet"


def stage_dataset(frame: pd.DataFrame, name: str, folder: Path) -> Path:
    """The table as a folder beside `<folder>/<name>.parquet/`, to be put there by `write_files`.

    Parts of the former one whose rows are the same are taken over, as links where the disk has
    them.
    """
    target, column = find_dataset(name, folder), find_part_column(name)
    fresh, frame = stage_folder(target), check_table(frame, name)
    former, kept = _read_former(target), dict[str, list[str]]()
    for places in _deal_rows(frame, column):
        own = np.concatenate(list(places.values()))
        rows = frame.iloc[own].assign(row=own)
        hashes = _hash_parts(rows, places)
        parts = {plan: _find_part(target, plan) for plan in places if column}
        same = {p for p, part in parts.items() if former.get(p) == [hashes[p], _digest(part)]}
        _write_rows(rows[~rows[column].isin(same)] if same else rows, name, fresh)
        for plan in same:
            shutil.copytree(parts[plan], _find_part(fresh, plan), copy_function=_link)
        kept |= {plan: [hashes[plan], _digest(_find_part(fresh, plan))] for plan in places}
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


def _write_rows(rows: pd.DataFrame, name: str, folder: Path) -> None:
    """Add rows to a table; their plans have none there."""
    pa, dataset = _import_arrow()
    column, named = find_part_column(name), dict[str, str]()
    if column:
        named = {plan: name_part(plan) for plan in rows[column].unique()}
        rows = rows.assign(**{PART: rows[column].map(named)})
    dataset.write_dataset(
        pa.Table.from_pandas(rows, _build_schema(pa, rows, name), preserve_index=False),
        folder,
        format="parquet",
        partitioning=_describe_parts(pa, dataset) if column else None,
        existing_data_behavior="overwrite_or_ignore",
        max_partitions=max(1, len(named)),
        max_open_files=512,
    )


def read_parts(dataset: Path) -> bytes:
    """What tells the parts of a table from those of another: a hash of each."""
    return (dataset / _PARTS).read_bytes()


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _hash_parts(rows: pd.DataFrame, places: Mapping[str, Places]) -> dict[str, str]:
    """For each plan a hash of its rows, of their places in the table and of the columns."""
    hashes = pd.util.hash_pandas_object(rows, index=False).to_numpy()
    ends = np.cumsum([len(own) for own in places.values()])
    parts = zip(places, np.split(hashes, ends[:-1]), strict=True)
    head = repr([(name, str(kind)) for name, kind in rows.dtypes.items()]).encode()
    return {plan: hashlib.sha256(head + own.tobytes()).hexdigest() for plan, own in parts}


def _find_part(dataset: Path, plan: str) -> Path:
    return dataset / f"{PART}={name_part(plan)}" if plan else dataset


def _digest(part: Path) -> str:
    """A hash of a part's files: one that was cut off, taken away or damaged has another."""
    told = hashlib.sha256()
    for file in sorted(part.glob("*.parquet")):
        told.update(file.read_bytes())
    return told.hexdigest()


def _check_parts(path: Path, plans: Collection[str] | None) -> None:
    """PlanError where a part, of these plans or of all, is another than the one that was written."""
    for plan, (_, digest) in _read_former(path).items():
        part = _find_part(path, plan)
        if (plans is None or plan in plans) and _digest(part) != digest:
            raise PlanError("is damaged: not what a build wrote; build the folder again", str(part))


def _read_former(target: Path) -> dict[str, list[object]]:
    """plan → hash of its rows and of its part, as last written; empty where that cannot be read."""
    try:
        found = json.loads((target / _PARTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {
        plan: kept
        for plan, kept in (found.items() if isinstance(found, dict) else ())
        if isinstance(kept, list) and len(kept) == 2 and isinstance(kept[1], str)
    }


def read_parquet_table(
    name: str,
    folder: Path,
    plans: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
) -> pd.DataFrame:
    """The table's rows in their order; only those of `plans` (by the column it is parted by) and
    only `columns` where named; of the others' files nothing is read, but of one its schema.

    PlanError where a file is no longer what was written.
    """
    pa, dataset = _import_arrow()
    column, path = find_part_column(name), find_dataset(name, folder)
    _check_parts(path, None if plans is None else {WHOLE, *plans})
    try:
        stored = dataset.dataset(
            path,
            format="parquet",
            partitioning=_describe_parts(pa, dataset) if column else None,
        )
        if not stored.files:  # a table that no plan has a row of
            empty = build_table(name, [])
            return empty if columns is None else empty[list(columns)]
        wanted_parts = sorted({name_part(plan) for plan in plans or ()})
        chosen = dataset.field(PART).isin(wanted_parts) if plans is not None and column else None
        wanted = None if columns is None else [*columns, "row"]
        frame = stored.to_table(columns=wanted, filter=chosen).to_pandas(types_mapper=None)
    except (OSError, pa.ArrowException) as error:
        said = str(error).splitlines()[0]
        raise PlanError(f"cannot be read as a table ({said}); build it anew", str(path)) from error
    own = [name for name in ("row", PART) if name in frame.columns]
    frame = frame.sort_values("row", kind="stable").drop(columns=own).reset_index(drop=True)
    return frame if columns is not None else check_table(frame, name)


def _build_schema(pa: Any, frame: pd.DataFrame, name: str) -> Any:
    known = {column.name: getattr(pa, _ARROW[column.type])() for column in TABLES[name].columns}
    known["row"] = pa.int64()
    return pa.schema([(str(c), known.get(str(c), pa.string())) for c in frame.columns])


def _describe_parts(pa: Any, dataset: Any) -> Any:
    return dataset.partitioning(pa.schema([(PART, pa.string())]), flavor="hive")


def _import_arrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.dataset
    except ImportError as error:
        raise PlanError(
            f"tables as Parquet need pyarrow: {tell_install('parquet')}, or take --format csv"
        ) from error
    return pyarrow, pyarrow.dataset
