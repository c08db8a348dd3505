"""Tables of hundreds of plans as Parquet parts (ours) and as Delta tables, side by side.

    pip install deltalake
    python benchmarks/delta.py TABLES           (a folder of tables of some hundreds of plans)

For each form: seconds and bytes of a first write and of one plan changed, seconds to read all and
one plan. Prints a Markdown table, what a program that knows nothing of either form reads, and how
two writers at once end.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

from compare import store
from compare.store.parquet import find_part_column

NAMES = ("tasks", "assignments", "targets", "task_pairs", "shared_passages")
Tables = dict[str, pd.DataFrame]


def write_ours(tables: Tables, folder: Path) -> None:
    store.write_tables(tables, folder, "parquet")


def read_ours(folder: Path, plan: str | None = None) -> int:
    plans = None if plan is None else [plan]
    return sum(len(store.read_table(name, folder, plans)) for name in NAMES)


def write_delta(tables: Tables, folder: Path) -> None:
    import pyarrow as pa
    from deltalake import write_deltalake

    for name, table in tables.items():
        column = find_part_column(name)
        write_deltalake(
            str(folder / name),
            pa.Table.from_pandas(table, preserve_index=False),
            mode="overwrite",
            schema_mode="overwrite",
            partition_by=[column],
        )


def change_delta(tables: Tables, folder: Path, plan: str) -> None:
    """One plan's partition overwritten, as the format offers it."""
    import pyarrow as pa
    from deltalake import write_deltalake

    for name, table in tables.items():
        column = find_part_column(name)
        own = table[table[column] == plan]
        write_deltalake(
            str(folder / name),
            pa.Table.from_pandas(own, preserve_index=False),
            mode="overwrite",
            predicate=f"{column} = '{plan}'",
        )


def read_delta(folder: Path, plan: str | None = None) -> int:
    from deltalake import DeltaTable

    rows = 0
    for name in NAMES:
        chosen = None if plan is None else [(find_part_column(name), "=", plan)]
        rows += len(DeltaTable(str(folder / name)).to_pandas(partitions=chosen))
    return rows


def measure(action: Callable[[], object]) -> str:
    wall, cpu = time.perf_counter(), time.process_time()
    action()
    return f"{time.perf_counter() - wall:.1f} ({time.process_time() - cpu:.1f})"


def weigh(folder: Path) -> str:
    files = [path for path in folder.rglob("*") if path.is_file()]
    seen = {path.stat().st_ino: path.stat().st_size for path in files}
    return f"{sum(seen.values()) / 1e6:.1f} MB, {len(files):,} files"


def _read_any(name: str, folder: Path) -> pd.DataFrame:
    if (folder / name).is_dir():
        from deltalake import DeltaTable

        return DeltaTable(str(folder / name)).to_pandas()
    return store.read_table(name, folder)


def run_two(write: Callable[[Tables, Path], None], tables: Tables, folder: Path) -> str:
    """How two writers at once end."""
    context = get_context("spawn")
    writers = [context.Process(target=write, args=(tables, folder)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    rows = {name: len(_read_any(name, folder)) == len(table) for name, table in tables.items()}
    ends = [writer.exitcode for writer in writers]
    return f"exit {ends}, whole: {sum(rows.values())} of {len(rows)} tables"


def main() -> None:
    source = Path(sys.argv[1])
    tables = {name: store.read_table(name, source) for name in NAMES}
    plan = str(tables["tasks"]["plan_id"].iloc[0])
    changed = dict(tables)
    changed["tasks"] = tables["tasks"].assign(
        body=tables["tasks"]["body"].where(tables["tasks"]["plan_id"] != plan, "改")
    )
    with tempfile.TemporaryDirectory() as name:
        ours, delta = Path(name) / "ours", Path(name) / "delta"
        forms = {
            "parts": (write_ours, lambda: write_ours(changed, ours), read_ours, ours),
            "delta": (write_delta, lambda: change_delta(changed, delta, plan), read_delta, delta),
        }
        print(
            "| form | first write, s (cpu) | on disk | one plan changed | on disk then | all read | one plan read |"
        )
        print("|---|---|---|---|---|---|---|")
        for form, (write, change, read, folder) in forms.items():
            folder.mkdir()
            cells = [measure(lambda w=write, f=folder: w(tables, f)), weigh(folder)]
            cells += [measure(change), weigh(folder)]
            cells += [
                measure(lambda r=read, f=folder: r(f)),
                measure(lambda r=read, f=folder: r(f, plan)),
            ]
            print(f"| {form} | {' | '.join(cells)} |", flush=True)
            plain = len(pd.read_parquet(folder / ("tasks.parquet" if form == "parts" else "tasks")))
            print(f"{form}: {plain:,} of {len(tables['tasks']):,} tasks read by plain pandas")
            shutil.rmtree(folder)
        for form, (write, _, _, folder) in forms.items():
            print(f"{form}: two writers: {run_two(write, tables, folder)}", flush=True)


if __name__ == "__main__":
    main()
