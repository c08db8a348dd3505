"""Read → extract → analyse → present: the whole method on one screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from compare import store
from compare.analyse import (
    alignment,
    commitment,
    coverage,
    indicators,
    keyness,
    progress,
    reuse,
    terms,
    workload,
)
from compare.analyse.alignment import MANY_PLANS
from compare.build import cache, intake
from compare.build.cache import keep_results
from compare.build.collect import (
    EXTRACTED,
    Collection,
    Entry,
    Prepared,
    Tables,
    list_plans,
    tabulate,
)
from compare.build.dependencies import hash_code
from compare.build.plans import Failure, Job, Work, gather_plans, list_jobs, name_job
from compare.errors import PlanError, Progress, Say, pass_through, say_nothing
from compare.lookups import PACKAGED, Lookups, find_active, read_own_lookups, use_lookups
from compare.parallel import open_machines

__all__ = ["Build", "Tables", "build_tables", "compare_plans", "list_plans", "tabulate"]

HERE = Work(strict=True)
LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Build:
    """What a build gives: tables by name, source text per plan, and the plans left out.

    `lookups`: whose judgement the tables hold; figures and reports take their labels from them.
    """

    tables: Tables
    sources: dict[str, str]
    failures: list[Failure]
    lookups: Lookups = PACKAGED


def extract_files(
    paths: Sequence[Path], out: Path, track: Progress = pass_through, work: Work = HERE
) -> Build:
    """Write the extracted tables of any files (plan_id = file stem) and their source texts to `out`.

    By the lookups of `work`, since files named one by one have none beside them.
    """
    if len({path.stem for path in paths}) < len(paths):
        raise PlanError(
            "two of the files have the same name, so that their rows could not be told apart"
        )
    collection, failures = collect_plans([name_job(p, p.stem) for p in paths], track, work)
    sources = list_sources(collection.plans)
    build = Build(collection.tabulate(), sources, failures, work.lookups)
    write_build(build.tables, sources, out, lookups=work.lookups)
    return build


def read_plans(raw: Path, say: Say = say_nothing) -> list[tuple[Entry, str]]:
    """(catalogue row, source text) of every plan under `raw`: checksums compared, slips corrected.

    A folder without a catalogue gives its readable files, with rows proposed from the texts.
    """
    return [(entry, plan.source) for entry, plan in intake.read_plans(raw, say)]


def build_tables(
    raw: Path,
    track: Progress = pass_through,
    work: Work = HERE,
    say: Say = say_nothing,
    lookups: Lookups | None = None,
) -> Build:
    """The tables of the plans under `raw`: extracted, then compared; `say` hears what is bounded.

    `lookups`: whose judgement is taken, by default that of `<raw>/lookups/` over the packaged one.
    """
    work = replace(work, lookups=read_own_lookups(raw) if lookups is None else lookups)
    jobs = list_jobs(raw)
    if not jobs:
        problem = "the folder holds neither plans.csv nor a plan that can be read"
        raise PlanError(problem, str(raw))
    measured = store.read_measured(raw)
    check_measured_plans(measured, jobs)
    many = len(jobs) > MANY_PLANS
    terms.use_tokenizer(work.tokenizer)
    collection, failures = collect_plans(jobs, track, replace(work, many=many))
    plans = list_plans(collection.plans, work.tokenizer)
    tables = {"plans": plans, **collection.tabulate()}
    sources = list_sources(collection.plans)
    ready = collection.prepared if many else None
    check_measured_indicators(measured, tables["targets"], work.lookups)
    compared = compare_plans(tables, sources, measured, track, ready, work, say)
    return Build(compared, sources, failures, work.lookups)


def check_measured_plans(measured: pd.DataFrame | None, jobs: Sequence[Job]) -> None:
    """PlanError where a value is measured for a plan that is not there."""
    _check_known(measured, "plan_id", {job.plan_id for job in jobs}, "there is no plan {!r}")


def check_measured_indicators(
    measured: pd.DataFrame | None, targets: pd.DataFrame, lookups: Lookups = PACKAGED
) -> None:
    """PlanError where a value is measured for an indicator that neither the lookup nor a plan has."""
    known = {row["indicator_id"] for row in lookups.read("indicators")}
    problem = "there is no indicator {!r}; the targets table has their ids"
    _check_known(measured, "indicator_id", known | set(targets["indicator_id"]), problem)


def _check_known(measured: pd.DataFrame | None, column: str, known: set[str], problem: str) -> None:
    if measured is None:
        return
    for line, value in zip(measured["line"], measured[column], strict=True):
        if value.strip() not in known:
            raise PlanError(problem.format(value), f"{measured.attrs['where']} line {line}")


def collect_plans(
    jobs: Sequence[Job], track: Progress, work: Work
) -> tuple[Collection, list[Failure]]:
    """The rows of every plan that can be read, and those that cannot; PlanError where none can."""
    collection, failures = Collection(), []
    for found in track(gather_plans(jobs, work), "plans", len(jobs)):
        if isinstance(found, Failure):
            failures.append(found)
        else:
            collection.add(found)
    if not collection.plans:
        raise PlanError(failures[0].reason if failures else "there is no plan to read")
    return collection, failures


def list_sources(plans: Sequence[tuple[Entry, str]]) -> dict[str, str]:
    """plan_id → source text."""
    return {entry["plan_id"]: text for entry, text in plans}


def compare_plans(
    tables: Tables,
    sources: Mapping[str, str],
    measured: pd.DataFrame | None = None,
    track: Progress = pass_through,
    ready: Prepared | None = None,
    work: Work = HERE,
    say: Say = say_nothing,
) -> Tables:
    """The extracted tables and every comparison of the plans in them.

    `measured`: the rows of progress.csv where there are any; without them nothing is invented.
    With `ready`, plans are compared as many: all tasks at once by the nearest, rather than every two
    plans in full, passages where an index finds them, and what would grow with the square of
    the plans is bounded.
    """
    plans, tasks = tables["plans"], tables["tasks"]
    assignments, targets = tables["assignments"], tables["targets"]
    many, words = ready is not None, ready.words if ready else None
    kept = work.kept / "passages" if work.kept and many else None
    with use_lookups(work.lookups), open_machines(work.jobs, work.scheduler) as run:
        steps: dict[str, Callable[[], pd.DataFrame]] = {
            "task_pairs": lambda: alignment.compare_tasks(tasks, plans),
            "section_pairs": lambda: alignment.compare_sections(tasks, plans),
            "coverage": lambda: coverage.measure_coverage(tasks, run=run),
            "shared_passages": lambda: reuse.find_shared_passages(
                *(sources, tasks, assignments, plans),
                texts=ready.texts if ready else None,
                run=keep_results(run, kept, name_passages),
                track=track,
                say=say,
            ),
            "distinctive_terms": lambda: keyness.find_distinctive_terms(
                tasks, plans, words=words, many=many
            ),
            "indicators": lambda: indicators.compare_indicators(
                targets, tasks, plans, many=many, run=run
            ),
            "workload": lambda: workload.count_workload(tasks, assignments),
            "commitment": lambda: commitment.judge_commitment(
                tasks, targets, assignments, plans, run=run
            ),
        }
        if measured is not None:
            steps["progress"] = lambda: progress.measure_progress(targets, measured)
        if ready is not None:
            steps |= list_steps_of_many(tasks, ready, work.jobs)
        return tables | {name: steps[name]() for name in track(list(steps), "comparisons")}


def name_passages(job: Any) -> str:
    """The name under which the passages of a plan and its partners are kept."""
    code = hash_code(reuse.__name__, cache.__name__)[:16]
    return f"{code}-{find_active().digest[:16]}-{reuse.hash_job(job)}"


def list_steps_of_many(
    tasks: pd.DataFrame, ready: Prepared, threads: int
) -> dict[str, Callable[[], pd.DataFrame]]:
    """The comparisons that only many plans have, or that go another way for them."""
    words = ready.words
    return {
        "task_pairs": lambda: alignment.find_counterparts(tasks, words, threads=threads),
        "section_pairs": lambda: alignment.find_section_counterparts(tasks, words, threads=threads),
        "shared_stretches": lambda: reuse.find_shared_stretches(
            ready.texts, tasks, threads=threads
        ),
    }


def compare_chosen(folder: Path, plan_ids: Sequence[str]) -> Build:
    """Some plans of the build in `folder`, compared with one another alone and in full.

    PlanError names the plans that are not there.
    """
    tables = {name: store.read_table(name, folder, plan_ids) for name in ("plans", *EXTRACTED)}
    if missing := sorted(set(plan_ids) - set(tables["plans"]["plan_id"])):
        raise PlanError(f"there is no plan {', '.join(missing)}", str(folder))
    for tokenizer in tables["plans"]["tokenizer"].unique():  # one build has one
        terms.use_tokenizer(tokenizer)
    named = tables["departments"]["department_id"].isin(tables["assignments"]["department_id"])
    tables["departments"] = tables["departments"][named]
    sources = {
        plan: store.read_text(folder / "text" / f"{plan}.txt")
        for plan in tables["plans"]["plan_id"]
    }
    lookups = read_own_lookups(folder, store.LOOKUPS)
    work = replace(HERE, lookups=lookups)
    return Build(compare_plans(tables, sources, work=work), sources, [], lookups)


def extract_catalogue(raw: Path) -> Tables:
    """The extracted tables of the catalogue under `raw`, nothing compared."""
    return tabulate(plan for _, plan in intake.read_plans(raw))


def write_build(
    tables: Tables,
    sources: Mapping[str, str],
    out: Path,
    form: str = "auto",
    lookups: Lookups = PACKAGED,
) -> None:
    """Every table, source text and own lookup of a build. `form`: csv, parquet, or auto by size.

    As CSV all or none; as Parquet table by table, each whole or not at all.
    """
    form = store.choose_form(len(sources)) if form == "auto" else form
    store.write_tables(tables, out, form, sources, dict(lookups.own))


def write_figures(
    tables: Tables, folder: Path, track: Progress = pass_through, lookups: Lookups = PACKAGED
) -> list[Path]:
    """Every chart in each language as PNG (300 dpi), SVG and PDF under `folder/<language>/`."""
    from compare.present.charts.draw import draw_figure, list_figures
    from compare.present.fonts import save_figure
    from compare.present.gallery import render_gallery

    files: dict[Path, bytes] = {}
    jobs = [(name, lang) for lang in LANGUAGES for name in list_figures(tables)]
    with use_lookups(lookups):
        for name, lang in track(jobs, "figures"):
            files |= save_figure(draw_figure(name, tables, lang), folder / lang / name)
        gallery = render_gallery(tables)
    store.write_files({**files, folder / "README.md": gallery})
    return list(files)


def write_report(
    tables: Tables,
    sources: Mapping[str, str],
    folder: Path,
    track: Progress = pass_through,
    lookups: Lookups = PACKAGED,
) -> list[Path]:
    """What people take away: a page, and a workbook and a brief in each language."""
    from compare.present.brief.document import render_brief
    from compare.present.page.render import render_page
    from compare.present.workbook.sheets import render_workbook

    jobs: dict[str, Callable[[], str | bytes]] = {
        "plans.html": lambda: render_page(tables, sources)
    }
    for lang in LANGUAGES:
        jobs[f"tables-{lang}.xlsx"] = partial(render_workbook, tables, sources, lang)
        jobs[f"brief-{lang}.docx"] = partial(render_brief, tables, sources, lang)
    with use_lookups(lookups):
        files = {folder / name: jobs[name]() for name in track(list(jobs), "report")}
    store.write_files(files)
    return list(files)
