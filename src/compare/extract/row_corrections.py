"""Rows of the tables put right by a person: which cell, the value expected there, the right one, why.

`targets yunxi-t3 unit`, `assignments yunxi-3.1.2 1 role` and `tasks yunxi-4.1 kind` name a cell;
`row` in place of a column takes the row out. Which columns may be corrected stands in
`lookups/correctable.csv`: spans, quotes and ids are the text's own. What a correction replaced is
listed among what was left out, so that no value of the text is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING

from compare.errors import PlanError
from compare.extract.departments.resolve import (
    Department,
    build_department,
    load_departments,
    resolve_department,
)
from compare.extract.ignored import Ignored
from compare.language.units import fold_written, tell_unit_status
from compare.lookups import read_lookup
from compare.schema import TABLES, Column
from compare.store import show_cell

if TYPE_CHECKING:
    from compare.extract import Extraction

Row = dict[str, object]
KEYS = {"targets": ("target_id",), "assignments": ("task_id", "position"), "tasks": ("task_id",)}
WHOLE = "row"
# What is shown of a whole row, as the value expected of one that is taken out.
SHOWN = {"targets": "value_text", "assignments": "name_as_written"}
_LEFT_OUT = {"targets": "number", "assignments": "name"}
DERIVED = "derived-"
CORRECTION = "correction"  # `what` of the rows that tell of one
_LIKELY = 0.3  # how alike an id must be to be proposed


@dataclass(frozen=True)
class Correction:
    """One correction of a row. `key`: what names the row in its table; `where`: file and line."""

    table: str
    key: tuple[str, ...]
    column: str
    old: str
    new: str
    reason: str
    where: str

    @property
    def place(self) -> str:
        """As it is written: `targets yunxi-t3 unit`."""
        return " ".join((self.table, *self.key, self.column))

    @property
    def follows(self) -> str:
        """What else of the row goes with the column."""
        return _list_correctable().get(f"{self.table}.{self.column}", "")


def is_row_place(place: str) -> bool:
    """Whether a place is a row of a table, rather than a line of the text."""
    return place.split()[:1] in [[table] for table in KEYS]


def correct_rows(plan: Extraction, corrections: Sequence[Mapping[str, str]]) -> Extraction:
    """The plan with its rows corrected, in the order of `corrections`; those of others are passed over.

    A correction and its reverse give the old tables. PlanError, one sentence with the line, for a
    place that is none, an id that is not there, another value than the one expected, and a value the
    column cannot hold.
    """
    own = [
        read_correction(row, number)
        for number, row in enumerate(corrections, 2)
        if row["plan_id"] == plan.plan_id and is_row_place(row["place"])
    ]
    if not own:
        return plan
    tables = {name: list(getattr(plan, name)) for name in KEYS}
    told = []
    for correction in own:
        rows = tables[correction.table]
        at = _find_row(rows, correction)
        told.append(_tell_correction(rows[at], correction, plan.source))
        changed = () if correction.column == WHOLE else (_correct(rows[at], correction, plan),)
        rows[at : at + 1] = changed
        _check_twice(tables["assignments"], changed, correction)
    return replace(
        plan,
        tasks=tables["tasks"],
        assignments=tables["assignments"],
        targets=tables["targets"],
        departments=_list_departments(tables["assignments"], plan.departments),
        ignored=[*plan.ignored, *told],
    )


def read_correction(row: Mapping[str, str], number: int = 0) -> Correction:
    """A row of corrections.csv, of which the place names a row; PlanError where it is malformed."""
    where = f"corrections.csv line {row.get('line', number)}"
    table, *key = row["place"].split()
    column = key.pop() if key else ""
    if len(key) != len(KEYS[table]):
        form = " ".join((table, *(name.upper() for name in KEYS[table]), "COLUMN"))
        raise PlanError(f"place {row['place']!r} must be `{form}`", where)
    known = [name.partition(".")[2] for name in _list_correctable() if name.startswith(f"{table}.")]
    if column not in known:
        problem = f"{table} {column} cannot be corrected; there are {', '.join(known)}"
        raise PlanError(problem, where)
    if not row["reason"].strip():
        raise PlanError("needs a reason", where)
    if column == WHOLE and row["new"]:
        raise PlanError("`row` takes the row out, so that `new` must be empty", where)
    return Correction(table, tuple(key), column, row["old"], row["new"], row["reason"], where)


def _list_correctable() -> dict[str, str]:
    """`table.column` → what follows it."""
    return {row["place"]: row["follows"] for row in read_lookup("correctable")}


def _find_row(rows: Sequence[Row], correction: Correction) -> int:
    """Where the row stands whose value is the expected one."""
    names = KEYS[correction.table]
    named = [
        at
        for at, row in enumerate(rows)
        if tuple(str(row[name]) for name in names) == correction.key
    ]
    if not named:
        known = dict.fromkeys(" ".join(str(row[name]) for name in names) for row in rows)
        sought = " ".join(correction.key)
        raise PlanError(
            f"there is no row {sought} in {correction.table}{name_near(sought, known)}",
            correction.where,
        )
    found = [at for at in named if _holds(rows[at], correction)]
    if len(found) != 1:
        shown = " / ".join(dict.fromkeys(show_old(rows[at], correction) for at in named))
        raise PlanError(
            f"{correction.place} is {shown!r}, not once {correction.old!r}: the plan is read "
            "otherwise now, or the correction is no longer needed; write what stands there, or "
            "take this line out",
            correction.where,
        )
    return found[0]


def show_old(row: Mapping[str, object], correction: Correction) -> str:
    """The cell as the CSV shows it; of a whole row the words it was read from."""
    column = SHOWN[correction.table] if correction.column == WHOLE else correction.column
    return show_cell(row.get(column))


def _holds(row: Mapping[str, object], correction: Correction) -> bool:
    """Whether the expected value stands there; 25.0 and 25 are one number."""
    shown = show_old(row, correction)
    if correction.column == WHOLE or shown == correction.old.strip():
        return shown == correction.old.strip()
    try:
        return shown == show_cell(_read_value(correction, correction.old))
    except PlanError:
        return False


def name_near(sought: str, known: Iterable[str]) -> str:
    """The known ids nearest to one that is not there, as the end of a sentence."""
    near = get_close_matches(sought, list(known), 3, _LIKELY)
    return f"; near it are {', '.join(near)}" if near else ""


def _read_value(correction: Correction, text: str) -> object:
    """What is written, in the column's type; PlanError where the column cannot hold it."""
    column = next(c for c in TABLES[correction.table].columns if c.name == correction.column)
    text = text.strip()
    if column.required and not text:
        raise PlanError(f"{correction.place} must not be empty", correction.where)
    if text and column.allowed and text not in column.allowed:
        problem = f"{correction.place} takes {', '.join(column.allowed)}, not {text!r}"
        raise PlanError(problem, correction.where)
    try:
        return READERS[column.type](text)
    except (ValueError, KeyError) as error:
        kind = _describe_type(column)
        raise PlanError(
            f"{correction.place} takes {kind}, not {text!r}", correction.where
        ) from error


def _read_float(text: str) -> object:
    if text and not re.fullmatch(r"[+-]?\d{1,15}(?:\.\d{1,9})?", text, re.ASCII):
        raise ValueError(text)
    return float(text) if text else None


def _read_int(text: str) -> object:
    found = _read_float(text)
    if isinstance(found, float) and found != int(found):
        raise ValueError(text)
    return int(found) if isinstance(found, float) else None


def _read_flag(text: str) -> object:
    return {"true": True, "false": False, "": None}[text.lower()]


READERS: Mapping[str, Callable[[str], object]] = {
    "str": str,
    "float": _read_float,
    "int": _read_int,
    "bool": _read_flag,
}


def _describe_type(column: Column) -> str:
    return {"float": "a number", "int": "a whole number", "bool": "true or false"}[column.type]


def _correct(row: Row, correction: Correction, plan: Extraction) -> Row:
    """The row with the right value, and what follows from it."""
    changed = row | {correction.column: _read_value(correction, correction.new)}
    return changed | FOLLOWING[correction.follows](changed, correction, plan)


def _follow_nothing(row: Row, correction: Correction, plan: Extraction) -> Row:
    return {}


def _fold_again(row: Row, correction: Correction, plan: Extraction) -> Row:
    unit = str(row["unit"] or "")
    value, unit_si = fold_written(Decimal(str(row["value"])), unit)
    return {
        "value_si": float(value),
        "unit_si": unit_si,
        "unit_status": tell_unit_status(unit),
    }


def _resolve_again(row: Row, correction: Correction, plan: Extraction) -> Row:
    return {"department_id": resolve_department(str(row["name"])).department_id}


def _check_department(row: Row, correction: Correction, plan: Extraction) -> Row:
    own = {department.department_id for department in plan.departments.values()}
    own |= {str(known["department_id"]) for known in plan.assignments}
    _check_known(correction, [*load_departments(), *sorted(own)])
    return {}


def _check_indicator(row: Row, correction: Correction, plan: Extraction) -> Row:
    """An indicator of the lookup, or one that says of itself that it is derived."""
    if not correction.new.startswith(DERIVED):
        _check_known(correction, [listed["indicator_id"] for listed in read_lookup("indicators")])
    return {}


def _check_known(correction: Correction, known: Iterable[str]) -> None:
    known = dict.fromkeys(known)
    if correction.new not in known:
        near = name_near(correction.new, known)
        raise PlanError(
            f"there is no {correction.column} {correction.new!r}{near}", correction.where
        )


FOLLOWING: Mapping[str, Callable[[Row, Correction, Extraction], Row]] = {
    "": _follow_nothing,
    "quantity": _fold_again,
    "body": _resolve_again,
    "department": _check_department,
    "indicator": _check_indicator,
}


def _check_twice(assigned: Sequence[Row], changed: Sequence[Row], correction: Correction) -> None:
    """PlanError where a task would name a body twice in one role."""
    names = ("task_id", "name", "role")
    for row in changed if correction.table == "assignments" else ():
        same = [other for other in assigned if all(other[name] == row[name] for name in names)]
        if len(same) > 1:
            said = f"{row['name']} would stand twice as {row['role']} of {row['task_id']}"
            raise PlanError(f"{said}; take one out with `row`", correction.where)


def _tell_correction(row: Row, correction: Correction, source: str) -> Ignored:
    """What was read there and does not stand: the row that is taken out, or the old value."""
    start, end = int(str(row["start"])), int(str(row["end"]))
    if correction.column == WHOLE:
        what = _LEFT_OUT[correction.table]
        return Ignored(what, start, end, source[start:end], correction.reason)
    old, new = (text or "(empty)" for text in (show_old(row, correction), correction.new))
    text = f"{correction.place}: {old} → {new}"
    return Ignored(CORRECTION, start, end, text, correction.reason)


def _list_departments(
    assigned: Sequence[Row], known: Mapping[str, Department]
) -> dict[str, Department]:
    """The departments that are named now, in order of first mention, by the name they stand under."""
    by_id = {department.department_id: department for department in known.values()}
    found: dict[str, Department] = {}
    for row in assigned:
        name, department_id = str(row["name"]), str(row["department_id"])
        department = known.get(name) or resolve_department(name)
        if department.department_id != department_id:
            department = by_id.get(department_id) or build_department(
                load_departments()[department_id]
            )
            name = department.name_zh
        found.setdefault(name, department)
    return found
