"""What the page carries: tables, texts, outlines, labels and measures as plain lists and dicts.

Cells are the strings of the CSV files, so that what is downloaded from the page is what stands in
data/processed; only what the page alone shows is added, in columns that begin with `_`.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

import pandas as pd

from compare import store
from compare.analyse.alignment import COUNTERPART, UNCERTAIN
from compare.analyse.commitment import list_comparable
from compare.analyse.reuse.texts import BESIDE_TEXT
from compare.analyse.workload import find_shared_grain
from compare.lookups import read_lookup
from compare.present.page.sides import choose_pair, collect_sides, describe_plans, name_columns
from compare.present.wording.addresses import cite_tasks
from compare.present.wording.findings.finding import Tables
from compare.present.wording.findings.passages import measure_share
from compare.present.wording.findings.tasks import select_key_tasks, select_matched
from compare.present.wording.labels import (
    join_names,
    label_departments,
    label_plans,
    label_reason,
    label_sections,
    label_tasks,
    label_unit,
)
from compare.present.wording.numbers import format_quantity, label_pace, read_number
from compare.present.wording.stated import format_baseline, format_target
from compare.present.wording.texts import LANGUAGES, phrase
from compare.schema import build_table
from compare.unseen import still_direction

TABLES = (
    "plans",
    "tasks",
    "assignments",
    "targets",
    "departments",
    "department_functions",
    "task_pairs",
    "coverage",
    "shared_passages",
    "distinctive_terms",
    "indicators",
    "workload",
    "commitment",
    "instruments",
    "inheritance",
    "ignored",
    "progress",
)
SHEETS = (
    *("tasks", "assignments", "indicators", "targets", "coverage", "shared_passages"),
    *("instruments", "inheritance", "progress", "ignored"),
)  # the tables a reader can open and download
# Columns the page cuts from the texts by plan, start and end.
CUTS = {
    "shared_passages": {
        "text_a": ("plan_a", "start_a", "end_a"),
        "text_b": ("plan_b", "start_b", "end_b"),
    },
    "instruments": {
        "text": ("plan_id", "start", "end"),
        "evidence": ("plan_id", "evidence_start", "evidence_end"),
    },
    "inheritance": {
        "text": ("plan_id", "start", "end"),
        "upper_text": ("upper_plan", "upper_start", "upper_end"),
    },
}
# Columns no view shows, or that others tell.
UNSEEN = {
    "task_pairs": ("plan_a", "plan_b", "matched", "probability", "meaning", "tfidf"),
    "distinctive_terms": (
        "rate",
        "rate_others",
        "rate_ratio",
        "p_adjusted",
        "tasks",
        "tasks_others",
    ),
}
NEAREST = 3  # counterparts kept per task and plan beside the matched and the uncertain ones
POSSIBLE = (COUNTERPART, UNCERTAIN)
MEASURES = ("baseline_value", "target_value", "value", "expected", "difference")
MOST_TERMS = 40  # distinctive terms kept per plan

Data = dict[str, Any]


def collect_data(
    tables: Tables, sources: Mapping[str, str], our: str = "", other: str = ""
) -> Data:
    """Everything the page shows, ready for JSON; a table that is missing counts as empty.

    `chosen` is the pair it opens with: our plan and the one it is set against. Under `parts` what
    the page reads only when it is asked for: a table, a plan's text, the pairs of tasks.
    """
    known = {name: tables.get(name, build_table(name, [])) for name in TABLES}
    order = [str(plan) for plan in known["plans"]["plan_id"]]
    outline = tables.get("outline", build_table("outline", []))
    headings, beside = list_headings(outline), list_beside(outline)
    sections = tables.get("section_pairs", build_table("section_pairs", []))
    sides = collect_sides({**known, "section_pairs": sections}, sources, order)
    return {
        "order": order,
        "chosen": choose_pair(known, order, our, other),
        "about": describe_plans(known["plans"]),
        "heads": name_columns(known, SHEETS),
        "cuts": CUTS,
        "sizes": {name: len(known[name]) for name in SHEETS},
        **describe_loose(known["commitment"]),
        "labels": collect_labels(known, sources),
        "grain": find_shared_grain(known["tasks"], known["assignments"]),
        "pairs": measure_pairs(known, order, sides["lines"]),
        "parts": {
            "sides": sides,
            **{f"table-{name}": pack_table(name, known) for name in TABLES},
            **{
                f"plan-{i}": encode_source(
                    sources[plan], headings.get(plan, []), beside.get(plan, [])
                )
                for i, plan in enumerate(order)
            },
        },
    }


def describe_loose(commitment: pd.DataFrame) -> Data:
    """`binding`: what every plan could state of a task; `loose`: the same in words."""
    binding = list_comparable(commitment)
    words = {
        lang: join_names([phrase(f"commitment.key.{flag}", lang) for flag in binding], lang)
        for lang in LANGUAGES
    }
    return {"binding": binding, "loose": list(words.values())}


def collect_labels(tables: Tables, sources: Mapping[str, str]) -> Data:
    """Kind of thing → its id → [Chinese, English] label; `places`: a task's address, 三、（七）1."""
    tasks, departments = tables["tasks"], tables["departments"]
    reasons = sorted({*tables["ignored"]["reason"], *tables["progress"]["reason"]} - {""})
    units = sorted({*tables["targets"]["unit"], *tables["indicators"]["unit"]} - {""})
    return {
        "plans": _pair(label_plans(tables["plans"], lang) for lang in LANGUAGES),
        "tasks": _pair(label_tasks(tasks, lang) for lang in LANGUAGES),
        "sections": _pair(label_sections(tasks, lang) for lang in LANGUAGES),
        "departments": _pair(label_departments(departments, lang) for lang in LANGUAGES),
        "units": _pair({unit: label_unit(unit, lang) for unit in units} for lang in LANGUAGES),
        "reasons": _pair({why: label_reason(why, lang) for why in reasons} for lang in LANGUAGES),
        "instruments": {
            row["subtype"]: [row["subtype_zh"], row["subtype_en"]]
            for row in read_lookup("instruments")
        },
        "places": _pair(cite_tasks(tasks, sources, lang) for lang in LANGUAGES),
    }


def _pair(labels: Iterable[Mapping[str, str]]) -> dict[str, list[str]]:
    zh, en = labels
    return {key: [zh[key], en[key]] for key in zh}


def pack_table(name: str, tables: Tables) -> Data:
    """`{columns, rows}` with the cells as a CSV file holds them: 0.5 → "0.5", empty → ""."""
    frame = _choose_rows(name, tables[name])
    frame = frame.drop(columns=[*CUTS.get(name, ()), *UNSEEN.get(name, ())], errors="ignore")
    columns, *rows = csv.reader(store.format_table(frame).split("\n")[:-1])
    rows = [[store.free_formula(cell) for cell in row] for row in rows]
    shown = _show_quantities(name, frame)
    if name == "tasks":
        shown["_met"] = _mark_met(frame["task_id"], tables["task_pairs"])
    return {
        "columns": [*columns, *shown],
        "rows": [[*row, *more] for row, more in zip(rows, _rows(shown, len(rows)), strict=True)],
    }


def _mark_met(tasks: pd.Series, pairs: pd.DataFrame) -> list[str]:
    """true for each task that has a counterpart in any other plan, so that no pair is read for it."""
    matched = select_matched(pairs)
    met = {*matched["task_a"], *matched["task_b"]}
    return ["true" if task in met else "" for task in tasks]


def _rows(columns: Mapping[str, list[str]], count: int) -> Iterable[tuple[str, ...]]:
    return zip(*columns.values(), strict=True) if columns else [()] * count


def _choose_rows(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Pairs of tasks that may match or stand near, and the most distinctive terms; else all rows."""
    if name == "task_pairs":
        near = (frame["rank_a"] <= NEAREST) | (frame["rank_b"] <= NEAREST)
        return frame[near.fillna(False).astype(bool) | frame["judgement"].isin(POSSIBLE)]
    if name == "distinctive_terms":
        own = frame[frame["g2"].fillna(0.0) > 0]
        ordered = own.sort_values(["g2", "term"], ascending=[False, True], kind="stable")
        kept = ordered.groupby("plan_id", sort=False).head(MOST_TERMS)
        return frame.loc[sorted(kept.index)]
    return frame


def _show_quantities(name: str, frame: pd.DataFrame) -> dict[str, list[str]]:
    """The values as the charts write them: 16, 万人 → 16万人 and 160,000 people."""
    columns = {
        "indicators": (("target_value", "value_high"), ("baseline_value", ""), ("gap", "")),
        "targets": (("value", "value_high"),),
        "progress": tuple((column, "") for column in MEASURES),
    }.get(name, ())
    rows = frame.to_dict("records") if columns else []
    return {
        f"_{low}_{lang}": [_show(row, low, high, lang) for row in rows]
        for low, high in columns
        for lang in LANGUAGES
    }


def _show(row: Mapping[Any, Any], low: str, high: str, lang: str) -> str:
    if high:
        return format_target(row, lang)
    value = read_number(row[low])
    if value is None:
        return ""
    if low == "baseline_value" and "baseline_text" in row:
        return format_baseline(dict(row) | {"baseline_year": None}, lang)
    if low in ("gap", "difference") and row["unit"] in ("%", "％"):
        space = " " if lang == "en" else ""
        return format_quantity(value, "", lang) + space + label_pace(row["unit"], lang)
    return format_quantity(value, row["unit"], lang)


def encode_source(source: str, headings: list[list[Any]], beside: list[list[int]]) -> Data:
    """The text of a plan, its headings, and the stretches of it that are folded away.

    No mark in it turns the words behind it round.
    """
    return {"text": still_direction(source), "outline": headings, "beside": beside}


def list_beside(outline: pd.DataFrame) -> dict[str, list[list[int]]]:
    """Plan → [start, end] of each run of lines beside its text: menus, notes, numbers of pages."""
    runs: dict[str, list[list[int]]] = {}
    for plan, own in outline.groupby("plan_id", sort=False):
        is_open = False
        for role, start, end in own[["role", "start", "end"]].itertuples(index=False):
            is_beside = role in BESIDE_TEXT
            if is_beside and is_open:
                runs[str(plan)][-1][1] = int(end)
            elif is_beside:
                runs.setdefault(str(plan), []).append([int(start), int(end)])
            is_open = is_beside
    return runs


def list_headings(outline: pd.DataFrame) -> dict[str, list[list[Any]]]:
    """Plan → [level, number, title, start, end] of each heading in document order."""
    headings = outline[outline["part"] == "heading"]
    return {
        str(plan): own[["level", "number", "title", "start", "end"]].to_numpy(object).tolist()
        for plan, own in headings.groupby("plan_id", sort=False)
    }


def measure_pairs(
    tables: Tables, order: list[str], lines: Mapping[str, list[list[str]]]
) -> dict[str, Data]:
    """ "a b" → what two plans share: tasks answered, passages, share of each text in them.

    `lines`: as `collect_sides` gives them, so that the tasks counted are those that are shown.
    """
    tasks, passages = tables["tasks"], tables["shared_passages"]
    measured = {}
    for a, b in combinations(order, 2):
        part = passages[(passages["plan_a"] == a) & (passages["plan_b"] == b)]
        own = [line for line in lines[f"{a} {b}"] if line[2] == COUNTERPART]
        measured[f"{a} {b}"] = {
            "passages": len(part),
            "shares": [_six(measure_share(part, tables["plans"], plan)) for plan in (a, b)],
            "answered": [len({line[side] for line in own}) for side in (0, 1)],
            "tasks": [len(select_key_tasks(tasks, plan)) for plan in (a, b)],
        }
    return measured


def _six(value: float) -> float:
    return round(float(value), store.DECIMALS)


def list_characters(texts: Iterable[str]) -> set[str]:
    """Every character of the texts that can be seen, and the ASCII letters people type."""
    seen = set(map(chr, range(0x20, 0x7F)))
    for text in texts:
        seen.update(text)
    return {char for char in seen if unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp")}


def pack_glyphs(characters: set[str]) -> str:
    """Pairs written+repaired (鄉乡), for a search to fold 鄉村 and 乡村 into one.

    Only those whose written form stands in the texts, or is another way to write what does.
    """
    return "".join(
        row["written"] + row["repaired"]
        for row in read_lookup("glyphs")
        if len(row["written"]) == len(row["repaired"]) == 1
        and (row["written"] in characters or row["repaired"] in characters)
    )
