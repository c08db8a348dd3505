"""Plans beside each other: every comparison as a DataFrame, worked out when it is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from compare.api.plan import Plan
from compare.api.tables import LazyTables, TableSet
from compare.build.collect import Collection, list_plans
from compare.build.comparisons import Build, Engine, Material, check_number, list_steps
from compare.build.plans import make_portion
from compare.build.write import write_build
from compare.errors import PlanError
from compare.lookups import use_lookups
from compare.settings import Settings
from compare.store.catalogue import find_topmost


class Comparison(TableSet):
    """Some plans and every comparison of them; `settings` says how they are compared.

    Tables are attributes: `plans`, `tasks`, `assignments`, `targets` … as they were read, and
    `task_pairs`, `section_pairs`, `coverage`, `shared_passages`, `distinctive_terms`, `indicators`,
    `workload`, `commitment`, `instruments`, `inheritance`, each worked out at the first look and kept
    (of more than 50 plans `commitment` and `instruments` at once).
    """

    def __init__(self, plans: Sequence[Plan], settings: Settings) -> None:
        self.settings = settings
        many = check_number(len(plans), settings)
        collection = Collection()
        self.lookups = plans[0].lookups
        with use_lookups(self.lookups):
            for plan in plans:
                own = make_portion(plan.metadata, plan.extraction, settings if many else None)
                collection.add(own)
        made = {"plans": list_plans(collection.plans, settings.words), **collection.tabulate()}
        ready = collection.prepared if many else None
        self._material = Material(made, collection.sources, ready=ready)
        steps = list_steps(self._material, settings, Engine(), self.__getitem__)
        self.tables = LazyTables(made, steps, self.lookups)

    @cached_property
    def sources(self) -> dict[str, str]:
        """plan_id → the source text that all offsets (`start`, `end`) count in."""
        return dict(self._material.sources)

    def write(self, folder: str | Path) -> None:
        """All tables, texts and settings.json into a folder, as `plan-compare build` writes them.

        They are opened again by `open_project(folder)`. PlanError where it cannot be written.
        """
        build = Build(dict(self.tables), self.sources, [], self.settings, self.lookups)
        write_build(build, Path(folder))


def compare(plans: Iterable[Plan], settings: Settings | None = None) -> Comparison:
    """Plans beside each other: every comparison is a DataFrame attribute, worked out when asked for.

    `plans`: a list of plans as `read_plan` gives them, in the order they are to be shown. Up to 50
    are compared in full, every two of them; of more, each task with its nearest of all others, and
    then `similarity`, `judgement` and `matched` of tasks and sections stand where the two plans are
    close, with the values of a full comparison, and are empty elsewhere. `settings`: see Settings.

    Gives a Comparison: `task_pairs` has one row per pair of key tasks of two plans, `coverage` one
    per plan and theme, `workload` one per department, plan and grain …; columns and units stand in
    the data dictionary, the measures and where they come from in docs/methods.md.

    PlanError: something else than plans, two plans with the same plan_id, upper plans that go round
    in a ring, or different lookups.

    `compare([海安, 太仓]).task_pairs.query("matched")`
    """
    listed = check_plans(plans)
    if settings is not None and not isinstance(settings, Settings):
        raise PlanError(f"settings are Settings(…), not {type(settings).__name__}")
    return Comparison(listed, settings or Settings())


def check_plans(plans: object) -> list[Plan]:
    """The plans as a list; PlanError where they are none, or two have one name."""
    is_list = isinstance(plans, Iterable) and not isinstance(plans, str | Mapping | pd.DataFrame)
    listed: list[Any] = list(plans) if is_list else [plans]  # type: ignore[call-overload]
    if strange := [plan for plan in listed if not (is_list and isinstance(plan, Plan))]:
        raise PlanError(
            "compare takes a list of plans as read_plan gives them, not "
            f"{type(strange[0]).__name__}; tables of an earlier build are opened by "
            "open_project(FOLDER)"
        )
    if not listed:
        raise PlanError("there is no plan to compare; read some with read_plan")
    counts = Counter(plan.metadata["plan_id"] for plan in listed)
    if twice := [name for name, count in counts.items() if count > 1]:
        raise PlanError(
            f"{counts[twice[0]]} plans are called {twice[0]!r}, so that their rows could not be told "
            "apart; give each its own: read_plan(…, plan_id='…')"
        )
    given = [plan.metadata for plan in listed]
    list(find_topmost(given, ["compare"] * len(given)))  # PlanError for a ring
    if any(plan.lookups != listed[0].lookups for plan in listed):
        raise PlanError(
            "the plans were read with different lookups, so that their departments and indicators "
            "could not be told to be the same; read all with the same"
        )
    return listed
