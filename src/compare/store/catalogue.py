"""What people write beside the plans: the catalogue, corrections, measured values."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from compare.errors import PlanError
from compare.given import is_given
from compare.schema import TABLES
from compare.store.csv_inputs import read_csv_input, read_date, read_year, shorten
from compare.store.csv_tables import format_table
from compare.unseen import drop_unseen, is_unseen

LINE = "line"
LONGEST_NAME = 255  # bytes of a file's name
_DEVICE = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?:\.|$)", re.I)
_DATES, _YEARS = ("issued_on", "accessed_on"), ("period_start", "period_end")
MEASUREMENT_COLUMNS = ("plan_id", "indicator_id", "year", "value", "source")
CORRECTION_COLUMNS = ("plan_id", "place", "old", "new", "reason")
MEASURED_COLUMNS = ("characters", "clean_characters", "tokenizer", "warnings")
CATALOGUE, CORRECTIONS, MEASURED = "plans.csv", "corrections.csv", "progress.csv"
# Columns a catalogue may lack, because they came later.
LATER_COLUMNS = ("source_url", "accessed_on", "division_code", "upper_plan")
LEVELS = next(c.allowed for c in TABLES["plans"].columns if c.name == "level")
CATALOGUE_COLUMNS = [c.name for c in TABLES["plans"].columns if c.name not in MEASURED_COLUMNS]


def list_files(raw: Path) -> list[Path]:
    """The files in `raw` that may be plans, by name: no hidden ones, locks of Word, or tables of ours."""
    if not raw.is_dir():
        problem = "this is no folder" if raw.exists() else "the folder does not exist"
        raise PlanError(problem, str(raw))
    return sorted(
        path
        for path in raw.iterdir()
        if not path.is_dir()  # what else is no file is told when it is read
        and path.name not in (CATALOGUE, CORRECTIONS, MEASURED)
        and not path.name.startswith((".", "~$"))
    )


def read_catalogue(raw: Path) -> list[dict[str, str]]:
    """Rows of `<raw>/plans.csv` in order; PlanError names the line that is wrong."""
    path = raw / CATALOGUE
    if not is_given(path):
        raise PlanError("the catalogue of plans does not exist", str(path))
    rows: list[dict[str, str]] = []
    lines: list[int] = []
    taken: dict[str, str] = {}
    required = [name for name in CATALOGUE_COLUMNS if name not in LATER_COLUMNS]
    for line, row in read_csv_input(path, required):
        lines.append(line)
        row = dict.fromkeys(LATER_COLUMNS, "") | row
        where = f"{path} line {line}"
        entry = check_entry(row, where)
        check_free(entry["plan_id"], taken.get(fold_capitals(entry["plan_id"])), where)
        taken[fold_capitals(entry["plan_id"])] = entry["plan_id"]
        rows.append(entry)
    if not rows:
        raise PlanError("the catalogue names no plan", str(path))
    check_upper(rows, [f"{path} line {line}" for line in lines])
    return rows


def check_upper(rows: Sequence[Mapping[str, str]], places: Sequence[str]) -> None:
    """PlanError where the plan above one is none of the catalogue, or stands below it.

    `places`: of each row, to be named.
    """
    known = {row["plan_id"] for row in rows}
    for last, place in zip(find_topmost(rows, places), places, strict=True):
        if last not in known:
            raise PlanError(f"upper_plan {shorten(last)} is no plan_id of the catalogue", place)


def find_topmost(rows: Sequence[Mapping[str, Any]], places: Sequence[str]) -> Iterator[str]:
    """The topmost plan named above each; PlanError where a plan stands above itself."""
    above = {row["plan_id"]: row.get("upper_plan", "") for row in rows}
    known: dict[str, str] = {}  # so that each is asked for once, however long the chain
    for row, place in zip(rows, places, strict=True):
        last, chain = row["plan_id"], {row["plan_id"]: None}
        while last not in known and (upper := above.get(last, "")):
            if upper in chain:
                names = [*chain]
                ring = " under ".join([*names[names.index(upper) :], upper])
                raise PlanError(f"upper_plan goes round in a ring: {ring}", place)
            last = upper
            chain[last] = None
        known |= dict.fromkeys(chain, known.get(last, last))
        yield known[last]


def find_twins(rows: Iterable[Mapping[Any, Any]]) -> list[list[str]]:
    """The plan_ids of each file that stands in the catalogue more than once: `[["a", "b"]]`."""
    known: dict[str, list[str]] = {}
    for row in rows:
        known.setdefault(row["sha256"], []).append(row["plan_id"])
    return [plans for plans in known.values() if len(plans) > 1]


def format_catalogue(rows: list[dict[str, str]]) -> str:
    """The catalogue as CSV; columns beyond the fixed ones are kept on the right."""
    extra = [name for row in rows for name in row if name not in CATALOGUE_COLUMNS]
    columns = [*CATALOGUE_COLUMNS, *dict.fromkeys(extra)]
    return format_table(pd.DataFrame(rows).reindex(columns=columns).fillna(""))


def read_corrections(raw: Path) -> list[dict[str, str]]:
    """Rows of `<raw>/corrections.csv` (plan_id, place, old, new, reason) with their `line` in it."""
    path = raw / CORRECTIONS
    if not is_given(path):
        return []
    return [{**row, LINE: str(line)} for line, row in read_csv_input(path, CORRECTION_COLUMNS)]


def read_measured(raw: Path) -> pd.DataFrame | None:
    """`<raw>/progress.csv` (measured values of indicators) as strings, None without the file.

    Its column `line` is that of the file, its `attrs["where"]` the file.
    """
    path = raw / MEASURED
    if not is_given(path):
        return None
    rows = [
        {name: drop_unseen(cell) for name, cell in row.items()} | {LINE: str(line)}
        for line, row in read_csv_input(path, MEASUREMENT_COLUMNS)
    ]
    frame = pd.DataFrame(rows, columns=None if rows else [*MEASUREMENT_COLUMNS, LINE])
    frame.attrs["where"] = str(path)
    return frame


def check_entry(row: dict[str, str], where: str) -> dict[str, str]:
    """The row with its dates and years in one form, or PlanError where a field cannot be used."""
    row = {name: drop_unseen(" ".join(cell.split())) for name, cell in row.items()}
    plan_id, source = row["plan_id"], row["source_file"]
    if not plan_id.strip(".") or not all(char.isalnum() or char in "-_." for char in plan_id):
        problem = f"plan_id {shorten(plan_id)} must be letters, digits, - _ or ."
        raise PlanError(problem, where)
    if plan_id.startswith("."):  # what a writer leaves unfinished has such names, and is cleared
        raise PlanError(f"plan_id {shorten(plan_id)} must not begin with a stop", where)
    if len(f"{plan_id}.txt".encode()) > LONGEST_NAME:
        raise PlanError(f"plan_id {shorten(plan_id)} is longer than a file's name can be", where)
    if is_device(plan_id):
        raise PlanError(f"plan_id {plan_id} names a device on Windows; choose another", where)
    if not source or Path(source).name != source or source in (".", ".."):
        problem = f"source_file {shorten(source)} must be the name of a file in this folder"
        raise PlanError(problem, where)
    if (level := row.get("level", "")) not in ("", *LEVELS):
        problem = f"level {shorten(level)} must be one of {', '.join(LEVELS)}, or empty"
        raise PlanError(problem, where)
    return row | check_dates(row, where)


def check_free(plan_id: str, other: str | None, where: str) -> None:
    """PlanError where a plan has the name of another, or one that would be the same file's."""
    if other == plan_id:
        raise PlanError(f"plan_id {plan_id!r} stands a second time", where)
    if other is not None:
        problem = f"plan_id {plan_id!r} is {other!r} but for capitals, one file on many systems"
        raise PlanError(f"{problem}; choose another", where)


def fold_capitals(name: str) -> str:
    """What names have in common that are one file where capitals and ways to write é differ in nothing."""
    return unicodedata.normalize("NFC", name.casefold())


def is_device(name: str) -> bool:
    """Whether Windows takes a file of this name for a device: `con`, `aux.txt`."""
    return bool(_DEVICE.match(name))


def check_plan_ids(table: pd.DataFrame, where: str) -> None:
    """PlanError where a plan_id of a table could lead out of the folder of its texts."""
    for name in ("plan_id", "plan_a", "plan_b"):
        for plan_id in table[name].unique() if name in table.columns else ():
            if not is_file_name(f"{plan_id}.txt"):
                raise PlanError(f"{name} {shorten(plan_id)} is no name of a plan", where)


def is_file_name(name: str) -> bool:
    """Whether a name is that of a file in a folder, and no more than that."""
    return not any(is_unseen(char) or char in "/\\\n\t" for char in name)


def check_dates(row: Mapping[str, str], where: str) -> dict[str, str]:
    """The dates and years of a row in one form; PlanError where one is none, or a period ends
    before it begins."""
    dates = {name: read_date(row.get(name, ""), name, where) for name in _DATES}
    years = {name: read_year(row.get(name, ""), name, where) for name in _YEARS}
    start, end = (years[name] for name in _YEARS)
    if start and end and int(end) < int(start):
        raise PlanError(f"period_end {end} is before period_start {start}", where)
    return dates | years


def keep_sound_dates(row: Mapping[str, str]) -> dict[str, str]:
    """The same fields as `check_dates`, empty where what a text states is no date, year or period."""
    sound: dict[str, str] = {}
    for name in (*_DATES, *_YEARS):
        try:
            sound[name] = check_dates({name: row.get(name, "")}, "")[name]
        except PlanError:
            sound[name] = ""
    try:
        return check_dates(sound, "")
    except PlanError:  # each is a year, but not the two together
        return sound | dict.fromkeys(_YEARS, "")


def check_checksum(path: Path, data: bytes, expected: str) -> None:
    """PlanError where the file is no longer the one the catalogue describes."""
    found = hashlib.sha256(data).hexdigest()
    if found != expected.lower():
        raise PlanError(
            f"its sha256 is {found[:12]}…, the catalogue says {expected[:12] or 'nothing'}…; "
            "the file has changed",
            str(path),
        )
