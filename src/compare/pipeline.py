"""Read → extract → analyse → present: the whole method on one screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pandas as pd

from compare import store
from compare.extract import Extraction, extract_plan
from compare.extract.clean import clean
from compare.extract.readers import read_bytes, read_source, decode_text
from compare.lookups import read_lookup
from compare.schema import build_table

Tables = dict[str, pd.DataFrame]
Progress = Callable[[Sequence[Path], str], Iterable[Path]]


def extract_files(paths: Iterable[Path], out: Path) -> Tables:
    """Write the four tables of any files (plan_id = file stem) and their source texts to `out`."""
    plans = [extract_plan(read_source(path), path.stem) for path in paths]
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


def read_plans(raw: Path) -> list[tuple[dict[str, str], str]]:
    """(catalogue row, source text) of every plan under `raw`, checksums compared."""
    plans = []
    for entry in store.read_catalogue(raw):
        path = raw / entry["source_file"]
        data = read_bytes(path)
        store.check_checksum(path, data, entry["sha256"])
        plans.append((entry, decode_text(data, str(path))))
    return plans


def build_tables(raw: Path) -> tuple[Tables, dict[str, str]]:
    """(tables, source text per plan) of the catalogue under `raw`: extracted, then compared."""
    plans = read_plans(raw)
    extractions = [extract_plan(source, entry["plan_id"]) for entry, source in plans]
    tables = {"plans": list_plans(plans), **tabulate(extractions)}
    return tables, {p.plan_id: p.source for p in extractions}


def list_plans(plans: Sequence[tuple[dict[str, str], str]]) -> pd.DataFrame:
    """The catalogue with the length of each source text."""
    return build_table("plans", ({**entry, "characters": len(text)} for entry, text in plans))


def write_build(tables: Tables, sources: dict[str, str], out: Path) -> None:
    """Every table and source text of a build, all or none."""
    files: dict[Path, str | bytes] = {
        out / f"{name}.csv": store.format_table(table) for name, table in tables.items()
    }
    files |= {out / "text" / f"{plan_id}.txt": text for plan_id, text in sources.items()}
    store.write_files(files)
