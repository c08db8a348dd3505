"""Responsibility clauses → one row per task, department and role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from compare.extract.clauses import LEAD, RESPONSIBLE, SUPPORT, Clause, Named
from compare.extract.clean import Traced, repair_glyphs
from compare.extract.departments import Department, repair_names, resolve_department
from compare.extract.tasks import Task

Row = dict[str, object]


def list_assignments(
    tasks: Sequence[Task], plan_id: str, source: str
) -> tuple[list[Row], dict[str, Department]]:
    """Rows of assignments.csv, and the department each repaired name stands for.

    A clause for a whole section gives a row for each of its tasks. A rule such as
    `列第一位者为牵头单位，下同` or `以下均需试点城市政府落实` holds for all later tasks.
    """
    rows: list[Row] = []
    for task, scope, position, named, text in _iterate_names(tasks):
        start, end = text.locate(named.start, named.end)
        rows.append(
            {
                "plan_id": plan_id,
                "task_id": task.task_id,
                "scope": scope,
                "role": named.role,
                "position": position,
                "name_as_written": "".join(source[start:end].split()),
                "name": repair_glyphs(named.name),
                "start": start,
                "end": end,
            }
        )
    departments: dict[str, Department] = {}
    for row, name in zip(rows, repair_names([str(row["name"]) for row in rows]), strict=True):
        department = departments.setdefault(name, resolve_department(name))
        row["name"], row["department_id"] = name, department.department_id
    return rows, departments


def _iterate_names(tasks: Sequence[Task]) -> Iterator[tuple[Task, str, int, Named, Traced]]:
    first_leads = False
    everywhere: list[tuple[Named, Traced]] = []
    for task in tasks:
        for scope, text, clause in task.clauses():
            for position, named in enumerate(_apply_first_leads(clause, first_leads), 1):
                yield task, scope, position, named, text
            first_leads = first_leads or clause.first_leads
        for position, (named, text) in enumerate(everywhere, 1):
            yield task, "document", position, named, text
        for _, text, clause in task.clauses():
            everywhere += [(named, text) for named in clause.document]


def _apply_first_leads(clause: Clause, first_leads: bool) -> Sequence[Named]:
    """Under the rule `下同`, the first name of a clause without a lead is its lead."""
    if not first_leads or any(named.role != RESPONSIBLE for named in clause.names):
        return clause.names
    first, *others = clause.names
    return [replace(first, role=LEAD), *(replace(n, role=SUPPORT) for n in others)]
