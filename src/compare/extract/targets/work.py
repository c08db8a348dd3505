"""What a table of work asks for, cell by cell: quantities in its cells are those of the row's task."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from compare.extract.departments.clauses import find_clauses
from compare.extract.outline.tasks import Task
from compare.extract.targets.clock import Clock
from compare.extract.targets.sentences import Passage
from compare.extract.targets.years import find_year_of_plan, find_years
from compare.language.numbers import plain_numerals

_END = re.compile(r"[。；;！]")


def _cut(text: str) -> list[str]:
    return [piece for piece in _END.split(text) if piece]


def iterate_work_passages(tasks: Sequence[Task], clock: Clock) -> Iterator[Passage]:
    """The cells of tasks that stand in a table, with the year of their deadline in force.

    `建设公厕40座 | 县住建局 | 2026年底` → the first cell, 2026. A cell that only repeats what the text
    says states nothing of its own.
    """
    in_tables = [task for task in tasks if task.source == "table"]
    if not in_tables:
        return
    said = {piece for task in tasks if task.source == "text" for piece in _cut(task.text)}
    for task in in_tables:
        years = [year for year in find_years(plain_numerals(task.deadline), clock) if year.value]
        cells = [part.text for part in task.parts]
        for cell in [task.heading, *cells] if task.heading else cells:
            if not said.issuperset(_cut(cell.text)):
                yield Passage(
                    cell,
                    find_clauses(cell.text),
                    task.kind,
                    years[-1] if years else find_year_of_plan(clock),
                )
