"""The only module that reads or writes data files: tables, source texts, the catalogue, bytes.

Writing is atomic: a file is written beside its place and moved there, so that a build that is
killed or runs out of disk leaves the previous files untouched.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from compare.errors import PlanError
from compare.schema import TABLES, check_table

DECIMALS = 6
CORRECTION_COLUMNS = ("plan_id", "place", "old", "new", "reason")
MEASURED_COLUMNS = ("characters", "clean_characters")
CATALOGUE, CORRECTIONS, MEASURED = "plans.csv", "corrections.csv", "progress.csv"
CATALOGUE_COLUMNS = [c.name for c in TABLES["plans"].columns if c.name not in MEASURED_COLUMNS]


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


def write_files(files: Mapping[Path, str | bytes]) -> None:
    """Write all files or none: each is written beside its place first, then all are moved.

    A move that fails undoes the earlier ones: the old files are kept beside their places until
    the last move is done.
    """
    ready: list[tuple[str, Path]] = []
    moved: list[Path] = []
    kept: dict[Path, str] = {}
    path = Path()
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            ready.append((_write_beside(path, content), path))
        for _, path in ready:
            if path.is_file():
                kept[path] = _write_beside(path, path.read_bytes())
        for name, path in ready:
            os.replace(name, path)
            moved.append(path)
    except BaseException as error:
        _undo_moves(moved, kept)
        if not isinstance(error, OSError | UnicodeError):
            raise
        said = getattr(error, "strerror", None) or error
        raise PlanError(f"cannot be written ({said})", str(path)) from error
    finally:
        for name in [*kept.values(), *(name for name, _ in ready)]:
            Path(name).unlink(missing_ok=True)


def _undo_moves(moved: Iterable[Path], kept: Mapping[Path, str]) -> None:
    """Put back what was replaced; what is new goes."""
    for path in moved:
        if path in kept:
            shutil.copyfile(kept[path], path)
        else:
            path.unlink()


def _write_beside(path: Path, content: str | bytes) -> str:
    """The name of a new file with this content in the folder of `path`."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode("utf-8") if isinstance(content, str) else content)
        os.chmod(name, 0o644)
    except BaseException:
        os.unlink(name)
        raise
    return name


def write_tables(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Check the tables against the schema and write `<folder>/<name>.csv` for each, all or none."""
    write_files(
        {folder / f"{name}.csv": format_table(check_table(t, name)) for name, t in tables.items()}
    )


def read_table(name: str, folder: Path) -> pd.DataFrame:
    """A table written by `write_tables`, checked; PlanError where it is missing or malformed."""
    path = folder / f"{name}.csv"
    if not path.is_file():
        raise PlanError("the table does not exist; run `plan-compare build` first", str(path))
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    return check_table(frame, name)


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Every table of the schema that stands in `folder`."""
    return {name: read_table(name, folder) for name in TABLES if (folder / f"{name}.csv").is_file()}


def read_text(path: Path) -> str:
    """A source text written by a build, character for character."""
    if not path.is_file():
        raise PlanError("the text does not exist; run `plan-compare build` first", str(path))
    return path.read_bytes().decode("utf-8")


def list_files(raw: Path) -> list[Path]:
    """The files in `raw` that may be plans, by name: no hidden ones, locks of Word, or tables of ours."""
    if not raw.is_dir():
        problem = "this is no folder" if raw.exists() else "the folder does not exist"
        raise PlanError(problem, str(raw))
    return sorted(
        path
        for path in raw.iterdir()
        if path.is_file()
        and path.name not in (CATALOGUE, CORRECTIONS, MEASURED)
        and not path.name.startswith((".", "~$"))
    )


def read_catalogue(raw: Path) -> list[dict[str, str]]:
    """Rows of `<raw>/plans.csv` in order; PlanError names the line that is wrong."""
    path = raw / "plans.csv"
    if not path.is_file():
        raise PlanError("the catalogue of plans does not exist", str(path))
    reader = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    header = next(reader, [])
    if missing := [name for name in CATALOGUE_COLUMNS if name not in header]:
        raise PlanError(f"column {', '.join(missing)} is missing", f"{path} line 1")
    rows: list[dict[str, str]] = []
    for fields in reader:
        where = f"{path} line {reader.line_num}"
        if len(fields) != len(header):
            raise PlanError(f"has {len(fields)} fields instead of {len(header)}", where)
        rows.append(check_entry(dict(zip(header, fields, strict=True)), rows, where))
    if not rows:
        raise PlanError("the catalogue names no plan", str(path))
    return rows


def format_catalogue(rows: list[dict[str, str]]) -> str:
    """The catalogue as CSV; columns beyond the fixed ones are kept on the right."""
    extra = [name for row in rows for name in row if name not in CATALOGUE_COLUMNS]
    columns = [*CATALOGUE_COLUMNS, *dict.fromkeys(extra)]
    return format_table(pd.DataFrame(rows).reindex(columns=columns).fillna(""))


def read_corrections(raw: Path) -> list[dict[str, str]]:
    """Rows of `<raw>/corrections.csv` (plan_id, place, old, new, reason), empty without the file."""
    path = raw / "corrections.csv"
    if not path.is_file():
        return []
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    if missing := [name for name in CORRECTION_COLUMNS if name not in frame.columns]:
        raise PlanError(f"column {', '.join(missing)} is missing", str(path))
    return [{str(k): str(v) for k, v in row.items()} for row in frame.to_dict("records")]


def read_measured(raw: Path) -> pd.DataFrame | None:
    """`<raw>/progress.csv` (measured values of indicators) as strings, None without the file."""
    path = raw / "progress.csv"
    if not path.is_file():
        return None
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def check_entry(row: dict[str, str], earlier: list[dict[str, str]], where: str) -> dict[str, str]:
    """The row, or PlanError where its plan_id or source_file cannot be used."""
    plan_id, source = row["plan_id"], row["source_file"]
    if not plan_id.strip(".") or not all(char.isalnum() or char in "-_." for char in plan_id):
        raise PlanError(f"plan_id {plan_id!r} must be letters, digits, - _ or .", where)
    if any(plan_id == other["plan_id"] for other in earlier):
        raise PlanError(f"plan_id {plan_id!r} stands a second time", where)
    if not source or Path(source).name != source or source in (".", ".."):
        raise PlanError(f"source_file {source!r} must be the name of a file in this folder", where)
    return row


def check_checksum(path: Path, data: bytes, expected: str) -> None:
    """PlanError where the file is no longer the one the catalogue describes."""
    found = hashlib.sha256(data).hexdigest()
    if found != expected:
        raise PlanError(
            f"its sha256 is {found[:12]}…, the catalogue says {expected[:12] or 'nothing'}…; "
            "the file has changed",
            str(path),
        )
