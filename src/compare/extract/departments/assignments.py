"""Responsibility clauses → one row per task, department and role."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from compare.extract.clean import Traced
from compare.extract.departments.clauses import (
    LEAD,
    RESPONSIBLE,
    SUPPORT,
    Named,
    apply_lead_rule,
)
from compare.extract.departments.leadrules import LeadRule, find_lead_rules, tell_rule_at
from compare.extract.departments.resolve import (
    Department,
    add_level,
    drop_aside,
    read_level,
    repair_names,
    resolve_department,
)
from compare.extract.outline.tasks import Task

Row = dict[str, Any]
Placed = tuple[Named, Traced]
Shared = dict[tuple[int, str], list[Placed]]  # a clause, and the rule that tells who leads
_JOINS = re.compile("(?:[（(][^（()）]{1,8}[）)])?(?:[、/]|和|及|与|以及)")  # two names of one list


@dataclass(frozen=True)
class Assignments:
    """Rows of assignments.csv, the department each repaired name stands for, and what is double.

    `repeated`: source spans of names that another clause of the same task had named in that role.
    """

    rows: list[Row]
    departments: dict[str, Department]
    repeated: set[tuple[int, int]]

    def placed(self) -> set[tuple[int, int]]:
        """Source spans of the names that gave a row."""
        return {(row["start"], row["end"]) for row in self.rows}


def list_assignments(tasks: Sequence[Task], plan_id: str, source: str) -> Assignments:
    """One row per task, department and role.

    A clause for a whole section gives a row for each of its tasks. A rule such as
    `列第一位者为牵头单位，下同` or `以下均需试点城市政府落实` holds for all later tasks.
    """
    rows: list[Row] = []
    repeated: set[tuple[int, int]] = set()
    seen: set[tuple[str, str, str]] = set()
    found = list(_iterate_names(tasks, find_lead_rules(source)))
    leading = {
        (t.task_id, scope, named.name) for t, scope, _, named, _ in found if named.role == LEAD
    }
    for task, scope, position, named, text in found:
        start, end = text.locate(named.start, named.end)
        key = (task.task_id, named.name, named.role)
        leads = named.role == RESPONSIBLE and (
            (task.task_id, scope, named.name) in leading or (task.task_id, named.name, LEAD) in seen
        )
        if leads or key in seen:  # who leads the task is responsible for its measures too
            repeated.add((start, end))  # several clauses of one task may name the same body
            continue
        seen.add(key)
        rows.append(
            {
                "plan_id": plan_id,
                "task_id": task.task_id,
                "scope": scope,
                "role": named.role,
                "position": position,
                "name_as_written": "".join(source[start:end].split()),
                "name": drop_aside(named.name),
                "start": start,
                "end": end,
            }
        )
    departments: dict[str, Department] = {}
    for row, name in zip(rows, repair_names([row["name"] for row in rows]), strict=True):
        if name not in departments:
            departments[name] = resolve_department(name)
        row["name"], row["department_id"] = name, departments[name].department_id
    return Assignments(rows, departments, repeated)


def _iterate_names(
    tasks: Sequence[Task], rules: Sequence[LeadRule]
) -> Iterator[tuple[Task, str, int, Named, Traced]]:
    everywhere: list[Placed] = []
    shared: Shared = {}
    for task in tasks:
        for scope, names in _read_clauses(task, rules, shared):
            for position, (named, text) in enumerate(names, 1):
                yield task, scope, position, named, text
        # 不再列出: it is left out of the clauses below.
        if everywhere and any(True for _ in task.clauses()):
            for position, (named, text) in enumerate(everywhere, 1):
                yield task, "document", position, named, text
        for _, text, clause in task.clauses():
            everywhere += [(named, text) for named in clause.document]


def _share_levels(names: Sequence[Placed]) -> Iterator[Placed]:
    """Names of which a bare one has the level of its list: 省教育厅、统计局，各市 → 省教育厅, 省统计局, 各市."""
    level, before = "", None
    for named, text in names:
        if before is None or not _JOINS.fullmatch(text.text, before.end, named.start):
            level = ""
        whole = add_level(named.name, level) if level else named.name
        yield (named if whole == named.name else named._replace(name=whole)), text
        level, before = read_level(named.name) or level, named


def _read_clauses(
    task: Task, rules: Sequence[LeadRule], shared: Shared
) -> Iterator[tuple[str, Iterable[Placed]]]:
    """(scope, names) of each clause; lines such as 牵头单位：… and 配合单位：… together are one.

    `shared`: names of clauses that were read for a task before: a section's is that of each.
    """
    lines: list[Placed] = []
    for scope, text, clause in task.clauses():
        rule = tell_rule_at(rules, text.locate(clause.start, clause.end)[1]) if rules else ""
        names = [(named, text) for named in apply_lead_rule(clause.names, rule, text.text)]
        if clause.own_line and scope == "task":
            lines += names
            continue
        key = id(clause), rule
        if key not in shared:
            shared[key] = list(_share_levels(names))
        yield scope, shared[key]
    has_lead = any(named.role == LEAD for named, _ in lines)
    names = [
        (n._replace(role=SUPPORT) if has_lead and n.role == RESPONSIBLE else n, text)
        for n, text in lines
    ]
    yield "task", _share_levels(names)
