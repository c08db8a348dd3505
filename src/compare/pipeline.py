"""Read → extract → analyse → present: the whole method on one screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

import pandas as pd

from compare import intake, store
from compare.analyse import (
    alignment,
    commitment,
    coverage,
    indicators,
    keyness,
    progress,
    reuse,
    workload,
)
from compare.errors import PlanError
from compare.extract import Extraction, extract_plan
from compare.extract.clean import clean
from compare.extract.corrections import apply_corrections, check_corrections
from compare.extract.readers import read_bytes, read_source
from compare.lookups import read_lookup
from compare.schema import build_table, check_table

T = TypeVar("T")
Tables = dict[str, pd.DataFrame]
Entry = dict[str, str]
LANGUAGES = ("zh", "en")


class Progress(Protocol):
    """Something that passes items through and shows how far it is."""

    def __call__(self, items: Iterable[T], text: str, /) -> Iterable[T]: ...


def pass_through(items: Iterable[T], text: str, /) -> Iterable[T]:
    """The items, nothing shown."""
    return items


def extract_files(paths: Sequence[Path], out: Path, track: Progress = pass_through) -> Tables:
    """Write the four tables of any files (plan_id = file stem) and their source texts to `out`."""
    if len({path.stem for path in paths}) < len(paths):
        raise PlanError(
            "two of the files have the same name, so that their rows could not be told apart"
        )
    plans = [extract_plan(read_source(path), path.stem) for path in track(paths, "plans")]
    tables = tabulate(plans)
    store.write_tables(tables, out)
    store.write_files({out / "text" / f"{p.plan_id}.txt": p.source for p in plans})
    return tables


def tabulate(plans: Sequence[Extraction]) -> Tables:
    """The extracted rows of all plans as checked tables."""
    return {
        "tasks": build_table("tasks", (row for p in plans for row in p.tasks)),
        "assignments": build_table("assignments", (row for p in plans for row in p.assignments)),
        "targets": build_table("targets", (row for p in plans for row in p.targets)),
        "departments": build_table("departments", list_departments(plans)),
        "department_functions": build_table("department_functions", list_functions(plans)),
        "ignored": build_table("ignored", list_left_out(plans)),
    }


def list_departments(plans: Sequence[Extraction]) -> list[dict[str, object]]:
    """One row per department, in order of first mention."""
    rows: dict[str, dict[str, object]] = {}
    for plan in plans:
        for department in plan.departments.values():
            rows.setdefault(
                department.department_id,
                {
                    "department_id": department.department_id,
                    "name_zh": department.name_zh,
                    "name_en": department.name_en,
                    "kind": department.kind,
                    "status": department.status,
                },
            )
    return list(rows.values())


def list_functions(plans: Sequence[Extraction]) -> list[dict[str, object]]:
    """One row per department, plan and function its spelling there stands for."""
    names = {row["function_id"]: row["function_zh"] for row in read_lookup("functions")}
    rows: dict[tuple[str, str, str], dict[str, object]] = {}
    for plan in plans:
        for department in plan.departments.values():
            for function in department.functions:
                key = (department.department_id, plan.plan_id, function)
                rows[key] = {
                    "department_id": key[0],
                    "plan_id": key[1],
                    "function_id": function,
                    "function_zh": names[function],
                }
    return list(rows.values())


def list_left_out(plans: Sequence[Extraction]) -> list[dict[str, object]]:
    """One row per stretch of text or number that gave no row elsewhere."""
    return [
        {
            "plan_id": plan.plan_id,
            "what": item.what,
            "text": clean(item.text),
            "reason": item.reason,
            "start": item.start,
            "end": item.end,
        }
        for plan in plans
        for item in plan.ignored
    ]


def read_plans(raw: Path, say: intake.Say = intake.say_nothing) -> list[tuple[Entry, str]]:
    """(catalogue row, source text) of every plan under `raw`: checksums compared, slips corrected.

    A folder without a catalogue gives its readable files, with rows proposed from the texts.
    """
    corrections = store.read_corrections(raw)
    if not (raw / store.CATALOGUE).is_file():
        return intake.read_folder(raw, corrections, say)
    plans = []
    for entry in store.read_catalogue(raw):
        path = raw / entry["source_file"]
        store.check_checksum(path, read_bytes(path), entry["sha256"])
        text = apply_corrections(read_source(path), entry["plan_id"], corrections)
        plans.append((entry, text))
    check_corrections(corrections, [entry["plan_id"] for entry, _ in plans])
    return plans


def build_tables(
    raw: Path, track: Progress = pass_through, say: intake.Say = intake.say_nothing
) -> tuple[Tables, dict[str, str]]:
    """(tables, source text per plan) of the plans under `raw`: extracted, then compared."""
    plans = read_plans(raw, say)
    extractions = [extract_plan(text, entry["plan_id"]) for entry, text in track(plans, "plans")]
    tables = {"plans": list_plans(plans), **tabulate(extractions)}
    sources = {plan.plan_id: plan.source for plan in extractions}
    return compare_plans(tables, sources, store.read_measured(raw), track), sources


def compare_plans(
    tables: Tables,
    sources: Mapping[str, str],
    measured: pd.DataFrame | None = None,
    track: Progress = pass_through,
) -> Tables:
    """The extracted tables and every comparison of the plans in them.

    `measured`: the rows of progress.csv where there are any; without them nothing is invented.
    """
    plans, tasks = tables["plans"], tables["tasks"]
    assignments, targets = tables["assignments"], tables["targets"]
    steps: dict[str, Callable[[], pd.DataFrame]] = {
        "task_pairs": lambda: alignment.compare_tasks(tasks, plans),
        "section_pairs": lambda: alignment.compare_sections(tasks, plans),
        "coverage": lambda: coverage.measure_coverage(tasks),
        "shared_passages": lambda: reuse.find_shared_passages(sources, tasks, assignments, plans),
        "distinctive_terms": lambda: keyness.find_distinctive_terms(tasks, plans),
        "indicators": lambda: indicators.compare_indicators(targets, tasks, plans),
        "workload": lambda: workload.count_workload(tasks, assignments),
        "commitment": lambda: commitment.judge_commitment(tasks, targets, assignments, plans),
    }
    if measured is not None:
        steps["progress"] = lambda: progress.measure_progress(targets, measured)
    return tables | {name: steps[name]() for name in track(list(steps), "comparisons")}


def extract_catalogue(raw: Path) -> Tables:
    """The extracted tables of the catalogue under `raw`, nothing compared."""
    return tabulate([extract_plan(text, entry["plan_id"]) for entry, text in read_plans(raw)])


def list_plans(plans: Sequence[tuple[Entry, str]]) -> pd.DataFrame:
    """The catalogue with the length of each source text, as it is and cleaned."""
    return build_table(
        "plans",
        (
            {**entry, "characters": len(text), "clean_characters": len(clean(text))}
            for entry, text in plans
        ),
    )


def write_build(tables: Tables, sources: dict[str, str], out: Path) -> None:
    """Every table and source text of a build, all or none."""
    files: dict[Path, str | bytes] = {
        out / f"{name}.csv": store.format_table(check_table(table, name))
        for name, table in tables.items()
    }
    files |= {out / "text" / f"{plan_id}.txt": text for plan_id, text in sources.items()}
    store.write_files(files)


def write_figures(tables: Tables, folder: Path, track: Progress = pass_through) -> list[Path]:
    """Every chart in each language as PNG (300 dpi), SVG and PDF under `folder/<language>/`."""
    from compare.present.charts import draw_figure, list_figures
    from compare.present.fonts import save_figure
    from compare.present.gallery import render_gallery

    files: dict[Path, bytes] = {}
    jobs = [(name, lang) for lang in LANGUAGES for name in list_figures(tables)]
    for name, lang in track(jobs, "figures"):
        files |= save_figure(draw_figure(name, tables, lang), folder / lang / name)
    store.write_files({**files, folder / "README.md": render_gallery(tables)})
    return list(files)


def write_report(
    tables: Tables, sources: Mapping[str, str], folder: Path, track: Progress = pass_through
) -> list[Path]:
    """What people take away: a page, and a workbook and a brief in each language."""
    from compare.present.brief import render_brief
    from compare.present.page import render_page
    from compare.present.workbook import render_workbook

    jobs: dict[str, Callable[[], str | bytes]] = {
        "plans.html": lambda: render_page(tables, sources)
    }
    for lang in LANGUAGES:
        jobs[f"tables-{lang}.xlsx"] = partial(render_workbook, tables, sources, lang)
        jobs[f"brief-{lang}.docx"] = partial(render_brief, tables, sources, lang)
    files = {folder / name: jobs[name]() for name in track(list(jobs), "report")}
    store.write_files(files)
    return list(files)
