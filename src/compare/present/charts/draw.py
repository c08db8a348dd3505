"""Every figure of a build, by name: which chart, of which tables, at which size.

The charts themselves stand beside this module. Each takes its tables and an axes, fills the axes
and returns it: `draw_workload(workload, departments, plans, ax, lang="en")`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from compare.analyse.coverage import theme_of_task
from compare.analyse.indicators import read_references
from compare.present.charts import (
    alignment,
    commitment,
    departments,
    inheritance,
    instruments,
    links,
    progress,
    targets,
    text,
    themes,
    workload,
)
from compare.present.charts.alignment import draw_alignment_heatmap
from compare.present.charts.commitment import draw_commitment
from compare.present.charts.departments import draw_department_themes
from compare.present.charts.inheritance import draw_inheritance
from compare.present.charts.instruments import draw_instruments
from compare.present.charts.links import draw_alignment_links
from compare.present.charts.progress import draw_progress
from compare.present.charts.style import new_figure
from compare.present.charts.targets import draw_indicators
from compare.present.charts.text import draw_shared_passages
from compare.present.charts.themes import draw_coverage, draw_keyness
from compare.present.charts.workload import draw_workload
from compare.present.wording.findings import select_shown

__all__ = [
    "FIGURES",
    "draw_alignment_heatmap",
    "draw_alignment_links",
    "draw_commitment",
    "draw_coverage",
    "draw_department_themes",
    "draw_figure",
    "draw_indicators",
    "draw_inheritance",
    "draw_instruments",
    "draw_keyness",
    "draw_progress",
    "draw_shared_passages",
    "draw_workload",
    "list_figures",
    "new_figure",
]

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Chart:
    """A figure's chart function, its size function and the tables each takes, in order."""

    draw: Any
    size: Any
    draw_tables: tuple[str, ...]
    size_tables: tuple[str, ...]
    optional: tuple[str, ...] = ()
    needs_rows: bool = False


FIGURES: dict[str, Chart] = {
    "indicators": Chart(
        draw_indicators,
        targets.size_indicators,
        ("indicators", "plans"),
        ("indicators", "plans"),
        ("references",),
    ),
    "workload": Chart(
        draw_workload,
        workload.size_workload,
        ("workload", "departments", "plans"),
        ("workload", "plans"),
    ),
    "department_themes": Chart(
        draw_department_themes,
        departments.size_department_themes,
        ("assignments", "task_themes", "coverage", "departments", "plans"),
        ("assignments", "task_themes", "plans"),
    ),
    "alignment_heatmap": Chart(
        draw_alignment_heatmap,
        alignment.size_alignment,
        ("task_pairs", "tasks", "plans"),
        ("tasks", "plans"),
    ),
    "alignment_links": Chart(
        draw_alignment_links,
        links.size_links,
        ("task_pairs", "tasks", "plans"),
        ("tasks", "plans"),
    ),
    "coverage": Chart(
        draw_coverage, themes.size_coverage, ("coverage", "plans"), ("coverage", "plans")
    ),
    "keyness": Chart(
        draw_keyness,
        themes.size_keyness,
        ("distinctive_terms", "plans"),
        ("distinctive_terms", "plans"),
    ),
    "shared_passages": Chart(
        draw_shared_passages,
        text.size_shared_passages,
        ("shared_passages", "tasks", "plans"),
        ("shared_passages", "plans"),
    ),
    "commitment": Chart(
        draw_commitment,
        commitment.size_commitment,
        ("commitment", "tasks", "plans"),
        ("commitment", "plans"),
    ),
    "instruments": Chart(
        draw_instruments,
        instruments.size_instruments,
        ("instruments", "plans"),
        ("instruments", "plans"),
    ),
    "inheritance": Chart(
        draw_inheritance,
        inheritance.size_inheritance,
        ("inheritance", "tasks", "plans"),
        ("inheritance", "plans"),
        needs_rows=True,
    ),
    "progress": Chart(
        draw_progress, progress.size_progress, ("progress", "plans"), ("progress", "plans")
    ),
}


def draw_figure(name: str, tables: Tables, lang: str = "zh") -> Figure:
    """One figure of FIGURES at its own size; tables it can be made from are derived where missing."""
    chart, known = FIGURES[name], _Derived(select_shown(tables))
    figure, ax = new_figure(*chart.size(*(known[table] for table in chart.size_tables)))
    extra = {table: known[table] for table in chart.optional}
    chart.draw(*(known[table] for table in chart.draw_tables), ax, lang=lang, **extra)
    return figure


def list_figures(tables: Tables) -> list[str]:
    """Names of the figures whose tables stand in `tables` or can be derived from them.

    One that only some families of plans have is left out where its table is known to be empty.
    """
    known = _Derived(tables)
    return [
        name
        for name, chart in FIGURES.items()
        if all(table in known for table in (*chart.draw_tables, *chart.size_tables))
        and not (chart.needs_rows and _is_bare(known[chart.draw_tables[0]]))
    ]


def _is_bare(table: pd.DataFrame) -> bool:
    """Whether a table has columns and no row; one without columns is not made yet."""
    return bool(len(table.columns)) and table.empty


DERIVED_FROM: dict[str, tuple[str, ...]] = {
    "task_themes": ("tasks",),
    "references": (),
}


class _Derived(dict[str, pd.DataFrame]):
    """The tables, and those no file holds, worked out when first asked for."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or (
            name in DERIVED_FROM and all(map(super().__contains__, DERIVED_FROM[str(name)]))
        )

    def __missing__(self, name: str) -> pd.DataFrame:
        if name not in self:
            raise KeyError(name)
        if name == "task_themes":
            self[name] = theme_of_task(self["tasks"])
        else:
            self[name] = read_references()
        return self[name]
