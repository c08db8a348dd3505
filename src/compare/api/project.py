"""A built project: its tables, its source texts, its figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path

import pandas as pd

from compare import store
from compare.api.notebook import show_words_plainly
from compare.api.tables import LazyTables, TableSet
from compare.build.comparisons import read_build_settings
from compare.errors import PlanError
from compare.lookups import read_own_lookups, set_lookups
from compare.settings import Settings

CATALOGUE = Path("data") / "raw" / store.CATALOGUE
TABLES = Path("data") / "processed"


def find_project() -> Path:
    """The project folder: the nearest one above the working directory, else the checkout.

    PlanError says what to do where there is none.
    """
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[3]):
        if (folder / CATALOGUE).is_file():
            return folder
    raise PlanError(
        "no data/raw/plans.csv above the working directory; name folders by --raw, --out"
    )


class Project(TableSet):
    """The tables of a build by name, each read when it is asked for, all of the build that was opened.

    `project.tasks`, `project["tasks"]`: the table; `project.draw("workload")`: its figure;
    `project.read("haian", 2778, 2800)`: that stretch of the published text. `folder`: of the tables;
    `root`: of the project around them; `settings`: what was set when they were built.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = next(
            (above for above in folder.resolve().parents if (above / CATALOGUE).is_file()), folder
        )
        with store.keep_still(folder):
            names = store.list_tables(folder)
            self.lookups = read_own_lookups(folder, store.LOOKUPS)
            self._opened = store.read_generation(folder)
        self.tables = LazyTables({}, {n: partial(self._read_table, n) for n in names})

    def _read_table(self, name: str) -> pd.DataFrame:
        with self._keep_generation():
            return store.read_table(name, self.folder)

    @contextmanager
    def _keep_generation(self) -> Iterator[None]:
        """PlanError where another build stands in the folder than the one that was opened."""
        with store.keep_still(self.folder):
            if store.read_generation(self.folder) != self._opened:
                problem = "was built anew since it was opened; open it again by open_project"
                raise PlanError(problem, str(self.folder))
            yield

    @cached_property
    def settings(self) -> Settings:
        """What was set for the build; PlanError where that was functions, which only have names."""
        plans = self["plans"]
        with self._keep_generation():
            return read_build_settings(self.folder, plans)

    @cached_property
    def sources(self) -> dict[str, str]:
        """plan_id → the source text that all offsets (`start`, `end`) count in."""
        plans = self["plans"]
        with self._keep_generation():
            return store.read_plan_texts(plans, self.folder)


def open_project(folder: str | Path | None = None) -> Project:
    """The tables that `plan-compare build` wrote into `folder`, as DataFrames by name.

    Without a folder: data/processed of the project around the working directory. Grain, columns and
    units of each table stand in the data dictionary. PlanError says what to do where no tables are.

    The lookups they were made with are in use from here on, so that the functions of `analyse`,
    which are given tables and no project, cut words and name things as the tables do.

    `open_project("out").tasks.query("plan_id == '云溪县'")`
    """
    chosen = _find_tables() if folder is None else Path(folder)
    if not store.has_table("plans", chosen):
        raise PlanError(
            "no tables are here; make them with `plan-compare build --raw PLANS --out FOLDER` and "
            "open that folder",
            str(chosen),
        )
    project = Project(chosen)
    set_lookups(project.lookups)
    show_words_plainly()
    return project


def _find_tables() -> Path:
    try:
        return find_project() / TABLES
    except PlanError as error:
        raise PlanError(
            "there is no project around the working directory; name the folder that "
            "`plan-compare build --out FOLDER` wrote: open_project(FOLDER)"
        ) from error
