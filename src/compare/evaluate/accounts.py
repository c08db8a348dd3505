"""Whether anything of the plans in a folder is silent: the accounts of each, counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from compare.errors import PlanError
from compare.extract import Extraction, extract_plan
from compare.extract.ledger import STRAY_REASONS, settle_accounts
from compare.extract.readers import convert_source, read_bytes

SUFFIXES = frozenset(
    (
        ".txt",
        ".md",
        ".markdown",
        ".htm",
        ".html",
        ".shtml",
        ".xhtml",
        ".docx",
        ".docm",
        ".doc",
        ".pdf",
    )
)
COUNTED = {"text": "characters", "number": "numbers", "name": "names"}


def measure_accounts(folder: Path) -> pd.DataFrame:
    """One row per file under `folder` that is a plan by its suffix, `all` last.

    Columns file; characters, numbers and names of its work, of each how many stand nowhere (_lost)
    and how many twice (_twice); strays: rows of ignored.csv that only the last net listed; refused:
    the sentence where the file cannot be read. PlanError where the folder holds no such file.
    """
    rows = [_measure(path, folder) for path in _list_plans(folder)]
    if not rows:
        raise PlanError("the folder holds no plan", str(folder))
    counts = pd.DataFrame(rows)
    total = counts.drop(columns=["file", "refused"]).sum().to_dict()
    return pd.concat([counts, pd.DataFrame([{"file": "all", **total, "refused": ""}])])


def _list_plans(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix.lower() in SUFFIXES and path.stem.upper() != "README":
            yield path


def _measure(path: Path, folder: Path) -> dict[str, object]:
    row: dict[str, object] = {"file": path.relative_to(folder).as_posix()}
    try:
        plan = extract_plan(convert_source(read_bytes(path), path), path.stem)
    except PlanError as error:
        empty = {
            f"{name}{part}": 0 for name in COUNTED.values() for part in ("", "_lost", "_twice")
        }
        return {**row, **empty, "strays": 0, "refused": error.problem}
    return {**row, **_count(plan), "refused": ""}


def _count(plan: Extraction) -> dict[str, int]:
    counts: dict[str, int] = {}
    for what, account in settle_accounts(plan).items():
        name = COUNTED[what]
        lost = [end - start if what == "text" else 1 for start, end in account.lost]
        counts |= {name: account.count, f"{name}_lost": sum(lost)}
        counts[f"{name}_twice"] = len(account.twice)
    return {**counts, "strays": sum(item.reason in STRAY_REASONS for item in plan.ignored)}
