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

from compare.analyse.indicators import read_references
from compare.present.charts import (
    inheritance,
    instruments,
    links,
    progress,
    targets,
    text,
    themes,
    workload,
)
from compare.present.charts.inheritance import draw_inheritance
from compare.present.charts.instruments import draw_instruments
from compare.present.charts.links import draw_alignment_links
from compare.present.charts.progress import draw_progress
from compare.present.charts.style import MOST_HEIGHT, new_figure
from compare.present.charts.targets import draw_indicators
from compare.present.charts.text import draw_shared_passages
from compare.present.charts.themes import draw_coverage
from compare.present.charts.workload import draw_workload
from compare.present.wording.findings import select_shown

__all__ = [
    "FIGURES",
    "draw_alignment_links",
    "draw_coverage",
    "draw_figure",
    "draw_indicators",
    "draw_inheritance",
    "draw_instruments",
    "draw_progress",
    "draw_shared_passages",
    "draw_workload",
    "list_figures",
    "new_figure",
]

REFERENCES = "references"
Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Chart:
    """A figure's chart function, its size function and the tables each takes, in order."""

    draw: Any
    size: Any
    draw_tables: tuple[str, ...]
    size_tables: tuple[str, ...]
    optional: tuple[str, ...] = ()


FIGURES: dict[str, Chart] = {
    "indicators": Chart(
        draw_indicators,
        targets.size_indicators,
        ("indicators", "plans"),
        ("indicators", "plans"),
        (REFERENCES,),
    ),
    "workload": Chart(
        draw_workload,
        workload.size_workload,
        ("workload", "departments", "plans"),
        ("workload", "plans"),
        ("assignments",),
    ),
    "alignment_links": Chart(
        draw_alignment_links,
        links.size_links,
        ("task_pairs", "tasks", "plans"),
        ("tasks", "plans"),
        ("outline",),
    ),
    "coverage": Chart(
        draw_coverage, themes.size_coverage, ("coverage", "plans"), ("coverage", "plans")
    ),
    "shared_passages": Chart(
        draw_shared_passages,
        text.size_shared_passages,
        ("shared_passages", "tasks", "plans"),
        ("shared_passages", "plans"),
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
    ),
    "progress": Chart(
        draw_progress, progress.size_progress, ("progress", "plans"), ("progress", "plans")
    ),
}


def draw_figure(name: str, tables: Tables, lang: str = "zh", most: float = MOST_HEIGHT) -> Figure:
    """One figure of FIGURES at the size it is printed in: 16 cm wide, at most 20 cm high, or at most
    `most` inches where a page has no more room."""
    chart, known = FIGURES[name], _Derived(select_shown(tables))
    width, height = size_figure(name, tables)
    figure, ax = new_figure(width, min(height, most))
    extra = {table: known[table] for table in chart.optional if table in known}
    chart.draw(*(known[table] for table in chart.draw_tables), ax, lang=lang, **extra)
    return figure


def size_figure(name: str, tables: Tables) -> tuple[float, float]:
    """Width and height in inches at which a figure of FIGURES is drawn."""
    chart, known = FIGURES[name], _Derived(select_shown(tables))
    width, height = chart.size(*(known[table] for table in chart.size_tables))
    return float(width), float(height)


def list_figures(tables: Tables) -> list[str]:
    """Names of the figures whose tables stand in `tables`.

    One whose table is known to be empty is left out.
    """
    known = _Derived(tables)
    return [
        name
        for name, chart in FIGURES.items()
        if all(table in known for table in (*chart.draw_tables, *chart.size_tables))
        and not _is_bare(known[chart.draw_tables[0]])
    ]


def _is_bare(table: pd.DataFrame) -> bool:
    """Whether a table has columns and no row; one without columns is not made yet."""
    return bool(len(table.columns)) and table.empty


class _Derived(dict[str, pd.DataFrame]):
    """The tables, and the references, which a lookup holds."""

    def __init__(self, tables: Tables) -> None:
        super().__init__(tables)

    def __contains__(self, name: object) -> bool:
        return name == REFERENCES or super().__contains__(name)

    def __missing__(self, name: str) -> pd.DataFrame:
        if name != REFERENCES:
            raise KeyError(name)
        self[name] = read_references()
        return self[name]
