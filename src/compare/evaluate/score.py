"""Extracted tables against gold made by hand: precision, recall, F1 and every miss in words.

A row is right only if every compared field is right, so that a row with one wrong field costs
precision and recall alike. Gold has no ids of its own: a row of assignments or targets is linked
to its task by (chapter, section_no, task_no), an extracted row by its `task_id`.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from compare.errors import PlanError
from compare.schema import TABLES, Column

Value = str | int | float | bool | tuple[object, ...] | None
Record = dict[str, Value]

TASK_LINK = ("chapter", "section_no", "task_no")
# What tells a row, and what else of it is compared. `task` is the start of the task it belongs to.
IDENTITY = {
    "tasks": ("start", "end"),
    "assignments": ("task", "scope", "position"),
    "targets": ("start", "end", "value"),
}
COMPARED = {
    "tasks": ("kind", "chapter", "section_no", "section_title", "task_no", "title"),
    "assignments": ("role", "name_as_written", "name"),
    "targets": (
        *("task", "kind", "quote", "value_high", "unit", "value_si", "unit_si", "year", "period"),
        *("cadence", "comparator", "aspirational", "alternatives"),
    ),
}
# What a line of misses calls the row by, when its identity is only a place in the source.
SHOWN = {"tasks": ("title",), "assignments": ("name_as_written",), "targets": ("quote", "value")}
_PARSERS: dict[str, Callable[[str], Value]] = {
    "str": str,
    "int": int,
    "float": float,
    "bool": {"true": True, "false": False}.__getitem__,
}
# Columns of the gold files that are made here and not read.
_MADE = ("task", "alternatives")


@dataclass(frozen=True)
class Score:
    """How one table of one plan compares with gold; `plan_id` or `table` empty: all of them.

    `right` rows agree in every field, `gold` and `found` count the rows of either side; `misses`
    holds one line for each row that is missing, extra or wrong.
    """

    table: str
    plan_id: str
    right: int
    gold: int
    found: int
    misses: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Share of the found rows that are right; 1 where none was found and none was wanted."""
        return self.right / self.found if self.found else float(not self.gold)

    @property
    def recall(self) -> float:
        """Share of the gold rows that were found right; 1 where gold has none."""
        return self.right / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall (van Rijsbergen 1979), 0 where both are 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def score_tables(tables: Mapping[str, pd.DataFrame], gold: Path) -> list[Score]:
    """Scores of every table and plan under `gold`, of each table over all plans, and of all.

    `gold` holds one folder per plan (its name is the plan_id) with tasks.csv, assignments.csv
    and targets.csv. Plans of the tables that have no gold are not scored. PlanError where gold
    is absent, incomplete or malformed.
    """
    plans = _list_plans(gold)
    wanted = {plan_id: _read_gold(gold / plan_id, plan_id) for plan_id in plans}
    scores: list[Score] = []
    for table in IDENTITY:
        of_table = [
            _score(table, plan_id, wanted[plan_id][table], _list_found(tables, table, plan_id))
            for plan_id in plans
        ]
        scores += [*of_table, _sum_scores(of_table, table)]
    return [*scores, _sum_scores([score for score in scores if score.plan_id], "")]


def render_scores(scores: Sequence[Score]) -> str:
    """The scores as an aligned text table, and below it each miss on a line of its own."""
    header = ("table", "plan", "right", "gold", "found", "precision", "recall", "F1")
    rows = [header, *(_list_cells(score) for score in scores)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(header))]
    lines = [
        "  ".join(c.ljust(w) if i < 2 else c.rjust(w) for i, (c, w) in enumerate(cells)).rstrip()
        for cells in (list(zip(row, widths, strict=True)) for row in rows)
    ]
    misses = [
        f"{score.plan_id} {score.table}: {miss}"
        for score in scores
        if score.plan_id
        for miss in score.misses
    ]
    counted = f"{len(misses)} {'row differs' if len(misses) == 1 else 'rows differ'} from gold"
    told = [f"{counted}:", *misses] if misses else ["Every row agrees with gold."]
    return "\n".join([*lines, "", *told])


def _list_cells(score: Score) -> tuple[str, ...]:
    counts = map(str, (score.right, score.gold, score.found))
    rates = (f"{rate:.3f}" for rate in (score.precision, score.recall, score.f1))
    return (score.table or "all", score.plan_id or "all", *counts, *rates)


def _sum_scores(scores: Iterable[Score], table: str) -> Score:
    """The scores of several tables or plans counted together (micro average)."""
    parts = list(scores)
    misses = tuple(miss for part in parts for miss in part.misses)
    right, gold, found = (sum(counts) for counts in zip(*map(_list_counts, parts), strict=True))
    return Score(table, "", right, gold, found, misses)


def _list_counts(score: Score) -> tuple[int, int, int]:
    return score.right, score.gold, score.found


# Reading both sides into records of the same shape.


def _list_plans(gold: Path) -> list[str]:
    if not gold.is_dir():
        raise PlanError("the folder with the gold tables does not exist", str(gold))
    folders = [f for f in gold.iterdir() if f.is_dir() and not f.name.startswith(".")]
    plans = sorted(f.name for f in folders if not (f / "plan.txt").exists())
    if not plans:
        raise PlanError("holds no folder named after a plan", str(gold))
    return plans


def _read_gold(folder: Path, plan_id: str) -> dict[str, list[Record]]:
    """The three gold tables of one plan, each row linked to the start of its task."""
    rows = {table: _read_records(folder / f"{table}.csv", table, plan_id) for table in IDENTITY}
    starts: dict[tuple[Value, ...], Value] = {(None,) * len(TASK_LINK): None}
    for line, row in rows["tasks"]:
        link = tuple(row[name] for name in TASK_LINK)
        if link in starts:
            where = f"{folder / 'tasks.csv'} line {line}"
            raise PlanError(f"the task {_join(link)} stands a second time", where)
        starts[link] = row["start"]
    for table in ("assignments", "targets"):
        for line, row in rows[table]:
            link = tuple(row[name] for name in TASK_LINK)
            if link not in starts or (table == "assignments" and starts[link] is None):
                where = f"{folder / table}.csv line {line}"
                raise PlanError(f"the task {_join(link)} is not in tasks.csv", where)
            row["task"] = starts[link]
    records = {table: [row for _, row in rows[table]] for table in IDENTITY}
    _name_alternatives(records["targets"])
    return records


def _read_records(path: Path, table: str, plan_id: str) -> list[tuple[int, Record]]:
    """(line, row) of one gold file with typed values; PlanError names the line that is wrong."""
    if not path.is_file():
        raise PlanError("the gold table does not exist", str(path))
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise PlanError("the gold table is not UTF-8", str(path)) from error
    reader = csv.reader(lines)
    header = next(reader, [])
    columns = _list_columns(table)
    if missing := [column.name for column in columns if column.name not in header]:
        raise PlanError(f"column {', '.join(missing)} is missing", f"{path} line 1")
    records = []
    for fields in reader:
        where = f"{path} line {reader.line_num}"
        if len(fields) != len(header):
            raise PlanError(f"has {len(fields)} fields instead of {len(header)}", where)
        cells = dict(zip(header, fields, strict=True))
        if cells["plan_id"] != plan_id:
            raise PlanError(f"plan_id {cells['plan_id']!r} does not name its folder", where)
        records.append((reader.line_num, {c.name: _type(cells[c.name], c, where) for c in columns}))
    return records


def _list_columns(table: str) -> list[Column]:
    """The columns a gold file must have: what is compared, and what links it to its task."""
    known = {column.name: column for name in ("tasks", table) for column in TABLES[name].columns}
    names = ["plan_id", *IDENTITY[table], *COMPARED[table], *TASK_LINK]
    names += ["alternative_group"] if table == "targets" else []
    columns = [known[name] for name in dict.fromkeys(names) if name not in _MADE]
    # A target may stand outside the tasks, a task directly under its chapter.
    return [replace(c, required=c.required and c.name not in TASK_LINK) for c in columns]


def _type(cell: str, column: Column, where: str) -> Value:
    if not cell:
        if column.required:
            raise PlanError(f"column {column.name} is empty", where)
        return None
    if column.allowed and cell not in column.allowed:
        raise PlanError(f"column {column.name} holds {cell!r}", where)
    try:
        return _PARSERS[column.type](cell)
    except (KeyError, ValueError) as error:
        raise PlanError(f"column {column.name} holds {cell!r}, no {column.type}", where) from error


def _list_found(tables: Mapping[str, pd.DataFrame], table: str, plan_id: str) -> list[Record]:
    """Extracted rows of one plan as records like those of gold."""
    frame, tasks = tables[table], tables["tasks"]
    starts = dict(zip(tasks["task_id"], tasks["start"], strict=True))
    records: list[Record] = []
    for row in frame[frame["plan_id"] == plan_id].to_dict("records"):
        record = {str(name): _simplify(value) for name, value in row.items()}
        if table != "tasks":
            record["task"] = _simplify(starts.get(record["task_id"]))
        records.append(record)
    if table == "targets":
        _name_alternatives(records)
    return records


def _simplify(value: object) -> Value:
    """A cell as a plain Python value; what is not stated is None."""
    if value is None or value is pd.NA or value != value or value == "":
        return None
    if isinstance(value, float):
        return round(value, 6)
    return value if isinstance(value, (str, bool)) else int(str(value))


def _name_alternatives(targets: list[Record]) -> None:
    """Replace the arbitrary number of an either-or group by the other rows that share it."""
    groups: defaultdict[Value, list[tuple[Value, ...]]] = defaultdict(list)
    for row in targets:
        groups[row["alternative_group"]].append(_identify(row, "targets"))
    for row in targets:
        others = list(groups[row["alternative_group"]] if row["alternative_group"] else [])
        if others:
            others.remove(_identify(row, "targets"))
        row["alternatives"] = tuple(sorted(others, key=str)) or None


# Matching, and telling what did not match.


def _identify(row: Record, table: str) -> tuple[Value, ...]:
    return tuple(row[name] for name in IDENTITY[table])


def _score(table: str, plan_id: str, gold: list[Record], found: list[Record]) -> Score:
    """Match equal rows as multisets, then tell what is left of either side."""
    fields = (*IDENTITY[table], *COMPARED[table])
    in_gold = Counter(tuple(row[name] for name in fields) for row in gold)
    in_found = Counter(tuple(row[name] for name in fields) for row in found)
    right = sum((in_gold & in_found).values())
    missing = [dict(zip(fields, row, strict=True)) for row in (in_gold - in_found).elements()]
    extra = [dict(zip(fields, row, strict=True)) for row in (in_found - in_gold).elements()]
    misses = _tell_misses(table, missing, extra)
    return Score(table, plan_id, right, len(gold), len(found), tuple(misses))


def _tell_misses(table: str, missing: list[Record], extra: list[Record]) -> list[str]:
    """One line per row that is wrong in some fields, missing, or extra, in document order."""
    lines: list[tuple[tuple[int, ...], str]] = []
    left = list(extra)
    for row in missing:
        twin = next((r for r in left if _identify(r, table) == _identify(row, table)), None)
        if twin is None:
            lines.append((_place(row), f"missing {_show(row, table)}"))
            continue
        left.remove(twin)
        wrong = [name for name in COMPARED[table] if row[name] != twin[name]]
        told = "; ".join(f"{n} is {_quote(twin[n])}, gold {_quote(row[n])}" for n in wrong)
        lines.append((_place(row), f"wrong {_show(row, table)}: {told}"))
    lines += [(_place(row), f"extra {_show(row, table)}") for row in left]
    return [line for _, line in sorted(lines)]


def _place(row: Record) -> tuple[int, ...]:
    places = (row.get("start"), row.get("task"), row.get("position"))
    return tuple(place if isinstance(place, int) else -1 for place in places)


def _show(row: Record, table: str) -> str:
    """A row in few words: `start 2778, end 3162 (加强校内青少年科学教育)`."""
    identity = ", ".join(f"{name} {_quote(row[name])}" for name in IDENTITY[table])
    return f"{identity} ({_join(tuple(row[name] for name in SHOWN[table]))})"


def _join(values: Iterable[Value]) -> str:
    return " ".join(str(value) for value in values if value is not None) or "without a name"


def _quote(value: Value) -> str:
    return "empty" if value is None else str(value)
