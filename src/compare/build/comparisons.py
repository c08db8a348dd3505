"""The comparisons of plans, each as a step that gives its table when it is taken.

Few plans are compared in full, every two of them clause by clause. Many are compared by nearest:
all tasks at once, passages where an index finds them, and what would grow with the square of the
plans is bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from compare import store
from compare.analyse import (
    alignment,
    commitment,
    coverage,
    indicators,
    inheritance,
    instruments,
    keyness,
    progress,
    reuse,
    workload,
)
from compare.analyse.alignment import MANY_PLANS
from compare.build import cache as cache_module
from compare.build.cache import Drawer, Parts, clear_shelf, hash_text, keep_parts, keep_results
from compare.build.collect import ALONE, EXTRACTED, Prepared, Tables
from compare.build.dependencies import hash_code
from compare.build.plans import HERE, Failure, Work
from compare.build.shelf import Shelf
from compare.errors import PlanError, Progress, Say, pass_through, say_nothing
from compare.limits import return_memory
from compare.lookups import PACKAGED, Lookups, find_active, read_own_lookups, use_lookups
from compare.parallel import (
    IDLE_BETWEEN_STEPS,
    LONGEST_IDLE,
    Run,
    open_machines,
    run_here,
    run_together,
)
from compare.schema import build_table
from compare.settings import Settings, read_settings

Steps = dict[str, Callable[[], pd.DataFrame]]
NEIGHBOURS = 16  # plans in a row judged by one process: they have partners in common


@dataclass(frozen=True)
class Material:
    """What is compared: the extracted tables and `plans`, and the source text of each plan.

    Of many plans the tables of ALONE are there already, and all are on a shelf: a step takes those
    it needs and lets go of them.

    `measured`: the rows of progress.csv where there are any; without them nothing is invented.
    `ready`: what comparing many plans starts from; without it plans are compared in full.
    """

    tables: Tables | Shelf
    sources: Mapping[str, str]
    measured: pd.DataFrame | None = None
    ready: Prepared | None = None


@dataclass(frozen=True)
class Engine:
    """What comparisons are made with; none of it changes a row. `say` hears what is bounded."""

    run: Run = run_here
    track: Progress = pass_through
    say: Say = say_nothing
    kept: Path | None = None
    threads: int = 1


@dataclass(frozen=True)
class Build:
    """What a build gives: tables by name, source text per plan, the plans left out, what was set.

    `lookups`: whose judgement the tables hold; figures and reports take their labels from them.
    """

    tables: Mapping[str, pd.DataFrame]
    sources: Mapping[str, str]
    failures: list[Failure]
    settings: Settings = field(default_factory=Settings)
    lookups: Lookups = PACKAGED


def compare_plans(
    material: Material,
    work: Work = HERE,
    track: Progress = pass_through,
    say: Say = say_nothing,
) -> Mapping[str, pd.DataFrame]:
    """The extracted tables and every comparison of the plans in them; of many all on their shelf."""
    tables = dict(material.tables) if material.ready is None else material.tables
    idle = IDLE_BETWEEN_STEPS if material.ready else LONGEST_IDLE
    with use_lookups(work.lookups), open_machines(work.jobs, work.scheduler, idle=idle) as run:
        kept = work.kept if material.ready else None
        engine = Engine(run, track, say, kept, work.jobs)
        steps = list_steps(material, work.settings, engine, tables.__getitem__)
        for name in track(list(steps), "comparisons"):
            if material.ready:
                return_memory()  # of what reading left, or the step before
            tables[name] = steps[name]()
    if kept:
        for name in ALONE:
            clear_shelf(kept / name)  # where an older build kept them
    return tables


def list_steps(
    material: Material, settings: Settings, engine: Engine, take: Callable[[str], pd.DataFrame]
) -> Steps:
    """Every comparison by the name of its table, in full or by nearest as the material is ready.

    `take` gives the table of another step, which is asked for only after that step.
    """
    tables = material.tables
    return {
        **(
            list_full_steps(material, settings, engine)
            if material.ready is None
            else list_nearest_steps(material, settings, engine, take)
        ),
        "workload": lambda: workload.count_workload(tables["tasks"], tables["assignments"]),
        **list_alone_steps(material, engine),
        "inheritance": lambda: inheritance.trace_origins(
            *(material.sources, tables["outline"], tables["tasks"]),
            *(take("shared_passages"), tables["plans"]),
        ),
        **list_progress_steps(material),
    }


def list_alone_steps(material: Material, engine: Engine) -> Steps:
    """What hangs on each plan alone; of many plans it was worked out while they were read."""
    tables = material.tables
    if material.ready is not None:
        return {}
    return {
        "commitment": lambda: commitment.judge_commitment(
            *(tables[name] for name in ("tasks", "targets", "assignments", "plans")), run=engine.run
        ),
        "instruments": lambda: instruments.code_instruments(
            material.sources, tables["outline"], tables["tasks"], run=engine.run
        ),
    }


def list_progress_steps(material: Material) -> Steps:
    """What is measured of the targets, where anything is."""
    if (measured := material.measured) is None:
        return {}
    return {"progress": lambda: progress.measure_progress(material.tables["targets"], measured)}


def list_full_steps(material: Material, settings: Settings, engine: Engine) -> Steps:
    """The comparisons of few plans: every two of them in full."""
    tables, words = material.tables, settings.words
    tasks, plans = tables["tasks"], tables["plans"]
    measure: dict[str, Any] = {
        "tokenizer": words,
        "similarity": settings.similarity,
        "match_level": settings.match_level,
    }
    return {
        "task_pairs": lambda: alignment.compare_tasks(
            tasks, plans, **measure, meaning=settings.meaning
        ),
        "section_pairs": lambda: alignment.compare_sections(tasks, plans, **measure),
        "coverage": lambda: coverage.measure_coverage(
            tasks, settings.lexicon, tokenizer=words, run=engine.run
        ),
        "shared_passages": lambda: find_passages(material, engine, settings.partners),
        "distinctive_terms": lambda: keyness.find_distinctive_terms(
            tasks, plans, tokenizer=words, minimum_count=settings.minimum_count
        ),
        "indicators": lambda: indicators.compare_indicators(
            tables["targets"], tasks, plans, aims=tables["aims_in_words"], run=engine.run
        ),
    }


def list_nearest_steps(
    material: Material, settings: Settings, engine: Engine, take: Callable[[str], pd.DataFrame]
) -> Steps:
    """The comparisons of many plans: of each task the nearest of all others, by `tfidf`.

    `take` gives the table of another step.
    """
    ready = material.ready
    if ready is None:
        raise PlanError("many plans are compared from what was made ready while reading them")
    tables, counts, threads = material.tables, ready.words, engine.threads
    nearest: dict[str, Any] = {"k": settings.nearest, "threads": threads}
    neighbours = run_together(engine.run, NEIGHBOURS)
    return {
        "task_pairs": lambda: alignment.judge_kept_pairs(
            alignment.find_counterparts(
                *(tables["tasks"], counts), **nearest, drawer=open_drawer(engine, "tasks", settings)
            ),
            *(tables["tasks"], tables["plans"]),
            match_level=settings.match_level,
            partners=settings.partners,
            run=keep_parts(neighbours, find_shelf(engine, "judgements"), JUDGEMENTS),
        ),
        "section_pairs": lambda: alignment.judge_kept_sections(
            alignment.list_judged_plans(take("task_pairs")),  # and lets go of the largest table
            alignment.find_section_counterparts(
                *(tables["tasks"], counts),
                **nearest,
                drawer=open_drawer(engine, "sections", settings),
            ),
            *(tables["tasks"], tables["plans"]),
            match_level=settings.match_level,
            run=keep_parts(neighbours, find_shelf(engine, "section_judgements"), JUDGEMENTS),
        ),
        # the largest of all: it is written while the next two wait for other processes
        "shared_stretches": lambda: reuse.find_shared_stretches(
            ready.texts, tables["tasks"], threads=threads, coded=True
        ),
        "coverage": lambda: cover_many(tables["tasks"], ready, settings, engine),
        "shared_passages": lambda: find_passages(material, engine, settings.partners),
        "indicators": lambda: indicators.compare_indicators(
            *(tables["targets"], tables["tasks"], tables["plans"]),
            aims=tables["aims_in_words"],
            many=True,
            run=engine.run,
        ),
        "distinctive_terms": lambda: keyness.find_distinctive_terms(
            *(tables["tasks"], tables["plans"]),
            tokenizer=settings.words,
            minimum_count=settings.minimum_count,
            words=counts,
            many=True,
            threads=threads,
        ),
    }


def cover_many(
    tasks: pd.DataFrame, ready: Prepared, settings: Settings, engine: Engine
) -> pd.DataFrame:
    """`coverage` of many plans: by reviewed frames it was worked out while they were read."""
    measure: dict[str, Any] = {
        "tokenizer": settings.words,
        "run": keep_plans(engine, coverage.__name__, coverage.tell_cover_job),
    }
    if settings.lexicon is not None:
        return coverage.measure_coverage(tasks, settings.lexicon, **measure)
    return coverage.complete_coverage(ready.covered.build(), tasks, **measure)


def find_passages(material: Material, engine: Engine, partners: int | None) -> pd.DataFrame:
    """`shared_passages`; those of two texts are kept where the engine keeps results."""
    tables, ready = material.tables, material.ready
    return reuse.find_shared_passages(
        *(material.sources, tables["outline"], tables["tasks"]),
        *(None if ready else tables["assignments"], tables["plans"]),
        texts=ready.texts if ready else None,
        run=keep_parts(engine.run, find_shelf(engine, "passages"), PASSAGES),
        track=engine.track,
        say=engine.say,
        threads=engine.threads,
        partners=partners,
        coded=ready is not None,
    )


def find_shelf(engine: Engine, what: str) -> Path | None:
    """The folder in which the results of a comparison are kept, None where none are."""
    return engine.kept / what if engine.kept else None


def open_drawer(engine: Engine, what: str, settings: Settings) -> Drawer | None:
    """Where is kept what is near each of these, None where nothing is."""
    if (shelf := find_shelf(engine, "nearest")) is None:
        return None
    return Drawer(shelf / f"{what}.npz", f"{hash_code(alignment.__name__)} {settings.nearest}")


def keep_plans(engine: Engine, module: str, tell: Callable[[Any], str]) -> Run:
    """The engine's run, for a module that compares plan by plan what each is given.

    `tell`: all that the result of one plan depends on, besides the code and the lookups.
    """
    return keep_results(
        engine.run,
        find_shelf(engine, module.rpartition(".")[2]),
        lambda job: name_kept(module, hash_text(tell(job))),
    )


def name_kept(module: str, digest: str) -> str:
    """The name of a result of a module: by its code, the lookups in use and what it was given."""
    code = hash_code(module, cache_module.__name__)
    return f"{code[:16]}-{find_active().digest[:16]}-{digest[:32]}"


PASSAGES = Parts(
    lambda job: name_kept(reuse.__name__, reuse.hash_job(job)),
    reuse.hash_partners,
    reuse.take_partners,
)
JUDGEMENTS = Parts(
    lambda job: name_kept(alignment.__name__, alignment.hash_pair_job(job)),
    alignment.hash_pair_partners,
    alignment.take_pair_partners,
    alignment.has_judgements,
)


def check_number(count: int, settings: Settings) -> bool:
    """Whether so many plans are compared by nearest; PlanError where the settings forbid it."""
    if count > MANY_PLANS and settings.similarity is not None:
        raise PlanError(
            "a similarity of your own compares every two plans in full, which is done for up to "
            f"{MANY_PLANS} plans; these are {count}"
        )
    if count > MANY_PLANS and settings.meaning:
        raise PlanError(
            "the likeness of meaning is measured between every two plans in full, which is done "
            f"for up to {MANY_PLANS} plans; these are {count}"
        )
    return count > MANY_PLANS


def compare_chosen(folder: Path, plan_ids: Sequence[str]) -> Build:
    """Some plans of the build in `folder`, compared with one another alone and in full, as set there.

    PlanError names the plans that are not there.
    """
    with store.keep_still(folder):
        tables = {
            name: store.read_table(name, folder, plan_ids)
            for name in ("plans", *EXTRACTED)
            if name != "aims_in_words" or store.has_table(name, folder)
        }
        sources = store.read_plan_texts(tables["plans"], folder)
    tables.setdefault("aims_in_words", build_table("aims_in_words", []))  # of an older build
    if missing := sorted(set(plan_ids) - set(tables["plans"]["plan_id"])):
        raise PlanError(f"there is no plan {', '.join(missing)}", str(folder))
    named = tables["departments"]["department_id"].isin(tables["assignments"]["department_id"])
    tables["departments"] = tables["departments"][named]
    settings = read_build_settings(folder, tables["plans"])
    lookups = read_own_lookups(folder, store.LOOKUPS)
    work = replace(HERE, settings=settings, lookups=lookups)
    return Build(compare_plans(Material(tables, sources), work), sources, [], settings, lookups)


def read_build_settings(folder: Path, plans: pd.DataFrame) -> Settings:
    """What was set for the build in a folder; of one from before settings.json, its tokeniser."""
    if (folder / store.SETTINGS).is_file():
        return read_settings(folder / store.SETTINGS)
    return Settings(tokenizer=next(iter(plans["tokenizer"]), "") or Settings.tokenizer)
