"""Read → extract → analyse: the whole method on one screen.

Few plans are compared in full, many by nearest (`comparisons`); what comes of it is written and
drawn by `write`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pandas as pd

from compare import store
from compare.analyse.coverage.frames import MINIMUM_FIT, MINIMUM_THEMES, list_families
from compare.build.collect import Collection, Tables, list_plans, tabulate
from compare.build.comparisons import Build, Material, check_number, compare_plans
from compare.build.intake import read_plans
from compare.build.measured import check_measured_indicators, check_measured_plans
from compare.build.plans import HERE, Work, collect_plans, list_jobs, name_job
from compare.build.shelf import Shelf
from compare.build.write import write_build
from compare.errors import PlanError, Progress, Say, pass_through, say_nothing
from compare.extract.warnings import SIGNS
from compare.lookups import PACKAGED, Lookups, read_own_lookups
from compare.unseen import drop_unseen

_LAYOUT = dict.fromkeys(map(ord, "\n\t"), " ")  # in a file's name
MOST_WARNED = 5  # plans named in a notice


def build_tables(
    raw: Path,
    track: Progress = pass_through,
    work: Work = HERE,
    say: Say = say_nothing,
    lookups: Lookups | None = None,
) -> Build:
    """The tables of the plans under `raw`: extracted, then compared; `say` hears what is
    bounded and which plans were perhaps not understood.

    `lookups`: whose judgement is taken, by default that of `<raw>/lookups/` over the packaged one.
    """
    work = replace(work, lookups=read_own_lookups(raw) if lookups is None else lookups)
    jobs = list_jobs(raw)
    if not jobs:
        problem = "the folder holds neither plans.csv nor a plan that can be read"
        raise PlanError(problem, str(raw))
    measured = store.read_measured(raw)
    check_measured_plans(measured, [job.plan_id for job in jobs])
    many = check_number(len(jobs), work.settings)
    collection, failures = collect_plans(jobs, track, replace(work, many=many))
    _tell_warnings(collection, say)
    plans = list_plans(collection.plans, work.settings.words)
    extracted = chain([("plans", plans)], collection.iterate_tables(coded=many))
    material = Material(
        Shelf(extracted) if many else dict(extracted),
        collection.sources,
        measured,
        collection.prepared if many else None,  # many by nearest, few in full
    )
    check_measured_indicators(measured, material.tables["targets"], work.lookups)
    with _write_beside(material):
        tables = compare_plans(material, work, track, say)
    _tell_unfit_themes(tables["coverage"], work, say)
    return Build(tables, material.sources, failures, work.settings, work.lookups)


def _write_beside(material: Material) -> AbstractContextManager[None]:
    """Where so many plans become Parquet, have it made of each table beside what is still compared."""
    is_large = store.choose_form(len(material.sources)) == "parquet"
    tables = material.tables
    return tables.format_beside() if is_large and isinstance(tables, Shelf) else nullcontext()


def extract_files(
    paths: Sequence[Path],
    out: Path,
    track: Progress = pass_through,
    work: Work = HERE,
    say: Say = say_nothing,
) -> Build:
    """Write the extracted tables of any files (plan_id = file stem) and their source texts to `out`.

    By the lookups of `work`, since files named one by one have none beside them; `say` hears which
    plans were perhaps not understood.
    """
    names = [_name_file(path) for path in paths]
    if len({*map(store.fold_capitals, names)}) < len(paths):
        raise PlanError(
            "two of the files have the same name, so that their rows could not be told apart"
        )
    jobs = list(map(name_job, paths, names))
    collection, failures = collect_plans(jobs, track, work)
    _tell_warnings(collection, say)
    tables, sources = collection.tabulate(), collection.sources
    build = Build(tables, sources, failures, work.settings, work.lookups)
    write_build(build, out)
    return build


def _name_file(path: Path) -> str:
    """A plan_id as the file is named; without a stop before it, by which files are hidden."""
    return drop_unseen(path.stem.translate(_LAYOUT)).lstrip(".") or "plan"


def _tell_warnings(collection: Collection, say: Say) -> None:
    """Say which plans were perhaps not understood and by what signs; of many the first few."""
    marked = [entry for entry, _ in collection.plans if entry["warnings"]]
    for entry in marked[:MOST_WARNED]:
        signs = ", ".join(SIGNS[kind] for kind in entry["warnings"].split(";"))
        say(f"{entry['plan_id']} may not have been understood: {signs}")
    if len(marked) > MOST_WARNED:
        say(f"{len(marked) - MOST_WARNED} more plans may not have been understood")
    if marked:
        say("`plan-compare review` lists the places")


def _tell_unfit_themes(coverage: pd.DataFrame, work: Work, say: Say) -> None:
    """Say which families of the project's own themes fit none of the plans."""
    packaged = {row["theme_id"] for row in PACKAGED.read("themes")}
    own = [row for row in work.lookups.read("themes") if row["theme_id"] not in packaged]
    if work.settings.themes is None:
        for family in sorted(set(list_families(own)) - set(coverage["family"])):
            named = (
                f"for {MINIMUM_FIT:.0%} of a plan's tasks and {MINIMUM_THEMES:.0%} of the themes"
            )
            say(
                f"the themes of {family} fit no plan and were not used: headings would have to "
                f"name one {named}"
            )


def extract_catalogue(raw: Path) -> Tables:
    """The extracted tables of the catalogue under `raw`, nothing compared."""
    return tabulate(plan for _, plan in read_plans(raw))
