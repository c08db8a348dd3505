"""What people write beside the plans: the catalogue, corrections, measured values."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pandas as pd

from compare.errors import PlanError
from compare.schema import TABLES
from compare.store.csv_tables import format_table

CORRECTION_COLUMNS = ("plan_id", "place", "old", "new", "reason")
MEASURED_COLUMNS = ("characters", "clean_characters", "tokenizer")
CATALOGUE, CORRECTIONS, MEASURED = "plans.csv", "corrections.csv", "progress.csv"
# Columns a catalogue may lack, because they came later.
LATER_COLUMNS = ("source_url", "accessed_on", "division_code")
CATALOGUE_COLUMNS = [c.name for c in TABLES["plans"].columns if c.name not in MEASURED_COLUMNS]


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
    required = [name for name in CATALOGUE_COLUMNS if name not in LATER_COLUMNS]
    if missing := [name for name in required if name not in header]:
        raise PlanError(f"column {', '.join(missing)} is missing", f"{path} line 1")
    rows: list[dict[str, str]] = []
    for fields in reader:
        where = f"{path} line {reader.line_num}"
        if len(fields) != len(header):
            raise PlanError(f"has {len(fields)} fields instead of {len(header)}", where)
        row = dict.fromkeys(LATER_COLUMNS, "") | dict(zip(header, fields, strict=True))
        rows.append(check_entry(row, rows, where))
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
