"""A built project as notebooks see it: its tables, its source texts, its figures."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from compare import store
from compare.errors import PlanError
from compare.lookups import read_own_lookups, set_lookups, use_lookups

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SCREEN_DPI = 110


def find_project() -> Path:
    """The project folder: the nearest one above the working directory, else the checkout."""
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[2]):
        if (folder / "data" / "raw" / "plans.csv").is_file():
            return folder
    raise PlanError(
        "no data/raw/plans.csv above the working directory; name folders by --raw, --out"
    )


class Picture:
    """A figure that shows itself in a notebook, the same bytes on every run."""

    def __init__(self, name: str, figure: Figure) -> None:
        self.name = name
        self.figure = figure

    def __repr__(self) -> str:
        return f"<figure {self.name}>"

    def _repr_png_(self) -> bytes:
        from compare.present.fonts import render_figure

        return render_figure(self.figure, "png", dpi=SCREEN_DPI)


class Project:
    """Tables by name as attributes or items, and the text each row comes from.

    `project.tasks`, `project["tasks"]`: the table; `project.draw("workload")`: its figure;
    `project.read("haian", 2778, 2800)`: that stretch of the published text.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tables = store.read_tables(folder)
        self.lookups = read_own_lookups(folder, store.LOOKUPS)

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self.tables:
            raise PlanError(f"there is no table {name}", str(self.folder))
        return self.tables[name]

    def __getattr__(self, name: str) -> pd.DataFrame:
        tables = self.__dict__.get("tables", {})
        if name in tables:
            return pd.DataFrame(tables[name])
        raise AttributeError(name)

    @cached_property
    def sources(self) -> dict[str, str]:
        """plan_id → the source text that all offsets count in."""
        return {
            plan_id: store.read_text(self.folder / "text" / f"{plan_id}.txt")
            for plan_id in self["plans"]["plan_id"]
        }

    def read(self, plan_id: str, start: int, end: int) -> str:
        """The published text between two offsets, as it stands."""
        return self.sources[plan_id][start:end]

    def draw(self, name: str, lang: str = "zh") -> Picture:
        """A figure by its name under figures/; PlanError lists the names there are."""
        from compare.present.charts.draw import draw_figure, list_figures

        known = list_figures(self.tables)
        if name not in known:
            raise PlanError(f"there is no figure {name}; there are {', '.join(known)}")
        with use_lookups(self.lookups):
            return Picture(name, draw_figure(name, self.tables, lang))


def open_project(folder: Path | None = None) -> Project:
    """The project's built tables (default: data/processed of the project around here).

    The lookups they were made with are in use from here on, so that plain functions, which are
    given tables and no project, name and cut words as the tables do.
    """
    project = Project(folder or find_project() / "data" / "processed")
    set_lookups(project.lookups)
    return project
