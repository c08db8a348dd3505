"""Take a new plan in, and list what a person should look at: nothing is guessed in silence."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from compare import store
from compare.errors import PlanError
from compare.extract import Extraction, extract_plan
from compare.extract.metadata import propose_metadata
from compare.extract.readers import read_bytes, read_source

_DOUBTFUL_REASONS = re.compile(r"no sign|qualifier|count|bare number")
_LONG_TITLE = 30


@dataclass(frozen=True)
class Doubt:
    """Something in one plan that a person should look at: what kind, what, and where."""

    plan_id: str
    kind: str
    text: str
    place: str = ""


def add_plan(file: Path, raw: Path, plan_id: str, fields: dict[str, str]) -> Extraction:
    """Copy a plan into `raw` and write its row in the catalogue, all or nothing.

    Fields not given are proposed from the text; what the text does not state stays empty.
    PlanError where the plan_id is taken or the file cannot be read.
    """
    catalogue = raw / "plans.csv"
    rows = store.read_catalogue(raw) if catalogue.is_file() else []
    if any(row["plan_id"] == plan_id for row in rows):
        raise PlanError(f"plan_id {plan_id!r} is taken; choose another", str(catalogue))
    data = read_bytes(file)
    plan = extract_plan(read_source(file), plan_id)
    entry = dict.fromkeys(store.CATALOGUE_COLUMNS, "")
    entry |= propose_metadata(plan.outline) | {k: v for k, v in fields.items() if v}
    entry |= {
        "plan_id": plan_id,
        "source_file": f"{plan_id}{file.suffix.lower()}",
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    store.check_entry(entry, rows, str(catalogue))
    store.write_files(
        {
            raw / entry["source_file"]: data,
            catalogue: store.format_catalogue([*rows, entry]),
        }
    )
    return plan


def list_doubts(plan: Extraction) -> Iterator[Doubt]:
    """Derived departments, uncertain chapters and titles, numbers left out near a threshold."""
    for name, department in plan.departments.items():
        if department.status == "derived":
            yield Doubt(plan.plan_id, "department not in the lookup", name)
    for chapter in plan.outline.children:
        if chapter.confidence != "high":
            yield Doubt(plan.plan_id, f"chapter taken for {chapter.role}", chapter.label)
    for task in plan.tasks:
        title = str(task["title"])
        if len(title) > _LONG_TITLE or "，" in title:
            yield Doubt(plan.plan_id, "title that may be none", title, f"line {task['line_start']}")
    for row in plan.targets:
        if str(row["indicator_id"]).startswith("derived-"):
            yield Doubt(plan.plan_id, "indicator not in the lookup", str(row["quote"]))
    for item in plan.ignored:
        if item.what == "number" and _DOUBTFUL_REASONS.search(item.reason):
            line = plan.source.count("\n", 0, item.start) + 1
            around = plan.source[max(0, item.start - 12) : item.end + 12].replace("\n", " ")
            yield Doubt(plan.plan_id, f"number left out: {item.reason}", around, f"line {line}")


def tabulate_doubts(doubts: Iterator[Doubt]) -> pd.DataFrame:
    """One row per doubt: plan_id, kind, text, place."""
    return pd.DataFrame(
        [vars(doubt) for doubt in doubts], columns=["plan_id", "kind", "text", "place"]
    )
